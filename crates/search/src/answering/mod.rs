//! Whether an authored question is what somebody asked: sure, or nothing (`domain.md` N1: an answer only when sure).
//!
//! Both sides are read as typed statements — scheme, thing, group, place, point asked for, numbers — with the lexicon
//! (`lexicon`, `reading`, `statement`). Agreement and contradiction are different evidence (`judge`): one telling word that a
//! question, its answer and its clauses do not know forbids the card, whatever else agrees. Three calibrated decisions follow:
//! which question comes first, whether it is sure enough for a card, and whether anything here speaks of the matter at all.

pub(crate) mod check;
pub(crate) mod explain;
pub(crate) mod judge;
pub(crate) mod lexicon;
pub(crate) mod passage;
pub(crate) mod reading;
pub(crate) mod statement;

use std::{cmp::Ordering, sync::Arc};

use domain::{
    DocumentId, Kind, Validity,
    search::{Decided, GapHint},
};

use crate::{Error, results::Found, snapshot::Snapshot};
use judge::{Asked, Evidence};
use lexicon::Class;
use passage::Passage;
use reading::Piece;
use statement::{Beside, Book, Nearness, Statement};

/// Questions offered at the most.
const MOST_SIMILAR: usize = 3;
/// A question that scores less than this is not offered.
const WORTH_OFFERING: f32 = -5.5;
/// The same where nothing speaks of the matter.
const WORTH_OFFERING_AT_A_GAP: f32 = -3.0;
/// Questions that lift themselves and their policies in the list, and how likely one must be.
const MOST_LIFTED: usize = 5;
const LEAST_LIKELY: f32 = 0.02;
/// How much of the best score a certain question adds to its own and to its policy's.
const LIFT: f32 = 0.8;

/// A question with what speaks for and against it.
pub(crate) struct Candidate {
    pub(crate) statement: usize,
    pub(crate) evidence: Evidence,
    /// Its state on the day of asking.
    pub(crate) state: Option<Validity>,
}

impl Candidate {
    fn stands(&self) -> bool {
        matches!(self.state, None | Some(Validity::InForce))
    }

    /// How likely it answers, 0..=1, by its own evidence alone.
    fn likelihood(&self) -> f32 {
        logistic(self.evidence.score)
    }
}

fn logistic(score: f32) -> f32 {
    1.0 / (1.0 + (-score).exp())
}

fn weighed(bias: f32, weights: &[f32], measured: &[f32]) -> f32 {
    logistic(bias + weights.iter().zip(measured).map(|(weight, value)| weight * value).sum::<f32>())
}

/// All questions beside a query, best first.
pub(crate) fn candidates(snapshot: &Snapshot, asked: &Asked<'_>) -> Vec<Candidate> {
    let book = asked.book;
    let state = |at: usize| {
        let (segment, entry) = book.places.get(at)?;
        snapshot.segments.get(*segment)?.table.entries.get(*entry)?.validity(asked.today)
    };
    let of = |(at, (statement, beside)): (usize, (&Arc<Statement>, &Beside))| Candidate { statement: at, evidence: asked.evidence(statement, beside), state: state(at) };
    let mut candidates: Vec<Candidate> = book.statements.iter().zip(&book.beside).enumerate().map(of).collect();
    let id = |candidate: &Candidate| book.statements.get(candidate.statement).map(|statement| &statement.id);
    let order = |a: &Candidate, b: &Candidate| -> Ordering { b.evidence.score.total_cmp(&a.evidence.score).then_with(|| id(a).cmp(&id(b))) };
    candidates.sort_by(order);
    candidates
}

/// What lifts documents in the list: how likely each of the best questions answers.
pub(crate) fn lifts(book: &Book, candidates: &[Candidate]) -> Vec<(DocumentId, f32)> {
    let mut lifts: Vec<(DocumentId, f32)> = Vec::new();
    for candidate in candidates.iter().filter(|candidate| candidate.stands() || candidate.state == Some(Validity::NotYetEffective)).take(MOST_LIFTED) {
        let Some(statement) = book.statements.get(candidate.statement) else { continue };
        let likelihood = candidate.likelihood();
        if likelihood >= LEAST_LIKELY {
            lifts.push((statement.id.clone(), likelihood * LIFT));
            lifts.extend(statement.policy.clone().map(|policy| (policy, likelihood * LIFT)));
        }
    }
    lifts
}

