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

use axum::{
    body::Body,
    http::{
        HeaderMap, HeaderValue, Method, StatusCode,
        header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, ETAG, IF_NONE_MATCH, VARY},
        request::Parts,
    },
    response::{IntoResponse, Response},
};
use flate2::{Compression, write::GzEncoder};
use tokio::{io::AsyncReadExt as _, sync::OwnedSemaphorePermit};

use crate::{
    context::Portal,
    http::representation::{accepts_gzip, names_tag},
};

/// Read from the file and sent at once.
const PIECE_BYTES: usize = 64 * 1024;

/// Makes and sends. `tag` stands for the content, in quotes; `turn` is given back when the file is written. The error is what could
/// not be written.
pub async fn send(
    portal: &Portal,
    request: &Parts,
    tag: &str,
    mut headers: HeaderMap,
    turn: OwnedSemaphorePermit,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()> + Send + 'static,
) -> io::Result<Response> {
    portal.security.add_missing(&mut headers);
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache"));
    headers.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
    headers.extend(HeaderValue::from_str(&format!("W/{tag}")).map(|tag| (ETAG, tag)));
    if names_tag(&request.headers, IF_NONE_MATCH, tag) == Some(true) {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    let is_packed = accepts_gzip(&request.headers, &headers);
    if is_packed {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    if request.method == Method::HEAD {
        return Ok((StatusCode::OK, headers).into_response());
    }
    let wanted = Wanted::default();
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
        drop(turn);
        let length = file.stream_position()?;
        file.rewind()?;
        io::Result::Ok((file, length))
    });
    let (file, length) = written.await.map_err(io::Error::other)??;
    headers.insert(CONTENT_LENGTH, length.into());
    let pieces = futures::stream::unfold(tokio::fs::File::from_std(file), |mut file| async {
        let mut piece = Vec::with_capacity(PIECE_BYTES);
        match (&mut file).take(PIECE_BYTES as u64).read_to_end(&mut piece).await {
            Ok(0) => None,
            Ok(_) => Some((Ok(piece), file)),
            Err(error) => Some((Err(error), file)),
        }
    });
    Ok((StatusCode::OK, headers, Body::from_stream(pieces)).into_response())
}

/// Whether somebody still waits: not any more when this is dropped.
struct Wanted(Arc<AtomicBool>);

impl Default for Wanted {
    fn default() -> Self {
        Self(Arc::new(AtomicBool::new(true)))
    }
}

impl Drop for Wanted {
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
        if self.is_wanted.load(Ordering::Acquire) { self.file.write(bytes) } else { Err(io::ErrorKind::BrokenPipe.into()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
