//! Nothing of what is not for the public is anywhere: documents of every kind and disclosure with a token of their own in every field,
//! and every public surface searched for every token.

use std::collections::{BTreeMap, BTreeSet};

use domain::DocumentId;
use serde_json::{Value, json};

use crate::{
    explanations::lines,
    media::folder,
    portal::{Answer, Fixture},
    surfaces,
};

/// Text that stands nowhere else, and says in which field it stood.
fn token(of: &str, field: &str) -> String {
    format!("zq{of}{field}qz").replace('_', "")
}

/// A document of a kind with a token in every field; `of` tells them apart, `policy` is what it rests on.
fn document(kind: &str, of: &str, disclosure: &str, policy: &str) -> Value {
    let t = |field: &str| token(of, field);
    let cites = json!([{"policy": policy, "clause": "art1"}]);
    let mut document = match kind {
        "policy" => json!({
            "document_number": format!("{}发〔2026〕77号", t("number")), "issuer": format!("{}局", t("issuer")), "genre": t("genre"), "index_number": t("index"), "published_on": "2026-02-01",
            "effective_on": "2026-02-01", "subjects": [t("subject")], "keywords": [t("keyword")], "summary": t("summary"),
            "body": format!("第一条　{}，三月一日前报{}局。\n第二条　按《{}》办。\n", t("body"), t("unit"), t("cited")),
            "edges": [{"type": "repeals", "to": "open-policy", "title": t("edgetitle"), "clause": "art2", "on": "2026-03-01"}],
            "source": {"name": t("source"), "url": format!("https://example.invalid/{}", t("url"))},
            "attachments": [{"name": t("attachment"), "url": format!("https://example.invalid/{}.pdf", t("attachmenturl"))}],
        }),
        "question" => json!({
            "question": t("title"), "aliases": [t("alias")], "about": {"scheme": [t("scheme")], "group": [t("group")], "place": [t("place")]}, "short_answer": t("short"), "answer": t("answer"), "cites": cites,
            "audience": ["individual"], "life_events": [t("event")], "subjects": [t("subject")], "agency": "open-agency", "phone": "0000-7654321", "next_step": t("next"),
            "related": ["open-question"], "published_on": "2026-02-01", "review_on": "2027-02-01",
        }),
        "figure" => json!({
            "type": "bar", "unit": t("unit"), "text": t("text"), "note": t("note"), "categories": [t("category"), "乙"], "series": [{"name": t("series"), "values": [41_327, 41_328]}], "cites": cites,
            "agency": "open-agency", "subjects": [t("subject")], "published_on": "2026-02-01",
        }),
        "interpretation" => json!({
            "policy": policy, "gist": t("gist"), "author": "open-agency", "key_facts": {"who": t("who"), "how_much": t("howmuch"), "when": t("when"), "where": t("where"), "bring": t("bring"), "contact": t("contact")},
            "materials": [{"type": "text", "heading": t("heading"), "body": t("material"), "cites": cites}],
            "plan": {"audience": t("planaudience"), "channels": [t("channel")], "forms": [t("form")], "due_on": "2026-04-01", "responsible": t("responsible")},
            "subjects": [t("subject")], "published_on": "2026-02-01", "form": "press_conference", "held_on": "2026-02-02", "place": t("room"),
            "speakers": [{"office": t("office"), "role": t("role")}], "exchanges": [{"from": t("from"), "question": t("asked"), "by": t("by"), "answer": t("said"), "cites": cites}],
        }),
        "response" => json!({
            "claim": t("title"), "verdict": "false", "short_answer": t("short"), "explanation": t("explanation"), "cites": cites, "agency": "open-agency", "heard_in": [t("heard")],
            "first_heard_on": "2026-01-05", "subjects": [t("subject")], "published_on": "2026-02-01", "valid_until": "2027-02-01",
        }),
        "media" => json!({
            "type": "audio", "file": "tone.mp3", "captions": format!("{of}.vtt"), "chapters": [{"at_s": 0, "title": t("chapter")}], "alt": t("alt"), "synthetic": true, "cites": cites,
            "agency": "open-agency", "subjects": [t("subject")], "published_on": "2026-02-01",
        }),
        "agency" => json!({
            "name": t("title"), "short_name": t("shortname"), "type": "department", "duties": t("duties"), "address": t("address"), "office_hours": t("hours"), "phone": t("phone"), "fax": t("fax"),
            "email": t("email"), "officer_role": t("officer"),
        }),
        other => panic!("a new kind needs its tokens: {other}"),
    };
    let fields = document.as_object_mut().unwrap();
    let id = if disclosure == "proactive" { format!("open-{kind}") } else { token(of, "id") };
    for (key, value) in [
        ("kind", json!(kind)),
        ("id", json!(id)),
        ("disclosure", json!(disclosure)),
        (&*t("extrakey"), json!(t("extra"))),
    ] {
        fields.insert(key.to_owned(), value);
    }
    if !matches!(kind, "question" | "response" | "agency") {
        fields.insert("title".to_owned(), json!(t("title")));
    }
    document
}

