//! The error of the search engine: what can go wrong with the index, its tables and its evaluation.

use std::{io, path::PathBuf};

use tantivy::{
    TantivyError,
    directory::error::{OpenDirectoryError, OpenReadError, OpenWriteError},
};

/// Why the index could not do what was asked. The index is disposable: most of these end in a rebuild.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The directory holds an index of another schema or analysis; rebuild it.
    #[error("索引的格式是第 {found} 版，本程序需要第 {wanted} 版：请重建索引（mingbai index rebuild）")]
    OtherVersion {
        /// The version found.
        found: String,
        /// The version this program writes.
        wanted: u32,
    },
    /// Another process holds the writer, or this one does already.
    #[error("索引正由另一个进程写入")]
    WriterBusy,
    /// The index was rebuilt and swapped since this writer was made; make a new one and resume from [`crate::Index::sequence`].
    #[error("索引已被重建，写入者需要重新打开")]
    Superseded,
    /// Another rebuild is under way.
    #[error("索引正在重建")]
    RebuildBusy,
    /// An index in memory has no directory beside it.
    #[error("内存中的索引不能重建")]
    InMemory,
    /// Files of the index could not be read or written.
    #[error("索引文件 {path} 读写失败")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The search engine refused.
    #[error("搜索引擎出错")]
    Engine(#[from] TantivyError),
    /// The search engine gave up over files that are not what it wrote.
    #[error("索引文件已损坏，请重建索引（mingbai index rebuild）")]
    Damaged,
    /// A posting list or the document store could not be read.
    #[error("索引读取失败")]
    Read(#[from] io::Error),
    /// A stored entry does not read back.
    #[error("索引中的记录无法读取，请重建索引")]
    Entry(#[from] serde_json::Error),
    /// The words of the lexicon cannot be compared.
    #[error("词表不能用：{0}")]
    Lexicon(String),
    /// The table of word vectors is not one.
    #[error("词向量表不能用：{0}")]
    Words(&'static str),
    /// An evaluation file holds a line that is not what the contract says.
    #[error("{path} 第 {line} 行无法读取")]
    Line {
        /// Which file.
        path: PathBuf,
        /// From 1.
        line: usize,
        /// Why.
        source: serde_json::Error,
    },
    /// A table of the lexicon is not well formed.
    #[error("词表无法读取")]
    LexiconTable(#[from] toml::de::Error),
}

impl Error {
    /// Whether the index itself is at fault, so that only making it anew helps ([`crate::Index::create_anew`]).
    /// Otherwise the machine is (no space, no permission), or another process has it, and waiting may help.
    pub fn calls_for_rebuild(&self) -> bool {
        match self {
            Self::OtherVersion { .. } | Self::Damaged | Self::Entry(_) => true,
            Self::Engine(error) if !matches!(error, TantivyError::ErrorInThread(_)) => {
                io_error(error).is_none_or(is_of_the_file)
            }
            Self::Read(error) | Self::File { source: error, .. } => is_of_the_file(error),
            // A writing thread gave up, as it does when the disk is full: what was committed is as it was.
            Self::Engine(_)
            | Self::WriterBusy
            | Self::Superseded
            | Self::RebuildBusy
            | Self::InMemory
            | Self::Lexicon(_)
            | Self::Line { .. }
            | Self::LexiconTable(_)
            | Self::Words(_) => false,
        }
    }

    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}

fn io_error(error: &TantivyError) -> Option<&io::Error> {
    match error {
        TantivyError::IoError(error)
        | TantivyError::OpenDirectoryError(
            OpenDirectoryError::IoError { io_error: error, .. } | OpenDirectoryError::FailedToCreateTempDir(error),
        )
        | TantivyError::OpenReadError(OpenReadError::IoError { io_error: error, .. })
        | TantivyError::OpenWriteError(OpenWriteError::IoError { io_error: error, .. }) => Some(error),
        _ => None,
    }
}

/// Whether a file is missing, cut short or garbled, and not the machine in want of something.
fn is_of_the_file(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidData, InvalidInput, IsADirectory, NotADirectory, NotFound, Other, UnexpectedEof};
    // Tantivy wraps what it could not decode as `Other`; the system's own errors have a number.
    match error.kind() {
        NotFound | InvalidData | InvalidInput | UnexpectedEof | IsADirectory | NotADirectory => true,
        Other => error.raw_os_error().is_none(),
        _ => false,
    }
}
