//! What goes into the store.

use domain::{Document, DocumentId};

/// The raw source of a revision, as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Original {
    /// The MIME type, such as `text/html`.
    pub media_type: String,
    /// The bytes; the store compresses them.
    pub bytes: Vec<u8>,
}

/// A document to be held as the newest revision of its id.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRevision {
    /// The content.
    pub document: Document,
    /// What it was made from, where that is worth keeping.
    pub original: Option<Original>,
    /// Where it came from: a file and line, a desk.
    pub source: Option<String>,
}

impl NewRevision {
    /// A document without an original.
    pub const fn of(document: Document) -> Self {
        Self { document, original: None, source: None }
    }
}

/// What became of one item of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The id was new.
    Imported,
    /// The id was known with other content.
    Revised,
    /// The id was known with this content; nothing was written.
    Unchanged,
}

/// The answer for one item of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// The id of the item.
    pub id: DocumentId,
    /// What happened.
    pub outcome: Outcome,
    /// The number of the current revision.
    pub revision: u32,
    /// False when the document is gone or moved: the revision is kept, but only
    /// [`crate::Writes::reinstate`] brings the page back.
    pub published: bool,
}
