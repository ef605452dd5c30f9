//! Requests in, responses out.
//!
//! ```text
//! connection → front door: a cached page answers at once
//!            → security headers, panics, time and size limits, cross-site refusal
//!            → router → pages · API · downloads · feeds · site files
//! ```

pub mod absent;
pub mod api;
pub mod assets;
pub mod bounds;
pub mod client;
pub mod downloads;
pub mod feeds;
pub mod front;
pub mod gap;
pub mod health;
pub mod large;
pub mod listen;
pub mod media;
pub mod openapi;
pub mod pages;
pub mod refusal;
pub mod render;
pub mod settings;
pub mod site_files;
pub mod unclear;

use std::time::Duration;

use axum::{
    Router,
    extract::Request,
    http::{
        HeaderValue, StatusCode,
        header::{CACHE_CONTROL, ETAG, RETRY_AFTER},
    },
    middleware::{self, Next},
    response::Response,
    routing::get,
};
use tower_http::{catch_panic::CatchPanicLayer, csrf::CsrfLayer, limit::RequestBodyLimitLayer, timeout::TimeoutLayer};

use crate::context::{Portal, incidents::Incident};
use bounds::{Bound, Routes};

/// The largest body of a public form.
const MOST_BODY_BYTES: usize = 64 * 1024;
/// The longest that an answer may take.
const LONGEST: Duration = Duration::from_secs(30);
/// Nobody keeps it.
const NEVER_KEPT: HeaderValue = HeaderValue::from_static("no-store");
/// Seconds after which what cannot be had now may be asked for again.
const AGAIN_AFTER: HeaderValue = HeaderValue::from_static("30");

/// Every route, with what keeps it within its bounds.
pub fn routes() -> Routes {
    Routes::new()
        .add("/healthz", Bound::SMALL, get(health::alive))
        .add("/readyz", Bound::SMALL, get(health::ready))
        .nest("/api", api::routes())
        .add("/feeds/{name}", Bound::LIST, get(feeds::feed))
        .add("/assets/{name}", Bound::SMALL, get(assets::asset))
        .add("/favicon.svg", Bound::SMALL, get(assets::favicon))
        .add("/robots.txt", Bound::SMALL, get(site_files::robots))
        .add("/sitemap.xml", Bound::KEPT, get(site_files::sitemap))
        .add("/.well-known/security.txt", Bound::SMALL, get(site_files::security))
        .add("/settings", Bound::SMALL, get(pages::page).post(settings::save))
        .add("/search/gap", Bound::SEARCH, get(pages::page).post(gap::save))
        .add("/policies/{id}", Bound::FILE, get(downloads::policy))
        .add("/policies/{id}/unclear", Bound::FORM, get(pages::page).post(unclear::save))
        .add("/figures/{id}", Bound::PAGE, get(downloads::figure))
        .add("/media/{id}", Bound::PAGE, get(media::media))
        .otherwise(pages::page)
}

/// Everything behind the front door.
pub fn router(portal: Portal) -> Router {
    routes()
        .into_router()
        .layer(CsrfLayer::new().with_rejection_response(refusal::cross_site))
        .layer(RequestBodyLimitLayer::new(MOST_BODY_BYTES))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONGEST))
        .layer(CatchPanicLayer::custom(refusal::panicked))
        .layer(middleware::from_fn_with_state(portal.clone(), finish))
        .with_state(portal)
}

/// Whether an address is one of this site, wherever a browser finds it: we lead readers nowhere else.
pub fn is_local(address: &str) -> bool {
    address.starts_with('/')
        && !address.starts_with("//")
        && address.bytes().all(|b| b.is_ascii_graphic() && b != b'\\')
}

/// What every response gets: security headers, and a page in place of an empty refusal; what is refused is counted.
async fn finish(axum::extract::State(portal): axum::extract::State<Portal>, request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let (uri, method, client) = (request.uri().clone(), request.method().clone(), client::address(&portal, &request));
    let started = std::time::Instant::now();
    let response = next.run(request).await;
    let mut response = refusal::dress(response, is_api);
    portal.security.add_missing(response.headers_mut());
    let (status, headers) = (response.status(), response.headers_mut());
    // Whatever says nothing of it is not to be kept.
    headers.entry(CACHE_CONTROL).or_insert(NEVER_KEPT);
    if status.is_server_error() {
        // It says nothing of what is there once it is over.
        headers.insert(CACHE_CONTROL, NEVER_KEPT);
        headers.remove(ETAG);
    }
    if status == StatusCode::SERVICE_UNAVAILABLE {
        headers.entry(RETRY_AFTER).or_insert(AGAIN_AFTER);
    }
    let elapsed = started.elapsed();
    portal.metrics.answered(status, elapsed);
    if let Some(incident) = Incident::of(&method, status) {
        portal.refused(incident, bounds::pattern_of(uri.path()), client);
    }
    if status.is_server_error() || elapsed > Duration::from_secs(1) {
        tracing::warn!(status = status.as_u16(), duration_ms = elapsed.as_millis(), "慢或失败的请求");
    }
    response
}

#[cfg(test)]
mod tests {
    use super::is_local;

    #[test]
    fn only_our_own_addresses_are_led_to() {
        for good in ["/", "/policies/a?x=%E4%BD%8E", "/settings?back=/"] {
            assert!(is_local(good), "{good}");
        }
        for bad in
            ["", "https://evil.example/", "//evil.example", "/\\evil.example", "/a\r\nSet-Cookie: x", "/a\tb", "evil"]
        {
            assert!(!is_local(bad), "{bad}");
        }
    }
}
