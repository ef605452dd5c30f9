//! What may be kept, and for how long.

use std::io::Read;

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use documents::ReadOptions;

use crate::portal::Fixture;

const PAGE: &str = "/policies/birth-support-2026";

#[tokio::test]
async fn every_encoding_and_setting_has_its_own_tag_and_reads_the_same() {
    let portal = Fixture::demo().await;
    let plain = portal.get(PAGE).await;
    let brotli = portal.get_with(PAGE, &[("accept-encoding", "br")]).await;
    let gzip = portal.get_with(PAGE, &[("accept-encoding", "gzip")]).await;
    let large = portal.get_with_cookie(PAGE, "size=large").await;
    let tags: std::collections::HashSet<&str> =
        [&plain, &brotli, &gzip, &large].map(|answer| answer.header("etag")).into_iter().collect();
    assert_eq!(tags.len(), 4);
    let mut unpacked = Vec::new();
    brotli::BrotliDecompress(&mut brotli.body.as_slice(), &mut unpacked).unwrap();
    assert_eq!(unpacked, plain.body);
    unpacked.clear();
    flate2::read::GzDecoder::new(gzip.body.as_slice()).read_to_end(&mut unpacked).unwrap();
    assert_eq!(unpacked, plain.body);
    let vary: Vec<_> = plain.headers.get_all("vary").iter().map(|value| value.to_str().unwrap()).collect();
    assert!(vary.contains(&"Cookie") && vary.contains(&"Accept-Encoding"));
}

#[tokio::test]
async fn a_reader_who_has_the_page_is_told_so() {
    let portal = Fixture::demo().await;
    let first = portal.get_with(PAGE, &[("accept-encoding", "br")]).await;
    let again = portal.get_with(PAGE, &[("accept-encoding", "br"), ("if-none-match", first.header("etag"))]).await;
    assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
    assert_eq!(again.header("etag"), first.header("etag"));
    let by_date = portal.get_with(PAGE, &[("if-modified-since", first.header("last-modified"))]).await;
    assert_eq!(by_date.status, StatusCode::NOT_MODIFIED);
    let other_encoding = portal.get_with(PAGE, &[("if-none-match", first.header("etag"))]).await;
    assert_eq!(other_encoding.status, StatusCode::OK);
}

#[tokio::test]
async fn head_has_the_headers_of_get_and_no_body() {
    let portal = Fixture::demo().await;
    for address in [PAGE, "/", "/feeds/policies.atom", "/api/v1/policies", "/policies/birth-support-2026.docx"] {
        let get = portal.get(address).await;
        let head = portal.ask(Request::head(address).body(Body::empty()).unwrap()).await;
        assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0), "{address}");
        for name in ["etag", "content-length", "content-type"] {
            assert_eq!(head.header(name), get.header(name), "{address} {name}");
        }
    }
}

#[tokio::test]
async fn new_content_is_seen_at_once() {
    let portal = Fixture::demo().await;
    let before = portal.get("/policies").await;
    assert!(!before.text().contains("明乐市试验办法"));
    let line = r#"{"kind":"policy","id":"trial","title":"明乐市试验办法","body":"第一条　试验。\n","published_on":"2026-11-20","effective_on":"2026-11-20"}"#;
    let (summary, _) = portal.import(&[("trial.jsonl", line.as_bytes())], ReadOptions::default()).await;
    assert_eq!(summary.imported, 1);
    let after = portal.get("/policies").await;
    assert!(after.text().contains("明乐市试验办法"));
    assert_ne!(before.header("etag"), after.header("etag"));
}

#[tokio::test]
async fn unknown_parameters_make_no_copies() {
    let portal = Fixture::demo().await;
    let plain = portal.get(PAGE).await;
    assert_eq!(portal.get(&format!("{PAGE}?utm_source=x&_=1")).await.header("etag"), plain.header("etag"));
    assert_eq!(portal.get_with_cookie(PAGE, "theme=evil\"><script>; a=b").await.header("etag"), plain.header("etag"));
}

/// From the moment it is written, whatever becomes of the index.
#[tokio::test]
async fn what_is_withdrawn_is_out_of_sight_before_the_index_follows() {
    let portal = Fixture::demo().await;
    let line = r#"{"kind":"policy","id":"short-lived","title":"关于铺设驿道灯笼的通知","document_number":"明政发〔2026〕99号","issuer":"mingle-gov","body":"一、内容\n驿道灯笼由办公室铺设。\n","published_on":"2026-11-24","effective_on":"2026-12-01"}"#;
    let (summary, said) = portal.import(&[("one.jsonl", line.as_bytes())], documents::ReadOptions::default()).await;
    assert_eq!(summary.imported, 1, "{said:?}");
    let id = domain::DocumentId::parse("short-lived").unwrap();
    let mut withheld = server::jobs::withheld::Withheld::default();
    withheld.look(&portal.portal).await.unwrap();
    let asked = app::address::encode("铺设驿道灯笼");
    let places = [
        "/".to_owned(),
        "/policies".to_owned(),
        "/policies?year=2026".to_owned(),
        "/agencies/mingle-gov".to_owned(),
        format!("/search?q={asked}"),
        "/feeds/policies.atom".to_owned(),
        "/feeds/policies.rss".to_owned(),
        "/feeds/policies.json".to_owned(),
        format!("/feeds/policies.atom?q={asked}"),
        "/api/v1/policies".to_owned(),
        format!("/api/v1/search?q={asked}"),
        format!("/api/v1/suggest?q={asked}"),
        "/policies/short-lived".to_owned(),
        "/policies/short-lived.txt".to_owned(),
        "/api/v1/policies/short-lived".to_owned(),
    ];
    // A search says back what it was asked for.
    let holds = async |place: &str| {
        portal.get(place).await.text().replace("铺设驿道灯笼</title>", "").contains("关于铺设驿道灯笼的通知")
    };
    for place in &places {
        assert!(holds(place).await, "{place}");
    }
    let total = async || portal.get("/api/v1/policies").await.json()["total"].as_u64().unwrap();
    let before = total().await;
    portal.store.retire(&id, "发布有误", None, portal.portal.clock.now()).await.unwrap();
    withheld.look(&portal.portal).await.unwrap();
    for place in &places {
        assert!(!holds(place).await, "{place}");
    }
    assert_eq!(portal.get("/policies/short-lived").await.status, StatusCode::GONE);
    assert_eq!(total().await, before - 1);
    let facets = portal.get(&format!("/api/v1/search?q={asked}")).await.json();
    assert_eq!(
        facets["facets"]["kind"].as_array().unwrap().iter().map(|kind| kind["count"].as_u64().unwrap()).sum::<u64>(),
        facets["total"].as_u64().unwrap()
    );

    // Brought back before the index has followed, it was never away.
    portal.store.reinstate(&id, portal.portal.clock.now()).await.unwrap();
    withheld.look(&portal.portal).await.unwrap();
    assert!(holds("/api/v1/policies").await && portal.portal.index.hidden().is_empty());

    portal.store.retire(&id, "发布有误", None, portal.portal.clock.now()).await.unwrap();
    withheld.look(&portal.portal).await.unwrap();
    assert!(!holds("/api/v1/policies").await);
    portal.catch_up().await;
    withheld.look(&portal.portal).await.unwrap();
    assert!(portal.portal.index.hidden().is_empty(), "the index has forgotten it itself");
    assert!(!holds("/api/v1/policies").await);
}
