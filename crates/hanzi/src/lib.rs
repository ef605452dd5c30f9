//! Chinese official text: cleaning, the clause grammar, document numbers, dates, numerals; folding,
//! segmenting, pinyin and highlighting for search.
//!
//! Text in, values out: no I/O, no clock, no state. Nothing here panics on any input.
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::indexing_slicing,
        clippy::string_slice,
        reason = "a test that panics has failed, which is its job"
    )
)]

mod blanks;
pub mod clauses;
pub mod clean;
pub mod dates;
pub mod document_number;
pub mod extract;
pub mod fold;
pub mod highlight;
pub mod numerals;
pub mod phones;
pub mod pinyin;
pub mod plain;
pub mod segment;
