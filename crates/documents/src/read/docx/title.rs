//! Which words of a Word file are its title.

use crate::read::meter::Meter;

use super::{
    walker::Paragraph,
    xml::{self, Node},
};

/// How many paragraphs that say something are looked at: a title stands at the beginning.
const LOOKED_AT: usize = 12;
const MAX_TITLE_CHARS: usize = 200;

/// The title in the properties of the file (`dc:title`).
pub fn of_core_properties(xml_text: &str, meter: &mut Meter) -> Option<String> {
    let mut title = String::new();
    let mut inside = false;
    let visit = |node: Node<'_>, meter: &mut Meter| {
        match node {
            Node::Open { name, .. } => inside = name == "title",
            Node::Close { .. } => inside = false,
            Node::Text(text) if inside => {
                meter.text(text)?;
                title.push_str(text);
            }
            Node::Text(_) => {}
        }
        Ok(())
    };
    xml::walk(xml_text, meter, visit).ok()?;
    let title = title.trim();
    (!title.is_empty()).then(|| title.to_owned())
}

/// Chooses in this order: the title of the properties when the text bears it out (it is often the template's, or
/// that of the file this one was copied from); paragraphs of the style “Title”; the first paragraph that
/// is not a red head (`…文件`), a document number or `附件1`, with the centred lines that continue it;
/// the title of the properties after all.
pub fn choose(core: Option<&str>, paragraphs: &[Paragraph]) -> Option<String> {
    let begin: Vec<&Paragraph> = paragraphs.iter().filter(|p| !p.text.trim().is_empty()).take(LOOKED_AT).collect();
    if let Some(core) = core {
        let text: String = begin.iter().flat_map(|p| p.text.chars()).filter(|c| !c.is_whitespace()).collect();
        let wanted: String = core.chars().filter(|c| !c.is_whitespace()).collect();
        if text.contains(&wanted) {
            return Some(core.to_owned());
        }
    }
    let mut titled = begin.iter().skip_while(|p| !p.is_title).take_while(|p| p.is_title).peekable();
    if titled.peek().is_some() {
        return Some(joined(titled.copied()));
    }
    let mut rest = begin.iter().skip_while(|p| is_furniture(p.text.trim()));
    let Some(first) = rest.next().or(begin.first()) else { return core.map(str::to_owned) };
    let more = rest.take_while(|p| first.is_centred && p.is_centred && !is_furniture(p.text.trim()));
    let mut title = String::new();
    for paragraph in std::iter::once(first).chain(more) {
        let longer = joined([*paragraph]);
        if !title.is_empty()
            && (title.chars().count() + longer.chars().count() > MAX_TITLE_CHARS || ends_a_title(&title))
        {
            break;
        }
        title.push_str(&longer);
    }
    if title.chars().count() > MAX_TITLE_CHARS {
        title = title.chars().take(60).collect();
        title.push('…');
    }
    Some(title)
}

fn joined<'a>(paragraphs: impl IntoIterator<Item = &'a Paragraph>) -> String {
    paragraphs.into_iter().flat_map(|p| p.text.lines()).map(str::trim).collect()
}

fn ends_a_title(text: &str) -> bool {
    [
        "通知", "意见", "办法", "规定", "公告", "通告", "决定", "方案", "规划", "细则", "条例", "函", "批复", "报告",
        "纪要", "要点", "）",
    ]
    .iter()
    .any(|ending| text.ends_with(ending))
}

/// Lines above the title: the red head, the number, marks of copies and urgency, “附件1”.
fn is_furniture(line: &str) -> bool {
    let length = line.chars().count();
    let number = length <= 40 && line.contains(['〔', '[', '［']) && line.ends_with('号');
    let red_head = length <= 30 && line.ends_with("文件") && !line.contains('《');
    let annex = line
        .strip_prefix("附件")
        .is_some_and(|rest| rest.chars().all(|c| c.is_numeric() || "：: 　一二三四五六七八九十".contains(c)));
    let mark = ["特急", "加急", "平急", "急件", "机密", "秘密", "绝密"].contains(&line)
        || (length <= 8 && line.chars().all(|c| c.is_ascii_digit()));
    number || red_head || annex || mark
}
