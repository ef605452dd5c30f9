//! What stands above the results of a search, whatever the index decides.

use std::sync::Arc;

use app::{
    kinds::{KindPage, agency::AgencyRow, policy},
    library::Library,
    ports::{ComparisonPage, HomePage, Linked, Lookup, PortError},
};
use async_trait::async_trait;
use domain::{
    Date, DocumentId, Kind,
    reading::ReadingSettings,
    search::{Decided, Filters, GapHint, PassagePlace, SearchRequest, SearchResults, Sort},
};
use server::{
    http::render,
    services::library::{Explainer, PortalLibrary, complete},
};

use crate::portal::Fixture;

fn id(text: &str) -> DocumentId {
    DocumentId::parse(text).unwrap()
}

/// The results of a search, with what an index could have decided.
async fn results(portal: &Fixture, query: &str, decided: Decided) -> SearchResults {
    let request = SearchRequest {
        query: query.to_owned(),
        filters: Filters::default(),
        sort: Sort::Relevance,
        page: 1,
        per_page: 20,
        today: portal.portal.clock.today(),
        literal: false,
    };
    let mut results = portal.portal.index.search(&request).unwrap();
    results.decided = decided;
    let mut explainer = Explainer::new(portal.portal.reader(), portal.portal.clock.today(), &portal.portal.site.phone);
    complete(&mut explainer, &mut results).await.unwrap();
    results
}

/// The portal's library, but for what it finds.
struct Staged(PortalLibrary, SearchResults);

#[async_trait]
impl Library for Staged {
    async fn search(&self, _: SearchRequest) -> Result<SearchResults, PortError> {
        Ok(self.1.clone())
    }
    async fn home(&self) -> Result<HomePage, PortError> {
        self.0.home().await
    }
    async fn policy(&self, id: &DocumentId, revision: Option<u32>) -> Result<Lookup<policy::Page>, PortError> {
        self.0.policy(id, revision).await
    }
    async fn comparison(&self, id: &DocumentId, from: u32, to: u32) -> Result<Lookup<ComparisonPage>, PortError> {
        self.0.comparison(id, from, to).await
    }
    async fn document(&self, kind: Kind, id: &DocumentId) -> Result<Lookup<KindPage>, PortError> {
        self.0.document(kind, id).await
    }
    async fn agencies(&self) -> Result<Vec<AgencyRow>, PortError> {
        self.0.agencies().await
    }
    async fn examples(&self, most: usize) -> Result<Vec<String>, PortError> {
        self.0.examples(most).await
    }
    async fn near(&self, kind: Kind, id: &str) -> Result<Vec<Linked>, PortError> {
        self.0.near(kind, id).await
    }
    fn today(&self) -> Date {
        self.0.today()
    }
}

/// The page of a search, with what an index could have decided.
async fn page(portal: &Fixture, query: &str, decided: Decided) -> String {
    let results = results(portal, query, decided).await;
    let library = Arc::new(Staged(PortalLibrary(portal.portal.clone()), results));
    let address = format!("/search?q={}", app::address::encode(query));
    render::render_from(library, &portal.portal, &address, ReadingSettings::default()).await.html
}

/// Where each part stands, in order.
fn in_order(html: &str, parts: &[&str]) {
    let mut from = 0;
    for part in parts {
        let at = html.get(from..).unwrap().find(part).unwrap_or_else(|| panic!("{part} does not come (in its place)"));
        from += at + part.len();
    }
}

#[tokio::test]
async fn a_card_shows_what_was_and_what_will_be_the_answer() {
    let portal = Fixture::demo().await;
    let decided = Decided {
        card: Some(id("q-birth-amount")),
        before: Some(id("q-heating-amount")),
        coming: Some(id("q-ebike-price")),
        ..Decided::default()
    };
    let found = results(&portal, "生孩子能领多少钱", decided.clone()).await;
    let json = serde_json::to_value(&found).unwrap();
    assert_eq!(json["answer"]["replaced"]["url"], "/questions/q-heating-amount");
    assert_eq!(json["answer"]["replaced"]["until"], "2025-03-31");
    assert_eq!(
        (json["answer"]["coming"]["url"].as_str(), json["answer"]["coming"]["from"].as_str()),
        (Some("/questions/q-ebike-price"), Some("2027-01-01"))
    );
    assert_eq!(json["answer"]["clause"]["title"], "《明乐市生育支持补贴办法》");
    let html = page(&portal, "生孩子能领多少钱", decided).await;
    in_order(
        &html,
        &[
            "class=\"answer-card",
            "2000元",
            "2025-04-01 起变了。以前是：",
            "<del>2024年冬天",
            "2027-01-01 起改为：",
            "依据：",
            "明政规〔2026〕3号",
            "class=\"count-line",
            "找到 ",
        ],
    );

    // What stands was not replaced, what is in force is not coming, and what has ended answers nothing.
    let wrong = Decided {
        card: Some(id("q-birth-amount")),
        before: Some(id("q-birth-who")),
        coming: Some(id("q-birth-who")),
        ..Decided::default()
    };
    let answer = results(&portal, "生孩子", wrong).await.answer.unwrap();
    assert!(answer.replaced.is_none() && answer.coming.is_none());
    assert!(
        results(&portal, "取暖", Decided { card: Some(id("q-heating-amount")), ..Decided::default() })
            .await
            .answer
            .is_none()
    );
}

