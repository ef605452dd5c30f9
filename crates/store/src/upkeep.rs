//! What jobs and commands ask.

use std::collections::BTreeMap;

use domain::{DocumentId, Kind, Timestamp};

/// What the index does with a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IndexOp {
    /// The index reads it again: it, or its validity or lineage, changed.
    Put,
    /// The index takes it out: it is no longer public.
    Delete,
}

/// One thing the index has to do. Only the last row of a document counts: the follower reads the
/// document as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxRow {
    /// Rising, never given twice; there may be gaps.
    pub seq: u64,
    /// Which document.
    pub id: DocumentId,
    /// What to do.
    pub op: IndexOp,
    /// When it was written.
    pub at: Timestamp,
}

/// A row of the outbox, and what may be told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeRow {
    /// The row.
    pub row: OutboxRow,
    /// The kind of the document, while it is public.
    pub public: Option<Kind>,
    /// Whether it was public before this row.
    pub was_public: bool,
}

/// How much is held.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts {
    /// Public documents of each kind; kinds without any are missing.
    pub public: BTreeMap<Kind, u64>,
    /// Published, but not for the public.
    pub undisclosed: u64,
    /// Withdrawn.
    pub gone: u64,
    /// Redirected.
    pub moved: u64,
    /// Demonstration documents, in any state.
    pub demo: u64,
    /// Revisions of all documents.
    pub revisions: u64,
}
