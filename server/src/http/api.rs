//! The JSON API (`contracts.md`, JSON API; described by `/api/openapi.json`).

use std::{future::Future, io::Write, sync::Arc};

use app::{
    address::{self, ListAddress, pairs},
    ports::{Library, Lookup, PolicyPage, PortError},
};
use axum::{
    body::Body,
    extract::{Path, State},
    http::{
        HeaderMap, HeaderValue, Request, StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE, LAST_MODIFIED},
        request::Parts,
    },
    response::{IntoResponse, Response},
    routing::get,
};
use domain::{
    Clause, ClauseId, DocumentId, Kind,
    reading::ReadingSettings,
    search::{SearchRequest, Sort},
};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::{
    context::Portal,
    http::{
        bounds::{Bound, Routes},
        cache::PageKey,
        client, downloads,
        large::{self, Begun},
        openapi, pages, refusal,
        representation::Representation,
    },
    services::{
        changes,
        library::{PortalLibrary, explanation_value},
    },
};

/// Results on a page unless `per_page` says otherwise.
const PER_PAGE: u32 = 20;
const MOST_PER_PAGE: u32 = 100;

/// Everything under `/api`.
pub fn routes() -> Routes {
    Routes::new()
        .add("/openapi.json", Bound::SMALL, get(openapi::description))
        .add("/v1/search", Bound::SEARCH, get(search))
        .add("/v1/suggest", Bound::SEARCH, get(suggest))
        .add("/v1/policies", Bound::SEARCH, get(|portal, request| kind_list(Kind::Policy, portal, request)))
        .add("/v1/policies/{id}", Bound::FILE, get(policy))
        .add("/v1/policies/{id}/clauses/{clause}", Bound::LIST, get(clause))
        .add("/v1/questions", Bound::SEARCH, get(|portal, request| kind_list(Kind::Question, portal, request)))
        .add(
            "/v1/questions/{id}",
            Bound::PAGE,
            get(|portal, id, request| explanation(Kind::Question, portal, id, request)),
        )
        .add(
            "/v1/interpretations",
            Bound::SEARCH,
            get(|portal, request| kind_list(Kind::Interpretation, portal, request)),
        )
        .add(
            "/v1/interpretations/{id}",
            Bound::PAGE,
            get(|portal, id, request| explanation(Kind::Interpretation, portal, id, request)),
        )
        .add("/v1/responses", Bound::SEARCH, get(|portal, request| kind_list(Kind::Response, portal, request)))
        .add(
            "/v1/responses/{id}",
            Bound::PAGE,
            get(|portal, id, request| explanation(Kind::Response, portal, id, request)),
        )
        .add("/v1/figures", Bound::SEARCH, get(|portal, request| kind_list(Kind::Figure, portal, request)))
        .add("/v1/figures/{id}", Bound::PAGE, get(|portal, id, request| explanation(Kind::Figure, portal, id, request)))
        .add("/v1/media", Bound::SEARCH, get(|portal, request| kind_list(Kind::Media, portal, request)))
        .add("/v1/media/{id}", Bound::PAGE, get(|portal, id, request| explanation(Kind::Media, portal, id, request)))
        .add("/v1/agencies", Bound::KEPT, get(agencies))
        .add("/v1/agencies/{id}", Bound::LIST, get(agency))
        .add("/v1/changes", Bound::ROWS, get(changes))
        .otherwise(|| async {
            refusal::problem(StatusCode::NOT_FOUND, "没有这个接口，接口说明见 /api/openapi.json。")
        })
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
            let page =
                json!({ "total": found.total, "page": found.page, "per_page": found.per_page, "items": found.hits });
            json_of(&portal, &page).respond(request.method(), request.headers())
        }
        Err(error) => unavailable(&error),
    }
}

/// What is answered in the place of a document.
enum Refusal {
    Unknown(String),
    Moved(String),
    Gone(String),
    Unavailable(String),
}

impl Refusal {
    /// `None` for a document that is there.
    fn of<T>(
        lookup: Result<Lookup<T>, PortError>,
        unknown: impl FnOnce() -> String,
        moved: impl FnOnce(&str) -> String,
    ) -> Result<T, Self> {
        match lookup {
            Ok(Lookup::Found(found)) => Ok(found),
            Ok(Lookup::Unknown) => Err(Self::Unknown(unknown())),
            Ok(Lookup::Moved(to)) => Err(Self::Moved(moved(&to))),
            Ok(Lookup::Gone { reason, successor, .. }) => {
                let next = successor
                    .and_then(|next| Some(format!("现在请看{}：{}", next.text, next.url?)))
                    .unwrap_or_default();
                Err(Self::Gone(format!("{reason}{next}")))
            }
            Err(error) => Err(Self::Unavailable(error.to_string())),
        }
    }

