//! Rebuilding: another generation is filled beside the live one, and takes its place when it is whole.

use std::{
    fs::{self, File},
    sync::Arc,
};

use super::{
    Index,
    generations::{current, lock_rebuild, sweep, switch},
    live::Live,
    writer::Writer,
};
use crate::{Error, document::Operation};

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

impl Index {
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
}
