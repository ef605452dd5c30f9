//! Questions, figures, interpretations and responses, and how they follow the policy that they explain.

use axum::http::StatusCode;
use documents::ReadOptions;
use serde_json::{Value, json};

use crate::portal::Fixture;

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

#[tokio::test]
async fn the_order_of_files_does_not_matter_and_a_correction_around_an_answer_keeps_its_text() {
    let portal = Fixture::empty().await;
    let questions: Vec<Value> = (0..150).map(|number| question(&format!("q-{number}"), "art1")).collect();
    let files: [(&str, Vec<u8>); 2] =
        [("a-questions.jsonl", lines(&questions)), ("b-policies.jsonl", lines(&[agency(), policy()]))];
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
    let (summary, said) = portal.import(&files, ReadOptions::default()).await;
    assert_eq!((summary.imported, summary.rejected), (152, 0), "{said:?}");

    let mut reworded = policy();
    reworded["body"] = json!("第一条　第一个子女补贴三千元。\n第二条　出生后一年内申请。\n");
    let mut corrected = question("q-1", "art1");
    corrected["aliases"] = json!(["生娃给多少", "生小孩给多少"]);
    portal.import(&[("both.jsonl", &lines(&[corrected.clone(), reworded]))], ReadOptions::default()).await;
    assert_eq!(
        portal.get("/api/v1/questions/q-1").await.json()["stands"],
        false,
        "another wording of the question is no look at the answer"
    );
    corrected["review_on"] = json!("2027-01-01");
    portal.import(&[("reviewed.jsonl", &lines(&[corrected]))], ReadOptions::default()).await;
    assert_eq!(portal.get("/api/v1/questions/q-1").await.json()["stands"], true, "somebody has looked at it again");
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

#[tokio::test]
async fn what_is_wrong_is_rejected_with_line_and_reason_and_leaves_nothing() {
    let portal = portal().await;
    let changed = |base: Value, change: &dyn Fn(&mut Value)| {
        let mut document = base;
        document["id"] = json!("wrong");
        change(&mut document);
        document
    };
    let question = || question("wrong", "art1");
    let wrong = [
        (changed(question(), &|d| d["cites"] = json!([])), "缺少 cites"),
        (changed(question(), &|d| d["cites"] = json!([{"policy": "birth", "clause": "art9"}])), "没有“art9”这一条"),
        (changed(question(), &|d| d["cites"] = json!([{"policy": "nobody", "clause": "art1"}])), "“nobody”还没有导入"),
        (
            changed(question(), &|d| d["cites"] = json!([{"policy": "birth", "clause": "art1", "revision": 7}])),
            "没有第 7 版",
        ),
        (changed(question(), &|d| d["cites"] = json!([{"policy": "birth", "clause": "<b>"}])), "不是条款编号"),
        (changed(question(), &|d| d["short_answer"] = json!("长".repeat(61))), "最多 60 字"),
        (changed(question(), &|d| d["audience"] = json!(["everybody"])), "everybody"),
        (changed(question(), &|d| d["agency"] = Value::Null), "缺少 agency"),
        (changed(figure(), &|d| d["series"][0]["values"] = json!([2000])), "1 个数，类目有 2 个"),
        (changed(figure(), &|d| d["series"][0]["values"] = json!([2000, null])), "第 2 个数缺失"),
        (changed(figure(), &|d| d["unit"] = json!("元、%")), "不止一个"),
        (changed(figure(), &|d| d["unit"] = Value::Null), "缺少 unit"),
        (
            changed(figure(), &|d| {
                d["type"] = json!("line");
                d["series"] = json!(vec![json!({"name": "一", "values": [1, 2]}); 500]);
            }),
            "500 个",
        ),
        (changed(figure(), &|d| d["text"] = Value::Null), "文字等价内容"),
        (changed(figure(), &|d| d["type"] = json!("pie")), "图表数据不能识别"),
        (changed(interpretation(), &|d| d["materials"] = json!([])), "缺少 materials"),
        (changed(interpretation(), &|d| d["policy"] = json!("nobody")), "“nobody”还没有导入"),
        (changed(interpretation(), &|d| d["form"] = json!("press_conference")), "exchanges"),
        (changed(response(), &|d| d["verdict"] = json!("maybe")), "maybe"),
    ];
    let file: Vec<Value> = wrong
        .iter()
        .enumerate()
        .map(|(at, (document, _))| {
            let mut document = document.clone();
            document["id"] = json!(format!("wrong-{at}"));
            document
        })
        .collect();
    let (summary, said) = portal.import(&[("wrong.jsonl", &lines(&file))], ReadOptions::default()).await;
    assert_eq!((summary.imported, summary.rejected), (0, wrong.len() as u64), "{said:#?}");
    for (at, (_, reason)) in wrong.iter().enumerate() {
        let place = format!("wrong.jsonl:{}：", at + 1);
        assert!(
            said.iter().any(|line| line.starts_with(&place) && line.contains(reason)),
            "{place} {reason}: {said:#?}"
        );
    }
    let total = portal.get("/api/v1/search?q=").await.json()["total"].clone();
    assert_eq!(total, 7);
}

#[tokio::test]
async fn an_author_is_told_what_explains_nothing() {
    let portal = portal().await;
    let words = "对符合条件并按照规定办理出生登记的新生儿，由户籍所在地卫生健康部门按照孩次发放一次性补贴，逾期未提出申请的不再受理。";
    let long = json!({"kind": "policy", "id": "long", "title": "长办法", "body": format!("第一条　{words}\n")});
    let mut copied = question("q-copied", "art1");
    (copied["answer"], copied["cites"]) =
        (json!(format!("按规定，{words}")), json!([{"policy": "long", "clause": "art1"}]));
    let mut empty = question("q-empty", "art1");
    empty["answer"] = json!(format!("要进一步切实抓好落实，{}。", "说了很多还是不知道去哪里办".repeat(5)));
    let (summary, said) =
        portal.import(&[("new.jsonl", &lines(&[copied, empty, interpretation(), long]))], ReadOptions::default()).await;
    assert_eq!(summary.rejected, 0, "advice keeps nothing out");
    for (line, words) in [
        (1, "% 照搬政策原文"),
        (2, "有说了等于没说的词（进一步、切实、抓好落实）"),
        (2, "听一遍听不明白"),
        (3, "没有写：什么时候、去哪里、带什么、找谁"),
    ] {
        assert!(
            said.iter()
                .any(|sentence| sentence.starts_with(&format!("new.jsonl:{line}：")) && sentence.contains(words)),
            "{words}: {said:#?}"
        );
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

/// Ways to ask what the demonstration does not answer.
const OUT_OF_SCOPE: [&str; 16] = [
    "明天天气怎么样",
    "附近哪里有好吃的",
    "高考分数线是多少",
    "结婚登记要带什么",
    "怎么办护照",
    "驾照丢了怎么补",
    "买房首付多少钱",
    "今天油价多少",
    "孩子发烧怎么办",
    "火车票怎么退",
    "股票怎么开户",
    "离婚要多少钱",
    "水费怎么交",
    "养狗要办什么证",
    "出国留学补贴多少钱",
    "彩票中奖怎么领",
];

/// The demonstration's own questions in other words: the card is right whenever it is shown, and shown for nearly all; and it
/// is not shown for what nobody has answered.
#[tokio::test]
async fn the_answer_card_is_shown_when_sure_and_is_then_right() {
    let portal = Fixture::demo().await;
    let (mut asked, mut shown, mut right) = (0u32, 0u32, 0u32);
    let mut page = 1;
    loop {
        let list = portal.get(&format!("/api/v1/questions?per_page=100&page={page}")).await.json();
        let items = list["items"].as_array().unwrap().clone();
        if items.is_empty() {
            break;
        }
        for item in items.iter().filter(|item| item["validity"] == "in_force") {
            let id = item["id"].as_str().unwrap();
            let question = portal.get(&format!("/api/v1/questions/{id}")).await.json();
            for wording in question["aliases"].as_array().unwrap() {
                let wording = wording.as_str().unwrap();
                let found = portal.get(&format!("/api/v1/search?q={}", app::address::encode(wording))).await.json();
                asked += 1;
                if let Some(url) = found["answer"]["url"].as_str() {
                    shown += 1;
                    right += u32::from(url == format!("/questions/{id}"));
                    assert!(!found["answer"]["clause"]["text"].as_str().unwrap().is_empty(), "{id}");
                }
            }
        }
        page += 1;
    }
    println!("answer card: {asked} wordings, shown {shown}, right {right}");
    assert!(asked > 200, "{asked}");
    assert!(f64::from(shown) >= 0.95 * f64::from(asked), "shown {shown} of {asked}");
    assert!(f64::from(right) >= 0.97 * f64::from(shown), "right {right} of {shown}");
    for query in OUT_OF_SCOPE {
        let found = portal.get(&format!("/api/v1/search?q={}", app::address::encode(query))).await.json();
        assert!(found["answer"].is_null(), "{query}: {}", found["answer"]["question"]);
    }
}
