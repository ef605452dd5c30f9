//! What the pages read: [`app::library::Library`] over the store and the index.

use std::sync::Arc;

use app::{
    kinds::{self as pages, KindPage, agency::AgencyRow, policy},
    library::Library,
    ports::{Coming, ComparisonPage, HomePage, Linked, Lookup, NewPolicy, PortError},
};
use async_trait::async_trait;
use domain::{
    Date, Document, DocumentId, Kind, Validity,
    search::{Filters, Hit, SearchRequest, SearchResults, Sort},
};

use super::kinds;
use crate::context::Portal;
pub use explaining::{Explainer, complete};
pub use held::PortalLibrary;
use held::{if_sound_or_hidden, unavailable};

mod comparing;
mod examples;
pub(in crate::services) mod explaining;
pub(in crate::services) mod held;
pub(in crate::services) mod phones;
pub(in crate::services) mod seen;

/// Newest policies on the home page.
const NEWEST: u32 = 8;
/// Questions on the home page.
const ASKED: u32 = 8;
/// Answers to misreadings on the home page.
const ANSWERED: u32 = 4;
/// How many times as many are looked at, to find those that stand.
const LOOKED_AT: u32 = 10;
/// Dates ahead on the home page.
const COMING: usize = 6;
/// Documents offered to a lost reader.
const NEAR: usize = 5;
/// Below this likeness (0..=1) an id is not what a lost reader meant.
const LIKENESS: f64 = 0.5;

/// What explains a policy, in the words of a mark, each once, in the order of the menu.
fn marks(explanations: &[Arc<Document>]) -> Vec<&'static str> {
    let mut marks: Vec<(u8, Kind, &'static str)> = Vec::new();
    for document in explanations {
        let Some(mark) = document.content().mark() else { continue };
        let place = pages::list_words(document.kind()).place_in_menu.unwrap_or(u8::MAX);
        if !marks.iter().any(|(_, _, known)| *known == mark) {
            marks.push((place, document.kind(), mark));
        }
    }
    marks.sort_by_key(|(place, kind, _)| (*place, *kind));
    marks.into_iter().map(|(_, _, mark)| mark).collect()
}

impl PortalLibrary {
    /// The newest explanations of a kind that can be relied on: also those of which nobody knows since when.
    async fn standing(&self, kind: Kind, most: u32) -> Result<Vec<Hit>, PortError> {
        let of_kind = Filters::of_kind(kind);
        let mut hits = self.ask(self.newest(of_kind, most * LOOKED_AT)).await?.hits;
        hits.retain(|hit| matches!(hit.validity, None | Some(Validity::InForce)));
        hits.truncate(most as usize);
        Ok(hits)
    }
}

#[async_trait]
impl Library for PortalLibrary {
    async fn home(&self) -> Result<HomePage, PortError> {
        let today = self.today();
        let filters = Filters::of_kind(Kind::Policy);
        let results = self.ask(self.newest(filters, NEWEST)).await?;
        let ids: Vec<DocumentId> = results.hits.iter().map(|hit| hit.id.clone()).collect();
        // Of a text of many megabytes the list says its title alone.
        let small = self.explainer().public(&self.0.not_large(&ids).await).await?;
        let explanations = self.0.reader().explanations_of(&ids, None).await.map_err(unavailable)?;
        let mut newest = Vec::with_capacity(results.hits.len());
        for (hit, explanations) in results.hits.into_iter().zip(explanations) {
            let policy = small.iter().find(|document| document.id == hit.id).and_then(|document| document.as_policy());
            newest.push(NewPolicy {
                explained_by: marks(&explanations),
                summary: policy.and_then(|policy| policy.summary.clone()),
                effective_on: policy.and_then(|policy| policy.effective_on),
                hit,
            });
        }
        let index = self.0.index.clone();
        // It goes through all entries.
        let coming = self.0.turns.work(move || index.coming(today, COMING)).await.map_err(unavailable)?;
        let coming = coming
            .into_iter()
            .map(|coming| {
                let text =
                    coming.clause.map_or_else(|| coming.title.clone(), |clause| format!("{}　{clause}", coming.title));
                Coming { on: coming.on, what: coming.what, target: Linked { text, url: Some(coming.url) } }
            })
            .collect();
        let questions = self.standing(Kind::Question, ASKED).await?;
        let responses = self.standing(Kind::Response, ANSWERED).await?;
        Ok(HomePage { newest, facets: results.facets, total: results.total, coming, questions, responses })
    }

