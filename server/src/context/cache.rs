//! Rendered responses, valid for one content generation and one day.
//!
//! Time alone changes a page only when a day begins in Asia/Shanghai (a validity date, a deadline), so the
//! day is part of the key; so are the content generation and how often something was withdrawn before the index could
//! follow. What is in the cache under any other key is dead and leaves by itself.
//!
//! `PageKey` is **generation + day + reading settings + canonical address**.
//!
//! - *Generation*: `Portal::shown`, the outbox sequence up to which the **index** is committed and reloaded. It is raised
//!   only after readers can see the new content in store and index, so a page of the old content cannot land under the new key.
//! - *Withdrawals*: how often something was hidden before the index had followed; the generation stands still then.
//! - *Day*: time alone changes a page only at midnight in China, because validity and deadlines are days. No timer, no
//!   expiry: yesterday's key is simply never asked for again.
//! - *Settings*: theme and size, eight combinations, read from two cookies; any other value is the default. The server writes
//!   them into `<html>`, so nothing flashes.
//! - *Canonical address*: unknown parameters are left out and the others written in one order, so tracking parameters make no
//!   copies. An address that cannot be parsed, or a page that echoes its query (`/settings`), is `Passing`: rendered, not kept.
//!
//! Clients get `Cache-Control: no-cache` with an `ETag`: they ask each time, which costs a 304.

use std::{future::Future, sync::Arc};

use domain::{Date, reading::ReadingSettings};
use moka::future::Cache;

use super::{representation::Representation, shown::Shown};

/// What one cached response is the answer to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PageKey {
    generation: u64,
    withdrawals: u64,
    day: Date,
    settings: ReadingSettings,
    /// Canonical path and query.
    address: String,
}

impl PageKey {
    /// The key of an address, of what is shown on a day.
    pub fn new(shown: &Shown, day: Date, settings: ReadingSettings, address: String) -> Self {
        Self { generation: shown.generation(), withdrawals: shown.withdrawals(), day, settings, address }
    }
}

/// The cache.
pub struct PageCache {
    pages: Cache<PageKey, Arc<Representation>>,
}

impl PageCache {
    /// A cache that holds so many bytes of bodies.
    pub fn new(capacity_bytes: u64) -> Self {
        let pages = Cache::builder()
            .max_capacity(capacity_bytes)
            .weigher(|key: &PageKey, page: &Arc<Representation>| {
                u32::try_from(key.address.len() + page.size_bytes()).unwrap_or(u32::MAX)
            })
            .build();
        Self { pages }
    }

    /// The response, if it is there.
    pub fn get(&self, key: &PageKey) -> Option<Arc<Representation>> {
        // Nothing is awaited in moka's `get`.
        futures::FutureExt::now_or_never(self.pages.get(key)).flatten()
    }

    /// The response, made once however many ask for it at the same time. Kept is only what may be.
    pub async fn get_or_make(&self, key: PageKey, make: impl Future<Output = Representation>) -> Arc<Representation> {
        let make = async {
            let page = Arc::new(make.await);
            if page.may_be_kept() { Ok(page) } else { Err(page) }
        };
        match self.pages.try_get_with(key, make).await {
            Ok(page) => page,
            Err(page) => Arc::clone(&page),
        }
    }

    /// [`Self::get_or_make`] of what may not be there: what is answered instead is not kept.
    pub async fn get_or_try<E: Send + Sync + 'static>(
        &self,
        key: PageKey,
        make: impl Future<Output = Result<Representation, E>>,
    ) -> Result<Arc<Representation>, Arc<E>> {
        self.pages.try_get_with(key, async { make.await.map(Arc::new) }).await
    }

    /// Frees what older generations left.
    pub fn forget_all(&self) {
        self.pages.invalidate_all();
    }
}
