//! What a policy said once, beside what it says now.

use documents::ReadOptions;
use serde_json::{Value, json};

use super::{agency, figure, lines, policy, portal, question};
use crate::portal::Fixture;

/// The “before” of a comparison is shown in its own words, and does not age with them.
#[tokio::test]
async fn what_is_cited_for_what_it_said_once_makes_nothing_stale() {
    let portal = portal().await;
    let mut reworded = policy();
    reworded["body"] =
        json!("第一条　第一个子女补贴三千元。\n第二条　出生后一年内申请。\n第三条　在户口所在地的社区申请。\n");
    let mut compared = figure();
    compared["cites"] = json!([{"policy": "birth", "revision": 2, "clause": "art1"}, {"policy": "birth", "revision": 1, "clause": "art1", "background": true}]);
    let mut only_once = compared.clone();
    (only_once["id"], only_once["cites"]) =
        (json!("f-once"), json!([{"policy": "birth", "revision": 1, "clause": "art1", "background": true}]));
    portal.import(&[("policy.jsonl", &lines(&[reworded]))], ReadOptions::default()).await;
    let (summary, said) =
        portal.import(&[("figures.jsonl", &lines(&[compared, only_once]))], ReadOptions::default()).await;
    assert_eq!((summary.revised, summary.rejected), (1, 1), "{said:?}");
    assert!(said[0].contains("至少写一条现在的依据"), "{said:?}");

    let page = portal.get("/figures/f-amount").await;
    for words in ["第一个子女补贴三千元", "原来的规定：", "第一个子女补贴二千元", "/policies/birth/versions/1#c-art1"]
    {
        assert!(page.text().contains(words), "{words}");
    }
    assert!(!page.text().contains("已经过时"));
    assert!(portal.get("/policies/birth/versions/1").await.text().contains("id=\"c-art1\""), "the link leads there");
    let value = portal.get("/api/v1/figures/f-amount").await.json();
    assert_eq!(
        (&value["stands"], &value["clauses"][1]["background"], &value["clauses"][1]["text"]),
        (&json!(true), &json!(true), &json!("第一条　第一个子女补贴二千元。"))
    );
    // What is in force now still counts.
    let repeal = json!({"kind": "policy", "id": "end", "title": "废止决定", "effective_on": "2026-06-01", "body": "废止。", "edges": [{"type": "repeals", "to": "birth"}]});
    portal.import(&[("end.jsonl", &lines(&[repeal]))], ReadOptions::default()).await;
    assert!(portal.get("/figures/f-amount").await.text().contains("已经过时"));
}

#[tokio::test]
async fn what_is_compared_with_is_public_and_explains_nothing_itself() {
    let portal = Fixture::empty().await;
    let cite = |policy: &str, revision: u32, background: bool| {
        if background {
            json!({"policy": policy, "revision": revision, "clause": "art1", "background": true})
        } else {
            json!({"policy": policy, "clause": "art1"})
        }
    };
    let old = |title: &str, disclosure: &str, amount: &str| json!({"kind": "policy", "id": "old", "title": title, "disclosure": disclosure, "body": format!("第一条　补贴{amount}。\n第二条　一年内申请。\n")});
    let asked = |id: &str, cites: Value| {
        let mut question = question(id, "art1");
        question["cites"] = cites;
        question
    };
    portal
        .import(
            &[("one.jsonl", &lines(&[agency(), policy(), old("内部稿", "on_request", "八百元")]))],
            ReadOptions::default(),
        )
        .await;
    portal.import(&[("two.jsonl", &lines(&[old("旧办法", "proactive", "一千元")]))], ReadOptions::default()).await;
    let (summary, said) = portal
        .import(
            &[("questions.jsonl", &lines(&[
                asked("q-secret", json!([cite("birth", 1, false), cite("old", 1, true)])),
                asked("q-vague", json!([cite("birth", 1, false), {"policy": "old", "clause": "art1", "background": true}])),
                asked("q-good", json!([cite("birth", 1, false), {"policy": "birth", "clause": "art2"}, cite("old", 2, true), cite("birth", 1, true)])),
            ]))],
            ReadOptions::default(),
        )
        .await;
    assert_eq!((summary.imported, summary.rejected), (1, 2), "{said:?}");
    for reason in
        ["questions.jsonl:1：政策“old”的这一版没有公开", "questions.jsonl:2：cites[1].background 要和 revision 一起写"]
    {
        assert!(said.iter().any(|line| line.contains(reason)), "{reason}: {said:?}");
    }
    let page = portal.get("/questions/q-good").await;
    assert!(page.text().contains("补贴一千元") && page.text().contains("《旧办法》"));
    // Under the first clause of the policy it explains, once; not under that of the policy it is compared with.
    let explained = portal.get("/policies/birth").await;
    let under_first = explained.text().split("id=\"c-art2\"").next().unwrap();
    assert_eq!(under_first.matches("href=\"/questions/q-good\"").count(), 1);
    assert!(!portal.get("/policies/old").await.text().contains("/questions/q-good"));
    // What is withdrawn is not shown as it was once either.
    portal.store.retire(&"old".parse().unwrap(), "印错了", None, portal.portal.clock.now()).await.unwrap();
    portal.catch_up().await;
    let page = portal.get("/questions/q-good").await;
    assert!(
        !page.text().contains("补贴一千元")
            && !page.text().contains("旧办法")
            && page.text().contains("第一个子女补贴二千元")
    );
    assert!(!page.text().contains("已经过时"));
    let value = portal.get("/api/v1/questions/q-good").await.json();
    assert_eq!(
        (&value["stands"], &value["clauses"][2]["background"], &value["clauses"][2]["url"]),
        (&json!(true), &json!(true), &json!(null))
    );
}
