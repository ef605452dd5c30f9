//! Documents that the query names, by number, by title, or by an article of theirs: nothing that words find comes before them.

use std::collections::HashMap;

use hanzi::document_number::Fragment;

use crate::{
    query::Question,
    snapshot::{Snapshot, entry::Entry},
};

/// Added where the query names the document itself; far above any text score.
const IS_THE_NUMBER: f32 = 4e4;
pub(super) const IS_THE_TITLE: f32 = 2e4;
const HOLDS_THE_ARTICLE: f32 = 1e4;
const HOLDS_THE_NUMBER_PIECE: f32 = 5e3;

/// An entry that the query names.
#[derive(Debug, Clone, Default)]
pub(super) struct NamedEntry {
    pub(super) bonus: f32,
    pub(super) clause: Option<String>,
}

/// The entries that the query names by number, by title, or by an article of theirs.
pub(super) fn named(snapshot: &Snapshot, question: &Question) -> HashMap<(usize, usize), NamedEntry> {
    let mut named: HashMap<(usize, usize), NamedEntry> = HashMap::new();
    let mut add = |place: (usize, usize), bonus: f32, clause: Option<&str>| {
        let held = named.entry(place).or_default();
        held.bonus = held.bonus.max(bonus);
        held.clause = held.clause.take().or_else(|| clause.map(str::to_owned));
    };
    for (segment_index, segment) in snapshot.segments.iter().enumerate() {
        let is_alive = |entry: &Entry| segment.reader.alive_bitset().is_none_or(|alive| alive.is_alive(entry.address));
        let titled = |title: &str| {
            let indices = segment.table.by_title.get(title).into_iter().flatten();
            indices
                .filter_map(|index| Some((*index as usize, segment.table.entries.get(*index as usize)?)))
                .filter(|(_, entry)| is_alive(entry))
        };
        for (index, _) in titled(&question.title) {
            add((segment_index, index), IS_THE_TITLE, None);
        }
        if let Some(article) = &question.article {
            for (index, entry) in titled(&article.law) {
                if entry.articles.contains(&article.clause) {
                    add((segment_index, index), HOLDS_THE_ARTICLE, Some(&article.clause));
                }
            }
        }
        if question.number.is_none() && question.whole_numbers.is_empty() {
            continue;
        }
        for (index, entry) in segment.table.entries.iter().enumerate() {
            let is_it =
                entry.stored.document_number.as_ref().is_some_and(|number| question.whole_numbers.contains(number));
            let is_piece = || {
                question
                    .number
                    .as_ref()
                    .is_some_and(|piece| entry.number.as_ref().is_some_and(|number| holds(number, piece)))
            };
            if (is_it || is_piece()) && is_alive(entry) {
                add((segment_index, index), if is_it { IS_THE_NUMBER } else { HOLDS_THE_NUMBER_PIECE }, None);
            }
        }
    }
    named
}

/// Whether a number has everything that a piece says.
fn holds(number: &Fragment, piece: &Fragment) -> bool {
    let same_prefix = match (&piece.prefix, &number.prefix) {
        (Some(piece), Some(number)) => number.ends_with(piece.as_str()),
        (Some(_), None) => false,
        (None, _) => true,
    };
    same_prefix
        && piece.year.is_none_or(|year| number.year == Some(year))
        && piece.serial.is_none_or(|serial| number.serial == Some(serial))
}