/// The question that is sure, with why not where the best one is none.
struct Sure<'a> {
    best: &'a Candidate,
    /// What forbids the card, in Chinese.
    forbidden: Option<&'static str>,
    /// What the likelihood is computed of, in the order of [`SURE_WEIGHTS`].
    measured: [f32; 20],
    /// The query is one of its wordings, letter by letter, and of no other question.
    is_its_wording: bool,
}

impl Sure<'_> {
    fn is_sure(&self) -> bool {
        self.is_its_wording || (self.forbidden.is_none() && self.likelihood() >= SURE)
    }

    /// How likely it is right, 0..=1.
    fn likelihood(&self) -> f32 {
        if self.is_its_wording { 1.0 } else { weighed(SURE_BIAS, &SURE_WEIGHTS, &self.measured) }
    }
}

/// The one question that stands and has just this wording.
fn worded<'a>(asked: &Asked<'_>, candidates: &'a [Candidate]) -> Option<&'a Candidate> {
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let wanted = letters(&asked.typed);
    let is_it = |candidate: &&Candidate| asked.book.statements.get(candidate.statement).is_some_and(|statement| statement.wordings.iter().any(|wording| letters(&wording.text) == wanted));
    let mut worded = candidates.iter().filter(|candidate| candidate.stands() && !candidate.evidence.is_disowned).filter(is_it);
    worded.next().filter(|_| wanted.chars().nth(3).is_some() && worded.next().is_none())
}

fn surest<'a>(asked: &Asked<'_>, candidates: &'a [Candidate]) -> Option<Sure<'a>> {
    let book = asked.book;
    let policy = |candidate: &Candidate| book.statements.get(candidate.statement).and_then(|statement| statement.policy.as_ref());
    let mut standing = candidates.iter().filter(|candidate| candidate.stands());
    let best = standing.next()?;
    if let Some(best) = worded(asked, candidates) {
        return Some(Sure { best, forbidden: None, measured: [0.0; 20], is_its_wording: true });
    }
    let score = |candidate: Option<&Candidate>| candidate.map_or(-9.0, |candidate| candidate.evidence.score);
    let next = standing.clone().next();
    let other = standing.find(|candidate| policy(candidate) != policy(best)).or(next);
    let coming = candidates.iter().find(|candidate| candidate.state == Some(Validity::NotYetEffective));
    let lead = best.evidence.score - score(next);
    let lead_over_coming = best.evidence.score - score(coming);
    let features = &best.evidence.features;
    let forbidden = match () {
        () if best.evidence.is_disowned => Some("作者注明不答这个"),
        () if features.pointless > 0.0 && features.likeness < 0.8 => Some("没有问哪一点"),
        () if features.penalty > 0.0 || features.against >= 1.0 || features.age < 0.0 => Some("数、年份或者否定对不上"),
        () if features.strange > 0.3 || features.strange_group > 0.3 => Some("说到的事或者人，这里没有"),
        () if features.unknown >= 0.6 => Some("有要紧的词，这里没有"),
        () if features.mentioned > 0.3 => Some("说到的事，这里只是提到"),
        () if features.wider > 0.5 => Some("问的是其中一种，这里没有分开说"),
        () if features.topical < 0.5 => Some("没有说是哪件事"),
        () if features.aspect_against > 0.0 => Some("问的不是这一点"),
        () if features.aspect <= 0.4 && features.likeness < 0.8 && (features.echo < 0.8 || features.missing_most >= 0.6 || features.unknown > 0.13) => Some("只问行不行，说的不够像"),
        () if features.money_against > 0.0 || features.money_against_first > 0.0 => Some("一个问交钱，一个问领钱"),
        () if features.missing_most >= 0.7 && features.likeness < 0.75 && features.echo_first < 0.6 => Some("这个问题另有所指"),
        () if lead_over_coming < 0.0 => Some("还没有施行的规定更对得上"),
        () if lead < LEAST_LEAD => Some("两个问题分不出"),
        () => None,
    };
    let measured = [
        best.evidence.score,
        lead,
        best.evidence.score - score(other),
        features.unknown_sum,
        features.aspect,
        features.aspect_share,
        features.echo,
        features.echo_first,
        features.likeness,
        features.likeness_first,
        features.near,
        features.near_first,
        features.topical,
        features.missing,
        features.missing_most * (1.0 - features.likeness),
        features.age,
        features.covered,
        features.points_first,
        features.points,
        features.joint,
    ];
    Some(Sure { best, forbidden, measured, is_its_wording: false })
}

