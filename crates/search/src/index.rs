//! The index as a whole: generations on disk, the live one in memory, rebuilding beside it.
//!
//! ```text
//! index/current        the name of the live generation, switched by renaming a file over it
//! index/g7/version     of schema and analysis
//! index/g7/…           tantivy's files
//! index/rebuild.lock   held while a rebuild is under way (an advisory lock: a dead process holds nothing)
//! index/anew.lock      held for the moments in which an empty generation is made and becomes the live one
//! ```

use std::{
    collections::{HashMap, HashSet},
    fmt,
    fs::{self, File},
    io::Write,
    panic,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use arc_swap::ArcSwap;
use domain::{DocumentId, Kind};
use hanzi::segment::Segmenter;
use serde::{Deserialize, Serialize};
use tantivy::{IndexReader, ReloadPolicy, TantivyError};

use crate::{
    Error, Operation, Priors, Ranking, Writer,
    language::lexicon::Lexicon,
    schema::{self, Fields},
    view::View,
};

const CURRENT: &str = "current";
const VERSION_FILE: &str = "version";
/// Tantivy's list of what a commit consists of.
const META_FILE: &str = "meta.json";
const REBUILD_LOCK: &str = "rebuild.lock";
const ANEW_LOCK: &str = "anew.lock";

/// A handle on the index; cheap to clone, usable from any thread. Searching blocks: call it from
/// `spawn_blocking` in asynchronous code.
#[derive(Clone)]
pub struct Index {
    pub(crate) shared: Arc<Shared>,
}

pub(crate) struct Shared {
    /// `None` in memory.
    root: Option<PathBuf>,
    pub(crate) live: ArcSwap<Live>,
    pub(crate) segmenter: Segmenter,
    pub(crate) lexicon: Arc<Lexicon>,
    pub(crate) ranking: Ranking,
    /// Documents that are held and not to be found.
    hidden: Arc<ArcSwap<HashSet<DocumentId>>>,
}

/// One generation, open.
pub(crate) struct Live {
    /// `g7`
    name: String,
    pub(crate) engine: tantivy::Index,
    reader: IndexReader,
    pub(crate) fields: Fields,
    pub(crate) view: ArcSwap<View>,
    refreshing: Mutex<()>,
}

/// What tantivy keeps with a commit.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(crate) struct Payload {
    pub(crate) sequence: u64,
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

/// What [`Index::verify`] found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Verification {
    /// Public documents that the index lacks.
    pub missing: Vec<String>,
    /// Documents that the index should not hold.
    pub extra: Vec<String>,
    /// The sequence of the last commit.
    pub sequence: u64,
    /// The sequence the caller expects.
    pub expected_sequence: u64,
    /// Files whose checksum is wrong.
    pub damaged: Vec<PathBuf>,
}

impl Verification {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.missing.is_empty()
            && self.extra.is_empty()
            && self.damaged.is_empty()
            && self.sequence == self.expected_sequence
    }
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
            let number = number(&live.name);
            sweep(root, |name| self::number(name) < number);
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

    /// Begins an empty generation beside the live one, which goes on serving and may go on being written.
    pub fn rebuild(&self) -> Result<Rebuild, Error> {
        let root = self.shared.root.as_deref().ok_or(Error::InMemory)?;
        fs::create_dir_all(root).map_err(Error::file(root))?;
        let lock = lock_rebuild(root)?;
        if let Some(name) = current(root)? {
            sweep(root, |generation| generation != name);
        }
        let live = Arc::new(Live::create(root)?);
        let writer = Writer::over(Arc::clone(&self.shared), live)?.for_rebuild();
        Ok(Rebuild { writer, _lock: lock })
    }

    /// Compares the index with what it should hold, and its files with their checksums.
    pub fn verify<'a>(
        &self,
        ids: impl IntoIterator<Item = &'a DocumentId>,
        expected_sequence: u64,
    ) -> Result<Verification, Error> {
        let live = self.shared.live.load_full();
        let view = live.view.load_full();
        let snapshot = &view.snapshot;
        let held: HashSet<&str> = snapshot.entries().map(|(_, _, entry)| entry.stored.id.as_str()).collect();
        let wanted: HashSet<&str> = ids.into_iter().map(DocumentId::as_str).collect();
        let difference = |of: &HashSet<&str>, without: &HashSet<&str>| {
            let mut ids: Vec<String> = of.difference(without).map(|id| (*id).to_owned()).collect();
            ids.sort_unstable();
            ids
        };
        let mut damaged: Vec<PathBuf> = live.engine.validate_checksum()?.into_iter().collect();
        damaged.sort_unstable();
        Ok(Verification {
            missing: difference(&wanted, &held),
            extra: difference(&held, &wanted),
            sequence: snapshot.sequence,
            expected_sequence,
            damaged,
        })
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

    /// The files of the live generation, to be held against their checksums one after the other.
    pub fn files(&self) -> Result<Files, Error> {
        let live = self.shared.live.load_full();
        let mut paths = segment_files(&live)?;
        // Popped from the end.
        paths.sort_unstable_by(|a, b| b.cmp(a));
        Ok(Files { shared: Arc::clone(&self.shared), live, paths })
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

impl fmt::Debug for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Files").field("paths", &self.paths).finish_non_exhaustive()
    }
}

