//! Kinds that exclude one another: what a question on one kind answers holds of no other (房屋赠与, 买卖, 继承).

use std::{collections::BTreeMap, ops::Range};

use aho_corasick::{AhoCorasick, MatchKind};
use hanzi::fold;
use serde::Deserialize;

use super::squeezed::squeezed;
use crate::Error;

/// Kinds of one set as bits, by the place of the kind in it.
pub(crate) type Kinds = u32;

/// Kinds of one set at the most.
pub(crate) const MOST_KINDS: usize = 32;

/// The kinds that a text names, by set; sorted by set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct NamedKinds(Vec<(u16, Kinds)>);

impl NamedKinds {
    pub(crate) fn sets(&self) -> impl Iterator<Item = (u16, Kinds)> {
        self.0.iter().copied()
    }

    /// The kinds of one set that are named.
    pub(crate) fn of(&self, set: u16) -> Kinds {
        self.0
            .binary_search_by_key(&set, |(set, _)| *set)
            .ok()
            .and_then(|at| self.0.get(at))
            .map_or(0, |(_, kinds)| *kinds)
    }
}

/// The table.
#[derive(Debug)]
pub(crate) struct Contrasts {
    pub(crate) sets: Vec<Set>,
    pub(crate) owner: String,
    pub(crate) review_on: String,
    matcher: AhoCorasick,
    /// By pattern: set and kind.
    places: Vec<Vec<(u16, u8)>>,
}

/// One set of the table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Set {
    pub(crate) name: String,
    /// By kind: what it is called.
    pub(crate) members: Vec<Vec<String>>,
}

impl Set {
    /// `买卖、继承`
    pub(crate) fn names(&self, kinds: Kinds) -> String {
        let named = self.members.iter().enumerate().filter(|(at, _)| kinds >> at & 1 == 1);
        named.filter_map(|(_, words)| words.first()).map(String::as_str).collect::<Vec<_>>().join("、")
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    owner: String,
    review_on: String,
    #[serde(default)]
    set: Vec<Set>,
}

impl Contrasts {
    pub(crate) fn read(table: &str) -> Result<Self, Error> {
        let Table { owner, review_on, set: sets } = toml::from_str(table)?;
        let mut words: BTreeMap<String, Vec<(u16, u8)>> = BTreeMap::new();
        for (set, of) in (0u16..).zip(&sets) {
            for (kind, called) in (0u8..).zip(of.members.iter().take(MOST_KINDS)) {
                for word in called.iter().map(|word| squeezed(&fold::fold(word))).filter(|word| !word.is_empty()) {
                    words.entry(word).or_default().push((set, kind));
                }
            }
        }
        let (patterns, places): (Vec<String>, Vec<Vec<(u16, u8)>>) = words.into_iter().unzip();
        let matcher = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(&patterns)
            .map_err(|error| Error::Lexicon(error.to_string()))?;
        Ok(Self { sets, owner, review_on, matcher, places })
    }

    /// The kinds that a squeezed text names. Of two words of one set, one within the other, the longer counts; `is_meant` leaves
    /// out what begins at a place of the text.
    pub(crate) fn named(&self, text: &str, is_meant: impl Fn(usize) -> bool) -> NamedKinds {
        let mut found: Vec<(u16, u8, Range<usize>)> = Vec::new();
        for hit in self.matcher.find_overlapping_iter(text) {
            for (set, kind) in self.places.get(hit.pattern().as_usize()).into_iter().flatten() {
                found.push((*set, *kind, hit.range()));
            }
        }
        found.sort_unstable_by_key(|(set, ..)| *set);
        let mut named: Vec<(u16, Kinds)> = Vec::new();
        for of_set in found.chunk_by(|a, b| a.0 == b.0) {
            let is_within_longer = |place: &Range<usize>| {
                of_set.iter().any(|(_, _, other)| {
                    other.start <= place.start && place.end <= other.end && other.len() > place.len()
                })
            };
            let kinds = of_set
                .iter()
                .filter(|(_, _, place)| !is_within_longer(place) && is_meant(place.start))
                .fold(0, |kinds, (_, kind, _)| kinds | 1 << kind);
            if let Some((set, ..)) = of_set.first().filter(|_| kinds != 0) {
                named.push((*set, kinds));
            }
        }
        NamedKinds(named)
    }
}
