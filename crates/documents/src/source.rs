//! What reading yields.

use std::{fmt, path::PathBuf};

use domain::{Document, Refusal};

/// Where a document stood in the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The path as given and walked, or the name of the bytes.
    pub file: String,
    /// The line, from 1, where a file holds many documents.
    pub line: Option<usize>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A file's name may hold line ends and terminal codes; a report has one line for each rejection.
        let file = self.file.replace(char::is_control, "\u{fffd}");
        match self.line {
            Some(line) => write!(f, "{file}:{line}"),
            None => f.write_str(&file),
        }
    }
}

/// Where a document's id came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdOrigin {
    /// The source gave it.
    Given,
    /// The file's name, which held only ASCII letters, digits and separators.
    FileName,
    /// The file's name, of which letters or its end had to be dropped (`办法 2026` → `2026`): two different
    /// documents may come to the same id, so compare titles before taking it for a revision.
    LossyFileName,
    /// A hash of the file's name, or of title and document number, where nothing else is there.
    Hash,
}

/// The file as it came, for single-document files.
#[derive(Clone, PartialEq, Eq)]
pub struct Original {
    /// MIME type.
    pub media_type: &'static str,
    /// Every byte.
    pub bytes: Vec<u8>,
}

impl fmt::Debug for Original {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Original({}, {} bytes)", self.media_type, self.bytes.len())
    }
}

/// A file that belongs to a document: what the media store is to hold under its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// SHA-256 of the content, in hexadecimal.
    pub sha256: String,
    /// Where the content is.
    pub content: Content,
}

/// Where the content of a file is.
#[derive(Clone, PartialEq, Eq)]
pub enum Content {
    /// On the disk.
    Path(PathBuf),
    /// The picture on the disk, encoded anew: made again when it is stored, so that nothing large waits in memory.
    Picture(PathBuf),
    /// In memory.
    Bytes(Vec<u8>),
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => write!(f, "Path({})", path.display()),
            Self::Picture(path) => write!(f, "Picture({})", path.display()),
            Self::Bytes(bytes) => write!(f, "Bytes({})", bytes.len()),
        }
    }
}

/// One document as its source has it. A policy's `clauses` and `unresolved` are empty, its document
/// numbers are spelt as the source spells them.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceDocument {
    /// The document; its `extra` holds what the contract does not know.
    pub document: Document,
    /// Where its id came from.
    pub id_origin: IdOrigin,
    /// The issuer when the source names it in words instead of by id; then `Policy::issuer` is `None`.
    pub issuer_name: Option<String>,
    /// The file itself; `None` for lines of a file of many.
    pub original: Option<Original>,
    /// Recordings and pictures that belong to it.
    pub files: Vec<SourceFile>,
    /// Where it stood.
    pub place: Place,
    /// Keys that the contract does not know.
    pub unknown_keys: Vec<String>,
    /// What was changed or left out on the way in, as Chinese sentences.
    pub notes: Vec<String>,
}

/// Why a document was not read or not taken: a refusal, and where in the source it stands.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}：{reason}")]
pub struct Rejection {
    /// Where.
    pub place: Place,
    /// What is wrong with it.
    pub reason: Refusal,
}
