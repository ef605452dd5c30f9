//! Cutting text into what a search compares: words, single characters, and pairs of neighbours.

use std::{
    fmt,
    ops::Range,
    sync::{Arc, OnceLock},
};

use jieba_rs::Jieba;

use crate::fold::{self, Folded, is_hanzi};

/// Longer runs of letters and digits are cut off here, in bytes: nobody searches for them.
const LONGEST_WORD: usize = 64;

/// What a term is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TermKind {
    /// A word of the dictionary of two characters or more, or a run of letters and digits.
    Word,
    /// One character.
    Character,
    /// Two characters that stand side by side; a run of letters and digits counts as one.
    Bigram,
}

/// A term with its place in the original text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Folded.
    pub text: String,
    /// What it is.
    pub kind: TermKind,
    /// Bytes of the original.
    pub range: Range<usize>,
}

/// Cuts texts with a dictionary. Cheap to clone.
#[derive(Clone)]
pub struct Segmenter {
    jieba: Arc<Jieba>,
}

impl fmt::Debug for Segmenter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Segmenter")
    }
}

impl Segmenter {
    /// The segmenter with the dictionary as it comes; loaded once for the process.
    pub fn shared() -> Self {
        static SHARED: OnceLock<Segmenter> = OnceLock::new();
        SHARED.get_or_init(|| Self { jieba: Arc::new(Jieba::new()) }).clone()
    }

    /// Words, characters and bigrams of a text, each with its place. Punctuation yields nothing, and
    /// nothing joins across it.
    pub fn terms(&self, text: &str) -> Vec<Term> {
        let folded = fold::with_origins(text);
        let mut terms = Vec::new();
        for kind in [TermKind::Word, TermKind::Character, TermKind::Bigram] {
            self.each(&folded.text, kind, |range| terms.extend(term(&folded, kind, range)));
        }
        terms
    }

    /// The whole text in pieces to be compared: words of the dictionary, runs of digits, and single marks.
    /// Joined, they are the text.
    pub fn pieces<'t>(&self, text: &'t str) -> Vec<&'t str> {
        let mut pieces = Vec::new();
        let mut rest = text;
        for token in self.jieba.cut(text, false) {
            let (before, from) =
                rest.split_at_checked(token.byte_start - (text.len() - rest.len())).unwrap_or(("", rest));
            let (piece, after) = from.split_at_checked(token.byte_end - token.byte_start).unwrap_or((from, ""));
            pieces.extend([before, piece].into_iter().filter(|piece| !piece.is_empty()));
            rest = after;
        }
        pieces.extend(Some(rest).filter(|rest| !rest.is_empty()));
        pieces
    }

    /// Every dictionary word of a folded text, also those that overlap, with its word class in the dictionary's letters
    /// (ICTCLAS: `n`, `v`, `ns` …).
    pub fn dictionary_words(&self, folded: &str) -> Vec<(Range<usize>, String)> {
        let mut words = Vec::new();
        for run in runs(folded).filter(|run| run.is_hanzi) {
            let Some(text) = folded.get(run.range.clone()) else { continue };
            for token in self.jieba.cut_all(text) {
                if token.end - token.start > 1 {
                    let class =
                        self.jieba.tag(token.word, false).first().map(|tag| tag.tag.to_owned()).unwrap_or_default();
                    words.push((run.range.start + token.byte_start..run.range.start + token.byte_end, class));
                }
            }
        }
        words
    }

    /// How often the dictionary met a word; 0 for none of its own.
    pub fn frequency(&self, word: &str) -> usize {
        if self.jieba.has_word(word) { self.jieba.suggest_freq(word) } else { 0 }
    }

    /// The places of all terms of one kind in a text that is folded already.
    pub fn each(&self, folded: &str, kind: TermKind, found: impl FnMut(Range<usize>)) {
        match kind {
            TermKind::Word => self.words(folded, found),
            TermKind::Character => characters(folded, found),
            TermKind::Bigram => bigrams(folded, found),
        }
    }

    fn words(&self, folded: &str, mut found: impl FnMut(Range<usize>)) {
        for run in runs(folded) {
            if !run.is_hanzi {
                found(run.range);
                continue;
            }
            let Some(text) = folded.get(run.range.clone()) else { continue };
            for token in self.jieba.cut(text, false) {
                if token.end - token.start > 1 {
                    found(run.range.start + token.byte_start..run.range.start + token.byte_end);
                }
            }
        }
    }
}

