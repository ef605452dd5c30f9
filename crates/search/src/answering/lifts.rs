//! What lifts documents in the list: likely questions and their policies, and policies whose titles are about the matter.

use domain::{DocumentId, Validity};

use super::{
    asked::Asked,
    candidates::{Candidate, LEAST_SAID},
    card::Sure,
};
use crate::snapshot::Snapshot;

/// Questions that lift themselves and their policies in the list, and how likely one must be.
const MOST_LIFTED: usize = 5;
const LEAST_LIKELY: f32 = 0.02;
/// How much of the best score a certain question adds to its own and to its policy's.
const LIFT: f32 = 0.8;
/// The same of a policy whose title is about the matter asked about, by how much the two have in common; and how much that must be.
const LIFT_BY_MATTER: f32 = 0.8;
const LEAST_COMMON: f32 = 0.08;

/// What lifts documents in the list: how likely each of the best questions answers, and how far the title of a policy is about the
/// same matter.
pub(crate) fn lifts(
    snapshot: &Snapshot,
    asked: &Asked<'_>,
    sure: &Sure<'_>,
    candidates: &[Candidate],
) -> Vec<(DocumentId, f32)> {
    let mut lifts: Vec<(DocumentId, f32)> = Vec::new();
    let likelihood = sure.likelihood();
    for candidate in candidates
        .iter()
        .filter(|candidate| candidate.stands() || candidate.state == Some(Validity::NotYetEffective))
        .take(MOST_LIFTED)
    {
        let Some(statement) = asked.book.statements.get(candidate.statement) else { continue };
        if candidate.evidence.features.words.said < LEAST_SAID {
            continue;
        }
        let likelihood = likelihood * (candidate.evidence.score - sure.best.evidence.score).exp().min(1.0);
        if likelihood >= LEAST_LIKELY {
            lifts.push((statement.id.clone(), likelihood * LIFT));
            lifts.extend(statement.policy.clone().map(|policy| (policy, likelihood * LIFT)));
        }
    }
    for ((segment, entry), common) in
        asked.book.titles.near(&asked.leaning).filter(|(_, common)| *common >= LEAST_COMMON)
    {
        if let Some(entry) = snapshot
            .entry_at(segment, entry)
            .filter(|entry| matches!(entry.validity(asked.today), None | Some(Validity::InForce)))
        {
            lifts.push((entry.stored.id.clone(), common * LIFT_BY_MATTER));
        }
    }
    lifts
}
