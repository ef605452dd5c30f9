//! What pages read of the store, kept in memory for as long as readers see the same.
//!
//! Half of the time of a page went into asking: every statement is handed to a thread of the database and back, and a document is
//! hashed against its digest and decoded each time, though eight reading settings, the API, files and every page that names it ask for
//! the same one. What is kept is known by the same generation and withdrawals as a rendered page (`context/cache.rs`), so that nothing
//! is shown longer than the page would be. It was sound when it was read; what was altered or is not there is not kept.

use std::{hash::Hash, sync::Arc};

use domain::{ClauseCitation, Document, DocumentId, Kind, ValidityFacts, staleness::CitedPolicy};
use moka::future::Cache;
use store::{AgencyRecord, Altered, Current, Naming, Page, Reading, Result, State};

use super::shown::Shown;

/// What all documents and pages that are kept may weigh, in bytes.
const MOST_BYTES: u64 = 12 * 1024 * 1024;
/// A document that weighs more is read each time.
const HEAVY: usize = 512 * 1024;
/// Answers of a few words that are kept, of each kind of question.
const MOST_ANSWERS: u64 = 4096;

/// A document in whatever state.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The document.
    pub document: Arc<Document>,
    /// Whether it is published, gone or moved.
    pub state: State,
}

impl Seen {
    /// The document, if the public may see it.
    pub fn public(self) -> Option<Arc<Document>> {
        (self.state == State::Published && self.document.is_public()).then_some(self.document)
    }
}

/// What explains a policy.
pub type Explaining = Arc<[Arc<Document>]>;

/// When something was read: generation and withdrawals.
type Epoch = (u64, u64);

type Shelf<K, V> = Cache<(Epoch, K), V>;

/// The memory behind [`Reader`].
pub struct Kept {
    pages: Shelf<DocumentId, Arc<Page>>,
    documents: Shelf<DocumentId, Seen>,
    explanations: Shelf<(DocumentId, Option<Kind>), Explaining>,
    citations: Shelf<ClauseCitation, Option<Arc<CitedPolicy>>>,
    namings: Shelf<Naming, Option<DocumentId>>,
    agencies: Shelf<DocumentId, Option<AgencyRecord>>,
    names: Shelf<String, Option<AgencyRecord>>,
    facts: Shelf<DocumentId, ValidityFacts>,
}

impl Default for Kept {
    fn default() -> Self {
        Self {
            pages: weighed(|page| weight(&page.stored.document)),
            documents: weighed(|seen| weight(&seen.document)),
            explanations: weighed(|all| all.iter().map(|document| weight(document)).sum()),
            citations: Cache::new(MOST_ANSWERS),
            namings: Cache::new(MOST_ANSWERS),
            agencies: Cache::new(MOST_ANSWERS),
            names: Cache::new(MOST_ANSWERS),
            facts: Cache::new(MOST_ANSWERS),
        }
    }
}

impl Kept {
    /// Frees what older generations left.
    pub fn forget_all(&self) {
        self.pages.invalidate_all();
        self.documents.invalidate_all();
        self.explanations.invalidate_all();
        self.citations.invalidate_all();
        self.namings.invalidate_all();
        self.agencies.invalidate_all();
        self.names.invalidate_all();
        self.facts.invalidate_all();
    }
}

fn weighed<K, V>(weight: fn(&V) -> usize) -> Shelf<K, V>
where
    K: Hash + Eq + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    Cache::builder()
        .max_capacity(MOST_BYTES / 3)
        .weigher(move |_, value| u32::try_from(weight(value)).unwrap_or(u32::MAX))
        .build()
}

/// About how much memory a document takes, in bytes.
fn weight(document: &Document) -> usize {
    /// What any document takes besides its text.
    const BARE: usize = 2048;
    /// What a clause takes besides its text, which stands in the body once more.
    const CLAUSE: usize = 256;
    let entry = document.content().entry();
    let clauses: usize = entry.clauses.iter().map(|clause| CLAUSE + 2 * clause.text.len()).sum();
    BARE + clauses + entry.texts.iter().map(|text| text.len()).sum::<usize>()
}

/// Reads for pages: from memory, else from the store.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    /// What is read seldom is read from here.
    pub store: &'a dyn Reading,
    kept: &'a Kept,
    epoch: Epoch,
}

impl<'a> Reader<'a> {
    /// For one page: what it keeps belongs to what readers saw when it began.
    pub fn new(store: &'a dyn Reading, kept: &'a Kept, shown: &Shown) -> Self {
        Self { store, kept, epoch: (shown.generation(), shown.withdrawals()) }
    }

    /// [`store::Documents::page`]
    pub async fn page(&self, id: &DocumentId) -> Result<Option<Arc<Page>>> {
        let key = (self.epoch, id.clone());
        if let Some(page) = self.kept.pages.get(&key).await {
            return Ok(Some(page));
        }
        let Some(page) = self.store.page(id).await?.map(Arc::new) else { return Ok(None) };
        if weight(&page.stored.document) <= HEAVY {
            self.kept.pages.insert(key, Arc::clone(&page)).await;
        }
        Ok(Some(page))
    }

