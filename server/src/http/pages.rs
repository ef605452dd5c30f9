//! Pages: from the cache, or rendered now.

use std::{sync::Arc, time::Instant};

use app::{
    address::{self, ListAddress, encode},
    words::refusals,
};
use axum::{
    body::Body,
    extract::State,
    http::{
        HeaderMap, HeaderValue, Method, Request, StatusCode, Uri,
        header::{CACHE_CONTROL, CONTENT_TYPE, COOKIE, LAST_MODIFIED, LOCATION, VARY},
    },
    response::Response,
};
use domain::{DocumentId, Kind, clock, reading::ReadingSettings};
use tokio::sync::OwnedSemaphorePermit;

use crate::{
    context::{Portal, representation::Representation},
    http::{absent::redirect, client, is_local, refusal, render},
};

/// A request's address in one canonical spelling.
enum Address {
    /// The page depends on nothing else but the reading settings: it may be kept.
    Canonical(String),
    /// Not to be kept: a parameter is bad, or the page echoes what was asked.
    Passing(String),
}

/// Which page is asked for. Parameters that a page does not know are left out, so that they make no copies.
fn address(uri: &Uri) -> Address {
    let path = uri.path();
    let query = uri.query().unwrap_or_default();
    if let Some(list) = list_at(path) {
        return match ListAddress::parse(list, query) {
            Ok(address) => Address::Canonical(address.url()),
            Err(_) => Address::Passing(whole(uri)),
        };
    }
    // A feed knows the parameters of its list: it keeps itself.
    // The page of a gap says back whatever was asked.
    if path == "/settings" || path == "/search/gap" || path.starts_with("/feeds/") {
        return Address::Passing(whole(uri));
    }
    if path.starts_with("/policies/") && path.ends_with("/unclear") {
        // Of a clause that is not there, nothing is kept: only whole pages are.
        let clause = address::value(query, "clause").unwrap_or_default();
        return Address::Canonical(format!("{path}?clause={}{}", encode(&clause), sent(query)));
    }
    Address::Canonical(path.to_owned())
}

/// Whether a form was sent.
fn sent(query: &str) -> &'static str {
    match address::value(query, "sent").as_deref() {
        Some("1") => "&sent=1",
        // Without the words.
        Some("2") => "&sent=2",
        _ => "",
    }
}

/// The list at a path, the results of a search among them.
fn list_at(path: &str) -> Option<&'static str> {
    std::iter::once("/search").chain(Kind::listed().map(Kind::path)).find(|list| *list == path)
}

fn whole(uri: &Uri) -> String {
    uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string)
}

fn settings<B>(request: &Request<B>) -> ReadingSettings {
    request
        .headers()
        .get(COOKIE)
        .and_then(|value| value.to_str().ok())
        .map(ReadingSettings::from_cookie_header)
        .unwrap_or_default()
}

/// The page, if it is in the cache.
pub fn cached(portal: &Portal, request: &Request<Body>) -> Option<Arc<Representation>> {
    match address(request.uri()) {
        Address::Canonical(address) => portal.pages.get(&portal.key(settings(request), address)),
        Address::Passing(_) => None,
    }
}

/// Any page of the portal; what no route knows is a 404 of its own.
pub async fn page(State(portal): State<Portal>, request: Request<Body>) -> Response {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return refusal::document(StatusCode::METHOD_NOT_ALLOWED, refusals::TAKES_NO_FORMS);
    }
    // Of an encoded stroke or dot there is no page, and whoever decodes it must not come to another.
    if ["%2f", "%2e", "%5c"].iter().any(|encoded| request.uri().path().to_ascii_lowercase().contains(encoded)) {
        return refusal::document(StatusCode::NOT_FOUND, refusals::NO_ADDRESS);
    }
    if let Some(plain) = in_plain_spelling(request.uri()) {
        return redirect(plain);
    }
    let path = request.uri().path();
    // What costs more than to read: the index, or two revisions to compare.
    let is_costly = list_at(path).is_some() && request.uri().query().is_some()
        || path.contains("/compare/")
        || path == "/search/gap";
    if is_costly && !client::address(&portal, &request).is_none_or(|client| portal.limiter.allows(client)) {
        portal.metrics.limited();
        return refusal::too_many();
    }
    let settings = settings(&request);
    let page = match address(request.uri()) {
        Address::Canonical(address) => {
            let key = portal.key(settings, address.clone());
            portal.pages.get_or_make(key, make(&portal, address, settings)).await
        }
        Address::Passing(address) => Arc::new(make(&portal, address, settings).await),
    };
    page.send(&portal.turns, request.method(), request.headers()).await
}

