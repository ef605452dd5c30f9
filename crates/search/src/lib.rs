//! The index: finds documents by what they say, and counts them by what they are.
//!
//! Ideas before modules:
//! - The store is the truth, the index is disposable: every commit carries the outbox sequence it was made of,
//!   and whatever is broken is rebuilt beside the live one and swapped (`index`).
//! - Queries and authored texts are read in the same way (`language`); a query is understood by what the collection holds
//!   (`query`).
//! - A document is judged by its best passage (`schema`, `passages`); text is compared by words, characters
//!   and bigrams together (`scoring`), by nearness (`near`), and the best once more by all that can be measured of them
//!   (`rerank`); the numbers (`ranking`) are measured (`evaluate`).
//! - What a list shows, filters and counts lies in memory (`snapshot`); only a page's hits are read from disk
//!   (`results`), and no number in them is cut (`excerpt`).
//! - Whether an authored question answers is decided beside the list (`answering`), and each helps the other.
//!
//! No file imports one that imports it: `language` ← `query`; `snapshot` ← `scoring`, `near` ← `rerank`; `snapshot` ← `answering`
//! ← `view` ← `index` ← `results` ← `explain`, `twins`, `evaluate`; `suggest` and `coming` ask the index alone.
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::indexing_slicing,
        clippy::string_slice,
        reason = "a test that panics has failed, which is its job"
    )
)]

mod answering;
mod authority;
mod coming;
mod document;
mod error;
mod evaluate;
mod excerpt;
mod explain;
mod index;
mod language;
mod matches;
mod near;
mod passages;
mod priors;
mod query;
mod ranking;
mod rerank;
mod results;
mod schema;
mod scoring;
mod snapshot;
mod standing;
mod suggest;
#[cfg(test)]
mod tests;
mod titles;
mod trees;
mod twins;
mod vectors;
mod view;

pub use authority::{Authority, authority_of};
pub use coming::ComingDate;
pub use document::{
    IndexAgency, IndexCitation, IndexClause, IndexDeadline, IndexDocument, IndexEntry, IndexFacet, Operation,
    subject_id,
};
pub use error::Error;
pub use evaluate::{Evaluation, EvaluationOptions, evaluate};
pub use explain::{ExplainedCandidate, ExplainedPiece, Explanation};
pub use index::{
    Index, Status,
    rebuild::Rebuild,
    soundness::{Files, Verification},
    writer::Writer,
};
pub use language::check::{LexiconFault, LexiconReport, check_lexicon};
pub use priors::Priors;
pub use ranking::Ranking;
pub use standing::is_stale;
pub use twins::Twin;
