//! 简明问答, taken out of a record.

use domain::{
    Question, Refusal,
    question::{ASPECTS, About, Audience, Origin},
};

use super::Reading;
use crate::read::fields::{
    citing::{ids, required_id, short_answer, some_cites},
    not_allowed,
    takers::Fields,
};

/// Its keys, as an import writes them (`docs/IMPORT.md`).
pub const KEYS: &[&str] = &[
    "question",
    "aliases",
    "about",
    "short_answer",
    "answer",
    "cites",
    "audience",
    "life_events",
    "subjects",
    "agency",
    "phone",
    "next_step",
    "related",
    "origin",
    "published_on",
    "review_on",
    "applies_from",
    "applies_until",
];

/// Those of them that are dates.
pub const DATES: &[&str] = &["published_on", "review_on", "applies_from", "applies_until"];

/// The longest question, in characters.
const MAX_QUESTION_CHARS: usize = 60;

/// Takes the fields.
pub fn read(fields: &mut Fields, reading: &mut Reading<'_>) -> Result<Question, Refusal> {
    if reading.title.chars().count() > MAX_QUESTION_CHARS {
        return Err(format!("问题超过 {MAX_QUESTION_CHARS} 字：请像群众那样问，细节放到 answer").into());
    }
    Ok(Question {
        aliases: fields.texts("aliases")?,
        about: about(fields)?,
        short_answer: short_answer(fields)?,
        answer: fields.text("answer")?,
        cites: some_cites(fields)?,
        audience: audience(fields)?,
        life_events: fields.texts("life_events")?,
        subjects: fields.texts("subjects")?,
        agency: required_id(fields, "agency", "由谁答复")?,
        phone: fields.text("phone")?,
        next_step: fields.text("next_step")?,
        related: ids(fields, "related")?,
        origin: fields.word("origin", &Origin::ALL)?,
        published_on: fields.date("published_on")?,
        review_on: fields.date("review_on")?,
        applies_from: fields.date("applies_from")?,
        applies_until: fields.date("applies_until")?,
    })
}

fn audience(fields: &mut Fields) -> Result<Vec<Audience>, Refusal> {
    let words = fields.texts("audience")?;
    words
        .iter()
        .map(|word| {
            Audience::parse(word).ok_or_else(|| not_allowed("audience", word, &Audience::ALL.map(Audience::as_str)))
        })
        .collect()
}

fn about(fields: &mut Fields) -> Result<Option<About>, Refusal> {
    let Some(mut inner) = fields.object("about")? else { return Ok(None) };
    let about = About {
        scheme: inner.texts("scheme")?,
        group: inner.texts("group")?,
        aspect: inner.texts("aspect")?,
        place: inner.texts("place")?,
        not: inner.texts("not")?,
    };
    match about.aspect.iter().find(|word| !ASPECTS.contains(&word.as_str())) {
        Some(word) => Err(not_allowed("about.aspect", word, &ASPECTS)),
        None => Ok(Some(about).filter(|about| *about != About::default())),
    }
}
