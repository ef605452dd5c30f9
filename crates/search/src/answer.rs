//! Whether an authored question is what somebody asked: sure, or nothing (`domain.md` N1: an answer only when sure).
//!
//! The query is compared with the question and its other wordings, pair of characters by pair of characters, each pair
//! weighted by its rarity in the index: “能领多少钱” stands in many questions and tells little, “生孩” tells which.

use std::collections::HashMap;

use domain::{Date, DocumentId, Kind, Validity};
use hanzi::fold;
use tantivy::Term;

use crate::{query::without_question_words, results::Found, snapshot::Snapshot};

/// Below this likeness (0..=1) there is no answer. Chosen on the demonstration: every wording of its own questions stays
/// above, questions that it does not answer below.
const SURE: f32 = 0.62;
/// Results that are looked at, best first.
const LOOKED_AT: usize = 40;
/// Pairs of a query that must be there to be sure of anything: a bare word (宅基地) asks nothing.
const LEAST_PAIRS: usize = 3;

type Pairs = HashMap<(char, char), f32>;

/// The question that answers, among results in their order. What no longer stands answers nothing.
pub(crate) fn sure(snapshot: &Snapshot, found: &[Found], typed: &str, today: Date) -> Option<DocumentId> {
    let mut rarities = Rarities { snapshot, known: HashMap::new() };
    let asked = rarities.pairs(typed);
    if asked.len() < LEAST_PAIRS {
        return None;
    }
    let candidates = found.iter().filter_map(|found| snapshot.segments.get(found.scored.segment)?.table.entries.get(found.scored.entry));
    candidates
        .filter(|entry| entry.stored.kind == Kind::Question && matches!(entry.validity(today), None | Some(Validity::InForce)))
        .take(LOOKED_AT)
        .map(|entry| {
            let wordings = std::iter::once(&entry.stored.title).chain(&entry.stored.aliases);
            let likeness = wordings.map(|wording| likeness(&asked, &rarities.pairs(wording))).fold(0.0, f32::max);
            (likeness, &entry.stored.id)
        })
        // The first of equals: results come best first.
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .filter(|(likeness, _)| *likeness >= SURE)
        .map(|(_, id)| id.clone())
}

/// Weighted Dice coefficient, 0..=1.
fn likeness(asked: &Pairs, wording: &Pairs) -> f32 {
    let all: f32 = asked.values().sum::<f32>() + wording.values().sum::<f32>();
    let common: f32 = asked.iter().filter(|(pair, _)| wording.contains_key(pair)).map(|(_, weight)| weight).sum();
    if all > 0.0 { 2.0 * common / all } else { 0.0 }
}

/// How rare each pair is. The wordings of one matter share most of their pairs: each is looked up once.
struct Rarities<'a> {
    snapshot: &'a Snapshot,
    known: Pairs,
}

impl Rarities<'_> {
    /// The pairs of neighbouring characters of a text without its question words, each with its rarity.
    fn pairs(&mut self, text: &str) -> Pairs {
        let words = without_question_words(&fold::fold(text));
        let letters: Vec<char> = words.chars().filter(|c| c.is_alphanumeric()).collect();
        let weigh = |(first, second): (&char, &char)| {
            let weight = *self.known.entry((*first, *second)).or_insert_with(|| rarity(self.snapshot, *first, *second));
            ((*first, *second), weight)
        };
        letters.iter().zip(letters.iter().skip(1)).map(weigh).collect()
    }
}

#[allow(clippy::cast_precision_loss, reason = "a count of documents, for a logarithm")]
fn rarity(snapshot: &Snapshot, first: char, second: char) -> f32 {
    let text: String = [first, second].into_iter().collect();
    let [_, _, title] = snapshot.fields.title;
    let [_, _, body] = snapshot.fields.body;
    let frequency = |field| snapshot.searcher.doc_freq(&Term::from_field_text(field, &text)).unwrap_or(0);
    let (held, all) = (frequency(title) + frequency(body), snapshot.searcher.num_docs());
    (all as f32 / (1 + held) as f32 + 1.0).ln()
}
