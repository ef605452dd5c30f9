//! 阅读设置 saved by a plain form.

use axum::{
    Form,
    body::Body,
    extract::State,
    http::{
        HeaderValue, Response, StatusCode,
        header::{CACHE_CONTROL, LOCATION, SET_COOKIE},
    },
    response::IntoResponse,
};
use domain::reading::{TextSize, Theme};
use serde::Deserialize;

use crate::{context::Portal, http::is_local};

/// A year, in seconds.
const REMEMBERED_S: u32 = 31_536_000;

/// The form.
#[derive(Debug, Deserialize)]
pub struct SettingsForm {
    #[serde(default)]
    theme: String,
    #[serde(default)]
    size: String,
    #[serde(default)]
    back: String,
}

/// Sets the two cookies and leads back to where the reader came from.
pub async fn save(State(portal): State<Portal>, Form(form): Form<SettingsForm>) -> Response<Body> {
    let (theme, size) = (Theme::parse(&form.theme).as_str(), TextSize::parse(&form.size).as_str());
    let mut response = (StatusCode::SEE_OTHER, [(CACHE_CONTROL, "no-store")]).into_response();
    let secure = if portal.site.is_reached_by_tls() { "; Secure" } else { "" };
    for (name, value) in [("theme", theme), ("size", size)] {
        let cookie = format!("{name}={value}; Path=/; Max-Age={REMEMBERED_S}; SameSite=Lax{secure}");
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
    }
    let back = HeaderValue::from_str(&form.back)
        .ok()
        .filter(|_| is_local(&form.back) && !form.back.starts_with("/settings"))
        .unwrap_or(HeaderValue::from_static("/"));
    response.headers_mut().insert(LOCATION, back);
    response
}
