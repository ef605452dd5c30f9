//! The documents of the portal as readers may see them: found, gone, moved or unknown; and what the index knows of them.

use std::sync::{Arc, atomic::Ordering};

use app::ports::{Linked, Lookup, PortError};
use domain::{
    Date, Document, DocumentId, Kind,
    search::{Filters, SearchRequest, SearchResults, Sort},
};
use store::{Altered, Head, Page, State, StoreError, Stored};

use crate::{
    context::{Portal, incidents::Incident},
    services::soundness,
};

/// What the pages read: the adapter of [`app::library::Library`].
pub struct PortalLibrary(pub Portal);

/// What the layers below say when something cannot be read, before [`unavailable`] logs it.
pub enum Failure {
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

/// Logs a failure of store or index, once, and gives what a page is told instead of it.
pub fn unavailable(failure: impl Into<Failure>) -> PortError {
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
pub fn if_sound<T>(read: Result<Option<T>, StoreError>) -> Result<Option<T>, PortError> {
    match read {
        Err(StoreError::Altered(altered)) => {
            soundness::tell(&altered);
            Ok(None)
        }
        read => read.map_err(unavailable),
    }
}

/// What is asked for itself. That something which the public never saw was altered is nobody's business: it is unknown, as before.
pub fn if_sound_or_hidden<T>(read: Result<Option<T>, StoreError>) -> Result<Option<T>, PortError> {
    match read {
        Err(StoreError::Altered(altered)) if !altered.is_public => {
            soundness::tell(&altered);
            Ok(None)
        }
        read => read.map_err(unavailable),
    }
}

/// 《title》, as a document is named in a sentence.
pub fn quoted(title: &str) -> String {
    if title.starts_with('《') { title.to_owned() } else { format!("《{title}》") }
}

/// A document's title, leading to it.
pub fn link(head: &Head) -> Linked {
    Linked { text: head.title.clone(), url: Some(head.kind.url(&head.id)) }
}

impl PortalLibrary {
    /// Today in Asia/Shanghai.
    pub fn today(&self) -> Date {
        self.0.clock.today()
    }

    /// The current document of an id, or why there is none.
    pub async fn find(&self, id: &DocumentId, kind: Kind) -> Result<Lookup<Arc<Page>>, PortError> {
        let Some(page) = if_sound_or_hidden(self.0.reader().page(id).await)? else { return Ok(Lookup::Unknown) };
        if !page.stored.document.is_public() {
            self.0.refused(Incident::Undisclosed, format!("{}/{{id}}", kind.path()), None);
            return Ok(Lookup::Unknown);
        }
        match &page.stored.state {
            State::Gone { reason, successor, at } => {
                let successor = match successor {
                    Some(id) => self.heads(std::slice::from_ref(id)).await?.pop().map(|head| link(&head)),
                    None => None,
                };
                Ok(Lookup::Gone { reason: reason.clone(), successor, at: *at })
            }
            State::Moved { to } => match self.heads(std::slice::from_ref(to)).await?.pop() {
                Some(head) => Ok(Lookup::Moved(head.kind.url(&head.id))),
                None => Ok(Lookup::Unknown),
            },
            State::Published if page.stored.document.kind() != kind => Ok(Lookup::Moved(page.stored.document.url())),
            State::Published => Ok(Lookup::Found(page)),
            State::Unknown => Ok(Lookup::Unknown),
        }
    }

    /// What links show of those documents that are public, in the order asked.
    pub(in crate::services) async fn heads(&self, ids: &[DocumentId]) -> Result<Vec<Head>, PortError> {
        Ok(self.0.store.heads(ids).await.map_err(unavailable)?.into_iter().flatten().collect())
    }

    pub(in crate::services) async fn public(&self, id: &DocumentId) -> Result<Option<Document>, PortError> {
        let stored = if_sound(self.0.store.document(id).await)?;
        Ok(stored.filter(Stored::is_public).map(|stored| stored.document))
    }

    /// An index that has never been filled knows nothing: that is not said to be all that there is.
    pub async fn ensure_filled(&self) -> Result<(), PortError> {
        if self.0.index.sequence() == 0 && self.0.store.generation().await.map_err(unavailable)? > 0 {
            return Err(PortError::Rebuilding);
        }
        Ok(())
    }

    /// Asks the index on a blocking thread.
    pub(in crate::services) async fn ask(&self, request: SearchRequest) -> Result<SearchResults, PortError> {
        self.ensure_filled().await?;
        let index = self.0.index.clone();
        let read = index.generation();
        let started = std::time::Instant::now();
        let asked = self.0.turns.work(move || index.search(&request)).await;
        let failure = match asked {
            Ok(Ok(results)) => {
                self.0.metrics.search(started.elapsed());
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

    pub(in crate::services) fn newest(&self, filters: Filters, per_page: u32) -> SearchRequest {
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
