//! The files of a recording or picture, whole or in ranges: `/media/{id}.{mp3|m4a|mp4|webm|jpg|png|vtt}`.
//!
//! # A recording
//!
//! 1. `documents::read` takes a `media` line; `read/beside.rs` finds the files it names, in the folder of the line's file and nowhere else
//!    (the demonstration's are embedded: `ReadOptions::held`). `media::recording` walks the container packet by packet, `media::captions`
//!    turns `WebVTT` into cues, `media::picture` decodes and encodes anew. The document holds what was measured and every word; the bytes
//!    travel beside it as `SourceFile`s.
//! 2. `services::import` puts the files into the `MediaStore` (`object_store`, a folder `media/` in the data directory; a file's name is its
//!    SHA-256) before it saves the document that names them: what is there can be played. A file that changed since it was measured keeps its
//!    document out, and no other. What was left over by a crash is harmless: `mingbai media prune` deletes it. Who brings or copies files holds a
//!    shared lock on the folder, who deletes some an exclusive one. `mingbai media check` reads all.
//! 3. `app::kinds::media` writes the browser's own `<audio>` or `<video>` with `preload="none"`, chapters and transcript as links to
//!    `#t=` in the file. The island `Player` makes those links move the player, marks what is being said, and adds speeds.
//! 4. `http/media.rs` serves `/media/{id}.{mp3|…}` whole or in a range (RFC 9110), and `/media/{id}.vtt` from the cues; the id is looked up
//!    each time, so what is withdrawn or undisclosed is not played either.
//! 5. `mingbai backup` reads the copied content against its digests (`services::soundness`), and puts the files that it needs into the backup
//!    itself (`store::Carried`): one file, whole or not at all.

use std::ops::Range;

use app::{
    ports::{Lookup, PortError},
    words::refusals,
};
use axum::{
    body::Body,
    extract::State,
    http::{
        HeaderMap, HeaderValue, Method, Request, StatusCode,
        header::{
            ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG,
            IF_MATCH, IF_NONE_MATCH, IF_RANGE, RANGE,
        },
        request::Parts,
    },
    response::{IntoResponse, Response},
};
use domain::{DocumentId, Kind, media::MediaFile, reading::ReadingSettings};
use http_range_header::parse_range_header;

use crate::{
    context::{
        Portal,
        representation::{Representation, names_tag},
    },
    http::{
        absent::{Absent, found, redirect},
        downloads::{disposition, file_at},
        pages, refusal,
    },
    services::{kinds, library::PortalLibrary},
};

/// What captions end in.
const CAPTIONS: &str = "vtt";
/// For an address that names the content it wants.
const LONG: HeaderValue = HeaderValue::from_static("private, max-age=604800");
/// For an address that takes what is current.
const CHECKED: HeaderValue = HeaderValue::from_static("public, no-cache");

/// The page, or a file of it: ids hold no dots.
pub async fn media(State(portal): State<Portal>, request: Request<Body>) -> Response {
    let last = request.uri().path().rsplit('/').next().unwrap_or_default().to_owned();
    let Some((Ok(id), extension)) = last.split_once('.').map(|(id, extension)| (DocumentId::parse(id), extension))
    else {
        return pages::page(State(portal), request).await;
    };
    let (request, _) = request.into_parts();
    let library = PortalLibrary(portal.clone());
    let lookup = kinds::media::files_of(&library, &id).await;
    if let Ok(Lookup::Moved(to)) = &lookup {
        match has_file(&library, to, extension).await {
            Ok(true) => {}
            Ok(false) => return redirect(to.clone()),
            Err(error) => return Absent::from(error).page(Kind::Media, id.as_str(), str::to_owned),
        }
    }
    let (title, media) = match found(lookup) {
        Ok(found) => found,
        Err(absent) => return absent.page(Kind::Media, id.as_str(), file_at(Kind::Media, extension)),
    };
    if extension == CAPTIONS && !media.cues.is_empty() {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/vtt; charset=utf-8"));
        headers.insert(CACHE_CONTROL, CHECKED);
        portal.security.add_missing(&mut headers);
        let key = portal.key(ReadingSettings::default(), request.uri.path().to_owned());
        let make = async { Representation::new(StatusCode::OK, headers, media.webvtt().into_bytes()) };
        return portal.pages.get_or_make(key, make).await.send(&portal.turns, &request.method, &request.headers).await;
    }
    let Some(file) = media.files().find(|file| file.format.extension() == extension) else {
        let page = Kind::Media.url(&id);
        return refusal::document(
            StatusCode::NOT_FOUND,
            (refusals::NO_SUCH_FORMAT, &refusals::no_such_format(&title, extension, &page)),
        );
    };
    respond(&portal, file, &id, &title, &request).await
}

