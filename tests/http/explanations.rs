//! Questions, figures, interpretations and responses, and how they follow the policy that they explain.

use axum::http::StatusCode;
use documents::ReadOptions;
use serde_json::{Value, json};

use crate::portal::Fixture;

mod bringing;
mod card;
mod comparing;
mod moving;

/// One JSON line each.
pub fn lines(documents: &[Value]) -> Vec<u8> {
    documents.iter().map(Value::to_string).collect::<Vec<_>>().join("\n").into_bytes()
}

pub fn agency() -> Value {
    json!({"kind": "agency", "id": "office", "name": "某市卫生健康局", "phone": "0000-1234567"})
}

pub fn policy() -> Value {
    json!({"kind": "policy", "id": "birth", "title": "生育补贴办法", "issuer": "office", "effective_on": "2026-01-01", "expires_on": "2027-12-31",
        "document_number": "某政规〔2026〕1号", "subjects": ["卫生健康"],
        "body": "第一条　第一个子女补贴二千元。\n第二条　出生后一年内申请。\n第三条　在户口所在地的社区申请。\n"})
}

fn question(id: &str, clause: &str) -> Value {
    json!({"kind": "question", "id": id, "question": format!("{id}：生孩子能领多少钱"), "aliases": ["生娃给多少"], "short_answer": "2000元。",
        "answer": "带**身份证**去。<script>alert(1)</script>", "cites": [{"policy": "birth", "clause": clause}], "audience": ["individual"],
        "life_events": ["生育"], "subjects": ["卫生健康"], "agency": "office", "next_step": "去社区", "published_on": "2026-02-01"})
}

fn figure() -> Value {
    json!({"kind": "figure", "id": "f-amount", "title": "补多少", "type": "bar", "unit": "元", "text": "第一个子女2000元，第二个3000元。",
        "categories": ["第一个子女", "第二个子女"], "series": [{"name": "补贴", "values": [2000, 3000]}], "cites": [{"policy": "birth", "clause": "art1"}]})
}

fn interpretation() -> Value {
    json!({"kind": "interpretation", "id": "i-birth", "title": "生育补贴怎么领", "policy": "birth", "gist": "一个孩子2000元，一年内申请。", "author": "office",
        "key_facts": {"who": "本市户口", "how_much": "2000元"},
        "materials": [{"type": "text", "heading": "多少", "body": "2000元", "cites": [{"policy": "birth", "clause": "art1"}]},
            {"type": "question", "id": "q-amount"}, {"type": "figure", "id": "f-amount"}]})
}

fn response() -> Value {
    json!({"kind": "response", "id": "r-queue", "claim": "先到先得", "verdict": "false", "short_answer": "不用抢。", "explanation": "办法没有名额。",
        "cites": [{"policy": "birth", "clause": "art2"}], "agency": "office"})
}

async fn portal() -> Fixture {
    let portal = Fixture::empty().await;
    let all = lines(&[
        agency(),
        policy(),
        question("q-amount", "art1"),
        question("q-when", "art2"),
        figure(),
        interpretation(),
        response(),
    ]);
    let (summary, said) = portal.import(&[("all.jsonl", &all)], ReadOptions::default()).await;
    assert_eq!((summary.imported, summary.rejected), (7, 0), "{said:?}");
    portal
}

/// Whether each place says that the answer about an amount is out of date.
async fn places_that_say_stale(portal: &Fixture) -> Vec<bool> {
    let mut said = Vec::new();
    for address in ["/questions/q-amount", "/interpretations/i-birth", "/figures/f-amount"] {
        let answer = portal.get(address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}");
        said.push(answer.text().contains("已经过时"));
    }
    said.push(portal.get("/questions").await.text().contains("依据已"));
    said.push(portal.get("/search?q=%E7%94%9F%E5%AD%A9%E5%AD%90&kind=question").await.text().contains("依据已"));
    said.push(portal.get("/api/v1/questions/q-amount").await.json()["stands"] == false);
    let hits = portal.get("/api/v1/questions").await.json();
    let hit = hits["items"].as_array().unwrap().iter().find(|hit| hit["id"] == "q-amount").unwrap().clone();
    said.push(hit["validity"] != "in_force");
    said
}

#[tokio::test]
async fn an_explanation_is_read_with_its_clause_beside_it() {
    let portal = portal().await;
    let page = portal.get("/questions/q-amount").await;
    for words in [
        "2000元。",
        "第一个子女补贴二千元",
        "某政规〔2026〕1号",
        "/policies/birth#c-art1",
        "tel:0000-1234567",
        "生娃给多少",
        "<strong>身份证</strong>",
    ] {
        assert!(page.text().contains(words), "{words}");
    }
    assert!(!page.text().contains("<script>alert"), "what runs is not shown");
    let policy = portal.get("/policies/birth").await;
    for words in ["有解读", "/questions/q-amount", "3 条里有 2 条配了解释", "/interpretations/i-birth", "先到先得"]
    {
        assert!(policy.text().contains(words), "{words}");
    }
    let page = portal.get("/interpretations/i-birth").await;
    for words in ["一个孩子2000元", "本市户口", "第一个子女补贴二千元", "补多少", "<svg"] {
        assert!(page.text().contains(words), "{words}");
    }
    assert!(portal.get("/responses/r-queue").await.text().contains("不实"));
    let csv = portal.get("/figures/f-amount.csv").await;
    assert_eq!(csv.text(), "\u{feff}项目,补贴（元）\n第一个子女,2000\n第二个子女,3000\n");
    assert_eq!(
        portal
            .get("/questions?life_event=%E7%94%9F%E8%82%B2&audience=individual")
            .await
            .text()
            .matches("/questions/q-")
            .count(),
        2
    );
    assert_eq!(portal.get("/questions?audience=enterprise").await.text().matches("/questions/q-").count(), 0);
    assert_eq!(places_that_say_stale(&portal).await, [false; 7]);
    for unknown in [
        "/questions/nobody",
        "/interpretations/nobody",
        "/figures/nobody",
        "/responses/nobody",
        "/figures/nobody.csv",
        "/api/v1/questions/nobody",
    ] {
        assert_eq!(portal.get(unknown).await.status, StatusCode::NOT_FOUND, "{unknown}");
    }
}

#[tokio::test]
async fn every_list_is_a_feed() {
    let portal = portal().await;
    for list in ["questions", "interpretations", "responses", "figures"] {
        for form in ["atom", "rss", "json"] {
            let feed = portal.get(&format!("/feeds/{list}.{form}")).await;
            assert_eq!(feed.status, StatusCode::OK, "{list}.{form}");
            assert!(feed.text().contains(&format!("https://mingle.example/{list}/")), "{list}.{form}");
        }
    }
}
