//! Plain text.

use super::{DEMO_MARK, ExportPolicy};

/// UTF-8 with `\n`: the mark of invented content if it is, title and number, the body as it stands, then
/// the facts and where it came from.
pub fn text(export: &ExportPolicy<'_>) -> String {
    let mut out = String::new();
    if export.document.demo {
        out.push_str(&format!("【{DEMO_MARK}】\n\n"));
    }
    for line in export.front() {
        out.push_str(&line);
        out.push('\n');
    }
    out.push_str(&export.policy.body);
    if !out.ends_with('\n') {
        out.push('\n');
    }
    out.push_str("\n————————\n");
    for (label, value) in export.facts() {
        out.push_str(&format!("{label}：{value}\n"));
    }
    out.push_str(&export.attribution());
    out.push('\n');
    out
}
