//! Plain text.

use std::io::{self, Write};

use super::{DEMO_MARK, ExportPolicy};

/// Writes UTF-8 with `\n`: the mark of invented content if it is, title and number, the body as it stands, then the facts and where
/// it came from.
pub fn text(export: &ExportPolicy<'_>, out: &mut impl Write) -> io::Result<()> {
    if export.demo {
        writeln!(out, "【{DEMO_MARK}】\n")?;
    }
    for line in export.front() {
        writeln!(out, "{line}")?;
    }
    let body = &export.policy.body;
    out.write_all(body.as_bytes())?;
    if !body.is_empty() && !body.ends_with('\n') {
        out.write_all(b"\n")?;
    }
    out.write_all("\n————————\n".as_bytes())?;
    for (label, value) in export.facts() {
        writeln!(out, "{label}：{value}")?;
    }
    writeln!(out, "{}", export.attribution())
}
