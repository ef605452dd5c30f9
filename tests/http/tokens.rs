//! Nothing of what is not for the public is anywhere: documents of every kind and disclosure with a token of their own in every field,
//! and every public surface searched for every token.

use std::collections::{BTreeMap, BTreeSet};

use domain::Kind;
use serde_json::{Value, json};

use crate::{
    portal::{Answer, Fixture},
    samples::{self, Ground},
    surfaces,
};

/// Text that stands nowhere else, and says in which field it stood.
fn token(of: &str, field: &str) -> String {
    format!("zq{of}{field}qz").replace('_', "")
}

/// A document of a kind with a token in every field; `of` tells them apart, `policy` is what it rests on.
fn document(kind: Kind, of: &str, id: &str, disclosure: &str, policy: &str) -> Value {
    let ground = Ground { policy, agency: "open-agency", question: "open-question" };
    samples::document(kind, id, disclosure, &ground, &|field| token(of, field))
}

/// What is said in a recording.
fn caption(one: &Value) -> String {
    let of = one["id"].as_str().unwrap().trim_start_matches("zq").trim_end_matches("qz").replace('-', "");
    if of == "openmedia" { "公开的话".to_owned() } else { token(&of, "cue") }
}

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
    let word = |kind: &Kind| kind.as_str();
    let mut open: Vec<Value> = Vec::new();
    for kind in Kind::ALL {
        let (of, id) = (format!("o{}", word(kind)), format!("open-{}", word(kind)));
        open.push(document(*kind, &of, &id, "proactive", "open-policy"));
    }
    let mut hidden: Vec<Value> = Vec::new();
    let mut about_hidden: Vec<Value> = Vec::new();
    for (mark, disclosure) in [("w", "withheld"), ("r", "on_request")] {
        for kind in Kind::ALL {
            let of = format!("{mark}{}", word(kind));
            hidden.push(document(*kind, &of, &token(&of, "id"), disclosure, "open-policy"));
        }
        // Public, and about what is hidden.
        let policy = token(&format!("{mark}policy"), "id");
        for kind in samples::explaining() {
            let (of, id) = (format!("{mark}on{}", word(&kind)), format!("open-on-{mark}-{}", word(&kind)));
            let mut explaining = document(kind, &of, &id, "proactive", &policy);
            let names_its_agency = if explaining.get("author").is_some() { "author" } else { "agency" };
            explaining[names_its_agency] = json!(token(&format!("{mark}agency"), "id"));
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
    let all = samples::all_strings(portal, hidden, &|text| !tokens_in(text).is_empty()).await;
    let looked_for: BTreeSet<String> = all.iter().flat_map(|text| tokens_in(text)).collect();
    assert!(looked_for.len() > 150, "{}", looked_for.len());
    looked_for
}

#[tokio::test]
async fn no_token_of_what_is_not_for_the_public_is_on_any_surface() {
    let portal = Fixture::empty().await;
    let [open, hidden, about_hidden] = open_hidden_and_about();
    let all: Vec<Value> = open.iter().chain(&hidden).chain(&about_hidden).cloned().collect();
    samples::import(&portal, &all, &caption).await;

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
    let mut staffs = BTreeSet::new();
    for one in &open {
        let kind = Kind::parse(one["kind"].as_str().unwrap()).unwrap();
        let mut found = Vec::new();
        kind.facts().kept_back.iter().for_each(|key| samples::strings(&one[*key], &mut found));
        staffs.extend(found.iter().flat_map(|text| tokens_in(text)));
    }
    assert!(staffs.len() >= 4, "{staffs:?}");
    for (address, text) in &surfaces {
        for token in tokens_in(text).intersection(&staffs) {
            told.entry(token.clone()).or_default().insert(address.clone());
        }
    }
    let is_found = |found: &Value| {
        found["total"] != 0
            || found["answer"].is_object()
            || found["similar"].as_array().is_some_and(|similar| !similar.is_empty())
    };
    let is_suggested = |found: &Value| !found["suggestions"].as_array().unwrap().is_empty();
    let search = async |token: &str| portal.get(&format!("/api/v1/search?q={token}")).await.json();
    let suggest = async |token: &str| portal.get(&format!("/api/v1/suggest?q={token}")).await.json();
    // What is public is found and suggested so.
    for kind in Kind::ALL {
        let title = token(&format!("o{}", kind.as_str()), "title");
        assert!(is_found(&search(&title).await) && is_suggested(&suggest(&title).await), "{title}");
    }
    for token in &looked_for {
        if is_found(&search(token).await) {
            told.entry(token.clone()).or_default().insert("search".to_owned());
        }
        if is_suggested(&suggest(token).await) {
            told.entry(token.clone()).or_default().insert("suggest".to_owned());
        }
    }
    for one in &hidden {
        let id = one["id"].as_str().unwrap();
        let path = samples::page(one);
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
