//! Headers that every response carries (`docs/SECURITY.md`).

use app::site::Site;
use axum::http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{
        CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
    },
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

/// Scripts come from files of our own; no page has an inline script. The one inline style is known by its hash, which
/// takes the place of `STYLE`.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'STYLE'; img-src 'self' data:; \
    media-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The set, made once.
#[derive(Debug, Clone)]
pub struct SecurityHeaders(HeaderMap);

impl SecurityHeaders {
    /// HSTS only where the portal's own address says that it is reached by TLS.
    pub fn for_site(site: &Site) -> Self {
        let mut headers = HeaderMap::new();
        let mut put = |name: HeaderName, value: &'static str| {
            headers.insert(name, HeaderValue::from_static(value));
        };
        put(X_CONTENT_TYPE_OPTIONS, "nosniff");
        put(X_FRAME_OPTIONS, "DENY");
        put(REFERRER_POLICY, "same-origin");
        put(
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        );
        put(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
        put(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
        if site.is_reached_by_tls() {
            put(STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains");
        }
        let style = STANDARD.encode(Sha256::digest(&site.assets.css));
        if let Ok(policy) = HeaderValue::from_str(&PAGE_POLICY.replace("STYLE", &format!("sha256-{style}"))) {
            headers.insert(CONTENT_SECURITY_POLICY, policy);
        }
        Self(headers)
    }

    /// Adds those that a response does not have already.
    pub fn add_missing(&self, headers: &mut HeaderMap) {
        for (name, value) in &self.0 {
            if !headers.contains_key(name) {
                headers.insert(name.clone(), value.clone());
            }
        }
    }
}
