//! 解读, taken out of a record.

use domain::{
    Interpretation, Refusal,
    interpretation::{Exchange, InterpretationForm, KeyFacts, MAX_GIST, Material, Plan, Speaker},
};

use super::Reading;
use crate::read::fields::{
    citing::{cites, required_id, within},
    not_allowed,
    takers::Fields,
};

/// Its keys, as an import writes them (`docs/IMPORT.md`).
pub const KEYS: &[&str] = &[
    "form",
    "policy",
    "gist",
    "key_facts",
    "materials",
    "plan",
    "author",
    "subjects",
    "published_on",
    "review_on",
    "held_on",
    "place",
    "speakers",
    "exchanges",
];

/// Those of them that are dates.
pub const DATES: &[&str] = &["published_on", "review_on", "held_on"];

/// Takes the fields.
pub fn read(fields: &mut Fields, _: &mut Reading<'_>) -> Result<Interpretation, Refusal> {
    let gist = fields.text("gist")?.ok_or("缺少 gist（一句话说清）")?;
    within("gist", &gist, MAX_GIST)?;
    let form = fields.word("form", &InterpretationForm::ALL)?.unwrap_or_default();
    let materials = fields.objects("materials")?.into_iter().map(material).collect::<Result<Vec<_>, _>>()?;
    let exchanges = fields.objects("exchanges")?.into_iter().map(exchange).collect::<Result<Vec<_>, _>>()?;
    let speakers = fields.objects("speakers")?.into_iter().map(speaker).collect::<Result<Vec<_>, _>>()?;
    let held_on = fields.date("held_on")?;
    if materials.is_empty() && exchanges.is_empty() {
        return Err("缺少 materials（解读材料）：至少一段文字、一个问答或一张图".into());
    }
    if form.is_meeting() && (held_on.is_none() || speakers.is_empty() || exchanges.is_empty()) {
        return Err(format!(
            "{}要写明 held_on（举行日期）、speakers（出席单位）和 exchanges（问答实录）",
            form.label()
        )
        .into());
    }
    Ok(Interpretation {
        form,
        policy: required_id(fields, "policy", "解读哪份政策")?,
        policy_revision: None,
        gist,
        key_facts: key_facts(fields)?,
        materials,
        plan: plan(fields)?,
        author: required_id(fields, "author", "起草部门，谁起草、谁解读")?,
        subjects: fields.texts("subjects")?,
        published_on: fields.date("published_on")?,
        review_on: fields.date("review_on")?,
        held_on,
        place: fields.text("place")?,
        speakers,
        exchanges,
    })
}

fn material(mut fields: Fields) -> Result<Material, Refusal> {
    let kind = fields.text("type")?.unwrap_or_default();
    Ok(match kind.as_str() {
        "text" => Material::Text {
            heading: fields.text("heading")?,
            body: fields.text("body")?.ok_or_else(|| format!("缺少 {}", fields.path("body")))?,
            cites: cites(&mut fields)?,
        },
        "question" => Material::Question { id: required_id(&mut fields, "id", "哪个问答")? },
        "figure" => Material::Figure { id: required_id(&mut fields, "id", "哪张图表")? },
        "media" => Material::Media { id: required_id(&mut fields, "id", "哪段录音、视频或哪张图片")? },
        other => return Err(not_allowed(&fields.path("type"), other, &["text", "question", "figure", "media"])),
    })
}

fn exchange(mut fields: Fields) -> Result<Exchange, Refusal> {
    let required = |text: Option<String>, path: String| text.ok_or_else(|| format!("缺少 {path}"));
    Ok(Exchange {
        from: fields.text("from")?,
        question: required(fields.text("question")?, fields.path("question"))?,
        by: fields.text("by")?,
        answer: required(fields.text("answer")?, fields.path("answer"))?,
        cites: cites(&mut fields)?,
    })
}

fn speaker(mut fields: Fields) -> Result<Speaker, Refusal> {
    Ok(Speaker {
        office: fields.text("office")?.ok_or_else(|| format!("缺少 {}（单位）", fields.path("office")))?,
        role: fields.text("role")?,
    })
}

fn key_facts(fields: &mut Fields) -> Result<KeyFacts, Refusal> {
    let Some(mut inner) = fields.object("key_facts")? else { return Ok(KeyFacts::default()) };
    Ok(KeyFacts {
        who: inner.text("who")?,
        how_much: inner.text("how_much")?,
        when: inner.text("when")?,
        r#where: inner.text("where")?,
        bring: inner.text("bring")?,
        contact: inner.text("contact")?,
    })
}

fn plan(fields: &mut Fields) -> Result<Option<Plan>, Refusal> {
    let Some(mut inner) = fields.object("plan")? else { return Ok(None) };
    Ok(Some(Plan {
        audience: inner.text("audience")?,
        channels: inner.texts("channels")?,
        forms: inner.texts("forms")?,
        due_on: inner.date("due_on")?,
        responsible: inner.text("responsible")?,
    }))
}
