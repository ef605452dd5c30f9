//! The index as a whole: a handle on it, how it is opened, and what it tells of itself.

pub(crate) mod generations;
pub(crate) mod live;
pub(crate) mod rebuild;
pub(crate) mod soundness;
pub(crate) mod writer;

use std::{
    collections::HashSet,
    fmt,
    fs::{self, File},
    path::Path,
    sync::Arc,
};

use arc_swap::ArcSwap;
use domain::{DocumentId, Kind};
use hanzi::segment::Segmenter;
use serde::Serialize;

use self::{
    generations::{current, lock_rebuild, sweep, switch},
    live::{Live, Shared},
    writer::Writer,
};
use crate::{Error, language::lexicon::Lexicon, priors::Priors, ranking::Ranking, schema, view::View};

/// Tantivy's list of what a commit consists of.
const META_FILE: &str = "meta.json";
const ANEW_LOCK: &str = "anew.lock";

/// A handle on the index; cheap to clone, usable from any thread. Searching blocks: call it from
/// `spawn_blocking` in asynchronous code.
#[derive(Clone)]
pub struct Index {
    pub(crate) shared: Arc<Shared>,
}

/// The state of the index, for `mingbai index status`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Status {
    /// The live generation; empty in memory.
    pub generation: String,
    /// The outbox sequence of the last commit.
    pub sequence: u64,
    /// Documents.
    pub documents: u64,
    /// Segments.
    pub segments: usize,
    /// Bytes on disk.
    pub size_bytes: u64,
}

impl fmt::Debug for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Index")
            .field("root", &self.shared.root)
            .field("generation", &self.shared.live.load().name)
            .finish()
    }
}

impl Index {
    /// Opens the index in a directory, or makes an empty one.
    ///
    /// An error that [`Error::calls_for_rebuild`] means: this one is of no use, call [`Self::create_anew`] and index
    /// everything again.
    pub fn open_or_create(directory: impl AsRef<Path>) -> Result<Self, Error> {
        let root = directory.as_ref();
        match current(root)? {
            Some(name) => Self::over(Some(root), Live::open(root, &name)?, Ranking::default()),
            None => Self::create_anew(root),
        }
    }

    /// Makes an empty index in a directory and leaves whatever was there behind.
    pub fn create_anew(directory: impl AsRef<Path>) -> Result<Self, Error> {
        let root = directory.as_ref();
        fs::create_dir_all(root).map_err(Error::file(root))?;
        // One after the other: nobody sweeps away what another is just making.
        let path = root.join(ANEW_LOCK);
        let one_at_a_time = File::create(&path).map_err(Error::file(&path))?;
        one_at_a_time.lock().map_err(Error::file(&path))?;
        let live = Live::create(root)?;
        switch(root, &live.name)?;
        // A rebuild under way goes on, and younger ones were made by processes that begin at the same time.
        if let Ok(_no_rebuild) = lock_rebuild(root) {
            let number = generations::number(&live.name);
            sweep(root, |name| generations::number(name) < number);
        }
        Self::over(Some(root), live, Ranking::default())
    }

    /// An empty index in memory.
    pub fn in_memory() -> Result<Self, Error> {
        let (schema, fields) = schema::schema();
        Self::over(None, Live::over(String::new(), tantivy::Index::create_in_ram(schema), fields)?, Ranking::default())
    }

    /// An index with another ranking, for measuring.
    pub(crate) fn with_ranking(directory: &Path, ranking: Ranking) -> Result<Self, Error> {
        let live = Live::create(directory)?;
        Self::over(Some(directory), live, ranking)
    }

    fn over(root: Option<&Path>, live: Live, ranking: Ranking) -> Result<Self, Error> {
        Ok(Self {
            shared: Arc::new(Shared {
                root: root.map(Path::to_owned),
                live: ArcSwap::from_pointee(live),
                segmenter: Segmenter::shared(),
                lexicon: Lexicon::shared()?,
                ranking,
                hidden: Arc::default(),
            }),
        })
    }

    /// The index just opened, with what an operator wants read first. Handles that were given out before keep their own.
    #[must_use]
    pub fn with_priors(self, priors: Priors) -> Self {
        self.ranked_with(Ranking { priors, ..self.shared.ranking })
    }

    /// The same index, ranked with other numbers.
    pub(crate) fn ranked_with(&self, ranking: Ranking) -> Self {
        let shared = &self.shared;
        Self {
            shared: Arc::new(Shared {
                root: shared.root.clone(),
                live: ArcSwap::new(shared.live.load_full()),
                segmenter: shared.segmenter.clone(),
                lexicon: Arc::clone(&shared.lexicon),
                ranking,
                hidden: Arc::clone(&shared.hidden),
            }),
        }
    }

    /// The outbox sequence of the last commit; 0 for an index that was never committed.
    pub fn sequence(&self) -> u64 {
        self.view().snapshot.sequence
    }

    /// Takes documents out of what is found, suggested and counted, until the next call: what the index should not hold any more
    /// and cannot be made to forget yet.
    pub fn hide(&self, ids: HashSet<DocumentId>) {
        self.shared.hidden.store(Arc::new(ids));
    }

    /// What is taken out.
    pub fn hidden(&self) -> Arc<HashSet<DocumentId>> {
        self.shared.hidden.load_full()
    }

    /// The name of the live generation; empty in memory.
    pub fn generation(&self) -> String {
        self.shared.live.load().name.clone()
    }

    /// The writer. There is one at a time among all processes: [`Error::WriterBusy`].
    pub fn writer(&self) -> Result<Writer, Error> {
        Writer::over(Arc::clone(&self.shared), self.shared.live.load_full())
    }

    /// Sees what other processes did: their commits, and a rebuild that was swapped in.
    pub fn reload(&self) -> Result<(), Error> {
        let live = self.shared.live.load_full();
        if let Some(root) = &self.shared.root
            && let Some(name) = current(root)?
            && name != live.name
        {
            self.shared.live.store(Arc::new(Live::open(root, &name)?));
            return Ok(());
        }
        live.refresh(&self.shared.segmenter)
    }

    /// Where it lies; `None` in memory.
    pub fn directory(&self) -> Option<&Path> {
        self.shared.root.as_deref()
    }

    /// Whether the live generation is still where it was opened: its files may have been deleted under a running process,
    /// which goes on answering from what it has open and could keep nothing more.
    pub fn is_on_disk(&self) -> bool {
        let Some(root) = &self.shared.root else { return true };
        // What another process has swapped in counts.
        current(root).ok().flatten().is_some_and(|name| root.join(name).join(META_FILE).is_file())
    }

    /// The ids of the documents of a kind, in no order: they lie in memory.
    pub fn ids(&self, kind: Kind) -> Vec<DocumentId> {
        self.view()
            .snapshot
            .entries()
            .filter(|(_, _, entry)| entry.stored.kind == kind)
            .map(|(_, _, entry)| entry.stored.id.clone())
            .collect()
    }

    /// How large the index is, and how far it came.
    pub fn status(&self) -> Result<Status, Error> {
        let live = self.shared.live.load_full();
        let view = live.view.load_full();
        let snapshot = &view.snapshot;
        Ok(Status {
            generation: live.name.clone(),
            sequence: snapshot.sequence,
            documents: snapshot.entries().count() as u64,
            segments: snapshot.segments.len(),
            size_bytes: snapshot.searcher.space_usage()?.total().get_bytes(),
        })
    }

    /// What a search that begins now sees, to its end.
    pub(crate) fn view(&self) -> Arc<View> {
        self.shared.live.load().view.load_full()
    }
}
