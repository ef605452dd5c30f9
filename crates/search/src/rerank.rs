//! A second look at the best of a ranking (re-ranking, 重排): what is too dear to measure of everything is measured of a
//! few, and small trees ([`crate::trees`]) say which comes first (`LambdaMART`, Burges 2010; ADR 13).
//!
//! Of the best passage of each candidate: how much of the query its best sentence says, and the first one, which often says
//! what the text is about; how long a run of the query stands in it word for word; how near the sentences are, and how near
//! each word of the query is to its nearest sentence; how near the candidates are to each other. Neither the day, nor the
//! kind, nor any word in particular: the order must hold in a portal of other matters.
//!
//! The candidates keep the scores that they had together, given out anew: all that follows (what is named, lifted, no longer
//! in force) stays in proportion.

use std::collections::{HashMap, HashSet};

use hanzi::segment::{Segmenter, TermKind};
use rayon::prelude::*;

use crate::{
    Error, passages,
    query::Question,
    rank::Scored,
    schema::KINDS,
    snapshot::{OpenSegment, Snapshot, entry::Entry},
    titles::without_article,
    trees::Trees,
    vectors::{Rounded, Vectors, Word},
};

/// Candidates that are looked at.
const LOOKED_AT: usize = 24;
/// Characters of a query that are compared: one bit each.
const PLACES: usize = 128;
/// A run of this many characters is as telling as a longer one.
const LONGEST_RUN: usize = 12;
/// As in [`crate::Ranking`], for the counts in one passage.
const K1: f32 = 0.9;
/// Passages less alike than this are no neighbours.
const ALIKE: f32 = 0.5;

/// What is measured of a candidate, in the order of [`of_scores`], [`Read::of_words`], [`Read::of_nearness`], [`Read::among`].
pub(crate) const MEASURED: [&str; 38] = [
    "score_best",
    "score_tenth",
    "score_share",
    "place",
    "lead",
    "behind",
    "query", //
    "characters",
    "pairs",
    "characters_often",
    "pairs_often",
    "triples",
    "fours",
    "run",
    "words",
    "title_characters",
    "title_pairs",
    "title_in_query",
    "has_title",
    "best_characters",
    "best_pairs",
    "first_characters",
    "first_pairs",
    "two_pairs",
    "length", //
    "title_near",
    "near",
    "near_best",
    "near_first",
    "near_two",
    "words_near",
    "words_least",
    "nearest_words",
    "passage_words",
    "passage_least", //
    "votes",
    "neighbours",
    "density",
];

/// What a query wants said.
pub(crate) struct Sought {
    /// Of each character, the places at which it stands in the query, one bit each.
    places: HashMap<char, u128>,
    /// By place: the rarity of the character, and of the pair that ends there; 0 where it stood before.
    characters: Vec<f32>,
    pairs: Vec<f32>,
    /// Of all characters, and of all pairs.
    whole: [f32; 2],
    /// Places at which a character, and a pair, stands for the first time; places at which three and four characters end.
    first_characters: u128,
    first_pairs: u128,
    triples: u128,
    fours: u128,
    words: Vec<String>,
    vector: Rounded,
    by_words: Vec<Word>,
}

/// What a piece of text says of a query.
#[derive(Debug, Clone, Copy, Default)]
struct Said {
    /// Places whose character it holds, or the run of two, three, four that ends there.
    runs: [u128; 4],
    longest: usize,
}

impl Said {
    /// What both say together.
    fn and(mut self, other: &Self) -> Self {
        for (mine, theirs) in self.runs.iter_mut().zip(other.runs) {
            *mine |= theirs;
        }
        self.longest = self.longest.max(other.longest);
        self
    }
}

/// How often each place's character and pair stand in a text.
struct Counts {
    characters: [u16; PLACES],
    pairs: [u16; PLACES],
}

fn places_in(mut places: u128) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let place = (places != 0).then(|| places.trailing_zeros() as usize)?;
        places &= places - 1;
        Some(place)
    })
}

