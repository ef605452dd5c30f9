//! A document of every kind with a text of its own in every field that takes one: what is hidden, hostile or read while something fails
//! is never only a policy.

use std::path::Path;

use domain::{DocumentId, Kind};
use serde_json::{Value, json};

use crate::{explanations::lines, media, portal::Fixture};

/// What a sample rests on and names, by their ids.
pub struct Ground<'a> {
    pub policy: &'a str,
    pub agency: &'a str,
    pub question: &'a str,
}

/// Those kinds of which documents fall with the clauses that they cite.
pub fn explaining() -> impl Iterator<Item = Kind> {
    Kind::ALL.iter().copied().filter(|kind| kind.nature().falls_with_its_ground())
}

/// A document with the text that is made for each field. A new kind has to say what its fields are, or nothing is known of how safe it is.
pub fn document(kind: Kind, id: &str, disclosure: &str, ground: &Ground<'_>, text: &dyn Fn(&str) -> String) -> Value {
    let Ground { policy, agency, question } = ground;
    let t = text;
    let cites = json!([{"policy": policy, "clause": "art1"}]);
    let mut document = match kind.as_str() {
        "policy" => json!({
            "document_number": format!("{}发〔2026〕77号", t("number")), "issuer": format!("{}局", t("issuer")), "genre": t("genre"), "index_number": t("index"), "published_on": "2026-02-01",
            "effective_on": "2026-02-01", "subjects": [t("subject")], "keywords": [t("keyword")], "summary": t("summary"),
            "body": format!("第一条　{}，三月一日前报{}局。\n第二条　按《{}》办。\n", t("body"), t("unit"), t("cited")),
            "edges": [{"type": "repeals", "to": policy, "title": t("edgetitle"), "clause": "art2", "on": "2026-03-01"}],
            "source": {"name": t("source"), "url": format!("https://example.invalid/{}", t("url"))},
            "attachments": [{"name": t("attachment"), "url": format!("https://example.invalid/{}.pdf", t("attachmenturl"))}],
        }),
        "question" => json!({
            "aliases": [t("alias")], "about": {"scheme": [t("scheme")], "group": [t("group")], "place": [t("place")]}, "short_answer": t("short"), "answer": t("answer"), "cites": cites,
            "audience": ["individual"], "life_events": [t("event")], "subjects": [t("subject")], "agency": agency, "phone": "0000-7654321", "next_step": t("next"),
            "related": [question], "published_on": "2026-02-01", "review_on": "2027-02-01",
        }),
        "figure" => json!({
            "type": "bar", "unit": t("unit"), "text": t("text"), "note": t("note"), "categories": [t("category"), "乙"], "series": [{"name": t("series"), "values": [41_327, 41_328]}], "cites": cites,
            "agency": agency, "subjects": [t("subject")], "published_on": "2026-02-01",
        }),
        "interpretation" => json!({
            "policy": policy, "gist": t("gist"), "author": agency, "key_facts": {"who": t("who"), "how_much": t("howmuch"), "when": t("when"), "where": t("where"), "bring": t("bring"), "contact": t("contact")},
            "materials": [{"type": "text", "heading": t("heading"), "body": t("material"), "cites": cites}],
            "plan": {"audience": t("planaudience"), "channels": [t("channel")], "forms": [t("form")], "due_on": "2026-04-01", "responsible": t("responsible")},
            "subjects": [t("subject")], "published_on": "2026-02-01", "form": "press_conference", "held_on": "2026-02-02", "place": t("room"),
            "speakers": [{"office": t("office"), "role": t("role")}], "exchanges": [{"from": t("from"), "question": t("asked"), "by": t("by"), "answer": t("said"), "cites": cites}],
        }),
        "response" => json!({
            "verdict": "false", "short_answer": t("short"), "explanation": t("explanation"), "cites": cites, "agency": agency, "heard_in": [t("heard")],
            "first_heard_on": "2026-01-05", "subjects": [t("subject")], "published_on": "2026-02-01", "valid_until": "2027-02-01",
        }),
        "media" => json!({
            "type": "audio", "file": "tone.mp3", "captions": format!("{id}.vtt"), "chapters": [{"at_s": 0, "title": t("chapter")}], "alt": t("alt"), "synthetic": true, "cites": cites,
            "agency": agency, "subjects": [t("subject")], "published_on": "2026-02-01",
        }),
        "agency" => json!({
            "short_name": t("shortname"), "type": "department", "duties": t("duties"), "address": t("address"), "office_hours": t("hours"), "phone": t("phone"), "fax": t("fax"),
            "email": t("email"), "officer_role": t("officer"),
        }),
        other => panic!("a new kind needs its sample: {other}"),
    };
    let fields = document.as_object_mut().unwrap();
    for (key, value) in [
        ("kind", json!(kind)),
        ("id", json!(id)),
        ("disclosure", json!(disclosure)),
        (kind.facts().title.key, json!(t("title"))),
        (&*t("extrakey"), json!(t("extra"))),
    ] {
        fields.insert(key.to_owned(), value);
    }
    document
}

