//! The index as its users see it.

use domain::{
    Date, DocumentId, EdgeType, Kind, Validity, ValidityFacts,
    search::{Facet, Filters, SearchRequest, SearchResults, Sort},
    validity::Change,
};
use proptest::prelude::*;

use crate::{Index, IndexAgency, IndexClause, IndexDocument, IndexEntry, IndexFacet, Operation, subject_id};

mod coming;
mod durability;
mod full_disk;
mod nearness;
mod queries;
mod second_look;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn today() -> Date {
    day("2026-11-24")
}

fn document(id: &str, title: &str, text: &str) -> IndexDocument {
    let clauses = text.split_inclusive('\n').enumerate().map(|(number, text)| IndexClause {
        id: format!("art{}", number + 1),
        label: format!("第{}条", number + 1),
        heading: String::new(),
        text: text.into(),
    });
    IndexDocument {
        entry: IndexEntry::new(DocumentId::parse(id).unwrap(), Kind::Policy, title),
        clauses: clauses.collect(),
    }
}

fn genre(name: &str) -> IndexFacet {
    IndexFacet { facet: Facet::Genre, value: name.to_owned(), label: name.to_owned() }
}

fn put(document: IndexDocument) -> Operation {
    Operation::Put(Box::new(document))
}

pub(crate) fn request(query: &str) -> SearchRequest {
    SearchRequest {
        query: query.into(),
        filters: Filters::default(),
        sort: Sort::Relevance,
        page: 1,
        per_page: 10,
        today: today(),
        literal: false,
    }
}

fn ids(results: &SearchResults) -> Vec<&str> {
    results.hits.iter().map(|hit| hit.id.as_str()).collect()
}

fn find(index: &Index, query: &str) -> Vec<String> {
    ids(&index.search(&request(query)).unwrap()).into_iter().map(str::to_owned).collect()
}

fn fill(index: &Index, documents: Vec<IndexDocument>, sequence: u64) {
    let mut writer = index.writer().unwrap();
    writer.apply(&documents.into_iter().map(put).collect::<Vec<_>>()).unwrap();
    writer.commit(sequence).unwrap();
}

/// A small portal.
fn portal() -> Index {
    let index = Index::in_memory().unwrap();
    let issuer = |id: &str, name: &str| Some(IndexAgency { id: id.into(), name: name.into() });
    let mut birth = document(
        "birth",
        "明白县生育补贴发放办法",
        "第一条 为了支持生育，制定本办法。\n第二条 符合条件的家庭，每孩发放补贴一千元。\n第三条 申请人应当提交身份证和出生医学证明。\n",
    );
    birth.entry.date = Some(day("2026-02-12"));
    birth.entry.agency = issuer("health", "县卫生健康局");
    birth.entry.facets = vec![IndexFacet::subject("卫生健康"), IndexFacet::subject("民生"), genre("办法")];
    birth.entry.document_number = Some("明政规〔2026〕3号".into());
    birth.entry.validity = Some(ValidityFacts {
        effective_on: Some(day("2026-03-01")),
        expires_on: Some(day("2027-12-31")),
        ..ValidityFacts::default()
    });
    let mut old = document("birth-old", "明白县生育补贴发放办法（试行）", "第一条 试行生育补贴，每孩五百元。\n");
    old.entry.date = Some(day("2022-05-01"));
    old.entry.agency = issuer("health", "县卫生健康局");
    old.entry.facets = vec![IndexFacet::subject("卫生健康"), genre("办法")];
    old.entry.document_number = Some("明政规〔2022〕7号".into());
    let by = DocumentId::parse("birth").unwrap();
    old.entry.validity = Some(ValidityFacts {
        changes: vec![Change { edge_type: EdgeType::Repeals, on: Some(day("2026-03-01")), by, clause: None }],
        ..ValidityFacts::default()
    });
    let mut openness = document(
        "openness",
        "国务院办公厅关于印发2020年政务公开工作要点的通知",
        "一、加强公开。\n二、依据国办发〔2019〕14号落实。\n",
    );
    openness.entry.date = Some(day("2020-07-03"));
    openness.entry.agency = issuer("guo-ban", "国务院办公厅");
    openness.entry.document_number = Some("国办发〔2020〕17号".into());
    openness.entry.facets = vec![genre("通知")];
    let mut welfare = document(
        "welfare",
        "最低生活保障审核确认办法",
        "第一条 共同生活的家庭成员人均收入低于最低生活保障标准的，可以申请。\n",
    );
    welfare.entry.date = Some(day("2021-06-11"));
    let law = document(
        "law",
        "中华人民共和国个人独资企业法",
        "第一条 为了规范个人独资企业的行为。\n第二条 个人独资企业由一个自然人投资。\n第三条 住所为主要办事机构所在地。\n",
    );
    let mut agency = document("health", "县卫生健康局", "负责卫生健康工作。\n");
    agency.entry.kind = Kind::Agency;
    agency.entry.url = Kind::Agency.url(&agency.entry.id);
    fill(&index, vec![birth, old, openness, welfare, law, agency], 6);
    index
}

