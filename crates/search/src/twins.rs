//! Authored questions that nothing tells apart: `mingbai questions check`.

use domain::{Date, DocumentId};

use crate::{
    Error, Index,
    answering::{
        asked::Asked,
        candidates::{Candidate, candidates},
        card::{Sure, surest},
    },
};

/// A wording that another question would answer, were its own not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Twin {
    /// The question whose wording it is.
    pub id: DocumentId,
    /// The question, or another wording of it.
    pub wording: String,
    /// The question whose card would be shown.
    pub other: DocumentId,
    /// The text of that one.
    pub question: String,
}

impl Index {
    /// Asks every wording of every question that stands on a day as if that question were not there. Where another one is sure to answer,
    /// nothing tells the two apart but their wordings: the authors say in `about` what each is not, or make one of the two.
    pub fn twins(&self, today: Date) -> Result<Vec<Twin>, Error> {
        let view = self.view();
        let snapshot = &view.snapshot;
        let book = view.book(&self.shared.lexicon, &self.shared.segmenter)?;
        let stored = |at: usize| {
            book.places.get(at).and_then(|(segment, entry)| snapshot.segments.get(*segment)?.table.entries.get(*entry))
        };
        let mut twins = Vec::new();
        for (at, statement) in book.statements.iter().enumerate() {
            let Some(entry) = stored(at) else { continue };
            for wording in std::iter::once(&entry.stored.title).chain(&entry.stored.aliases) {
                let read = self.understand(snapshot, wording, false);
                let asked = Asked::new(wording, read.gist, &self.shared.lexicon, &book, &self.shared.segmenter, today);
                let (own, others): (Vec<Candidate>, Vec<Candidate>) =
                    candidates(snapshot, &asked).into_iter().partition(|candidate| candidate.statement == at);
                if !own.iter().any(Candidate::stands) {
                    break;
                }
                let Some(sure) = surest(&asked, &others).filter(Sure::is_sure) else { continue };
                if let Some((other, of)) = book.statements.get(sure.best.statement).zip(stored(sure.best.statement)) {
                    twins.push(Twin {
                        id: statement.id.clone(),
                        wording: wording.clone(),
                        other: other.id.clone(),
                        question: of.stored.title.clone(),
                    });
                }
            }
        }
        Ok(twins)
    }
}