#[allow(clippy::cast_precision_loss, reason = "a handful")]
fn share(part: u128, whole: u128) -> f32 {
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
            by_words: Vectors::shared()
                .words(&question.words, segmenter)
                .into_iter()
                .map(|row| Vectors::shared().word(row))
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
    fn read(&self, text: &str, mut counts: Option<&mut Counts>) -> Said {
        let mut said = Said::default();
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
    fn shares(&self, said: &Said) -> (f32, f32) {
        let [characters, pairs, ..] = said.runs;
        let [all_characters, all_pairs] = self.whole;
        let weigh =
            |weights: &[f32], places: u128| places_in(places).filter_map(|place| weights.get(place)).sum::<f32>();
        (weigh(&self.characters, characters) / all_characters, weigh(&self.pairs, pairs) / all_pairs)
    }

    /// The share of the weight of characters, and of pairs, what is repeated counting the more (BM25).
    fn shares_often(&self, counts: &Counts, half: f32) -> (f32, f32) {
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

/// A candidate, as it is read: its title, and its best passage.
struct Read<'a> {
    entry: &'a Entry,
    /// The law of which it is an article.
    law: Option<&'a str>,
    title: Option<Rounded>,
    /// Of the passage.
    vector: Option<Rounded>,
    /// In characters.
    length: f32,
    /// Folded.
    sentences: Vec<String>,
    vectors: Vec<Rounded>,
}

#[allow(clippy::cast_precision_loss, reason = "a length, as a number for trees")]
fn read<'a>(snapshot: &'a Snapshot, scored: &Scored, sought: &Rounded) -> Result<Option<Read<'a>>, Error> {
    let Some(segment) = snapshot.segments.get(scored.segment) else { return Ok(None) };
    let table = &segment.table;
    let Some(entry) = table.entries.get(scored.entry) else { return Ok(None) };
    let title = entry.folded_title.as_str();
    let law = Some(without_article(title)).filter(|law| *law != title);
    let mut read = Read {
        entry,
        law,
        title: column(segment, entry.address).into_iter().next(),
        vector: None,
        length: 0.0,
        sentences: Vec::new(),
        vectors: Vec::new(),
    };
    if let Some(address) = scored.passage.or_else(|| table.nearest_passage(scored.entry, sought)) {
        let pieces = snapshot.pieces_at(scored.segment, address)?;
        let text = passages::text(&pieces);
        read.vector = table.vectors.at(table.passages_of(scored.entry).start + (address - entry.address - 1) as usize);
        read.length = text.chars().count() as f32;
        read.sentences = passages::sentences(&text).into_iter().map(hanzi::fold::fold).collect();
        read.vectors = column(segment, address);
    }
    Ok(Some(read))
}

/// The vectors that a document of tantivy holds in the column of sentences.
fn column(segment: &OpenSegment, address: u32) -> Vec<Rounded> {
    let mut packed = segment.sentences.iter().flat_map(|column| column.values_for_doc(address));
    std::iter::from_fn(|| Rounded::unpacked(&mut packed)).collect()
}

/// Puts the best in another order.
pub(crate) fn rerank(snapshot: &Snapshot, sought: &Sought, scored: &mut [Scored]) -> Result<(), Error> {
    let best = best(snapshot, scored);
    let measured = measure(snapshot, sought, best)?;
    let mut order: Vec<(f32, Scored)> =
        Trees::ranking().scores(&measured).into_iter().zip(best.iter().copied()).collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0));
    let scores: Vec<f32> = best.iter().map(|scored| scored.score).collect();
    let mut least = 0.0;
    for ((place, (_, candidate)), score) in best.iter_mut().zip(order).zip(scores).rev() {
        // Equal scores stay apart: dates must not decide where trees have.
        least = f32::max(score, least * (1.0 + 4.0 * f32::EPSILON));
        *place = Scored { score: least, ..candidate };
    }
    Ok(())
}

