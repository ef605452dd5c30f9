//! From stored documents to the index.
//!
//! # The index catches up after `kill -9`
//!
//! 1. `commands/serve.rs` opens the store: `SQLite` replays its write-ahead log; what was acknowledged is there.
//! 2. `services::indexing::open` compares `index/store` with the store's identity, and opens the generation named in
//!    `index/current`. tantivy is at its last commit, whatever was half written is not part of it. An index that does not open,
//!    has another schema `VERSION`, or follows another store is left behind for an empty one.
//! 3. `jobs::indexer::run` takes the one `Writer` and calls `indexing::follow`: rows after `index.sequence()` from the outbox,
//!    only the last per document, each document *as it is now*; `Writer::apply`, then `Writer::commit(last)`, which puts the
//!    sequence in the payload of the same commit. An empty index is filled from the documents themselves.
//! 4. When the index is in step for the first time, `serve` prints `mingbai ready on …`. `/readyz` compares the two sequences.
//! 5. `show` raises `Portal::shown` and drops old pages.
//! 6. Beside it `jobs::withheld` reads the same rows and waits for nothing: ids that are to go are handed to `Index::hide`, which takes them out of
//!    hits, counts and suggestions until the index has forgotten them itself; `Shown::withdraw` makes kept pages dead.
//!
//! While serving, the job looks at the outbox five times a second: commands write from their own processes, so nothing can wake
//! it. After three failures in a row it rebuilds. If another process holds the writer (a server that is still stopping) it only
//! reloads what that one commits, and is not ready before it has everything. An index that was deleted is made again at once; one that
//! a search cannot read (`Error::calls_for_rebuild`, or a panic in tantivy) too, and until then lists and searches say 正在重建 (503)
//! while single documents, which come from the store, are read as always. A file that is cut short under a running process kills it,
//! as it is mapped: the next start finds the damage and begins anew. Bytes that nobody has read yet are found by `jobs/guard.rs`, which holds
//! each file against tantivy's checksum when the portal is ready and every six hours, and asks the indexer for the same rebuild.
//!
//! # An index is rebuilt and swapped
//!
//! `mingbai index rebuild`, also beside a serving process
//!
//! 1. `Index::rebuild` takes `index/rebuild.lock` (advisory: a dead process holds nothing), sweeps old generations, and makes an
//!    empty `index/g<n+1>`. The live one goes on serving and being written.
//! 2. `indexing::rebuild` notes the store's generation, then hands over all public documents in chunks of 256.
//! 3. `Rebuild::finish` commits with the noted sequence and renames a file over `index/current`. The rows that came in the
//!    meantime are in the outbox: the follower applies them.
//! 4. The serving process, which asks its writer five times a second whether it is still the live one, meets
//!    `Error::Superseded`, reloads, and takes a writer of the new generation. The old one's files stay until the next rebuild.

use std::{collections::HashMap, fs, path::Path, sync::Arc};

use anyhow::Context as _;
use domain::{ClauseCitation, Document, DocumentId, ValidityFacts, staleness};
use search::{
    Error, Index, IndexAgency, IndexCitation, IndexClause, IndexDeadline, IndexDocument, IndexEntry, IndexFacet,
    Operation, Writer,
};
use store::{Altered, ContentStore, Current, IndexOp};

use super::soundness;

/// Documents read from the store at a time.
const CHUNK: u32 = 256;
/// Outbox rows taken at a time.
const ROWS: u32 = 1024;
/// In the index directory: the identity of the store that the index was made of.
const STORE_FILE: &str = "store";