const KINDS: [&str; 7] = ["policy", "question", "figure", "interpretation", "response", "media", "agency"];

/// Headers and text.
fn told_by(answer: &Answer) -> String {
    let headers: String = answer
        .headers
        .iter()
        .flat_map(|(name, value)| {
            [
                name.as_str().to_owned(),
                ": ".to_owned(),
                String::from_utf8_lossy(value.as_bytes()).into_owned(),
                "\n".to_owned(),
            ]
        })
        .collect();
    format!("{headers}\n{}", surfaces::text(answer))
}

/// Every string of a value.
fn strings(value: &Value, found: &mut Vec<String>) {
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

fn tokens_in(text: &str) -> BTreeSet<String> {
    let lower = text.to_lowercase();
    let of = |rest: &str| {
        rest.split_once("qz")
            .map(|(inner, _)| format!("zq{inner}qz"))
            .filter(|token| token.len() < 60 && token.bytes().all(|b| b.is_ascii_alphanumeric()))
    };
    lower.match_indices("zq").filter_map(|(at, found)| lower.get(at + found.len()..).and_then(of)).collect()
}

/// Public documents that know of hidden ones, in every way in which documents know of others; hidden ones of every kind; and public
/// ones about them.
fn open_hidden_and_about() -> [Vec<Value>; 3] {
    let mut open: Vec<Value> =
        KINDS.map(|kind| document(kind, &format!("o{kind}"), "proactive", "open-policy")).to_vec();
    let mut hidden: Vec<Value> = Vec::new();
    let mut about_hidden: Vec<Value> = Vec::new();
    for (mark, disclosure) in [("w", "withheld"), ("r", "on_request")] {
        for kind in KINDS {
            hidden.push(document(kind, &format!("{mark}{kind}"), disclosure, "open-policy"));
        }
        // Public, and about what is hidden.
        let policy = token(&format!("{mark}policy"), "id");
        for kind in ["question", "figure", "interpretation", "response", "media"] {
            let mut explaining = document(kind, &format!("{mark}on{kind}"), "proactive", &policy);
            explaining["id"] = json!(format!("open-on-{mark}-{kind}"));
            explaining[if kind == "interpretation" { "author" } else { "agency" }] =
                json!(token(&format!("{mark}agency"), "id"));
            about_hidden.push(explaining);
        }
        for one in &mut open {
            let of = |kind: &str| json!(token(&format!("{mark}{kind}"), "id"));
            match one["kind"].as_str().unwrap() {
                "policy" => one["edges"].as_array_mut().unwrap().push(json!({"type": "based_on", "to": of("policy")})),
                "question" => one["related"].as_array_mut().unwrap().extend([of("question")]),
                "interpretation" => one["materials"]
                    .as_array_mut()
                    .unwrap()
                    .extend(["question", "figure", "media"].map(|kind| json!({"type": kind, "id": of(kind)}))),
                "agency" => one["parent"] = of("agency"),
                _ => {}
            }
        }
    }
    open.iter_mut().filter(|one| one["kind"] == "policy").for_each(|one| {
        one["edges"].as_array_mut().unwrap().remove(0);
        one["issuer"] = json!("open-agency");
        one["body"] = json!("第一条　公开的内容。\n第二条　也是公开的。\n第三条　照旧。\n");
    });
    [open, hidden, about_hidden]
}

/// Whatever a hidden document holds is a token, or an everyday value: a new field must get its own.
async fn tokens_of(portal: &Fixture, hidden: &[Value]) -> BTreeSet<String> {
    let mut looked_for: BTreeSet<String> = BTreeSet::new();
    for one in hidden {
        let id = DocumentId::parse(one["id"].as_str().unwrap()).unwrap();
        let stored = portal.store.document(&id).await.unwrap().unwrap();
        let value = serde_json::to_value(&stored.document).unwrap();
        for (key, value) in value.as_object().unwrap() {
            let mut found = Vec::new();
            strings(value, &mut found);
            let is_plain = [
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
            let has_token = found.iter().any(|text| !tokens_in(text).is_empty());
            assert!(has_token || is_plain.contains(&key.as_str()), "{}: {key} has no token: {value}", one["kind"]);
            looked_for.extend(found.iter().flat_map(|text| tokens_in(text)));
        }
    }
    assert!(looked_for.len() > 150, "{}", looked_for.len());
    looked_for
}

#[tokio::test]
async fn no_token_of_what_is_not_for_the_public_is_on_any_surface() {
    let portal = Fixture::empty().await;
    let [open, hidden, about_hidden] = open_hidden_and_about();
    // Agencies and policies first, then what explains them.
    let mut all: Vec<Value> = open.iter().chain(&hidden).chain(&about_hidden).cloned().collect();
    all.sort_by_key(|one| !matches!(one["kind"].as_str(), Some("agency" | "policy")));
    // Issuers by name, as sources write them.
    let folder = folder(&[]);
    for one in all.iter().filter(|one| one["kind"] == "media") {
        let name = one["captions"].as_str().unwrap();
        let said = if one["disclosure"] == "proactive" && one["id"] == "open-media" {
            "公开的话".to_owned()
        } else {
            token(name.trim_end_matches(".vtt"), "cue")
        };
        std::fs::write(folder.path().join(name), format!("WEBVTT\n\n00:00.000 --> 00:00.700\n{said}\n")).unwrap();
    }
    std::fs::write(folder.path().join("media.jsonl"), lines(&all)).unwrap();
    let (summary, said) = portal.import_folder(folder.path()).await;
    assert_eq!((summary.imported, summary.rejected), (all.len() as u64, 0), "{said:#?}");

    let looked_for = tokens_of(&portal, &hidden).await;

    let mut told: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let surfaces: BTreeMap<String, String> =
        surfaces::surfaces(&portal).await.into_iter().map(|(address, answer)| (address, told_by(&answer))).collect();
    for (address, text) in &surfaces {
        for token in tokens_in(text).intersection(&looked_for) {
            told.entry(token.clone()).or_default().insert(address.clone());
        }
    }
    // Never public, whatever the document is.
    for (address, text) in &surfaces {
        for field in ["planaudience", "channel", "form", "responsible"] {
            if text.to_lowercase().contains(&token("ointerpretation", field)) {
                told.entry(token("ointerpretation", field)).or_default().insert(address.clone());
            }
        }
    }
    for token in &looked_for {
        let found = portal.get(&format!("/api/v1/search?q={token}")).await.json();
        if found["total"] != 0
            || found["answer"].is_object()
            || found["similar"].as_array().is_some_and(|similar| !similar.is_empty())
        {
            told.entry(token.clone()).or_default().insert("search".to_owned());
        }
        let suggested = portal.get(&format!("/api/v1/suggest?q={token}")).await.json();
        if suggested["suggestions"].as_array().is_some_and(|suggestions| !suggestions.is_empty()) {
            told.entry(token.clone()).or_default().insert("suggest".to_owned());
        }
    }
    for one in &hidden {
        let (kind, id) = (one["kind"].as_str().unwrap(), one["id"].as_str().unwrap());
        let path = format!("{}/{id}", serde_json::from_value::<domain::Kind>(json!(kind)).unwrap().path());
        for address in [
            path.clone(),
            format!("/api/v1{path}"),
            format!("{path}.json"),
            format!("{path}.csv"),
            format!("{path}.mp3"),
            format!("/media/{id}.vtt"),
            format!("{path}/versions/1"),
            format!("{path}/unclear?clause=art1"),
        ] {
            let answer = portal.get(&address).await;
            assert_eq!(answer.status.as_u16(), 404, "{address}");
            // Only what was asked is said back.
            let others: Vec<String> =
                tokens_in(&answer.text().replace(id, "")).intersection(&looked_for).cloned().collect();
            assert!(others.is_empty(), "{address}: {others:?}");
        }
    }
    assert!(surfaces.len() > 60, "{:?}", surfaces.keys());
    assert!(surfaces.values().any(|text| text.contains(&token("oquestion", "short"))), "what is public is seen");
    assert!(told.is_empty(), "{told:#?}");
}
