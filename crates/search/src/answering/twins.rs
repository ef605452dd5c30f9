//! Authored questions that nothing tells apart: `mingbai questions check`.

use domain::{Date, DocumentId};

use super::{LEAST_LEAD, candidates, judge::Asked};
use crate::{Error, Index};

/// A wording that leads to another question, or to two alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Twin {
    /// The question whose wording it is.
    pub id: DocumentId,
    /// The question, or another wording of it.
    pub wording: String,
    /// The question that it leads to as well, or instead.
    pub other: DocumentId,
    /// The text of that one.
    pub question: String,
    /// Whether it leads there instead.
    pub is_lost: bool,
}

impl Index {
    /// Asks every wording of every question in force on a day, and tells which lead to another question, or to two that the
    /// decision cannot tell apart: their authors say more in `about`, or make one of the two.
    pub fn twins(&self, today: Date) -> Result<Vec<Twin>, Error> {
        let snapshot = self.snapshot();
        let book = snapshot.book(&self.shared.lexicon, &self.shared.segmenter)?;
        let stored = |at: usize| book.places.get(at).and_then(|(segment, entry)| snapshot.segments.get(*segment)?.table.entries.get(*entry));
        let mut twins = Vec::new();
        for (at, statement) in book.statements.iter().enumerate() {
            let Some(entry) = stored(at) else { continue };
            for wording in std::iter::once(&entry.stored.title).chain(&entry.stored.aliases) {
                let read = self.understand(&snapshot, wording, false);
                let asked = Asked::new(wording, read.reading.clone(), &self.shared.lexicon, &book, &self.shared.segmenter, today);
                let all = candidates(&snapshot, &asked);
                let standing: Vec<_> = all.iter().filter(|candidate| candidate.stands()).collect();
                let Some(own) = standing.iter().find(|candidate| candidate.statement == at) else {
                    break;
                };
                let Some(other) = standing.iter().find(|candidate| candidate.statement != at) else {
                    continue;
                };
                let lead = own.evidence.score - other.evidence.score;
                if lead < LEAST_LEAD
                    && let Some((statement_of, of)) = book.statements.get(other.statement).zip(stored(other.statement))
                {
                    twins.push(Twin { id: statement.id.clone(), wording: wording.clone(), other: statement_of.id.clone(), question: of.stored.title.clone(), is_lost: lead < 0.0 });
                }
            }
        }
        Ok(twins)
    }
}
