//! What the pages read: [`app::ports::Library`] over the store and the index.

use std::{
    collections::HashSet,
    sync::{Arc, atomic::Ordering},
};

use app::ports::{
    AgencyPage, AgencyRow, Coming, ComparisonPage, Contact, FigureView, HomePage, InterpretationPage, Library, Linked,
    Lookup, MediaView, NewPolicy, PolicyExplanations, PolicyPage, PortError, QuestionPage, Relation, ResponseView,
    RevisionRow, ValidityNotice, edge_words,
};
use async_trait::async_trait;
use domain::{
    Body, Date, Document, DocumentId, DocumentNumber, EdgeType, Kind, Level, Policy, Validity, ValidityFacts,
    search::{Filters, Hit, SearchRequest, SearchResults, Sort},
};
use store::{AgencyRecord, Altered, Link, Naming, Page, State, StoreError, Stored};

use crate::{
    context::Portal,
    http::incidents::{self, Incident},
    services::soundness,
};
pub use explaining::{Explainer, complete, explanation_value, media_document};

mod comparing;
mod examples;
mod explaining;
mod phones;
mod seen;

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
/// Policies on an agency's page.
const OF_AGENCY: u32 = 8;
/// Documents offered to a lost reader.
const NEAR: usize = 5;
/// Below this likeness (0..=1) an id is not what a lost reader meant.
const LIKENESS: f64 = 0.5;

/// The adapter.
pub struct PortalLibrary(pub Portal);

/// Why something could not be read.
enum Failure {
    Altered(Altered),
    Other(String),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Altered(altered) => Self::Altered(altered),
            other => Self::Other(other.to_string()),
        }
    }
}

impl From<search::Error> for Failure {
    fn from(error: search::Error) -> Self {
        Self::Other(error.to_string())
    }
}

impl From<tokio::task::JoinError> for Failure {
    fn from(error: tokio::task::JoinError) -> Self {
        Self::Other(error.to_string())
    }
}

fn unavailable(failure: impl Into<Failure>) -> PortError {
    match failure.into() {
        Failure::Altered(altered) => {
            soundness::tell(&altered);
            PortError::Altered
        }
        Failure::Other(error) => {
            tracing::error!(error, "资料库不能读取");
            PortError::Unavailable
        }
    }
}

/// What stands beside something else: left out where it is not what was stored, so that one document does not take others with it.
fn if_sound<T>(read: Result<Option<T>, StoreError>) -> Result<Option<T>, PortError> {
    match read {
        Err(StoreError::Altered(altered)) => {
            soundness::tell(&altered);
            Ok(None)
        }
        read => read.map_err(unavailable),
    }
}

/// What is asked for itself. That something which the public never saw was altered is nobody's business: it is unknown, as before.
fn if_sound_or_hidden<T>(read: Result<Option<T>, StoreError>) -> Result<Option<T>, PortError> {
    match read {
        Err(StoreError::Altered(altered)) if !altered.is_public => {
            soundness::tell(&altered);
            Ok(None)
        }
        read => read.map_err(unavailable),
    }
}

/// 《title》, as a document is named in a sentence.
fn quoted(title: &str) -> String {
    if title.starts_with('《') { title.to_owned() } else { format!("《{title}》") }
}

/// What explains a policy, in the words of a mark, each once.
fn marks(explanations: &[store::Current]) -> Vec<&'static str> {
    let mark = |document: &Document| match &document.body {
        Body::Interpretation(_) => Some("解读"),
        Body::Question(_) => Some("问答"),
        Body::Figure(_) => Some("图解"),
        Body::Media(media) => Some(media.media_type.label()),
        Body::Response(_) | Body::Policy(_) | Body::Agency(_) => None,
    };
    let present: Vec<&str> = explanations.iter().filter_map(|current| mark(&current.document)).collect();
    ["解读", "问答", "图解", "录音", "视频", "图片"].into_iter().filter(|mark| present.contains(mark)).collect()
}

/// What a relation names a document by.
type Names<'a> = (Option<&'a DocumentId>, Option<&'a DocumentNumber>, Option<&'a str>);

/// The documents that relations name already, by whatever names them.
#[derive(Default)]
struct Named<'a> {
    ids: HashSet<&'a DocumentId>,
    numbers: HashSet<&'a DocumentNumber>,
    titles: HashSet<&'a str>,
}