/// Opens the index of a store, or makes an empty one where there is none or it cannot be used: the
/// follower then fills it. Another store's index is of no use here, whatever its sequence.
pub async fn open(directory: &Path, store: &Arc<dyn ContentStore>) -> anyhow::Result<Index> {
    let identity = store.identity().await?;
    let is_empty = store.generation().await? == 0;
    let directory = directory.to_owned();
    tokio::task::spawn_blocking(move || {
        let mark = directory.join(STORE_FILE);
        if fs::read_to_string(&mark).is_ok_and(|known| known == identity) {
            match Index::open_or_create(&directory) {
                Ok(index) => return Ok(index),
                Err(error) if error.calls_for_rebuild() => tracing::warn!(error = error.to_string(), "索引不能用，重新建立"),
                Err(error) => return Err(error.into()),
            }
        }
        if is_empty && fs::exists(&mark)? && Index::open_or_create(&directory).is_ok_and(|index| index.sequence() > 0) {
            anyhow::bail!(
                "内容库是空的，旁边的索引 {} 里却有内容：内容库可能丢了。请把备份恢复到一个空目录；确实要从空的开始，先删掉这个索引目录",
                directory.display()
            );
        }
        let index = Index::create_anew(&directory).with_context(|| format!("建不了索引 {}", directory.display()))?;
        fs::write(&mark, identity).with_context(|| format!("写不了 {}", mark.display()))?;
        Ok(index)
    })
    .await?
}

/// How far [`follow`] came.
pub enum Followed {
    /// The index has everything that the store had.
    All(Writer),
    /// One step; there may be more.
    Some(Writer),
    /// Another generation of the index is live: reload, and make a new writer.
    Superseded,
}

/// Applies outbox rows that the index has not seen, and commits them. An empty index is filled from the
/// documents themselves: the outbox may name each of them many times.
pub async fn follow(
    store: &Arc<dyn ContentStore>,
    index: &Index,
    mut writer: Writer,
    tell: impl Fn(u64),
) -> anyhow::Result<Followed> {
    let sequence = index.sequence();
    if sequence == 0 {
        let generation = store.generation().await?;
        if generation == 0 {
            return Ok(Followed::All(writer));
        }
        let mut source = Source::new(store);
        while let Some(operations) = source.next().await? {
            tell(operations.len() as u64);
            writer = match blocking(writer, move |writer| writer.apply(&operations)).await? {
                Some(writer) => writer,
                None => return Ok(Followed::Superseded),
            };
        }
        return Ok(match blocking(writer, move |writer| writer.commit(generation)).await? {
            Some(writer) => Followed::Some(writer),
            None => Followed::Superseded,
        });
    }
    let rows = store.outbox_after(sequence, ROWS).await?;
    let Some(last) = rows.last().map(|row| row.seq) else {
        // Nothing to apply; but another process may have swapped in a rebuilt generation.
        return Ok(match writer.apply(&[]) {
            Ok(()) => Followed::All(writer),
            Err(Error::Superseded) => Followed::Superseded,
            Err(error) => return Err(error.into()),
        });
    };
    // Only the last row of a document counts: it is read as it is now.
    let last_of: HashMap<DocumentId, IndexOp> = rows.into_iter().map(|row| (row.id, row.op)).collect();
    let mut operations = Vec::with_capacity(last_of.len());
    let mut put = Vec::new();
    for (id, op) in last_of {
        match op {
            IndexOp::Delete => operations.push(Operation::Delete(id)),
            IndexOp::Put => put.push(id),
        }
    }
    let agencies = agency_names(store).await?;
    for ids in put.chunks(CHUNK as usize) {
        let mut public = Vec::with_capacity(ids.len());
        for (id, held) in ids.iter().zip(store.documents(ids).await?) {
            match held {
                // What the index has of it was read when it was sound, and leads to the page that says why nothing is shown:
                // without it, one who searches would believe that there is no such document.
                Err(altered) => soundness::tell(&altered),
                Ok(held) => match held.filter(store::Stored::is_public) {
                    Some(stored) => public.push(stored.document),
                    None => operations.push(Operation::Delete(id.clone())),
                },
            }
        }
        let facts = validity_of(store, &public.iter().collect::<Vec<_>>()).await?;
        operations.extend(
            public
                .iter()
                .zip(facts)
                .map(|(document, facts)| Operation::Put(Box::new(index_document(document, facts, &agencies)))),
        );
    }
    tell(operations.len() as u64);
    let done = blocking(writer, move |writer| {
        writer.apply(&operations)?;
        writer.commit(last)
    });
    Ok(match done.await? {
        Some(writer) => Followed::Some(writer),
        None => Followed::Superseded,
    })
}

