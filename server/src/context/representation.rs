//! One body in three encodings, each with its own validator, made when first asked for.

use std::{
    io::Write,
    sync::{Arc, OnceLock},
};

use axum::{
    body::Body,
    http::{
        HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode,
        header::{
            ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_MODIFIED_SINCE,
            IF_NONE_MATCH, LAST_MODIFIED, VARY,
        },
    },
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use super::turns::Turns;

/// Shorter bodies are sent as they are.
const WORTH_COMPRESSING: usize = 512;
/// Fast enough to be done while a reader waits, within 5 % of the best.
const BROTLI_QUALITY: u32 = 6;
const BROTLI_WINDOW: u32 = 22;
/// Smaller bodies are compressed where they are answered: in a millisecond or two.
const QUICKLY_COMPRESSED: usize = 64 * 1024;
/// Larger bodies are compressed ten times as fast, and a fifth less.
const LARGE: usize = 1 << 20;
const BROTLI_QUALITY_OF_LARGE: u32 = 1;

/// The encodings we speak, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Brotli,
    Gzip,
    Identity,
}

impl Encoding {
    /// As a header says it; identity is not said.
    const fn name(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
            Self::Identity => "",
        }
    }

    /// In tags: each encoding has its own.
    const fn mark(self) -> char {
        match self {
            Self::Brotli => 'b',
            Self::Gzip => 'g',
            Self::Identity => 'i',
        }
    }
}

/// A body with the headers it goes out with.
type Bytes = axum::body::Bytes;
#[derive(Debug)]
struct Variant {
    body: Bytes,
    headers: HeaderMap,
}

/// A response that can be sent many times.
#[derive(Debug)]
pub struct Representation {
    status: StatusCode,
    headers: HeaderMap,
    tag: String,
    body: Bytes,
    is_compressible: bool,
    variants: [OnceLock<Variant>; 3],
}

