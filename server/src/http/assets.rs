//! The site that `xtask site` built, embedded in the program; read from the disk in a development build.

use std::{borrow::Cow, collections::HashMap};

use app::{site::Assets, words::refusals};
use axum::{
    body::Body,
    extract::Path,
    http::{
        HeaderMap, HeaderValue, Response, StatusCode,
        header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY},
    },
    response::IntoResponse,
};
use rust_embed::RustEmbed;

use crate::http::refusal;

/// `target/site`
#[derive(RustEmbed)]
#[folder = "../target/site"]
struct Site;

/// File names carry a hash of their content: they never change.
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const A_DAY: HeaderValue = HeaderValue::from_static("public, max-age=86400");

/// The style and the addresses of the built files; empty when no site was built, and then pages have neither style nor islands.
pub fn addresses() -> anyhow::Result<Assets> {
    let Some(manifest) = Site::get("manifest.json") else { return Ok(Assets::default()) };
    let mut names: HashMap<String, String> = serde_json::from_slice(&manifest.data)?;
    let mut take = |name: &str| names.remove(name).unwrap_or_default();
    let css = Site::get(take("css").trim_start_matches('/'))
        .map(|file| String::from_utf8(file.data.into_owned()))
        .transpose()?;
    Ok(Assets { css: css.unwrap_or_default(), boot: take("boot"), glue: take("glue"), wasm: take("wasm") })
}

/// `/assets/{name}`
pub async fn asset(Path(name): Path<String>, request: HeaderMap) -> Response<Body> {
    file(&format!("assets/{name}"), &request, FOREVER)
}

/// `/favicon.svg`
pub async fn favicon(request: HeaderMap) -> Response<Body> {
    file("favicon.svg", &request, A_DAY)
}

fn file(path: &str, request: &HeaderMap, cache: HeaderValue) -> Response<Body> {
    // The compressed copies are reached by negotiation only.
    let Some(kind) = content_type(path) else { return not_found() };
    let accepted = request.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let accepts =
        |coding: &str| accepted.split(',').any(|part| part.split(';').next().is_some_and(|name| name.trim() == coding));
    let mut copies = [("br", "br"), ("gzip", "gz")].into_iter().filter(|(coding, _)| accepts(coding));
    let found = copies.find_map(|(coding, suffix)| Some((Site::get(&format!("{path}.{suffix}"))?, Some(coding))));
    let Some((file, coding)) = found.or_else(|| Some((Site::get(path)?, None))) else { return not_found() };
    let body = match file.data {
        Cow::Borrowed(bytes) => Body::from(bytes),
        Cow::Owned(bytes) => Body::from(bytes),
    };
    let mut response = (StatusCode::OK, [(CONTENT_TYPE, HeaderValue::from_static(kind)), (CACHE_CONTROL, cache)], body)
        .into_response();
    response.headers_mut().insert(VARY, HeaderValue::from_static("Accept-Encoding"));
    if let Some(coding) = coding {
        response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    response
}

fn content_type(path: &str) -> Option<&'static str> {
    Some(match path.rsplit_once('.')?.1 {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        _ => return None,
    })
}

fn not_found() -> Response<Body> {
    refusal::document(StatusCode::NOT_FOUND, refusals::NO_ASSET)
}