    /// [`store::Documents::documents`]
    pub async fn documents(&self, ids: &[DocumentId]) -> Result<Vec<std::result::Result<Option<Seen>, Altered>>> {
        let worth_keeping = |read: &std::result::Result<Option<Seen>, Altered>| {
            read.as_ref().ok().and_then(Option::as_ref).filter(|seen| weight(&seen.document) <= HEAVY).cloned()
        };
        let read = async |missing: Vec<DocumentId>| {
            let seen = |held: store::Stored| Seen { document: Arc::new(held.document), state: held.state };
            let held = self.store.documents(&missing).await?;
            Ok(held.into_iter().map(|held| held.map(|held| held.map(seen))).collect())
        };
        self.each(&self.kept.documents, ids, |seen| Ok(Some(seen)), worth_keeping, read).await
    }

    /// [`store::Explanations::explanations_of`]
    pub async fn explanations_of(&self, policies: &[DocumentId], kind: Option<Kind>) -> Result<Vec<Explaining>> {
        let asked: Vec<_> = policies.iter().map(|policy| (policy.clone(), kind)).collect();
        let read = async |missing: Vec<(DocumentId, Option<Kind>)>| {
            let missing: Vec<DocumentId> = missing.into_iter().map(|(policy, _)| policy).collect();
            let read = self.store.explanations_of(&missing, kind).await?;
            let documents = |all: Vec<Current>| all.into_iter().map(|current| Arc::new(current.document)).collect();
            Ok(read.into_iter().map(documents).collect())
        };
        let worth_keeping = |all: &Explaining| {
            let is_light = all.iter().map(|document| weight(document)).sum::<usize>() <= HEAVY;
            is_light.then(|| Arc::clone(all))
        };
        self.each(&self.kept.explanations, &asked, |kept| kept, worth_keeping, read).await
    }

    /// [`store::Explanations::cited`]
    pub async fn cited(&self, citations: &[ClauseCitation]) -> Result<Vec<Option<Arc<CitedPolicy>>>> {
        let read = async |missing: Vec<ClauseCitation>| {
            let read = self.store.cited(&missing).await?;
            Ok(read.into_iter().map(|cited| cited.map(Arc::new)).collect())
        };
        self.each(&self.kept.citations, citations, |kept| kept, |read| Some(read.clone()), read).await
    }

    /// [`store::Relations::resolve`]
    pub async fn resolve(&self, namings: &[Naming]) -> Result<Vec<Option<DocumentId>>> {
        let read = async |missing: Vec<Naming>| self.store.resolve(&missing).await;
        self.each(&self.kept.namings, namings, |kept| kept, |read| Some(read.clone()), read).await
    }

    /// [`store::Relations::validity_facts`]
    pub async fn validity_facts(&self, id: &DocumentId) -> Result<ValidityFacts> {
        self.one(&self.kept.facts, id.clone(), self.store.validity_facts(id)).await
    }

    /// [`store::Documents::agency`]
    pub async fn agency(&self, id: &DocumentId) -> Result<Option<AgencyRecord>> {
        self.one(&self.kept.agencies, id.clone(), self.store.agency(id)).await
    }

    /// [`store::Documents::agency_by_name`]
    pub async fn agency_by_name(&self, name: &str) -> Result<Option<AgencyRecord>> {
        self.one(&self.kept.names, name.to_owned(), self.store.agency_by_name(name)).await
    }

    /// What is kept of one, else what is read.
    async fn one<K, V>(&self, shelf: &Shelf<K, V>, asked: K, read: impl Future<Output = Result<V>>) -> Result<V>
    where
        K: Hash + Eq + Send + Sync + 'static,
        V: Clone + Send + Sync + 'static,
    {
        let key = (self.epoch, asked);
        if let Some(kept) = shelf.get(&key).await {
            return Ok(kept);
        }
        let read = read.await?;
        shelf.insert(key, read.clone()).await;
        Ok(read)
    }

    /// What is kept of each, and what is read of the others, all at once; in the order asked.
    async fn each<K, V, A>(
        &self,
        shelf: &Shelf<K, V>,
        asked: &[K],
        answer: impl Fn(V) -> A,
        worth_keeping: impl Fn(&A) -> Option<V>,
        read: impl AsyncFnOnce(Vec<K>) -> Result<Vec<A>>,
    ) -> Result<Vec<A>>
    where
        K: Hash + Eq + Clone + Send + Sync + 'static,
        V: Clone + Send + Sync + 'static,
    {
        let mut kept = Vec::with_capacity(asked.len());
        for asked in asked {
            kept.push(shelf.get(&(self.epoch, asked.clone())).await);
        }
        let missing = asked.iter().zip(&kept).filter(|(_, kept)| kept.is_none());
        let missing: Vec<K> = missing.map(|(asked, _)| asked.clone()).collect();
        if missing.is_empty() {
            return Ok(kept.into_iter().flatten().map(answer).collect());
        }
        let answers = read(missing.clone()).await?;
        for (asked, answer) in missing.into_iter().zip(&answers) {
            if let Some(value) = worth_keeping(answer) {
                shelf.insert((self.epoch, asked), value).await;
            }
        }
        let mut answers = answers.into_iter();
        Ok(kept.into_iter().filter_map(|kept| kept.map(&answer).or_else(|| answers.next())).collect())
    }
}