/// Every string of a value, keys among them.
pub fn strings(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Array(values) => values.iter().for_each(|value| strings(value, found)),
        Value::Object(fields) => fields.iter().for_each(|(key, value)| {
            found.push(key.clone());
            strings(value, found);
        }),
        _ => {}
    }
}

/// Fields that take no text of a sample's choosing: dates, numbers, words of a list, ids, what is computed.
const WITHOUT_TEXT: [&str; 36] = [
    "id",
    "policy",
    "kind",
    "type",
    "disclosure",
    "demo",
    "level",
    "published_on",
    "review_on",
    "effective_on",
    "written_on",
    "expires_on",
    "validity",
    "normative",
    "verdict",
    "form",
    "held_on",
    "first_heard_on",
    "valid_until",
    "agency",
    "author",
    "related",
    "audience",
    "phone",
    "synthetic",
    "duration_ms",
    "file",
    "poster",
    "policy_revision",
    "cites",
    "origin",
    "applies_from",
    "applies_until",
    "parent",
    "unresolved",
    "values",
];

/// Holds documents as they are stored against their samples: each of their fields has a text of ours, or can have none. A new field
/// without one fails here. Answers all their strings.
pub async fn all_strings(portal: &Fixture, samples: &[Value], is_ours: &dyn Fn(&str) -> bool) -> Vec<String> {
    let mut all = Vec::new();
    for one in samples {
        let id = DocumentId::parse(one["id"].as_str().unwrap()).unwrap();
        let stored = portal.store.document(&id).await.unwrap().unwrap();
        let value = serde_json::to_value(&stored.document).unwrap();
        for (key, value) in value.as_object().unwrap() {
            let mut found = Vec::new();
            strings(value, &mut found);
            assert!(
                found.iter().any(|text| is_ours(text)) || WITHOUT_TEXT.contains(&key.as_str()),
                "{}: {key} has no text of the sample: {value}",
                one["kind"]
            );
            all.append(&mut found);
        }
    }
    all
}

/// Brings samples into a portal: agencies and policies first, then what explains them, each recording with one caption.
pub async fn import(portal: &Fixture, samples: &[Value], caption: &dyn Fn(&Value) -> String) {
    let (summary, said) = portal.import_folder(folder(samples, caption).path()).await;
    assert_eq!((summary.imported, summary.rejected), (samples.len() as u64, 0), "{said:#?}");
}

/// The folder that [`import`] takes in.
pub fn folder(samples: &[Value], caption: &dyn Fn(&Value) -> String) -> tempfile::TempDir {
    let folder = media::folder(&[]);
    for one in samples {
        if let Some(name) = one["captions"].as_str() {
            let cue = format!("WEBVTT\n\n00:00.000 --> 00:00.700\n{}\n", caption(one));
            std::fs::write(folder.path().join(name), cue).unwrap();
        }
    }
    let mut all: Vec<Value> = samples.to_vec();
    all.sort_by_key(|one| !matches!(one["kind"].as_str(), Some("agency" | "policy")));
    std::fs::write(Path::new(folder.path()).join("media.jsonl"), lines(&all)).unwrap();
    folder
}

/// The page of a sample.
pub fn page(sample: &Value) -> String {
    let kind = Kind::parse(sample["kind"].as_str().unwrap()).unwrap();
    format!("{}/{}", kind.path(), sample["id"].as_str().unwrap())
}

/// One public document of every kind, each of which names the others.
pub fn one_of_each() -> Vec<Value> {
    let ground = Ground { policy: "a-policy", agency: "a-agency", question: "a-question" };
    let of = |kind: &Kind| {
        let text = |field: &str| format!("{}的{field}", kind.label());
        let mut one = document(*kind, &format!("a-{}", kind.as_str()), "proactive", &ground, &text);
        if kind.as_str() == "policy" {
            (one["issuer"], one["edges"]) = (json!(ground.agency), json!([]));
        }
        one
    };
    Kind::ALL.iter().map(of).collect()
}
