//! The description of the API (`OpenAPI` 3.1), written by hand beside the code that answers; a test holds every
//! answer against it.

use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderValue, Request, StatusCode, header::CONTENT_TYPE},
    response::Response,
};

use crate::{context::Portal, http::representation::Representation};

/// The document, without the address of this portal.
const DESCRIPTION: &str = include_str!("openapi.json");

/// `/api/openapi.json`
pub async fn description(State(portal): State<Portal>, request: Request<Body>) -> Response {
    let text = DESCRIPTION.replace("{base_url}", &portal.site.base_url);
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Representation::new(StatusCode::OK, headers, text).respond(request.method(), request.headers())
}
