//! `target/site`: files with the hash of their content in their names, each with its compressed copies.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use crate::{compress, files};

/// The site being written.
pub struct Site {
    folder: PathBuf,
    /// Every file that belongs to it; what else is found is from an earlier build.
    kept: BTreeSet<PathBuf>,
}

impl Site {
    /// At `folder`, which may hold an earlier build.
    pub fn at(folder: PathBuf) -> Self {
        Self { folder, kept: BTreeSet::new() }
    }

    /// Writes `assets/<stem>.<hash>.<extension>` and its copies; returns the name without the folder.
    pub fn add_asset(&mut self, stem: &str, extension: &str, content: &[u8]) -> Result<String> {
        let name = format!("{stem}.{}.{extension}", files::hash(content));
        let path = self.folder.join("assets").join(&name);
        let (br, gz) = (with_suffix(&path, "br"), with_suffix(&path, "gz"));
        // The name says what is in them.
        if !(path.is_file() && br.is_file() && gz.is_file()) {
            files::write(&br, &compress::brotli(content)?)?;
            files::write(&gz, &compress::gzip(content)?)?;
            files::write(&path, content)?;
        }
        self.kept.extend([path, br, gz]);
        Ok(name)
    }

    /// Copies a file that keeps its name.
    pub fn add_public(&mut self, name: &Path, content: &[u8]) -> Result<()> {
        let path = self.folder.join(name);
        files::write(&path, content)?;
        self.kept.insert(path);
        Ok(())
    }

    /// Writes the manifest, then removes what it no longer names.
    pub fn finish(mut self, manifest: &serde_json::Value) -> Result<()> {
        let path = self.folder.join("manifest.json");
        files::write(&path, format!("{manifest:#}\n").as_bytes())?;
        self.kept.insert(path);
        for file in files::all(&self.folder)? {
            if !self.kept.contains(&file) {
                fs::remove_file(&file).with_context(|| file.display().to_string())?;
            }
        }
        Ok(())
    }
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    name.into()
}
