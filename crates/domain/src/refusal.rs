//! The error of everything that checks what people bring: rules of this crate, readers of files, import.

use std::{borrow::Cow, fmt};

/// A Chinese sentence that says what is wrong and what to do, for whoever brought a file, a field or a figure. It is
/// told, and what was brought is left out; nothing else fails because of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal(Cow<'static, str>);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refusal {}

impl From<String> for Refusal {
    fn from(sentence: String) -> Self {
        Self(Cow::Owned(sentence))
    }
}

impl From<&'static str> for Refusal {
    fn from(sentence: &'static str) -> Self {
        Self(Cow::Borrowed(sentence))
    }
}

impl From<Refusal> for String {
    fn from(refusal: Refusal) -> Self {
        refusal.0.into_owned()
    }
}
