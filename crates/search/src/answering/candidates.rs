//! All authored questions beside a query, each with what speaks for and against it.

use std::{cmp::Ordering, sync::Arc};

use domain::Validity;

use super::{asked::Asked, beside::Beside, judge::Evidence, statement::Statement};
use crate::snapshot::Snapshot;

/// What of the query a question that is offered or lifted must say, word by word.
pub(super) const LEAST_SAID: f32 = 0.25;

/// A question with what speaks for and against it.
pub(crate) struct Candidate {
    pub(crate) statement: usize,
    pub(crate) evidence: Evidence,
    /// Its state on the day of asking.
    pub(crate) state: Option<Validity>,
}

impl Candidate {
    /// Whether it answers on the day of asking.
    pub(crate) fn stands(&self) -> bool {
        matches!(self.state, None | Some(Validity::InForce))
    }
}

/// All questions beside a query, best first.
pub(crate) fn candidates(snapshot: &Snapshot, asked: &Asked<'_>) -> Vec<Candidate> {
    let book = asked.book;
    let state = |at: usize| {
        let (segment, entry) = book.places.get(at)?;
        snapshot.entry_at(*segment, *entry)?.validity(asked.today)
    };
    let of = |(at, (statement, beside)): (usize, (&Arc<Statement>, &Beside))| Candidate {
        statement: at,
        evidence: asked.evidence(statement, beside),
        state: state(at),
    };
    let mut candidates: Vec<Candidate> = book.statements.iter().zip(&book.beside).enumerate().map(of).collect();
    let id = |candidate: &Candidate| book.statements.get(candidate.statement).map(|statement| &statement.id);
    let order = |a: &Candidate, b: &Candidate| -> Ordering {
        b.evidence.score.total_cmp(&a.evidence.score).then_with(|| id(a).cmp(&id(b)))
    };
    candidates.sort_by(order);
    candidates
}
