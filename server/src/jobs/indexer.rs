//! Follows the outbox: the only writer of the index.

use std::{
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use search::{Error, Writer};
use tokio::sync::watch;

use crate::{context::Portal, services::indexing};

/// How often the outbox is looked at. Commands write it from their own processes, so nothing can wake us.
const POLL: Duration = Duration::from_millis(200);
/// After a failure.
const BACK_OFF: Duration = Duration::from_secs(1);
/// Failures in a row after which the index is rebuilt.
const PATIENCE: u32 = 3;

/// Between two rebuilds that readers' searches ask for: what a rebuild does not mend, another will not.
const REBUILD_AGAIN_AFTER: Duration = Duration::from_mins(1);

/// Keeps the index in step with the store until `stop` turns true. `caught_up` turns true for good when the
/// index has everything that the store held when we began, and readers see it.
pub async fn run(portal: Portal, mut stop: watch::Receiver<bool>, caught_up: watch::Sender<bool>) {
    let mut writer: Option<Writer> = None;
    let mut failures = 0;
    let mut rebuilt: Option<Instant> = None;
    while !*stop.borrow() {
        if is_to_be_rebuilt(&portal, rebuilt) {
            writer = None;
            rebuilt = Some(Instant::now());
            rebuild(&portal).await;
        }
        if let Ok(store) = portal.store.generation().await {
            portal.metrics.behind(store.saturating_sub(portal.shown.generation()));
        }
        let pause = match step(&portal, writer.take()).await {
            Ok(Step::Behind(kept)) => {
                writer = Some(kept);
                failures = 0;
                continue;
            }
            Ok(Step::Waiting) => {
                failures = 0;
                POLL
            }
            Ok(Step::CaughtUp(kept)) => {
                writer = kept;
                failures = 0;
                caught_up.send_if_modified(|known| !std::mem::replace(known, true));
                POLL
            }
            Err(error) => {
                failures += 1;
                tracing::error!(error = format!("{error:#}"), failures, "索引跟不上内容库，稍后再试");
                if failures % PATIENCE == 0 {
                    rebuild(&portal).await;
                }
                BACK_OFF
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Whether the index was deleted under us, or a search found it damaged.
fn is_to_be_rebuilt(portal: &Portal, rebuilt: Option<Instant>) -> bool {
    if rebuilt.is_some_and(|at| at.elapsed() < REBUILD_AGAIN_AFTER) {
        return false;
    }
    if !portal.index.is_on_disk() {
        tracing::error!("索引文件不见了，重新建立");
        return true;
    }
    let is_damaged = portal.index_is_damaged.load(Ordering::Acquire);
    if is_damaged {
        tracing::error!("索引文件已损坏，重新建立");
    }
    is_damaged
}

async fn rebuild(portal: &Portal) {
    match indexing::rebuild(&portal.store, &portal.index, |_| {}).await {
        Ok(()) => {
            portal.index_is_damaged.store(false, Ordering::Release);
            portal.forget();
        }
        Err(error) => tracing::error!(error = format!("{error:#}"), "重建索引失败"),
    }
}

enum Step {
    /// There may be more.
    Behind(Writer),
    /// Readers see everything that the store holds. Without a writer when another process has it.
    CaughtUp(Option<Writer>),
    /// Another process writes, or has just swapped in a rebuild: there is more, and it is not for us to do now.
    Waiting,
}

async fn step(portal: &Portal, writer: Option<Writer>) -> anyhow::Result<Step> {
    let writer = match writer {
        Some(writer) => writer,
        None => match open_writer(portal).await {
            Ok(writer) => writer,
            Err(Error::WriterBusy) => {
                // Another process writes: see what it wrote.
                let index = portal.index.clone();
                tokio::task::spawn_blocking(move || index.reload()).await??;
                show(portal);
                return Ok(if portal.index.sequence() >= portal.store.generation().await? {
                    Step::CaughtUp(None)
                } else {
                    Step::Waiting
                });
            }
            Err(error) => return Err(error.into()),
        },
    };
    let done = indexing::follow(&portal.store, &portal.index, writer, |_| {}).await?;
    show(portal);
    Ok(match done {
        indexing::Followed::All(writer) => Step::CaughtUp(Some(writer)),
        indexing::Followed::Some(writer) => Step::Behind(writer),
        // A rebuild was swapped in: begin again with a writer of the new generation.
        indexing::Followed::Superseded => Step::Waiting,
    })
}

async fn open_writer(portal: &Portal) -> Result<Writer, Error> {
    let index = portal.index.clone();
    tokio::task::spawn_blocking(move || {
        index.reload()?;
        index.writer()
    })
    .await
    .unwrap_or(Err(Error::WriterBusy))
}

fn show(portal: &Portal) {
    let sequence = portal.index.sequence();
    if sequence != portal.shown.generation() {
        portal.shown.raise(sequence, portal.clock.now().as_second());
        portal.forget();
        portal.metrics.generation(sequence);
    }
}
