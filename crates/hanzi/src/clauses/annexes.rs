//! Where annexes begin, and where the text only lists them.

use std::{collections::HashSet, sync::LazyLock};

use regex::Regex;

use super::{
    line::Line,
    marker::{self, Kind, Marker, kind_at, silence},
};
use crate::{blanks::without_blanks, numerals};

/// A line that speaks of an annex.
pub struct AnnexLine {
    pub line: usize,
    pub number: Option<u32>,
    pub label: String,
    named: bool,
    /// “附件：1、…”: the first entry of a list stands on the line.
    begins_list: bool,
}

static ANNEX: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(附\s*[件录表]?)\s*([0-9０-９]{1,3}|[一二三四五六七八九十]{1,3})?\s*(?:([:：.．、]|\s)\s*(.*))?$")
        .expect("a fixed pattern")
});

/// Where annexes begin, and where the text only lists them. The lines of a list lose their numbers.
pub fn find(lines: &[Line<'_>], markers: &mut [Option<Marker>], date_lines: &[usize]) -> (Vec<AnnexLine>, Vec<usize>) {
    /// A list of annexes and the signature below it are at most so long, in lines.
    const LIST: usize = 40;
    let mut candidates: Vec<AnnexLine> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if !line.text.starts_with('附') || !line.is_within(80) {
            continue;
        }
        let Some(found) = ANNEX.captures(line.text) else { continue };
        let group = |index: usize| found.get(index).map_or("", |part| part.as_str());
        let word = without_blanks(group(1));
        let name = group(4).trim();
        // “附 则” is a heading, “附 近…” a sentence: 附 alone needs its colon.
        if word == "附" && !matches!(group(3), ":" | "：") {
            continue;
        }
        let number = numerals::parse(group(2)).and_then(|number| u32::try_from(number).ok());
        let label = format!("{word}{}", group(2));
        let begins_list = number.is_none()
            && marker::read(name).is_some_and(|marker| marker.kind == Kind::Arabic && marker.number == 1);
        candidates.push(AnnexLine { line: at, number, label, named: !name.is_empty(), begins_list });
    }
    let last_text = lines.iter().rposition(|line| !line.is_blank()).unwrap_or(0);
    let mut unnamed_after = vec![false; candidates.len()];
    let mut numbers_after: Vec<HashSet<u32>> = Vec::new();
    // Only short documents have many annexes with lists; beyond this, later annexes are taken as they come.
    let counted = candidates.len().min(200);
    let mut later = HashSet::new();
    let mut unnamed = false;
    for (index, annex) in candidates.iter().enumerate().rev() {
        if index < counted {
            numbers_after.push(later.clone());
        }
        if let Some(place) = unnamed_after.get_mut(index) {
            *place = unnamed;
        }
        if index < counted {
            later.extend(annex.number);
        }
        unnamed |= !annex.named;
    }
    numbers_after.reverse();

    let (mut starts, mut mentions) = (Vec::new(), Vec::new());
    let total = candidates.len();
    for (index, annex) in candidates.into_iter().enumerate() {
        // Within annexes, “附件：…” without a number is a line of a form.
        if annex.named && annex.number.is_none() && !starts.is_empty() {
            continue;
        }
        let next = date_lines.partition_point(|date| *date < annex.line);
        let signed_below = date_lines.get(next).copied().filter(|date| date - annex.line <= LIST);
        let comes_again =
            annex.number.is_some_and(|number| numbers_after.get(index).is_some_and(|later| later.contains(&number)));
        let later_unnamed = unnamed_after.get(index).copied().unwrap_or(false);
        let list_below = (annex.line + 1..lines.len())
            .find(|at| lines.get(*at).is_some_and(|line| !line.is_blank()))
            .is_some_and(|at| kind_at(markers, at) == Some(Kind::Arabic));
        let numbered_below = numbers_after.get(index).is_some_and(|later| !later.is_empty());
        let is_list = if annex.named {
            comes_again
                || (annex.begins_list && numbered_below && starts.is_empty())
                || (later_unnamed && starts.is_empty())
                || (annex.number.is_none() && annex.line == last_text)
                || (starts.is_empty() && signed_below.is_some())
        } else {
            annex.number.is_none()
                && list_below
                && index + 1 < total
                && (later_unnamed || numbered_below)
                && starts.is_empty()
        };
        if is_list {
            let end = (annex.line + 1..lines.len().min(annex.line + LIST))
                .find(|at| {
                    date_lines.binary_search(at).is_ok()
                        || lines.get(*at).is_some_and(|line| line.text.starts_with('附'))
                })
                .unwrap_or(annex.line + 1);
            silence(markers, annex.line..end);
            mentions.push(annex.line);
        } else {
            silence(markers, annex.line..annex.line + 1);
            starts.push(annex);
        }
    }
    (starts, mentions)
}
