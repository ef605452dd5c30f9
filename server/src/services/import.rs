//! From files to stored revisions: read, clean, cut into clauses, extract, save.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use documents::{IdOrigin, Input, Place, ReadOptions, ReadReport, Rejection};
use domain::{Body, Document, DocumentId, Refusal, Timestamp};
use store::{Altered, ContentStore, NewRevision, Outcome, StoreError, Stored};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

use self::{
    bindings::keep_bindings,
    known::Known,
    preparing::{Prepared, prepare},
};
use crate::context::media_store::{MediaError, MediaStore};

mod advice;
mod bindings;
mod clauses;
mod issuers;
mod known;
mod materials;
mod preparing;

/// Documents saved in one transaction.
const BATCH: usize = 64;
/// Fewer of those that are large: what one transaction may weigh, in bytes.
const BATCH_BYTES: usize = 16 * 1024 * 1024;
/// Prepared documents that wait for the store.
const QUEUE: usize = 128;
/// What all of them may weigh; one that is heavier waits alone.
const QUEUE_BYTES: usize = 16 * 1024 * 1024;

/// What an import did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// New ids.
    pub imported: u64,
    /// Known ids with other content.
    pub revised: u64,
    /// Known ids with the same content.
    pub unchanged: u64,
    /// Documents that were not taken.
    pub rejected: u64,
}

impl std::fmt::Display for Summary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "imported {}, revised {}, unchanged {}, rejected {}",
            self.imported, self.revised, self.unchanged, self.rejected
        )
    }
}

/// Why an import ended early. What is wrong with a single document is a [`Rejection`], and the others are imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The content store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The media store.
    #[error(transparent)]
    Media(#[from] MediaError),
    /// The program itself, while it read.
    #[error("读取时程序出错：请把最后一份没有导入的文件发给维护者")]
    Reading,
}

/// Why a document of a batch is not saved: it is refused and the import goes on, or the import ends.
#[derive(Debug)]
enum NotSaved {
    Refused(Refusal),
    Ended(ImportError),
}

impl From<Refusal> for NotSaved {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<StoreError> for NotSaved {
    /// A document that needs one which was altered is refused; the others do without it.
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Altered(altered) => Self::Refused(altered.to_string().into()),
            error => Self::Ended(error.into()),
        }
    }
}

impl From<MediaError> for NotSaved {
    /// A file that is not any more what it was when it was looked at keeps its document out.
    fn from(error: MediaError) -> Self {
        match error {
            changed @ (MediaError::Changed | MediaError::Source(_)) => Self::Refused(changed.to_string().into()),
            error => Self::Ended(error.into()),
        }
    }
}

/// What an import says while it runs.
#[derive(Debug)]
pub enum Event {
    /// One more document was read, good or not.
    Read,
    /// A document was not taken.
    Rejected(Rejection),
    /// Something a person should look at.
    Note(String),
    /// Everything counted so far is on the disk.
    Saved(Summary),
}