    async fn document(&self, kind: Kind, id: &DocumentId) -> Result<Lookup<KindPage>, PortError> {
        match self.find(id, kind).await?.found() {
            Ok(held) => Ok(kinds::page(self, held).await?.into()),
            Err(other) => Ok(other),
        }
    }

    async fn policy(&self, id: &DocumentId, revision: Option<u32>) -> Result<Lookup<policy::Page>, PortError> {
        match self.find(id, Kind::Policy).await?.found() {
            Ok(held) => Ok(kinds::policy::revision(self, held, revision).await?.into()),
            Err(other) => Ok(other),
        }
    }

    async fn comparison(&self, id: &DocumentId, from: u32, to: u32) -> Result<Lookup<ComparisonPage>, PortError> {
        let page = match self.find(id, Kind::Policy).await?.found() {
            Ok(page) => page,
            Err(other) => return Ok(other),
        };
        let mut sides = Vec::with_capacity(2);
        for number in [from, to] {
            match if_sound_or_hidden(self.0.store.revision(id, number).await)? {
                Some(past) if past.document.is_public() => sides.push(past.document),
                _ => return Ok(Lookup::Unknown),
            }
        }
        let clauses = if comparing::are_too_long(&sides) {
            None
        } else {
            let Some(rows) = self.0.store.correspondence(id, from, to).await.map_err(unavailable)? else {
                return Ok(Lookup::Unknown);
            };
            let compared = self.0.turns.work(move || {
                let clauses_of = |side: usize| {
                    sides
                        .get(side)
                        .and_then(Document::as_policy)
                        .map(|policy| policy.clauses.as_slice())
                        .unwrap_or_default()
                };
                comparing::compare(clauses_of(0), clauses_of(1), rows)
            });
            Some(compared.await.map_err(unavailable)?)
        };
        Ok(Lookup::Found(ComparisonPage {
            id: id.clone(),
            title: page.stored.document.title.clone(),
            demo: page.stored.document.demo,
            from,
            to,
            revisions: kinds::policy::revision_rows(&page.revisions),
            clauses,
        }))
    }

    async fn agencies(&self) -> Result<Vec<AgencyRow>, PortError> {
        let agencies = self.0.store.agencies().await.map_err(unavailable)?;
        Ok(agencies.into_iter().map(|record| AgencyRow { id: record.id, agency: record.agency }).collect())
    }

    async fn examples(&self, most: usize) -> Result<Vec<String>, PortError> {
        self.examples_of_content(most).await
    }

    async fn search(&self, request: SearchRequest) -> Result<SearchResults, PortError> {
        // Whether anything answers is a matter of the question, not of the page, order or tab that is looked at.
        let whole = SearchRequest {
            filters: Filters::default(),
            sort: Sort::Relevance,
            page: 1,
            per_page: 1,
            ..request.clone()
        };
        let is_part = request.page > 1 || request.sort != Sort::Relevance || !request.filters.is_empty();
        let mut results = self.ask(request).await?;
        if is_part && !results.query.trim().is_empty() {
            results.decided.gap = self.ask(whole).await?.decided.gap;
        }
        complete(&mut self.explainer(), &mut results).await?;
        Ok(results)
    }

    async fn near(&self, kind: Kind, id: &str) -> Result<Vec<Linked>, PortError> {
        if !self.0.turns.may_look_for_like() {
            return Ok(Vec::new());
        }
        let wanted: String = id.to_ascii_lowercase().chars().take(DocumentId::MAX_LEN).collect();
        let index = self.0.index.clone();
        // Each id is compared with what was asked: some milliseconds of a core where there are many.
        let alike = move || {
            let mut near: Vec<(f64, DocumentId)> = index
                .ids(kind)
                .into_iter()
                .filter(|id| id.as_str().len().abs_diff(wanted.len()) <= wanted.len() / 2)
                .map(|id| (strsim::normalized_damerau_levenshtein(&wanted, id.as_str()), id))
                .filter(|(likeness, _)| *likeness >= LIKENESS)
                .collect();
            near.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
            near.truncate(NEAR);
            near
        };
        let near = self.0.turns.work(alike).await.map_err(unavailable)?;
        let near: Vec<DocumentId> = near.into_iter().map(|(_, id)| id).collect();
        Ok(self.heads(&near).await?.iter().map(held::link).collect())
    }

    fn today(&self) -> Date {
        self.today()
    }
}

/// The hits of a list, newest first, for feeds.
pub async fn newest_first(portal: &Portal, mut request: SearchRequest) -> Result<Vec<Hit>, PortError> {
    if request.query.is_empty() {
        request.sort = Sort::Newest;
    }
    Ok(PortalLibrary(portal.clone()).ask(request).await?.hits)
}
