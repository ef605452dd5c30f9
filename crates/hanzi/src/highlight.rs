//! Snippets: about two lines of a text around the place where most of the query stands.

use std::ops::Range;

use domain::search::SnippetRun;

use crate::fold;

/// About two lines, in characters.
pub const SNIPPET_CHARS: usize = 70;

/// Occurrences that are looked at; a longer text is judged by its first ones.
const MOST_OCCURRENCES: usize = 2000;

/// A word of the query with its weight in choosing the window.
#[derive(Debug, Clone, PartialEq)]
pub struct QueryTerm {
    /// Folded.
    pub text: String,
    /// Greater is more telling.
    pub weight: f32,
}

/// A text in which the places of the query's terms were found, once for all that is asked of them.
#[derive(Debug)]
pub struct Marked<'a> {
    text: &'a str,
    terms: &'a [QueryTerm],
    occurrences: Vec<Occurrence>,
}

impl<'a> Marked<'a> {
    /// Looks for every term.
    pub fn new(text: &'a str, terms: &'a [QueryTerm]) -> Self {
        Self { text, terms, occurrences: occurrences(text, terms) }
    }

    /// The bytes of the best window of about `length` characters; without a match, of the text's beginning.
    pub fn window(&self, length: usize) -> Range<usize> {
        window(self.text, &self.occurrences, self.terms, length.max(1))
    }

    /// The hits in bytes, by start; those that overlap are not joined.
    pub fn hits(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        self.occurrences.iter().map(|occurrence| occurrence.range.clone())
    }

    /// A piece of the text as it stands, with its hits; the caller shows where it was cut. Empty for an empty piece.
    pub fn runs(&self, piece: Range<usize>) -> Vec<SnippetRun> {
        runs(self.text, piece, &self.occurrences)
    }

    /// The whole text with its hits.
    pub fn whole(&self) -> Vec<SnippetRun> {
        self.runs(0..self.text.len())
    }
}

/// The bytes of the first `length` characters that are not blank.
pub fn beginning(text: &str, length: usize) -> Range<usize> {
    let blank = text.len() - text.trim_start().len();
    let rest = text.get(blank..).unwrap_or_default();
    blank..rest.char_indices().nth(length).map_or(text.len(), |(at, _)| blank + at)
}

/// How much of the query a text holds: the weights of the terms that occur in it.
pub fn coverage(text: &str, terms: &[QueryTerm]) -> f32 {
    let folded = fold::fold(text);
    terms.iter().filter(|term| !term.text.is_empty() && folded.contains(&term.text)).map(|term| term.weight).sum()
}

#[derive(Debug, Clone)]
struct Occurrence {
    range: Range<usize>,
    term: usize,
}

/// Every place of every term in bytes of the original, by start.
fn occurrences(text: &str, terms: &[QueryTerm]) -> Vec<Occurrence> {
    let folded = fold::with_origins(text);
    let mut found: Vec<Occurrence> = terms
        .iter()
        .enumerate()
        .filter(|(_, term)| !term.text.is_empty())
        .flat_map(|(index, term)| {
            let places = folded.text.match_indices(term.text.as_str()).take(MOST_OCCURRENCES);
            places.map(move |(at, word)| (index, at..at + word.len()))
        })
        .filter(|(_, place)| is_whole(&folded.text, place))
        .map(|(term, range)| Occurrence { range: folded.original(range), term })
        .collect();
    found.sort_by_key(|occurrence| (occurrence.range.start, occurrence.range.end));
    found.truncate(MOST_OCCURRENCES);
    found
}

/// `5` is not found in `15`, nor `app` in `apple`.
fn is_whole(folded: &str, place: &Range<usize>) -> bool {
    let goes_on = |inside: Option<char>, outside: Option<char>| {
        [inside, outside].into_iter().all(|c| c.is_some_and(|c| c.is_ascii_alphanumeric()))
    };
    let Some((before, rest)) = folded.split_at_checked(place.start) else { return false };
    let Some((word, after)) = rest.split_at_checked(place.len()) else { return false };
    !goes_on(word.chars().next(), before.chars().next_back())
        && !goes_on(word.chars().next_back(), after.chars().next())
}

