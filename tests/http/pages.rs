//! What a reader gets.

use axum::http::StatusCode;
use domain::DocumentId;

use crate::portal::Fixture;

#[tokio::test]
async fn every_page_is_whole_without_javascript() {
    let portal = Fixture::demo().await;
    for (address, words) in [
        ("/", "想办什么事"),
        ("/policies", "明乐市生育支持补贴办法"),
        ("/policies/birth-support-2026", "第五条"),
        ("/search?q=%E7%94%9F%E8%82%B2", "明乐市生育支持补贴办法"),
        ("/agencies", "明乐市人民政府"),
        ("/agencies/mingle-gov", "文昌路"),
        ("/settings", "长辈模式"),
        ("/about", "明白纸"),
        ("/accessibility", "键盘"),
        ("/policies/public-rental-2025/versions/1", "不是最新版"),
        ("/policies/public-rental-2025/compare/1..2", "<ins>"),
    ] {
        let answer = portal.get(address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}");
        assert!(answer.text().contains(words), "{address} lacks {words}");
        assert!(answer.text().contains("演示内容"), "{address} is not labelled");
        assert!(answer.text().contains("<title>"), "{address}");
    }
}

#[tokio::test]
async fn a_repealed_policy_says_why_since_when_by_what_and_what_replaces_it() {
    let portal = Fixture::demo().await;
    let page = portal.get("/policies/birth-support-2022").await;
    assert!(page.text().contains("本文件已经废止（自 2026-03-01 起）"));
    let (_, notice) = page.text().split_once("有效性提示").unwrap();
    let notice = notice.split("</section>").next().unwrap();
    assert!(
        notice.contains("依据")
            && notice.contains("现在适用")
            && notice.contains("<a href=\"/policies/birth-support-2026\">"),
        "{notice}"
    );
}

#[tokio::test]
async fn a_policy_expires_by_itself() {
    let before =
        Fixture::demo_at("2031-02-28T23:59:59+08:00").await.get("/api/v1/policies/birth-support-2026").await.json();
    assert_eq!(before["validity"], "in_force");
    let after =
        Fixture::demo_at("2031-03-01T00:00:00+08:00").await.get("/api/v1/policies/birth-support-2026").await.json();
    assert_eq!(after["validity"], "expired");
}

#[tokio::test]
async fn what_is_not_there_says_so_and_leads_on() {
    let portal = Fixture::demo().await;
    for address in [
        "/nope",
        "/policies/nope",
        "/agencies/nope",
        "/policies/birth-support-2026/versions/9",
        "/policies/birth-support-2026/versions/x",
        "/policies/%E4%B8%AD",
    ] {
        let answer = portal.get(address).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
        assert!(answer.text().contains("换个办法找"), "{address}");
    }
    assert!(
        portal.get("/policies/birth-suport-2026").await.text().contains("/policies/birth-support-2026"),
        "near ids are offered"
    );
}

#[tokio::test]
async fn a_withdrawn_policy_is_410_with_reason_and_successor_and_a_moved_one_301() {
    let portal = Fixture::demo().await;
    let (gone, next) =
        (DocumentId::parse("property-fee-2023").unwrap(), DocumentId::parse("old-community-2024").unwrap());
    let now = portal.portal.clock.now();
    portal.store.retire(&gone, "发布有误", Some(&next), now).await.unwrap();
    portal.store.redirect(&DocumentId::parse("clean-heating-2024").unwrap(), &next, now).await.unwrap();
    portal.catch_up().await;
    let answer = portal.get("/policies/property-fee-2023").await;
    assert_eq!(answer.status, StatusCode::GONE);
    assert!(answer.text().contains("发布有误") && answer.text().contains("/policies/old-community-2024"));
    let moved = portal.get("/policies/clean-heating-2024").await;
    assert_eq!(
        (moved.status, moved.header("location")),
        (StatusCode::MOVED_PERMANENTLY, "/policies/old-community-2024")
    );
    assert_eq!(
        portal.get("/policies/clean-heating-2024.docx").await.header("location"),
        "/policies/old-community-2024.docx"
    );
    assert_eq!(portal.get("/api/v1/policies/property-fee-2023").await.status, StatusCode::GONE);
}

#[tokio::test]
async fn a_policy_can_be_taken_away_as_a_file() {
    let portal = Fixture::demo().await;
    for (suffix, kind, begins) in [
        ("html", "text/html; charset=utf-8", &b"<!DOCTYPE html>"[..]),
        ("txt", "text/plain; charset=utf-8", "【演示内容".as_bytes()),
        ("json", "application/json", b"{"),
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK"),
    ] {
        let answer = portal.get(&format!("/policies/birth-support-2026.{suffix}")).await;
        assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, kind));
        assert!(answer.body.starts_with(begins), "{suffix}");
    }
    let page = portal.get("/policies/birth-support-2026.html").await;
    assert!(
        !page.text().contains("<script")
            && !page.text().contains("src=\"http")
            && page.text().contains("id=\"c-art5\"")
    );
    assert_eq!(portal.get("/policies/birth-support-2026.exe").await.status, StatusCode::NOT_FOUND);
    assert_eq!(portal.get("/policies/nope.docx").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn filters_narrow_and_the_feed_takes_the_same() {
    let portal = Fixture::demo().await;
    let total = |answer: &serde_json::Value| answer["total"].as_u64().unwrap();
    let all = portal.get("/api/v1/policies").await.json();
    let repealed = portal.get("/api/v1/policies?validity=repealed").await.json();
    assert!(total(&repealed) > 0 && total(&repealed) < total(&all));
    assert!(repealed["items"].as_array().unwrap().iter().all(|hit| hit["validity"] == "repealed"));
    let either = portal.get("/api/v1/policies?validity=repealed&validity=expired").await.json();
    assert!(total(&either) > total(&repealed));
    assert_eq!(portal.get("/feeds/policies.json").await.json()["items"].as_array().unwrap().len() as u64, total(&all));
    let feed = portal.get("/feeds/policies.json?validity=repealed").await.json();
    assert_eq!(feed["items"].as_array().unwrap().len() as u64, total(&repealed));
    let atom = portal.get("/feeds/policies.atom?validity=repealed").await;
    assert!(atom.text().starts_with("<?xml") && atom.text().matches("<entry>").count() as u64 == total(&repealed));
    assert!(portal.get("/feeds/policies.rss").await.text().contains("<rss"));
    assert_eq!(portal.get("/policies?page=1000000000").await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_government_page_norm_is_met() {
    let portal = Fixture::demo().await;
    let list = portal.get("/policies").await;
    for name in
        ["SiteName", "SiteDomain", "SiteIDCode", "ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"]
    {
        assert!(list.text().contains(&format!("name=\"{name}\"")), "{name}");
    }
    let article = portal.get("/policies/birth-support-2026").await;
    for name in ["SiteName", "ArticleTitle", "PubDate", "ContentSource", "Keywords"] {
        assert!(article.text().contains(&format!("name=\"{name}\"")), "{name}");
    }
    assert!(article.text().contains("name=\"PubDate\" content=\"2026-02-12 00:00\""));
    assert!(!article.text().contains("content=\"\"") && !article.text().contains("content=\"null\""));
}
