//! The words of two revisions side by side.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use domain::{
    Clause, ClauseId, Document,
    compare::{ComparedClause, Correspondence, Fate, Run},
};
use hanzi::segment::Segmenter;
use similar::{Algorithm, ChangeTag, capture_diff_slices_deadline};

/// Time for all clauses together; beyond it the diff gets coarser, never wrong.
const TIME: Duration = Duration::from_millis(500);

/// The text and clauses of both sides that a page can show: four times those of the longest law.
const MOST_BYTES: usize = 2_500_000;
const MOST_CLAUSES: usize = 15_000;

/// Whether two revisions are too long to be set side by side.
pub fn are_too_long(sides: &[Document]) -> bool {
    let policies = || sides.iter().filter_map(Document::as_policy);
    policies().map(|policy| policy.body.len()).sum::<usize>() > MOST_BYTES
        || policies().map(|policy| policy.clauses.len()).sum::<usize>() > MOST_CLAUSES
}

/// Each row of the correspondence with its words, cut and put in.
pub fn compare(old: &[Clause], new: &[Clause], rows: Vec<Correspondence>) -> Vec<ComparedClause> {
    let by_id = |clauses: &[Clause]| -> HashMap<ClauseId, usize> {
        clauses.iter().enumerate().map(|(place, clause)| (clause.id.clone(), place)).collect()
    };
    let (old_places, new_places) = (by_id(old), by_id(new));
    let until = Instant::now() + TIME;
    let segmenter = Segmenter::shared();
    rows.into_iter()
        .map(|correspondence| {
            let find = |id: &Option<ClauseId>, places: &HashMap<ClauseId, usize>, clauses| -> Option<Clause> {
                let clauses: &[Clause] = clauses;
                id.as_ref().and_then(|id| places.get(id)).and_then(|place| clauses.get(*place)).cloned()
            };
            let before = find(&correspondence.from, &old_places, old);
            let after = find(&correspondence.to, &new_places, new);
            let name = after.as_ref().or(before.as_ref()).map(Clause::name).unwrap_or_default();
            let text = |clause: &Option<Clause>| {
                clause.as_ref().map(|clause| clause.text.trim().to_owned()).unwrap_or_default()
            };
            let runs = match correspondence.fate {
                Fate::Same => vec![Run::Kept(text(&after))],
                Fate::Added => vec![Run::Inserted(text(&after))],
                Fate::Removed => vec![Run::Deleted(text(&before))],
                Fate::Changed | Fate::Moved => runs(&segmenter, &text(&before), &text(&after), until),
            };
            ComparedClause { correspondence, name, runs }
        })
        .collect()
}

/// Compares by words: a sentence of single differing characters cannot be read.
fn runs(segmenter: &Segmenter, before: &str, after: &str, until: Instant) -> Vec<Run> {
    let (old, new) = (segmenter.pieces(before), segmenter.pieces(after));
    let mut runs: Vec<Run> = Vec::new();
    for op in capture_diff_slices_deadline(Algorithm::Patience, &old, &new, Some(until)) {
        for change in op.iter_changes(&old, &new) {
            let word: &str = change.value();
            match (change.tag(), runs.last_mut()) {
                (ChangeTag::Equal, Some(Run::Kept(text)))
                | (ChangeTag::Delete, Some(Run::Deleted(text)))
                | (ChangeTag::Insert, Some(Run::Inserted(text))) => {
                    text.push_str(word);
                }
                (ChangeTag::Equal, _) => runs.push(Run::Kept(word.to_owned())),
                (ChangeTag::Delete, _) => runs.push(Run::Deleted(word.to_owned())),
                (ChangeTag::Insert, _) => runs.push(Run::Inserted(word.to_owned())),
            }
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_words_that_differ_are_marked() {
        let until = Instant::now() + TIME;
        let runs = runs(
            &Segmenter::shared(),
            "第一个子女2000元，第二个子女5000元。",
            "第一个子女2500元，第二个子女5000元。",
            until,
        );
        let put_in: Vec<&Run> = runs.iter().filter(|run| matches!(run, Run::Inserted(_))).collect();
        assert_eq!(put_in, [&Run::Inserted("2500".to_owned())]);
        let after: String = runs
            .iter()
            .map(|run| match run {
                Run::Kept(text) | Run::Inserted(text) => text.as_str(),
                Run::Deleted(_) => "",
            })
            .collect();
        assert_eq!(after, "第一个子女2500元，第二个子女5000元。");
    }
}