/// Files whose checksums are still to be looked at. Each reads one file wholly: for a blocking thread, with time for others between.
pub struct Files {
    shared: Arc<Shared>,
    live: Arc<Live>,
    paths: Vec<PathBuf>,
}

impl Files {
    /// How many are left.
    pub fn left(&self) -> usize {
        self.paths.len()
    }

    /// Looks at the next one; answers its name if it is damaged, `None` after the last. Of a generation that was rebuilt
    /// meanwhile there is nothing to look at any more.
    pub fn check_next(&mut self) -> Result<Option<Option<PathBuf>>, Error> {
        if !self.shared.is_live(&self.live)? {
            return Ok(None);
        }
        let Some(path) = self.paths.pop() else { return Ok(None) };
        // Tantivy trusts its files: some damage makes it panic.
        let sound =
            panic::catch_unwind(panic::AssertUnwindSafe(|| self.live.engine.directory().validate_checksum(&path)))
                .unwrap_or(Ok(false));
        let is_sound = match sound {
            Ok(is_sound) => is_sound,
            // It may have been merged into another meanwhile.
            Err(error) => {
                let error = Error::Engine(TantivyError::OpenReadError(error));
                if !error.calls_for_rebuild() {
                    return Err(error);
                }
                !segment_files(&self.live)?.contains(&path)
            }
        };
        // It may have been rebuilt while this looked.
        let is_damaged = !is_sound && self.shared.is_live(&self.live)?;
        Ok(Some(is_damaged.then_some(path)))
    }
}

/// The files that the last commit consists of: none that is just being written.
fn segment_files(live: &Live) -> Result<Vec<PathBuf>, Error> {
    let metas = live.engine.load_metas()?;
    let segments: HashMap<String, Option<u64>> =
        metas.segments.iter().map(|segment| (segment.id().uuid_string(), segment.delete_opstamp())).collect();
    // A file is named after its segment, and what was deleted from it after the commit that deleted.
    let belongs = |path: &PathBuf| {
        let mut parts = path.to_str().unwrap_or_default().split('.');
        let (segment, rest): (&str, Vec<&str>) = (parts.next().unwrap_or_default(), parts.collect());
        segments.get(segment).is_some_and(|deleted| match rest.as_slice() {
            [opstamp, "del"] => deleted.is_some_and(|deleted| *opstamp == deleted.to_string()),
            [.., last] => *last != "temp",
            [] => false,
        })
    };
    Ok(live.engine.directory().list_managed_files().into_iter().filter(belongs).collect())
}

/// A generation that is being filled. Dropped before [`Self::finish`], it leaves the live one as it is.
#[derive(Debug)]
pub struct Rebuild {
    writer: Writer,
    _lock: File,
}

impl Rebuild {
    /// Adds documents.
    pub fn apply(&mut self, operations: &[Operation]) -> Result<(), Error> {
        self.writer.apply(operations)
    }

    /// Commits and makes this generation the live one, in this process at once, in others with their next
    /// [`Index::reload`]. `sequence`: the outbox sequence up to which the documents were read.
    pub fn finish(mut self, sequence: u64) -> Result<(), Error> {
        self.writer.commit(sequence)?;
        let (shared, live) = self.writer.into_live();
        if let Some(root) = &shared.root {
            switch(root, &live.name)?;
        }
        shared.live.store(live);
        Ok(())
    }
}

impl Shared {
    /// Whether a generation is still the live one, here and on disk.
    pub(crate) fn is_live(&self, live: &Arc<Live>) -> Result<bool, Error> {
        let on_disk = match &self.root {
            Some(root) => current(root)?.is_none_or(|name| name == live.name),
            None => true,
        };
        Ok(on_disk && Arc::ptr_eq(&self.live.load(), live))
    }
}

impl Live {
    fn create(root: &Path) -> Result<Self, Error> {
        let (name, directory) = create_generation(root)?;
        let (schema, fields) = schema::schema();
        let engine = tantivy::Index::builder().schema(schema).settings(schema::settings()).create_in_dir(&directory)?;
        let version = directory.join(VERSION_FILE);
        fs::write(&version, schema::VERSION.to_string()).map_err(Error::file(&version))?;
        Self::over(name, engine, fields)
    }

