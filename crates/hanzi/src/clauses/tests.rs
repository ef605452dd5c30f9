//! Tests of the clause grammar.

use std::{collections::HashSet, fmt::Write as _};

use domain::{Clause, ClauseId, clause::concatenate};
use proptest::prelude::*;

use super::parse;

fn ids(body: &str) -> Vec<String> {
    checked(body).iter().map(|clause| clause.id.to_string()).collect()
}

/// Parses and checks what holds for every body.
fn checked(body: &str) -> Vec<Clause> {
    let clauses = parse(body);
    assert_eq!(concatenate(&clauses), body);
    let mut seen = HashSet::new();
    for clause in &clauses {
        assert!(ClauseId::is_well_formed(clause.id.as_str()), "{:?}", clause.id);
        assert!(seen.insert(clause.id.clone()), "{:?} twice", clause.id);
        assert!(!clause.text.is_empty(), "{:?} is empty", clause.id);
    }
    clauses
}

fn labels(body: &str) -> Vec<String> {
    checked(body).into_iter().map(|clause| clause.label).collect()
}

#[test]
fn an_outline_is_numbered_by_its_own_numbers() {
    let body = "标题\n前言。\n一、总则\n（一）要求。内容。\n1.甲。\n（1）乙。\n①丙。\n(2)丁。\n2．戊。\n（二）己。\n二、附则\n";
    assert_eq!(ids(body), ["intro", "1", "1.1", "1.1.1", "1.1.1.1", "1.1.1.1.1", "1.1.1.2", "1.1.2", "1.2", "2"]);
    assert_eq!(labels(body)[4], "一、（一）1.（1）");
    assert_eq!(checked(body)[2].heading, "要求");
}

#[test]
fn articles_have_paragraphs_and_items() {
    let body = "## 第一章　总  则\n\n第一条 为了甲，制定本办法。\n\n第二条 有下列情形之一的：\n\n（一）甲；\n\n（二）乙。\n\n第三条 应当：\n（一）甲；\n（二）乙。\n前款规定，包括：\n（一）丙。\n第三条之一 丁。\n第二章 附则\n第一节 其他\n第四条 自公布之日起施行。\n";
    let expected = [
        "ch1",
        "art1",
        "art2",
        "art2.i1",
        "art2.i2",
        "art3",
        "art3.p1.i1",
        "art3.p1.i2",
        "art3.p2",
        "art3.p2.i1",
        "art3-1",
        "ch2",
        "ch2.s1",
        "art4",
    ];
    assert_eq!(ids(body), expected);
    let clauses = checked(body);
    assert_eq!((clauses[0].heading.as_str(), clauses[0].label.as_str()), ("总则", "第一章"));
    let said = [
        "第二条第（一）项",
        "第二条第（二）项",
        "第三条",
        "第三条第一款第（一）项",
        "第三条第一款第（二）项",
        "第三条第二款",
        "第三条第二款第（一）项",
        "第三条之一",
    ];
    assert_eq!(labels(body)[3..11], said);
    assert_eq!((clauses[2].depth, clauses[3].depth, clauses[12].depth, clauses[13].depth), (1, 2, 1, 2));
}

#[test]
fn a_notice_is_told_from_what_it_forwards() {
    let body = "明县人民政府关于印发《明县办法》的通知\n各乡镇：\n现印发给你们。\n一、认真落实。\n二、及时报告。\n明县人民政府\n2026年2月10日\n（此件公开发布）\n明县办法\n为了甲。\n一、目标\n二、措施\n（一）甲。\n";
    assert_eq!(ids(body), ["cover", "cover.1", "cover.2", "cover.end", "intro", "1", "2", "2.1"]);
    assert_eq!(labels(body)[1], "印发通知一、");
}

#[test]
fn annexes_are_told_from_their_list() {
    let body = "通知\n一、甲。\n二、乙。\n附件：1.明细表\n2.办法\n明县人民政府\n2026年2月10日\n附件1\n明细表\n一、甲\n附件2\n办法\n第一章 总则\n第三条 丙。\n";
    assert_eq!(ids(body), ["intro", "1", "2", "end", "annex1", "annex1.1", "annex2", "annex2.ch1", "annex2.art3"]);
    let clauses = checked(body);
    assert_eq!((clauses[6].heading.as_str(), clauses[8].label.as_str()), ("办法", "附件2第三条"));
}