impl<'a> Named<'a> {
    /// Whether one of these was named before.
    fn knows(&self, (id, number, title): Names<'_>) -> bool {
        id.is_some_and(|id| self.ids.contains(id))
            || number.is_some_and(|number| self.numbers.contains(number))
            || title.is_some_and(|title| self.titles.contains(title))
    }

    fn add(&mut self, (id, number, title): Names<'a>) {
        self.ids.extend(id);
        self.numbers.extend(number);
        self.titles.extend(title);
    }
}

impl PortalLibrary {
    /// Looks up what explains, and what is explained.
    pub fn explainer(&self) -> Explainer<'_> {
        Explainer::new(&*self.0.store, self.today(), &self.0.site.phone)
    }

    /// Whom to call about a policy: the number that its text names, else the department that explains it, else its issuer, else
    /// the organiser.
    async fn contact(&self, policy: &Policy, issuer: Option<&AgencyRecord>) -> Result<Option<Contact>, PortError> {
        if let Some(phone) = phones::of_policy(policy) {
            return Ok(Some(Contact { phone, who: String::new() }));
        }
        let explaining = match phones::explained_by(policy) {
            Some(name) => if_sound(self.0.store.agency_by_name(name).await)?,
            None => None,
        };
        let of = |record: &AgencyRecord| {
            Some(Contact { phone: record.agency.phone.clone()?, who: record.agency.name.clone() })
        };
        let site = &self.0.site;
        let organiser =
            || (!site.phone.is_empty()).then(|| Contact { phone: site.phone.clone(), who: site.organiser.clone() });
        Ok(explaining.as_ref().and_then(of).or_else(|| issuer.and_then(of)).or_else(organiser))
    }

    /// The current document of an id, or why there is none.
    async fn find(&self, id: &DocumentId, kind: Kind) -> Result<Lookup<Page>, PortError> {
        let Some(page) = if_sound_or_hidden(self.0.store.page(id).await)? else { return Ok(Lookup::Unknown) };
        if !page.stored.document.is_public() {
            incidents::note(&self.0, Incident::Undisclosed, incidents::route(&kind.url(id)), None);
            return Ok(Lookup::Unknown);
        }
        match &page.stored.state {
            State::Gone { reason, successor, at } => {
                let successor = match successor {
                    Some(id) => self
                        .public(id)
                        .await?
                        .map(|document| Linked { text: document.title.clone(), url: Some(document.url()) }),
                    None => None,
                };
                Ok(Lookup::Gone { reason: reason.clone(), successor, at: *at })
            }
            State::Moved { to } => match self.public(to).await? {
                Some(document) => Ok(Lookup::Moved(document.url())),
                None => Ok(Lookup::Unknown),
            },
            State::Published if page.stored.document.kind() != kind => Ok(Lookup::Moved(page.stored.document.url())),
            State::Published => Ok(Lookup::Found(page)),
            State::Unknown => Ok(Lookup::Unknown),
        }
    }

    async fn public(&self, id: &DocumentId) -> Result<Option<Document>, PortError> {
        let stored = if_sound(self.0.store.document(id).await)?;
        Ok(stored.filter(Stored::is_public).map(|stored| stored.document))
    }

    /// Why a document is not (wholly) in force, with the documents that caused it.
    async fn notice(&self, facts: &ValidityFacts, incoming: &[Link]) -> Result<Option<ValidityNotice>, PortError> {
        let Some(statement) = facts.on(self.today()) else { return Ok(None) };
        let cause = statement
            .by
            .as_ref()
            .and_then(|by| incoming.iter().find(|link| link.other.as_ref().is_some_and(|head| head.id == *by)));
        let by = cause
            .and_then(|link| link.other.as_ref())
            .map(|head| Linked { text: quoted(&head.title), url: Some(head.kind.url(&head.id)) });
        let replaces = match (cause, &statement.by) {
            (Some(link), _) if link.edge.edge_type == EdgeType::Replaces => true,
            // A new 办法 that repeals the old one takes its place; a decision that only clears away does not.
            (Some(link), Some(by)) if link.edge.edge_type == EdgeType::Repeals => {
                self.public(by).await?.and_then(|document| document.as_policy().map(sets_rules)).unwrap_or(false)
            }
            _ => false,
        };
        let successor = by.clone().filter(|_| replaces);
        Ok(Some(ValidityNotice { statement, by, successor }))
    }

    /// 依据与关联: declared relations, what others do to it, and documents that its text names.
    fn relations(&self, outgoing: &[Link], incoming: &[Link], policy: &Policy) -> Vec<Relation> {
        let today = self.today();
        let mut relations = Vec::new();
        let mut named = Named::default();
        for (link, is_incoming) in
            outgoing.iter().map(|link| (link, false)).chain(incoming.iter().map(|link| (link, true)))
        {
            if is_incoming && link.edge.edge_type == EdgeType::Cites {
                continue;
            }
            let label = if is_incoming { link.edge.edge_type.inverse_label() } else { link.edge.edge_type.label() };
            let level = link.other.as_ref().and_then(|head| head.level);
            let number = |fallback: Option<&DocumentNumber>| fallback.map(ToString::to_string);
            let relation = match &link.other {
                Some(head) => Relation {
                    label,
                    level: level.map(Level::label),
                    target: Linked { text: quoted(&head.title), url: Some(head.kind.url(&head.id)) },
                    document_number: number(head.document_number.as_ref()),
                    validity: head.validity.state_on(today),
                },
                None => Relation {
                    label,
                    level: None,
                    target: Linked { text: edge_words(&link.edge), url: None },
                    document_number: number(link.edge.document_number.as_ref().filter(|_| link.edge.title.is_some())),
                    validity: None,
                },
            };
            named.add((
                link.other.as_ref().map(|head| &head.id),
                link.edge.document_number.as_ref(),
                link.edge.title.as_deref(),
            ));
            relations.push((level, relation));
        }
        relations.sort_by_key(|(level, _)| {
            level.map_or(usize::MAX, |level| Level::ALL.iter().position(|known| *known == level).unwrap_or(usize::MAX))
        });
        let mut relations: Vec<Relation> = relations.into_iter().map(|(_, relation)| relation).collect();
        for citation in policy.clauses.iter().flat_map(|clause| &clause.citations) {
            let names = (
                citation.policy.as_ref(),
                citation.document_number.as_ref(),
                Some(citation.title.as_str()).filter(|title| !title.is_empty()),
            );
            if named.knows(names) {
                continue;
            }
            named.add(names);
            let number = citation.document_number.as_ref().map(ToString::to_string);
            let text =
                if citation.title.is_empty() { number.clone().unwrap_or_default() } else { quoted(&citation.title) };
            relations.push(Relation {
                label: EdgeType::Cites.label(),
                level: None,
                target: Linked { text, url: citation.policy.as_ref().map(|id| Kind::Policy.url(id)) },
                document_number: number.filter(|_| !citation.title.is_empty()),
                validity: None,
            });
        }
        relations
    }

    /// Fills in which of the documents that the text names are held.
    async fn resolve_citations(&self, policy: &mut Policy, itself: &DocumentId) -> Result<(), PortError> {
        let namings: Vec<Naming> = policy
            .clauses
            .iter()
            .flat_map(|clause| &clause.citations)
            .map(|citation| Naming {
                document_number: citation.document_number.clone(),
                title: Some(citation.title.clone()).filter(|title| !title.is_empty()),
            })
            .collect();
        if namings.is_empty() {
            return Ok(());
        }
        let resolved = self.0.store.resolve(&namings).await.map_err(unavailable)?;
        let citations = policy.clauses.iter_mut().flat_map(|clause| &mut clause.citations);
        for (citation, id) in citations.zip(resolved) {
            citation.policy = id.filter(|id| id != itself);
        }
        Ok(())
    }

    /// Asks the index on a blocking thread.
    async fn ask(&self, request: SearchRequest) -> Result<SearchResults, PortError> {
        // An index that has never been filled knows nothing: that is not said to be all that there is.
        if self.0.index.sequence() == 0 && self.0.store.generation().await.map_err(unavailable)? > 0 {
            return Err(PortError::Rebuilding);
        }
        let index = self.0.index.clone();
        let read = index.generation();
        let started = std::time::Instant::now();
        let asked = self.0.turns.work(move || index.search(&request)).await;
        let failure = match asked {
            Ok(Ok(results)) => {
                self.0.pages.metrics().search(started.elapsed());
                return Ok(results);
            }
            Ok(Err(error)) if !error.calls_for_rebuild() => return Err(unavailable(error)),
            Ok(Err(error)) => error.to_string(),
            // Tantivy trusts its files: some damage makes it panic.
            // What it says may hold the query.
            Err(_) => "搜索中止".to_owned(),
        };
        tracing::error!(error = failure, "索引读不出来");
        // One that began before a rebuild was swapped in says nothing of what came after.
        if self.0.index.generation() == read {
            self.0.index_is_damaged.store(true, Ordering::Release);
        }
        Err(PortError::Rebuilding)
    }

    /// The newest explanations of a kind that can be relied on: also those of which nobody knows since when.
    async fn standing(&self, kind: Kind, most: u32) -> Result<Vec<Hit>, PortError> {
        let of_kind = Filters { kind: vec![kind], ..Filters::default() };
        let mut hits = self.ask(self.newest(of_kind, most * LOOKED_AT)).await?.hits;
        hits.retain(|hit| matches!(hit.validity, None | Some(Validity::InForce)));
        hits.truncate(most as usize);
        Ok(hits)
    }

    fn newest(&self, filters: Filters, per_page: u32) -> SearchRequest {
        SearchRequest {
            query: String::new(),
            filters,
            sort: Sort::Newest,
            page: 1,
            per_page,
            today: self.today(),
            literal: false,
        }
    }
}

