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
        "/", "/policies", "/policies?page=2", "/policies?page=3", "/sitemap.xml", "/feeds/policies.atom", "/feeds/policies.rss", "/feeds/policies.json",
        "/api/v1/policies?per_page=100", "/api/v1/changes?since=0", "/policies/internal-inspection-2026",
    ] {
        let answer = portal.get(address).await;
        assert!(!answer.text().contains(HIDDEN) && !answer.text().contains(&held.document.title), "{address}");
    }
    for address in [format!("/api/v1/search?q={title}"), format!("/api/v1/suggest?q={title}"), format!("/search?q={title}")] {
        let answer = portal.get(&address).await;
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
        format!(r#"{{"kind":"policy","id":"was-open","title":"曾经公开的通知","body":"内容。\n","published_on":"2026-11-01","disclosure":"{disclosure}"}}"#)
    };
    portal.import(&[("a.jsonl", line("proactive").as_bytes())], ReadOptions::default()).await;
    assert_eq!(portal.get("/policies/was-open").await.status.as_u16(), 200);
    portal.import(&[("a.jsonl", line("withheld").as_bytes())], ReadOptions::default()).await;
    for address in ["/policies/was-open", "/policies/was-open/versions/1", "/policies/was-open/compare/1..2", "/api/v1/policies/was-open"] {
        assert_eq!(portal.get(address).await.status.as_u16(), 404, "{address}");
    }
    assert_eq!(portal.get("/api/v1/search?q=%E6%9B%BE%E7%BB%8F%E5%85%AC%E5%BC%80").await.json()["total"], 0);
    let changes = portal.get("/api/v1/changes").await.json();
    let rows: Vec<_> = changes["changes"].as_array().unwrap().iter().filter(|change| change["id"] == "was-open").collect();
    assert!(!rows.is_empty() && rows.iter().all(|change| change["op"] == "delete" && change["url"].is_null()), "its readers hear that it is gone");
}
