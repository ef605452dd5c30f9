//! Answers to what cannot be answered: a page for readers, a problem document (RFC 9457) for programs.
//!
//! # The layers of errors
//!
//! Each layer has one type. The next one outwards takes it up by `From`, and one place turns it into words, a status or
//! a line of the log. The words are those of its `Display`.
//!
//! - **What people bring** (figures, fields, files): [`domain::Refusal`], a sentence that says what is wrong and what
//!   to do. `domain::InvalidId` and `media::CaptionError` are refusals that know more, and become one.
//! - **A document of an import**: `documents::Rejection`, the refusal with file and line. `commands::import` prints it
//!   and goes on.
//! - **A whole import**: `services::import::ImportError`, for what ends it. `documents::MapError`: the map that was
//!   named cannot be used. `commands` prints both.
//! - **The store**: `store::StoreError`, for what cannot be read or written. It holds `store::Altered` where content is
//!   not what was stored. Pages and the API have it turned into a `PortError` by
//!   `services::library::held::unavailable`, which logs it; forms and probes answer it themselves, jobs log it,
//!   `commands` prints it.
//! - **The index**: `search::Error`, likewise. The indexer makes an index again that `calls_for_rebuild`.
//! - **The media store**: `services::media_store::MediaError`. [`super::media`] answers 503; an import refuses the
//!   document whose file has changed or cannot be read, and ends for the rest.
//! - **Exports**: `documents::export::DocxError`. [`super::downloads`] answers 500.
//! - **What pages are told**: [`app::ports::PortError`], a sentence without the cause, which has been logged. Pages set
//!   their status themselves (`app::pages::error`).
//! - **Addresses**: [`app::address::BadParameter`]. Pages and the API answer 400.
//! - **Requests for a document**: [`super::absent::Absent`], which knows its answers: 301, 404, 410, 503.
//! - **Commands and the start**: `anyhow::Error`, with all causes. `commands::told` prints one line; the exit code is
//!   1.
//!
//! Whoever turns a failure into an answer logs it, and nobody else does. A refusal is no failure: it is told to whoever
//! brought the thing. No message holds what a reader typed.

use std::any::Any;

use app::words::refusals as words;
use axum::{
    body::Body,
    http::{
        HeaderValue, Response, StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER},
    },
    response::IntoResponse,
};
use http_body_util::Full;
use serde_json::json;
use tower_http::csrf::ProtectionError;

/// Seconds after which a limited client may try again.
const RETRY_SECONDS: &str = "5";

/// A page outside the router: a title, and a sentence that says what to do.
pub fn document(status: StatusCode, (title, sentence): (&str, &str)) -> Response<Body> {
    let html = app::error_document(status.as_u16(), title, sentence);
    (status, [(CONTENT_TYPE, "text/html; charset=utf-8"), (CACHE_CONTROL, "no-store")], html).into_response()
}

/// A problem for a program.
pub fn problem(status: StatusCode, detail: &str) -> Response<Body> {
    let title = words::title(status.as_u16());
    let body = json!({ "type": "about:blank", "title": title, "status": status.as_u16(), "detail": detail });
    (status, [(CONTENT_TYPE, "application/problem+json"), (CACHE_CONTROL, "no-store")], body.to_string())
        .into_response()
}

/// 429
pub fn too_many() -> Response<Body> {
    let mut response = document(StatusCode::TOO_MANY_REQUESTS, words::TOO_FAST);
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static(RETRY_SECONDS));
    response
}

/// 429 for a program.
pub fn too_many_for_program() -> Response<Body> {
    let mut response = problem(StatusCode::TOO_MANY_REQUESTS, words::API_TOO_FAST);
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static(RETRY_SECONDS));
    response
}

/// A form that another site posts.
pub fn cross_site(_: ProtectionError) -> Response<Body> {
    document(StatusCode::FORBIDDEN, words::CROSS_SITE)
}

/// A bug of ours: logged once, here, without what was asked, which its message may hold.
pub fn panicked(_: Box<dyn Any + Send + 'static>) -> Response<Full<axum::body::Bytes>> {
    tracing::error!("请求处理中止");
    let html = app::error_document(500, words::BROKEN.0, words::BROKEN.1);
    let mut response = Response::new(Full::from(html));
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}

/// Gives an empty refusal (of a limit, a timeout, a method) its words.
pub fn dress(response: Response<Body>, is_api: bool) -> Response<Body> {
    let status = response.status();
    let is_bare = response.headers().get(CONTENT_TYPE).is_none_or(|kind| {
        kind.as_bytes().starts_with(b"text/plain") || (is_api && kind.as_bytes().starts_with(b"text/html"))
    });
    if !is_bare || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let sentence = words::sentence(status.as_u16());
    if is_api { problem(status, sentence) } else { document(status, (words::title(status.as_u16()), sentence)) }
}
