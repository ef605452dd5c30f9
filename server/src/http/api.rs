//! The JSON API (`contracts.md`, JSON API; described by `/api/openapi.json`).

use app::{
    address::{self, ListAddress, pairs},
    ports::{Library, Lookup, PolicyPage},
};
use axum::{
    Router,
    body::Body,
    extract::{Path, State},
    http::{
        HeaderMap, HeaderValue, Method, Request, StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE, LAST_MODIFIED},
        request::Parts,
    },
    response::{IntoResponse, Response},
    routing::get,
};
use domain::{ClauseId, DocumentId, Kind, search::{SearchRequest, Sort}};
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    context::Portal,
    http::{client, downloads, openapi, pages, refusal, representation::Representation},
    services::{changes, library::{PortalLibrary, explanation_value}},
};

/// Results on a page unless `per_page` says otherwise.
const PER_PAGE: u32 = 20;
const MOST_PER_PAGE: u32 = 100;

/// Everything under `/api`.
pub fn routes() -> Router<Portal> {
    Router::new()
        .route("/openapi.json", get(openapi::description))
        .route("/v1/search", get(search))
        .route("/v1/suggest", get(suggest))
        .route("/v1/policies", get(|portal, request| kind_list(Kind::Policy, portal, request)))
        .route("/v1/policies/{id}", get(policy))
        .route("/v1/policies/{id}/clauses/{clause}", get(clause))
        .route("/v1/questions", get(|portal, request| kind_list(Kind::Question, portal, request)))
        .route("/v1/questions/{id}", get(|portal, id, request| explanation(Kind::Question, portal, id, request)))
        .route("/v1/interpretations", get(|portal, request| kind_list(Kind::Interpretation, portal, request)))
        .route("/v1/interpretations/{id}", get(|portal, id, request| explanation(Kind::Interpretation, portal, id, request)))
        .route("/v1/responses", get(|portal, request| kind_list(Kind::Response, portal, request)))
        .route("/v1/responses/{id}", get(|portal, id, request| explanation(Kind::Response, portal, id, request)))
        .route("/v1/figures", get(|portal, request| kind_list(Kind::Figure, portal, request)))
        .route("/v1/figures/{id}", get(|portal, id, request| explanation(Kind::Figure, portal, id, request)))
        .route("/v1/media", get(|portal, request| kind_list(Kind::Media, portal, request)))
        .route("/v1/media/{id}", get(|portal, id, request| explanation(Kind::Media, portal, id, request)))
        .route("/v1/agencies", get(agencies))
        .route("/v1/agencies/{id}", get(agency))
        .route("/v1/changes", get(changes))
        .fallback(|| async { refusal::problem(StatusCode::NOT_FOUND, "没有这个接口，接口说明见 /api/openapi.json。") })
}

/// A JSON answer that a program may ask for again with its tag.
fn json_of(portal: &Portal, value: &impl Serialize) -> Representation {
    let body = serde_json::to_vec(value).unwrap_or_default();
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(LAST_MODIFIED, pages::last_modified(portal));
    Representation::new(StatusCode::OK, headers, body)
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
            .ok_or_else(|| bad("per_page 应当是 1 到 100 的整数。"))?,
        None => PER_PAGE,
    };
    Ok(address.request(per_page, portal.clock.today()))
}

