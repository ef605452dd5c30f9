//! Identifiers that appear in addresses.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The id of anything published: `[a-z0-9][a-z0-9-]{0,79}` (`contracts.md`, Documents).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DocumentId(String);

/// Why a text is not a [`DocumentId`]: a refusal that holds the text. The message is for the person who wrote it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("编号“{0}”不合规：只能用小写字母、数字和连字符，以字母或数字开头，最长 80 个字符")]
pub struct InvalidId(pub String);

impl DocumentId {
    /// The longest id, in characters.
    pub const MAX_LEN: usize = 80;

    /// Reads an id exactly as written.
    pub fn parse(text: &str) -> Result<Self, InvalidId> {
        let mut chars = text.chars();
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        let head = chars.next().is_some_and(plain);
        if head && text.len() <= Self::MAX_LEN && chars.all(|c| plain(c) || c == '-') {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidId(text.chars().take(100).collect()))
        }
    }

    /// Makes an id of a file's name: lower case, every other character becomes `-`.
    /// `None` when nothing usable is left (a name without a single ASCII letter or digit).
    pub fn from_file_stem(stem: &str) -> Option<Self> {
        let lowered: String = stem
            .chars()
            .map(|c| match c.to_ascii_lowercase() {
                c if c.is_ascii_lowercase() || c.is_ascii_digit() => c,
                _ => '-',
            })
            .collect();
        let mut id = lowered.trim_start_matches('-').to_owned();
        id.truncate(Self::MAX_LEN);
        Self::parse(id.trim_end_matches('-')).ok()
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for DocumentId {
    type Err = InvalidId;
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        Self::parse(text)
    }
}

impl TryFrom<String> for DocumentId {
    type Error = InvalidId;
    fn try_from(text: String) -> Result<Self, InvalidId> {
        Self::parse(&text)
    }
}

impl From<DocumentId> for String {
    fn from(id: DocumentId) -> Self {
        id.0
    }
}

impl AsRef<str> for DocumentId {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_follow_the_contract() {
        for good in ["a", "0", "birth-support-2026", &"a".repeat(80)] {
            assert!(DocumentId::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "-a", "A", "a b", "a.b", "生育", "a/../b", &"a".repeat(81)] {
            assert!(DocumentId::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_file_name_becomes_an_id() {
        let of = |stem| DocumentId::from_file_stem(stem).map(|id| id.to_string());
        assert_eq!(of("Xinle_2020.polluted"), Some("xinle-2020-polluted".into()));
        assert_eq!(of("生育办法"), None);
        assert_eq!(of("办法 2026"), Some("2026".into()));
    }
}
