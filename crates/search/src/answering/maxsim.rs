//! How near each word of a query is to the nearest word of a question, by the table of word vectors: what is said in other
//! words counts as half said, what is nowhere near counts as not said (`MaxSim`, Khattab and Zaharia 2020, with a fixed table).

use hanzi::segment::Segmenter;

use crate::vectors::{Vectors, Word};

/// The words of a question, as places among the words of its book.
#[derive(Debug, Default)]
pub(crate) struct Places {
    /// By wording, the question itself first, the short answer last.
    pub(crate) parts: Vec<Vec<u32>>,
    /// Of all parts.
    said: Vec<u32>,
    /// Of the full answer too.
    told: Vec<u32>,
}

impl Places {
    /// Places for rows of the table; `place` gives each row its place in the book.
    pub(crate) fn new(parts: &[Vec<u32>], told: &[u32], mut place: impl FnMut(u32) -> u32) -> Self {
        let parts: Vec<Vec<u32>> = parts.iter().map(|part| part.iter().map(|row| place(*row)).collect()).collect();
        let mut said: Vec<u32> = parts.iter().flatten().copied().collect();
        said.sort_unstable();
        said.dedup();
        let mut told: Vec<u32> = told.iter().map(|row| place(*row)).chain(said.iter().copied()).collect();
        told.sort_unstable();
        told.dedup();
        Self { parts, said, told }
    }
}

/// How near a question is to a query, word by word; shares of weight, 0..=1.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Nearness {
    /// How much of the query the best part says.
    pub(crate) part: f32,
    /// All wordings and the short answer together.
    pub(crate) said: f32,
    /// The full answer too.
    pub(crate) told: f32,
    /// The weight of the word that is furthest from all of it, and the mean of the three furthest.
    pub(crate) furthest: f32,
    pub(crate) far: f32,
    /// How much of the question itself the query says.
    pub(crate) back: f32,
}

/// The words of a query beside the words of a book.
pub(crate) struct Nearnesses {
    /// Of the query, rows of the table.
    rows: Vec<u32>,
    /// By word of the query: its weight, and how near each word of the book is.
    words: Vec<(f32, Vec<f32>)>,
    /// By word of the book.
    weights: Vec<f32>,
}

impl Nearnesses {
    /// Compares a text with the words of a book.
    pub(crate) fn new(text: &str, book: &[Word], segmenter: &Segmenter) -> Self {
        let vectors = Vectors::shared();
        let beside = |word: Word| (word.weight, book.iter().map(|held| word.nearness(held)).collect());
        let rows = vectors.words(text, segmenter);
        let words = rows.iter().map(|row| beside(vectors.word(*row))).collect();
        Self { rows, words, weights: book.iter().map(|word| word.weight).collect() }
    }

    /// Which of the query's words a part of it holds.
    pub(crate) fn within(&self, part: &str, segmenter: &Segmenter) -> Vec<usize> {
        let rows = Vectors::shared().words(part, segmenter);
        self.rows.iter().enumerate().filter(|(_, row)| rows.contains(row)).map(|(at, _)| at).collect()
    }

    /// How near what a question tells comes to some of the query's words, 0..=1.
    pub(crate) fn nearest(&self, words: &[usize], places: &Places) -> f32 {
        let (mut near, mut all) = (0.0f32, 0.0f32);
        for (weight, nearnesses) in words.iter().filter_map(|word| self.words.get(*word)) {
            all += weight;
            near += weight * best(nearnesses, &places.told);
        }
        if all > 0.0 { near / all } else { 0.0 }
    }

    /// How near a question is.
    #[allow(clippy::cast_precision_loss, reason = "at most three")]
    pub(crate) fn of(&self, places: &Places) -> Nearness {
        let all: f32 = self.words.iter().map(|(weight, _)| weight).sum();
        if all <= 0.0 {
            return Nearness::default();
        }
        let share = |places: &[u32]| self.words.iter().map(|(weight, near)| weight * best(near, places)).sum::<f32>() / all;
        let mut missing: Vec<f32> = self.words.iter().map(|(weight, near)| weight * (1.0 - best(near, &places.told))).collect();
        let told = 1.0 - missing.iter().sum::<f32>() / all;
        missing.sort_unstable_by(|a, b| b.total_cmp(a));
        missing.truncate(3);
        let (mut back, mut question) = (0.0f32, 0.0f32);
        for place in places.parts.first().into_iter().flatten() {
            let weight = self.weights.get(*place as usize).copied().unwrap_or_default();
            question += weight;
            back += weight * self.words.iter().filter_map(|(_, near)| near.get(*place as usize)).copied().fold(0.0f32, f32::max);
        }
        Nearness {
            part: places.parts.iter().map(|part| share(part)).fold(0.0, f32::max),
            said: share(&places.said),
            told,
            furthest: missing.first().copied().unwrap_or_default(),
            far: missing.iter().sum::<f32>() / missing.len().max(1) as f32,
            back: if question > 0.0 { back / question } else { 0.0 },
        }
    }
}

/// The nearest of some places, at least 0.
fn best(near: &[f32], places: &[u32]) -> f32 {
    places.iter().filter_map(|place| near.get(*place as usize)).copied().fold(0.0, f32::max)
}
