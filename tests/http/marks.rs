//! A mark of validity is the same wherever it stands, and unknown stays unknown.

use documents::ReadOptions;
use serde_json::json;

use crate::{
    explanations::{agency, lines},
    portal::Fixture,
};

const ASKED: &str = "养蜂要不要先登记备案";

/// A policy with what its source says of its time, and a question on it.
async fn portal(facts: serde_json::Value) -> Fixture {
    let portal = Fixture::empty().await;
    let mut policy = json!({"kind": "policy", "id": "bees", "title": "养蜂管理办法", "issuer": "office", "document_number": "某政规〔2026〕9号",
        "subjects": ["农业"], "body": "第一条　养蜂的，应当自养蜂之日起三十日内备案。\n"});
    policy.as_object_mut().unwrap().extend(facts.as_object().unwrap().clone());
    let question = json!({"kind": "question", "id": "q-bees", "question": ASKED, "short_answer": "要，三十天内去备案。",
        "cites": [{"policy": "bees", "clause": "art1"}], "subjects": ["农业"], "agency": "office"});
    let (summary, said) =
        portal.import(&[("all.jsonl", &lines(&[agency(), policy, question]))], ReadOptions::default()).await;
    assert_eq!((summary.imported, summary.rejected), (3, 0), "{said:?}");
    portal
}

/// The words of the chips of a page.
fn chips(html: &str) -> Vec<String> {
    html.split("class=\"validity ")
        .skip(1)
        .filter_map(|chip| Some(chip.split_once('>')?.1.split_once('<')?.0.to_owned()))
        .collect()
}

async fn says_everywhere(portal: &Fixture, state: Option<&str>, label: &str) {
    let search = format!("/search?q={}", app::address::encode(ASKED));
    let found = portal.get(&format!("/api/v1{search}")).await.json();
    let hit = |id: &str| {
        found["hits"]
            .as_array()
            .unwrap()
            .iter()
            .find(|hit| hit["id"] == id)
            .unwrap_or_else(|| panic!("{id} is not found"))
            .clone()
    };
    let read = async |address: &str| portal.get(address).await.json();
    let list = |page: serde_json::Value| page["items"][0]["validity"].clone();
    for (place, mark) in [
        ("card", found["answer"]["clause"]["validity"].clone()),
        ("hit of the policy", hit("bees")["validity"].clone()),
        ("hit of the question", hit("q-bees")["validity"].clone()),
        ("list of policies", list(read("/api/v1/policies").await)),
        ("list of questions", list(read("/api/v1/questions").await)),
        ("policy", read("/api/v1/policies/bees").await["validity"].clone()),
        ("clause", read("/api/v1/policies/bees/clauses/art1").await["validity"].clone()),
        ("file", read("/policies/bees.json").await["validity"].clone()),
        ("question", read("/api/v1/questions/q-bees").await["validity"].clone()),
        ("proof", read("/api/v1/questions/q-bees").await["clauses"][0]["validity"].clone()),
    ] {
        assert_eq!(mark.as_str(), state, "{place}");
    }
    assert!(found["answer"].is_object(), "there is a card");
    for address in
        [search.as_str(), "/", "/policies", "/policies/bees", "/questions/q-bees", "/questions", "/agencies/office"]
    {
        let page = portal.get(address).await;
        let chips = chips(page.text());
        assert!(chips.iter().all(|chip| chip == label), "{address}: {chips:?}");
        assert!(!chips.is_empty() || address == "/questions", "{address}");
    }
    assert!(portal.get("/policies/bees.txt").await.text().contains(if state.is_none() { "未标注" } else { label }));
    // An answer that stands is offered, whether or not one knows since when.
    assert!(portal.get("/").await.text().contains("/questions/q-bees"));
}

#[tokio::test]
async fn what_says_nothing_of_its_time_is_nowhere_in_force() {
    says_everywhere(&portal(json!({})).await, None, "有效性未标注").await;
}

#[tokio::test]
async fn what_is_in_force_is_so_everywhere() {
    says_everywhere(&portal(json!({"effective_on": "2026-01-01"})).await, Some("in_force"), "现行有效").await;
}

#[tokio::test]
async fn a_declared_state_is_believed_everywhere_where_nothing_else_is_known() {
    says_everywhere(&portal(json!({"validity": "in_force"})).await, Some("in_force"), "现行有效").await;
}

#[tokio::test]
async fn a_card_says_of_its_policy_what_the_policy_says_itself() {
    let portal = portal(json!({"effective_on": "2026-01-01"})).await;
    // Another clause was amended: the answer stands, and its policy is an amended one on either page.
    let amendment = json!({"kind": "policy", "id": "bees-2", "title": "关于修改养蜂管理办法的决定", "issuer": "office", "effective_on": "2026-06-01",
        "body": "一、增加一条。\n", "edges": [{"type": "amends", "to": "bees", "clause": "art2"}]});
    portal.import(&[("more.jsonl", &lines(&[amendment]))], ReadOptions::default()).await;
    let found = portal.get(&format!("/api/v1/search?q={}", app::address::encode(ASKED))).await.json();
    let policy = portal.get("/api/v1/policies/bees").await.json();
    let question = portal.get("/api/v1/questions/q-bees").await.json();
    assert_eq!(policy["validity"], "amended");
    assert_eq!(found["answer"]["clause"]["validity"], "amended");
    assert_eq!(
        (question["stands"].as_bool(), question["clauses"][0]["validity"].as_str()),
        (Some(true), Some("amended"))
    );
}
