//! What a query wants said, and how much of it a piece of text says, place by place.

use std::collections::{HashMap, HashSet};

use hanzi::segment::{Segmenter, TermKind};

use crate::{
    query::Question,
    vectors::{Rounded, Word, table::WordTable},
};

/// Characters of a query that are compared: one bit each.
pub(super) const PLACES: usize = 128;

/// A run of this many characters is as telling as a longer one.
pub(super) const LONGEST_RUN: usize = 12;

/// What a query wants said.
pub(crate) struct Sought {
    /// Of each character, the places at which it stands in the query, one bit each.
    pub(super) places: HashMap<char, u128>,
    /// By place: the rarity of the character, and of the pair that ends there; 0 where it stood before.
    pub(super) characters: Vec<f32>,
    pub(super) pairs: Vec<f32>,
    /// Of all characters, and of all pairs.
    whole: [f32; 2],
    /// Places at which a character, and a pair, stands for the first time; places at which three and four characters end.
    first_characters: u128,
    first_pairs: u128,
    pub(super) triples: u128,
    pub(super) fours: u128,
    pub(super) words: Vec<String>,
    pub(super) vector: Rounded,
    pub(super) by_words: Vec<Word>,
}

/// What a piece of text says of a query.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Overlap {
    /// Places whose character it holds, or the run of two, three, four that ends there.
    pub(super) runs: [u128; 4],
    pub(super) longest: usize,
}

impl Overlap {
    /// What both say together.
    pub(super) fn and(mut self, other: &Self) -> Self {
        for (mine, theirs) in self.runs.iter_mut().zip(other.runs) {
            *mine |= theirs;
        }
        self.longest = self.longest.max(other.longest);
        self
    }
}

/// How often each place's character and pair stand in a text.
pub(super) struct Counts {
    pub(super) characters: [u16; PLACES],
    pub(super) pairs: [u16; PLACES],
}

fn places_in(mut places: u128) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let place = (places != 0).then(|| places.trailing_zeros() as usize)?;
        places &= places - 1;
        Some(place)
    })
}

#[allow(clippy::cast_precision_loss, reason = "a handful")]
/// The part of some places that is among others.
pub(super) fn share(part: u128, whole: u128) -> f32 {
    (part & whole).count_ones() as f32 / whole.count_ones().max(1) as f32
}

impl Sought {
    /// `rarities` of characters and pairs, as the index knows them.
    pub(crate) fn new(
        question: &Question,
        rarities: &HashMap<String, f32>,
        vector: Rounded,
        segmenter: &Segmenter,
    ) -> Self {
        let most = rarities.values().copied().fold(1.0, f32::max);
        let mut sought = Self {
            places: HashMap::new(),
            characters: Vec::new(),
            pairs: Vec::new(),
            whole: [0.0; 2],
            first_characters: 0,
            first_pairs: 0,
            triples: 0,
            fours: 0,
            words: question
                .terms
                .iter()
                .filter(|term| term.kind == TermKind::Word && !term.is_expansion)
                .map(|term| term.text.clone())
                .collect(),
            vector,
            by_words: WordTable::shared()
                .words(&question.words, segmenter)
                .into_iter()
                .map(|row| WordTable::shared().word(row))
                .collect(),
        };
        let mut run = String::new();
        let mut held: HashSet<String> = HashSet::new();
        let rarity = |text: &str| rarities.get(text).copied().unwrap_or(most);
        for c in question.words.chars() {
            let place = sought.characters.len();
            if place == PLACES {
                break;
            }
            if !c.is_alphanumeric() {
                // A place that nothing takes keeps what stands before it from what stands behind.
                if !run.is_empty() {
                    sought.characters.push(0.0);
                    sought.pairs.push(0.0);
                }
                run.clear();
                continue;
            }
            let bit = 1u128 << place;
            let is_first = !sought.places.contains_key(&c);
            *sought.places.entry(c).or_default() |= bit;
            sought.characters.push(if is_first { rarity(&c.to_string()) } else { 0.0 });
            sought.first_characters |= if is_first { bit } else { 0 };
            run.push(c);
            let last = |count: usize| run.char_indices().rev().nth(count - 1).and_then(|(at, _)| run.get(at..));
            let pair = last(2).filter(|pair| held.insert((*pair).to_owned()));
            sought.pairs.push(pair.map_or(0.0, rarity));
            sought.first_pairs |= if pair.is_some() { bit } else { 0 };
            sought.triples |= if last(3).is_some() { bit } else { 0 };
            sought.fours |= if last(4).is_some() { bit } else { 0 };
        }
        sought.whole = [&sought.characters, &sought.pairs].map(|weights| weights.iter().sum::<f32>().max(1e-6));
        sought
    }