/// The part of a query that the title of a policy says, and its best clause, for it to stand among the first.
const NAMED_IN_TITLE: f32 = 0.5;
const SAID_IN_CLAUSE: f32 = 0.75;

/// What is decided of a query, of what the questions and the best documents say; and the policies that stand among the first,
/// since they say what was asked.
pub(crate) fn decide(snapshot: &Snapshot, asked: &Asked<'_>, candidates: &[Candidate], found: &[Found]) -> Result<(Decided, Vec<DocumentId>), Error> {
    let book = asked.book;
    let id = |candidate: &Candidate| book.statements.get(candidate.statement).map(|statement| statement.id.clone());
    let mut decided = Decided::default();
    let mut foremost = Vec::new();
    let surest = surest(asked, candidates);
    if let Some(sure) = surest.filter(Sure::is_sure) {
        decided.card = id(sure.best);
        let policy_of = |candidate: &Candidate| book.statements.get(candidate.statement).and_then(|statement| statement.policy.clone());
        // Whoever remembers the old answer sees that it is the old one.
        let as_good = |candidate: &&Candidate| candidate.evidence.score >= sure.best.evidence.score - SAME_MATTER && candidate.evidence.features.aspect >= 0.7;
        let is_past = |candidate: &&Candidate| matches!(candidate.state, Some(Validity::Repealed | Validity::Expired | Validity::Amended | Validity::PartlyVoid));
        decided.before = candidates.iter().filter(is_past).find(as_good).and_then(id);
        let is_coming = |candidate: &&Candidate| candidate.state == Some(Validity::NotYetEffective) && policy_of(candidate) != policy_of(sure.best);
        decided.coming = candidates.iter().filter(is_coming).find(as_good).and_then(id);
    }
    let is_offered = |candidate: &&Candidate| (candidate.stands() || candidate.state == Some(Validity::NotYetEffective)) && candidate.evidence.score >= WORTH_OFFERING;
    if decided.card.is_none() {
        decided.similar = candidates.iter().filter(is_offered).filter(|candidate| !candidate.evidence.is_disowned).filter_map(id).take(MOST_SIMILAR).collect();
        let passages = passage::passages(snapshot, found, asked)?;
        if weighed(GAP_BIAS, &GAP_WEIGHTS, &gap_measured(asked, candidates, &passages)) >= GAP {
            decided.gap = Some(hint(snapshot, asked, found));
            // Where nothing speaks of the matter, only what is quite like it is offered.
            decided.similar = candidates.iter().filter(is_offered).filter(|candidate| candidate.evidence.score >= WORTH_OFFERING_AT_A_GAP).filter_map(id).take(MOST_SIMILAR).collect();
        } else {
            decided.passage = passage::answering(&passages, asked).map(|passage| passage.place.clone());
            let says_it = |passage: &&Passage| passage.title_share >= NAMED_IN_TITLE && passage.share >= SAID_IN_CLAUSE;
            foremost.extend(decided.passage.iter().map(|place| place.policy.clone()).chain(passages.iter().find(says_it).map(|passage| passage.place.policy.clone())));
            foremost.dedup();
        }
    }
    Ok((decided, foremost))
}

