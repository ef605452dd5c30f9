//! What comes out of the store.

use domain::{Agency, Date, Document, DocumentId, DocumentNumber, Edge, Kind, Level, Timestamp, ValidityFacts};

/// Whether an id has a page, and if not, why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Shown, if its disclosure allows it.
    Published,
    /// Withdrawn: 410.
    Gone {
        /// Why, in words for readers.
        reason: String,
        /// What took its place.
        successor: Option<DocumentId>,
        /// Since when.
        at: Timestamp,
    },
    /// Found under another id: 301. The target is never itself moved.
    Moved {
        /// The document that its address leads to.
        to: DocumentId,
    },
    /// Never held: 404.
    Unknown,
}

/// One line of a document's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevisionSummary {
    /// From 1, without gaps.
    pub number: u32,
    /// When it was saved.
    pub created_at: Timestamp,
    /// The title it had.
    pub title: String,
}

/// A document as held, public or not: the caller decides who may see it.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// The current content.
    pub document: Document,
    /// The number of the current revision.
    pub revision: u32,
    /// Whether it is published, gone or moved; never [`State::Unknown`].
    pub state: State,
    /// When revision or state last changed.
    pub changed_at: Timestamp,
}

impl Stored {
    /// Whether the public may see it: published, and disclosed proactively.
    pub fn is_public(&self) -> bool {
        self.state == State::Published && self.document.is_public()
    }
}

/// One revision, current or past.
#[derive(Debug, Clone, PartialEq)]
pub struct PastRevision {
    /// The content it had.
    pub document: Document,
    /// Its number.
    pub number: u32,
    /// When it was saved.
    pub created_at: Timestamp,
    /// Where it came from.
    pub source: Option<String>,
}

/// The current content of a public document.
#[derive(Debug, Clone, PartialEq)]
pub struct Current {
    /// The content.
    pub document: Document,
    /// The number of the revision.
    pub revision: u32,
    /// When revision or state last changed.
    pub changed_at: Timestamp,
}

/// What a link to a public document shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Its id.
    pub id: DocumentId,
    /// Its kind.
    pub kind: Kind,
    /// Its title.
    pub title: String,
    /// Its number.
    pub document_number: Option<DocumentNumber>,
    /// The day by which lists are ordered.
    pub date: Option<Date>,
    /// 层级, of a policy.
    pub level: Option<Level>,
    /// What its validity is computed from.
    pub validity: ValidityFacts,
}

/// One edge, and the public document at its other end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The edge as its source declares it, with `on` as declared.
    pub edge: Edge,
    /// The other end; `None` for an outgoing edge whose target is not held or not public.
    pub other: Option<Head>,
}

/// All that the page of a document needs, of one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The document.
    pub stored: Stored,
    /// All revisions, oldest first.
    pub revisions: Vec<RevisionSummary>,
    /// What its own validity is computed from.
    pub validity: ValidityFacts,
    /// What public documents do to it, newest first.
    pub incoming: Vec<Link>,
    /// What it does to others, in its own order.
    pub outgoing: Vec<Link>,
}

/// An agency with its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgencyRecord {
    /// Its id.
    pub id: DocumentId,
    /// What is known of it.
    pub agency: Agency,
    /// 演示
    pub demo: bool,
}
