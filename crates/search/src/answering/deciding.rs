//! What is decided of a query: the card, or other questions, a passage of a policy, or that nothing here speaks of it.

use domain::{DocumentId, Validity, search::Decided};

use super::{
    asked::Asked,
    candidates::{Candidate, LEAST_SAID},
    card::Sure,
    gap,
    passage::{self, Passage},
};
use crate::{Error, matches::Match, snapshot::Snapshot};

/// Questions offered at the most.
const MOST_SIMILAR: usize = 3;
/// How far below the best a question that is offered may score; and where nothing speaks of the matter.
const WORTH_OFFERING: f32 = 5.0;
const WORTH_OFFERING_AT_A_GAP: f32 = 2.0;
/// What of the query one must say that is offered where nothing speaks of the matter.
const SAID_AT_A_GAP: f32 = 0.45;
/// And how much the heaviest piece on which both agree must tell: 怎么办 is in every other question.
const AGREED_AT_A_GAP: f32 = 0.3;
/// A question that scores less than this below the card is not of the same matter.
const SAME_MATTER: f32 = 1.5;
/// The part of a query that the title of a policy says, and its best clause, for it to stand among the first.
const NAMED_IN_TITLE: f32 = 0.5;
const SAID_IN_CLAUSE: f32 = 0.75;

/// What is decided of a query, of what the questions and the best documents say; and the policies that stand among the first,
/// since they say what was asked.
pub(crate) fn decide(
    snapshot: &Snapshot,
    asked: &Asked<'_>,
    sure: Option<&Sure<'_>>,
    candidates: &[Candidate],
    found: &[Match],
) -> Result<(Decided, Vec<DocumentId>), Error> {
    let book = asked.book;
    let id = |candidate: &Candidate| book.statements.get(candidate.statement).map(|statement| statement.id.clone());
    let mut decided = Decided::default();
    let mut foremost = Vec::new();
    if let Some(sure) = sure.filter(|sure| sure.is_sure()) {
        decided.card = id(sure.best);
        let policy_of = |candidate: &Candidate| {
            book.statements.get(candidate.statement).and_then(|statement| statement.policy.clone())
        };
        // Whoever remembers the old answer sees that it is the old one.
        let as_good = |candidate: &&Candidate| {
            candidate.evidence.score >= sure.best.evidence.score - SAME_MATTER
                && candidate.evidence.features.aspect >= 0.7
        };
        let is_past = |candidate: &&Candidate| {
            matches!(
                candidate.state,
                Some(Validity::Repealed | Validity::Expired | Validity::Amended | Validity::PartlyVoid)
            )
        };
        decided.before = candidates.iter().filter(is_past).find(as_good).and_then(id);
        let is_coming = |candidate: &&Candidate| {
            candidate.state == Some(Validity::NotYetEffective) && policy_of(candidate) != policy_of(sure.best)
        };
        decided.coming = candidates.iter().filter(is_coming).find(as_good).and_then(id);
    }
    let best_score = sure.map_or(0.0, |sure| sure.best.evidence.score);
    let is_offered = |candidate: &&Candidate| {
        (candidate.stands() || candidate.state == Some(Validity::NotYetEffective))
            && candidate.evidence.score >= best_score - WORTH_OFFERING
            && candidate.evidence.features.words.said >= LEAST_SAID
    };
    if decided.card.is_none() {
        let passages = passage::passages(snapshot, found, asked)?;
        let is_gap = gap::is_gap(asked, sure, candidates, &passages);
        // Where nothing speaks of the matter, only what is quite like it is offered.
        let is_like = |candidate: &&Candidate| {
            let features = &candidate.evidence.features;
            candidate.evidence.score >= best_score - WORTH_OFFERING_AT_A_GAP
                && features.words.said >= SAID_AT_A_GAP
                && features.agreed >= AGREED_AT_A_GAP
        };
        decided.similar = candidates
            .iter()
            .filter(|candidate| is_offered(candidate) && (!is_gap || is_like(candidate)))
            .filter_map(id)
            .take(MOST_SIMILAR)
            .collect();
        if is_gap {
            decided.gap = Some(gap::hint(snapshot, asked, found, &passages));
        } else {
            decided.passage = passage::answering(&passages, asked).map(|passage| passage.place.clone());
            let says_it = |passage: &&Passage| passage.title_share >= NAMED_IN_TITLE && passage.share >= SAID_IN_CLAUSE;
            foremost.extend(
                decided
                    .passage
                    .iter()
                    .map(|place| place.policy.clone())
                    .chain(passages.iter().find(says_it).map(|passage| passage.place.policy.clone())),
            );
            foremost.dedup();
        }
    }
    Ok((decided, foremost))
}
