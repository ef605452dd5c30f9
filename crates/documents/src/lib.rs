//! Files in and out.
//!
//! **In**: [`read()`] turns a path (a file, or a folder walked in name order) or named bytes into
//! [`SourceDocument`]s one at a time; what cannot be read is a [`Rejection`], a Chinese sentence that
//! says what to do. Texts are taken as they stand: cleaning, numbers in normal form and the cutting
//! into clauses are the caller's business (`hanzi`).
//!
//! **Out**: [`export`] writes a policy as one self-contained HTML file, as plain text, or as a Word
//! file laid out after GB/T 9704.

pub mod export;
pub mod map;
pub mod read;
mod rich_text;
pub mod source;
mod toml_json;

pub use export::ExportPolicy;
pub use map::{FieldMap, MapError};
pub use read::{Format, HeldFiles, Input, ReadOptions, ReadReport, Reader, UnusedKey, read};
pub use rich_text::rich_text;
pub use source::{Content, IdOrigin, Original, Place, Rejection, SourceDocument, SourceFile};

/// The most text one document may hold, all its parts together (`contracts.md`, Documents).
pub const MAX_TEXT_BYTES: usize = 20 * 1024 * 1024;

/// The most Markdown that one answer or paragraph may hold, in bytes: it is made into HTML while a reader waits.
pub const MAX_MARKDOWN_BYTES: usize = 100 * 1024;

/// The most lines it may hold, empty ones too: thirteen times the longest official text we know.
pub const MAX_LINES: usize = 50_000;
