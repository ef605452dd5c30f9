//! Scoring: BM25 over words, characters and bigrams, term by term into one array per segment.
//!
//! A reader wants counts and facets over *everything* that matches, so nothing can be skipped and a heap of
//! candidates buys nothing. Reading each posting list once, front to back, and adding into a dense array is
//! both the simplest and the fastest way there is.
//!
//! `score = title + best passage`; `covered` says which of the query's bigrams a document holds anywhere, and
//! decides whether it counts as a result at all.

use std::collections::HashMap;

use hanzi::segment::TermKind;
use tantivy::{
    DocId, Term,
    postings::TermInfo,
    schema::{Field, IndexRecordOption},
};

use crate::{
    Error,
    query::{Question, QuestionTerm},
    ranking::Ranking,
    schema::KINDS,
    snapshot::{OpenField, OpenSegment, Snapshot, Statistics},
};

/// The place of characters in [`KINDS`].
const CHARACTERS: usize = 1;
const _: () = assert!(matches!(KINDS, [_, TermKind::Character, _]));

/// Bigrams of a query of which all are meant, as long as there are results.
const SHORT_QUERY: usize = 3;

/// What one entry scored.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scored {
    pub(crate) segment: usize,
    pub(crate) entry: usize,
    pub(crate) score: f32,
    /// The best passage.
    pub(crate) passage: Option<DocId>,
}

/// Where the postings of a term are in one segment: in titles and in passages.
type Sides = [Option<TermInfo>; 2];

/// A term as both fields know it.
struct PlannedTerm {
    /// Place in [`KINDS`].
    kind: usize,
    weight: f32,
    /// Whether it stands nearly everywhere.
    is_common: bool,
    /// Its bit in `covered`, or 0.
    bit: u64,
    /// By segment.
    at: Vec<Sides>,
}

/// What the words of a question found.
pub(crate) struct ByWords {
    pub(crate) scored: Vec<Scored>,
    /// How rare what was typed is among passages: characters and pairs.
    pub(crate) rarities: HashMap<String, f32>,
    /// Whether the question is two or three words, all of which are meant.
    pub(crate) is_short: bool,
}

/// Scores every entry that holds enough of the question.
pub(crate) fn score(snapshot: &Snapshot, question: &Question, ranking: &Ranking) -> Result<ByWords, Error> {
    let plan = plan(snapshot, question, ranking)?;
    let mut scored = Vec::new();
    for (index, segment) in snapshot.segments.iter().enumerate() {
        score_segment(index, segment, snapshot, ranking, &plan, &mut scored)?;
    }
    let best = scored.iter().map(|(scored, _)| scored.score).fold(0.0, f32::max);
    let floor = best * ranking.near_best;
    let takes_less = !plan.is_short || scored.iter().filter(|(_, holds_enough)| *holds_enough).count() < ranking.few;
    let is_result = |(scored, holds_enough): &(Scored, bool)| *holds_enough || (takes_less && scored.score >= floor);
    // Counted as it was typed: a long question of which the index knows little is none that means three words.
    let typed = question
        .terms
        .iter()
        .filter(|term| term.kind == TermKind::Bigram && !term.is_expansion && !term.is_bridge)
        .count();
    let is_short = typed <= SHORT_QUERY;
    Ok(ByWords {
        scored: scored.into_iter().filter(is_result).map(|(scored, _)| scored).collect(),
        rarities: plan.rarities,
        is_short,
    })
}

struct ScoringPlan {
    planned: Vec<PlannedTerm>,
    /// Of the characters and pairs that were typed.
    rarities: HashMap<String, f32>,
    /// Weights of the bits of `covered`.
    bits: Vec<f32>,
    /// The weight without which nothing is a result, and the one that makes a result.
    least: f32,
    enough: f32,
    /// Whether most of the question is meant.
    is_short: bool,
    /// The weight that makes a title one that says what was asked.
    titled: f32,
    /// Expansions: all of these bits stand for those.
    expansions: Vec<(u64, u64)>,
}

