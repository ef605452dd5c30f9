//! “还没有写到这件事”: what readers asked and nothing here answers, without who asked.

use domain::Date;

/// Different questions that are kept of one day; what comes after is only counted.
pub const MOST_ASKED_A_DAY: u32 = 500;

/// A question that nothing answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GapReport {
    /// What was asked; empty for those that are only counted.
    pub asked: String,
    /// The day, in China.
    pub day: Date,
    /// How often it was asked that day.
    pub times: u32,
}
