//! 阅读设置 saved by a plain form.

use axum::{
    Form,
    body::Body,
    http::{
        HeaderValue, Response, StatusCode,
        header::{CACHE_CONTROL, LOCATION, SET_COOKIE},
    },
    response::IntoResponse,
};
use domain::reading::{TextSize, Theme};
use serde::Deserialize;

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
pub async fn save(Form(form): Form<SettingsForm>) -> Response<Body> {
    let (theme, size) = (Theme::parse(&form.theme).as_str(), TextSize::parse(&form.size).as_str());
    let mut response = (StatusCode::SEE_OTHER, [(CACHE_CONTROL, "no-store")]).into_response();
    for (name, value) in [("theme", theme), ("size", size)] {
        let cookie = format!("{name}={value}; Path=/; Max-Age={REMEMBERED_S}; SameSite=Lax");
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
    }
    let back = HeaderValue::from_str(local(&form.back)).unwrap_or(HeaderValue::from_static("/"));
    response.headers_mut().insert(LOCATION, back);
    response
}

/// An address of this site, or the home page: a form must not lead readers elsewhere.
fn local(address: &str) -> &str {
    let is_local = address.starts_with('/')
        && !address.starts_with("//")
        && !address.starts_with("/settings")
        && address.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    if is_local { address } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn only_our_own_addresses_lead_back() {
        assert_eq!(local("/policies/a?x=%E4%BD%8E"), "/policies/a?x=%E4%BD%8E");
        for bad in ["", "https://evil.example/", "//evil.example", "/\\evil.example", "/a\r\nSet-Cookie: x", "/settings?back=/"] {
            assert_eq!(local(bad), "/", "{bad}");
        }
    }
}
