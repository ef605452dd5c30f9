//! Markdown. With TOML front matter between `+++` lines the rest is the body, byte for byte; without it
//! the marks are taken off and lines of plain text remain.

use std::fmt::Write as _;

use super::{LINE_ENDS_NOTE, Record, RefusedAt, encoding, meter::bounded, normalise_line_ends, text::title_of_lines};
use crate::toml_json::json_of;
use comrak::{
    Arena, Options,
    arena_tree::NodeEdge,
    nodes::{ListDelimType, ListType, NodeValue},
    parse_document,
};

const FENCE: &str = "+++";

/// Fields are short; what is long is the body.
const MOST_FRONT_BYTES: usize = 256 * 1024;
/// Every mark may become a node of the tree, those of lists too.
const MOST_MARKS: usize = 200_000;

pub fn read(bytes: &[u8]) -> Result<Record, RefusedAt> {
    let decoded = encoding::decode(bytes, None)?;
    let note = decoded.note();
    let (text, changed) = normalise_line_ends(decoded.text);
    let mut record = match text.strip_prefix("+++\n") {
        Some(rest) => with_front_matter(rest)?,
        None => plain(&text)?,
    };
    record.notes.extend(note);
    if changed {
        record.notes.push(LINE_ENDS_NOTE.to_owned());
    }
    Ok(record)
}

fn with_front_matter(rest: &str) -> Result<Record, RefusedAt> {
    let mut end = 0;
    let closing = rest.split_inclusive('\n').find(|line| {
        let found = line.trim_end() == FENCE;
        end += if found { 0 } else { line.len() };
        found
    });
    let (Some(closing), Some(front)) = (closing, rest.get(..end)) else {
        return Err("文件头以 +++ 开始但没有结束，请在字段后另起一行写 +++".into());
    };
    let body = rest.get(end + closing.len()..).unwrap_or_default();
    if front.len() > MOST_FRONT_BYTES {
        return Err(format!("文件头超过 {} KB：正文写在第二个 +++ 之后", MOST_FRONT_BYTES / 1024).into());
    }
    let table: toml::Table = toml::from_str(front).map_err(|error| {
        let before = error.span().and_then(|span| front.get(..span.start)).unwrap_or_default();
        // The fence is line 1.
        let line = before.matches('\n').count() + 2;
        RefusedAt { line: Some(line), reason: format!("文件头不是有效的 TOML：{}", error.message()).into() }
    })?;
    let mut record = Record::default();
    for (key, value) in table {
        record.fields.insert(key, json_of(value));
    }
    if record.fields.contains_key("body") {
        return Err("文件头里不要写 body：正文写在第二个 +++ 之后".into());
    }
    if !record.fields.contains_key("title")
        && let Some((title, note)) = title_of_lines(body)
    {
        record.set("title", title);
        record.notes.extend(note);
    }
    if !body.is_empty() {
        record.set("body", body);
    }
    Ok(record)
}

