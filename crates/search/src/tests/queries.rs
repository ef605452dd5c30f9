//! Whatever is typed is answered: a fuzz target over query understanding, decision, highlight and suggestions.
//!
//! Under `cargo test` it runs for two seconds on random input. Guided by coverage, for as long as one likes:
//! `cargo bolero test -p search tests::queries::whatever_is_typed_is_answered` (needs `cargo install cargo-bolero`).

use domain::search::Facet;
use std::{sync::LazyLock, time::Duration};

use hanzi::highlight::{Marked, QueryTerm};

use super::*;
use crate::IndexCitation;

/// What people type is seldom random: a byte of the input is one of these, or a character of its own.
const SAID: [&str; 96] = [
    "生孩子",
    "能领",
    "多少钱",
    "低保",
    "怎么办",
    "去哪",
    "带什么",
    "老娘",
    "102岁",
    "高龄津贴",
    "职工",
    "居民",
    "医保",
    "住院",
    "报多少",
    "开药店",
    "几天",
    "护照",
    "外地户口",
    "没",
    "不",
    "的",
    "了",
    "吗",
    "，",
    "。",
    "？",
    "？",
    "“",
    "”",
    "‘",
    "（",
    "）",
    "《",
    "》",
    "〔",
    "〕",
    "2026",
    "年",
    "号",
    "第",
    "条",
    "第三条",
    "3",
    "１",
    "2.5",
    "PM2.5",
    "C1",
    "5G",
    "1+3",
    "gaoling",
    "jintie",
    "shengyu",
    "dibao",
    "lv",
    "lü",
    "nv",
    "gljt",
    "bt",
    "補貼",
    "領",
    "８０",
    "歲",
    "岁",
    "八十",
    "一百",
    "亩",
    "元",
    "以上",
    "到",
    "-",
    "—",
    "～",
    "/",
    "\\",
    "\"",
    "'",
    "<",
    ">",
    "&",
    "%",
    "\u{0}",
    "\n",
    "\t",
    " ",
    "\u{3000}",
    "\u{200b}",
    "\u{feff}",
    "\u{301}",
    "\u{1f1e8}\u{1f1f3}",
    "👨\u{200d}👩\u{200d}👧",
    "𠮷",
    "㈠",
    "㎡",
    "①",
    "Ⅲ",
];

fn text_of(bytes: &[u8]) -> String {
    let mut text = String::new();
    let mut bytes = bytes.iter();
    while let Some(byte) = bytes.next() {
        match SAID.get(usize::from(*byte)) {
            Some(said) => text.push_str(said),
            None if *byte >= 0xf0 => {
                let more: u32 = bytes.by_ref().take(3).fold(0, |sum, byte| sum << 8 | u32::from(*byte));
                text.extend(char::from_u32(more));
            }
            None => text.push(char::from(*byte)),
        }
    }
    text
}

fn of_kind(kind: Kind, mut document: IndexDocument) -> IndexDocument {
    document.entry.kind = kind;
    document.entry.url = kind.url(&document.entry.id);
    document
}

fn question(id: &str, policy: &str, title: &str, aliases: &[&str], short: &str) -> IndexDocument {
    let mut question = of_kind(Kind::Question, document(id, title, short));
    question.entry.aliases = aliases.iter().map(|alias| (*alias).to_owned()).collect();
    question.entry.summary = Some(short.into());
    question.entry.facets =
        vec![IndexFacet { facet: Facet::Audience, value: "individual".into(), label: "个人".into() }];
    question.entry.cites = vec![IndexCitation { policy: DocumentId::parse(policy).unwrap(), clause: "art2".into() }];
    question.entry.validity = Some(ValidityFacts { effective_on: Some(day("2026-03-01")), ..ValidityFacts::default() });
    question
}

