//! Where content lives: documents with immutable revisions, the edges between them, and the outbox
//! that the search index follows.
//!
//! Callers hold an `Arc<dyn ContentStore>`, or the one of its traits that they need, and never see a database. [`SqliteStore`] is the
//! implementation for one node; every implementation passes the behaviours of `contract`
//! (feature `contract-suite`).
//!
//! Two rules run through all of it. A write is one transaction: revision, edges, correspondence and
//! outbox rows appear together or not at all, and what was acknowledged survives `kill -9` and power loss.
//! And what is not public (`disclosure` other than `proactive`, or not published) never shows in an
//! operation whose name or documentation says *public*, nor changes the validity of anything.

#![allow(clippy::doc_markdown, reason = "SQLite and PostgreSQL are names, not code")]

mod altered;
mod content;
mod error;
mod fingerprint;
pub mod gaps;
mod naming;
mod reading;
mod saving;
mod sqlite;
pub mod unclear;
mod upkeep;

#[cfg(feature = "contract-suite")]
pub mod contract;

pub use altered::{Altered, Part, Verified};
pub use content::{ContentStore, Documents, Explanations, Outbox, Reading, Relations, Reports, Upkeep, Writes};
pub use error::StoreError;
pub use gaps::GapReport;
pub use naming::Naming;
pub use reading::{AgencyRecord, Current, Head, Link, Page, PastRevision, RevisionSummary, State, Stored};
pub use saving::{NewRevision, Original, Outcome, Saved};
pub use sqlite::{Carried, CarriedFile, SqliteOptions, SqliteStore};
pub use unclear::{Kept, UnclearReport};
pub use upkeep::{ChangeRow, Counts, IndexOp, OutboxRow};

/// The traits of a store, for whoever holds a certain one: `dyn ContentStore` needs none of them.
pub mod prelude {
    pub use crate::content::{
        ContentStore, Documents, Explanations, Outbox, Reading, Relations, Reports, Upkeep, Writes,
    };
}

/// The result of every operation of this crate.
pub type Result<T> = std::result::Result<T, StoreError>;
