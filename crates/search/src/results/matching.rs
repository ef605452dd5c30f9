//! What matches: found by words and nearness, looked at once more, named, lent and lifted, then filtered and counted.

use std::collections::HashMap;

use domain::{
    DocumentId,
    search::{SearchRequest, Sort},
};

use super::{
    facets::count,
    lending::{lend, lift},
    named::named,
};
use crate::{
    Error, Index,
    matches::Matches,
    near,
    query::Question,
    rerank::{self, sought::Sought},
    scoring::{self, ByWords, Scored},
    snapshot::Snapshot,
    standing::is_stale,
    vectors::table::WordTable,
};

impl Index {
    /// All that matches; `lifts` adds to documents, found by their words or not, parts of the best score.
    pub(crate) fn matches(
        &self,
        snapshot: &Snapshot,
        question: &Question,
        request: &SearchRequest,
        lifts: &[(DocumentId, f32)],
    ) -> Result<Matches, Error> {
        let candidates = if request.query.trim().is_empty() {
            snapshot.entries().map(|(segment, entry, _)| Scored { segment, entry, score: 0.0, passage: None }).collect()
        } else {
            let mut scored =
                if question.is_empty() { Vec::new() } else { self.by_words_and_nearness(snapshot, question, request)? };
            let mut named = named(snapshot, question);
            // The words of an old explanation are still those of the question, but its answer is not: being named helps
            // neither it nor, by what it lends, the policy that it explained.
            named.retain(|(segment, entry), _| {
                snapshot
                    .entry_at(*segment, *entry)
                    .is_some_and(|entry| !is_stale(entry.stored.kind, entry.validity(request.today)))
            });
            let mut left: HashMap<_, _> = named.iter().map(|(place, named)| (*place, named.bonus)).collect();
            for scored in &mut scored {
                scored.score += left.remove(&(scored.segment, scored.entry)).unwrap_or_default();
            }
            scored.extend(left.into_iter().map(|((segment, entry), score)| Scored {
                segment,
                entry,
                score,
                passage: None,
            }));
            lend(snapshot, &mut scored);
            lift(snapshot, &mut scored, lifts);
            return Ok(count(snapshot, scored, &named, request, &self.shared.ranking.priors, &self.hidden()));
        };
        Ok(count(snapshot, candidates, &HashMap::new(), request, &self.shared.ranking.priors, &self.hidden()))
    }

    /// What the text of documents and what they bring along say, the best looked at once more.
    fn by_words_and_nearness(
        &self,
        snapshot: &Snapshot,
        question: &Question,
        request: &SearchRequest,
    ) -> Result<Vec<Scored>, Error> {
        let (mut scored, sought) = self.at_first_sight(snapshot, question, request)?;
        if let Some(sought) = sought.filter(|_| self.shared.ranking.reranks) {
            rerank::rerank(snapshot, &sought, &mut scored)?;
        }
        Ok(scored)
    }

    /// … before that, with what a second look wants to know. A list by date, and whoever wants only the words that were
    /// typed, get what words found; a citation or a number names what is wanted.
    pub(crate) fn at_first_sight(
        &self,
        snapshot: &Snapshot,
        question: &Question,
        request: &SearchRequest,
    ) -> Result<(Vec<Scored>, Option<Sought>), Error> {
        let ranking = &self.shared.ranking;
        let names_one = question.article.is_some() || question.number.is_some();
        let (found, near) = rayon::join(
            || scoring::score(snapshot, question, ranking),
            || {
                (request.sort == Sort::Relevance && !request.literal && !names_one).then(|| {
                    let text = WordTable::shared().embed(&question.text, &self.shared.segmenter).rounded();
                    let cosines = near::cosines(snapshot, &text);
                    (text, cosines)
                })
            },
        );
        let ByWords { mut scored, rarities, is_short } = found?;
        if let Some((text, cosines)) = &near {
            near::fuse(snapshot, &mut scored, is_short, text, cosines, ranking);
        }
        for scored in &mut scored {
            let Some(table) = snapshot.segments.get(scored.segment).map(|segment| &segment.table) else { continue };
            if let Some(entry) = table.entries.get(scored.entry) {
                scored.score *= ranking.priors.of(entry, table.passages_of(scored.entry).len(), snapshot.is_mixed);
            }
        }
        let sought = near.map(|(text, _)| Sought::new(question, &rarities, text, &self.shared.segmenter));
        Ok((scored, sought))
    }
}