#[tokio::test]
async fn other_questions_are_offered_as_other_questions() {
    let portal = Fixture::demo().await;
    let similar = ["q-birth-who", "q-heating-amount", "q-ebike-price", "nobody", "q-birth-bring", "q-birth-twins"]
        .map(id)
        .to_vec();
    let decided = Decided { similar, ..Decided::default() };
    let found = results(&portal, "补贴", decided.clone()).await;
    let offered: Vec<&str> = found.similar.iter().map(|similar| similar.id.as_str()).collect();
    assert_eq!(offered, ["q-birth-who", "q-ebike-price", "q-birth-bring"], "at most three, and none that has ended");
    assert_eq!(found.similar[1].from.unwrap().to_string(), "2027-01-01");
    let html = page(&portal, "补贴", decided).await;
    in_order(
        &html,
        &["您是不是想问", "/questions/q-birth-who", "爸妈有一个是明乐户口", "2027-01-01 起适用", "class=\"count-line"],
    );
    assert!(!html.contains("answer-card"));
    // What is coming is offered where nothing answers today.
    let coming = results(&portal, "充电", Decided { coming: Some(id("q-ebike-price")), ..Decided::default() }).await;
    assert_eq!(coming.similar.iter().map(|similar| similar.id.as_str()).collect::<Vec<_>>(), ["q-ebike-price"]);
}

#[tokio::test]
async fn a_clause_is_shown_as_official_text_and_never_as_an_answer() {
    let portal = Fixture::demo().await;
    let place = |policy: &str, clause: &str| Some(PassagePlace { policy: id(policy), clause: clause.to_owned() });
    let decided = Decided { passage: place("wage-arrears-2024", "art5"), ..Decided::default() };
    let found = results(&portal, "工资", decided.clone()).await;
    let passage = found.passage.unwrap();
    assert_eq!(
        (passage.url.as_str(), passage.validity),
        ("/policies/wage-arrears-2024#c-art5", Some(domain::Validity::InForce))
    );
    let clause = portal.get("/api/v1/policies/wage-arrears-2024/clauses/art5").await.json();
    assert!(passage.text.starts_with(clause["text"].as_str().unwrap().trim()), "word for word");
    let html = page(&portal, "工资", decided).await;
    in_order(&html, &["class=\"passage", "原文", "第五条", "现行有效", "class=\"count-line"]);
    assert!(!html.contains("answer-card") && !html.contains("class=\"short-answer"));
    for nothing in [
        place("wage-arrears-2024", "art99"),
        place("nobody", "art1"),
        place("internal-inspection-2025", "1"),
        place("birth-support-2022", "art1"),
    ] {
        assert!(
            results(&portal, "工资", Decided { passage: nothing.clone(), ..Decided::default() })
                .await
                .passage
                .is_none(),
            "{nothing:?}"
        );
    }
}

#[tokio::test]
async fn a_gap_is_said_first_with_whom_to_ask_and_nothing_below_boasts() {
    let portal = Fixture::demo().await;
    let decided = Decided {
        gap: Some(GapHint {
            agency: Some(id("mingle-hrss")),
            subjects: vec!["卫生健康".to_owned()],
            matter: Some("普通护照首次申领".to_owned()),
            ..GapHint::default()
        }),
        ..Decided::default()
    };
    let found = results(&portal, "补贴", decided.clone()).await;
    let gap = serde_json::to_value(&found).unwrap()["gap"].clone();
    assert_eq!(
        (gap["agency_url"].as_str(), gap["subjects"][0]["label"].as_str()),
        (Some("/agencies/mingle-hrss"), Some("卫生健康"))
    );
    assert!(gap["phone"].as_str().unwrap().starts_with("0000-"), "{gap}");
    let html = page(&portal, "补贴", decided).await;
    in_order(
        &html,
        &[
            "还没有写到这件事",
            "您问的像是“普通护照首次申领”",
            "tel:12345",
            "/agencies/mingle-hrss",
            "tel:0000-",
            "/policies?subject=",
            "action=\"/search/gap\"",
            "条可能有关",
            "可能有关</h2>",
            "hits muted",
        ],
    );
    assert!(!html.contains("找到 ") && !html.contains("answer-card"));
    // Of an unknown department nothing is said but the hotline.
    let found = results(&portal, "补贴", Decided { gap: Some(GapHint::default()), ..Decided::default() }).await;
    assert_eq!((found.gap.clone().unwrap().agency, found.gap.unwrap().phone.as_deref()), (None, Some("12345")));
    // What has an answer is none.
    let decided = Decided { card: Some(id("q-birth-amount")), gap: Some(GapHint::default()), ..Decided::default() };
    assert!(results(&portal, "生孩子", decided).await.gap.is_none());
}

/// Matters of which the demonstration says nothing, and what no government sees to.
#[tokio::test]
async fn a_gap_names_the_matter_and_private_matters_have_no_department() {
    let portal = Fixture::demo().await;
    let gap = async |query: &str| {
        portal.get(&format!("/api/v1/search?q={}", app::address::encode(query))).await.json()["gap"].clone()
    };
    for (query, word) in [("怎么办护照", "护照"), ("给狗办证要花多少钱", "犬"), ("驾照丢了怎么补一个", "驾驶证")]
    {
        let gap = gap(query).await;
        assert!(gap["matter"].as_str().is_some_and(|matter| matter.contains(word)), "{query}: {gap}");
    }
    for query in ["红烧肉怎么做好吃", "今晚追什么剧好看"] {
        let gap = gap(query).await;
        assert_eq!(
            (gap["is_private"].as_bool(), gap["agency"].is_null(), gap["phone"].as_str()),
            (Some(true), true, Some("12345")),
            "{query}: {gap}"
        );
    }
    let gap = gap("心情特别不好睡不着，感觉活着没意思").await;
    assert!(gap["advice"].as_str().is_some_and(|advice| advice.contains("12356")), "{gap}");
}