fn plan(snapshot: &Snapshot, question: &Question, ranking: &Ranking) -> Result<ScoringPlan, Error> {
    let mut planned = Vec::new();
    let mut rarities = HashMap::new();
    let mut bits = Vec::new();
    let mut bit_of: Vec<(&str, u64)> = Vec::new();
    for (kind_index, kind) in KINDS.into_iter().enumerate() {
        let mut found: Vec<(f32, bool, &QuestionTerm, Vec<Sides>)> = Vec::new();
        for term in question.terms.iter().filter(|term| term.kind == kind) {
            let at = find(snapshot, kind_index, &term.text)?;
            let [in_titles, frequency] = [0, 1].map(|side| {
                at.iter().filter_map(|sides| sides.get(side)?.as_ref()).map(|found| found.doc_freq).sum::<u32>()
            });
            #[allow(clippy::cast_precision_loss, reason = "counts in a score")]
            let frequency = frequency as f32;
            let rarity = rarity(snapshot.body.documents, frequency);
            if kind != TermKind::Word && !term.is_expansion {
                rarities.insert(term.text.clone(), rarity);
            }
            if frequency > 0.0 || in_titles > 0 {
                let is_common = kind == TermKind::Character && frequency > ranking.commonest * snapshot.body.documents;
                found.push((
                    rarity * term.weight * if term.is_bridge { ranking.bridge } else { 1.0 },
                    is_common,
                    term,
                    at,
                ));
            }
        }
        found.sort_by(|a, b| b.0.total_cmp(&a.0));
        found.truncate(ranking.most_terms);
        for (weight, is_common, term, at) in found {
            let mut bit = 0;
            if kind == TermKind::Bigram && bits.len() < 64 {
                bit = 1u64 << bits.len();
                bits.push(if term.is_expansion || term.is_bridge { 0.0 } else { weight });
                bit_of.push((&term.text, bit));
            }
            planned.push(PlannedTerm { kind: kind_index, weight, is_common, bit, at });
        }
    }
    if bits.iter().all(|weight| *weight == 0.0) && question.expansions.is_empty() {
        return Ok(by_characters(planned, rarities, question));
    }
    planned.retain(|term| !term.is_common);
    let mask = |texts: &[String]| {
        texts
            .iter()
            .map(|text| bit_of.iter().find(|(held, _)| held == text).map(|(_, bit)| *bit))
            .try_fold(0, |all, bit| Some(all | bit?))
    };
    let mut expansions = Vec::new();
    for expansion in &question.expansions {
        let Some(official) = mask(&expansion.official).filter(|official| *official != 0) else { continue };
        let mut lay =
            expansion.lay.iter().filter_map(|text| mask(std::slice::from_ref(text))).fold(0, |all, bit| all | bit);
        if lay == 0 && bits.len() < 64 {
            // The index does not know the lay word at all: the official one stands in its place.
            lay = 1u64 << bits.len();
            bits.push(rarity(snapshot.body.documents, 1.0));
        }
        expansions.push((official, lay));
    }
    let known: Vec<f32> = bits.iter().copied().filter(|weight| *weight > 0.0).collect();
    let total: f32 = known.iter().sum();
    #[allow(clippy::cast_precision_loss, reason = "at most 64")]
    let share = |terms: f32, part: f32| (terms / known.len().max(1) as f32).min(part) * total * 0.999;
    let enough = share(ranking.coverage_terms, ranking.coverage);
    // Who types two or three words means most of them; a whole sentence holds much that no answer repeats.
    let is_short = known.len() <= SHORT_QUERY;
    let least = share(0.5, ranking.least_coverage);
    Ok(ScoringPlan { planned, rarities, least, enough, is_short, titled: total * 0.8, bits, expansions })
}

/// No two neighbours of the query are neighbours anywhere: a result must hold every single character of it.
fn by_characters(mut planned: Vec<PlannedTerm>, rarities: HashMap<String, f32>, question: &Question) -> ScoringPlan {
    let wanted = question.terms.iter().filter(|term| term.kind == TermKind::Character && !term.is_expansion).count();
    let mut bits = Vec::new();
    for term in &mut planned {
        term.bit = 0;
    }
    for term in planned.iter_mut().filter(|term| term.kind == CHARACTERS).take(64) {
        term.bit = 1u64 << bits.len();
        bits.push(term.weight);
    }
    let all = if bits.len() < wanted { f32::INFINITY } else { bits.iter().sum::<f32>() * 0.999 };
    ScoringPlan {
        planned,
        rarities,
        bits,
        least: all,
        enough: all,
        is_short: true,
        titled: all,
        expansions: Vec::new(),
    }
}

/// Where a term's postings are.
fn find(snapshot: &Snapshot, kind: usize, text: &str) -> Result<Vec<Sides>, Error> {
    let find = |fields: &[OpenField; 3], field: &[Field; 3]| -> Result<_, Error> {
        let Some((open, field)) = fields.get(kind).zip(field.get(kind)) else { return Ok(None) };
        Ok(open.postings.get_term_info(&Term::from_field_text(*field, text))?)
    };
    snapshot
        .segments
        .iter()
        .map(|segment| Ok([find(&segment.title, &snapshot.fields.title)?, find(&segment.body, &snapshot.fields.body)?]))
        .collect()
}

/// The inverse document frequency of BM25, never negative.
fn rarity(documents: f32, frequency: f32) -> f32 {
    let frequency = frequency.min(documents);
    (1.0 + (documents - frequency + 0.5) / (frequency + 0.5)).ln()
}

