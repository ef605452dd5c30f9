//! The policy moves: what rests on it says so, everywhere and at once.

use documents::ReadOptions;
use serde_json::json;

use super::{lines, places_that_say_stale, policy, portal, question};
use crate::portal::Fixture;

#[tokio::test]
async fn a_repeal_is_said_everywhere_at_once_with_what_replaces_it() {
    let portal = portal().await;
    let new = json!({"kind": "policy", "id": "birth-new", "title": "新生育补贴办法", "issuer": "office", "effective_on": "2026-06-01",
        "body": "第一条　补贴三千元。\n", "edges": [{"type": "repeals", "to": "birth"}]});
    portal.import(&[("new.jsonl", &lines(&[new]))], ReadOptions::default()).await;
    assert_eq!(places_that_say_stale(&portal).await, [true; 7]);
    let page = portal.get("/questions/q-amount").await;
    assert!(
        page.text().contains("《生育补贴办法》自 2026-06-01 起已经废止") && page.text().contains("/policies/birth-new"),
        "{}",
        page.text()
    );
    let file = portal.get("/figures/f-amount.csv").await;
    let csv = file.text();
    let (data, warning) = csv.split_once("第二个子女,3000\n").unwrap();
    assert!(data.starts_with("\u{feff}项目,补贴（元）"), "{csv}");
    let [cause, source] = warning.lines().collect::<Vec<_>>().try_into().unwrap();
    assert!(
        cause.starts_with("已经过时")
            && cause.contains("《生育补贴办法》自 2026-06-01 起已经废止")
            && cause.ends_with("现在看：《新生育补贴办法》,"),
        "{csv}"
    );
    assert_eq!(source, "数据来自：《生育补贴办法》（某政规〔2026〕1号）第一条,");
    let causes = portal.get("/api/v1/questions/q-amount").await.json();
    assert_eq!(causes["causes"][0]["by"]["url"], "/policies/birth-new");
    assert_eq!(causes["validity"], "repealed");
    // Those who subscribe are told on the day.
    let feed = portal.get("/feeds/questions.json").await.json();
    let item = feed["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|item| item["url"].as_str().unwrap().ends_with("/questions/q-amount"))
        .unwrap();
    assert_eq!(
        (item["date_published"].as_str().unwrap(), item["date_modified"].as_str().unwrap()),
        ("2026-02-01T00:00:00+08:00", "2026-06-01T00:00:00+08:00")
    );
}

/// A list says of each answer that is out of date why, and what to read instead; and of each claim what it is.
#[tokio::test]
async fn lists_say_what_changed_and_what_a_claim_is() {
    let portal = portal().await;
    let claims = portal.get("/responses").await;
    assert!(claims.text().contains("“先到先得”") && claims.text().contains("不实"));
    assert_eq!(portal.get("/api/v1/responses").await.json()["items"][0]["verdict"], "false");
    assert!(
        portal.get("/api/v1/suggest?q=%E5%85%88%E5%88%B0").await.json()["suggestions"][0]["text"]
            .as_str()
            .unwrap()
            .starts_with("有人说“")
    );
    let before = portal.get("/api/v1/questions").await.json();
    assert!(before["items"][0].get("causes").is_none());
    let repeal = json!({"kind": "policy", "id": "birth-new", "title": "新生育补贴办法", "effective_on": "2026-06-01", "body": "第一条　补贴三千元。\n",
        "edges": [{"type": "repeals", "to": "birth"}]});
    portal.import(&[("new.jsonl", &lines(&[repeal]))], ReadOptions::default()).await;
    for address in ["/api/v1/questions", "/api/v1/figures", "/api/v1/interpretations", "/api/v1/responses"] {
        let cause = portal.get(address).await.json()["items"][0]["causes"][0].clone();
        assert!(cause["text"].as_str().is_some_and(|text| text.contains("已经废止")), "{address}: {cause}");
        assert_eq!(cause["by"]["url"], "/policies/birth-new", "{address}");
    }
    let list = portal.get("/questions").await;
    assert!(
        list.text().contains("《生育补贴办法》自 2026-06-01 起已经废止") && list.text().contains("/policies/birth-new")
    );
    // Nobody is told to do what an old answer said to do next.
    let page = portal.get("/questions/q-amount").await;
    assert!(
        page.text().contains("当时的回答") && page.text().contains("当时的依据：") && !page.text().contains("下一步")
    );
}

#[tokio::test]
async fn what_took_the_place_of_a_policy_is_named_wherever_it_went() {
    for is_moved in [true, false] {
        let portal = portal().await;
        let new = json!({"kind": "policy", "id": "birth-new", "title": "新生育补贴办法", "issuer": "office", "body": "第一条　补贴三千元。\n"});
        portal.import(&[("new.jsonl", &lines(&[new]))], ReadOptions::default()).await;
        let (old, new, now) = ("birth".parse().unwrap(), "birth-new".parse().unwrap(), portal.portal.clock.now());
        if is_moved {
            portal.store.redirect(&old, &new, now).await.unwrap();
        } else {
            portal.store.retire(&old, "合并", Some(&new), now).await.unwrap();
        }
        portal.catch_up().await;
        let page = portal.get("/questions/q-amount").await;
        assert!(
            page.text().contains("已经由另一份代替") && page.text().contains("/policies/birth-new"),
            "{}",
            page.text()
        );
        assert!(
            page.text().contains("name=\"description\" content=\"已经过时，不要照着办。"),
            "what is shared of the page says so, too"
        );
    }
}

#[tokio::test]
async fn a_new_wording_makes_only_those_stale_that_cite_it() {
    let portal = portal().await;
    let mut reworded = policy();
    reworded["body"] = json!(
        "第一条　为了支持生育，制定本办法。\n第二条　第一个子女补贴三千元。\n第三条　出生后一年内申请。\n第四条　在户口所在地的社区申请。\n"
    );
    portal.import(&[("policy.jsonl", &lines(&[reworded]))], ReadOptions::default()).await;
    assert_eq!(places_that_say_stale(&portal).await, [true; 7]);
    let moved = portal.get("/questions/q-when").await;
    assert!(!moved.text().contains("已经过时"), "the same words under another number");
    assert!(moved.text().contains("/policies/birth#c-art3"), "and it leads to where they stand now");
    // The same file again is still about the old text; a rewritten answer is about the new one.
    let (summary, _) =
        portal.import(&[("again.jsonl", &lines(&[question("q-amount", "art1")]))], ReadOptions::default()).await;
    assert_eq!(summary.unchanged, 1);
    assert_eq!(places_that_say_stale(&portal).await, [true; 7]);
    let mut rewritten = question("q-amount", "art2");
    rewritten["short_answer"] = json!("3000元。");
    portal.import(&[("rewritten.jsonl", &lines(&[rewritten]))], ReadOptions::default()).await;
    assert!(!portal.get("/questions/q-amount").await.text().contains("已经过时"));
}

#[tokio::test]
async fn expiry_needs_no_person_and_no_restart() {
    // The demonstration has answers about measures that end on 17 February 2028.
    for (now, stale) in [("2028-02-17T23:00:00+08:00", false), ("2028-02-18T00:00:00+08:00", true)] {
        let portal = Fixture::demo_at(now).await;
        let found = portal.get("/api/v1/questions/q-shop-rent-amount").await.json();
        assert_eq!(found["stands"], !stale, "{now}: {}", found["causes"]);
    }
}