/// The one spelling of an address, where it came in another: `/policies/` is `/policies`, and so are `/%70olicies` and
/// `/x/../policies`. Else one page would have addresses without end, each rendered and kept anew.
fn in_plain_spelling(uri: &Uri) -> Option<String> {
    let path = uri.path();
    let decoded = address::decode(path);
    let known = if decoded.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~/".contains(&b)) {
        decoded.as_str()
    } else {
        path
    };
    let mut segments: Vec<&str> = Vec::new();
    for segment in known.split('/') {
        match segment {
            "" | "." => {}
            ".." => _ = segments.pop(),
            segment => segments.push(segment),
        }
    }
    let plain = format!("/{}", segments.join("/"));
    if plain == path || path.starts_with("//") {
        return None;
    }
    Some(uri.query().map_or_else(|| plain.clone(), |query| format!("{plain}?{query}"))).filter(|plain| is_local(plain))
}

async fn make(portal: &Portal, address: String, settings: ReadingSettings) -> Representation {
    let started = Instant::now();
    // To its end, whoever has left meanwhile: what a page asks for must not outlive what it was asked in.
    // Whoever leaves before it has begun costs nothing.
    let turns = (large_turn(portal, &address).await, Arc::clone(&portal.turns.rendering).acquire_owned().await);
    let rendering = tokio::spawn({
        let portal = portal.clone();
        async move {
            let rendered = render::render(&portal, &address, settings).await;
            drop(turns);
            rendered
        }
    });
    let render::Rendered { outcome, html } = match rendering.await {
        Ok(rendered) => rendered,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => return Representation::new(StatusCode::SERVICE_UNAVAILABLE, HeaderMap::new(), ""),
        },
    };
    portal.metrics.rendered(started.elapsed());
    let status = outcome.status.and_then(|status| StatusCode::from_u16(status).ok()).unwrap_or(StatusCode::OK);
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(VARY, HeaderValue::from_static("Cookie"));
    if let Some(location) = outcome.location.as_deref().and_then(|location| HeaderValue::from_str(location).ok()) {
        headers.insert(LOCATION, location);
    }
    if outcome.is_partial {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    } else if status == StatusCode::OK {
        headers.insert(LAST_MODIFIED, last_modified(portal));
    }
    portal.security.add_missing(&mut headers);
    Representation::new(status, headers, html)
}

/// The turn of a large document, where the page is about one.
async fn large_turn(portal: &Portal, address: &str) -> Option<OwnedSemaphorePermit> {
    let mut segments = address.split(['/', '?']).skip(1);
    let list = segments.next()?;
    let id = DocumentId::parse(segments.next()?).ok()?;
    if Kind::of_list(list).is_some() { portal.turn_for(&id).await } else { None }
}

/// Content changes with its generation; what depends on the day, at midnight.
pub fn last_modified(portal: &Portal) -> HeaderValue {
    let midnight = clock::start_of_day(portal.clock.today()).as_second();
    let second = portal.shown.since_second().max(midnight).min(portal.clock.now().as_second());
    let at = std::time::UNIX_EPOCH + std::time::Duration::from_secs(u64::try_from(second).unwrap_or(0));
    HeaderValue::from_str(&httpdate::fmt_http_date(at)).unwrap_or_else(|_| HeaderValue::from_static(""))
}