#[test]
fn a_list_of_annexes_may_stand_below_its_word() {
    let body = "第一条 甲。\n附件：\n1、查处甲操作规程\n2、查处乙操作规程\n附件1：查处甲操作规程\n一、子\n附件2：查处乙操作规程\n一、丑\n";
    let read = ["art1", "end", "annex1", "annex1.1", "annex2", "annex2.1"];
    assert_eq!(ids(body), read);
    assert_eq!(ids(&body.replace("附件：\n", "附件：")), read);
}

#[test]
fn a_closing_paragraph_is_the_end() {
    let long = "各单位要对照法律法规规章全面梳理本机关的行政权力和公共服务职责并且及时公开，还要接受监督。";
    let body = format!(
        "一、甲\n（一）子。{long}\n（二）丑。{long}\n（三）寅。{long}\n各单位要结合实际落实。\n明县人民政府\n2026年1月1日\n"
    );
    assert_eq!(ids(&body), ["1", "1.1", "1.2", "1.3", "end"]);
    let own = format!("一、甲\n（一）子。{long}\n再说子。\n（二）丑。{long}\n（三）寅。{long}\n寅还有一段。\n");
    assert_eq!(ids(&own), ["1", "1.1", "1.2", "1.3"]);
}

#[test]
fn numbers_may_repeat_jump_and_skip() {
    assert_eq!(ids("三、甲\n三、乙\n三、丙\n一、丁\n1.戊\n"), ["3", "3~2", "3~3", "1", "1.1"]);
    assert_eq!(ids("第五条 甲\n第五条 乙\n第九条 丙\n"), ["art5", "art5~2", "art9"]);
}

#[test]
fn contents_decimals_and_headings_without_number() {
    let body = "预案\n目  录\n1 总则\n1.1 目的\n2 附则\n1 总则\n1.1 目的\n为了甲，投入1.5亿元。\n1.5亿元用于乙。\n（1）子。\n1.2 原则\n2 附则\n2.1 本预案自印发之日起实施。\n";
    assert_eq!(ids(body), ["intro", "1", "1.1", "1.1.1", "1.2", "2", "2.1"]);
    assert_eq!(
        ids("## 序言\n甲\n## 第一章 总则\n第一条 乙\n## 附则\n第二条 丙\n"),
        ["intro", "ch1", "art1", "h1", "art2"]
    );
}

#[test]
fn tables_and_figures_are_places() {
    let body = "一、甲\n序号\t名称\n1\t乙\n2\t丙\n说明文字。\n二、丁\n| a | b |\n|---|---|\n![图](x.png)\n";
    assert_eq!(ids(body), ["1", "tab1", "1.p2", "2", "tab2", "fig1"]);
}

#[test]
fn amending_decisions_quote_articles() {
    let body = "作如下修改：\n一、将第三条修改为：\n“第三条　甲。\n“乙。”\n二、增加一条，作为第四条：\n第四条 丙：\n（一）丁。\n三、其他。\n";
    assert_eq!(ids(body), ["intro", "1", "2", "art4", "art4.i1", "3"]);
}

#[test]
fn an_article_may_have_its_heading_in_brackets() {
    let clauses = checked("第一条（目的）\n为了甲。\n第二条 【范围】乙适用。\n丙也适用。\n");
    assert_eq!(clauses.iter().map(|clause| clause.heading.as_str()).collect::<Vec<_>>(), ["目的", "范围", ""]);
    assert_eq!(clauses.iter().map(|clause| clause.id.as_str()).collect::<Vec<_>>(), ["art1", "art2", "art2.p2"]);
}

#[test]
fn nothing_and_blanks_are_bodies_too() {
    assert!(parse("").is_empty());
    assert_eq!(ids("\n \n"), ["intro"]);
    assert_eq!(ids("只有一段"), ["intro"]);
    assert_eq!(ids("\r\n\r\n一、甲\r\n\r\n"), ["1"]);
}