#[test]
fn the_number_in_any_spelling_finds_the_document_first() {
    let index = portal();
    for query in [
        "国办发〔2020〕17号",
        "国办发2020 17号",
        "〔2020〕17号",
        "17号 2020",
        "國辦發[2020]17號",
        "关于国办发〔2020〕17号的贯彻",
    ] {
        assert_eq!(find(&index, query).first().map(String::as_str), Some("openness"), "{query}");
    }
}

#[test]
fn a_title_typed_whole_comes_first() {
    let index = portal();
    assert_eq!(find(&index, "明白县生育补贴发放办法（试行）").first().map(String::as_str), Some("birth-old"));
    assert_eq!(find(&index, "个人独资企业法").first().map(String::as_str), Some("law"));
}

#[test]
fn a_cited_article_opens_at_its_clause() {
    let results = portal().search(&request("个人独资企业法第3条")).unwrap();
    let first = results.hits.first().unwrap();
    assert_eq!((first.id.as_str(), first.clause.as_ref().unwrap().url.as_str()), ("law", "/policies/law#c-art3"));
    assert!(first.snippet.iter().any(|run| run.text.contains("住所")));
}

#[test]
fn a_hit_opens_at_the_clause_that_matches() {
    let results = portal().search(&request("发放补贴需要出生医学证明吗")).unwrap();
    let first = results.hits.first().unwrap();
    assert_eq!(first.clause.as_ref().map(|clause| clause.label.as_str()), Some("第3条"));
    assert!(first.snippet.iter().any(|run| run.hit && run.text.contains("出生医学证明")), "{:?}", first.snippet);
}

/// A question with its other wording, its short answer and more.
fn question(id: &str, title: &str, alias: &str, answer: &str) -> IndexDocument {
    let mut question = document(id, title, &format!("{alias}\n{answer}\n到户口所在的村（社区）办理。\n"));
    question.entry.kind = Kind::Question;
    question.entry.url = Kind::Question.url(&question.entry.id);
    question.entry.aliases = vec![alias.into()];
    question.entry.summary = Some(answer.into());
    for clause in &mut question.clauses {
        (clause.id, clause.label) = (String::new(), String::new());
    }
    question
}

#[test]
fn the_excerpt_of_a_question_is_its_short_answer() {
    let index = Index::in_memory().unwrap();
    let answer = "每月25日前发，当月的钱当月到，打到老人的社保卡。";
    let mut claim = question("claim", "津贴要收手续费", "听说发津贴要收钱", "不收钱，打到老人的社保卡。");
    claim.entry.kind = Kind::Response;
    fill(&index, vec![question("payday", "高龄津贴每月几号发？", "老人钱发到哪张卡", answer), claim], 1);
    let excerpt = |query: &str, id: &str| {
        index.search(&request(query)).unwrap().hits.into_iter().find(|hit| hit.id.as_str() == id).unwrap().snippet
    };
    let words = |runs: &[domain::search::SnippetRun]| runs.iter().map(|run| run.text.as_str()).collect::<String>();
    for query in ["老人钱发到哪张卡", "村社区办理", ""] {
        assert_eq!(words(&excerpt(query, "payday")), answer, "{query}");
    }
    let marked: Vec<_> =
        excerpt("老人的社保卡几号到账", "payday").into_iter().filter(|run| run.hit).map(|run| run.text).collect();
    assert!(marked.iter().any(|text| text.contains("社保卡")), "{marked:?}");
    assert_eq!(words(&excerpt("听说发津贴要收钱", "claim")), "不收钱，打到老人的社保卡。");
}

#[test]
fn no_excerpt_is_cut_inside_a_number() {
    let index = Index::in_memory().unwrap();
    let text = "2026年2月1日起，高龄津贴有变化。80到89岁，从每月30元涨到60元。90到99岁，从每月80元涨到120元。100岁以上，从每月300元涨到600元。";
    let mut figure = document("figure", "涨了多少", text);
    figure.entry.kind = Kind::Figure;
    figure.entry.summary = Some(text.into());
    fill(&index, vec![figure], 1);
    for query in ["", "高龄津贴"] {
        let hit = index.search(&request(query)).unwrap().hits.remove(0);
        let words: String = hit.snippet.iter().map(|run| run.text.as_str()).collect();
        assert!(words.ends_with("涨到120元。100岁以上，…"), "{words}");
    }
}

