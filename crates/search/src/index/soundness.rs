//! Whether the index is sound: it holds what it should, and its files are as they were written.

use std::{
    collections::{HashMap, HashSet},
    fmt, panic,
    path::PathBuf,
    sync::Arc,
};

use domain::DocumentId;
use serde::Serialize;
use tantivy::TantivyError;

use super::{
    Index,
    live::{Live, Shared},
};
use crate::Error;

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

/// Files whose checksums are still to be looked at. Each reads one file wholly: for a blocking thread, with time for others between.
pub struct Files {
    shared: Arc<Shared>,
    live: Arc<Live>,
    paths: Vec<PathBuf>,
}

impl fmt::Debug for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Files").field("paths", &self.paths).finish_non_exhaustive()
    }
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

impl Index {
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

    /// The files of the live generation, to be held against their checksums one after the other.
    pub fn files(&self) -> Result<Files, Error> {
        let live = self.shared.live.load_full();
        let mut paths = segment_files(&live)?;
        // Popped from the end.
        paths.sort_unstable_by(|a, b| b.cmp(a));
        Ok(Files { shared: Arc::clone(&self.shared), live, paths })
    }
}
