//! What is found for a question together with what answers it: each helps the other.

use std::sync::Arc;

use domain::search::{Decided, SearchRequest, Sort};

use super::{
    lending::raise,
    page::{MOST_PER_PAGE, page_of, sort_of},
};
use crate::{
    Error, Index,
    answering::{
        asked::Asked,
        book::Book,
        candidates::{Candidate, candidates},
        card::surest,
        deciding::decide,
        lifts::lifts,
    },
    matches::Matches,
    query::Question,
    snapshot::Snapshot,
    view::View,
};

/// What was found for a question, and what was decided of it.
pub(crate) struct Considered {
    pub(super) matches: Matches,
    pub(crate) candidates: Vec<Candidate>,
    pub(crate) decided: Decided,
}

impl Index {
    /// Reads the questions and the tables that answers are decided by, so that the first reader need not wait for them.
    pub fn warm(&self) -> Result<(), Error> {
        self.view().book(&self.shared.lexicon, &self.shared.segmenter).map(drop)
    }

    /// The questions that may answer; none are read for a list, or for who names a document.
    pub(crate) fn book_for(&self, view: &View, question: &Question) -> Result<Arc<Book>, Error> {
        if question.asks() { view.book(&self.shared.lexicon, &self.shared.segmenter) } else { Ok(Arc::default()) }
    }

    /// The question beside a book; `None` where nothing is asked.
    pub(crate) fn asked<'a>(
        &'a self,
        question: &Question,
        request: &SearchRequest,
        book: &'a Book,
    ) -> Option<Asked<'a>> {
        question.asks().then(|| {
            Asked::new(
                &question.text,
                question.gist.clone(),
                &self.shared.lexicon,
                book,
                &self.shared.segmenter,
                request.today,
            )
        })
    }

    /// Finds what matches, and decides what answers.
    pub(crate) fn consider(
        &self,
        snapshot: &Snapshot,
        question: &Question,
        asked: Option<&Asked<'_>>,
        request: &SearchRequest,
    ) -> Result<Considered, Error> {
        let candidates = asked.map(|asked| candidates(snapshot, asked)).unwrap_or_default();
        let sure = asked.and_then(|asked| surest(asked, &candidates));
        let lifted = match asked.zip(sure.as_ref()) {
            Some((asked, sure)) if !request.literal => lifts(snapshot, asked, sure, &candidates),
            _ => Vec::new(),
        };
        let mut matches = self.matches(snapshot, question, request, &lifted)?;
        let sort = sort_of(request);
        let decided = match asked {
            // Whoever may answer stands among the best, of which the page is the beginning.
            Some(asked) if sort == Sort::Relevance && request.filters.is_empty() => {
                let best = page_of(snapshot, &mut matches.found, sort, 0, MOST_PER_PAGE as usize);
                let (decided, foremost) = decide(snapshot, asked, sure.as_ref(), &candidates, best)?;
                raise(snapshot, &mut matches.found, &foremost);
                decided
            }
            _ => Decided::default(),
        };
        Ok(Considered { matches, candidates, decided })
    }
}