#[test]
fn an_old_explanation_stands_below_current_ones() {
    let index = Index::in_memory().unwrap();
    let mut old = question("old", "80岁以上老人，每月能领多少高龄津贴？", "八十岁给三十块是吗", "80到89岁每月30元。");
    let by = DocumentId::parse("amendment").unwrap();
    old.entry.validity = Some(ValidityFacts {
        changes: vec![Change { edge_type: EdgeType::Amends, on: Some(day("2026-02-01")), by, clause: None }],
        ..ValidityFacts::default()
    });
    let mut new =
        question("new", "高龄津贴一个月多少钱？", "八十岁老人一个月补多少", "80岁以上的老人每月能领高龄津贴60元。");
    new.entry.validity = Some(ValidityFacts::default());
    fill(&index, vec![old, new, question("other", "吃低保能领多少钱？", "低保金发多少", "按差额发。")], 1);
    for query in ["80岁以上老人每月能领多少高龄津贴", "80岁以上老人，每月能领多少高龄津贴？", "高龄津贴"]
    {
        let found = find(&index, query);
        assert_eq!(found.first().map(String::as_str), Some("new"), "{query}: {found:?}");
        assert!(found.contains(&"old".to_owned()), "{query}: {found:?}");
    }
    let before =
        SearchRequest { today: day("2026-01-31"), ..request("80岁以上老人，每月能领多少高龄津贴") };
    assert_eq!(ids(&index.search(&before).unwrap()).first(), Some(&"old"), "while it stands it answers");
}

#[test]
fn lay_words_find_official_ones_and_say_so() {
    let index = portal();
    let results = index.search(&request("吃低保")).unwrap();
    assert_eq!(ids(&results), ["welfare"]);
    assert_eq!(
        results.understood_as.first().map(|note| (note.to.as_str(), note.why.as_str())),
        Some(("最低生活保障", "synonym"))
    );
    let literal = index.search(&SearchRequest { literal: true, ..request("吃低保") }).unwrap();
    assert_eq!((literal.total, literal.understood_as.len()), (0, 0));
}

#[test]
fn pinyin_slips_and_traditional_characters_are_understood() {
    let index = portal();
    let queries = [
        ("shengyu butie", "pinyin"),
        ("shengyubutie", "pinyin"),
        ("想领shengyubutie要带啥", "pinyin"),
        ("sheng yu bu tie多少钱", "pinyin"),
        ("生yu补贴给多少", "pinyin"),
        ("sybt怎么领", "pinyin"),
        ("shengybt怎么领", "pinyin"),
        ("生育bt怎么领", "pinyin"),
        ("生育补帖怎么领", "typo"),
        ("生肓补贴怎么领", "typo"),
        ("生育補貼", "traditional"),
    ];
    for (query, why) in queries {
        let results = index.search(&request(query)).unwrap();
        assert_eq!(ids(&results).first(), Some(&"birth"), "{query}");
        assert!(results.understood_as.iter().any(|note| note.why == why), "{query}: {:?}", results.understood_as);
        let literal = index.search(&SearchRequest { literal: true, ..request(query) }).unwrap();
        assert!(
            literal.understood_as.iter().all(|note| note.why == "traditional"),
            "{query}: {:?}",
            literal.understood_as
        );
    }
    for query in ["生育补贴做CT报多少", "C1驾照生育", "PM2.5生育", "wifi生育补贴"] {
        let results = index.search(&request(query)).unwrap();
        assert!(results.understood_as.iter().all(|note| note.why == "synonym"), "{query}: {:?}", results.understood_as);
    }
}

