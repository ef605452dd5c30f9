//! Nearness beside words: what the vectors ([`crate::vectors`]) add to a ranking.
//!
//! `score = words + λ · tenth · cosine`, where `tenth` is what words give the last document of a first page. Where ten
//! documents hold the words about equally well, words have not decided and nearness counts in full; where the first stands
//! far above the others, it counts the less. In the words' own measure, so that what is added for being named and taken
//! for being out of date stays in proportion.
//!
//! Words decide what a result *is*: counts and facets are theirs. A document that only its vector found becomes a result of
//! a long query, and only if it is really near and stands among the first [`NEAREST`]: a handful at most, and what is
//! counted is what a reader gets to see. Who types two or three words means those.

use std::collections::HashMap;

use crate::{
    ranking::Ranking,
    scoring::Scored,
    snapshot::{OpenSegment, Snapshot},
    vectors::Rounded,
};

/// Nearest documents that are candidates, and places among which those must stand that words did not find.
const NEAREST: usize = 100;
/// Candidates that words did not find, or further down, count what stands at this place.
const FOUND: usize = 200;
/// Below this a document is not near enough to be a result, or to stand higher up than words put it.
const NEAR: f32 = 0.5;
/// The place whose score says how far words have decided.
const PAGE: usize = 10;

/// Adds nearness to what words found, and the nearest that they did not find.
/// `cosines`: of every entry, by segment ([`cosines`]).
pub(crate) fn fuse(
    snapshot: &Snapshot,
    scored: &mut Vec<Scored>,
    is_short: bool,
    text: &Rounded,
    cosines: &[Vec<f32>],
    ranking: &Ranking,
) {
    let mut by_words: Vec<f32> = scored.iter().map(|scored| scored.score).collect();
    let weight = ranking.nearness * nth_best(&mut by_words, PAGE);
    if weight <= 0.0 || text.scale == 0.0 {
        return;
    }
    // Where words found little, what they found stays first.
    let last = if by_words.len() < FOUND { 0.0 } else { nth_best(&mut by_words, FOUND) };
    let mut nearest = nearest(snapshot, cosines);
    for scored in scored.iter_mut() {
        let cosine = cosines.get(scored.segment).and_then(|of| of.get(scored.entry)).copied().unwrap_or_default();
        if cosine >= NEAR && nearest.remove(&(scored.segment, scored.entry)).is_some() {
            scored.score = scored.score.max(last);
        }
        scored.score += weight * cosine;
    }
    if !is_short && !nearest.is_empty() {
        let near: Vec<Scored> = nearest
            .into_iter()
            .map(|((segment, entry), cosine)| {
                let passage =
                    snapshot.segments.get(segment).and_then(|segment| segment.table.nearest_passage(entry, text));
                Scored { segment, entry, score: last + weight * cosine, passage }
            })
            .collect();
        let mut all: Vec<f32> = scored.iter().chain(&near).map(|scored| scored.score).collect();
        let least = nth_best(&mut all, NEAREST);
        scored.extend(near.into_iter().filter(|near| near.score >= least));
    }
}

/// The value at a place, from 1; the least where there are fewer.
fn nth_best(values: &mut [f32], place: usize) -> f32 {
    let at = place.min(values.len()).saturating_sub(1);
    if values.is_empty() { 0.0 } else { *values.select_nth_unstable_by(at, |a, b| b.total_cmp(a)).1 }
}

/// How near each entry is, by segment; what was deleted is near to nothing.
pub(crate) fn cosines(snapshot: &Snapshot, text: &Rounded) -> Vec<Vec<f32>> {
    snapshot.segments.iter().map(|segment| cosines_in(segment, text)).collect()
}

fn cosines_in(segment: &OpenSegment, text: &Rounded) -> Vec<f32> {
    let mut cosines = segment.table.vectors.best(segment.table.entries.len(), text);
    if let Some(alive) = segment.reader.alive_bitset() {
        for (cosine, entry) in cosines.iter_mut().zip(&segment.table.entries) {
            if !alive.is_alive(entry.address) {
                *cosine = 0.0;
            }
        }
    }
    cosines
}

/// The nearest entries that are [`NEAR`], with their cosines.
fn nearest(snapshot: &Snapshot, cosines: &[Vec<f32>]) -> HashMap<(usize, usize), f32> {
    let mut nearest = Vec::new();
    for (segment_index, (segment, cosines)) in snapshot.segments.iter().zip(cosines).enumerate() {
        let near = cosines.iter().enumerate().filter(|(_, cosine)| **cosine >= NEAR);
        nearest.extend(near.filter_map(|(index, cosine)| {
            Some((*cosine, &segment.table.entries.get(index)?.stored.id, (segment_index, index)))
        }));
    }
    // Many texts are equal: which of them are among the first must not depend on where they lie.
    if nearest.len() > NEAREST {
        nearest.select_nth_unstable_by(NEAREST, |a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    }
    nearest.into_iter().take(NEAREST).map(|(cosine, _, place)| (place, cosine)).collect()
}
