//! “没看懂这一条” (`domain.md` N23), without who asked.

use domain::{ClauseId, Date, DocumentId};

/// Different words that are kept of one clause and one day; what comes after is only counted.
pub const MOST_WORDS_A_DAY: u32 = 100;

/// Different words that are kept of one day, of all clauses together.
pub const MOST_WORDS_OF_A_DAY: u32 = 2_000;

/// What became of a reader's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// They are kept; or there were none.
    Words,
    /// There were too many: it is only counted.
    Count,
}

/// What a reader could not understand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnclearReport {
    /// The policy.
    pub policy: DocumentId,
    /// The revision that was read.
    pub revision: u32,
    /// The clause.
    pub clause: ClauseId,
    /// In the reader's words; may be empty.
    pub words: String,
    /// The day, in China.
    pub day: Date,
    /// How often it was said that day.
    pub times: u32,
}
