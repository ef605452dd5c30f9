//! What is made of a large document: written to a file without a name, one document at a time, and sent from there. So it costs no
//! memory to speak of, and a reader with a slow line keeps nobody waiting.

use std::{
    fs::File,
    io::{self, BufWriter, Seek as _, Write},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use app::words::refusals;
use axum::{
    body::Body,
    http::{
        HeaderMap, HeaderValue, Method, StatusCode,
        header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, ETAG, IF_NONE_MATCH, VARY},
        request::Parts,
    },
    response::{IntoResponse, Response},
};
use domain::DocumentId;
use flate2::{Compression, write::GzEncoder};
use tokio::{io::AsyncReadExt as _, sync::OwnedSemaphorePermit};

use crate::{
    context::{
        Portal,
        representation::{accepts_gzip, names_tag},
    },
    http::{client, refusal},
};

/// Read from the file and sent at once.
const PIECE_BYTES: usize = 64 * 1024;

/// How a request for a document begins.
pub enum Begun {
    /// The document is not large: it is made and kept like others.
    Ordinary,
    /// It is answered already: whoever asks has it, or asks too often.
    Answered(Response),
    /// It is large, and it is its turn.
    Turn(Turn),
}

/// The right to take up a large document.
pub struct Turn {
    permit: OwnedSemaphorePermit,
    tag: String,
}

/// Looks whether a document is large, and waits for its turn. `form` tells its forms apart.
pub async fn begin(portal: &Portal, id: &DocumentId, form: &str, request: &Parts) -> Begun {
    if !portal.is_large(id).await {
        return Begun::Ordinary;
    }
    // Before anything is read: what is read then is this content, or newer.
    let shown = &portal.shown;
    let tag = format!(
        "\"{}-{}-{}-{}-{form}\"",
        shown.generation(),
        shown.withdrawals(),
        shown.since_second(),
        portal.clock.today()
    );
    if names_tag(&request.headers, IF_NONE_MATCH, &tag) == Some(true) {
        let mut headers = HeaderMap::new();
        describe(portal, &tag, &mut headers);
        return Begun::Answered((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    if client::of(portal, &request.extensions, &request.headers).is_some_and(|client| !portal.limiter.allows(client)) {
        portal.metrics.limited();
        return Begun::Answered(refusal::too_many());
    }
    match portal.turns.large().await {
        Some(permit) => Begun::Turn(Turn { permit, tag }),
        None => Begun::Ordinary,
    }
}

/// What every answer says of itself.
fn describe(portal: &Portal, tag: &str, headers: &mut HeaderMap) {
    portal.security.add_missing(headers);
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache"));
    headers.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
    headers.extend(HeaderValue::from_str(&format!("W/{tag}")).map(|tag| (ETAG, tag)));
}

/// Makes and sends; the turn is given back when the file is written. The error is what could not be written.
pub async fn send(
    portal: &Portal,
    request: &Parts,
    Turn { permit, tag }: Turn,
    mut headers: HeaderMap,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()> + Send + 'static,
) -> io::Result<Response> {
    describe(portal, &tag, &mut headers);
    let is_packed = accepts_gzip(&request.headers, &headers);
    if is_packed {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    if request.method == Method::HEAD {
        return Ok((StatusCode::OK, headers).into_response());
    }
    let Ok(place) = Arc::clone(&portal.turns.sending).try_acquire_owned() else {
        return Ok(refusal::document(StatusCode::SERVICE_UNAVAILABLE, refusals::TOO_MANY_DOWNLOADS));
    };
    let wanted = SomebodyWaits::default();
    let watched = Arc::clone(&wanted.0);
    let written = portal.turns.work(move || {
        let file = Watched { file: tempfile::tempfile()?, is_wanted: watched };
        let mut file = if is_packed {
            let mut out = BufWriter::with_capacity(PIECE_BYTES, GzEncoder::new(file, Compression::fast()));
            write(&mut out)?;
            out.into_inner().map_err(io::IntoInnerError::into_error)?.finish()?.file
        } else {
            let mut out = BufWriter::with_capacity(PIECE_BYTES, file);
            write(&mut out)?;
            out.into_inner().map_err(io::IntoInnerError::into_error)?.file
        };
        drop(permit);
        let length = file.stream_position()?;
        file.rewind()?;
        io::Result::Ok((file, length))
    });
    let (file, length) = written.await.map_err(io::Error::other)??;
    headers.insert(CONTENT_LENGTH, length.into());
    let pieces = futures::stream::unfold((tokio::fs::File::from_std(file), place), |(mut file, place)| async {
        let mut piece = Vec::with_capacity(PIECE_BYTES);
        match (&mut file).take(PIECE_BYTES as u64).read_to_end(&mut piece).await {
            Ok(0) => None,
            Ok(_) => Some((Ok(piece), (file, place))),
            Err(error) => Some((Err(error), (file, place))),
        }
    });
    Ok((StatusCode::OK, headers, Body::from_stream(pieces)).into_response())
}

/// Whether somebody still waits: not any more when this is dropped.
struct SomebodyWaits(Arc<AtomicBool>);

impl Default for SomebodyWaits {
    fn default() -> Self {
        Self(Arc::new(AtomicBool::new(true)))
    }
}

impl Drop for SomebodyWaits {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

/// A file that takes nothing more when nobody waits for it.
struct Watched {
    file: File,
    is_wanted: Arc<AtomicBool>,
}

impl Write for Watched {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.is_wanted.load(Ordering::Acquire) {
            self.file.write(bytes)
        } else {
            Err(io::ErrorKind::BrokenPipe.into())
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
