//! Follows the outbox: the only writer of the index.

use std::time::Duration;

use search::{Error, Writer};
use tokio::sync::watch;

use crate::{context::Portal, services::indexing};

/// How often the outbox is looked at. Commands write it from their own processes, so nothing can wake us.
const POLL: Duration = Duration::from_millis(200);
/// After a failure.
const BACK_OFF: Duration = Duration::from_secs(1);
/// Failures in a row after which the index is rebuilt.
const PATIENCE: u32 = 3;

/// Keeps the index in step with the store until `stop` turns true. `caught_up` turns true for good when the
/// index has everything that the store held when we began.
pub async fn run(portal: Portal, mut stop: watch::Receiver<bool>, caught_up: watch::Sender<bool>) {
    let mut writer: Option<Writer> = None;
    let mut failures = 0;
    while !*stop.borrow() {
        let pause = match step(&portal, writer.take()).await {
            Ok(Step::Behind(kept)) => {
                writer = Some(kept);
                failures = 0;
                continue;
            }
            Ok(Step::InStep(kept)) => {
                writer = kept;
                failures = 0;
                caught_up.send_if_modified(|known| !std::mem::replace(known, true));
                POLL
            }
            Err(error) => {
                failures += 1;
                tracing::error!(error = format!("{error:#}"), failures, "索引跟不上内容库，稍后再试");
                if failures % PATIENCE == 0
                    && let Err(error) = indexing::rebuild(&portal.store, &portal.index, |_| {}).await
                {
                    tracing::error!(error = format!("{error:#}"), "重建索引失败");
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

enum Step {
    /// There may be more.
    Behind(Writer),
    /// Nothing to do. Without a writer when another process holds it.
    InStep(Option<Writer>),
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
                return Ok(if portal.index.sequence() >= portal.store.generation().await? { Step::InStep(None) } else { wait().await });
            }
            Err(error) => return Err(error.into()),
        },
    };
    let done = indexing::follow(&portal.store, &portal.index, writer, |_| {}).await?;
    show(portal);
    Ok(match done {
        indexing::Followed::All(writer) => Step::InStep(Some(writer)),
        indexing::Followed::Some(writer) => Step::Behind(writer),
        // A rebuild was swapped in: begin again with a writer of the new generation.
        indexing::Followed::Superseded => Step::InStep(None),
    })
}

/// Nothing can be done but to wait for the process that writes.
async fn wait() -> Step {
    tokio::time::sleep(POLL).await;
    Step::InStep(None)
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
        portal.pages.forget_all();
        portal.pages.metrics().generation(sequence);
    }
}
