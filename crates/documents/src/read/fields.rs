//! The contract's fields, taken out of a record and checked (`contracts.md`, Documents).

use domain::{
    Agency, Body, Date, Disclosure, Document, DocumentId, DocumentNumber, Edge, EdgeType, Kind, Level, Policy, Source,
    Validity, policy::Attachment,
};
use serde_json::{Map, Value};

use super::{
    LINE_ENDS_NOTE, ReadOptions, Record, beside::Beside, identity, json_lines::size_of, meter::bounded,
    normalise_line_ends,
};
use crate::{IdOrigin, Place, SourceDocument};

mod controls;
mod explanations;
mod media;
mod takers;

use takers::Fields;

const MAX_TITLE_CHARS: usize = 500;
/// The text of anything but a policy, in bytes: half a million characters are a book.
const MAX_EXPLANATION_BYTES: usize = 1024 * 1024;
/// Every one is looked up when the page is read.
const MAX_CITES: usize = 300;

/// `Agency::agency_type` (`domain::Agency`).
const AGENCY_TYPES: [&str; 6] = ["government", "department", "township", "street", "zone", "institution"];

/// What our own JSON export adds to the import fields; computed again on the way in.
const DERIVED_KEYS: [&str; 5] = ["revision", "clauses", "unresolved", "cues", "measured"];

/// A record as a document, and the source keys that the map dropped.
pub fn document(
    record: Record,
    options: &ReadOptions,
    place: &Place,
    beside: &mut Beside,
) -> Result<(SourceDocument, Vec<String>), String> {
    let Record { mut fields, mut notes, original } = record;
    bounded(size_of(&fields).0, 0)?;
    if controls::remove(&mut fields) {
        notes.push("控制字符已去掉".to_owned());
    }
    let (fields, ignored) = match &options.map {
        Some(map) => {
            let mapped = map.apply(fields);
            (mapped.fields, mapped.ignored)
        }
        None => (fields, Vec::new()),
    };
    let (bytes, lines) = size_of(&fields);
    let mut fields = Fields::new(fields);

    let kind = match fields.text("kind")? {
        Some(word) => Kind::parse(&word).ok_or_else(|| not_allowed("kind", &word, &Kind::ALL.map(Kind::as_str)))?,
        None => options.kind.ok_or("缺少 kind（文档类型）：请在数据里写明，或用 --kind 指定")?,
    };
    let given_id =
        fields.text("id")?.map(|id| DocumentId::parse(&id).map_err(|error| format!("字段 id：{error}"))).transpose()?;
    let title = title(&mut fields, kind, &mut notes)?;
    let disclosure = fields
        .word("disclosure", &[Disclosure::Proactive, Disclosure::OnRequest, Disclosure::Withheld])?
        .unwrap_or(options.default_disclosure);
    let demo = fields.truth("demo")?.unwrap_or_default();

    let mut issuer_name = None;
    let mut files = Vec::new();
    let body = match kind {
        Kind::Policy => {
            let (policy, name) = policy(&mut fields, options, &mut notes)?;
            issuer_name = name;
            Body::Policy(Box::new(policy))
        }
        Kind::Question => Body::Question(explanations::question(&mut fields, &title)?),
        Kind::Interpretation => Body::Interpretation(explanations::interpretation(&mut fields)?),
        Kind::Figure => Body::Figure(explanations::figure(&mut fields)?),
        Kind::Media => {
            let (media, its_files) = media::media(&mut fields, beside)?;
            files = its_files;
            Body::Media(media)
        }
        Kind::Response => Body::Response(explanations::response(&mut fields)?),
        Kind::Agency => Body::Agency(agency(&mut fields, &title)?),
    };
    let (id, id_origin) = match given_id {
        Some(id) => (id, IdOrigin::Given),
        None => derived_id(place, original.is_some(), &title, &body).ok_or("缺少 id，也无法从文件名得出，请写明 id")?,
    };
    for key in DERIVED_KEYS {
        if fields.take(key).is_some() {
            notes.push(format!("字段 {key} 由系统生成，导入时不采用"));
        }
    }
    let extra = fields.rest();
    // What nobody knows is kept, and shown to nobody.
    let (unknown_bytes, unknown_lines) = size_of(&extra);
    bounded(0, lines - unknown_lines)?;
    if kind != Kind::Policy && bytes - unknown_bytes > MAX_EXPLANATION_BYTES {
        return Err(format!("一份{}的文字最多 1 MB：请写短，或分成几份", kind.label()));
    }
    let document = Document { id, title, disclosure, demo, body, extra };
    let cites = document.cites().len();
    if cites > MAX_CITES {
        return Err(format!("引用了 {cites} 处条款，最多 {MAX_CITES} 处：请只引用最要紧的，或分成几份"));
    }
    let unknown_keys = document.extra.keys().cloned().collect();
    let place = place.clone();
    Ok((SourceDocument { document, id_origin, issuer_name, original, files, place, unknown_keys, notes }, ignored))
}