fn is_limited(portal: &Portal, request: &Request<Body>) -> bool {
    let limited = client::address(portal, request).is_some_and(|client| !portal.limiter.allows(client));
    if limited {
        portal.pages.metrics().limited();
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
    let typed = address::value(request.uri().query().unwrap_or_default(), "q").unwrap_or_default();
    let today = portal.clock.today();
    let index = portal.index.clone();
    let Ok(suggestions) = portal.turns.work(move || index.suggest(&typed, today)).await else {
        // What a panic says may hold what was typed.
        tracing::error!("输入提示中止");
        return unavailable(&"暂时没有提示，请直接搜索。");
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
    asked.filters.kind = vec![kind];
    if asked.query.is_empty() && asked.sort == Sort::Relevance {
        asked.sort = Sort::Newest;
    }
    match PortalLibrary(portal.clone()).search(asked).await {
        Ok(found) => {
            let page = json!({ "total": found.total, "page": found.page, "per_page": found.per_page, "items": found.hits });
            json_of(&portal, &page).respond(request.method(), request.headers())
        }
        Err(error) => unavailable(&error),
    }
}

/// A policy that was asked for, or the answer in its place.
async fn find(portal: &Portal, id: &str, moved: impl Fn(&str) -> String) -> Result<PolicyPage, Box<Response>> {
    let unknown = || Box::new(refusal::problem(StatusCode::NOT_FOUND, &format!("没有编号为“{}”的政策。", id.chars().take(80).collect::<String>())));
    let known = DocumentId::parse(id).map_err(|_| unknown())?;
    match PortalLibrary(portal.clone()).policy(&known, None).await {
        Ok(Lookup::Found(page)) => Ok(page),
        Ok(Lookup::Unknown) => Err(unknown()),
        Ok(Lookup::Moved(to)) => Err(Box::new(downloads::moved(moved(&to)))),
        Ok(Lookup::Gone { reason, successor, .. }) => {
            let next = successor.and_then(|next| Some(format!("现在请看{}：{}", next.text, next.url?))).unwrap_or_default();
            Err(Box::new(refusal::problem(StatusCode::GONE, &format!("{reason}{next}"))))
        }
        Err(error) => Err(Box::new(unavailable(&error))),
    }
}

async fn policy(State(portal): State<Portal>, Path(id): Path<String>, request: Request<Body>) -> Response {
    policy_at(&portal, &id, |to| format!("/api/v1{to}"), request.method(), request.headers()).await
}

/// `/policies/{id}.json`: the same under the page's address.
pub async fn policy_file(portal: &Portal, id: &str, request: &Parts) -> Response {
    policy_at(portal, id, |to| format!("{to}.json"), &request.method, &request.headers).await
}

async fn policy_at(portal: &Portal, id: &str, moved: impl Fn(&str) -> String, method: &Method, headers: &HeaderMap) -> Response {
    let page = match find(portal, id, moved).await {
        Ok(page) => page,
        Err(answer) => return *answer,
    };
    answer(portal, policy_value(&page), method, headers).await
}

/// A document without the ids of what is not for the public.
async fn answer(portal: &Portal, mut value: Value, method: &Method, headers: &HeaderMap) -> Response {
    match PortalLibrary(portal.clone()).explainer().hide_ids(&mut value).await {
        Ok(()) => json_of(portal, &value).respond(method, headers),
        Err(error) => unavailable(&error),
    }
}

async fn clause(State(portal): State<Portal>, Path((id, clause)): Path<(String, String)>, request: Request<Body>) -> Response {
    let page = match find(&portal, &id, |to| format!("/api/v1{to}/clauses/{clause}")).await {
        Ok(page) => page,
        Err(answer) => return *answer,
    };
    let found = page.policy.clauses.iter().find(|known| known.id.as_str() == clause);
    match found {
        Some(found) => {
            let mut value = serde_json::to_value(found).unwrap_or_default();
            if let Some(object) = value.as_object_mut() {
                object.insert("policy".to_owned(), json!(page.id));
                object.insert("revision".to_owned(), json!(page.revision));
                object.insert("url".to_owned(), json!(format!("{}#{}", Kind::Policy.url(&page.id), found.id.anchor())));
                object.insert("document_number".to_owned(), json!(page.policy.document_number));
                object.insert("validity".to_owned(), json!(page.validity.as_ref().map(|notice| notice.statement.state)));
            }
            json_of(&portal, &value).respond(request.method(), request.headers())
        }
        None if ClauseId::is_well_formed(&clause) => refusal::problem(StatusCode::NOT_FOUND, &format!("这份政策没有“{clause}”这一条。")),
        None => refusal::problem(StatusCode::BAD_REQUEST, "条款编号只由小写字母、数字和 . ~ - 组成，例如 art12.p2。"),
    }
}

async fn explanation(kind: Kind, State(portal): State<Portal>, Path(id): Path<String>, request: Request<Body>) -> Response {
    let unknown = || refusal::problem(StatusCode::NOT_FOUND, &format!("没有编号为“{}”的{}。", id.chars().take(80).collect::<String>(), kind.label()));
    let Ok(known) = DocumentId::parse(&id) else { return unknown() };
    match explanation_value(&PortalLibrary(portal.clone()), kind, &known).await {
        Ok(Lookup::Found(value)) => json_of(&portal, &value).respond(request.method(), request.headers()),
        Ok(Lookup::Moved(to)) => downloads::moved(format!("/api/v1{to}")),
        Ok(Lookup::Gone { reason, .. }) => refusal::problem(StatusCode::GONE, &reason),
        Ok(Lookup::Unknown) => unknown(),
        Err(error) => unavailable(&error),
    }
}

async fn agencies(State(portal): State<Portal>, request: Request<Body>) -> Response {
    match PortalLibrary(portal.clone()).agencies().await {
        Ok(rows) => {
            let items: Vec<Value> = rows.iter().map(|row| agency_value(&row.id, &row.agency)).collect();
            answer(&portal, json!({ "total": items.len(), "items": items }), request.method(), request.headers()).await
        }
        Err(error) => unavailable(&error),
    }
}

async fn agency(State(portal): State<Portal>, Path(id): Path<String>, request: Request<Body>) -> Response {
    if is_limited(&portal, &request) {
        return refusal::too_many_for_program();
    }
    let unknown = || refusal::problem(StatusCode::NOT_FOUND, "没有这个机构。");
    let Ok(known) = DocumentId::parse(&id) else { return unknown() };
    match PortalLibrary(portal.clone()).agency(&known).await {
        Ok(Lookup::Found(page)) => answer(&portal, agency_value(&page.id, &page.agency), request.method(), request.headers()).await,
        Ok(Lookup::Moved(to)) => downloads::moved(format!("/api/v1{to}")),
        Ok(Lookup::Gone { reason, .. }) => refusal::problem(StatusCode::GONE, &reason),
        Ok(Lookup::Unknown) => unknown(),
        Err(error) => unavailable(&error),
    }
}

fn agency_value(id: &DocumentId, agency: &domain::Agency) -> Value {
    let mut value = serde_json::to_value(agency).unwrap_or_default();
    if let Some(object) = value.as_object_mut() {
        object.insert("kind".to_owned(), json!(Kind::Agency));
        object.insert("id".to_owned(), json!(id));
        object.insert("url".to_owned(), json!(Kind::Agency.url(id)));
    }
    value
}

async fn changes(State(portal): State<Portal>, request: Request<Body>) -> Response {
    if is_limited(&portal, &request) {
        return refusal::too_many_for_program();
    }
    let since = address::value(request.uri().query().unwrap_or_default(), "since").unwrap_or_default();
    let cursor = if since.is_empty() { Some(0) } else { since.parse::<u64>().ok() };
    let Some(cursor) = cursor else { return refusal::problem(StatusCode::BAD_REQUEST, "since 应当是上一次答复里 next 的值，第一次用 0。") };
    match changes::since(&portal, cursor).await {
        Ok(page) => json_of(&portal, &page).respond(request.method(), request.headers()),
        Err(error) => {
            tracing::error!(error = error.to_string(), "变动记录不能读取");
            unavailable(&"资料库暂时不能读取，请稍后再试。")
        }
    }
}

/// The import fields, the validity of today in the place of the declared one, `revision` and `clauses`.
fn policy_value(page: &PolicyPage) -> Value {
    let mut value = serde_json::to_value(&*page.policy).unwrap_or_default();
    if let Some(object) = value.as_object_mut() {
        let mut put = |key: &str, value: Value| {
            object.insert(key.to_owned(), value);
        };
        put("kind", json!(Kind::Policy));
        put("id", json!(page.id));
        put("title", json!(page.title));
        put("disclosure", json!(domain::Disclosure::Proactive));
        put("demo", json!(page.demo));
        put("revision", json!(page.revision));
        put("url", json!(Kind::Policy.url(&page.id)));
        put("agency", json!(page.agency.as_ref().map(|agency| &agency.text)));
        let statement = page.validity.as_ref().map(|notice| &notice.statement);
        put("validity", json!(statement.map(|statement| statement.state)));
        put("validity_since", json!(statement.and_then(|statement| statement.since)));
        put("validity_by", json!(statement.and_then(|statement| statement.by.as_ref())));
        put("recorded_at", json!(domain::clock::rfc3339(page.recorded_at)));
    }
    value
}
