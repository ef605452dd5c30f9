//! For robots.

use app::words::refusals;
use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderValue, Request, StatusCode, header::CONTENT_TYPE},
    response::Response,
};
use domain::{Kind, reading::ReadingSettings};
use sitemap_rs::{url::Url, url_set::UrlSet};

use crate::{
    context::{Portal, representation::Representation},
    http::refusal,
};

/// The sitemap protocol's limit for one file.
const MOST_URLS: usize = 50_000;
/// `/robots.txt`: everything but what is different at every visit. Invented content is not to be found by search engines.
pub async fn robots(State(portal): State<Portal>, request: Request<Body>) -> Response {
    let text = if portal.site.demo {
        "User-agent: *\nDisallow: /\n".to_owned()
    } else {
        format!(
            "User-agent: *\nDisallow: /search\nDisallow: /settings\nDisallow: /policies/*/unclear\nDisallow: /api/\nSitemap: {}/sitemap.xml\n",
            portal.site.base_url
        )
    };
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    Representation::new(StatusCode::OK, headers, text).respond(request.method(), request.headers())
}

/// For how long it is promised that somebody still answers there.
const ANSWERED: std::time::Duration = std::time::Duration::from_hours(180 * 24);

/// `/.well-known/security.txt` (RFC 9116): whom to tell of a weakness; the page with the telephone where nobody else was named.
pub async fn security(State(portal): State<Portal>, request: Request<Body>) -> Response {
    let site = &portal.site;
    let contact = if site.security_contact.is_empty() {
        format!("{}/about", site.base_url)
    } else {
        site.security_contact.clone()
    };
    let expires = portal.clock.today().checked_add(ANSWERED).unwrap_or(portal.clock.today());
    let text = format!(
        "Contact: {contact}\nExpires: {expires}T00:00:00Z\nPreferred-Languages: zh\nCanonical: {}/.well-known/security.txt\n",
        site.base_url
    );
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    Representation::new(StatusCode::OK, headers, text).respond(request.method(), request.headers())
}

/// `/sitemap.xml`: every public document.
pub async fn sitemap(State(portal): State<Portal>, request: Request<Body>) -> Response {
    let key = portal.key(ReadingSettings::default(), "/sitemap.xml".to_owned());
    let made = portal.pages.get_or_make(key, make(&portal)).await;
    if made.status() != StatusCode::OK {
        return refusal::document(StatusCode::SERVICE_UNAVAILABLE, refusals::NO_SITEMAP);
    }
    made.send(&portal.turns, request.method(), request.headers()).await
}

async fn make(portal: &Portal) -> Representation {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/xml; charset=utf-8"));
    portal.security.add_missing(&mut headers);
    match urls(portal).await {
        Ok(xml) => Representation::new(StatusCode::OK, headers, xml),
        Err(error) => {
            tracing::error!(error = format!("{error:#}"), "网址列表不能生成");
            Representation::new(StatusCode::SERVICE_UNAVAILABLE, headers, "")
        }
    }
}

async fn urls(portal: &Portal) -> anyhow::Result<Vec<u8>> {
    let lists = Kind::ALL.iter().map(|kind| kind.path());
    let mut addresses: Vec<String> = std::iter::once("/").chain(lists).chain(["/about"]).map(str::to_owned).collect();
    for kind in Kind::ALL {
        addresses.extend(portal.store.ids(*kind).await?.iter().map(|id| kind.url(id)));
    }
    addresses.truncate(MOST_URLS);
    let urls = addresses
        .into_iter()
        .map(|address| Url::builder(format!("{}{address}", portal.site.base_url)).build())
        .collect::<Result<Vec<_>, _>>()?;
    let mut xml = Vec::new();
    UrlSet::new(urls)?.write(&mut xml)?;
    Ok(xml)
}