/// Imports inputs in order. What is good is kept, whatever else is rejected; what was acknowledged in the
/// summary is on the disk.
pub async fn import(
    store: &Arc<dyn ContentStore>,
    media: &MediaStore,
    inputs: Vec<Input>,
    options: ReadOptions,
    dry_run: bool,
    at: Timestamp,
    mut tell: impl FnMut(Event) + Send,
) -> Result<Summary, ImportError> {
    // Files come before the documents that name them.
    let _kept = media.hold().await?;
    let (sender, mut receiver) = mpsc::channel::<Result<Waiting, Rejection>>(QUEUE);
    let (note_sender, mut notes) = mpsc::unbounded_channel::<String>();
    let reading = tokio::task::spawn_blocking(move || read_all(inputs, &options, &sender, &note_sender));

    let mut summary = Summary::default();
    let mut known = Known::new(dry_run);
    // What explains comes after all that it may explain, in whatever order the files stand.
    let mut explaining: Vec<Prepared> = Vec::new();
    let mut batch: Vec<Prepared> = Vec::with_capacity(BATCH);
    let mut batch_bytes = 0;
    while let Some(next) = receiver.recv().await {
        tell(Event::Read);
        match next {
            Err(rejection) => {
                summary.rejected += 1;
                tell(Event::Rejected(rejection));
            }
            Ok(Waiting { prepared, .. }) if prepared.revision.document.explains().is_some() => {
                explaining.push(*prepared);
            }
            Ok(Waiting { prepared, .. }) => {
                batch_bytes += prepared.weight();
                batch.push(*prepared);
                if batch.len() == BATCH || batch_bytes > BATCH_BYTES {
                    save(store, media, &mut batch, &mut known, at, &mut summary, &mut tell).await?;
                    batch_bytes = 0;
                }
            }
        }
        while let Ok(note) = notes.try_recv() {
            tell(Event::Note(note));
        }
    }
    save(store, media, &mut batch, &mut known, at, &mut summary, &mut tell).await?;
    while !explaining.is_empty() {
        batch.extend(explaining.drain(..explaining.len().min(BATCH)));
        save(store, media, &mut batch, &mut known, at, &mut summary, &mut tell).await?;
    }
    for sentence in known.materials.missing(store).await? {
        tell(Event::Note(sentence));
    }
    let report = reading.await.map_err(|_| ImportError::Reading)?;
    for sentence in report.sentences() {
        tell(Event::Note(sentence));
    }
    while let Ok(note) = notes.try_recv() {
        tell(Event::Note(note));
    }
    Ok(summary)
}

/// A document that waits for the store, and its share of what may wait.
struct Waiting {
    prepared: Box<Prepared>,
    _share: Option<OwnedSemaphorePermit>,
}

/// Reads and prepares every document; runs on a blocking thread because parsing is work.
fn read_all(
    inputs: Vec<Input>,
    options: &ReadOptions,
    sender: &mpsc::Sender<Result<Waiting, Rejection>>,
    notes: &mpsc::UnboundedSender<String>,
) -> ReadReport {
    let mut seen: HashSet<DocumentId> = HashSet::new();
    let mut report = ReadReport::default();
    let shares = Arc::new(Semaphore::new(QUEUE_BYTES));
    for input in inputs {
        let mut reader = documents::read(input, options);
        for next in reader.by_ref() {
            let prepared = next.and_then(|source| {
                if !seen.insert(source.document.id.clone()) {
                    return Err(Rejection {
                        place: source.place,
                        reason: format!(
                            "编号“{}”在这次导入中已经出现过，只保留第一份：请改编号，或分两次导入",
                            source.document.id
                        )
                        .into(),
                    });
                }
                for note in &source.notes {
                    let _ = notes.send(format!("{}：{note}", source.place));
                }
                if source.id_origin == IdOrigin::LossyFileName {
                    let _ = notes.send(format!(
                        "{}：文件名里有不能用在编号里的字，编号取为“{}”",
                        source.place, source.document.id
                    ));
                }
                let prepared = Box::new(prepare(source, notes));
                let weight = u32::try_from(prepared.weight().min(QUEUE_BYTES)).unwrap_or(u32::MAX);
                // The semaphore is never closed.
                let share =
                    tokio::runtime::Handle::current().block_on(Arc::clone(&shares).acquire_many_owned(weight)).ok();
                Ok(Waiting { prepared, _share: share })
            });
            if sender.blocking_send(prepared).is_err() {
                return report;
            }
        }
        report.merge(reader.report().clone());
    }
    report
}

