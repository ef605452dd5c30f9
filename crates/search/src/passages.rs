//! Cutting a document into passages: pieces of about the same size, each judged by itself, so that a long
//! document competes with its best place and not with its length.

use serde::{Deserialize, Serialize};

use crate::document::IndexClause;

/// Short clauses are joined, in order, until a passage has this many characters; a clause above
/// twice the size is cut at its sentences.
pub(crate) const PASSAGE_CHARS: usize = 800;

/// A piece of one clause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ClausePiece {
    /// The clause's id.
    #[serde(rename = "i")]
    pub(crate) clause: String,
    /// The clause's label, or its heading where it has no number.
    #[serde(rename = "l")]
    pub(crate) label: String,
    /// The words.
    #[serde(rename = "t")]
    pub(crate) text: String,
}

/// Cuts clauses into passages of about `size` characters.
pub(crate) fn passages(clauses: &[IndexClause], size: usize) -> Vec<Vec<ClausePiece>> {
    let mut passages = Vec::new();
    let mut open: Vec<ClausePiece> = Vec::new();
    let mut length = 0;
    for clause in clauses {
        for text in cut(&clause.text, size) {
            let chars = text.chars().count();
            if length > 0 && length + chars > size + size / 2 {
                passages.push(std::mem::take(&mut open));
                length = 0;
            }
            let label = if clause.label.is_empty() { &clause.heading } else { &clause.label };
            open.push(ClausePiece { clause: clause.id.clone(), label: label.clone(), text: text.to_owned() });
            length += chars;
            if length >= size {
                passages.push(std::mem::take(&mut open));
                length = 0;
            }
        }
    }
    if !open.is_empty() {
        passages.push(open);
    }
    passages
}

/// Pieces of at most about `size` characters that end with a sentence where they can; blank ones are left out.
fn cut(text: &str, size: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while !rest.trim().is_empty() {
        let Some((limit, _)) = rest.char_indices().nth(size + size / 2) else {
            pieces.push(rest);
            break;
        };
        let (head, _) = rest.split_at_checked(limit).unwrap_or((rest, ""));
        let earliest = rest.char_indices().nth(size / 2).map_or(0, |(at, _)| at);
        let after = |at: usize| at + head.get(at..).and_then(|tail| tail.chars().next()).map_or(0, char::len_utf8);
        let end = [&['\n'][..], &['。', '！', '？', '；'][..], &['，', '、', ' ', '\u{3000}'][..]]
            .into_iter()
            .find_map(|marks| head.rfind(marks).map(after).filter(|end| *end > earliest))
            .unwrap_or(limit);
        let (piece, tail) = rest.split_at_checked(end).unwrap_or((rest, ""));
        if !piece.trim().is_empty() {
            pieces.push(piece);
        }
        rest = tail;
    }
    pieces
}

/// All of a passage.
pub(crate) fn text(pieces: &[ClausePiece]) -> String {
    pieces.iter().map(|piece| piece.text.as_str()).collect::<Vec<_>>().join("\n")
}

/// A sentence of fewer characters is read with the next.
const SENTENCE_CHARS: usize = 12;
/// Sentences of a passage that are told apart; a table of short lines has more.
const MOST_SENTENCES: usize = 24;

/// The sentences of a passage, short ones together with the next, the last takes what is left over.
pub(crate) fn sentences(text: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let (mut start, mut length) = (0, 0);
    for (at, c) in text.char_indices() {
        length += 1;
        if matches!(c, '。' | '！' | '？' | '；' | '\n')
            && length >= SENTENCE_CHARS
            && sentences.len() + 1 < MOST_SENTENCES
        {
            let end = at + c.len_utf8();
            sentences.extend(text.get(start..end));
            (start, length) = (end, 0);
        }
    }
    sentences.extend(text.get(start..).filter(|rest| rest.chars().any(char::is_alphanumeric)));
    sentences
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn clause(id: &str, text: &str) -> IndexClause {
        IndexClause { id: id.into(), label: String::new(), heading: String::new(), text: text.into() }
    }

    #[test]
    fn short_clauses_are_joined_and_long_ones_cut() {
        let long = "这是一句话。".repeat(100);
        let passages = passages(&[clause("1", "一、总则\n"), clause("2", "二、说明\n"), clause("3", &long)], 100);
        assert_eq!(
            passages.first().map(|first| first.iter().map(|piece| piece.clause.as_str()).collect::<Vec<_>>()),
            Some(vec!["1", "2"])
        );
        assert!(
            passages.iter().all(|passage| passage.iter().map(|piece| piece.text.chars().count()).sum::<usize>() <= 150)
        );
        assert!(passages.iter().flatten().all(|piece| piece.text.ends_with(['。', '\n'])));
    }

    #[test]
    fn sentences_are_long_enough_to_say_something() {
        assert_eq!(
            sentences("一、总则\n为了方便群众办事，制定本办法。好。县级以上人民政府负责本办法的实施；"),
            ["一、总则\n为了方便群众办事，制定本办法。", "好。县级以上人民政府负责本办法的实施；"]
        );
        assert!(sentences(" \n。").is_empty());
        assert_eq!(sentences(&"这是一句十二个字以上的完整句子。".repeat(99)).len(), MOST_SENTENCES);
    }

    proptest! {
        #[test]
        fn nothing_but_blanks_is_lost(texts in prop::collection::vec("[一二，。\\n ]{0,120}", 0..5), size in 1usize..50) {
            let clauses: Vec<_> = texts.iter().map(|text| clause("1", text)).collect();
            let kept: String = passages(&clauses, size).into_iter().flatten().map(|piece| piece.text).collect();
            let squeeze = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(squeeze(&kept), squeeze(&texts.concat()));
        }
    }
}
