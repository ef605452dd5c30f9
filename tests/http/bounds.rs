//! Every route says what keeps it within its bounds, and keeps it.

use std::net::IpAddr;

use axum::http::StatusCode;
use domain::Kind;
use server::http::bounds::Allowance;

use crate::portal::Fixture;

/// More than one client may search at once (`searches_per_second`, five seconds' worth).
const MANY: usize = 130;

/// An address of a route, another one each time: what is kept does not count. Feeds are those of each kind in turn.
fn address(route: &str, number: usize) -> String {
    let feeds: Vec<String> =
        Kind::listed().map(|kind| format!("{}.atom", kind.path().trim_start_matches('/'))).collect();
    let path = route
        .replace("{id}", &format!("nobody-{number}"))
        .replace("{name}", &feeds[number % feeds.len()])
        .replace("{clause}", "art1")
        .replace("{number}", "1")
        .replace("{range}", "1..2");
    assert!(!path.contains('{'), "{route} has a parameter that this test does not know");
    format!("{path}?q={number}")
}

#[tokio::test]
async fn every_route_keeps_the_allowance_that_it_says() {
    let portal = Fixture::demo().await;
    let routes: Vec<_> =
        server::http::routes().table().into_iter().filter(|(route, _)| route.starts_with('/')).collect();
    for kind in Kind::ALL {
        let path = kind.path();
        for route in
            [path.to_owned(), format!("{path}/{{id}}"), format!("/api/v1{path}"), format!("/api/v1{path}/{{id}}")]
        {
            assert!(routes.iter().any(|(known, _)| *known == route), "{route} has no bound");
        }
    }
    for (at, (route, bound)) in routes.into_iter().enumerate() {
        let client: IpAddr = format!("10.{at}.0.1").parse().unwrap();
        // At the same time: one after the other, a search takes as long as the allowance for the next.
        let addresses: Vec<String> = (0..MANY).map(|number| address(&route, number)).collect();
        let answers = futures::future::join_all(addresses.iter().map(|address| portal.get_from(address, client))).await;
        assert!(answers.iter().all(|answer| !answer.status.is_server_error()), "{route}");
        let limited = answers.iter().filter(|answer| answer.status == StatusCode::TOO_MANY_REQUESTS).count();
        // Forms are limited when they are sent.
        assert_eq!(limited > 0, bound.allowance == Allowance::Searches, "{route}: {limited} of {MANY}");
    }
}

#[test]
fn no_route_is_added_without_a_bound() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../server/src");
    let mut folders = vec![folder];
    let mut seen = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            // The metrics have an address of their own, which is not the public's.
            if !path.ends_with("http/bounds.rs") && !path.ends_with("context/metrics.rs") {
                for call in [".route(", ".route_service(", ".nest_service(", ".fallback_service("] {
                    assert!(!text.contains(call), "{} adds a route without a bound: {call}", path.display());
                }
            }
            seen += 1;
        }
    }
    assert!(seen > 30);
}