/// Whether the recording at that address has a file of that kind.
async fn has_file(library: &PortalLibrary, address: &str, extension: &str) -> Result<bool, PortError> {
    let Some(Ok(id)) = address.rsplit('/').next().map(DocumentId::parse) else { return Ok(false) };
    let Lookup::Found((_, media)) = kinds::media::files_of(library, &id).await? else { return Ok(false) };
    let is_of_extension = |file: &MediaFile| file.format.extension() == extension;
    Ok((extension == CAPTIONS && !media.cues.is_empty()) || media.files().any(is_of_extension))
}

async fn respond(portal: &Portal, file: &MediaFile, id: &DocumentId, title: &str, request: &Parts) -> Response {
    let tag = format!("\"{}\"", file.sha256);
    let mut headers = HeaderMap::new();
    let mut put = |name, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    put(ETAG, &tag);
    put(CONTENT_TYPE, file.format.content_type());
    put(CONTENT_DISPOSITION, &disposition(id, title, file.format.extension(), "inline"));
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    let names_its_content = request.uri.query().and_then(|query| query.strip_prefix("v=")) == Some(file.version());
    headers.insert(CACHE_CONTROL, if names_its_content { LONG } else { CHECKED });

    let asked = |name| request.headers.get(name).and_then(|value| value.to_str().ok());
    // One who goes on with a file that has become another begins anew (RFC 9110 §13.1.1).
    if names_tag(&request.headers, IF_MATCH, &tag) == Some(false) {
        return refusal::document(StatusCode::PRECONDITION_FAILED, refusals::FILE_CHANGED);
    }
    if names_tag(&request.headers, IF_NONE_MATCH, &tag) == Some(true) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    // A range of another content than the reader has begun with would make a broken file.
    let range =
        asked(RANGE).filter(|_| request.method == Method::GET && asked(IF_RANGE).is_none_or(|other| other == tag));
    let Ok(range) = range.map_or(Ok(None), |range| range_of(range, file.size_bytes)) else {
        let mut refused = refusal::document(StatusCode::RANGE_NOT_SATISFIABLE, refusals::FILE_IS_SHORTER);
        refused.headers_mut().insert(CONTENT_RANGE, header(&format!("bytes */{}", file.size_bytes)));
        return refused;
    };
    let (status, length) = match &range {
        Some(Range { start, end }) => {
            headers.insert(CONTENT_RANGE, header(&format!("bytes {start}-{}/{}", end - 1, file.size_bytes)));
            (StatusCode::PARTIAL_CONTENT, end - start)
        }
        None => (StatusCode::OK, file.size_bytes),
    };
    headers.insert(CONTENT_LENGTH, length.into());
    if request.method == Method::HEAD {
        return (status, headers).into_response();
    }
    match portal.media.read(&file.sha256, range).await {
        Ok(bytes) => (status, headers, Body::from_stream(bytes)).into_response(),
        Err(error) => {
            tracing::error!(error = error.to_string(), sha256 = file.sha256, "媒体文件不能读取");
            refusal::document(StatusCode::SERVICE_UNAVAILABLE, refusals::UNPLAYABLE)
        }
    }
}

fn header(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

struct Unsatisfiable;

/// The bytes that are asked for (RFC 9110 §14.2); `None`, the whole file, for what is not understood and for several ranges.
fn range_of(asked: &str, size: u64) -> Result<Option<Range<u64>>, Unsatisfiable> {
    let Ok(ranges) = parse_range_header(asked) else { return Ok(None) };
    match ranges.validate(size).map_err(|_| Unsatisfiable)?.as_slice() {
        [range] => Ok(Some(*range.start()..range.end() + 1)),
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::range_of;

    #[test]
    fn ranges_are_those_of_the_standard() {
        let of = |asked| range_of(asked, 1000).map_err(|_| ());
        assert_eq!(of("bytes=0-99"), Ok(Some(0..100)));
        assert_eq!(of("bytes=900-"), Ok(Some(900..1000)));
        assert_eq!(of("bytes=-100"), Ok(Some(900..1000)));
        assert_eq!(of("bytes=990-2000"), Ok(Some(990..1000)));
        assert_eq!(of("bytes=-5000"), Ok(Some(0..1000)));
        assert_eq!(of("bytes=1000-"), Err(()));
        for whole in ["bytes=5-2", "pages=1-2", "bytes=a-b", "", "bytes=0-1,5-9"] {
            assert_eq!(of(whole), Ok(None), "{whole}");
        }
    }
}
