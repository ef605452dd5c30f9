//! The lay → official table (`data/synonyms.toml`).

use serde::Deserialize;

use crate::Error;

/// The table that ships with the project.
const BUILT_IN: &str = include_str!("../data/synonyms.toml");

/// Official words that one query is expanded by.
const MOST_EXPANSIONS: usize = 6;

/// Lay words with the official words that stand for them; one way only.
#[derive(Debug, Clone, Default)]
pub struct Synonyms {
    /// Longest lay word first.
    pairs: Vec<(String, Vec<String>)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    pair: Vec<Pair>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pair {
    lay: Vec<String>,
    official: Vec<String>,
    #[serde(default)]
    off: bool,
    #[serde(default, rename = "owner")]
    _owner: Option<String>,
    #[serde(default, rename = "review_on")]
    _review_on: Option<String>,
}

impl Synonyms {
    /// The table that ships with the project.
    pub fn built_in() -> Result<Self, Error> {
        Self::parse(BUILT_IN)
    }

    /// Reads a table.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let file: File = toml::from_str(text)?;
        let mut pairs = Vec::new();
        for pair in file.pair.into_iter().filter(|pair| !pair.off) {
            for lay in &pair.lay {
                pairs.push((hanzi::fold::fold(lay), pair.official.iter().map(|official| hanzi::fold::fold(official)).collect()));
            }
        }
        pairs.sort_by_key(|(lay, _)| std::cmp::Reverse(lay.chars().count()));
        Ok(Self { pairs })
    }

    /// What a folded query calls for: a lay word is there, none of its official words is. A shorter lay word
    /// within a longer one that was taken is not taken again.
    pub(crate) fn matches<'a>(&'a self, folded: &str) -> Vec<(&'a str, &'a str)> {
        let mut taken: Vec<&(String, Vec<String>)> = Vec::new();
        for pair in &self.pairs {
            let (lay, official) = pair;
            let within = taken.iter().any(|(longer, _)| longer.contains(lay.as_str()));
            if !within && folded.contains(lay.as_str()) && !official.iter().any(|official| folded.contains(official.as_str())) {
                taken.push(pair);
            }
        }
        taken.into_iter().flat_map(|(lay, official)| official.iter().map(move |official| (lay.as_str(), official.as_str()))).take(MOST_EXPANSIONS).collect()
    }
}
