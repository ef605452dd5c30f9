//! One HTML file with everything in it: no script, nothing fetched.

use std::{
    fmt,
    io::{self, Write},
};

use super::{
    DEMO_MARK, ExportPolicy,
    layout::{self, Block, Role},
};

/// The style inside the file.
pub const STYLE: &str = "\
:root{color-scheme:light dark}\
body{margin:0 auto;padding:1.5rem;max-width:42rem;font:1.125rem/1.9 \"Noto Serif CJK SC\",\"Source Han Serif SC\",FangSong,\"仿宋\",serif;\
overflow-wrap:anywhere}\
.title{text-align:center;font-size:1.5rem;line-height:1.5;font-weight:700;text-indent:0;margin:0}\
h1.title{margin:.5em 0}\
.number{text-align:center;text-indent:0}\
p{margin:.35em 0;text-indent:2em}\
p.set{text-indent:0;white-space:pre-wrap}\
.chapter{text-align:center;text-indent:0;font-weight:700}\
.first b,.article b{font-family:\"Noto Sans CJK SC\",SimHei,\"黑体\",sans-serif}\
.second b{font-family:KaiTi,\"楷体\",\"LXGW WenKai\",serif}\
:target{background:#fff3bf;color:#000}\
table{border-collapse:collapse;margin:1em 0;width:100%}\
td,th{border:1px solid;padding:.3em .5em;vertical-align:top;text-align:left}\
.demo{border:2px solid #b45309;padding:.5em 1em;text-indent:0;font-weight:700}\
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2em 1em;font-size:1rem;border-block:1px solid;padding:.8em 0}\
dd,dt{margin:0}\
footer{margin-top:2em;border-top:1px solid;font-size:1rem}footer p{text-indent:0}\
@media print{body{max-width:none;padding:0}@page{size:A4;margin:37mm 26mm 35mm 28mm}}";

/// Writes the file, piece by piece. Clauses have the anchors of the page (`#c-art12`).
pub fn html(export: &ExportPolicy<'_>, out: &mut impl Write) -> io::Result<()> {
    let title = escape(export.title);
    out.write_all(b"<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n")?;
    out.write_all(
        b"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n",
    )?;
    out.write_all(b"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")?;
    writeln!(out, "<title>{title}</title>\n<link rel=\"canonical\" href=\"{}\">", escape(export.page_url))?;
    writeln!(out, "<style>{STYLE}</style>\n</head>\n<body>")?;
    if export.demo {
        writeln!(out, "<p class=\"demo\" role=\"note\">{DEMO_MARK}</p>")?;
    }
    out.write_all(b"<article>\n")?;
    for (index, line) in export.front().iter().enumerate() {
        let line = escape(line);
        if index == 0 {
            writeln!(out, "<h1 class=\"title\">{line}</h1>")?;
        } else {
            writeln!(out, "<p class=\"number\">{line}</p>")?;
        }
    }
    let mut title_lines = layout::title_lines(&export.policy.body, export.title);
    for (clause, text) in export.pieces() {
        if let Some(clause) = clause {
            writeln!(out, "<section class=\"clause\" id=\"{}\">", escape(&clause.id.anchor()))?;
        }
        for block in layout::blocks(text) {
            match block {
                Block::Line(line) if title_lines > 0 => {
                    title_lines -= 1;
                    writeln!(out, "<p class=\"title\">{}</p>", escape(line.trim()))?;
                }
                Block::Line(line) => push_line(out, line)?,
                Block::Table(rows) => push_table(out, &rows)?,
            }
        }
        if clause.is_some() {
            out.write_all(b"</section>\n")?;
        }
    }
    out.write_all(b"</article>\n<footer>\n<dl>\n")?;
    for (label, value) in export.facts() {
        writeln!(out, "<dt>{label}</dt><dd>{}</dd>", escape(&value))?;
    }
    writeln!(out, "</dl>\n<p>{}</p>", escape(&export.attribution()))?;
    writeln!(out, "<p><a href=\"{0}\">{0}</a></p>\n</footer>\n</body>\n</html>", escape(export.page_url))
}

fn push_line(out: &mut impl Write, line: &str) -> io::Result<()> {
    if line.trim().is_empty() {
        return Ok(());
    }
    let (heading, rest) = layout::split_heading(line);
    let class = match layout::role(line) {
        Role::Chapter => " class=\"chapter\"",
        Role::First => " class=\"first\"",
        Role::Second => " class=\"second\"",
        Role::Article => " class=\"article\"",
        // Columns made with tabs or blanks keep their places.
        Role::Plain if line.trim().contains(['\t']) => " class=\"set\"",
        Role::Plain => "",
    };
    let (heading, rest) = (heading.trim_start(), if heading.is_empty() { rest.trim() } else { rest.trim_end() });
    let (is_plain, heading, rest) = (heading.is_empty(), escape(heading), escape(rest));
    if is_plain { writeln!(out, "<p{class}>{rest}</p>") } else { writeln!(out, "<p{class}><b>{heading}</b>{rest}</p>") }
}

fn push_table(out: &mut impl Write, rows: &[Vec<&str>]) -> io::Result<()> {
    out.write_all(b"<table>\n")?;
    for row in rows {
        out.write_all(b"<tr>")?;
        for cell in row {
            write!(out, "<td>{}</td>", escape(cell))?;
        }
        out.write_all(b"</tr>\n")?;
    }
    out.write_all(b"</table>\n")
}

/// Safe as text and inside a quoted attribute; control characters, which HTML forbids, are left out. Written as it goes: a long line
/// may grow fivefold.
fn escape(text: &str) -> Escaped<'_> {
    Escaped(text)
}

struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let special = |c: char| matches!(c, '&' | '<' | '>' | '"' | '\'') || (c.is_control() && c != '\t' && c != '\n');
        let mut rest = self.0;
        while let Some(at) = rest.find(special) {
            let (before, from) = rest.split_at(at);
            f.write_str(before)?;
            let mut signs = from.chars();
            f.write_str(match signs.next() {
                Some('&') => "&amp;",
                Some('<') => "&lt;",
                Some('>') => "&gt;",
                Some('"') => "&quot;",
                Some('\'') => "&#39;",
                _ => "",
            })?;
            rest = signs.as_str();
        }
        f.write_str(rest)
    }
}
