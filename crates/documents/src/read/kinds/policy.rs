//! 政策文件, taken out of a record (`contracts.md`, Documents).

use domain::{
    DocumentId, DocumentNumber, Edge, EdgeType, Level, Policy, Refusal, Source, Validity, policy::Attachment,
};
use serde_json::{Map, Value};

use super::Reading;
use crate::read::{LINE_ENDS_NOTE, fields::takers::Fields, normalise_line_ends};

/// Its keys, as an import writes them (`docs/IMPORT.md`).
pub const KEYS: &[&str] = &[
    "document_number",
    "issuer",
    "level",
    "genre",
    "index_number",
    "written_on",
    "published_on",
    "effective_on",
    "expires_on",
    "validity",
    "normative",
    "subjects",
    "keywords",
    "summary",
    "body",
    "edges",
    "attachments",
    "source",
    "source.name",
    "source.url",
];

/// Those of them that are dates.
pub const DATES: &[&str] = &["written_on", "published_on", "effective_on", "expires_on"];

/// Takes the fields; an issuer that is named in words is told to [`Reading::issuer_name`].
pub fn read(fields: &mut Fields, reading: &mut Reading<'_>) -> Result<Policy, Refusal> {
    let notes = &mut *reading.notes;
    let body = fields.raw_text("body")?.ok_or("缺少 body（正文）")?;
    if body.trim().is_empty() {
        return Err("正文是空的，请补上 body".into());
    }
    let (body, changed) = normalise_line_ends(body);
    if changed {
        notes.push(LINE_ENDS_NOTE.to_owned());
    }
    let (issuer, issuer_name) = match fields.text("issuer")? {
        None => (reading.options.agency.clone(), None),
        Some(text) => match DocumentId::parse(&text) {
            Ok(id) => (Some(id), None),
            Err(_) => (None, Some(text)),
        },
    };
    let policy = Policy {
        document_number: fields.text("document_number")?.map(DocumentNumber::from_normal_form),
        issuer,
        level: fields.word("level", &Level::ALL)?,
        genre: fields.text("genre")?,
        index_number: fields.text("index_number")?,
        written_on: fields.date("written_on")?,
        published_on: fields.date("published_on")?,
        effective_on: fields.date("effective_on")?,
        expires_on: fields.date("expires_on")?,
        validity: fields.word("validity", &Validity::ALL)?,
        normative: fields.truth("normative")?,
        subjects: fields.texts("subjects")?,
        keywords: fields.texts("keywords")?,
        summary: fields.text("summary")?,
        body,
        clauses: Vec::new(),
        edges: fields.objects("edges")?.into_iter().map(|fields| edge(fields, notes)).collect::<Result<_, _>>()?,
        attachments: attachments(fields, notes)?,
        source: source(fields, notes)?,
        unresolved: Vec::new(),
    };
    if let (Some(first), Some(last)) = (policy.effective_on, policy.expires_on)
        && last < first
    {
        notes.push(format!("失效日期 {last} 早于施行日期 {first}，请核对"));
    }
    reading.issuer_name = issuer_name;
    Ok(policy)
}

fn edge(mut fields: Fields, notes: &mut Vec<String>) -> Result<Edge, Refusal> {
    let edge_type = fields.word("type", &EdgeType::ALL)?.ok_or_else(|| format!("缺少 {}", fields.path("type")))?;
    let edge = Edge {
        edge_type,
        to: fields.id("to")?,
        title: fields.text("title")?,
        document_number: fields.text("document_number")?.map(DocumentNumber::from_normal_form),
        clause: fields.text("clause")?,
        on: fields.date("on")?,
    };
    if edge.to.is_none() && edge.title.is_none() && edge.document_number.is_none() {
        return Err(format!("{} 没有指明对象：请写 to、title 或 document_number", fields.path("")).into());
    }
    if edge.clause.as_deref().is_some_and(|clause| !domain::ClauseId::is_well_formed(clause)) {
        return Err(format!("{} 不是条款编号，应形如 art12.p2 或 1.3", fields.path("clause")).into());
    }
    fields.note_rest(notes);
    Ok(edge)
}

/// Objects, or plain names.
fn attachments(fields: &mut Fields, notes: &mut Vec<String>) -> Result<Vec<Attachment>, Refusal> {
    let items = fields.objects_or("attachments", |name| Map::from_iter([("name".to_owned(), Value::String(name))]))?;
    items
        .into_iter()
        .map(|mut item| {
            let attachment = Attachment {
                name: item.text("name")?.ok_or_else(|| format!("缺少 {}", item.path("name")))?,
                url: item.address("url")?,
                size_bytes: item.whole_number("size_bytes")?,
            };
            item.note_rest(notes);
            Ok(attachment)
        })
        .collect()
}

/// An object, or the plain name of the source.
fn source(fields: &mut Fields, notes: &mut Vec<String>) -> Result<Option<Source>, Refusal> {
    let Some(mut inner) =
        fields.object_or("source", |name| Map::from_iter([("name".to_owned(), Value::String(name))]))?
    else {
        return Ok(None);
    };
    let source = Source { name: inner.text("name")?, url: inner.address("url")? };
    inner.note_rest(notes);
    Ok((source.name.is_some() || source.url.is_some()).then_some(source))
}