fn term(folded: &Folded, kind: TermKind, range: Range<usize>) -> Option<Term> {
    let text = folded.text.get(range.clone())?.to_owned();
    Some(Term { text, kind, range: folded.original(range) })
}

fn characters(folded: &str, mut found: impl FnMut(Range<usize>)) {
    for (at, c) in folded.char_indices() {
        if is_hanzi(c) {
            found(at..at + c.len_utf8());
        }
    }
}

/// Pairs of hanzi; a run of letters and digits stands by itself, and so does a hanzi without a neighbour.
fn bigrams(folded: &str, mut found: impl FnMut(Range<usize>)) {
    for run in runs(folded) {
        let Some(text) = folded.get(run.range.clone()) else { continue };
        if !run.is_hanzi || text.chars().nth(1).is_none() {
            found(run.range);
            continue;
        }
        let mut before = None;
        for (at, c) in text.char_indices() {
            let end = run.range.start + at + c.len_utf8();
            if let Some(start) = before.replace(run.range.start + at) {
                found(start..end);
            }
        }
    }
}

struct Run {
    range: Range<usize>,
    is_hanzi: bool,
}

/// Runs of hanzi, and runs of other letters and digits; everything else parts them.
fn runs(text: &str) -> impl Iterator<Item = Run> + '_ {
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        loop {
            let (start, first) = rest.next()?;
            let hanzi = is_hanzi(first);
            if !hanzi && !first.is_alphanumeric() {
                continue;
            }
            let mut end = start + first.len_utf8();
            while let Some((at, c)) =
                rest.next_if(|(_, c)| if hanzi { is_hanzi(*c) } else { c.is_alphanumeric() && !is_hanzi(*c) })
            {
                if hanzi || at + c.len_utf8() - start <= LONGEST_WORD {
                    end = at + c.len_utf8();
                }
            }
            return Some(Run { range: start..end, is_hanzi: hanzi });
        }
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(text: &str, kind: TermKind) -> Vec<String> {
        Segmenter::shared().terms(text).into_iter().filter(|term| term.kind == kind).map(|term| term.text).collect()
    }

    #[test]
    fn words_characters_and_bigrams() {
        assert_eq!(texts("最低生活保障，APP！", TermKind::Word).last().map(String::as_str), Some("app"));
        assert_eq!(texts("生育補貼", TermKind::Bigram), ["生育", "育补", "补贴"]);
        assert_eq!(texts("生育，补贴", TermKind::Bigram), ["生育", "补贴"]);
        assert_eq!(texts("第17号", TermKind::Bigram), ["第", "17", "号"]);
        assert_eq!(texts("a低", TermKind::Character), ["低"]);
    }

    #[test]
    fn only_punctuation_is_nothing() {
        assert!(Segmenter::shared().terms("，。！？\u{0}\u{200b}😀《》").is_empty());
    }

    proptest! {
        #[test]
        fn pieces_joined_are_the_text(text in "\\PC{0,40}|[一-龥，。a-z0-9\n\t ]{0,60}") {
            prop_assert_eq!(Segmenter::shared().pieces(&text).concat(), text);
        }

        #[test]
        fn terms_stand_where_they_say(text in "\\PC{0,30}|[一-龥，。a-zＡ-Ｚ0-9國辦 ]{0,60}") {
            for term in Segmenter::shared().terms(&text) {
                let original = text.get(term.range.clone());
                prop_assert!(original.is_some());
                prop_assert!(fold::fold(original.unwrap()).contains(&term.text) || fold::fold(original.unwrap()) == term.text);
            }
        }
    }
}
