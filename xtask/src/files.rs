//! Files: what a step was made from, and writing that leaves nothing half done.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// Every file below `path`, or `path` itself, in a stable order. Hidden entries, `node_modules` and `target` are left out.
pub fn all(path: &Path) -> Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    let mut entries: Vec<PathBuf> = fs::read_dir(path)
        .with_context(|| path.display().to_string())?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_>>()?;
    entries.sort();
    for entry in entries {
        let name = entry.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with('.') || name == "node_modules" || name == "target" {
            continue;
        }
        found.extend(all(&entry)?);
    }
    Ok(found)
}

/// The first 16 hexadecimal digits of SHA-256: enough to tell the files of one site apart.
pub fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// One hash over paths and contents, and over `more` that decides the result.
pub fn fingerprint(inputs: &[PathBuf], more: &str) -> Result<String> {
    let mut digest = Sha256::new();
    digest.update(more.as_bytes());
    for input in inputs {
        for file in all(input)? {
            digest.update(file.to_string_lossy().as_bytes());
            digest.update(Sha256::digest(fs::read(&file)?));
        }
    }
    Ok(hex(&digest.finalize()))
}

fn hex(digest: &[u8]) -> String {
    let head: [u8; 8] = std::array::from_fn(|i| digest.get(i).copied().unwrap_or_default());
    format!("{:016x}", u64::from_be_bytes(head))
}

/// Whether `outputs` were made from this very fingerprint.
pub fn is_fresh(stamp: &Path, fingerprint: &str, outputs: &[&Path]) -> bool {
    fs::read_to_string(stamp).is_ok_and(|made_from| made_from == fingerprint)
        && outputs.iter().all(|output| output.is_file())
}

/// Writes beside the place and renames: a reader sees the old file or the new one. A file that has the content already
/// is not touched, so that nothing that depends on it is built again.
pub fn write(path: &Path, content: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|present| present == content) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".new");
    let beside = path.with_file_name(name);
    fs::write(&beside, content).with_context(|| beside.display().to_string())?;
    fs::rename(&beside, path).with_context(|| path.display().to_string())
}