/// The best, in order; which of equals come first does not depend on where they lie.
pub(crate) fn best<'a>(snapshot: &Snapshot, scored: &'a mut [Scored]) -> &'a mut [Scored] {
    let id = |scored: &Scored| snapshot.entry_at(scored.segment, scored.entry).map(|entry| &entry.stored.id);
    let order = |a: &Scored, b: &Scored| b.score.total_cmp(&a.score).then_with(|| id(a).cmp(&id(b)));
    if scored.len() > LOOKED_AT {
        scored.select_nth_unstable_by(LOOKED_AT, order);
    }
    let count = scored.len().min(LOOKED_AT);
    let (best, _) = scored.split_at_mut(count);
    best.sort_unstable_by(order);
    best
}

/// Measures candidates that stand in order.
pub(crate) fn measure(
    snapshot: &Snapshot,
    sought: &Sought,
    best: &[Scored],
) -> Result<Vec<[f32; MEASURED.len()]>, Error> {
    let average = KINDS
        .iter()
        .zip(snapshot.body.average)
        .find(|(kind, _)| **kind == TermKind::Character)
        .map_or(1.0, |(_, average)| average);
    // Reading and comparing texts is most of the work.
    let alone = |scored: &Scored| -> Result<_, Error> {
        let read = read(snapshot, scored, &sought.vector)?;
        Ok(read.map(|read| (read.of_words(sought, average), read.of_nearness(sought), read)))
    };
    let read: Vec<Option<_>> = best.par_iter().map(alone).collect::<Result<_, _>>()?;
    let numbers = |place: usize| {
        let mut numbers = [0.0; MEASURED.len()];
        if let Some(Some((words, nearness, candidate))) = read.get(place) {
            let others = read.iter().map(|other| other.as_ref().map(|(.., read)| read)).zip(best);
            let all = of_scores(sought, best, place)
                .into_iter()
                .chain(*words)
                .chain(*nearness)
                .chain(candidate.among(place, others));
            for (number, measured) in numbers.iter_mut().zip(all) {
                *number = measured;
            }
        }
        numbers
    };
    Ok((0..best.len()).map(numbers).collect())
}

/// What the first look says of the candidate at a place.
#[allow(clippy::cast_precision_loss, reason = "a place and a length, as numbers for trees")]
fn of_scores(sought: &Sought, best: &[Scored], place: usize) -> [f32; 7] {
    let score_at = |place: usize| best.get(place).map(|scored| scored.score);
    let first = score_at(0).unwrap_or_default().max(f32::MIN_POSITIVE);
    let score = score_at(place).unwrap_or_default();
    let tenth = score_at(best.len().min(10) - 1).unwrap_or(first).max(f32::MIN_POSITIVE);
    let whole: f32 = sought.characters.iter().chain(&sought.pairs).sum::<f32>().max(1e-6);
    let lead = score_at(place + 1).map_or(0.0, |next| (score - next) / first);
    let behind = place.checked_sub(1).and_then(score_at).map_or(0.0, |before| (before - score) / first);
    [score / first, (score / tenth).min(9.0), score / whole, place as f32, lead, behind, sought.characters.len() as f32]
}