    fn open(root: &Path, name: &str) -> Result<Self, Error> {
        let directory = root.join(name);
        let found = fs::read_to_string(directory.join(VERSION_FILE)).unwrap_or_default();
        if found.trim() != schema::VERSION.to_string() {
            return Err(Error::OtherVersion {
                found: found.trim().chars().take(20).collect(),
                wanted: schema::VERSION,
            });
        }
        // Tantivy trusts its files: some damage makes it panic.
        let open = || {
            let (_, fields) = schema::schema();
            Self::over(name.to_owned(), tantivy::Index::open_in_dir(&directory)?, fields)
        };
        panic::catch_unwind(open).unwrap_or(Err(Error::Damaged))
    }

    fn over(name: String, engine: tantivy::Index, fields: Fields) -> Result<Self, Error> {
        let segmenter = Segmenter::shared();
        schema::register_tokenizers(&engine, &segmenter);
        // Before the segments, as in [`Self::refresh`]: another process may commit in between.
        let sequence = sequence(&engine)?;
        let reader = engine.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let view = View::open(reader.searcher(), fields, sequence, &segmenter, None)?;
        Ok(Self { name, engine, reader, fields, view: ArcSwap::from_pointee(view), refreshing: Mutex::new(()) })
    }

    /// Shows the last commit to searches that begin from now on.
    pub(crate) fn refresh(&self, segmenter: &Segmenter) -> Result<(), Error> {
        let _one_at_a_time = self.refreshing.lock().unwrap_or_else(PoisonError::into_inner);
        // Read before the segments: a commit between the two shows documents early, never a sequence too high.
        let sequence = sequence(&self.engine)?;
        self.reader.reload()?;
        let before = self.view.load_full();
        let view = View::open(self.reader.searcher(), self.fields, sequence, segmenter, Some(&before))?;
        self.view.store(Arc::new(view));
        Ok(())
    }
}

fn sequence(engine: &tantivy::Index) -> Result<u64, Error> {
    let payload = engine.load_metas()?.payload;
    Ok(payload.map(|payload| serde_json::from_str::<Payload>(&payload)).transpose()?.unwrap_or_default().sequence)
}

/// The live generation's name.
fn current(root: &Path) -> Result<Option<String>, Error> {
    let path = root.join(CURRENT);
    match fs::read_to_string(&path) {
        Ok(name) => Ok(Some(name.trim().to_owned()).filter(|name| is_generation(name))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::file(path)(error)),
    }
}

fn switch(root: &Path, name: &str) -> Result<(), Error> {
    // Named after the generation: two processes never write the same one.
    let (path, aside) = (root.join(CURRENT), root.join(format!("{CURRENT}.{name}")));
    let written = File::create(&aside).and_then(|mut file| {
        file.write_all(name.as_bytes())?;
        file.sync_all()
    });
    written.map_err(Error::file(&aside))?;
    fs::rename(&aside, &path).map_err(Error::file(&path))?;
    File::open(root).and_then(|directory| directory.sync_all()).map_err(Error::file(root))
}

fn is_generation(name: &str) -> bool {
    name.strip_prefix('g')
        .is_some_and(|number| (1..=15).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit()))
}

fn generations(root: &Path) -> Vec<String> {
    let entries = fs::read_dir(root).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().into_string().ok()).filter(|name| is_generation(name)).collect()
}

fn lock_rebuild(root: &Path) -> Result<File, Error> {
    let path = root.join(REBUILD_LOCK);
    let lock = File::create(&path).map_err(Error::file(&path))?;
    lock.try_lock().map_err(|_| Error::RebuildBusy)?;
    Ok(lock)
}

/// `g7` → 7
fn number(generation: &str) -> u64 {
    generation.get(1..).and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// A directory that nobody has, the youngest of all.
fn create_generation(root: &Path) -> Result<(String, PathBuf), Error> {
    loop {
        let name = format!("g{}", generations(root).iter().map(|name| number(name)).max().unwrap_or(0) + 1);
        let directory = root.join(&name);
        match fs::create_dir(&directory) {
            Ok(()) => return Ok((name, directory)),
            // Another process was faster.
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(Error::file(directory)(error)),
        }
    }
}

/// Takes away generations that nobody will open any more. What cannot be removed now is removed another time.
fn sweep(root: &Path, is_obsolete: impl Fn(&str) -> bool) {
    for name in generations(root).into_iter().filter(|name| is_obsolete(name)) {
        let _ = fs::remove_dir_all(root.join(name));
    }
}
