//! Between the values of `domain` and the text in columns.

use std::fmt::Display;

use domain::{Date, DocumentId, Timestamp};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{Result, StoreError};

/// The contract's word for a unit variant.
pub fn word(variant: impl Serialize) -> Result<String> {
    match serde_json::to_value(variant) {
        Ok(Value::String(word)) => Ok(word),
        Ok(other) => Err(StoreError::unreadable("a word", &other.to_string(), "not text")),
        Err(error) => Err(StoreError::unreadable("a word", "", error)),
    }
}

/// The variant for a contract's word.
pub fn from_word<T: DeserializeOwned>(word: String, owner: &str) -> Result<T> {
    serde_json::from_value(Value::String(word)).map_err(|error| StoreError::unreadable("a word of", owner, error))
}

/// Any content as JSON.
pub fn json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| StoreError::unreadable("content", "", error))
}

/// A list of ids as a JSON array, for `json_each`.
pub fn id_list<'a>(ids: impl IntoIterator<Item = &'a DocumentId>) -> Result<String> {
    json(&ids.into_iter().collect::<Vec<_>>())
}

pub fn id(text: String) -> Result<DocumentId> {
    DocumentId::try_from(text).map_err(|error| StoreError::Corrupt(error.to_string()))
}

pub fn day(text: Option<String>, owner: &str) -> Result<Option<Date>> {
    text.map(|text| parsed(text.parse(), owner)).transpose()
}

pub fn instant(text: &str, owner: &str) -> Result<Timestamp> {
    parsed(text.parse(), owner)
}

fn parsed<T, E: Display>(result: std::result::Result<T, E>, owner: &str) -> Result<T> {
    result.map_err(|error| StoreError::unreadable("a time of", owner, error))
}
