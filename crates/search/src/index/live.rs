//! One generation, open: tantivy's handles on it, and what searches see of it. All handles on an index share one.

use std::{
    collections::HashSet,
    fs, panic,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use arc_swap::ArcSwap;
use domain::DocumentId;
use hanzi::segment::Segmenter;
use serde::{Deserialize, Serialize};
use tantivy::{IndexReader, ReloadPolicy};

use super::generations::{self, current};
use crate::{
    Error,
    language::lexicon::Lexicon,
    ranking::Ranking,
    schema::{self, Fields},
    view::View,
};

const VERSION_FILE: &str = "version";

/// What the handles on an index share.
pub(crate) struct Shared {
    /// `None` in memory.
    pub(super) root: Option<PathBuf>,
    pub(crate) live: ArcSwap<Live>,
    pub(crate) segmenter: Segmenter,
    pub(crate) lexicon: Arc<Lexicon>,
    pub(crate) ranking: Ranking,
    /// Documents that are held and not to be found.
    pub(super) hidden: Arc<ArcSwap<HashSet<DocumentId>>>,
}

/// One generation, open.
pub(crate) struct Live {
    /// `g7`
    pub(super) name: String,
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
    /// Makes an empty one.
    pub(super) fn create(root: &Path) -> Result<Self, Error> {
        let (name, directory) = generations::create(root)?;
        let (schema, fields) = schema::schema();
        let engine = tantivy::Index::builder().schema(schema).settings(schema::settings()).create_in_dir(&directory)?;
        let version = directory.join(VERSION_FILE);
        fs::write(&version, schema::VERSION.to_string()).map_err(Error::file(&version))?;
        Self::over(name, engine, fields)
    }

    /// Opens one that is there.
    pub(super) fn open(root: &Path, name: &str) -> Result<Self, Error> {
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

    pub(super) fn over(name: String, engine: tantivy::Index, fields: Fields) -> Result<Self, Error> {
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
