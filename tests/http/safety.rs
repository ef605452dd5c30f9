//! What keeps readers safe.

use std::net::IpAddr;

use axum::{
    body::Body,
    http::{Request, StatusCode},
};

use domain::Kind;

use crate::{portal::Fixture, samples};

/// What is kept as well, when it is asked for again.
#[tokio::test]
async fn what_is_kept_carries_the_security_headers_too() {
    let portal = Fixture::empty().await;
    let samples = samples::one_of_each();
    samples::import(&portal, &samples, &|_| "念出来的话".to_owned()).await;
    let pages = samples.iter().map(samples::page).flat_map(|page| [format!("/api/v1{page}"), page]);
    let lists = Kind::ALL.iter().map(|kind| kind.path().to_owned());
    let feeds = Kind::listed().map(|kind| format!("/feeds{}.atom", kind.path()));
    let files = ["/policies/a-policy.txt", "/policies/a-policy.docx", "/figures/a-figure.csv", "/sitemap.xml", "/"];
    for address in pages.chain(lists).chain(feeds).chain(files.map(str::to_owned)) {
        let first = portal.get(&address).await;
        assert_eq!(first.status, StatusCode::OK, "{address}");
        let again = portal.get(&address).await;
        for (name, value) in
            [("x-content-type-options", "nosniff"), ("x-frame-options", "DENY"), ("referrer-policy", "same-origin")]
        {
            assert_eq!((first.header(name), again.header(name)), (value, value), "{address}");
        }
        for name in ["content-security-policy", "strict-transport-security", "cache-control"] {
            assert!(!again.header(name).is_empty() && again.header(name) == first.header(name), "{address}: {name}");
        }
    }
}

fn settings(headers: &[(&str, &str)], body: &str) -> Request<Body> {
    let mut request = Request::post("/settings")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("host", "mingle.example");
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
    assert!(
        cookies.iter().any(|cookie| cookie.starts_with("theme=dark;"))
            && cookies.iter().any(|cookie| cookie.starts_with("size=large;"))
    );
    let page = portal.get_with_cookie("/", "theme=dark; size=large").await;
    assert!(page.text().contains("data-theme=\"dark\" data-size=\"large\""));
    let elsewhere = portal.ask(settings(&[], "theme=evil&back=https%3A%2F%2Fevil.example%2F")).await;
    assert_eq!(elsewhere.header("location"), "/");
}

#[tokio::test]
async fn another_site_cannot_post_our_forms() {
    let portal = Fixture::demo().await;
    let refused = portal
        .ask(settings(&[("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")], "theme=dark"))
        .await;
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
        assert_eq!(
            portal.get_from(&format!("/api/v1/suggest?q={number}"), "::1".parse().unwrap()).await.status,
            StatusCode::OK
        );
    }
}

/// Who watches over the portal hears of it, and not what was asked or by whom.
#[tokio::test]
async fn what_is_refused_is_counted_without_what_was_asked_and_who_asked() {
    let portal = Fixture::demo().await;
    let client: IpAddr = "192.0.2.7".parse().unwrap();
    portal.ask(settings(&[("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")], "theme=dark")).await;
    portal.ask(settings(&[("content-length", "200000")], &"x".repeat(200_000))).await;
    portal.ask(Request::delete("/policies/birth-support-2026").body(Body::empty()).unwrap()).await;
    for address in [
        "/search?q=dijuma&page=x",
        "/search?q=dijumb&page=y",
        "/api/v1/policies/birth-support-2026/clauses/%3Cdijum%3E",
        "/policies/internal-inspection-2025",
        "/policies/nobody",
    ] {
        portal.get_from(address, client).await;
    }
    for number in 0..400 {
        portal.get_from(&format!("/api/v1/suggest?q=dijum{number}"), client).await;
    }
    for _ in 0..40 {
        portal.post_form("/search/gap", "q=dijum", "192.0.2.7").await;
    }
    let lines = portal.portal.incidents.take();
    let told = |event: &str, route: &str| {
        lines
            .iter()
            .find(|line| (line.incident.as_str(), &*line.route) == (event, route))
            .unwrap_or_else(|| panic!("{event} {route}: {lines:?}"))
    };
    assert_eq!(told("cross_site", "/settings").count, 1);
    assert_eq!(told("too_large", "/settings").count, 1);
    assert_eq!(told("bad_method", "/policies/{id}").count, 1);
    assert_eq!(told("bad_input", "/search").count, 2);
    assert_eq!(told("bad_input", "/api/v1/policies/{id}/clauses/{clause}").count, 1);
    assert_eq!(told("undisclosed", "/policies/{id}").count, 1);
    assert!(told("too_many_searches", "/api/v1/suggest").count > 200);
    assert!(told("too_many_reports", "/search/gap").count >= 25);
    assert_eq!(
        told("too_many_searches", "/api/v1/suggest").network,
        told("bad_input", "/search").network,
        "one network has one name"
    );
    let all = format!("{lines:?}");
    assert!(
        !all.contains("dijum") && !all.contains("192.0.2") && !all.contains("nobody") && !all.contains("birth-support"),
        "{all}"
    );
}

#[tokio::test]
async fn cookies_are_secure_where_readers_come_by_tls() {
    let portal = Fixture::demo().await;
    let saved =
        portal.ask(settings(&[("sec-fetch-site", "same-origin")], "theme=dark&size=large&back=%2Fpolicies")).await;
    let cookies: Vec<&str> = saved.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect();
    assert_eq!(cookies.len(), 2);
    assert!(cookies.iter().all(|cookie| cookie.contains("; Secure") && cookie.contains("SameSite=Lax")), "{cookies:?}");
}

