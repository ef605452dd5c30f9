//! What keeps readers safe.

use std::net::IpAddr;

use axum::{
    body::Body,
    http::{Request, StatusCode},
};

use crate::portal::Fixture;

const PAGES: [&str; 8] = ["/", "/policies", "/policies/birth-support-2026", "/search?q=%E8%A1%A5%E8%B4%B4", "/agencies", "/settings", "/nope", "/policies?page=x"];

#[tokio::test]
async fn no_page_has_an_inline_script_and_the_policy_allows_none() {
    let portal = Fixture::demo().await;
    for address in PAGES {
        let answer = portal.get(address).await;
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval';"), "{address}");
        assert!(!policy.contains("unsafe-inline") && !policy.contains("nonce"), "{address}");
        for script in answer.text().split("<script").skip(1) {
            assert!(script.split('>').next().unwrap().contains("src="), "{address}");
        }
        for attribute in [" onclick=", " onload=", " style=\"", "javascript:"] {
            assert!(!answer.text().contains(attribute), "{address} {attribute}");
        }
    }
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let portal = Fixture::demo().await;
    for address in ["/", "/nope", "/healthz", "/api/v1/search?q=a", "/api/v1/nope", "/feeds/policies.atom", "/robots.txt", "/policies/birth-support-2026.txt"] {
        let answer = portal.get(address).await;
        for (name, value) in [("x-content-type-options", "nosniff"), ("x-frame-options", "DENY"), ("referrer-policy", "same-origin")] {
            assert_eq!(answer.header(name), value, "{address}");
        }
        assert!(answer.header("strict-transport-security").starts_with("max-age="), "{address}: the fixture's own address is https");
    }
}

#[tokio::test]
async fn what_is_typed_is_never_markup() {
    let portal = Fixture::demo().await;
    let attack = "%22%3E%3C/title%3E%3Cscript%3Ealert(1)%3C/script%3E%3Cimg%20src=x%20onerror=alert(1)%3E";
    for address in [format!("/search?q={attack}"), format!("/policies?agency={attack}&subject={attack}"), format!("/settings?back={attack}"), format!("/policies/{attack}")] {
        let answer = portal.get(&address).await;
        assert!(!answer.text().contains("<script>alert") && !answer.text().contains("<img src=x"), "{address}");
    }
}

fn settings(headers: &[(&str, &str)], body: &str) -> Request<Body> {
    let mut request = Request::post("/settings").header("content-type", "application/x-www-form-urlencoded").header("host", "mingle.example");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Body::from(body.to_owned())).unwrap()
}

#[tokio::test]
async fn reading_settings_are_saved_by_a_plain_form() {
    let portal = Fixture::demo().await;
    let saved = portal.ask(settings(&[], "theme=dark&size=large&back=%2Fpolicies%3Fyear%3D2026")).await;
    assert_eq!((saved.status, saved.header("location")), (StatusCode::SEE_OTHER, "/policies?year=2026"));
    let cookies: Vec<_> = saved.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect();
    assert!(cookies.iter().any(|cookie| cookie.starts_with("theme=dark;")) && cookies.iter().any(|cookie| cookie.starts_with("size=large;")));
    let page = portal.get_with_cookie("/", "theme=dark; size=large").await;
    assert!(page.text().contains("data-theme=\"dark\" data-size=\"large\""));
    let elsewhere = portal.ask(settings(&[], "theme=evil&back=https%3A%2F%2Fevil.example%2F")).await;
    assert_eq!(elsewhere.header("location"), "/");
}

#[tokio::test]
async fn another_site_cannot_post_our_forms() {
    let portal = Fixture::demo().await;
    let refused = portal.ask(settings(&[("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")], "theme=dark")).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.text().contains("不是从本站发出的"));
}

#[tokio::test]
async fn a_body_that_is_too_large_and_a_method_that_is_not_taken_are_refused_in_words() {
    let portal = Fixture::demo().await;
    let large = portal.ask(settings(&[("content-length", "200000")], &"x".repeat(200_000))).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(large.text().contains("太大"));
    for request in [Request::post("/policies"), Request::delete("/policies/birth-support-2026"), Request::put("/")] {
        let refused = portal.ask(request.body(Body::empty()).unwrap()).await;
        assert_eq!(refused.status, StatusCode::METHOD_NOT_ALLOWED);
        assert!(refused.text().contains("</html>"));
    }
}

#[tokio::test]
async fn one_client_cannot_search_without_end_and_reading_is_never_limited() {
    let portal = Fixture::demo().await;
    let client: IpAddr = "192.0.2.7".parse().unwrap();
    let mut limited = 0;
    for number in 0..400 {
        let answer = portal.get_from(&format!("/api/v1/suggest?q={number}"), client).await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            limited += 1;
            assert_eq!(answer.header("content-type"), "application/problem+json");
            assert!(!answer.header("retry-after").is_empty());
        }
    }
    assert!(limited > 0);
    assert_eq!(portal.get_from("/policies/birth-support-2026", client).await.status, StatusCode::OK);
    for number in 0..400 {
        assert_eq!(portal.get_from(&format!("/api/v1/suggest?q={number}"), "::1".parse().unwrap()).await.status, StatusCode::OK);
    }
}