#[test]
fn headings_that_stand_twice_are_contents_the_first_time() {
    let body = "某条例\n## 第一章 总 则\n## 第二章 管理\n## 第三章 附 则\n## 第一章 总 则\n第一条 甲\n## 第二章 管理\n第二条 乙\n## 第三章 附 则\n第三条 丙\n";
    assert_eq!(ids(body), ["intro", "ch1", "art1", "ch2", "art2", "ch3", "art3"]);
    assert_eq!(
        ids("一、管辖\n二、回避\n三、证据\n一、管辖\n第一条 甲\n二、回避\n第二条 乙\n三、证据\n第三条 丙\n"),
        ["intro", "1", "art1", "2", "art2", "3", "art3"]
    );
    // A part, its first chapter and that one's first section stand together too.
    let nested = "第一编 总则\n第一章 任务\n第一节 目的\n第一条 甲\n第二编 审判\n第一章 组织\n第二条 乙\n";
    assert_eq!(ids(nested), ["part1", "ch1", "ch1.s1", "art1", "part2", "ch1~2", "art2"]);
}

#[test]
fn items_between_two_points_of_an_amendment_belong_to_the_first() {
    let body = "一、修改《甲解释》\n1.将第三条修改为：\n“有下列情形之一的：\n（一）甲；\n（二）乙。”\n2.删除第四条。\n二、其他\n1.甲。\n2.乙。\n（一）丙。\n1.丁。\n";
    assert_eq!(ids(body), ["1", "1.1", "1.1.1", "1.1.2", "1.2", "2", "2.1", "2.2", "2.1~2", "2.1~2.1"]);
}

#[test]
fn a_notice_may_forward_two_documents() {
    let body = "明县人民政府关于印发两个办法的通知\n现将《明县甲类事项管理办法》和《明县乙类事项管理办法》印发给你们。\n2026年2月10日\n明县甲类事项管理办法\n一、目标\n二、措施\n明县乙类\n事项管理办法\n为了乙。\n一、目标\n";
    assert_eq!(ids(body), ["cover", "intro", "1", "2", "intro~2", "1~2"]);
}

#[test]
fn the_name_of_an_annex_may_take_several_lines() {
    let body = "通知\n一、甲。\n附件：1.明县老旧小区改造情况表\n2.办法\n明县人民政府\n2026年2月10日\n附件1\n明县老旧小区\n改造情况表\n单位：户\n1.城关镇\n附件2\n办法\n说明\n";
    let clauses = checked(body);
    let annexes: Vec<_> = clauses
        .iter()
        .filter(|clause| clause.id.as_str().starts_with("annex"))
        .map(|clause| (clause.label.as_str(), clause.heading.as_str()))
        .collect();
    assert_eq!(annexes, [("附件1", "明县老旧小区改造情况表"), ("附件1 1.", "城关镇"), ("附件2", "办法")]);
}

#[test]
fn a_large_body_takes_linear_time() {
    let mut body = String::new();
    for number in 0..60_000 {
        let _ = writeln!(body, "一、甲{number}\n（一）乙\n附件\n2020年1月1日\n目录\n第一条 丙\n（一）丁；");
    }
    body.push_str(&"长".repeat(1_000_000));
    let began = std::time::Instant::now();
    checked(&body);
    assert!(began.elapsed().as_secs() < 120, "{:?}", began.elapsed());
}

/// Lines that a body is made of, nasty ones among them.
fn lines() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "一、",
        "二、",
        "三、",
        "（一）",
        "（二）",
        "(1)",
        "（9）",
        "1.",
        "2、",
        "１．",
        "①",
        "⑳",
        "第一条",
        "第二条 ",
        "第二条之一 ",
        "第十条",
        "第一章 ",
        "第一节",
        "第一编",
        "第三款 ",
        "第二项 ",
        "1 总则",
        "1.1 甲",
        "1.1.1 乙",
        "2.1 丙",
        "附件",
        "附件1",
        "附件2：",
        "附件：1.甲",
        "2020年8月24日",
        "（此件公开发布）",
        "目录",
        "## ",
        "# ",
        "\t",
        "| a |",
        "|-|",
        "![a]",
        "甲。",
        "甲；",
        "甲：",
        "印发",
        "。",
        "；",
        " ",
        "\u{3000}",
        "\r",
        "\n",
        "\r\n",
        "\n\n",
        "\u{0}",
        "\u{200b}",
        "\u{feff}",
        "𠮷",
        "《甲》",
        "99999999999999999999",
        "第〇条 ",
        "零、",
        "百百百、",
    ]);
    prop::collection::vec(pieces, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_arrangement_of_numbers_comes_back_whole(body in lines()) {
        checked(&body);
    }

    #[test]
    fn any_text_comes_back_whole(body in "(?s).{0,200}") {
        checked(&body);
    }
}