#[tokio::test]
async fn settings_lead_back_to_our_own_pages_only() {
    let portal = Fixture::demo().await;
    for (back, leads_to) in [
        ("/policies/a?x=%25E4%25BD%258E", "/policies/a?x=%E4%BD%8E"),
        ("", "/"),
        ("https://evil.example/", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/a%0d%0aSet-Cookie: x", "/"),
        ("/settings?back=/", "/"),
    ] {
        let saved = portal
            .ask(settings(&[("sec-fetch-site", "same-origin")], &format!("theme=dark&size=normal&back={back}")))
            .await;
        assert_eq!(saved.header("location"), leads_to, "{back}");
    }
}

#[tokio::test]
async fn a_file_that_is_no_file_is_refused_in_the_words_of_its_kind() {
    let portal = Fixture::demo().await;
    for address in ["/policies/Not_An_Id.json", "/policies/nope.json", "/policies/%E6%94%BF.json"] {
        let answer = portal.get(address).await;
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (StatusCode::NOT_FOUND, "application/problem+json"),
            "{address}"
        );
    }
}

#[tokio::test]
async fn whoever_finds_a_weakness_is_told_whom_to_tell() {
    let portal = Fixture::demo().await;
    let answer = portal.get("/.well-known/security.txt").await;
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "text/plain; charset=utf-8"));
    for line in [
        "Contact: https://mingle.example/about\n",
        "Expires: 2027-05-24T00:00:00Z\n",
        "Canonical: https://mingle.example/.well-known/security.txt\n",
    ] {
        assert!(answer.text().contains(line), "{line}: {}", answer.text());
    }
    assert_eq!(portal.get("/about").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_cell_is_no_formula_whatever_stands_before_it() {
    let portal = Fixture::empty().await;
    let cells = ["=1+1", "\t=1+1", "\r=1+1", " =1+1", "\u{3000}=1+1", "＝1+1", "@SUM(A1)", "-2+3", "\u{a0}+1"];
    let figure = serde_json::json!({"kind": "figure", "id": "f", "title": "图", "type": "bar", "unit": "元", "text": "说明。", "categories": cells, "series": [{"name": "=cmd", "values": [-1, 2, 3, 4, 5, 6, 7, 8, 9]}],
        "cites": [{"policy": "birth", "clause": "art1"}]});
    let all = crate::explanations::lines(&[crate::explanations::agency(), crate::explanations::policy(), figure]);
    let (summary, said) = portal.import(&[("all.jsonl", &all)], documents::ReadOptions::default()).await;
    assert_eq!(summary.imported, 3, "{said:?}");
    let csv = portal.get("/figures/f.csv").await;
    let text = csv.text().trim_start_matches('\u{feff}').to_owned();
    for cell in text.lines().flat_map(|line| line.split(',')).map(|cell| cell.trim_matches('"')) {
        let bare = cell.trim_start().trim_start_matches(char::is_control);
        let is_formula = bare.starts_with(['=', '+', '-', '@', '＝']) && cell.parse::<f64>().is_err();
        assert!(!is_formula, "{cell:?} in {text:?}");
    }
    assert!(text.contains("-1"), "a number stays one");
}

#[tokio::test]
async fn settings_lead_back_and_to_no_longer_and_longer_address() {
    let portal = Fixture::demo().await;
    let page = portal.get("/settings?back=%2Fpolicies").await;
    assert!(
        page.text().contains("/settings?back=%2Fpolicies\"") && !page.text().contains("back=%2Fsettings"),
        "{}",
        page.text()
    );
}

#[tokio::test]
async fn a_page_has_one_address() {
    let portal = Fixture::demo().await;
    for (other, one) in [
        ("/policies/", "/policies"),
        ("/%70olicies", "/policies"),
        ("/x/../policies/birth-support-2026", "/policies/birth-support-2026"),
        ("/policies/%62irth-support-2026", "/policies/birth-support-2026"),
        ("/policies//birth-support-2026", "/policies/birth-support-2026"),
        ("/./policies?page=2", "/policies?page=2"),
    ] {
        let answer = portal.get(other).await;
        assert_eq!((answer.status, answer.header("location")), (StatusCode::MOVED_PERMANENTLY, one), "{other}");
    }
    for (good, bad) in [
        ("/policies/elderly-allowance-2024/compare/1..2", ["1..02", "+1..2", "01..2"]),
        ("/policies/elderly-allowance-2024/versions/1", ["01", "+1", "1%20"]),
    ] {
        assert_eq!(portal.get(good).await.status, StatusCode::OK, "{good}");
        for spelling in bad {
            let address = format!("{}/{spelling}", good.rsplit_once('/').unwrap().0);
            assert!(portal.get(&address).await.status.is_client_error(), "{address}");
        }
    }
    for none in ["/%E6%94%BF", "/policies/%2e%2e/agencies", "/policies/%2E%2e%2Fagencies", "/x%5c..%5cagencies"] {
        assert_eq!(portal.get(none).await.status, StatusCode::NOT_FOUND, "{none}");
    }
    assert_eq!(portal.get("/search?q=%E8%A1%A5%E8%B4%B4").await.status, StatusCode::OK);
}

/// The inside of a decision is the operator's: `mingbai search --explain`.
#[tokio::test]
async fn nobody_is_told_over_http_why_an_answer_was_chosen() {
    let portal = Fixture::demo().await;
    for client in ["127.0.0.1", "::1", "192.0.2.7"] {
        let answer = portal.get_from("/api/v1/search?q=%E8%A1%A5%E8%B4%B4&explain=1", client.parse().unwrap()).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(answer.json().get("explained").is_none(), "{client}");
    }
    assert!(!portal.get("/api/openapi.json").await.text().contains("explain=1"));
}