/// Whether a policy makes rules of its own, and does not only clear others away.
fn sets_rules(policy: &Policy) -> bool {
    policy.normative == Some(true) && !matches!(policy.genre.as_deref(), Some("决定" | "公告" | "通知"))
}

fn revision_rows(stored: &Stored) -> Vec<RevisionRow> {
    stored
        .revisions
        .iter()
        .map(|revision| RevisionRow { number: revision.number, recorded_at: revision.created_at })
        .collect()
}

#[async_trait]
impl Library for PortalLibrary {
    async fn home(&self) -> Result<HomePage, PortError> {
        let today = self.today();
        let filters = Filters { kind: vec![Kind::Policy], ..Filters::default() };
        let results = self.ask(self.newest(filters, NEWEST)).await?;
        let mut newest = Vec::with_capacity(results.hits.len());
        for hit in results.hits {
            // Of a text of many megabytes the list says its title alone.
            let policy = if self.0.is_large(&hit.id).await { None } else { self.public(&hit.id).await? };
            let policy = policy.as_ref().and_then(Document::as_policy);
            let explained_by = marks(&self.0.store.explanations(&hit.id, None).await.map_err(unavailable)?);
            newest.push(NewPolicy {
                explained_by,
                summary: policy.and_then(|policy| policy.summary.clone()),
                effective_on: policy.and_then(|policy| policy.effective_on),
                hit,
            });
        }
        let coming = self
            .0
            .index
            .coming(today, COMING)
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

    async fn policy(&self, id: &DocumentId, revision: Option<u32>) -> Result<Lookup<PolicyPage>, PortError> {
        let Page { stored, validity, incoming, outgoing } = match self.find(id, Kind::Policy).await?.found() {
            Ok(page) => page,
            Err(other) => return Ok(other),
        };
        let revisions = revision_rows(&stored);
        let Stored { document: current, revision: newest, changed_at, .. } = stored;
        let number = revision.unwrap_or(newest);
        let document = if number == newest {
            current
        } else {
            drop(current);
            match if_sound_or_hidden(self.0.store.revision(id, number).await)? {
                // What was not yet public when it was held stays unseen.
                Some(past) if past.document.is_public() => past.document,
                _ => return Ok(Lookup::Unknown),
            }
        };
        let Body::Policy(mut policy) = document.body else { return Ok(Lookup::Unknown) };
        self.resolve_citations(&mut policy, id).await?;
        let issuer = match &policy.issuer {
            Some(issuer) => if_sound(self.0.store.agency(issuer).await)?,
            None => None,
        };
        let agency = issuer
            .as_ref()
            .map(|known| Linked { text: known.agency.name.clone(), url: Some(Kind::Agency.url(&known.id)) });
        // An older revision shows its text alone: explanations are of the newest.
        let explanations = if number == newest {
            self.explainer().of_policy(id, &policy).await?
        } else {
            PolicyExplanations::default()
        };
        let recorded_at = revisions.iter().find(|row| row.number == number).map_or(changed_at, |row| row.recorded_at);
        Ok(Lookup::Found(PolicyPage {
            id: document.id,
            title: document.title,
            demo: document.demo,
            revision: number,
            current_revision: newest,
            revisions,
            validity: self.notice(&validity, &incoming).await?,
            agency,
            contact: self.contact(&policy, issuer.as_ref()).await?,
            relations: self.relations(&outgoing, &incoming, &policy),
            explanations,
            recorded_at,
            policy: Arc::from(policy),
        }))
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
            revisions: revision_rows(&page.stored),
            clauses,
        }))
    }

    async fn question(&self, id: &DocumentId) -> Result<Lookup<QuestionPage>, PortError> {
        match self.find(id, Kind::Question).await?.found() {
            Ok(page) => {
                Ok(self.explainer().question_page(&page.stored.document).await?.map_or(Lookup::Unknown, Lookup::Found))
            }
            Err(other) => Ok(other),
        }
    }

    async fn interpretation(&self, id: &DocumentId) -> Result<Lookup<InterpretationPage>, PortError> {
        match self.find(id, Kind::Interpretation).await?.found() {
            Ok(page) => {
                Ok(self.explainer().interpretation(&page.stored.document).await?.map_or(Lookup::Unknown, Lookup::Found))
            }
            Err(other) => Ok(other),
        }
    }

    async fn figure(&self, id: &DocumentId) -> Result<Lookup<FigureView>, PortError> {
        match self.find(id, Kind::Figure).await?.found() {
            Ok(page) => {
                Ok(self.explainer().figure(&page.stored.document).await?.map_or(Lookup::Unknown, Lookup::Found))
            }
            Err(other) => Ok(other),
        }
    }

    async fn media(&self, id: &DocumentId) -> Result<Lookup<MediaView>, PortError> {
        match self.find(id, Kind::Media).await?.found() {
            Ok(page) => Ok(self.explainer().media(&page.stored.document).await?.map_or(Lookup::Unknown, Lookup::Found)),
            Err(other) => Ok(other),
        }
    }

    async fn response(&self, id: &DocumentId) -> Result<Lookup<ResponseView>, PortError> {
        match self.find(id, Kind::Response).await?.found() {
            Ok(page) => {
                Ok(self.explainer().response(&page.stored.document).await?.map_or(Lookup::Unknown, Lookup::Found))
            }
            Err(other) => Ok(other),
        }
    }

    async fn agencies(&self) -> Result<Vec<AgencyRow>, PortError> {
        let agencies = self.0.store.agencies().await.map_err(unavailable)?;
        Ok(agencies.into_iter().map(|record| AgencyRow { id: record.id, agency: record.agency }).collect())
    }

    async fn agency(&self, id: &DocumentId) -> Result<Lookup<AgencyPage>, PortError> {
        let page = match self.find(id, Kind::Agency).await?.found() {
            Ok(page) => page,
            Err(other) => return Ok(other),
        };
        let Document { id, demo, body: Body::Agency(agency), .. } = page.stored.document else {
            return Ok(Lookup::Unknown);
        };
        let parent = match &agency.parent {
            Some(parent) => if_sound(self.0.store.agency(parent).await)?,
            None => None,
        };
        let filters = Filters { kind: vec![Kind::Policy], agency: vec![id.to_string()], ..Filters::default() };
        let results = self.ask(self.newest(filters, OF_AGENCY)).await?;
        Ok(Lookup::Found(AgencyPage {
            id,
            agency,
            demo,
            parent: parent.map(|known| Linked { text: known.agency.name, url: Some(Kind::Agency.url(&known.id)) }),
            policies: results.hits,
            total: results.total,
        }))
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
        let mut found = Vec::new();
        for (_, id) in near {
            if let Some(document) = self.public(&id).await? {
                found.push(Linked { text: document.title.clone(), url: Some(document.url()) });
            }
        }
        Ok(found)
    }

    fn today(&self) -> Date {
        self.0.clock.today()
    }
}

/// The hits of a list, newest first, for feeds.
pub async fn newest_first(portal: &Portal, mut request: SearchRequest) -> Result<Vec<Hit>, PortError> {
    if request.query.is_empty() {
        request.sort = Sort::Newest;
    }
    Ok(PortalLibrary(portal.clone()).ask(request).await?.hits)
}