impl Representation {
    /// `headers` holds the content type and whatever is particular to it. `Vary: Accept-Encoding`, length, encoding
    /// and `ETag` are ours; without a `Cache-Control` clients must ask again each time, which costs them a 304.
    pub fn new(status: StatusCode, mut headers: HeaderMap, body: impl Into<Bytes>) -> Self {
        let body = body.into();
        let digest = Sha256::digest(&body);
        let tag = URL_SAFE_NO_PAD.encode(digest.get(..12).unwrap_or_default());
        let is_compressible = body.len() >= WORTH_COMPRESSING
            && headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_some_and(is_text);
        headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache"));
        if is_compressible {
            headers.append(VARY, HeaderValue::from_static("Accept-Encoding"));
        }
        Self { status, headers, tag, body, is_compressible, variants: Default::default() }
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Whether it may answer others as well: it is whole, and says nothing else of itself.
    pub fn may_be_kept(&self) -> bool {
        self.status == StatusCode::OK && self.headers.get(CACHE_CONTROL).is_none_or(|value| value != "no-store")
    }

    /// Bytes held, roughly: the body, and what its compressed copies will take.
    pub fn size_bytes(&self) -> usize {
        self.body.len() + self.body.len() / 2 + 4096
    }

    /// [`Self::respond`], where compressing what is large does not hold up others.
    pub async fn send(self: &Arc<Self>, turns: &Turns, method: &Method, request: &HeaderMap) -> Response<Body> {
        if !self.is_at_hand(request) {
            let (page, encoding) = (Arc::clone(self), self.encoding(request));
            // What panics there panics here again, where it is answered.
            let _ = turns.work(move || _ = page.variant(encoding)).await;
        }
        self.respond(method, request)
    }

    /// Whether a response costs next to nothing: it is a 304, small, or was compressed before.
    pub fn is_at_hand(&self, request: &HeaderMap) -> bool {
        let encoding = self.encoding(request);
        encoding == Encoding::Identity
            || self.body.len() <= QUICKLY_COMPRESSED
            || self.held(encoding).get().is_some()
            || self.is_known(request, encoding)
    }

    fn encoding(&self, request: &HeaderMap) -> Encoding {
        if self.is_compressible { negotiate(request) } else { Encoding::Identity }
    }

    fn is_known(&self, request: &HeaderMap, encoding: Encoding) -> bool {
        self.status == StatusCode::OK && is_current(request, &self.tag(encoding), self.headers.get(LAST_MODIFIED))
    }

    /// The response to one request: the best encoding it accepts, 304 when it has it, no body for `HEAD`.
    pub fn respond(&self, method: &Method, request: &HeaderMap) -> Response<Body> {
        let encoding = self.encoding(request);
        let mut response = Response::new(Body::empty());
        // Before anything is compressed: whoever has it costs next to nothing.
        if self.is_known(request, encoding) {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            *response.headers_mut() = self.headers.clone();
            response.headers_mut().remove(CONTENT_TYPE);
            response.headers_mut().extend(HeaderValue::from_str(&self.tag(encoding)).map(|tag| (ETAG, tag)));
            return response;
        }
        let variant = self.variant(encoding);
        *response.status_mut() = self.status;
        *response.headers_mut() = variant.headers.clone();
        if method != Method::HEAD {
            *response.body_mut() = Body::from(variant.body.clone());
        }
        response
    }

    fn variant(&self, encoding: Encoding) -> &Variant {
        self.held(encoding).get_or_init(|| {
            let body = match encoding {
                Encoding::Brotli => brotli_of(&self.body),
                Encoding::Gzip => gzip_of(&self.body),
                Encoding::Identity => self.body.clone(),
            };
            self.encoded(encoding, body)
        })
    }

    fn held(&self, encoding: Encoding) -> &OnceLock<Variant> {
        let [brotli, gzip, identity] = &self.variants;
        match encoding {
            Encoding::Brotli => brotli,
            Encoding::Gzip => gzip,
            Encoding::Identity => identity,
        }
    }

    fn tag(&self, encoding: Encoding) -> String {
        format!("\"{}-{}\"", self.tag, encoding.mark())
    }

    fn encoded(&self, encoding: Encoding, body: Bytes) -> Variant {
        let mut headers = self.headers.clone();
        headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
        if !encoding.name().is_empty() {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding.name()));
        }
        headers.extend(HeaderValue::from_str(&self.tag(encoding)).map(|tag| (ETAG, tag)));
        Variant { body, headers }
    }
}

/// Whether a body of that kind is to be sent packed with gzip.
pub fn accepts_gzip(request: &HeaderMap, headers: &HeaderMap) -> bool {
    let is_text = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_some_and(is_text);
    is_text && weight(request, "gzip").or_else(|| weight(request, "*")).is_some_and(|weight| weight > 0.0)
}

fn is_text(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    kind.starts_with("text/") || kind.ends_with("json") || kind.ends_with("xml") || kind == "application/javascript"
}

/// RFC 9110 §12.5.3, as far as our three encodings go.
fn negotiate(request: &HeaderMap) -> Encoding {
    let wanted = |name: &str| weight(request, name).or_else(|| weight(request, "*")).unwrap_or(0.0);
    let (brotli, gzip) = (wanted("br"), wanted("gzip"));
    if brotli > 0.0 && brotli >= gzip {
        Encoding::Brotli
    } else if gzip > 0.0 {
        Encoding::Gzip
    } else {
        Encoding::Identity
    }
}

/// How much an encoding is wanted, 0 to 1; `None` where nothing is said of it.
fn weight(request: &HeaderMap, name: &str) -> Option<f32> {
    let accepted = request.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.split(',').find_map(|part| {
        let mut pieces = part.split(';');
        let coding = pieces.next()?.trim();
        if !coding.eq_ignore_ascii_case(name) {
            return None;
        }
        let q = pieces.find_map(|piece| piece.trim().strip_prefix("q="));
        Some(q.map_or(1.0, |q| q.trim().parse().unwrap_or(0.0)))
    })
}

