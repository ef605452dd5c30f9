//! Web pages: the official text out of the page around it.

use domain::Refusal;
use encoding_rs::Encoding;
use html5ever::{
    ParseOpts,
    tendril::{StrTendril, TendrilSink as _},
};
use scraper::{ElementRef, Html, HtmlTreeSink, Selector};

use super::{Record, encoding, meter::Meter};

mod facts;
mod lines;

/// Where government sites keep the text, the most telling first.
const MAIN_CONTENT: [&str; 16] = [
    "#UCAP-CONTENT",
    ".TRS_Editor",
    ".trs_editor_view",
    ".TRS_UEDITOR",
    "#zoom",
    "#Zoom",
    ".pages_content",
    ".article-content",
    ".article_content",
    ".article-con",
    ".content-text",
    "#articleContent",
    "article",
    "main",
    "[role=main]",
    "body",
];

/// Elements of one selector that are looked at.
const MOST_CANDIDATES: usize = 32;

/// Less than this is an empty frame, not a text.
const MIN_MAIN_CHARS: usize = 20;

pub fn read(bytes: &[u8], meter: &mut Meter) -> Result<Record, Refusal> {
    let decoded = encoding::decode(bytes, declared_encoding(bytes))?;
    if is_too_deep(&decoded.text) {
        return Err("网页的标签层层嵌套过深，请在浏览器里另存为 .txt 再导入".into());
    }
    let page = parsed(&decoded.text, meter)?;
    let (main, body) = main_content(&page, meter)?.ok_or("网页里没有正文文字，可能由脚本生成，请另存为 .txt 再导入")?;
    let facts = facts::of_page(&page, meter)?;
    let title = page_title(&page, main, &facts)
        .or_else(|| super::text::title_of_lines(&body).map(|(title, _)| title))
        .ok_or("网页里没有标题")?;

    let mut record = Record::of_text(title, body);
    record.notes.extend(decoded.note());
    for (key, value) in facts.fields {
        record.set(key, value);
    }
    record.notes.extend(facts.notes);
    Ok(record)
}

/// The charset that the first bytes of the page name.
fn declared_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(4096)).unwrap_or_default()).to_ascii_lowercase();
    let (_, after) = head.split_once("charset")?;
    let after = after.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
    let label: String = after.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_:".contains(*c)).collect();
    Encoding::for_label(label.as_bytes())
}

/// Whether more elements lie open inside each other than any page needs: parsing takes the square of that.
fn is_too_deep(page: &str) -> bool {
    const DEEPEST: usize = 8_000;
    /// These close by themselves, or never open.
    const NO_DEPTH: [&str; 18] = [
        "p", "li", "td", "th", "tr", "tbody", "dd", "dt", "option", "br", "img", "input", "hr", "meta", "link", "col",
        "area", "wbr",
    ];
    let mut depth = 0_usize;
    for tag in page.split('<').skip(1) {
        let closes = tag.starts_with('/');
        let name: String = tag
            .trim_start_matches('/')
            .chars()
            .take(12)
            .take_while(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_ascii_lowercase();
        if name.is_empty() || NO_DEPTH.contains(&name.as_str()) {
            continue;
        }
        depth = if closes { depth.saturating_sub(1) } else { depth + 1 };
        if depth > DEEPEST {
            return true;
        }
    }
    false
}

/// The page as a tree. It is fed in small pieces, so that whatever grows is seen before it is large.
fn parsed(page: &str, meter: &mut Meter) -> Result<Html, Refusal> {
    /// The largest page of real offices we know has 40,000.
    const MOST_NODES: usize = 300_000;
    /// One piece may make as many nodes as it has tags times as many as lie open.
    const PIECE_BYTES: usize = 64;
    let mut parser = html5ever::parse_document(HtmlTreeSink::new(Html::new_document()), ParseOpts::default());
    let mut rest = page;
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(rest.ceil_char_boundary(PIECE_BYTES));
        parser.process(StrTendril::from_slice(piece));
        rest = after;
        meter.step()?;
        if parser.tokenizer.sink.sink.0.borrow().tree.values().len() > MOST_NODES {
            return Err(
                format!("网页的标签超过 {} 万个，请只留下正文，或另存为 .txt 再导入", MOST_NODES / 10_000).into()
            );
        }
    }
    Ok(parser.finish())
}

/// The element that holds the text, and the text as lines.
fn main_content<'a>(page: &'a Html, meter: &mut Meter) -> Result<Option<(ElementRef<'a>, String)>, Refusal> {
    let mut short = None;
    for selector in MAIN_CONTENT {
        let mut longest: Option<(ElementRef<'_>, String)> = None;
        for element in all(page, selector).take(MOST_CANDIDATES) {
            let text = lines::of(element, meter)?;
            if text.len() >= longest.as_ref().map_or(1, |(_, longest)| longest.len()) {
                longest = Some((element, text));
            }
        }
        match longest {
            Some((element, text)) if text.chars().count() >= MIN_MAIN_CHARS => return Ok(Some((element, text))),
            other => short = other.or(short),
        }
    }
    Ok(short)
}

fn page_title(page: &Html, main: ElementRef<'_>, facts: &facts::Facts) -> Option<String> {
    let h1 = || {
        let inside = Selector::parse("h1").ok().and_then(|h1| main.select(&h1).next());
        inside.or_else(|| all(page, "h1").next()).map(|h1| squeeze(&h1.text().collect::<String>()))
    };
    let head = || {
        let title = all(page, "head title").next().map(|title| squeeze(&title.text().collect::<String>()))?;
        // “…的通知_某市人民政府门户网站”
        let cut = title.split(['_', '|']).next().unwrap_or(&title);
        Some(cut.split(" - ").next().unwrap_or(cut).trim().to_owned())
    };
    let meta = facts.article_title.clone();
    meta.or_else(|| h1().filter(|h1| !h1.is_empty())).or_else(head).filter(|title| !title.is_empty())
}

fn all<'a>(page: &'a Html, selector: &str) -> impl Iterator<Item = ElementRef<'a>> {
    let found: Vec<_> = match Selector::parse(selector) {
        Ok(selector) => page.select(&selector).collect(),
        Err(_) => Vec::new(),
    };
    found.into_iter()
}

/// One line, single blanks.
fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
