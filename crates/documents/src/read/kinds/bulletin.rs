//! 公告 of a dry run (feature `trial-kind`), taken out of a record.

use domain::{Bulletin, Refusal};

use super::Reading;
use crate::read::fields::{
    citing::{cites, required_id},
    takers::Fields,
};

/// Its keys, as an import writes them.
pub const KEYS: &[&str] = &["text", "agency", "cites", "subjects", "published_on", "posted_at", "drafted_by"];

/// Those of them that are dates.
pub const DATES: &[&str] = &["published_on"];

/// Takes the fields.
pub fn read(fields: &mut Fields, _: &mut Reading<'_>) -> Result<Bulletin, Refusal> {
    Ok(Bulletin {
        text: fields.text("text")?.ok_or("缺少 text（公告正文）")?,
        agency: required_id(fields, "agency", "由谁公告")?,
        cites: cites(fields)?,
        subjects: fields.texts("subjects")?,
        published_on: fields.date("published_on")?,
        posted_at: fields.texts("posted_at")?,
        drafted_by: fields.text("drafted_by")?,
    })
}
