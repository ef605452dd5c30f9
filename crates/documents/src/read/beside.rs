//! Files that stand beside a source and belong to its documents: recordings, posters, captions.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{Cursor, Read},
    path::{Component, Path, PathBuf},
};

use domain::Refusal;
use media::sha256;

use crate::source::{Content, SourceFile};

/// Files that are held in memory, by their full name.
pub type HeldFiles = fn(&str) -> Option<Vec<u8>>;

/// What a source stands in: where the files beside it are.
#[derive(Debug, Clone, Default)]
pub(super) enum Surroundings {
    /// There are none: the source came without a folder.
    #[default]
    Nowhere,
    /// In this folder or below it.
    Folder(PathBuf),
    /// In memory, under names that begin like that of the source.
    Held { files: HeldFiles, folder: String },
}

/// Extensions of files that stand beside a source, and are no documents themselves.
const COMPANIONS: [&str; 9] = ["mp3", "m4a", "mp4", "webm", "jpg", "jpeg", "png", "vtt", "m4v"];

pub(super) fn is_companion(extension: &str) -> bool {
    COMPANIONS.contains(&extension)
}

/// The files beside one source, and which of them were taken.
#[derive(Debug, Default)]
pub(super) struct Beside {
    pub around: Surroundings,
    pub taken: BTreeSet<PathBuf>,
}

/// Where a file was found.
enum FoundIn {
    Folder(PathBuf),
    Memory(Vec<u8>),
}

/// A file that was found.
pub(super) struct FileBeside {
    /// The name by which the source names it.
    pub name: String,
    place: FoundIn,
    size: u64,
}

impl Beside {
    /// The file of that name, of at most so many bytes. It is never outside the folder of the source, whatever its name or
    /// the links in between say.
    pub fn find(&mut self, name: &str, most: u64) -> Result<FileBeside, Refusal> {
        let relative = Path::new(name);
        let is_plain = !name.contains('\\') && relative.components().all(|part| matches!(part, Component::Normal(_)));
        if !is_plain || name.is_empty() {
            return Err(format!("文件名“{name}”不能用：文件要放在数据文件旁边，只写文件名").into());
        }
        let missing = || Refusal::from(format!("找不到文件“{name}”：请和数据文件放在同一个文件夹里"));
        let (found_in, size) = match &self.around {
            Surroundings::Nowhere => {
                return Err(format!("找不到文件“{name}”：请从文件夹导入，把它放在数据文件旁边").into());
            }
            Surroundings::Held { files, folder } => {
                let bytes = files(&format!("{folder}{name}")).ok_or_else(missing)?;
                let size = bytes.len() as u64;
                (FoundIn::Memory(bytes), size)
            }
            Surroundings::Folder(folder) => {
                let folder = fs::canonicalize(folder).map_err(|error| super::describe_io(&error))?;
                let path = fs::canonicalize(folder.join(relative)).map_err(|_| missing())?;
                if !path.starts_with(&folder) {
                    return Err(format!("文件“{name}”是通向别处的链接，不能导入：请把文件本身放过来").into());
                }
                let facts = fs::metadata(&path).map_err(|error| super::describe_io(&error))?;
                if !facts.is_file() {
                    return Err(missing());
                }
                self.taken.insert(path.clone());
                (FoundIn::Folder(path), facts.len())
            }
        };
        if size > most {
            return Err(format!(
                "文件“{name}”有 {}，最多 {}：请压缩后再导入",
                domain::media::size_label(size),
                domain::media::size_label(most)
            )
            .into());
        }
        Ok(FileBeside { name: name.to_owned(), place: found_in, size })
    }
}

impl FileBeside {
    /// The bytes; only for what is small.
    pub fn bytes(&self) -> Result<Vec<u8>, Refusal> {
        let mut bytes = Vec::new();
        match &self.place {
            FoundIn::Memory(held) => bytes.clone_from(held),
            // Limited again: a file may grow while it is read.
            FoundIn::Folder(path) => {
                File::open(path)
                    .and_then(|file| file.take(self.size).read_to_end(&mut bytes))
                    .map_err(|error| super::describe_io(&error))?;
            }
        }
        Ok(bytes)
    }

    /// What symphonia reads from.
    pub fn source(&self) -> Result<media::Source, Refusal> {
        Ok(match &self.place {
            FoundIn::Memory(bytes) => Box::new(Cursor::new(bytes.clone())),
            FoundIn::Folder(path) => Box::new(File::open(path).map_err(|error| super::describe_io(&error))?),
        })
    }

    /// Where a picture is, or its bytes as they were encoded anew.
    pub fn picture(&self, encoded: Vec<u8>) -> Content {
        match &self.place {
            FoundIn::Memory(_) => Content::Bytes(encoded),
            FoundIn::Folder(path) => Content::Picture(path.clone()),
        }
    }

    /// The file as it is, with its hash.
    pub fn unchanged(self) -> Result<(SourceFile, u64), Refusal> {
        let hashed = match &self.place {
            FoundIn::Memory(bytes) => sha256(bytes.as_slice()),
            FoundIn::Folder(path) => File::open(path).and_then(sha256),
        };
        let (sha256, size) = hashed.map_err(|error| super::describe_io(&error))?;
        let content = match self.place {
            FoundIn::Memory(bytes) => Content::Bytes(bytes),
            FoundIn::Folder(path) => Content::Path(path),
        };
        Ok((SourceFile { sha256, content }, size))
    }
}
