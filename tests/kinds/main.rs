//! A kind more costs one file in each layer, its schema and a line in the list. The kind of this test (`Bulletin`, feature
//! `trial-kind`) is in no program; here it does all that kinds do.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that panics has failed, which is its job")]

#[path = "../http/portal.rs"]
#[allow(dead_code, reason = "the tests of the front door need more of it")]
mod portal;

use std::path::{Path, PathBuf};

use documents::{FieldMap, ReadOptions};
use domain::{Disclosure, DocumentId, Kind};
use portal::Fixture;
use serde_json::json;

const ID: &str = "b-market-closed";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// A portal with the demonstration and a bulletin that rests on a clause of it, brought in through a map of its own.
async fn portal() -> Fixture {
    let portal = Fixture::demo().await;
    let line = json!({
        "编号": ID, "题目": "东街集市停业公告", "内容": "东街集市因修路停业。\n停业期间到西街集市摆卖。", "单位": "mingle-market", "主题": "市场监管", "日期": "2026年11月20日",
        "经办": "zq经办人qz", "张贴": "东街口|村委会", "cites": [{"policy": "elderly-allowance-2024", "clause": "art1", "revision": 1}],
    });
    let map = r#"
date_formats = ["%Y年%m月%d日"]
[keys]
"编号" = "id"
"题目" = "title"
"内容" = "text"
"单位" = "agency"
"主题" = "subjects"
"日期" = "published_on"
"经办" = "drafted_by"
"张贴" = "posted_at"
[constants]
kind = "bulletin"
"#;
    let options = ReadOptions {
        map: Some(FieldMap::parse("bulletins", map).unwrap()),
        default_disclosure: Disclosure::Proactive,
        ..ReadOptions::default()
    };
    let (summary, said) = portal.import(&[("bulletins.jsonl", line.to_string().as_bytes())], options).await;
    assert_eq!((summary.imported, summary.rejected), (1, 0), "{said:#?}");
    portal
}

#[tokio::test]
async fn it_is_wherever_kinds_are() {
    let portal = portal().await;
    let page = format!("/bulletins/{ID}");
    // Menu, list, filters, page.
    assert!(portal.get("/").await.text().contains("<a href=\"/bulletins\">公告</a>"), "menu");
    let list = portal.get("/bulletins").await;
    assert!(list.text().contains("共 1 份公告") && list.text().contains("东街集市停业公告"), "{}", list.text());
    let subject = search::subject_id("市场监管");
    assert!(
        portal.get(&format!("/bulletins?subject={subject}&year=2026")).await.text().contains("东街集市停业公告"),
        "filtered"
    );
    assert!(!portal.get("/bulletins?year=2025").await.text().contains("东街集市停业公告"), "filtered away");
    assert!(portal.get(&page).await.text().contains("到西街集市摆卖"), "page");
    // A ninth facet, which is a line as well.
    let counted = portal.get("/api/v1/search?kind=bulletin").await.json();
    assert_eq!(counted["facets"]["posted_at"][0]["count"], 1, "{}", counted["facets"]);
    let place = counted["facets"]["posted_at"][0]["value"].as_str().unwrap();
    let chosen = portal.get(&format!("/bulletins?posted_at={}", app::address::encode(place))).await;
    assert!(chosen.text().contains("张贴处") && chosen.text().contains("东街集市停业公告"), "{}", chosen.text());
    assert!(!portal.get("/bulletins?posted_at=nowhere").await.text().contains("东街集市停业公告"));
    let wrong = portal.get("/bulletins/b-market-close").await;
    assert!(wrong.status.as_u16() == 404 && wrong.text().contains("东街集市停业公告"), "a lost reader is led back");
    // Search, with its kind among the facets; it is no explanation, whatever became of the clause that it rests on.
    let found = portal.get("/api/v1/search?q=%E4%B8%9C%E8%A1%97%E9%9B%86%E5%B8%82%E5%81%9C%E4%B8%9A").await.json();
    assert_eq!(
        (&found["hits"][0]["id"], &found["hits"][0]["kind"], &found["hits"][0]["validity"]),
        (&json!(ID), &json!("bulletin"), &json!(null))
    );
    assert!(
        found["facets"]["kind"]
            .as_array()
            .unwrap()
            .iter()
            .any(|value| value["value"] == "bulletin" && value["label"] == "公告")
    );
    let shown = portal.get("/search?q=%E4%B8%9C%E8%A1%97%E9%9B%86%E5%B8%82&kind=bulletin").await;
    assert!(shown.text().contains(&page) && !shown.text().contains("依据已修改"), "{}", shown.text());
    let suggested = portal.get("/api/v1/suggest?q=%E4%B8%9C%E8%A1%97").await.json();
    assert_eq!(suggested["suggestions"][0]["url"], page);
    // Feeds, the map of the site.
    for form in ["atom", "rss", "json"] {
        assert!(portal.get(&format!("/feeds/bulletins.{form}")).await.text().contains(ID), "{form}");
    }
    assert!(portal.get("/feeds/nothing.atom").await.text().contains("bulletins（公告）"));
    let map = portal.get("/sitemap.xml").await;
    assert!(map.text().contains("example/bulletins<") && map.text().contains(&page));
    // API and its description; what is for staff is not told.
    let given = portal.get(&format!("/api/v1{page}")).await;
    assert_eq!(given.json()["text"], "东街集市因修路停业。\n停业期间到西街集市摆卖。");
    assert!(!given.text().contains("经办人"));
    assert_eq!(portal.get("/api/v1/bulletins").await.json()["total"], 1);
    let description = portal.get("/api/openapi.json").await.json();
    for path in ["/api/v1/bulletins", "/api/v1/bulletins/{id}", "/feeds/bulletins.atom"] {
        assert!(description["paths"].get(path).is_some(), "{path}");
    }
    assert!(description["components"]["schemas"]["Kind"]["enum"].as_array().unwrap().contains(&json!("bulletin")));
    let schema = json!({ "$ref": "#/components/schemas/Bulletin", "components": description["components"] });
    assert!(jsonschema::validator_for(&schema).unwrap().is_valid(&given.json()));
    assert!(
        portal.get("/api/v1/changes?since=0").await.text().contains(ID)
            || portal.get("/api/v1/changes?since=200").await.text().contains(ID)
    );
}