    /// Reads a folded text.
    pub(super) fn read(&self, text: &str, mut counts: Option<&mut Counts>) -> Overlap {
        let mut said = Overlap::default();
        let mut runs = [0u128; LONGEST_RUN];
        for c in text.chars() {
            let here = self.places.get(&c).copied().unwrap_or_default();
            let mut longer = here;
            for (length, run) in (1..).zip(&mut runs) {
                let before = std::mem::replace(run, longer);
                if longer == 0 && before == 0 {
                    break;
                }
                if longer != 0 {
                    said.longest = said.longest.max(length);
                }
                longer = (before << 1) & here;
            }
            for (held, run) in said.runs.iter_mut().zip(runs) {
                *held |= run;
            }
            if let Some(counts) = &mut counts {
                let [characters, pairs, ..] = runs;
                for (counts, first) in [
                    (&mut counts.characters, characters & self.first_characters),
                    (&mut counts.pairs, pairs & self.first_pairs),
                ] {
                    for place in places_in(first) {
                        if let Some(count) = counts.get_mut(place) {
                            *count = count.saturating_add(1);
                        }
                    }
                }
            }
        }
        said
    }

    /// The share of the weight of characters, and of pairs.
    pub(super) fn shares(&self, said: &Overlap) -> (f32, f32) {
        let [characters, pairs, ..] = said.runs;
        let [all_characters, all_pairs] = self.whole;
        let weigh =
            |weights: &[f32], places: u128| places_in(places).filter_map(|place| weights.get(place)).sum::<f32>();
        (weigh(&self.characters, characters) / all_characters, weigh(&self.pairs, pairs) / all_pairs)
    }

    /// The share of the weight of characters, and of pairs, what is repeated counting the more (BM25).
    pub(super) fn shares_often(&self, counts: &Counts, half: f32) -> (f32, f32) {
        let [all_characters, all_pairs] = self.whole;
        let weigh = |weights: &[f32], counts: &[u16; PLACES]| {
            weights
                .iter()
                .zip(counts)
                .map(|(weight, count)| weight * f32::from(*count) / (f32::from(*count) + half))
                .sum::<f32>()
        };
        (weigh(&self.characters, &counts.characters) / all_characters, weigh(&self.pairs, &counts.pairs) / all_pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sought(words: &str) -> Sought {
        let question = Question { words: words.into(), ..Question::default() };
        let rarities = [("生", 1.0), ("育", 2.0), ("生育", 4.0)]
            .into_iter()
            .map(|(text, rarity)| (text.to_owned(), rarity))
            .collect();
        Sought::new(
            &question,
            &rarities,
            WordTable::shared().embed(words, &Segmenter::shared()).rounded(),
            &Segmenter::shared(),
        )
    }

    #[test]
    fn what_is_said_is_weighed_once_and_runs_do_not_join_over_blanks() {
        let sought = sought("生育 生育 津");
        assert_eq!(
            sought.characters,
            [1.0, 2.0, 0.0, 0.0, 0.0, 0.0, 4.0],
            "an unknown character is as rare as the rarest"
        );
        assert_eq!(sought.pairs, [0.0, 4.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
        let said = sought.read("育生育", None);
        assert_eq!(sought.shares(&said), (3.0 / 7.0, 1.0));
        assert_eq!((said.longest, sought.read("生育津", None).longest, sought.read("", None).longest), (2, 2, 0));
    }

    #[test]
    fn runs_are_as_long_as_they_stand() {
        let sought = sought("公租房申请条件公租房");
        let said = sought.read("申请公租房的条件和申请条件", None);
        assert_eq!(said.longest, 4);
        assert_eq!(
            ((said.runs[2] & sought.triples).count_ones(), sought.triples.count_ones()),
            (4, 8),
            "公租房 twice, 申请条, 请条件"
        );
        let mut counts = Counts { characters: [0; PLACES], pairs: [0; PLACES] };
        sought.read("公租公租", Some(&mut counts));
        assert_eq!((counts.characters[0], counts.pairs[1], counts.characters[7]), (2, 2, 0));
        let long = "一二三四五六七八九十".repeat(30);
        assert_eq!(super::tests::sought(&long).read(&long, None).longest, LONGEST_RUN);
    }
}