/// Whether the tags of a condition (`If-None-Match`, `If-Match`; several lines are one list) name ours, compared weakly; `None`
/// where there is no such condition.
pub fn names_tag(request: &HeaderMap, condition: HeaderName, ours: &str) -> Option<bool> {
    let mut lines = request.get_all(condition).iter().filter_map(|value| value.to_str().ok()).peekable();
    lines.peek()?;
    Some(
        lines
            .flat_map(|line| line.split(','))
            .map(str::trim)
            .any(|tag| tag == "*" || tag.trim_start_matches("W/") == ours),
    )
}

/// RFC 9110 §13.1: the tag decides where there is one, else the date.
fn is_current(request: &HeaderMap, tag: &str, modified: Option<&HeaderValue>) -> bool {
    if let Some(is_known) = names_tag(request, IF_NONE_MATCH, tag) {
        return is_known;
    }
    let date = |value: Option<&HeaderValue>| {
        value.and_then(|value| value.to_str().ok()).and_then(|text| httpdate::parse_http_date(text).ok())
    };
    match (date(request.get(IF_MODIFIED_SINCE)), date(modified)) {
        (Some(since), Some(modified)) => modified <= since,
        _ => false,
    }
}

fn brotli_of(body: &[u8]) -> Bytes {
    let mut out = Vec::with_capacity(body.len() / 3);
    {
        let quality = if body.len() > LARGE { BROTLI_QUALITY_OF_LARGE } else { BROTLI_QUALITY };
        let mut writer = brotli::CompressorWriter::new(&mut out, 4096, quality, BROTLI_WINDOW);
        // Writing into memory does not fail.
        let _ = writer.write_all(body);
    }
    out.into()
}

fn gzip_of(body: &[u8]) -> Bytes {
    let mut encoder = flate2::write::GzEncoder::new(Vec::with_capacity(body.len() / 3), flate2::Compression::new(6));
    let _ = encoder.write_all(body);
    encoder.finish().unwrap_or_default().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepting(text: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_str(text).expect("a header"));
        headers
    }

    #[test]
    fn the_best_accepted_encoding_is_chosen() {
        for (accepted, wanted) in [
            ("gzip, deflate, br", Encoding::Brotli),
            ("gzip", Encoding::Gzip),
            ("br;q=0, gzip", Encoding::Gzip),
            ("br;q=0.5, gzip;q=0.8", Encoding::Gzip),
            ("*", Encoding::Brotli),
            ("identity", Encoding::Identity),
            ("", Encoding::Identity),
        ] {
            assert_eq!(negotiate(&accepting(accepted)), wanted, "{accepted}");
        }
    }

    #[test]
    fn each_encoding_has_its_own_tag_and_reads_back() {
        let body = "政策".repeat(1000);
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        let page = Representation::new(StatusCode::OK, headers, body.clone());
        let mut unpacked = Vec::new();
        brotli::BrotliDecompress(&mut page.variant(Encoding::Brotli).body.as_ref(), &mut unpacked).expect("brotli");
        assert_eq!(unpacked, body.as_bytes());
        let mut text = String::new();
        std::io::Read::read_to_string(
            &mut flate2::read::GzDecoder::new(page.variant(Encoding::Gzip).body.as_ref()),
            &mut text,
        )
        .expect("gzip");
        assert_eq!(text, body);
        let tags: std::collections::HashSet<_> = [Encoding::Brotli, Encoding::Gzip, Encoding::Identity]
            .map(|encoding| page.variant(encoding).headers.get(ETAG).cloned())
            .into_iter()
            .collect();
        assert_eq!(tags.len(), 3);
    }

    #[test]
    fn a_known_tag_is_not_sent_again() {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html"));
        let page = Representation::new(StatusCode::OK, headers, "x");
        let first = page.respond(&Method::GET, &HeaderMap::new());
        let mut again = HeaderMap::new();
        again.insert(IF_NONE_MATCH, first.headers().get(ETAG).cloned().expect("a tag"));
        assert_eq!(page.respond(&Method::GET, &again).status(), StatusCode::NOT_MODIFIED);
        assert_eq!(page.respond(&Method::GET, &HeaderMap::new()).status(), StatusCode::OK);
    }
}
