//! How often the store is asked does not grow with what is shown: reads of many are one statement.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that panics has failed, which is its job")]

#[path = "../http/portal.rs"]
#[allow(dead_code, reason = "the tests of the front door need more of it")]
mod portal;

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex},
};

use documents::ReadOptions;
use portal::Fixture;
use serde_json::{Value, json};
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{Layer, Registry, layer::Context, prelude::*};

/// The statements that were carried out, by their beginnings.
#[derive(Clone, Default)]
struct Statements(Arc<Mutex<BTreeMap<String, usize>>>);

impl Statements {
    fn take(&self) -> BTreeMap<String, usize> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl<S: Subscriber> Layer<S> for Statements {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "sqlx::query" {
            let mut summary = Summary::default();
            event.record(&mut summary);
            // A pool opens another connection when it likes.
            if !summary.0.starts_with("PRAGMA") {
                *self.0.lock().unwrap().entry(summary.0).or_default() += 1;
            }
        }
    }
}

#[derive(Default)]
struct Summary(String);

impl Visit for Summary {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "summary" {
            value.clone_into(&mut self.0);
        }
    }
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.record_str(field, &format!("{value:?}"));
    }
}

fn policy(number: usize) -> Value {
    json!({
        "kind": "policy", "id": format!("p-{number}"), "title": format!("第{number}号补贴办法"), "issuer": format!("a-{}", number % 7), "published_on": "2026-02-01", "effective_on": "2026-02-01",
        "disclosure": "proactive", "body": format!("第一条　每户每年补贴{number}元。\n第二条　向村委会申请。\n"),
    })
}

fn explanations(number: usize) -> Vec<Value> {
    let cites = json!([{"policy": format!("p-{number}"), "clause": "art1"}, {"policy": format!("p-{}", number / 2), "clause": "art2"}]);
    let agency = format!("a-{}", number % 7);
    vec![
        json!({"kind": "question", "id": format!("q-{number}"), "question": format!("第{number}号补贴多少钱"), "short_answer": format!("每户每年{number}元。"), "cites": cites, "agency": agency, "disclosure": "proactive",
            "related": (0..number.min(12)).map(|other| format!("q-{other}")).collect::<Vec<_>>()}),
        json!({"kind": "interpretation", "id": format!("i-{number}"), "title": format!("解读第{number}号补贴办法"), "policy": format!("p-{number}"), "gist": "每户都有补贴。", "author": agency, "disclosure": "proactive",
            "materials": [{"type": "text", "body": "怎么领。", "cites": cites}, {"type": "question", "id": format!("q-{number}")}]}),
    ]
}

fn lines(values: impl IntoIterator<Item = Value>) -> Vec<u8> {
    values.into_iter().map(|value| value.to_string() + "\n").collect::<String>().into_bytes()
}

/// A portal with so many policies, each explained, of which all later fall: an amended law stands behind every one.
async fn portal(count: usize) -> Fixture {
    let portal = Fixture::empty().await;
    let agencies = (0..7).map(|number| json!({"kind": "agency", "id": format!("a-{number}"), "name": format!("第{number}局"), "disclosure": "proactive"}));
    let all: Vec<Value> = agencies.chain((0..count).map(policy)).chain((0..count).flat_map(explanations)).collect();
    let (summary, said) = portal.import(&[("all.jsonl", &lines(all))], ReadOptions::default()).await;
    assert_eq!(usize::try_from(summary.imported).unwrap(), 7 + 3 * count, "{said:#?}");
    // What they rest on is repealed, each by a document of its own.
    let repealing = (0..count).map(|number| {
        let mut repealing = policy(count + number);
        repealing["edges"] = json!([{"type": "repeals", "to": format!("p-{number}"), "on": "2026-03-01"}]);
        repealing
    });
    let (summary, said) = portal.import(&[("repealing.jsonl", &lines(repealing))], ReadOptions::default()).await;
    assert_eq!(usize::try_from(summary.imported).unwrap(), count, "{said:#?}");
    portal
}

/// What is asked of the store for each thing that is shown.
async fn asked(
    statements: &Statements,
    portal: &Fixture,
    count: usize,
) -> BTreeMap<&'static str, BTreeMap<String, usize>> {
    let mut asked = BTreeMap::new();
    let one = count - 1;
    for (what, address) in [
        ("home", "/".to_owned()),
        ("policy", format!("/policies/p-{one}")),
        ("question", format!("/questions/q-{one}")),
        ("interpretation", format!("/interpretations/i-{one}")),
        ("stale hits", "/questions?validity=repealed".to_owned()),
        ("feed", "/feeds/questions.atom".to_owned()),
        ("lost", "/questions/q".to_owned()),
    ] {
        // Nothing that another page has read.
        portal.portal.forget();
        statements.take();
        let answer = portal.get(&address).await;
        assert!(matches!(answer.status.as_u16(), 200 | 404), "{address}: {}", answer.status);
        if what == "stale hits" {
            let most = count.min(20);
            assert_eq!(answer.text().matches("依据已废止").count(), most, "each says that it no longer stands");
        }
        asked.insert(what, statements.take());
    }
    let dry: Vec<Value> = (0..count).map(policy).chain((0..count).flat_map(explanations)).collect();
    statements.take();
    let summary = portal.import_dry("dry.jsonl", &lines(dry)).await;
    assert_eq!(usize::try_from(summary.unchanged).unwrap(), 3 * count);
    asked.insert("import", statements.take());
    asked
}

#[tokio::test]
async fn the_store_is_asked_as_often_whatever_there_is_to_show() {
    let statements = Statements::default();
    tracing::subscriber::set_global_default(Registry::default().with(statements.clone())).unwrap();
    let few = asked(&statements, &portal(6).await, 6).await;
    let many = asked(&statements, &portal(30).await, 30).await;
    for (what, few) in &few {
        let many = &many[what];
        let (few_of, many_of): (usize, usize) = (few.values().sum(), many.values().sum());
        println!("{what}: {few_of} statements, {many_of} where there is five times as much");
        // An import reads in batches of 64.
        let allowed = if *what == "import" { few_of + 3 } else { few_of };
        assert!(many_of <= allowed, "{what}: {few_of} statements, then {many_of}: {few:#?}, then {many:#?}");
    }
}
