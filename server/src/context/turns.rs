//! How many do the same at the same time.

use std::{num::NonZeroU32, sync::Arc};

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Who has to wait for whom: more at the same time only wait for one another, and for the indexer, which must have its share.
#[derive(Debug)]
pub struct Turns {
    /// Pages that are made.
    pub rendering: Arc<Semaphore>,
    /// Searches, comparisons, files: what holds a core.
    working: Arc<Semaphore>,
    /// Whatever is made of a large document: what holds memory.
    large: Arc<Semaphore>,
    /// Files of large documents that are on their way.
    pub sending: Arc<Semaphore>,
    /// Looks for addresses that are like an unknown one.
    likeness: DefaultDirectRateLimiter,
}

/// Of all readers together, in a second: enough for people who mistype, and a fifth of a core.
const LOOKS_FOR_LIKE: NonZeroU32 = NonZeroU32::new(10).unwrap();

/// Files of large documents that are being sent: each holds one on the disk as long as its reader reads.
const MOST_SENT: usize = 32;

impl Turns {
    /// As many as the cores of this machine allow.
    pub fn new() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let of = |most: usize| Arc::new(Semaphore::new(most));
        Self {
            rendering: of((4 * cores).max(8)),
            working: of(cores.max(2)),
            large: of(1),
            sending: of(MOST_SENT),
            likeness: RateLimiter::direct(Quota::per_second(LOOKS_FOR_LIKE)),
        }
    }

    /// Waits for the turn of a large document.
    pub async fn large(&self) -> Option<OwnedSemaphorePermit> {
        // The semaphore is never closed.
        Arc::clone(&self.large).acquire_owned().await.ok()
    }

    /// Whether one more unknown address may be compared with those that there are.
    pub fn may_look_for_like(&self) -> bool {
        self.likeness.check().is_ok()
    }

    /// Does work that holds a core, when it is its turn. Whoever leaves before it has begun costs nothing.
    pub async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, tokio::task::JoinError> {
        // The semaphore is never closed.
        let turn = Arc::clone(&self.working).acquire_owned().await.ok();
        tokio::task::spawn_blocking(move || {
            let done = work();
            drop(turn);
            done
        })
        .await
    }
}

impl Default for Turns {
    fn default() -> Self {
        Self::new()
    }
}
