//! Documents of a size that no office writes, and somebody imports all the same.

use axum::http::StatusCode;
use documents::{Input, ReadOptions};
use domain::Kind;

use crate::portal::{Answer, Fixture};

/// Articles of 60,000 characters each: 3.6 MB of text.
fn text() -> String {
    (1..=20)
        .map(|number| format!("第{number}条　{}\n", "为了规范管理，制定本办法。".repeat(4_600)))
        .collect::<Vec<_>>()
        .concat()
}

async fn portal(body: &str) -> Fixture {
    let portal = Fixture::empty().await;
    let file = format!("某办法\n{body}");
    let (summary, _) = portal
        .import(&[("long.txt", file.as_bytes())], ReadOptions { kind: Some(Kind::Policy), ..ReadOptions::default() })
        .await;
    assert_eq!(summary.imported, 1);
    portal.catch_up().await;
    portal
}

fn read_back(name: &str, answer: &Answer) -> String {
    let options = ReadOptions { kind: Some(Kind::Policy), ..ReadOptions::default() };
    let read = documents::read(Input::Bytes { name: name.to_owned(), bytes: answer.body.clone() }, &options)
        .next()
        .unwrap()
        .unwrap();
    read.document.as_policy().unwrap().body.clone()
}

#[tokio::test]
async fn a_page_shows_the_beginning_and_says_where_the_whole_is() {
    let portal = portal(&text()).await;
    let page = portal.get("/policies/long").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("这里只显示开头部分") && page.text().contains("/policies/long.html"));
    assert!(
        page.text().contains("c-art3") && !page.text().contains("c-art18") && page.body.len() < 2_500_000,
        "{}",
        page.body.len()
    );

    let whole = format!("某办法\n{}", text());
    let plain = portal.get("/policies/long.txt").await;
    assert!(plain.text().contains(&whole) && plain.header("content-disposition").contains("long.txt"));
    assert!(portal.get("/policies/long.html").await.text().contains("id=\"c-art20\""));
    assert_eq!(read_back("a.docx", &portal.get("/policies/long.docx").await), whole);
    let json = portal.get("/api/v1/policies/long").await.json();
    assert_eq!(
        (json["body"].as_str(), json["clauses"].as_array().map(Vec::len), json["id"].as_str()),
        (Some(whole.as_str()), Some(21), Some("long"))
    );
    assert_eq!(portal.get("/api/v1/policies/long/clauses/art20").await.json()["id"], "art20");
}

#[tokio::test]
async fn a_large_file_is_not_sent_again_to_whom_has_it() {
    let portal = portal(&text()).await;
    for form in ["txt", "html", "docx", "json"] {
        let address = format!("/policies/long.{form}");
        let first = portal.get(&address).await;
        assert_eq!(
            (first.status, first.header("content-length")),
            (StatusCode::OK, first.body.len().to_string().as_str()),
            "{form}"
        );
        let again = portal.get_with(&address, &[("if-none-match", first.header("etag"))]).await;
        assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0), "{form}");
    }
    let packed = portal.get_with("/policies/long.txt", &[("accept-encoding", "gzip")]).await;
    assert_eq!(packed.header("content-encoding"), "gzip");
    let mut text = String::new();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(packed.body.as_slice()), &mut text).unwrap();
    assert_eq!(text, portal.get("/policies/long.txt").await.text());
}

#[tokio::test]
async fn texts_that_are_too_long_are_not_set_side_by_side() {
    let portal = portal(&text()).await;
    let file = format!("某办法\n{}第二十一条　新的一条。\n", text());
    portal
        .import(&[("long.txt", file.as_bytes())], ReadOptions { kind: Some(Kind::Policy), ..ReadOptions::default() })
        .await;
    portal.catch_up().await;
    let page = portal.get("/policies/long/compare/1..2").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("网页上不能逐条比较") && page.body.len() < 100_000);
}
