//! What is withdrawn is out of sight at once, also where the index cannot follow.
//!
//! A hit comes from the index, and a kept page of what the index held. Usually both follow within a fraction of a second;
//! where the index cannot be written (rights, a full disk, another process that hangs), a document that was taken from the
//! public would stay until somebody saw `/readyz`. So this looks at the outbox beside the indexer, and never waits for it: ids
//! that are to be deleted are taken out of what is searched, and kept pages are dropped.

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use domain::DocumentId;
use store::{IndexOp, StoreError};
use tokio::sync::watch;

use crate::context::Portal;

/// How often the outbox is looked at.
const POLL: Duration = Duration::from_millis(200);
/// Outbox rows read at a time.
const ROWS: u32 = 1024;

/// The rows that readers do not see yet, as far as they take something away.
#[derive(Debug, Default)]
pub struct Withheld {
    /// The generation that readers saw when this last looked.
    shown: u64,
    /// The last row that was read.
    read: u64,
    /// Documents that are to go, and the row that says so.
    pending: HashMap<DocumentId, u64>,
}

impl Withheld {
    /// Reads what was written since, and hides what is to go.
    pub async fn look(&mut self, portal: &Portal) -> Result<(), StoreError> {
        let shown = portal.shown.generation();
        if shown < self.shown {
            // The index went back: what it had followed is ahead of it again.
            *self = Self { shown, read: shown, pending: HashMap::new() };
        }
        self.shown = shown;
        self.read = self.read.max(shown);
        // An index that was never filled shows nothing, and is filled from what is public.
        if shown > 0 {
            loop {
                let rows = portal.store.outbox_after(self.read, ROWS).await?;
                let is_last = rows.len() < ROWS as usize;
                for row in rows {
                    self.read = row.seq;
                    match row.op {
                        IndexOp::Delete => _ = self.pending.insert(row.id, row.seq),
                        IndexOp::Put => _ = self.pending.remove(&row.id),
                    }
                }
                if is_last {
                    break;
                }
            }
        }
        // What the index has followed it does not hold any more.
        self.pending.retain(|_, seq| *seq > shown);
        let (before, now): (_, HashSet<DocumentId>) = (portal.index.hidden(), self.pending.keys().cloned().collect());
        if *before == now {
            return Ok(());
        }
        let is_more = now.iter().any(|id| !before.contains(id));
        portal.index.hide(now);
        if is_more {
            // Pages that are being made now may hold it still: they are kept under what is no longer asked for.
            portal.shown.withdraw(portal.clock.now().as_second());
            portal.forget();
        }
        Ok(())
    }
}

/// Looks until `stop` turns true.
pub async fn run(portal: Portal, mut stop: watch::Receiver<bool>) {
    let mut withheld = Withheld::default();
    while !*stop.borrow() {
        if let Err(error) = withheld.look(&portal).await {
            // The indexer reads the same and tells it.
            tracing::debug!(error = error.to_string(), "读不了要撤下的文件");
        }
        tokio::select! {
            () = tokio::time::sleep(POLL) => {}
            _ = stop.changed() => {}
        }
    }
}
