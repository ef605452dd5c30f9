//! Documents of every kind as JSON, made once and kept like pages.

use std::{future::Future, io::Write, sync::Arc};

use app::words::refusals;
use axum::{
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, Request, StatusCode, request::Parts},
    response::Response,
};
use domain::{ClauseId, DocumentId, Kind, reading::ReadingSettings};
use serde_json::json;

use super::{is_limited, json_bytes, json_headers, json_of};
use crate::{
    context::{Portal, cache::PageKey, representation::Representation},
    http::{
        absent::{Absent, found},
        large::{self, Begun},
        refusal,
    },
    services::{
        kinds::{self, Written},
        library::PortalLibrary,
    },
};

/// `/v1/{list}/{id}`
pub async fn document(
    kind: Kind,
    State(portal): State<Portal>,
    Path(id): Path<String>,
    request: Request<Body>,
) -> Response {
    answer(&portal, kind, &id, |to| format!("/api/v1{to}"), &request.into_parts().0).await
}

/// The same document under the address of its page: `/{list}/{id}.json`.
pub async fn file(portal: &Portal, kind: Kind, id: &str, request: &Parts) -> Response {
    answer(portal, kind, id, |to| format!("{to}.json"), request).await
}

async fn answer(portal: &Portal, kind: Kind, id: &str, moved: impl Fn(&str) -> String, request: &Parts) -> Response {
    let Ok(known) = DocumentId::parse(id) else { return Absent::Unknown.problem(kind, id, moved) };
    // The same under both addresses.
    let key = portal.key(ReadingSettings::default(), format!("/api/v1{}", kind.url(&known)));
    if let Some(kept) = portal.pages.get(&key) {
        return kept.send(&portal.turns, &request.method, &request.headers).await;
    }
    let moved = &moved;
    let answered: Result<Response, Arc<Absent>> = match large::begin(portal, &known, "json", request).await {
        Begun::Answered(answer) => return answer,
        Begun::Turn(turn) => large(portal, kind, &known, request, turn).await.map_err(Arc::new),
        Begun::Ordinary => {
            let make = async {
                let _turn = Arc::clone(&portal.turns.rendering).acquire_owned().await;
                let document = written(portal, kind, &known).await?;
                let bytes = portal.turns.work(move || {
                    let mut bytes = Vec::new();
                    document.write_json(&mut bytes).map(|()| bytes)
                });
                bytes
                    .await
                    .ok()
                    .and_then(Result::ok)
                    .map(|bytes| json_bytes(portal, bytes))
                    .ok_or_else(Absent::unreadable)
            };
            kept(portal, key, request, make).await
        }
    };
    answered.unwrap_or_else(|absent| absent.problem(kind, id, moved))
}

async fn written(portal: &Portal, kind: Kind, id: &DocumentId) -> Result<Written, Absent> {
    let library = PortalLibrary(portal.clone());
    let held = found(library.find(id, kind).await)?;
    kinds::written(&library, held).await?.ok_or(Absent::Unknown)
}

async fn large(
    portal: &Portal,
    kind: Kind,
    id: &DocumentId,
    request: &Parts,
    turn: large::Turn,
) -> Result<Response, Absent> {
    let document = written(portal, kind, id).await?;
    let headers: HeaderMap = json_headers(portal);
    let write = move |out: &mut dyn Write| document.write_json(out);
    large::send(portal, request, turn, headers, write).await.map_err(|error| {
        tracing::error!(error = error.to_string(), "文件不能生成");
        Absent::unreadable()
    })
}

/// An answer that is made once, however many ask for it, and kept under its one address while the content stays as it is.
async fn kept(
    portal: &Portal,
    key: PageKey,
    request: &Parts,
    make: impl Future<Output = Result<Representation, Absent>>,
) -> Result<Response, Arc<Absent>> {
    let answer = portal.pages.get_or_try(key, make).await?;
    Ok(answer.send(&portal.turns, &request.method, &request.headers).await)
}

/// `/v1/policies/{id}/clauses/{clause}`
pub async fn clause(
    State(portal): State<Portal>,
    Path((id, clause)): Path<(String, String)>,
    request: Request<Body>,
) -> Response {
    const KIND: Kind = Kind::Policy;
    if is_limited(&portal, &request) {
        return refusal::too_many_for_program();
    }
    if !ClauseId::is_well_formed(&clause) {
        return refusal::problem(StatusCode::BAD_REQUEST, refusals::API_BAD_CLAUSE);
    }
    let moved = |to: &str| format!("/api/v1{to}/clauses/{clause}");
    let Ok(known) = DocumentId::parse(&id) else { return Absent::Unknown.problem(KIND, &id, moved) };
    let make = async {
        let _turn = portal.turn_for(&known).await;
        let text = found(kinds::policy::current(&PortalLibrary(portal.clone()), &known).await)?;
        let found = text.policy.clauses.iter().find(|known| known.id.as_str() == clause);
        let found = found.ok_or_else(|| Absent::NoPart(refusals::no_such_clause(&clause)))?;
        let mut value = serde_json::to_value(found).unwrap_or_default();
        if let Some(object) = value.as_object_mut() {
            object.insert("policy".to_owned(), json!(text.id));
            object.insert("revision".to_owned(), json!(text.revision));
            object.insert("url".to_owned(), json!(format!("{}#{}", KIND.url(&text.id), found.id.anchor())));
            object.insert("document_number".to_owned(), json!(text.policy.document_number));
            object.insert("validity".to_owned(), json!(text.validity.as_ref().map(|notice| notice.statement.state)));
        }
        Ok(json_of(&portal, &value))
    };
    let address = format!("/api/v1{}/clauses/{clause}", KIND.url(&known));
    let key = portal.key(ReadingSettings::default(), address);
    // Boxed: what it waits for is large.
    let answered = kept(&portal, key, &request.into_parts().0, Box::pin(make)).await;
    answered.unwrap_or_else(|absent| absent.problem(KIND, &id, moved))
}

/// `/v1/agencies`: all of them; they are no list that is searched.
pub async fn agencies(State(portal): State<Portal>, request: Request<Body>) -> Response {
    let make = async { Ok(json_of(&portal, &kinds::agency::all(&PortalLibrary(portal.clone())).await?)) };
    let key = portal.key(ReadingSettings::default(), format!("/api/v1{}", Kind::Agency.path()));
    let answered = kept(&portal, key, &request.into_parts().0, make).await;
    answered.unwrap_or_else(|absent| absent.problem(Kind::Agency, "", str::to_owned))
}
