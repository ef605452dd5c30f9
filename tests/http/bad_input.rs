//! Whatever is asked: a sentence or an empty result, never a failure of ours.

use axum::http::StatusCode;

use crate::portal::Fixture;

fn encoded(text: &str) -> String {
    app::address::encode(text)
}

#[tokio::test]
async fn strange_queries_are_answered() {
    let portal = Fixture::demo().await;
    let long = "补贴".repeat(3_000);
    let queries: [&str; 16] = [
        "",
        " ",
        "，。！？《》",
        "\u{0}\u{1}\u{7f}",
        "\u{202e}\u{200b}\u{feff}",
        "' OR 1=1; DROP TABLE documents; --",
        "<script>alert(1)</script>",
        "title:* AND (",
        "\"未闭合",
        "(((((",
        "a^1e309",
        "😀👨‍👩‍👧‍👦",
        "𠮷野家",
        "第999999999999999999条",
        "〔〕号",
        &long,
    ];
    for query in queries {
        for address in
            ["/search?q=", "/api/v1/search?q=", "/api/v1/suggest?q=", "/policies?q=", "/feeds/policies.atom?q="]
        {
            let answer = portal.get(&format!("{address}{}", encoded(query))).await;
            assert_eq!(answer.status, StatusCode::OK, "{address}{}", query.chars().take(20).collect::<String>());
        }
    }
    let nothing = portal.get("/api/v1/search?q=%EF%BC%8C%E3%80%82").await.json();
    assert_eq!(nothing["total"], 0);
}

#[tokio::test]
async fn strange_addresses_are_answered() {
    let portal = Fixture::demo().await;
    let many = (0..3000).map(|number| format!("agency=a{number}")).collect::<Vec<_>>().join("&");
    for (address, status) in [
        (format!("/policies?{many}"), StatusCode::OK),
        ("/policies?page=1000000000".to_owned(), StatusCode::OK),
        ("/search?q=a&page=1000000000".to_owned(), StatusCode::OK),
        ("/policies?page=99999999999999999999999".to_owned(), StatusCode::BAD_REQUEST),
        ("/policies?page=0".to_owned(), StatusCode::BAD_REQUEST),
        ("/policies?year=abc".to_owned(), StatusCode::BAD_REQUEST),
        ("/policies?validity=maybe".to_owned(), StatusCode::BAD_REQUEST),
        ("/search?q=a&sort=up".to_owned(), StatusCode::BAD_REQUEST),
        ("/policies/a/compare/1..".to_owned(), StatusCode::BAD_REQUEST),
        ("/policies/birth-support-2026/compare/1..99".to_owned(), StatusCode::NOT_FOUND),
        ("/policies?%ff=%fe&=&&&x".to_owned(), StatusCode::OK),
        (format!("/policies/{}", "a".repeat(5000)), StatusCode::NOT_FOUND),
        ("/policies/..%2f..%2fetc%2fpasswd".to_owned(), StatusCode::NOT_FOUND),
        ("/assets/..%2f..%2fCargo.toml".to_owned(), StatusCode::NOT_FOUND),
        ("/feeds/nothing.atom".to_owned(), StatusCode::NOT_FOUND),
        ("/feeds/policies.exe".to_owned(), StatusCode::NOT_FOUND),
        ("//evil.example/".to_owned(), StatusCode::NOT_FOUND),
    ] {
        let answer = portal.get(&address).await;
        assert_eq!(answer.status, status, "{}", address.chars().take(60).collect::<String>());
        assert!(answer.text().contains("</html>"));
    }
}

#[tokio::test]
async fn a_program_gets_a_problem_document() {
    let portal = Fixture::demo().await;
    for (address, status) in [
        ("/api/v1/nope", 404),
        ("/api/v1/policies/nope", 404),
        ("/api/v1/policies/%E4%B8%AD", 404),
        ("/api/v1/policies/birth-support-2026/clauses/art999", 404),
        ("/api/v1/policies/birth-support-2026/clauses/%3Cb%3E", 400),
        ("/api/v1/policies?page=x", 400),
        ("/api/v1/search?q=a&per_page=1000", 400),
        ("/api/v1/changes?since=x", 400),
    ] {
        let answer = portal.get(address).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("content-type")),
            (status, "application/problem+json"),
            "{address}"
        );
        assert_eq!(answer.json()["status"], status, "{address}");
        assert!(answer.json()["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{address}");
    }
}
