//! What readers see of the content.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

/// The content generation that readers see, and since when: the outbox sequence up to which the index is
/// committed and reloaded.
#[derive(Debug, Default)]
pub struct Shown {
    generation: AtomicU64,
    since_second: AtomicI64,
    withdrawals: AtomicU64,
}

impl Shown {
    /// The generation.
    pub fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// When the generation was reached, in seconds since 1970.
    pub fn since_second(&self) -> i64 {
        self.since_second.load(Ordering::Acquire)
    }

    /// How often something was taken out of sight before the index followed.
    pub fn withdrawals(&self) -> u64 {
        self.withdrawals.load(Ordering::Acquire)
    }

    /// Something was taken out of sight: cached pages are dead, whatever the generation.
    pub fn withdraw(&self, second: i64) {
        self.since_second.store(second, Ordering::Release);
        self.withdrawals.fetch_add(1, Ordering::AcqRel);
    }

    /// A newer generation is ready to be read: cached pages of older ones are dead.
    pub fn raise(&self, generation: u64, second: i64) {
        self.since_second.store(second, Ordering::Release);
        self.generation.store(generation, Ordering::Release);
    }
}
