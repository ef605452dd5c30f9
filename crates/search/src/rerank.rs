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

pub(crate) mod sought;

use hanzi::segment::TermKind;
use rayon::prelude::*;

use self::sought::{Counts, LONGEST_RUN, Overlap, PLACES, Sought, share};
use crate::{
    Error, passages,
    schema::KINDS,
    scoring::Scored,
    snapshot::{OpenSegment, Snapshot, entry::Entry},
    titles::without_article,
    trees::Trees,
    vectors::Rounded,
};

/// Candidates that are looked at.
const LOOKED_AT: usize = 24;
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
        let by_sentence: Vec<Overlap> =
            self.sentences.iter().map(|sentence| sought.read(sentence, Some(&mut counts))).collect();
        let whole = by_sentence.iter().fold(of_title, Overlap::and);
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