/// The bytes of the window: the one that begins at an occurrence and holds the greatest weight of different
/// terms; it then reaches back to the beginning of its sentence where there is room.
fn window(text: &str, occurrences: &[Occurrence], terms: &[QueryTerm], length: usize) -> Range<usize> {
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let char_at = |byte: usize| starts.partition_point(|at| *at < byte);
    let byte_at = |index: usize| starts.get(index).copied().unwrap_or(text.len());
    let mut best = (0.0f32, None::<(usize, usize)>);
    for (index, first) in occurrences.iter().enumerate() {
        let from = char_at(first.range.start);
        let limit = byte_at(from + length);
        let mut seen = vec![false; terms.len()];
        let (mut weight, mut last) = (0.0f32, first.range.end);
        for occurrence in occurrences.iter().skip(index).take_while(|occurrence| occurrence.range.end <= limit).take(64)
        {
            let value = terms.get(occurrence.term).map_or(0.0, |term| term.weight);
            if let Some(seen) = seen.get_mut(occurrence.term) {
                weight += if std::mem::replace(seen, true) { value * 0.05 } else { value };
            }
            last = last.max(occurrence.range.end);
        }
        if best.1.is_none() || weight > best.0 {
            best = (weight, Some((from, char_at(last))));
        }
    }
    let Some((from, to)) = best.1 else { return beginning(text, length) };
    let spare = length.saturating_sub(to.saturating_sub(from));
    let back = spare.min(length / 3);
    let earliest = byte_at(from.saturating_sub(back));
    let before = text.get(earliest..byte_at(from)).unwrap_or_default();
    let sentence = before
        .rfind(['。', '；', '\n', '！', '？'])
        .map(|at| at + before.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8));
    let start = earliest + sentence.unwrap_or(0);
    let start = start + text.get(start..).map_or(0, |rest| rest.len() - rest.trim_start().len());
    let start = start.min(byte_at(from));
    start..byte_at((char_at(start) + length).max(to)).max(start)
}

fn runs(text: &str, piece: Range<usize>, occurrences: &[Occurrence]) -> Vec<SnippetRun> {
    let mut runs: Vec<SnippetRun> = Vec::new();
    let mut add = |range: Range<usize>, hit: bool| {
        let Some(words) = text.get(range).filter(|words| !words.is_empty()) else { return };
        match runs.last_mut() {
            Some(last) if last.hit == hit => last.text.push_str(words),
            _ => runs.push(SnippetRun { text: words.to_owned(), hit }),
        }
    };
    let mut at = piece.start;
    for occurrence in occurrences {
        let (start, end) = (occurrence.range.start.max(at), occurrence.range.end.min(piece.end));
        if start < end {
            add(at..start, false);
            add(start..end, true);
            at = end;
        }
    }
    add(at..piece.end.max(at), false);
    runs
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn terms(words: &[&str]) -> Vec<QueryTerm> {
        words.iter().map(|word| QueryTerm { text: (*word).to_owned(), weight: 1.0 }).collect()
    }

    fn snippet(text: &str, terms: &[QueryTerm], length: usize) -> Vec<SnippetRun> {
        let marked = Marked::new(text, terms);
        marked.runs(marked.window(length))
    }

    fn mark(text: &str, terms: &[QueryTerm]) -> Vec<SnippetRun> {
        Marked::new(text, terms).whole()
    }

    #[test]
    fn the_window_stands_where_the_query_is_densest() {
        let text =
            format!("生育。{}第三条 符合条件的，给予生育补贴一千元。{}", "无关的话".repeat(40), "尾".repeat(100));
        let runs = snippet(&text, &terms(&["生育", "补贴", "条件"]), SNIPPET_CHARS);
        let whole: String = runs.iter().map(|run| run.text.as_str()).collect();
        assert!(whole.contains("给予生育补贴一千元"), "{whole}");
        assert!(whole.chars().count() <= SNIPPET_CHARS + 2);
        let hits: Vec<_> = runs.iter().filter(|run| run.hit).map(|run| run.text.as_str()).collect();
        assert_eq!(hits, ["条件", "生育补贴"]);
    }

    #[test]
    fn overlapping_terms_are_one_hit() {
        let runs = mark("生育补贴", &terms(&["生育", "育补", "补贴", "生"]));
        assert_eq!(runs, [SnippetRun { text: "生育补贴".into(), hit: true }]);
    }

    #[test]
    fn numbers_and_letters_are_marked_whole() {
        let hits = |text: &str| mark(text, &terms(&["5", "app"])).into_iter().filter(|run| run.hit).count();
        assert_eq!((hits("15号、apple"), hits("第5号、APP上")), (0, 2));
    }

    #[test]
    fn traditional_text_is_marked_as_it_stands() {
        let runs = mark("發放補貼", &terms(&["补贴"]));
        assert_eq!(runs.last().map(|run| (run.text.as_str(), run.hit)), Some(("補貼", true)));
    }

    #[test]
    fn without_a_match_the_beginning_is_shown() {
        assert_eq!(
            snippet("　　第一条 总则", &terms(&["补贴"]), 4),
            [SnippetRun { text: "第一条 ".into(), hit: false }]
        );
        assert!(snippet("", &terms(&["补贴"]), 70).is_empty());
    }

    proptest! {
        #[test]
        fn a_snippet_is_a_piece_of_the_text(
            text in "\\PC{0,80}|[一二三四。，\\n㈠Ａ補b ]{0,200}",
            words in prop::collection::vec("[一二三四补a1(]{0,3}", 0..6),
            length in 0usize..90,
        ) {
            let terms: Vec<QueryTerm> = words.into_iter().map(|text| QueryTerm { text, weight: 1.0 }).collect();
            let runs = snippet(&text, &terms, length);
            let whole: String = runs.iter().map(|run| run.text.as_str()).collect();
            prop_assert!(text.contains(&whole));
            prop_assert!(runs.windows(2).all(|pair| pair[0].hit != pair[1].hit));
            prop_assert_eq!(mark(&text, &terms).iter().map(|run| run.text.as_str()).collect::<String>(), text);
        }
    }
}
