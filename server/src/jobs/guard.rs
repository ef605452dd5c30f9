//! Looks for damage that nobody has met yet: files of the index against their checksums, documents against their digests.
//!
//! It begins when the portal is ready, takes one file or a few documents at a time, and rests as long as it worked and longer:
//! readers and the indexer come first.

use std::{
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use store::StoreError;
use tokio::sync::watch;

use crate::{
    context::Portal,
    services::soundness::{self, CHUNK},
};

/// From the end of one look to the beginning of the next.
const AGAIN_AFTER: Duration = Duration::from_hours(6);
/// For each second of work, so many of rest.
const REST: u32 = 4;
/// At least, between two pieces of work.
const BREATH: Duration = Duration::from_millis(5);

/// Looks again and again until `stop` turns true.
pub async fn run(portal: Portal, mut stop: watch::Receiver<bool>, mut caught_up: watch::Receiver<bool>) {
    let whole = async {
        // The index is whole before it is looked at, and the start is over.
        if caught_up.wait_for(|done| *done).await.is_err() {
            return;
        }
        loop {
            if let Err(error) = look_at_index(&portal).await {
                tracing::warn!(error = format!("{error:#}"), "索引文件没有核对完，下次再核对");
            }
            if let Err(error) = look_at_store(&portal).await {
                tracing::warn!(error = error.to_string(), "内容库没有核对完，下次再核对");
            }
            tokio::time::sleep(AGAIN_AFTER).await;
        }
    };
    tokio::select! {
        () = whole => {}
        // Nothing of this has to be finished.
        _ = stop.wait_for(|stop| *stop) => {}
    }
}

async fn look_at_index(portal: &Portal) -> anyhow::Result<()> {
    let index = portal.index.clone();
    let mut files = tokio::task::spawn_blocking(move || index.files()).await??;
    loop {
        let started = Instant::now();
        let (left, found) = tokio::task::spawn_blocking(move || {
            let found = files.check_next();
            (files, found)
        })
        .await?;
        files = left;
        match found? {
            None => return Ok(()),
            Some(None) => {}
            Some(Some(path)) => {
                tracing::error!(file = path.display().to_string(), "索引文件与写入时不一致");
                // The indexer makes it again.
                portal.index_is_damaged.store(true, Ordering::Release);
                return Ok(());
            }
        }
        rest(started).await;
    }
}

async fn look_at_store(portal: &Portal) -> Result<(), StoreError> {
    let mut altered = 0;
    let mut last = None;
    loop {
        let started = Instant::now();
        let verified = portal.store.verify_after(last.as_ref(), CHUNK).await?;
        verified.altered.iter().for_each(soundness::tell);
        altered += verified.altered.len() as u64;
        if verified.last.is_none() {
            portal.altered.store(altered, Ordering::Release);
            portal.metrics.altered(altered);
            return Ok(());
        }
        last = verified.last;
        rest(started).await;
    }
}

async fn rest(started: Instant) {
    tokio::time::sleep((started.elapsed() * REST).max(BREATH)).await;
}
