//! 回应关切, taken out of a record.

use domain::{Refusal, Response, response::Verdict};

use super::Reading;
use crate::read::fields::{
    citing::{required_id, short_answer, some_cites},
    takers::Fields,
};

/// Its keys, as an import writes them (`docs/IMPORT.md`).
pub const KEYS: &[&str] = &[
    "claim",
    "verdict",
    "short_answer",
    "explanation",
    "cites",
    "agency",
    "heard_in",
    "first_heard_on",
    "subjects",
    "published_on",
    "valid_until",
];

/// Those of them that are dates.
pub const DATES: &[&str] = &["first_heard_on", "published_on", "valid_until"];

/// Takes the fields.
pub fn read(fields: &mut Fields, _: &mut Reading<'_>) -> Result<Response, Refusal> {
    Ok(Response {
        verdict: fields
            .word("verdict", &Verdict::ALL)?
            .ok_or("缺少 verdict（判断）：false、one_sided、outdated 或 needs_context")?,
        short_answer: short_answer(fields)?,
        explanation: fields.text("explanation")?.ok_or("缺少 explanation（说明）")?,
        cites: some_cites(fields)?,
        agency: required_id(fields, "agency", "回应单位")?,
        heard_in: fields.texts("heard_in")?,
        first_heard_on: fields.date("first_heard_on")?,
        subjects: fields.texts("subjects")?,
        published_on: fields.date("published_on")?,
        valid_until: fields.date("valid_until")?,
    })
}
