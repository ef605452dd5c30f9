//! Whether an authored question is what somebody asked: sure, or nothing (`domain.md` N1: an answer only when sure).
//!
//! Both sides are read as typed statements — scheme, thing, group, place, point asked for, numbers — with the lexicon
//! (`lexicon`, `reading`, `statement`). Agreement and contradiction are different evidence (`judge`): one telling word that a
//! question, its answer and its clauses do not know forbids the card, whatever else agrees.

pub(crate) mod judge;
pub(crate) mod lexicon;
pub(crate) mod passage;
pub(crate) mod reading;
pub(crate) mod statement;

use std::cmp::Ordering;

use domain::{
    DocumentId, Kind, Validity,
    search::{Decided, GapHint},
};

use crate::{Error, results::Found, snapshot::Snapshot};
use judge::{Asked, Evidence};
use passage::Passage;
use statement::{Book, Statement};

/// What must be reached for a card: the score of the best question, and its lead over the next one that says something else.
const SURE: f32 = 0.0;
const LEAD: f32 = 0.0;
/// Below this a question is not offered.
const WORTH_OFFERING: f32 = -4.0;
/// Questions offered at the most.
const MOST_SIMILAR: usize = 3;
/// What must tell in a query, at least, for anything to be sure.
const LEAST_TELLING: f32 = 0.35;

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
}

/// All questions beside a query, best first.
pub(crate) fn candidates(snapshot: &Snapshot, asked: &Asked<'_>, book: &Book) -> Vec<Candidate> {
    let state = |statement: &Statement| snapshot.segments.get(statement.segment)?.table.entries.get(statement.entry)?.validity(asked.today);
    let of = |(at, statement): (usize, &Statement)| Candidate { statement: at, evidence: asked.evidence(statement), state: state(statement) };
    let mut candidates: Vec<Candidate> = book.statements.iter().enumerate().map(of).collect();
    let order = |a: &Candidate, b: &Candidate| -> Ordering {
        let id = |candidate: &Candidate| book.statements.get(candidate.statement).map(|statement| &statement.id);
        b.evidence.score.total_cmp(&a.evidence.score).then_with(|| id(a).cmp(&id(b)))
    };
    candidates.sort_by(order);
    candidates
}

/// What the questions alone decide.
pub(crate) fn by_questions(asked: &Asked<'_>, book: &Book, candidates: &[Candidate]) -> Decided {
    let id = |candidate: &Candidate| book.statements.get(candidate.statement).map(|statement| statement.id.clone());
    let mut decided = Decided::default();
    let mut standing = candidates.iter().filter(|candidate| candidate.stands());
    let (best, next) = (standing.next(), standing.next());
    if let Some(best) = best
        && asked.telling() >= LEAST_TELLING
        && best.evidence.forbids.is_empty()
        && best.evidence.score >= SURE
        && next.is_none_or(|next| best.evidence.score - next.evidence.score >= LEAD)
    {
        decided.card = id(best);
    }
    decided.similar = candidates
        .iter()
        .filter(|candidate| candidate.stands() || candidate.state == Some(Validity::NotYetEffective))
        .filter(|candidate| candidate.evidence.score >= WORTH_OFFERING)
        .filter_map(id)
        .filter(|id| decided.card.as_ref() != Some(id))
        .take(MOST_SIMILAR)
        .collect();
    decided
}

#[cfg(test)]
mod tests;
