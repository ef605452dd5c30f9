//! 机构, taken out of a record.

use domain::{Agency, Level, Refusal};

use super::Reading;
use crate::read::fields::{not_allowed, takers::Fields};

/// Its keys, as an import writes them (`docs/IMPORT.md`).
pub const KEYS: &[&str] = &[
    "name",
    "short_name",
    "type",
    "level",
    "parent",
    "duties",
    "address",
    "office_hours",
    "phone",
    "fax",
    "email",
    "officer_role",
];

/// Those of them that are dates.
pub const DATES: &[&str] = &[];

/// `Agency::agency_type` (`domain::Agency`).
const AGENCY_TYPES: [&str; 6] = ["government", "department", "township", "street", "zone", "institution"];

/// Takes the fields.
pub fn read(fields: &mut Fields, reading: &mut Reading<'_>) -> Result<Agency, Refusal> {
    let agency_type = fields.text("type")?;
    if let Some(word) = agency_type.as_deref().filter(|word| !AGENCY_TYPES.contains(word)) {
        return Err(not_allowed("type", word, &AGENCY_TYPES));
    }
    Ok(Agency {
        name: reading.title.to_owned(),
        short_name: fields.text("short_name")?,
        agency_type,
        level: fields.word("level", &Level::ALL)?,
        parent: fields.id("parent")?,
        duties: fields.text("duties")?,
        address: fields.text("address")?,
        office_hours: fields.text("office_hours")?,
        phone: fields.text("phone")?,
        fax: fields.text("fax")?,
        email: fields.text("email")?,
        officer_role: fields.text("officer_role")?,
    })
}
