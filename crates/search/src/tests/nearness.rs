//! Nearness beside words, and what documents bring along.

use super::*;
use domain::search::Facet;

const ASKED: &str = "老板不给工资，欠了三个月找谁要";

/// One text that has words of [`ASKED`] and is about something else, one that answers without a word of it, one that has nothing to do with it.
fn employers() -> Index {
    let index = Index::in_memory().unwrap();
    let chance = document("chance", "印章", "老板应当在单据上签名，写明我的姓名、工资。\n");
    let answer = document(
        "answer",
        "农民工劳动报酬",
        "用人单位拖欠、克扣劳动者劳动报酬的，劳动者可以向人力资源社会保障行政部门投诉。\n",
    );
    let noise = document("noise", "噪声", "夜间施工应当取得证明。\n");
    fill(&index, vec![chance, answer, noise], 3);
    index
}

#[test]
fn what_a_question_is_about_is_found_without_its_words() {
    let results = employers().search(&request(ASKED)).unwrap();
    assert_eq!(ids(&results), ["chance", "answer"]);
    assert_eq!((results.total, results.facets.of(Facet::Kind).first().map(|kind| kind.count)), (2, Some(2)));
}

#[test]
fn words_alone_decide_lists_by_date_short_queries_and_what_was_typed() {
    let index = employers();
    let asked = |change: fn(&mut SearchRequest)| {
        let mut request = request(ASKED);
        change(&mut request);
        index.search(&request).unwrap().total
    };
    assert_eq!(asked(|request| request.sort = Sort::Newest), 1);
    assert_eq!(asked(|request| request.literal = true), 1);
    assert_eq!(asked(|request| request.query = "工资".into()), 1);
    assert_eq!(asked(|request| request.query = "龙凤呈祥麒麟献瑞仙鹤延年".into()), 0);
}

#[test]
fn a_deleted_document_is_near_to_nothing() {
    let index = employers();
    let mut writer = index.writer().unwrap();
    writer.apply(&[Operation::Delete(DocumentId::parse("answer").unwrap())]).unwrap();
    writer.commit(4).unwrap();
    assert_eq!(find(&index, ASKED), ["chance"]);
}

#[test]
fn a_law_stands_above_a_regulation_in_the_same_words() {
    let index = Index::in_memory().unwrap();
    let text = "供水单位停止供水的，应当提前通知用户。\n";
    fill(&index, vec![document("a-rule", "供水规定", text), document("b-law", "供水条法", text)], 2);
    assert_eq!(find(&index, "停止供水要提前通知吗"), ["b-law", "a-rule"]);
}

#[test]
fn an_operator_may_want_the_regulation_first() {
    let index = Index::in_memory().unwrap();
    let text = "供水单位停止供水的，应当提前通知用户。\n";
    fill(&index, vec![document("a-rule", "供水规定", text), document("b-law", "供水条法", text)], 2);
    let index = index.with_priors(crate::Priors { law: 0.8, ..crate::Priors::default() });
    assert_eq!(find(&index, "停止供水要提前通知吗"), ["a-rule", "b-law"]);
}

#[test]
fn of_two_versions_of_an_article_the_one_in_force_comes_first() {
    let index = Index::in_memory().unwrap();
    let version = |id: &str| {
        document(id, "中华人民共和国供水法", "第一条 为了供水。\n第二条 供水单位负责供水。\n第三条 停水应当通知。\n")
    };
    let mut old = version("a-old");
    let by = DocumentId::parse("b-new").unwrap();
    old.entry.validity = Some(ValidityFacts {
        changes: vec![Change { edge_type: EdgeType::Repeals, on: Some(day("2026-03-01")), by, clause: None }],
        ..ValidityFacts::default()
    });
    fill(&index, vec![old, version("b-new")], 2);
    assert_eq!(find(&index, "供水法第三条"), ["b-new", "a-old"]);
}