#[tokio::test]
async fn it_is_bound_revised_and_withdrawn_like_others() {
    let portal = portal().await;
    let id = DocumentId::parse(ID).unwrap();
    let held = portal.store.document(&id).await.unwrap().unwrap();
    assert_eq!(held.document.cites()[0].revision, Some(1), "bound to the revision that it was written for");
    let line = |text: &str, clause: &str| {
        json!({"kind": "bulletin", "id": ID, "title": "东街集市停业公告", "text": text, "agency": "mingle-market", "disclosure": "proactive", "cites": [{"policy": "elderly-allowance-2024", "clause": clause}]}).to_string()
    };
    let import = async |line: String| portal.import(&[("more.jsonl", line.as_bytes())], ReadOptions::default()).await;
    let (refused, said) = import(line("还是停业。", "art999")).await;
    assert!(refused.rejected == 1 && said[0].contains("art999"), "{said:#?}");
    assert_eq!(import(line("东街集市因修路停业。\n停业期间到西街集市摆卖。", "art1")).await.0.revised, 1);
    let held = portal.store.document(&id).await.unwrap().unwrap();
    assert_eq!(
        (held.revision, held.document.cites()[0].revision),
        (2, Some(1)),
        "the same words are about the same text"
    );
    assert_eq!(import(line("东街集市又开业了。", "art1")).await.0.revised, 1);
    assert!(portal.get(&format!("/bulletins/{ID}")).await.text().contains("又开业了"));
    let missing =
        json!({"kind": "bulletin", "id": "b-empty", "title": "空公告", "agency": "mingle-market"}).to_string();
    assert!(import(missing).await.1[0].contains("缺少 text（公告正文）"));
    portal.store.retire(&id, "已经过期。", None, portal.portal.clock.now()).await.unwrap();
    portal.catch_up().await;
    for address in [format!("/bulletins/{ID}"), format!("/api/v1/bulletins/{ID}")] {
        let gone = portal.get(&address).await;
        assert!(gone.status.as_u16() == 410 && gone.text().contains("已经过期"), "{address}");
    }
    assert!(!portal.get("/bulletins").await.text().contains("东街集市"));
}

/// What the kind is spelt in, besides this test.
#[test]
fn it_costs_four_files_a_schema_and_a_line() {
    fn walk(folder: &Path, found: &mut Vec<(PathBuf, usize)>) {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                if !["target", "node_modules", ".git"].iter().any(|skipped| path.ends_with(skipped)) {
                    walk(&path, found);
                }
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                let lines = text.lines().filter(|line| line.to_lowercase().contains("bulletin")).count();
                if lines > 0 || path.to_string_lossy().contains("bulletin") {
                    found.push((path, lines));
                }
            }
        }
    }
    let mut found = Vec::new();
    for folder in ["app", "crates", "server", "style", "public", "xtask"] {
        walk(&root().join(folder), &mut found);
    }
    let mut of_its_own: Vec<String> = Vec::new();
    let mut lines = 0;
    for (path, count) in found {
        let name = path.strip_prefix(root()).unwrap().display().to_string();
        if name.contains("bulletin") { of_its_own.push(name) } else { lines += count }
    }
    of_its_own.sort();
    assert_eq!(
        of_its_own,
        [
            "app/src/kinds/bulletin.rs",
            "crates/documents/src/read/kinds/bulletin.rs",
            "crates/domain/src/kinds/bulletin.rs",
            "server/src/services/kinds/bulletin.rs",
            "server/src/services/kinds/schemas/bulletin.json",
        ]
    );
    assert_eq!(lines, 2, "the line in the list of kinds, and that of its own facet");
    assert!(Kind::ALL.contains(&Kind::Bulletin));
}
