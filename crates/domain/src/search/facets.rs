//! What lists are filtered by and counted for: the one list of facets, what is chosen of them, and how many each value has.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _, ser::SerializeMap as _};

use crate::{Kind, Validity};

// A line a facet: its key in addresses and JSON, what readers see above its values, and where it stands.
macro_rules! facets {
    ($($(#[$if:meta])* $facet:ident $word:literal $title:literal in form $form:literal, in address $address:literal;)+) => {
        /// What lists are filtered by. A document may have several values of one, or none.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Facet {
            $($(#[$if])* #[doc = $title] $facet,)+
        }

        impl Facet {
            /// Every facet.
            pub const ALL: &'static [Self] = &[$($(#[$if])* Self::$facet),+];

            /// The key in addresses and in JSON.
            pub const fn word(self) -> &'static str {
                match self { $($(#[$if])* Self::$facet => $word,)+ }
            }

            /// What readers see above its values.
            pub const fn title(self) -> &'static str {
                match self { $($(#[$if])* Self::$facet => $title,)+ }
            }

            const fn place_in_form(self) -> u8 {
                match self { $($(#[$if])* Self::$facet => $form,)+ }
            }

            const fn place_in_address(self) -> u8 {
                match self { $($(#[$if])* Self::$facet => $address,)+ }
            }
        }
    };
}

facets! {
    Kind "kind" "类型" in form 1, in address 1;
    Agency "agency" "发文机关" in form 3, in address 2;
    Subject "subject" "主题" in form 4, in address 3;
    Year "year" "年份" in form 8, in address 7;
    Validity "validity" "有效性" in form 2, in address 8;
    Genre "genre" "体裁" in form 7, in address 4;
    Audience "audience" "对象" in form 5, in address 5;
    LifeEvent "life_event" "遇到的事" in form 6, in address 6;
    #[cfg(feature = "trial-kind")] Bulletin "posted_at" "张贴处" in form 9, in address 9;
}

impl Serialize for Facet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

impl<'de> Deserialize<'de> for Facet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        Self::parse(&word).ok_or_else(|| D::Error::custom(format!("no facet {word}")))
    }
}

impl Facet {
    /// Reads the key of an address.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|facet| facet.word() == word)
    }

    /// All, as the form of filters shows them.
    pub fn in_form() -> Vec<Self> {
        let mut all = Self::ALL.to_vec();
        all.sort_by_key(|facet| facet.place_in_form());
        all
    }

    /// The values that it may have, where that does not depend on what is held.
    pub fn values(self) -> Option<Vec<&'static str>> {
        match self {
            Self::Kind => Some(Kind::words()),
            Self::Validity => Some(Validity::ALL.map(Validity::as_str).to_vec()),
            _ => None,
        }
    }

    /// Whether a value may be asked for.
    pub fn allows(self, value: &str) -> bool {
        match self {
            Self::Year => value.len() == 4 && value.parse::<u16>().is_ok_and(|year| year >= 1900),
            _ => self.values().is_none_or(|known| known.contains(&value)),
        }
    }

    /// The word that a reader sees for a value, where that does not depend on what is held.
    pub fn label_of(self, value: &str) -> Option<String> {
        match self {
            Self::Kind => Kind::parse(value).map(|kind| kind.label().to_owned()),
            Self::Validity => Validity::parse(value).map(|state| state.label().to_owned()),
            Self::Year => Some(format!("{value} 年")),
            _ => None,
        }
    }
}

/// What is chosen: values of one facet are *or*, facets are *and*; nothing chosen does not filter.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Filters {
    /// In the order of addresses; no facet twice, none without a value.
    chosen: Vec<(Facet, Vec<String>)>,
}

impl Filters {
    /// Nothing but documents of a kind.
    pub fn of_kind(kind: Kind) -> Self {
        Self::default().with(Facet::Kind, kind.as_str())
    }

    /// One more value.
    #[must_use]
    pub fn with(mut self, facet: Facet, value: impl Into<String>) -> Self {
        self.choose(facet, value);
        self
    }

    /// One more value, unless it is chosen.
    pub fn choose(&mut self, facet: Facet, value: impl Into<String>) {
        let value = value.into();
        match self.chosen.binary_search_by_key(&facet.place_in_address(), |(known, _)| known.place_in_address()) {
            Ok(at) => {
                if let Some((_, values)) = self.chosen.get_mut(at)
                    && !values.contains(&value)
                {
                    values.push(value);
                }
            }
            Err(at) => self.chosen.insert(at, (facet, vec![value])),
        }
    }

    /// Takes a value off.
    pub fn leave(&mut self, facet: Facet, value: &str) {
        for (_, values) in self.chosen.iter_mut().filter(|(known, _)| *known == facet) {
            values.retain(|known| known != value);
        }
        self.chosen.retain(|(_, values)| !values.is_empty());
    }

    /// Takes all values of a facet off, but for one.
    pub fn only(&mut self, facet: Facet, value: Option<&str>) {
        self.chosen.retain(|(known, _)| *known != facet);
        if let Some(value) = value {
            self.choose(facet, value);
        }
    }

    /// What is chosen of a facet.
    pub fn of(&self, facet: Facet) -> &[String] {
        self.chosen.iter().find(|(known, _)| *known == facet).map_or(&[], |(_, values)| values)
    }

    /// Every chosen facet with its values, in the order of addresses.
    pub fn chosen(&self) -> impl Iterator<Item = (Facet, &[String])> {
        self.chosen.iter().map(|(facet, values)| (*facet, values.as_slice()))
    }

    /// Whether nothing is filtered.
    pub fn is_empty(&self) -> bool {
        self.chosen.is_empty()
    }
}

/// A facet value with the number of results that have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetValue {
    /// The value for the address.
    pub value: String,
    /// The word a reader sees.
    pub label: String,
    /// Results, with all *other* keys' filters applied.
    pub count: u64,
}

/// The values of every facet, each ordered by count (years: newest first). In JSON an object with all facets as keys.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facets {
    counted: Vec<(Facet, Vec<FacetValue>)>,
}

impl Facets {
    /// Of facets that were counted.
    pub fn new(counted: Vec<(Facet, Vec<FacetValue>)>) -> Self {
        Self { counted }
    }

    /// The values of a facet.
    pub fn of(&self, facet: Facet) -> &[FacetValue] {
        self.counted.iter().find(|(known, _)| *known == facet).map_or(&[], |(_, values)| values)
    }
}

impl Serialize for Facets {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(Facet::ALL.len()))?;
        for facet in Facet::ALL {
            map.serialize_entry(facet.word(), self.of(*facet))?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Facets {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let map = std::collections::BTreeMap::<Facet, Vec<FacetValue>>::deserialize(deserializer)?;
        Ok(Self::new(map.into_iter().collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_chosen_stands_in_one_order_and_once() {
        let mut filters = Filters::default().with(Facet::Validity, "in_force").with(Facet::Subject, "a");
        filters.choose(Facet::Subject, "b");
        filters.choose(Facet::Subject, "a");
        let written: Vec<(Facet, &[String])> = filters.chosen().collect();
        assert_eq!(
            written,
            [
                (Facet::Subject, ["a".to_owned(), "b".to_owned()].as_slice()),
                (Facet::Validity, ["in_force".to_owned()].as_slice())
            ]
        );
        filters.leave(Facet::Subject, "a");
        filters.leave(Facet::Subject, "b");
        assert_eq!((filters.of(Facet::Subject).len(), filters.is_empty()), (0, false));
        filters.only(Facet::Validity, None);
        assert!(filters.is_empty());
    }

    #[test]
    fn no_two_facets_share_a_place() {
        for places in [Facet::place_in_form as fn(Facet) -> u8, Facet::place_in_address] {
            let all: std::collections::BTreeSet<u8> = Facet::ALL.iter().map(|facet| places(*facet)).collect();
            assert_eq!(all.len(), Facet::ALL.len());
        }
    }
}
