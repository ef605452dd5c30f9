//! Plain text.

use std::fmt::Write as _;

use super::{DEMO_MARK, ExportPolicy};

/// UTF-8 with `\n`: the mark of invented content if it is, title and number, the body as it stands, then
/// the facts and where it came from.
pub fn text(export: &ExportPolicy<'_>) -> String {
    let mut out = String::new();
    if export.document.demo {
        let _ = writeln!(out, "【{DEMO_MARK}】\n");
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
        let _ = writeln!(out, "{label}：{value}");
    }
    out.push_str(&export.attribution());
    out.push('\n');
    out
}
