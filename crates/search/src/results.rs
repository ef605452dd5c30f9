//! From a request to a page of results: understand, consider, order, and read the page's hits.

pub(crate) mod considering;
mod facets;
mod hit;
mod lending;
mod matching;
mod named;
pub(crate) mod page;
mod understanding;

use std::time::Instant;

use domain::search::{Decided, SearchRequest, SearchResults};

use self::{
    considering::Considered,
    hit::hit,
    page::{MOST_PER_PAGE, page_of, sort_of},
};
use crate::{Error, Index};

impl Index {
    /// Answers a request. A page beyond the last is empty; a query of nothing but punctuation finds nothing; an
    /// empty query lists everything, newest first.
    pub fn search(&self, request: &SearchRequest) -> Result<SearchResults, Error> {
        let started = Instant::now();
        let view = self.view();
        let snapshot = &view.snapshot;
        let question = self.understand(snapshot, &request.query, request.literal);
        let book = self.book_for(&view, &question)?;
        let asked = self.asked(&question, request, &book);
        let Considered { mut matches, decided, .. } = self.consider(snapshot, &question, asked.as_ref(), request)?;
        let total = matches.found.len() as u64;
        let per_page = request.per_page.clamp(1, MOST_PER_PAGE);
        let page = request.page.max(1);
        let from = u64::from(page - 1) * u64::from(per_page);
        let sort = sort_of(request);
        let on_page = match usize::try_from(from) {
            Ok(from) if from < matches.found.len() => {
                page_of(snapshot, &mut matches.found, sort, from, per_page as usize)
            }
            _ => &[][..],
        };
        let marks = question.marks();
        let hits = on_page.iter().map(|found| hit(snapshot, found, &marks, request.today)).collect::<Result<_, _>>()?;
        Ok(SearchResults {
            query: request.query.clone(),
            understood_as: question.notes,
            decided: if page == 1 { decided } else { Decided::default() },
            answer: None,
            similar: Vec::new(),
            gap: None,
            passage: None,
            total,
            hits,
            facets: matches.facets,
            page,
            per_page,
            took_ms: started.elapsed().as_secs_f64() * 1000.0,
        })
    }
}
