//! What documents are given beside what their own text scored: from their explanations, from questions that answer, from
//! what was decided.

use std::collections::HashMap;

use domain::DocumentId;

use super::named::IS_THE_TITLE;
use crate::{matches::Match, scoring::Scored, snapshot::Snapshot};

/// What an explanation lends to the policy that it explains.
const LENT: f32 = 0.97;

/// Gives each policy what its best explanation scored: whoever is shown an answer is shown, right below, what it rests on,
/// also where the official text has none of the words that people use.
pub(super) fn lend(snapshot: &Snapshot, scored: &mut Vec<Scored>) {
    let mut lent: HashMap<(usize, usize), f32> = HashMap::new();
    for explanation in scored.iter() {
        let Some(policy) =
            snapshot.entry_at(explanation.segment, explanation.entry).and_then(|entry| entry.stored.explains.as_ref())
        else {
            continue;
        };
        if let Some(place) = snapshot.place_of(policy) {
            let held = lent.entry(place).or_default();
            *held = held.max(explanation.score * LENT);
        }
    }
    for scored in scored.iter_mut() {
        if let Some(score) = lent.remove(&(scored.segment, scored.entry)) {
            scored.score = scored.score.max(score);
        }
    }
    scored.extend(lent.into_iter().map(|((segment, entry), score)| Scored { segment, entry, score, passage: None }));
}

/// Raises documents by parts of the best score; adds those that no word found.
pub(super) fn lift(snapshot: &Snapshot, scored: &mut Vec<Scored>, lifts: &[(DocumentId, f32)]) {
    let best = scored.iter().map(|scored| scored.score).fold(0.0f32, f32::max).clamp(1e-3, IS_THE_TITLE / 100.0);
    let mut by_place: HashMap<(usize, usize), f32> = HashMap::new();
    for (id, part) in lifts {
        if let Some(place) = snapshot.place_of(id) {
            let held = by_place.entry(place).or_default();
            *held = held.max(part * best);
        }
    }
    for scored in scored.iter_mut() {
        scored.score += by_place.remove(&(scored.segment, scored.entry)).unwrap_or_default();
    }
    scored.extend(by_place.into_iter().map(|((segment, entry), score)| Scored {
        segment,
        entry,
        score,
        passage: None,
    }));
}

/// Puts documents among the first three.
pub(super) fn raise(snapshot: &Snapshot, found: &mut [Match], foremost: &[DocumentId]) {
    if foremost.is_empty() {
        return;
    }
    let mut scores: Vec<f32> = found.iter().map(|found| found.scored.score).collect();
    scores.sort_by(|a, b| b.total_cmp(a));
    let Some(third) = scores.get(2).copied() else { return };
    for found in found.iter_mut() {
        let is_meant = snapshot
            .entry_at(found.scored.segment, found.scored.entry)
            .is_some_and(|entry| foremost.contains(&entry.stored.id));
        if is_meant && found.scored.score <= third {
            found.scored.score = third * 1.0001 + f32::EPSILON;
        }
    }
}
