//! Generations on disk: directories of which one is the live one.
//!
//! ```text
//! index/current        the name of the live generation, switched by renaming a file over it
//! index/g7/version     of schema and analysis
//! index/g7/…           tantivy's files
//! index/rebuild.lock   held while a rebuild is under way (an advisory lock: a dead process holds nothing)
//! index/anew.lock      held for the moments in which an empty generation is made and becomes the live one
//! ```

use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
};

use crate::Error;

const CURRENT: &str = "current";
const REBUILD_LOCK: &str = "rebuild.lock";

/// The live generation's name.
pub(super) fn current(root: &Path) -> Result<Option<String>, Error> {
    let path = root.join(CURRENT);
    match fs::read_to_string(&path) {
        Ok(name) => Ok(Some(name.trim().to_owned()).filter(|name| is_generation(name))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::file(path)(error)),
    }
}

/// Makes a generation the live one.
pub(super) fn switch(root: &Path, name: &str) -> Result<(), Error> {
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

/// Nobody else rebuilds as long as the file is open.
pub(super) fn lock_rebuild(root: &Path) -> Result<File, Error> {
    let path = root.join(REBUILD_LOCK);
    let lock = File::create(&path).map_err(Error::file(&path))?;
    lock.try_lock().map_err(|_| Error::RebuildBusy)?;
    Ok(lock)
}

/// `g7` → 7
pub(super) fn number(generation: &str) -> u64 {
    generation.get(1..).and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// A directory that nobody has, the youngest of all.
pub(super) fn create(root: &Path) -> Result<(String, PathBuf), Error> {
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
pub(super) fn sweep(root: &Path, is_obsolete: impl Fn(&str) -> bool) {
    for name in generations(root).into_iter().filter(|name| is_obsolete(name)) {
        let _ = fs::remove_dir_all(root.join(name));
    }
}