async fn save(
    store: &Arc<dyn ContentStore>,
    media: &MediaStore,
    batch: &mut Vec<Prepared>,
    known: &mut Known,
    at: Timestamp,
    summary: &mut Summary,
    tell: &mut (impl FnMut(Event) + Send),
) -> Result<(), ImportError> {
    if batch.is_empty() {
        return Ok(());
    }
    let mut agencies: Vec<NewRevision> = Vec::new();
    let mut revisions: Vec<NewRevision> = Vec::with_capacity(batch.len());
    // What is held under the ids of the batch, and what the batch rests on, are asked at once.
    let ids: Vec<DocumentId> = batch.iter().map(|prepared| prepared.revision.document.id.clone()).collect();
    let mut held: HashMap<DocumentId, Result<Option<Stored>, Altered>> =
        ids.iter().cloned().zip(store.documents(&ids).await?).collect();
    known.clauses.read_ground(store, batch).await?;
    for mut prepared in batch.drain(..) {
        let before = held.get(&prepared.revision.document.id).unwrap_or(&Ok(None));
        if let Err(why) = fit(store, known, before, &mut prepared.revision.document).await {
            reject(prepared.place, why, summary, tell)?;
            continue;
        }
        let disclosure = prepared.revision.document.disclosure;
        if let Body::Policy(policy) = &mut prepared.revision.document.body
            && policy.issuer.is_none()
            && let Some(name) = &prepared.issuer_name
        {
            policy.issuer = known.issuers.id_of(store, name, disclosure, &mut agencies).await?;
        }
        // First the files: a document that is there can be played.
        if !known.is_dry
            && let Err(why) = put(media, &prepared).await
        {
            reject(prepared.place, why, summary, tell)?;
            continue;
        }
        for sentence in known.advice(store, &prepared.revision.document).await? {
            tell(Event::Note(format!("{}：{sentence}", prepared.place)));
        }
        revisions.push(prepared.revision);
    }
    if known.is_dry {
        for revision in &revisions {
            match held.remove(&revision.document.id) {
                Some(Ok(Some(held))) if held.document == revision.document => summary.unchanged += 1,
                Some(Ok(Some(_))) => summary.revised += 1,
                _ => summary.imported += 1,
            }
        }
        return Ok(());
    }
    if !agencies.is_empty() {
        store.save(agencies, at).await?;
    }
    for saved in store.save(revisions, at).await? {
        match saved.outcome {
            Outcome::Imported => summary.imported += 1,
            Outcome::Revised => summary.revised += 1,
            Outcome::Unchanged => summary.unchanged += 1,
        }
        if !saved.published {
            tell(Event::Note(format!("“{}”已经撤下或移走，新内容已保存但不公开", saved.id)));
        }
    }
    tell(Event::Saved(*summary));
    Ok(())
}

/// Tells that a document is refused; gives the error back where the import ends.
fn reject(
    place: Place,
    why: NotSaved,
    summary: &mut Summary,
    tell: &mut (impl FnMut(Event) + Send),
) -> Result<(), ImportError> {
    match why {
        NotSaved::Refused(reason) => {
            summary.rejected += 1;
            tell(Event::Rejected(Rejection { place, reason }));
            Ok(())
        }
        NotSaved::Ended(error) => Err(error),
    }
}

/// Whether a document may follow what is held under its id. One that may is bound to the clauses that it cites.
async fn fit(
    store: &Arc<dyn ContentStore>,
    known: &mut Known,
    held: &Result<Option<Stored>, Altered>,
    document: &mut Document,
) -> Result<(), NotSaved> {
    // A new revision upon one that was altered would cover it up, and equal content would be called unchanged.
    let held = held.as_ref().map_err(|altered| Refusal::from(altered.to_string()))?;
    if let Some(Stored { document: held, .. }) = held {
        // An id belongs to one kind: a policy must not become an agency by an import.
        if held.kind() != document.kind() {
            return Err(Refusal::from(format!(
                "编号“{}”已经是一个{}，不能再用作{}：请改编号",
                held.id,
                held.kind().label(),
                document.kind().label()
            ))
            .into());
        }
        keep_bindings(held, document);
    }
    known.bind(store, document).await
}

/// Brings the files of a document.
async fn put(media: &MediaStore, prepared: &Prepared) -> Result<(), NotSaved> {
    for file in &prepared.files {
        media.put(file).await?;
    }
    Ok(())
}
