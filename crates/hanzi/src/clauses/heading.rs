//! Headings: which of the words on a line, or below it, are the name that a place goes by.

use super::{
    layout::{Layout, Part, Region},
    line::Line,
    marker::Kind,
};
use crate::blanks::without_blanks;

/// The name of an annex: the words on its line, else the short lines below that the list of annexes names
/// together, else the first of them.
pub fn of_annex(lines: &[Line<'_>], layout: &Layout, region: &Region) -> String {
    const LONGEST: usize = 40;
    const MOST_LINES: usize = 3;
    let Some(line) = lines.get(region.lines.start) else { return String::new() };
    let after_number = line.text.split_once([':', '：', ' ', '\u{3000}']).map_or("", |(_, name)| name.trim());
    if !after_number.is_empty() {
        return of_division(after_number);
    }
    let below: Vec<&str> = (region.lines.start + 1..region.lines.end)
        .filter_map(|at| Some((at, lines.get(at)?)))
        .filter(|(_, line)| !line.is_blank())
        .take_while(|(at, line)| line.is_within(LONGEST) && layout.markers.get(*at).is_none_or(Option::is_none))
        .map(|(_, line)| line.text)
        .take(MOST_LINES)
        .collect();
    let listed = list_of_annexes(lines, layout);
    let named =
        |lines: &usize| below.get(..*lines).is_some_and(|lines| listed.contains(&without_blanks(&lines.concat())));
    let lines = (2..=below.len()).rev().find(named).unwrap_or(1);
    below.get(..lines).map_or_else(String::new, |lines| of_division(&lines.concat()))
}

/// The first list of annexes without blanks.
fn list_of_annexes(lines: &[Line<'_>], layout: &Layout) -> String {
    const LONGEST_LIST: usize = 40;
    let first_annex = layout
        .regions
        .iter()
        .find(|region| matches!(region.part, Part::Annex { .. }))
        .map_or(0, |region| region.lines.start);
    let Some(start) = layout.mentions.first() else { return String::new() };
    let list = lines.get(*start..first_annex).unwrap_or_default();
    list.iter().take(LONGEST_LIST).map(|line| without_blanks(line.text)).collect()
}

/// `（定义）` and nothing else behind the number of an article.
pub fn is_only(words: &str) -> bool {
    words.starts_with(['（', '(', '【']) && words.ends_with(['）', ')', '】']) && words.chars().nth(40).is_none()
}

/// The heading sentence in the words behind a number.
pub fn of_number(kind: Kind, words: &str, in_article: bool) -> String {
    if kind.is_division() {
        return of_division(words);
    }
    if kind == Kind::Article {
        return of_article(words);
    }
    if in_article { String::new() } else { of_sentence(words) }
}

/// “总　　则” is said 总则: blanks between single hanzi are for looks.
pub fn of_division(words: &str) -> String {
    const LONGEST: usize = 80;
    let parts: Vec<&str> = words.split_whitespace().collect();
    let spread = parts.len() > 1 && parts.iter().all(|part| part.chars().nth(1).is_none());
    parts.join(if spread { "" } else { " " }).trim_end_matches(['。', '：', ':']).chars().take(LONGEST).collect()
}

fn of_article(words: &str) -> String {
    let Some(inside) = words.strip_prefix(['（', '(', '【']) else { return String::new() };
    let heading: String = inside.chars().take(40).take_while(|c| !matches!(c, '）' | ')' | '】')).collect();
    let closed = inside.get(heading.len()..).is_some_and(|rest| rest.starts_with(['）', ')', '】']));
    let is_number = crate::numerals::parse(heading.trim()).is_some();
    if closed && !is_number && !heading.contains('。') { heading.trim().to_owned() } else { String::new() }
}

/// The first sentence, where it is short enough to be a heading and is not an item of a list (“…；”).
fn of_sentence(words: &str) -> String {
    const LONGEST: usize = 50;
    const LONGEST_ALONE: usize = 30;
    let near: String = words.chars().take(LONGEST * 4).collect();
    let (sentence, rest) =
        near.split_once('。').map_or((near.as_str(), None), |(sentence, rest)| (sentence, Some(rest)));
    let noted = ["（牵头", "(牵头", "（责任", "(责任", "（主要责任", "(主要责任", "（配合", "(配合"]
        .iter()
        .filter_map(|note| sentence.find(note))
        .min();
    let bare = noted.and_then(|at| sentence.get(..at)).unwrap_or(sentence).trim();
    let heading = bare.trim_end_matches(['：', ':']).trim_end();
    let length = heading.chars().count();
    let is_item = heading.contains(['；', ';']) || heading.ends_with(['，', ',', '、']);
    // A sentence that stands alone and is not short is what the clause says, not its heading.
    let stands_alone = rest.is_some_and(|rest| rest.trim().is_empty()) && length > LONGEST_ALONE;
    if is_item || stands_alone || length > LONGEST { String::new() } else { heading.to_owned() }
}