#[test]
fn validity_is_that_of_the_day_of_asking() {
    let index = portal();
    let on = |text: &str| {
        let filters = Filters::default().with(Facet::Validity, "in_force");
        let results = index.search(&SearchRequest { today: day(text), filters, ..request("生育补贴") }).unwrap();
        ids(&results).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(on("2026-11-24"), ["birth"]);
    assert_eq!(on("2026-01-01"), [""; 0]);
    assert_eq!(on("2028-01-01"), [""; 0]);
    let hit = index
        .search(&SearchRequest { today: day("2028-01-01"), ..request("明政规〔2026〕3号") })
        .unwrap()
        .hits
        .remove(0);
    assert_eq!(hit.validity, Some(Validity::Expired));
}

#[test]
fn each_facet_ignores_its_own_filter() {
    let index = portal();
    let filters = Filters::default().with(Facet::Year, "2026").with(Facet::Subject, subject_id("卫生健康"));
    let results = index.search(&SearchRequest { filters, ..request("") }).unwrap();
    assert_eq!((results.total, ids(&results)), (1, vec!["birth"]));
    let values = |facet: &[domain::search::FacetValue]| {
        facet.iter().map(|value| (value.value.clone(), value.count)).collect::<Vec<_>>()
    };
    assert_eq!(values(results.facets.of(Facet::Year)), [("2026".to_owned(), 1), ("2022".to_owned(), 1)]);
    assert_eq!(
        values(results.facets.of(Facet::Subject)),
        [("wei-sheng-jian-kang".to_owned(), 1), ("min-sheng".to_owned(), 1)]
    );
    assert_eq!(values(results.facets.of(Facet::Genre)), [("办法".to_owned(), 1)]);
    assert_eq!(results.facets.of(Facet::Agency).first().map(|value| value.label.as_str()), Some("县卫生健康局"));
    let either = Filters::default().with(Facet::Year, "2026").with(Facet::Year, "2020");
    assert_eq!(index.search(&SearchRequest { filters: either, ..request("") }).unwrap().total, 2);
    let unknown = Filters::default().with(Facet::Agency, "nobody");
    assert_eq!(index.search(&SearchRequest { filters: unknown, ..request("") }).unwrap().total, 0);
}

#[test]
fn an_empty_query_lists_everything_newest_first() {
    let index = portal();
    let newest = index.search(&request("  ")).unwrap();
    assert_eq!((newest.total, ids(&newest)), (6, vec!["birth", "birth-old", "welfare", "openness", "health", "law"]));
    let oldest = index.search(&SearchRequest { sort: Sort::Oldest, ..request("") }).unwrap();
    assert_eq!(ids(&oldest), ["openness", "welfare", "birth-old", "birth", "health", "law"]);
}

#[test]
fn pages_part_the_list_and_end() {
    let index = portal();
    let page = |page, per_page| index.search(&SearchRequest { page, per_page, ..request("") }).unwrap();
    let all: Vec<String> = (1..=3).flat_map(|number| page(number, 2).hits).map(|hit| hit.id.to_string()).collect();
    assert_eq!(all, ids(&page(1, 10)));
    for beyond in [4, 1_000_000_000, u32::MAX] {
        assert_eq!((page(beyond, 2).hits.len(), page(beyond, 2).total), (0, 6));
    }
    assert_eq!(page(u32::MAX, u32::MAX).hits.len(), 0);
    assert_eq!(page(0, 0).hits.len(), 1);
}

#[test]
fn what_cannot_be_searched_finds_nothing() {
    let index = portal();
    for query in ["，。！？", "😀👨‍👩‍👧", "\u{0}\u{1b}[31m", "《》〔〕", "qqzzxx", "龘龘龘"] {
        assert_eq!(index.search(&request(query)).unwrap().total, 0, "{query:?}");
    }
    let long = "生育补贴".repeat(2500);
    assert_eq!(find(&index, &long).first().map(String::as_str), Some("birth"));
}

#[test]
fn suggestions_go_on_from_what_was_typed() {
    let index = portal();
    let texts = |typed: &str| {
        index.suggest(typed, today()).suggestions.into_iter().map(|suggestion| suggestion.text).collect::<Vec<_>>()
    };
    assert_eq!(
        texts("明白县生育"),
        ["明白县生育补贴发放办法", "明白县生育补贴发放办法（试行）"],
        "what is repealed comes last"
    );
    assert_eq!(texts("国办发2020"), ["国务院办公厅关于印发2020年政务公开工作要点的通知（国办发〔2020〕17号）"]);
    assert_eq!(texts("xwsjkj"), ["县卫生健康局"]);
    assert_eq!(texts("zuidi"), ["最低生活保障审核确认办法"]);
    assert_eq!(texts("zdshbz"), ["最低生活保障审核确认办法"]);
    assert_eq!(texts("縣衛生"), ["县卫生健康局"]);
    assert!(texts("，").is_empty() && texts("").is_empty());
}

#[test]
fn the_index_goes_anywhere() {
    fn goes_anywhere<T: Send + Sync + Clone + 'static>(_: &T) {}
    goes_anywhere(&portal());
}

#[test]
fn a_put_replaces_and_a_delete_removes() {
    let index = Index::in_memory().unwrap();
    fill(&index, vec![document("a", "旧题", "旧文字\n"), document("b", "别的", "别的文字\n")], 1);
    fill(&index, vec![document("a", "新题", "新文字\n")], 2);
    assert_eq!((find(&index, "旧文").len(), find(&index, "新文")), (0, vec!["a".to_owned()]));
    let mut writer = index.writer().unwrap();
    writer.apply(&[Operation::Delete(DocumentId::parse("a").unwrap())]).unwrap();
    writer.commit(3).unwrap();
    assert_eq!((index.search(&request("")).unwrap().total, index.suggest("新题", today()).suggestions.len()), (1, 0));
}

/// As if it were deleted, until it is.
#[test]
fn what_is_hidden_is_found_counted_and_suggested_nowhere() {
    let index = portal();
    index.hide(std::collections::HashSet::from([DocumentId::parse("birth").unwrap()]));
    let results = index.search(&request("")).unwrap();
    assert_eq!((results.total, ids(&results)), (5, vec!["birth-old", "welfare", "openness", "health", "law"]));
    assert!(
        results.facets.of(Facet::Year).iter().all(|year| year.value != "2026"),
        "{:?}",
        results.facets.of(Facet::Year)
    );
    for query in ["生育补贴", "明白县生育补贴发放办法", "明政规〔2026〕3号", "生育补贴发放办法第二条"]
    {
        assert!(!find(&index, query).contains(&"birth".to_owned()), "{query}");
    }
    assert_eq!(index.suggest("明白县生育", today()).suggestions.len(), 1);
    assert!(index.coming(today(), 10).iter().all(|coming| coming.title != "明白县生育补贴发放办法"));
    index.hide(std::collections::HashSet::new());
    assert_eq!(index.search(&request("")).unwrap().total, 6);
}

#[test]
fn many_commits_and_merges_keep_documents_whole() {
    let index = Index::in_memory().unwrap();
    let mut writer = index.writer().unwrap();
    let text = "第一段话说明情况。".repeat(200);
    for round in 0..30u64 {
        let documents = (0..4).map(|number| {
            put(document(
                &format!("d{number}"),
                &format!("第{number}号文件"),
                &format!("{text}\n第{round}轮的标记{number}\n"),
            ))
        });
        writer.apply(&documents.collect::<Vec<_>>()).unwrap();
        writer.commit(round).unwrap();
    }
    let results = index.search(&request("")).unwrap();
    assert_eq!((results.total, index.sequence()), (4, 29));
    let hit = index.search(&request("第29轮的标记3")).unwrap().hits.remove(0);
    assert_eq!((hit.id.as_str(), hit.clause.unwrap().url.as_str()), ("d3", "/policies/d3#c-art2"));
}

#[test]
fn an_evaluation_has_the_keys_of_the_contract() {
    let directory = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = directory.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let options = crate::EvaluationOptions {
        corpus: file(
            "corpus",
            "{\"id\":\"A.1\",\"title\":\"\",\"text\":\"生育补贴每孩一千元\"}\n{\"id\":\"A.2\",\"title\":\"养老\",\"text\":\"养老补贴\"}\n",
        ),
        queries: file("queries", "{\"id\":\"q1\",\"text\":\"生育补贴\"}\n{\"id\":\"q2\",\"text\":\"没有判断\"}\n"),
        qrels: file("qrels", "{\"qid\":\"q1\",\"docid\":\"A.1\",\"rel\":2}\n"),
        run_out: Some(directory.path().join("run")),
        depth: 100,
        ranking: crate::Ranking::default(),
    };
    let json = serde_json::to_value(crate::evaluate(&options).unwrap()).unwrap();
    let mut keys: Vec<_> = json.as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    let mut contract = [
        "queries",
        "documents",
        "ndcg_at_10",
        "mrr_at_10",
        "recall_at_10",
        "recall_at_100",
        "index_docs_per_s",
        "index_bytes",
        "p50_ms",
        "p95_ms",
        "p99_ms",
    ];
    contract.sort_unstable();
    assert_eq!(keys, contract);
    assert_eq!(
        (json["queries"].as_u64(), json["documents"].as_u64(), json["ndcg_at_10"].as_f64()),
        (Some(1), Some(2), Some(1.0))
    );
    assert!(std::fs::read_to_string(directory.path().join("run")).unwrap().starts_with("q1 Q0 A.1 1 "));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_query_is_an_error(query in "\\PC{0,40}|[生育补贴第0-9条号〔〕 a-z'().]{0,40}|[\\x00-\\x{3000}]{0,20}") {
        static INDEX: std::sync::LazyLock<Index> = std::sync::LazyLock::new(portal);
        let results = INDEX.search(&request(&query)).unwrap();
        prop_assert!(results.hits.len() as u64 <= results.total);
        prop_assert!(INDEX.suggest(&query, today()).suggestions.len() <= 10);
    }
}
