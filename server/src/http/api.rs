//! The JSON API (`contracts.md`, JSON API; described by `/api/openapi.json`).

use std::sync::Arc;

use app::{
    address::{self, ListAddress, pairs},
    library::Library,
    words::refusals,
};
use axum::{
    body::Body,
    extract::State,
    http::{
        HeaderMap, HeaderValue, Request, StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE, LAST_MODIFIED},
    },
    response::{IntoResponse, Response},
    routing::get,
};
use domain::{
    Kind,
    search::{Facet, SearchRequest, Sort},
};
use serde::Serialize;
use serde_json::json;

use crate::{
    context::{Portal, representation::Representation},
    http::{
        bounds::{Bound, Routes},
        client, openapi, pages, refusal,
    },
    services::{changes, library::PortalLibrary},
};

pub mod documents;

/// Results on a page unless `per_page` says otherwise.
const PER_PAGE: u32 = 20;
const MOST_PER_PAGE: u32 = 100;

/// Everything under `/api`.
pub fn routes() -> Routes {
    let mut routes = Routes::new()
        .add("/openapi.json", Bound::SMALL, get(openapi::description))
        .add("/v1/search", Bound::SEARCH, get(search))
        .add("/v1/suggest", Bound::SEARCH, get(suggest))
        .add("/v1/policies/{id}/clauses/{clause}", Bound::LIST, get(documents::clause))
        .add("/v1/agencies", Bound::KEPT, get(documents::agencies))
        .add("/v1/changes", Bound::ROWS, get(changes))
        .otherwise(|| async { refusal::problem(StatusCode::NOT_FOUND, refusals::API_NO_ROUTE) });
    for kind in Kind::listed() {
        let list = get(move |portal, request| kind_list(kind, portal, request));
        routes = routes.add(format!("/v1{}", kind.path()), Bound::SEARCH, list);
    }
    for kind in Kind::ALL.iter().copied() {
        let document = get(move |portal, id, request| documents::document(kind, portal, id, request));
        routes = routes.add(format!("/v1{}/{{id}}", kind.path()), Bound::FILE, document);
    }
    routes
}

/// A JSON answer that a program may ask for again with its tag.
fn json_of(portal: &Portal, value: &impl Serialize) -> Representation {
    json_bytes(portal, serde_json::to_vec(value).unwrap_or_default())
}

fn json_bytes(portal: &Portal, body: Vec<u8>) -> Representation {
    Representation::new(StatusCode::OK, json_headers(portal), body)
}

fn json_headers(portal: &Portal) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(LAST_MODIFIED, pages::last_modified(portal));
    // What is kept is sent by the front door, which adds none.
    portal.security.add_missing(&mut headers);
    headers
}

/// A list that was asked for, or the problem with the asking.
fn list(path: &'static str, portal: &Portal, request: &Request<Body>) -> Result<SearchRequest, Box<Response>> {
    let query = request.uri().query().unwrap_or_default();
    let bad = |sentence: &str| Box::new(refusal::problem(StatusCode::BAD_REQUEST, sentence));
    let address = ListAddress::parse(path, query).map_err(|error| bad(&error.to_string()))?;
    let per_page = match pairs(query).find(|(key, value)| key == "per_page" && !value.is_empty()) {
        Some((_, value)) => value
            .parse::<u32>()
            .ok()
            .filter(|count| (1..=MOST_PER_PAGE).contains(count))
            .ok_or_else(|| bad(refusals::API_BAD_PER_PAGE))?,
        None => PER_PAGE,
    };
    Ok(address.request(per_page, portal.clock.today()))
}

fn is_limited(portal: &Portal, request: &Request<Body>) -> bool {
    let limited = client::address(portal, request).is_some_and(|client| !portal.limiter.allows(client));
    if limited {
        portal.metrics.limited();
    }
    limited
}

fn unavailable(error: &impl std::fmt::Display) -> Response {
    refusal::problem(StatusCode::SERVICE_UNAVAILABLE, &error.to_string())
}

/// Not cached anywhere: its `took_ms` is of this very search. Why a card is shown or not, `mingbai search --explain` says.
async fn search(State(portal): State<Portal>, request: Request<Body>) -> Response {
    if is_limited(&portal, &request) {
        return refusal::too_many_for_program();
    }
    let asked = match list("/search", &portal, &request) {
        Ok(asked) => asked,
        Err(problem) => return *problem,
    };
    match PortalLibrary(portal).search(asked).await {
        Ok(results) => ([(CACHE_CONTROL, "no-store")], axum::Json(results)).into_response(),
        Err(error) => unavailable(&error),
    }
}

async fn suggest(State(portal): State<Portal>, request: Request<Body>) -> Response {
    if is_limited(&portal, &request) {
        return refusal::too_many_for_program();
    }
    if let Err(error) = PortalLibrary(portal.clone()).ensure_filled().await {
        return unavailable(&error);
    }
    let typed = address::value(request.uri().query().unwrap_or_default(), "q").unwrap_or_default();
    let today = portal.clock.today();
    let index = portal.index.clone();
    let Ok(suggestions) = portal.turns.work(move || index.suggest(&typed, today)).await else {
        // What a panic says may hold what was typed.
        tracing::error!("输入提示中止");
        return unavailable(&refusals::API_NO_SUGGESTIONS);
    };
    json_of(&portal, &suggestions).respond(request.method(), request.headers())
}

async fn kind_list(kind: Kind, State(portal): State<Portal>, request: Request<Body>) -> Response {
    if is_limited(&portal, &request) {
        return refusal::too_many_for_program();
    }
    let mut asked = match list(kind.path(), &portal, &request) {
        Ok(asked) => asked,
        Err(problem) => return *problem,
    };
    asked.filters.only(Facet::Kind, Some(kind.as_str()));
    if asked.query.is_empty() && asked.sort == Sort::Relevance {
        asked.sort = Sort::Newest;
    }
    match PortalLibrary(portal.clone()).search(asked).await {
        Ok(found) => {
            let page =
                json!({ "total": found.total, "page": found.page, "per_page": found.per_page, "items": found.hits });
            Arc::new(json_of(&portal, &page)).send(&portal.turns, request.method(), request.headers()).await
        }
        Err(error) => unavailable(&error),
    }
}

async fn changes(State(portal): State<Portal>, request: Request<Body>) -> Response {
    if is_limited(&portal, &request) {
        return refusal::too_many_for_program();
    }
    let since = address::value(request.uri().query().unwrap_or_default(), "since").unwrap_or_default();
    let cursor = if since.is_empty() { Some(0) } else { since.parse::<u64>().ok() };
    let Some(cursor) = cursor else {
        return refusal::problem(StatusCode::BAD_REQUEST, refusals::API_BAD_SINCE);
    };
    match changes::since(&portal, cursor).await {
        Ok(page) => Arc::new(json_of(&portal, &page)).send(&portal.turns, request.method(), request.headers()).await,
        Err(error) => {
            tracing::error!(error = error.to_string(), "变动记录不能读取");
            unavailable(&refusals::STORE_UNREADABLE)
        }
    }
}
