//! Only what is disclosed proactively is ever seen.

use documents::ReadOptions;

use crate::portal::Fixture;

/// In the demonstration content, and not for the public.
const HIDDEN: &str = "internal-inspection-2025";

#[tokio::test]
async fn what_is_not_for_the_public_is_nowhere() {
    let portal = Fixture::demo().await;
    let id = domain::DocumentId::parse(HIDDEN).unwrap();
    let held = portal.store.document(&id).await.unwrap().unwrap();
    assert!(!held.is_public());
    let title = app::address::encode(&held.document.title);
    for address in [
        "/",
        "/policies",
        "/policies?page=2",
        "/policies?page=3",
        "/sitemap.xml",
        "/feeds/policies.atom",
        "/feeds/policies.rss",
        "/feeds/policies.json",
        "/api/v1/policies?per_page=100",
        "/api/v1/changes?since=0",
        "/policies/internal-inspection-2026",
    ] {
        let answer = portal.get(address).await;
        let status = if address.ends_with("inspection-2026") { 404 } else { 200 };
        assert_eq!(answer.status.as_u16(), status, "{address}");
        assert!(!answer.text().contains(HIDDEN) && !answer.text().contains(&held.document.title), "{address}");
    }
    for address in
        [format!("/api/v1/search?q={title}"), format!("/api/v1/suggest?q={title}"), format!("/search?q={title}")]
    {
        let answer = portal.get(&address).await;
        assert_eq!(answer.status.as_u16(), 200, "{address}");
        assert!(!answer.text().contains(&format!("/policies/{HIDDEN}")), "{address}");
    }
    for address in ["/policies/", "/api/v1/policies/"] {
        let known = portal.get(&format!("{address}{HIDDEN}")).await;
        assert_eq!(known.status.as_u16(), 404, "{address}");
    }
    for suffix in ["html", "txt", "docx", "json"] {
        assert_eq!(portal.get(&format!("/policies/{HIDDEN}.{suffix}")).await.status.as_u16(), 404);
    }
}

#[tokio::test]
async fn a_document_that_is_closed_again_disappears_with_its_older_revisions() {
    let portal = Fixture::empty().await;
    let line = |disclosure: &str| {
        format!(
            r#"{{"kind":"policy","id":"was-open","title":"曾经公开的通知","body":"内容。\n","published_on":"2026-11-01","disclosure":"{disclosure}"}}"#
        )
    };
    portal.import(&[("a.jsonl", line("proactive").as_bytes())], ReadOptions::default()).await;
    assert_eq!(portal.get("/policies/was-open").await.status.as_u16(), 200);
    portal.import(&[("a.jsonl", line("withheld").as_bytes())], ReadOptions::default()).await;
    for address in [
        "/policies/was-open",
        "/policies/was-open/versions/1",
        "/policies/was-open/compare/1..2",
        "/api/v1/policies/was-open",
    ] {
        assert_eq!(portal.get(address).await.status.as_u16(), 404, "{address}");
    }
    assert_eq!(portal.get("/api/v1/search?q=%E6%9B%BE%E7%BB%8F%E5%85%AC%E5%BC%80").await.json()["total"], 0);
    let changes = portal.get("/api/v1/changes").await.json();
    let rows: Vec<_> =
        changes["changes"].as_array().unwrap().iter().filter(|change| change["id"] == "was-open").collect();
    assert!(
        !rows.is_empty() && rows.iter().all(|change| change["op"] == "delete" && change["url"].is_null()),
        "its readers hear that it is gone"
    );
}

#[tokio::test]
async fn an_issuer_is_as_public_as_the_documents_that_name_it() {
    let portal = Fixture::empty().await;
    let line = |id: &str, disclosure: &str| {
        format!(
            r#"{{"kind":"policy","id":"{id}","title":"通知{id}","issuer":"某市专项工作局","body":"内容。\n","published_on":"2026-11-01","disclosure":"{disclosure}"}}"#
        )
    };
    let names = async || portal.get("/api/v1/agencies").await.text().matches("某市专项工作局").count();
    let both = format!("{}\n{}\n", line("a", "withheld"), line("b", "on_request"));
    for _ in 0..2 {
        portal.import(&[("hidden.jsonl", both.as_bytes())], ReadOptions::default()).await;
        assert_eq!(names().await, 0);
        let found = portal.get("/agencies").await;
        assert!(!found.text().contains("某市专项工作局"));
    }
    let id = domain::DocumentId::parse("a").unwrap();
    let issuer = async || {
        portal.store.document(&id).await.unwrap().unwrap().document.as_policy().unwrap().issuer.clone().unwrap()
    };
    let before = issuer().await;
    portal.import(&[("open.jsonl", line("c", "proactive").as_bytes())], ReadOptions::default()).await;
    assert_eq!(names().await, 1, "now it is public, once");
    assert_eq!(portal.get(&format!("/agencies/{before}")).await.status.as_u16(), 200, "and still the same");
    // In one run, whichever comes first.
    let portal = Fixture::empty().await;
    let mixed = format!("{}\n{}\n", line("a", "withheld"), line("c", "proactive"));
    portal.import(&[("mixed.jsonl", mixed.as_bytes())], ReadOptions::default()).await;
    assert_eq!(portal.get("/api/v1/agencies").await.text().matches("某市专项工作局").count(), 1);
}
