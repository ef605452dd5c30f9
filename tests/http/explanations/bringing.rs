//! Explanations are brought: in any order, refused with a reason, and with advice to their authors.

use documents::ReadOptions;
use serde_json::{Value, json};

use super::{agency, figure, interpretation, lines, policy, portal, question, response};
use crate::portal::Fixture;

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
