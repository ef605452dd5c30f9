//! The contract's fields, taken out of a record and checked (`contracts.md`, Documents).

use domain::{Body, Date, Disclosure, Document, DocumentId, DocumentNumber, Kind, Nature, Refusal};

use super::{
    ReadOptions, Record,
    beside::Beside,
    identity,
    json_lines::size_of,
    kinds::{self, Reading},
    meter::bounded,
};
use crate::{IdOrigin, Place, SourceDocument};

pub mod citing;
pub mod controls;
pub mod takers;

use takers::Fields;

const MAX_TITLE_CHARS: usize = 500;
/// The text of anything but a policy, in bytes: half a million characters are a book.
const MAX_EXPLANATION_BYTES: usize = 1024 * 1024;
/// The most clauses that one document may cite: every one is looked up when its page is read.
const MAX_CITES: usize = 300;

/// What our own JSON export adds to the import fields; computed again on the way in.
const DERIVED_KEYS: [&str; 5] = ["revision", "clauses", "unresolved", "cues", "measured"];

/// A record as a document, and the source keys that the map dropped.
pub fn document(
    record: Record,
    options: &ReadOptions,
    place: &Place,
    beside: &mut Beside,
) -> Result<(SourceDocument, Vec<String>), Refusal> {
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
        Some(word) => Kind::parse(&word).ok_or_else(|| not_allowed("kind", &word, &Kind::words()))?,
        None => options.kind.ok_or("缺少 kind（文档类型）：请在数据里写明，或用 --kind 指定")?,
    };
    let given_id =
        fields.text("id")?.map(|id| DocumentId::parse(&id).map_err(|error| format!("字段 id：{error}"))).transpose()?;
    let title = title(&mut fields, kind, &mut notes)?;
    let disclosure = fields
        .word("disclosure", &[Disclosure::Proactive, Disclosure::OnRequest, Disclosure::Withheld])?
        .unwrap_or(options.default_disclosure);
    let demo = fields.truth("demo")?.unwrap_or_default();

    let mut reading =
        Reading { title: &title, options, beside, notes: &mut notes, issuer_name: None, files: Vec::new() };
    let body = kinds::read(kind, &mut fields, &mut reading)?;
    let Reading { issuer_name, files, .. } = reading;
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
    if kind.nature() != Nature::Rule && bytes - unknown_bytes > MAX_EXPLANATION_BYTES {
        return Err(format!("一份{}的文字最多 1 MB：请写短，或分成几份", kind.label()).into());
    }
    let document = Document { id, title, disclosure, demo, body, extra };
    let cites = document.cites().len();
    if cites > MAX_CITES {
        return Err(format!("引用了 {cites} 处条款，最多 {MAX_CITES} 处：请只引用最要紧的，或分成几份").into());
    }
    let unknown_keys = document.extra.keys().cloned().collect();
    let place = place.clone();
    Ok((SourceDocument { document, id_origin, issuer_name, original, files, place, unknown_keys, notes }, ignored))
}

fn derived_id(place: &Place, is_single: bool, title: &str, body: &Body) -> Option<(DocumentId, IdOrigin)> {
    if is_single {
        return identity::of_file(&place.file);
    }
    let number = body.content().entry().number.map_or("", DocumentNumber::as_str);
    identity::of_facts(title, number)
}

fn title(fields: &mut Fields, kind: Kind, notes: &mut Vec<String>) -> Result<String, Refusal> {
    let mut title = fields.text("title")?;
    // An agency's title is its name, a question's the question; either key will do.
    let own = &kind.facts().title;
    if let Some(text) = fields.text(own.key)? {
        title = Some(text);
    }
    let title = title.ok_or(own.missing)?;
    if title.chars().count() > MAX_TITLE_CHARS {
        return Err(format!("标题超过 {MAX_TITLE_CHARS} 字，请检查 title 是否放错了内容").into());
    }
    if !title.contains(['\n', '\r']) {
        return Ok(title);
    }
    notes.push("标题里的换行已去掉".to_owned());
    Ok(title.lines().map(str::trim).collect())
}

/// The refusal of a word that is none of a field's words.
pub fn not_allowed(field: &str, value: &str, allowed: &[&str]) -> Refusal {
    format!("字段 {field} 的值“{}”不认识，可用：{}", shortened(value), allowed.join("、")).into()
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