    fn unreadable() -> Self {
        Self::Unavailable("暂时不能读取，请稍后再试。".to_owned())
    }

    fn respond(&self) -> Response {
        match self {
            Self::Unknown(sentence) => refusal::problem(StatusCode::NOT_FOUND, sentence),
            Self::Moved(to) => downloads::moved(to.clone()),
            Self::Gone(sentence) => refusal::problem(StatusCode::GONE, sentence),
            Self::Unavailable(sentence) => refusal::problem(StatusCode::SERVICE_UNAVAILABLE, sentence),
        }
    }
}

/// An answer that is made once, however many ask for it, and kept under its one address while the content stays as it is.
async fn kept(
    portal: &Portal,
    address: String,
    request: &Parts,
    make: impl Future<Output = Result<Representation, Refusal>>,
) -> Response {
    let key = PageKey::now(portal, ReadingSettings::default(), address);
    match portal.pages.get_or_try(key, make).await {
        Ok(answer) => answer.send(&portal.turns, &request.method, &request.headers).await,
        Err(refusal) => refusal.respond(),
    }
}

fn no_policy(id: &str) -> String {
    format!("没有编号为“{}”的政策。", id.chars().take(80).collect::<String>())
}

async fn find(portal: &Portal, id: &DocumentId, moved: impl FnOnce(&str) -> String) -> Result<PolicyPage, Refusal> {
    Refusal::of(PortalLibrary(portal.clone()).policy(id, None).await, || no_policy(id.as_str()), moved)
}

async fn policy(State(portal): State<Portal>, Path(id): Path<String>, request: Request<Body>) -> Response {
    policy_at(&portal, &id, |to| format!("/api/v1{to}"), &request.into_parts().0).await
}

/// `/policies/{id}.json`: the same under the page's address.
pub async fn policy_file(portal: &Portal, id: &str, request: &Parts) -> Response {
    policy_at(portal, id, |to| format!("{to}.json"), request).await
}

async fn policy_at(portal: &Portal, id: &str, moved: impl Fn(&str) -> String, request: &Parts) -> Response {
    let Ok(known) = DocumentId::parse(id) else { return Refusal::Unknown(no_policy(id)).respond() };
    let answered = match large::begin(portal, &known, "json", request).await {
        Begun::Answered(answer) => return answer,
        Begun::Turn(turn) => large_policy(portal, &known, moved, request, turn).await,
        Begun::Ordinary => {
            let make = async {
                let page = find(portal, &known, moved).await?;
                let value = seen(portal, page).await?;
                let written = portal.turns.work(move || serde_json::to_vec(&value)).await;
                written.ok().and_then(Result::ok).map(|bytes| json_bytes(portal, bytes)).ok_or_else(Refusal::unreadable)
            };
            // The same under both addresses.
            return kept(portal, format!("/api/v1{}", Kind::Policy.url(&known)), request, make).await;
        }
    };
    answered.unwrap_or_else(|refusal| refusal.respond())
}

async fn large_policy(
    portal: &Portal,
    id: &DocumentId,
    moved: impl Fn(&str) -> String,
    request: &Parts,
    turn: large::Turn,
) -> Result<Response, Refusal> {
    let page = find(portal, id, moved).await?;
    let value = seen(portal, page).await?;
    let write = move |out: &mut dyn Write| Ok(serde_json::to_writer(out, &value)?);
    large::send(portal, request, turn, json_headers(portal), write).await.map_err(|error| {
        tracing::error!(error = error.to_string(), "文件不能生成");
        Refusal::unreadable()
    })
}

/// A policy as the API gives it. What is long is no part of the fields, which are copied.
#[derive(Serialize)]
struct PolicyValue {
    #[serde(flatten)]
    fields: Map<String, Value>,
    body: String,
    clauses: Vec<Clause>,
}

/// A policy without the ids of what is not for the public. Which documents a clause cites was looked up among those that are.
async fn seen(portal: &Portal, mut page: PolicyPage) -> Result<PolicyValue, Refusal> {
    // Nobody else holds it: nothing is copied.
    let policy = Arc::make_mut(&mut page.policy);
    let (body, clauses) = (std::mem::take(&mut policy.body), std::mem::take(&mut policy.clauses));
    let mut value = policy_fields(&page);
    PortalLibrary(portal.clone())
        .explainer()
        .hide_ids(&mut value)
        .await
        .map_err(|error| Refusal::Unavailable(error.to_string()))?;
    let Value::Object(mut fields) = value else { return Err(Refusal::unreadable()) };
    fields.retain(|key, _| key != "body" && key != "clauses");
    Ok(PolicyValue { fields, body, clauses })
}

