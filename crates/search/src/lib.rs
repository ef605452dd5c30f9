//! The index: finds documents by what they say, and counts them by what they are.
//!
//! Ideas before modules:
//! - The store is the truth, the index is disposable: every commit carries the outbox sequence it was made of,
//!   and whatever is broken is rebuilt beside the live one and swapped (`index`).
//! - A document is judged by its best passage (`schema`, `passages`); text is compared by words, characters
//!   and bigrams together (`rank`), by nearness (`near`), and the best once more by all that can be measured of them
//!   (`rerank`); the numbers are measured (`evaluate`).
//! - What a list shows, filters and counts lies in memory (`snapshot`); only a page's hits are read from disk
//!   (`results`), and no number in them is cut (`excerpt`).
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
mod rank;
mod rerank;
mod results;
mod schema;
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
mod writer;

pub use authority::{Authority, authority_of};
pub use coming::ComingDate;
pub use document::{IndexAgency, IndexCitation, IndexClause, IndexDeadline, IndexDocument, Operation, subject_id};
pub use error::Error;
pub use evaluate::{Evaluation, EvaluationOptions, evaluate};
pub use explain::{ExplainedCandidate, ExplainedPiece, Explanation};
pub use index::{Files, Index, Rebuild, Status, Verification};
pub use language::check::{LexiconFault, LexiconReport, check_lexicon};
pub use priors::Priors;
pub use rank::Ranking;
pub use standing::is_stale;
pub use twins::Twin;
pub use writer::Writer;
