//! The vocabulary of policy publishing: what a document, a clause, a validity and a citation *are*,
//! and the rules between them as pure functions.
//!
//! Nothing here does I/O, knows a database or a search engine, or reads a clock: the moment and the
//! day are arguments. The crate also compiles to WebAssembly, for the islands.

pub mod clause;
pub mod clock;
pub mod compare;
pub mod document;
pub mod document_number;
pub mod edge;
pub mod explanation;
pub mod figure;
pub mod id;
pub mod kinds;
pub mod reading;
pub mod refusal;
pub mod search;
pub mod staleness;
pub mod validity;

pub use clause::{Citation, Clause, ClauseId, Deadline, UnitNote, UnitRole};
pub use clock::{Timestamp, civil_day};
pub use document::{Disclosure, Document, Level, Source};
pub use document_number::DocumentNumber;
pub use edge::{Edge, EdgeType};
pub use explanation::ClauseCitation;
pub use figure::Figure;
pub use id::{DocumentId, InvalidId};
pub use jiff::civil::Date;
pub use kinds::*;
pub use refusal::Refusal;
pub use validity::{Validity, ValidityFacts, ValidityStatement};