impl Read<'_> {
    /// What its words say.
    #[allow(clippy::cast_precision_loss, reason = "lengths, as numbers for trees")]
    fn of_words(&self, sought: &Sought, average: f32) -> [f32; 18] {
        let title = &self.entry.folded_title;
        let of_title = sought.read(title, None);
        let mut counts = Counts { characters: [0; PLACES], pairs: [0; PLACES] };
        let by_sentence: Vec<Said> =
            self.sentences.iter().map(|sentence| sought.read(sentence, Some(&mut counts))).collect();
        let whole = by_sentence.iter().fold(of_title, Said::and);
        let shares: Vec<(f32, f32)> = by_sentence.iter().map(|said| sought.shares(said)).collect();
        let (best_characters, best_pairs) =
            shares.iter().fold((0.0, 0.0), |best, share| (f32::max(best.0, share.0), f32::max(best.1, share.1)));
        let (first_characters, first_pairs) = shares.first().copied().unwrap_or_default();
        let two =
            by_sentence.array_windows().map(|[one, other]| sought.shares(&one.and(other)).1).fold(best_pairs, f32::max);
        let (characters, pairs) = sought.shares(&whole);
        let (title_characters, title_pairs) = sought.shares(&of_title);
        let half = K1 * (0.1 + 0.9 * self.length / average);
        let (characters_often, pairs_often) = sought.shares_often(&counts, half);
        let [_, _, triples, fours] = whole.runs;
        let held = sought
            .words
            .iter()
            .filter(|word| self.sentences.iter().chain([title]).any(|text| text.contains(word.as_str())))
            .count();
        let title_length = title.chars().filter(|c| c.is_alphanumeric()).count();
        let in_query = title.chars().filter(|c| sought.places.contains_key(c)).count();
        [
            characters,
            pairs,
            characters_often,
            pairs_often,
            share(triples, sought.triples),
            share(fours, sought.fours),
            whole.longest as f32 / sought.characters.len().clamp(1, LONGEST_RUN) as f32,
            held as f32 / sought.words.len().max(1) as f32,
            title_characters,
            title_pairs,
            in_query as f32 / title_length.max(1) as f32,
            f32::from(u8::from(title_length > 0)),
            best_characters,
            best_pairs,
            first_characters,
            first_pairs,
            two,
            (1.0 + self.length).ln(),
        ]
    }

    /// How near its title, its passage and its sentences are, and to which of them each word of the query is nearest.
    #[allow(clippy::cast_precision_loss, reason = "at most two")]
    fn of_nearness(&self, sought: &Sought) -> [f32; 10] {
        let mut cosines: Vec<f32> = self.vectors.iter().map(|sentence| sentence.nearness(&sought.vector)).collect();
        let first = cosines.first().copied().unwrap_or_default();
        let nearest = self.vectors.iter().zip(&cosines).max_by(|a, b| a.1.total_cmp(b.1)).map(|(sentence, _)| sentence);
        cosines.sort_unstable_by(|a, b| b.total_cmp(a));
        let mut sums = [0.0; 4];
        let [mut least, mut least_of_passage] = [f32::INFINITY; 2];
        for word in &sought.by_words {
            let near = self.vectors.iter().map(|sentence| word.nearness_of(sentence)).fold(0.0, f32::max);
            let [at_nearest, of_passage] =
                [nearest, self.vector.as_ref()].map(|text| text.map_or(0.0, |text| word.nearness_of(text)));
            for (sum, near) in sums.iter_mut().zip([1.0, near, at_nearest, of_passage]) {
                *sum += word.weight * near;
            }
            least = least.min(near);
            least_of_passage = least_of_passage.min(of_passage);
        }
        let [weight, near, at_nearest, of_passage] = sums;
        let known = if sought.by_words.is_empty() { 0.0 } else { 1.0 };
        let weight = weight.max(1e-6);
        let to = |text: &Option<Rounded>| text.as_ref().map_or(0.0, |text| text.nearness(&sought.vector));
        [
            to(&self.title),
            to(&self.vector),
            cosines.first().copied().unwrap_or_default(),
            first,
            cosines.iter().take(2).sum::<f32>() / cosines.len().clamp(1, 2) as f32,
            near / weight,
            least.min(2.0) * known,
            at_nearest / weight,
            of_passage / weight,
            least_of_passage.min(2.0) * known,
        ]
    }

    /// How it stands among the others: how many articles of its law are there, and how much is like it.
    fn among<'a>(&self, place: usize, all: impl Iterator<Item = (Option<&'a Read<'a>>, &'a Scored)>) -> [f32; 3] {
        let (mut votes, mut sum, mut density) = (0.0, 0.0, 0.0);
        let mut first = f32::MIN_POSITIVE;
        for (at, (other, scored)) in all.enumerate() {
            if at == 0 {
                first = first.max(scored.score);
            }
            let Some(other) = other else { continue };
            if self.law.is_some() && other.law == self.law {
                votes += scored.score / first;
            }
            if at != place
                && let Some((mine, theirs)) = self.vector.as_ref().zip(other.vector.as_ref())
            {
                let alike = (mine.nearness(theirs) - ALIKE).max(0.0);
                sum += alike * scored.score / first;
                density += alike;
            }
        }
        [votes, sum / (density + ALIKE), density]
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
            Vectors::shared().embed(words, &Segmenter::shared()).rounded(),
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