/// Brings the index wholly in step, where no server does it; waits for a server that holds the writer.
pub async fn catch_up(store: &Arc<dyn ContentStore>, index: &Index, tell: impl Fn(u64)) -> anyhow::Result<()> {
    /// A serving process follows within a fraction of a second, a large import within a minute.
    const LONGEST_WAIT: std::time::Duration = std::time::Duration::from_mins(1);
    let started = std::time::Instant::now();
    while index.sequence() < store.generation().await? {
        match index.writer() {
            Ok(mut writer) => loop {
                match follow(store, index, writer, &tell).await? {
                    Followed::Some(kept) => writer = kept,
                    Followed::All(_) => return Ok(()),
                    Followed::Superseded => {
                        index.reload()?;
                        break;
                    }
                }
            },
            Err(Error::WriterBusy) => {
                anyhow::ensure!(started.elapsed() < LONGEST_WAIT, "索引正由另一个进程更新，还没有完成：请稍后再试");
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
                index.reload()?;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Makes a new generation of the index beside the live one, and swaps.
pub async fn rebuild(store: &Arc<dyn ContentStore>, index: &Index, tell: impl Fn(u64)) -> anyhow::Result<()> {
    let mut rebuild = index.rebuild()?;
    let generation = store.generation().await?;
    let mut source = Source::new(store);
    while let Some(operations) = source.next().await? {
        tell(operations.len() as u64);
        rebuild = tokio::task::spawn_blocking(move || rebuild.apply(&operations).map(|()| rebuild)).await??;
    }
    tokio::task::spawn_blocking(move || rebuild.finish(generation)).await??;
    // The directory may have been deleted with the mark in it: without one the next start would begin anew.
    if let Some(directory) = index.directory() {
        let mark = directory.join(STORE_FILE);
        fs::write(&mark, store.identity().await?).with_context(|| format!("写不了 {}", mark.display()))?;
    }
    Ok(())
}

/// Writes on a blocking thread; `None`: the writer's generation is no longer the live one.
async fn blocking(
    writer: Writer,
    work: impl FnOnce(&mut Writer) -> Result<(), Error> + Send + 'static,
) -> anyhow::Result<Option<Writer>> {
    let (writer, result) = tokio::task::spawn_blocking(move || {
        let mut writer = writer;
        let result = work(&mut writer);
        (writer, result)
    })
    .await?;
    match result {
        Ok(()) => Ok(Some(writer)),
        Err(Error::Superseded) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// All public documents, a chunk at a time.
struct Source<'a> {
    store: &'a Arc<dyn ContentStore>,
    after: Option<DocumentId>,
    is_done: bool,
    agencies: Option<HashMap<DocumentId, String>>,
}

impl<'a> Source<'a> {
    fn new(store: &'a Arc<dyn ContentStore>) -> Self {
        Self { store, after: None, is_done: false, agencies: None }
    }

    async fn next(&mut self) -> anyhow::Result<Option<Vec<Operation>>> {
        if self.is_done {
            return Ok(None);
        }
        let agencies = match self.agencies.take() {
            Some(agencies) => agencies,
            None => agency_names(self.store).await?,
        };
        let chunk = self.store.documents_after(self.after.as_ref(), CHUNK).await?;
        self.is_done = chunk.len() < CHUNK as usize;
        let id_of = |current: &Result<Current, Altered>| {
            current.as_ref().map_or_else(|altered| altered.id.clone(), |current| current.document.id.clone())
        };
        self.after = chunk.last().map(id_of);
        // One that was altered is left out, and all others go in.
        let chunk: Vec<Current> =
            chunk.into_iter().filter_map(|current| current.inspect_err(soundness::tell).ok()).collect();
        let facts = validity_of(self.store, &chunk.iter().map(|current| &current.document).collect::<Vec<_>>()).await?;
        let operations = chunk
            .into_iter()
            .zip(facts)
            .map(|(current, facts)| Operation::Put(Box::new(index_document(&current.document, facts, &agencies))))
            .collect();
        self.agencies = Some(agencies);
        Ok(Some(operations))
    }
}

async fn agency_names(store: &Arc<dyn ContentStore>) -> anyhow::Result<HashMap<DocumentId, String>> {
    Ok(store.agencies().await?.into_iter().map(|record| (record.id, record.agency.name)).collect())
}

/// What the validity of each document is computed from: a policy's own, or that of what an explanation rests on.
async fn validity_of(store: &Arc<dyn ContentStore>, documents: &[&Document]) -> anyhow::Result<Vec<ValidityFacts>> {
    let ids: Vec<DocumentId> = documents.iter().map(|document| document.id.clone()).collect();
    let mut facts = store.validity_facts_of(&ids).await?;
    let cites: Vec<Vec<ClauseCitation>> = documents.iter().map(|document| document.cites()).collect();
    let all: Vec<ClauseCitation> = cites.iter().flatten().cloned().collect();
    if all.is_empty() {
        return Ok(facts);
    }
    let cited = store.cited(&all).await?;
    let mut rest = cited.as_slice();
    for ((document, cites), facts) in documents.iter().zip(&cites).zip(&mut facts) {
        let Some((own, after)) = rest.split_at_checked(cites.len()) else { break };
        rest = after;
        if !cites.is_empty() {
            *facts = staleness::standing(cites.iter().zip(own.iter().map(Option::as_ref)), document.common().applies);
        }
    }
    Ok(facts)
}

fn index_document(document: &Document, facts: ValidityFacts, agencies: &HashMap<DocumentId, String>) -> IndexDocument {
    let common = document.common();
    // One that is not for the public has no name, and its id is none of the public's either.
    let agency = common.agency.and_then(|id| Some(IndexAgency { id: id.to_string(), name: agencies.get(id)?.clone() }));
    let offered = document.content().entry();
    let deadlines = offered.clauses.iter().flat_map(|clause| {
        clause.deadlines.iter().filter_map(|deadline| {
            Some(IndexDeadline {
                on: deadline.on?,
                text: deadline.text.clone(),
                label: clause.label.clone(),
                clause: clause.id.to_string(),
            })
        })
    });
    let places = offered.clauses.iter().map(|clause| IndexClause {
        id: clause.id.to_string(),
        label: clause.label.clone(),
        heading: clause.heading.clone(),
        text: clause.text.clone(),
    });
    // Text without places.
    let texts = offered.texts.iter().map(|text| IndexClause {
        id: String::new(),
        label: String::new(),
        heading: String::new(),
        text: text.to_string(),
    });
    let rests_on = offered.rests_on.iter().map(|citation| IndexCitation {
        policy: citation.policy.clone(),
        clause: citation.clause.as_ref().map(ToString::to_string).unwrap_or_default(),
    });
    let subjects = common.subjects.iter().map(|name| IndexFacet::subject(name));
    let others = offered.facets.iter().map(|of| IndexFacet {
        facet: of.facet,
        value: of.value.to_owned(),
        label: of.label.to_owned(),
    });
    let nature = document.kind().nature();
    IndexDocument {
        entry: IndexEntry {
            id: document.id.clone(),
            kind: document.kind(),
            title: document.title.clone(),
            url: document.url(),
            date: common.date,
            agency,
            level: offered.level,
            explains: document.explains(),
            aliases: offered.aliases.to_vec(),
            cites: rests_on.collect(),
            about: offered.about.cloned(),
            facets: subjects.chain(others).collect(),
            document_number: offered.number.map(ToString::to_string),
            validity: (nature.has_validity() || nature.falls_with_its_ground()).then_some(facts),
            summary: offered.summary.as_deref().map(str::to_owned),
            demo: document.demo,
            deadlines: deadlines.collect(),
        },
        clauses: places.chain(texts).collect(),
    }
}