/// What tells whether nothing here speaks of the matter, in the order of [`GAP_WEIGHTS`].
fn gap_measured(asked: &Asked<'_>, candidates: &[Candidate], passages: &[Passage]) -> [f32; 15] {
    let (book, lexicon) = (asked.book, asked.lexicon);
    let most = |of: &dyn Fn(&Candidate) -> f32| candidates.iter().map(of).fold(0.0f32, f32::max);
    let (mut known, mut mentioned, mut strange, mut unknown_word, mut known_word) = (0.0f32, 0.0f32, 0.0f32, 0.0f32, 0.0f32);
    let mut pieces = 0.0f32;
    for (unit, weight) in asked.meant() {
        pieces += 1.0;
        let nearest = book.statements.iter().filter_map(|statement| statement.nearest(unit, lexicon)).filter(|known| known.worth() >= 0.85).map(statement::Known::nearness).min();
        let is_known = nearest == Some(Nearness::Asked) || passages.iter().any(|passage| passage.title_says.contains(&unit.text));
        match (&unit.piece, asked.class(unit)) {
            (Piece::Concept(_), Some(Class::Scheme | Class::Thing | Class::Trade | Class::Stage)) => {
                if is_known {
                    known += weight;
                } else if nearest.is_some_and(|nearness| nearness <= Nearness::Policy) || passages.iter().any(|passage| passage.text_says.contains(&unit.text)) {
                    mentioned = mentioned.max(weight);
                } else {
                    strange = strange.max(weight);
                }
            }
            (Piece::Word(_), _) if is_known => known_word = known_word.max(weight),
            (Piece::Word(_), _) => unknown_word = unknown_word.max(weight),
            _ => {}
        }
    }
    [
        candidates.first().map_or(-7.0, |best| best.evidence.score.max(-7.0)),
        most(&|candidate| candidate.evidence.features.near),
        most(&|candidate| candidate.evidence.features.covered),
        strange,
        known,
        mentioned,
        unknown_word,
        known_word,
        passages.iter().map(|passage| passage.share).fold(0.0, f32::max),
        passages.iter().map(|passage| passage.title_share).fold(0.0, f32::max),
        asked.telling().min(1.5),
        if asked.reading.text.chars().count() <= 12 { 1.0 } else { 0.0 },
        pieces.min(4.0),
        most(&|candidate| candidate.evidence.features.likeness),
        if asked.telling() < 0.2 { 1.0 } else { 0.0 },
    ]
}

/// Who may know: the agency whose duties are nearest, and the subjects of what was found.
fn hint(snapshot: &Snapshot, asked: &Asked<'_>, found: &[Found]) -> GapHint {
    let duties = |text: &str| {
        let said = passage::Said::read(text, asked.lexicon);
        asked.meant().filter(|(unit, _)| said.says(&unit.piece, asked.lexicon)).map(|(_, weight)| weight).sum::<f32>()
    };
    let agencies = snapshot.entries().filter(|(_, _, entry)| entry.stored.kind == Kind::Agency);
    let by_duties = agencies.map(|(_, _, entry)| (duties(&format!("{}\n{}", entry.stored.title, entry.stored.summary.as_deref().unwrap_or_default())), entry.stored.id.clone()));
    let agency = by_duties.filter(|(said, _)| *said > 0.0).max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(&a.1))).map(|(_, id)| id);
    let mut subjects: Vec<String> = Vec::new();
    let entries = found.iter().filter_map(|found| snapshot.segments.get(found.scored.segment)?.table.entries.get(found.scored.entry));
    for subject in entries.flat_map(|entry| &entry.stored.subjects) {
        if subjects.len() < MOST_SIMILAR && !subjects.contains(subject) {
            subjects.push(subject.clone());
        }
    }
    GapHint { agency, subjects }
}

/// The lead over the next question without which none is sure.
const LEAST_LEAD: f32 = 0.4;
/// A question that scores less than this below the card is not of the same matter.
const SAME_MATTER: f32 = 1.5;
/// How likely a card must be right to be shown, and how likely nothing speaks of the matter to say so; chosen as
/// `docs/adr/0011-answers-from-statements.md` tells.
const SURE: f32 = 0.82;
const GAP: f32 = 0.3;
const SURE_WEIGHTS: [f32; 20] = [
    0.070, 0.184, 0.059, -0.902, -0.001, 0.193, -0.032, 0.629, 0.508, 0.411,
    1.449, 0.319, -0.094, -0.375, -0.187, 1.065, 1.416, 0.225, 0.425, 0.531,
];
const SURE_BIAS: f32 = -2.745;
const GAP_WEIGHTS: [f32; 15] = [
    -0.509, -5.723, 0.982, 1.310, -0.269, 0.756, 0.390, -1.710, -0.765, -1.563,
    -0.828, 2.828, -0.307, 0.179, -2.551,
];
const GAP_BIAS: f32 = -0.318;

#[cfg(test)]
mod tests;