fn score_segment(
    index: usize,
    segment: &OpenSegment,
    snapshot: &Snapshot,
    ranking: &Ranking,
    plan: &ScoringPlan,
    out: &mut Vec<(Scored, bool)>,
) -> Result<(), Error> {
    let table = &segment.table;
    let mut scores = vec![0f32; table.entry_of.len()];
    let mut in_text = vec![0u64; table.entries.len()];
    let mut in_title = vec![0u64; table.entries.len()];
    for term in &plan.planned {
        let Some([title, body]) = term.at.get(index) else { continue };
        let sides = [
            (&segment.title, title, &ranking.title, ranking.title_b, &snapshot.title, &mut in_title),
            (&segment.body, body, &ranking.body, ranking.body_b, &snapshot.body, &mut in_text),
        ];
        for (fields, info, weights, b, statistics, covered) in sides {
            let (Some(field), Some(share), Some(info)) = (fields.get(term.kind), weights.get(term.kind), info) else {
                continue;
            };
            let saturation = saturation(ranking.k1, b, term.kind, statistics);
            add(
                field,
                info,
                term.weight * share * (ranking.k1 + 1.0),
                term.bit,
                &saturation,
                &mut scores,
                covered,
                &table.entry_of,
            )?;
        }
    }
    let alive = segment.reader.alive_bitset();
    let starts = table.starts.iter().copied().chain([segment.reader.max_doc()]).collect::<Vec<_>>();
    for (entry_index, (span, (in_title, in_text))) in starts.windows(2).zip(in_title.iter().zip(&in_text)).enumerate() {
        let &[from, to] = span else { continue };
        let covered = in_title | in_text;
        if covered == 0 || alive.is_some_and(|alive| !alive.is_alive(from)) {
            continue;
        }
        let holds = plan.holds(covered);
        if holds < plan.least || holds <= 0.0 {
            continue;
        }
        let group = scores.get(from as usize..to as usize).unwrap_or_default();
        let is_titled = *in_title != 0 && plan.holds(*in_title) >= plan.titled;
        let title = group.first().copied().unwrap_or_default() * if is_titled { ranking.titled } else { 1.0 };
        let (mut best, mut passage) = (0f32, None);
        for (address, score) in (from..to).zip(group).skip(1) {
            if *score > best {
                best = *score;
                passage = Some(address);
            }
        }
        let score = title + best;
        out.push((Scored { segment: index, entry: entry_index, score, passage }, holds >= plan.enough));
    }
    Ok(())
}

impl ScoringPlan {
    /// How much of the question an entry holds, by weight; an expansion counts as its lay word.
    fn holds(&self, mut covered: u64) -> f32 {
        for (official, lay) in &self.expansions {
            if covered & official == *official {
                covered |= lay;
            }
        }
        let mut sum = 0.0;
        while covered != 0 {
            sum += self.bits.get(covered.trailing_zeros() as usize).copied().unwrap_or_default();
            covered &= covered - 1;
        }
        sum
    }
}

/// `k1 · (1 − b + b · length / average)` for every length class of tantivy.
fn saturation(k1: f32, b: f32, kind: usize, statistics: &Statistics) -> Vec<f32> {
    let average = statistics.average.get(kind).copied().unwrap_or(1.0);
    #[allow(clippy::cast_precision_loss, reason = "lengths in a score")]
    (0..=u8::MAX)
        .map(|class| k1 * (1.0 - b + b * tantivy::fieldnorm::FieldNormReader::id_to_fieldnorm(class) as f32 / average))
        .collect()
}

#[allow(clippy::too_many_arguments, reason = "the inner loop, called from one place")]
fn add(
    field: &OpenField,
    term: &TermInfo,
    weight: f32,
    bit: u64,
    saturation: &[f32],
    scores: &mut [f32],
    covered: &mut [u64],
    entry_of: &[u32],
) -> Result<(), Error> {
    if weight == 0.0 && bit == 0 {
        return Ok(());
    }
    let mut postings = field.postings.read_block_postings_from_terminfo(term, IndexRecordOption::WithFreqs)?;
    loop {
        let documents = postings.docs();
        if documents.is_empty() {
            return Ok(());
        }
        for (document, frequency) in documents.iter().zip(postings.freqs()) {
            #[allow(clippy::cast_precision_loss, reason = "a count in a score")]
            let frequency = *frequency as f32;
            let length = saturation.get(usize::from(field.lengths.fieldnorm_id(*document))).copied().unwrap_or(1.0);
            if let Some(score) = scores.get_mut(*document as usize) {
                *score += weight * frequency / (frequency + length);
            }
            if bit != 0 {
                let entry = entry_of.get(*document as usize).copied().unwrap_or(u32::MAX);
                if let Some(covered) = covered.get_mut(entry as usize) {
                    *covered |= bit;
                }
            }
        }
        postings.advance();
    }
}