fn plain(text: &str) -> Result<Record, RefusedAt> {
    bounded(text.len(), text.lines().count())?;
    let marks = text.bytes().filter(|byte| b"*_`[]<>&!\\|~#+-.)".contains(byte)).count();
    if marks > MOST_MARKS {
        return Err("Markdown 标记过多，请拆分，或另存为 .txt 再导入".into());
    }
    let arena = Arena::new();
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    let root = parse_document(&arena, text, &options);

    let mut out = Lines::default();
    let mut heading: Option<String> = None;
    // The next number of each open list; `None` for bullets, which carry no meaning as text.
    let mut lists: Vec<Option<(usize, char)>> = Vec::new();
    let mut first_cell = true;
    for edge in root.traverse() {
        match edge {
            NodeEdge::Start(node) => match &node.data().value {
                NodeValue::List(list) => lists.push(
                    (list.list_type == ListType::Ordered)
                        .then_some((list.start, if list.delimiter == ListDelimType::Paren { ')' } else { '.' })),
                ),
                NodeValue::Item(_) => {
                    out.end_line();
                    if let Some(Some((number, mark))) = lists.last_mut() {
                        let _ = write!(out.line, "{number}{mark} ");
                        *number = number.saturating_add(1);
                    }
                }
                NodeValue::Text(words) => out.line.push_str(words),
                NodeValue::Code(code) => out.line.push_str(&code.literal),
                NodeValue::CodeBlock(block) => {
                    out.end_line();
                    out.text.push_str(&block.literal);
                    if !out.text.ends_with('\n') {
                        out.text.push('\n');
                    }
                }
                NodeValue::SoftBreak | NodeValue::LineBreak => out.end_line(),
                NodeValue::HtmlInline(tag) if tag.starts_with("<br") => out.end_line(),
                NodeValue::HtmlInline(_) | NodeValue::HtmlBlock(_) => out.dropped_html = true,
                NodeValue::TableRow(_) => {
                    out.end_line();
                    first_cell = true;
                }
                NodeValue::TableCell => {
                    if !first_cell {
                        out.line.push('\t');
                    }
                    first_cell = false;
                }
                _ => {}
            },
            NodeEdge::End(node) => match &node.data().value {
                NodeValue::Heading(_) => {
                    if heading.is_none() && !out.line.trim().is_empty() {
                        heading = Some(out.line.trim().to_owned());
                    }
                    out.end_line();
                }
                NodeValue::List(_) => {
                    lists.pop();
                    out.end_line();
                }
                NodeValue::Paragraph | NodeValue::Item(_) | NodeValue::TableRow(_) => out.end_line(),
                _ => {}
            },
        }
    }
    out.end_line();
    let (title, note) = match heading {
        Some(title) => (title, None),
        None => title_of_lines(&out.text).ok_or("文件是空的，没有可以导入的文字")?,
    };
    let mut record = Record::of_text(title, out.text);
    record.notes.extend(note);
    if out.dropped_html {
        record.notes.push("Markdown 里的 HTML 标记已去掉".to_owned());
    }
    Ok(record)
}

#[derive(Default)]
struct Lines {
    text: String,
    line: String,
    dropped_html: bool,
}

impl Lines {
    fn end_line(&mut self) {
        if !self.line.trim().is_empty() {
            self.text.push_str(&self.line);
            self.text.push('\n');
        }
        self.line.clear();
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn field<'a>(record: &'a Record, key: &str) -> &'a str {
        record.fields.get(key).and_then(Value::as_str).unwrap_or_default()
    }

    #[test]
    fn front_matter_gives_the_fields_and_the_rest_is_untouched() {
        let source = "+++\nkind = \"policy\"\npublished_on = 2026-02-12\n[[edges]]\ntype = \"cites\"\nto = \"a\"\n+++\n题目\n# 不是标题\n\n  一、总则  \n";
        let record = read(source.as_bytes()).expect("readable");
        assert_eq!(field(&record, "published_on"), "2026-02-12");
        assert_eq!(field(&record, "title"), "题目");
        assert_eq!(field(&record, "body"), "题目\n# 不是标题\n\n  一、总则  \n");
        assert!(record.fields.get("edges").is_some_and(|edges| edges.pointer("/0/to") == Some(&"a".into())));
    }

    #[test]
    fn a_fault_in_the_front_matter_has_a_line() {
        let refusal = read("+++\nkind = \"policy\"\ntitle = \n+++\n正文".as_bytes()).expect_err("a fault");
        assert_eq!(refusal.line, Some(3));
        assert!(read("+++\nkind = \"policy\"\n正文".as_bytes()).is_err());
    }

    #[test]
    fn plain_markdown_becomes_lines_of_text() {
        let source = "# 某办法\n\n## 第一章 总则\n\n第一条 **为了**规范，\n制定本办法。\n\n1. 甲\n2. 乙\n\n- 丙\n\n| 项目 | 金额 |\n|---|---|\n| 奶粉 | 100 |\n";
        let record = read(source.as_bytes()).expect("readable");
        assert_eq!(field(&record, "title"), "某办法");
        assert_eq!(
            field(&record, "body"),
            "某办法\n第一章 总则\n第一条 为了规范，\n制定本办法。\n1. 甲\n2. 乙\n丙\n项目\t金额\n奶粉\t100\n"
        );
    }
}
