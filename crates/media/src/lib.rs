//! Sound, film, pictures and captions from outside: what a file really is, whether it is whole, and what a portal may give on.
//!
//! Names and declared types are never believed: [`recording()`] looks at the bytes and walks the whole file, [`picture()`]
//! decodes and encodes anew so that nothing but pixels is left, [`captions()`] reads `WebVTT` into plain text. Everything
//! that is refused is refused with a Chinese sentence that says what to do.
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that panics has failed, which is its job")
)]

mod captions;
mod picture;
mod recording;

use domain::Refusal;
use std::{
    fmt::Write as _,
    io::{self, Read},
    panic::{AssertUnwindSafe, catch_unwind},
};

pub use captions::{CaptionError, captions};
pub use picture::{Picture, picture};
pub use recording::{Recording, Source, recording};
use sha2::{Digest, Sha256};

/// The largest recording of sound, in bytes.
pub const MAX_AUDIO_BYTES: u64 = 100_000_000;
/// The largest film, in bytes.
pub const MAX_VIDEO_BYTES: u64 = 500_000_000;
/// The largest picture, in bytes.
pub const MAX_IMAGE_BYTES: u64 = 20_000_000;
/// The largest file of captions, in bytes.
pub const MAX_CAPTION_BYTES: u64 = 1_000_000;

/// The SHA-256 of all that is read, in hexadecimal, and how many bytes it was.
pub fn sha256(mut source: impl Read) -> io::Result<(String, u64)> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    let mut size = 0;
    loop {
        let read = source.read(&mut buffer)?;
        let Some(part) = buffer.get(..read).filter(|part| !part.is_empty()) else { break };
        hasher.update(part);
        size += read as u64;
    }
    Ok((hexadecimal(&hasher.finalize()), size))
}

/// A hash as its name is written.
pub fn hexadecimal(digest: &[u8]) -> String {
    digest.iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing into memory does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Readers of foreign files are written against malice, and yet a panic in one must not end an import.
fn guarded<T>(read: impl FnOnce() -> Result<T, Refusal>, otherwise: &'static str) -> Result<T, Refusal> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(otherwise.into()))
}