fn derived_id(place: &Place, is_single: bool, title: &str, body: &Body) -> Option<(DocumentId, IdOrigin)> {
    if is_single {
        return identity::of_file(&place.file);
    }
    let number = match body {
        Body::Policy(policy) => policy.document_number.as_ref().map_or("", DocumentNumber::as_str),
        _ => "",
    };
    identity::of_facts(title, number)
}

fn title(fields: &mut Fields, kind: Kind, notes: &mut Vec<String>) -> Result<String, String> {
    let mut title = fields.text("title")?;
    // An agency's title is its name, a question's the question; either key will do.
    let (key, missing) = match kind {
        Kind::Agency => ("name", "缺少 name（机构名称）"),
        Kind::Question => ("question", "缺少 question（问题）"),
        Kind::Response => ("claim", "缺少 claim（说法原文）"),
        Kind::Policy | Kind::Interpretation | Kind::Figure | Kind::Media => ("title", "缺少 title（标题）"),
    };
    if let Some(own) = fields.text(key)? {
        title = Some(own);
    }
    let title = title.ok_or(missing)?;
    if title.chars().count() > MAX_TITLE_CHARS {
        return Err(format!("标题超过 {MAX_TITLE_CHARS} 字，请检查 title 是否放错了内容"));
    }
    if !title.contains(['\n', '\r']) {
        return Ok(title);
    }
    notes.push("标题里的换行已去掉".to_owned());
    Ok(title.lines().map(str::trim).collect())
}

fn policy(
    fields: &mut Fields,
    options: &ReadOptions,
    notes: &mut Vec<String>,
) -> Result<(Policy, Option<String>), String> {
    let body = fields.raw_text("body")?.ok_or("缺少 body（正文）")?;
    if body.trim().is_empty() {
        return Err("正文是空的，请补上 body".to_owned());
    }
    let (body, changed) = normalise_line_ends(body);
    if changed {
        notes.push(LINE_ENDS_NOTE.to_owned());
    }
    let (issuer, issuer_name) = match fields.text("issuer")? {
        None => (options.agency.clone(), None),
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
    Ok((policy, issuer_name))
}

fn edge(mut fields: Fields, notes: &mut Vec<String>) -> Result<Edge, String> {
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
        return Err(format!("{} 没有指明对象：请写 to、title 或 document_number", fields.path("")));
    }
    if edge.clause.as_deref().is_some_and(|clause| !domain::ClauseId::is_well_formed(clause)) {
        return Err(format!("{} 不是条款编号，应形如 art12.p2 或 1.3", fields.path("clause")));
    }
    fields.note_rest(notes);
    Ok(edge)
}

/// Objects, or plain names.
fn attachments(fields: &mut Fields, notes: &mut Vec<String>) -> Result<Vec<Attachment>, String> {
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
fn source(fields: &mut Fields, notes: &mut Vec<String>) -> Result<Option<Source>, String> {
    let Some(mut inner) =
        fields.object_or("source", |name| Map::from_iter([("name".to_owned(), Value::String(name))]))?
    else {
        return Ok(None);
    };
    let source = Source { name: inner.text("name")?, url: inner.address("url")? };
    inner.note_rest(notes);
    Ok((source.name.is_some() || source.url.is_some()).then_some(source))
}

fn agency(fields: &mut Fields, name: &str) -> Result<Agency, String> {
    let agency_type = fields.text("type")?;
    if let Some(word) = agency_type.as_deref().filter(|word| !AGENCY_TYPES.contains(word)) {
        return Err(not_allowed("type", word, &AGENCY_TYPES));
    }
    Ok(Agency {
        name: name.to_owned(),
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

fn not_allowed(field: &str, value: &str, allowed: &[&str]) -> String {
    format!("字段 {field} 的值“{}”不认识，可用：{}", shortened(value), allowed.join("、"))
}

/// A date of the contract, `YYYY-MM-DD`, and no other form.
fn contract_date(text: &str) -> Option<Date> {
    let shape = text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() });
    if shape { text.parse().ok() } else { None }
}

pub fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