/// A document without the ids of what is not for the public.
async fn answer(portal: &Portal, mut value: Value) -> Result<Representation, Refusal> {
    match PortalLibrary(portal.clone()).explainer().hide_ids(&mut value).await {
        Ok(()) => Ok(json_of(portal, &value)),
        Err(error) => Err(Refusal::Unavailable(error.to_string())),
    }
}

async fn clause(
    State(portal): State<Portal>,
    Path((id, clause)): Path<(String, String)>,
    request: Request<Body>,
) -> Response {
    if is_limited(&portal, &request) {
        return refusal::too_many_for_program();
    }
    if !ClauseId::is_well_formed(&clause) {
        return refusal::problem(StatusCode::BAD_REQUEST, "条款编号只由小写字母、数字和 . ~ - 组成，例如 art12.p2。");
    }
    let Ok(known) = DocumentId::parse(&id) else { return Refusal::Unknown(no_policy(&id)).respond() };
    let make = async {
        let _turn = portal.turn_for(&known).await;
        let page = find(&portal, &known, |to| format!("/api/v1{to}/clauses/{clause}")).await?;
        let found = page.policy.clauses.iter().find(|known| known.id.as_str() == clause);
        let found = found.ok_or_else(|| Refusal::Unknown(format!("这份政策没有“{clause}”这一条。")))?;
        let mut value = serde_json::to_value(found).unwrap_or_default();
        if let Some(object) = value.as_object_mut() {
            object.insert("policy".to_owned(), json!(page.id));
            object.insert("revision".to_owned(), json!(page.revision));
            object.insert("url".to_owned(), json!(format!("{}#{}", Kind::Policy.url(&page.id), found.id.anchor())));
            object.insert("document_number".to_owned(), json!(page.policy.document_number));
            object.insert("validity".to_owned(), json!(page.validity.as_ref().map(|notice| notice.statement.state)));
        }
        Ok(json_of(&portal, &value))
    };
    let address = format!("/api/v1{}/clauses/{clause}", Kind::Policy.url(&known));
    kept(&portal, address, &request.into_parts().0, make).await
}

async fn explanation(
    kind: Kind,
    State(portal): State<Portal>,
    Path(id): Path<String>,
    request: Request<Body>,
) -> Response {
    let unknown = || format!("没有编号为“{}”的{}。", id.chars().take(80).collect::<String>(), kind.label());
    let Ok(known) = DocumentId::parse(&id) else { return Refusal::Unknown(unknown()).respond() };
    let make = async {
        let _turns = (portal.turn_for(&known).await, Arc::clone(&portal.turns.rendering).acquire_owned().await);
        let lookup = explanation_value(&PortalLibrary(portal.clone()), kind, &known).await;
        Ok(json_of(&portal, &Refusal::of(lookup, unknown, |to| format!("/api/v1{to}"))?))
    };
    kept(&portal, format!("/api/v1{}", kind.url(&known)), &request.into_parts().0, make).await
}

async fn agencies(State(portal): State<Portal>, request: Request<Body>) -> Response {
    let make = async {
        let rows =
            PortalLibrary(portal.clone()).agencies().await.map_err(|error| Refusal::Unavailable(error.to_string()))?;
        let items: Vec<Value> = rows.iter().map(|row| agency_value(&row.id, &row.agency)).collect();
        answer(&portal, json!({ "total": items.len(), "items": items })).await
    };
    kept(&portal, "/api/v1/agencies".to_owned(), &request.into_parts().0, make).await
}

async fn agency(State(portal): State<Portal>, Path(id): Path<String>, request: Request<Body>) -> Response {
    if is_limited(&portal, &request) {
        return refusal::too_many_for_program();
    }
    let unknown = || "没有这个机构。".to_owned();
    let Ok(known) = DocumentId::parse(&id) else { return Refusal::Unknown(unknown()).respond() };
    let make = async {
        let page =
            Refusal::of(PortalLibrary(portal.clone()).agency(&known).await, unknown, |to| format!("/api/v1{to}"))?;
        answer(&portal, agency_value(&page.id, &page.agency)).await
    };
    kept(&portal, format!("/api/v1{}", Kind::Agency.url(&known)), &request.into_parts().0, make).await
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
    let Some(cursor) = cursor else {
        return refusal::problem(StatusCode::BAD_REQUEST, "since 应当是上一次答复里 next 的值，第一次用 0。");
    };
    match changes::since(&portal, cursor).await {
        Ok(page) => json_of(&portal, &page).respond(request.method(), request.headers()),
        Err(error) => {
            tracing::error!(error = error.to_string(), "变动记录不能读取");
            unavailable(&"资料库暂时不能读取，请稍后再试。")
        }
    }
}

/// The import fields, the validity of today in the place of the declared one, and `revision`.
fn policy_fields(page: &PolicyPage) -> Value {
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
