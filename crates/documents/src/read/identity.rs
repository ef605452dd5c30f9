//! Ids for documents that bring none.

use std::path::Path;

use domain::DocumentId;
use sha2::{Digest, Sha256};

use crate::IdOrigin;

/// The id of a single-document file, of its name.
pub fn of_file(file: &str) -> Option<(DocumentId, IdOrigin)> {
    let stem = Path::new(file).file_stem()?.to_string_lossy();
    let lossy = stem.len() > DocumentId::MAX_LEN || stem.chars().any(|c| !c.is_ascii() && c.is_alphanumeric());
    match DocumentId::from_file_stem(&stem) {
        Some(id) if lossy => Some((id, IdOrigin::LossyFileName)),
        Some(id) => Some((id, IdOrigin::FileName)),
        None => of_words(&[&stem]).map(|id| (id, IdOrigin::Hash)),
    }
}

/// The id of a line without one: the same title and number give the same id in every run.
pub fn of_facts(title: &str, document_number: &str) -> Option<(DocumentId, IdOrigin)> {
    of_words(&[title, document_number]).map(|id| (id, IdOrigin::Hash))
}

fn of_words(words: &[&str]) -> Option<DocumentId> {
    let mut hasher = Sha256::new();
    for word in words {
        hasher.update(word.as_bytes());
        hasher.update([0]);
    }
    let number = hasher.finalize().iter().take(6).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    DocumentId::parse(&format!("doc-{number:012x}")).ok()
}
