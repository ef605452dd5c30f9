//! 发文字号, the number that names an official document.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A document number in its normal form, such as `国办发〔2020〕17号`, `国务院令第711号` or
/// `公告2026年第4号`. Recognising one in running text, in any spelling, is the business of `hanzi`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DocumentNumber(String);

impl DocumentNumber {
    /// Takes a text that is already in normal form (`hanzi::document_number::parse` makes it so).
    pub fn from_normal_form(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The number as printed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DocumentNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for DocumentNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}