static PORTAL: LazyLock<Index> = LazyLock::new(|| {
    let index = Index::in_memory().unwrap();
    let birth = "第一条 为了支持生育，制定本办法。\n第二条 每孩发放生育补贴2000元，第三孩10000元。\n第三条 申请人应当提交身份证和出生医学证明。\n";
    let elder =
        "第一条 为了敬老，制定本办法。\n第二条 80至89周岁每人每月发放高龄津贴50元，100周岁以上每人每月300元。\n";
    let documents = vec![
        document("birth", "明白县生育补贴发放办法", birth),
        document("elder", "明白县高龄津贴发放办法", elder),
        question(
            "q-birth",
            "birth",
            "生孩子能领多少钱？",
            &["生娃补贴多少", "生育津贴怎么领"],
            "每孩2000元，第三孩10000元。",
        ),
        question(
            "q-birth-where",
            "birth",
            "生育补贴去哪里申请？",
            &["生育补贴带什么"],
            "到乡镇便民服务中心，带身份证和出生医学证明。",
        ),
        question(
            "q-elder",
            "elder",
            "高龄津贴每月多少钱？",
            &["80岁老人每月领多少"],
            "80至89岁每月50元，100岁以上每月300元。",
        ),
        of_kind(Kind::Agency, document("civil", "县民政局", "负责社会救助和养老服务。\n")),
    ];
    fill(&index, documents, 1);
    index
});

fn is_answered(query: &str, literal: bool) {
    let results = PORTAL.search(&SearchRequest { literal, ..request(query) }).unwrap();
    assert!(results.hits.len() as u64 <= results.total, "{query:?}");
    for hit in &results.hits {
        assert!(hit.snippet.iter().all(|run| !run.text.is_empty()), "{query:?}: {:?}", hit.snippet);
    }
    let decided = &results.decided;
    let is_question = |id: &DocumentId| id.as_str().starts_with("q-");
    assert!(decided.card.iter().chain(&decided.similar).all(is_question), "{query:?}: {decided:?}");
    // A reader is told one thing: the answer, or what may have been meant, or that nothing is known.
    let told = [decided.card.is_some(), decided.passage.is_some(), decided.gap.is_some()];
    assert!(told.iter().filter(|is_told| **is_told).count() <= 1, "{query:?}: {decided:?}");
    assert!(decided.card.is_none() || decided.similar.is_empty(), "{query:?}: {decided:?}");
    assert!(
        decided.similar.len() <= 3
            && decided.similar.iter().enumerate().all(|(at, id)| !decided
                .similar
                .iter()
                .take(at)
                .any(|before| before == id)),
        "{query:?}: {decided:?}"
    );
    assert!(PORTAL.suggest(query, today()).suggestions.len() <= 10, "{query:?}");
    for text in ["每孩发放生育补贴2000元，第三孩10000元。", query] {
        let terms: Vec<QueryTerm> = query
            .chars()
            .zip(query.chars().skip(1))
            .map(|(a, b)| QueryTerm { text: format!("{a}{b}"), weight: 1.0 })
            .take(20)
            .collect();
        let runs = Marked::new(text, &terms).whole();
        assert_eq!(
            runs.iter().map(|run| run.text.as_str()).collect::<String>(),
            text,
            "the highlight changed the text"
        );
    }
}

#[test]
fn whatever_is_typed_is_answered() {
    let literal = |bytes: &[u8]| bytes.first().is_some_and(|byte| byte % 7 == 0);
    bolero::check!()
        .with_test_time(Duration::from_secs(2))
        .with_max_len(160)
        .for_each(|bytes: &[u8]| is_answered(&text_of(bytes), literal(bytes)));
}

#[test]
fn questions_that_take_each_others_place_are_told() {
    let index = Index::in_memory().unwrap();
    let documents = vec![
        document(
            "elder",
            "明白县高龄津贴发放办法",
            "第一条 为了敬老，制定本办法。\n第二条 80至89周岁每人每月发放高龄津贴50元。\n",
        ),
        question("q-elder", "elder", "高龄津贴每月多少钱？", &[], "80至89岁每月50元。"),
        question("q-elder-again", "elder", "八十岁的老人国家给多少？", &["高龄津贴每月多少钱"], "每月50元。"),
        question("q-elder-where", "elder", "高龄津贴去哪里申请？", &[], "到村里。"),
    ];
    fill(&index, documents, 1);
    let twins: Vec<(String, String)> =
        index.twins(today()).unwrap().into_iter().map(|twin| (twin.id.to_string(), twin.other.to_string())).collect();
    assert!(twins.contains(&("q-elder".into(), "q-elder-again".into())), "{twins:?}");
    assert!(twins.iter().all(|(id, _)| id != "q-elder-where"), "{twins:?}");
}
