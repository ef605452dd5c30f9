//! How near each word of a query is to the nearest word of a question, by the table of word vectors: what is said in other
//! words counts as half said, what is nowhere near counts as not said (`MaxSim`, Khattab and Zaharia 2020, with a fixed table).

use hanzi::segment::Segmenter;

use crate::vectors::{Word, table::WordTable};

/// The words of a question, as places among the words of its book.
#[derive(Debug, Default)]
pub(crate) struct WordPlaces {
    /// By wording, the question itself first, the short answer last.
    parts: Vec<Vec<u32>>,
    /// Of the full answer.
    told: Vec<u32>,
}

impl WordPlaces {
    /// Places for rows of the table; `place` gives each row its place in the book.
    pub(crate) fn new(parts: &[Vec<u32>], told: &[u32], mut place: impl FnMut(u32) -> u32) -> Self {
        let mut places = |rows: &[u32]| rows.iter().map(|row| place(*row)).collect();
        Self { parts: parts.iter().map(|part| places(part)).collect(), told: places(told) }
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
    /// Of all words of the query.
    weight: f32,
    /// By word of the book.
    weights: Vec<f32>,
}

impl Nearnesses {
    /// Compares a text with the words of a book.
    pub(crate) fn new(text: &str, book: &[Word], segmenter: &Segmenter) -> Self {
        let vectors = WordTable::shared();
        let beside = |word: Word| (word.weight, book.iter().map(|held| word.nearness(held)).collect());
        let rows = vectors.words(text, segmenter);
        let words: Vec<(f32, Vec<f32>)> = rows.iter().map(|row| beside(vectors.word(*row))).collect();
        Self {
            rows,
            weight: words.iter().map(|(weight, _)| weight).sum(),
            words,
            weights: book.iter().map(|word| word.weight).collect(),
        }
    }

    /// Which of the query's words a part of it holds.
    pub(crate) fn within(&self, part: &str, segmenter: &Segmenter) -> Vec<usize> {
        let rows = WordTable::shared().words(part, segmenter);
        self.rows.iter().enumerate().filter(|(_, row)| rows.contains(row)).map(|(at, _)| at).collect()
    }

    /// How near all that a question tells comes to some of the query's words, 0..=1; `nearest` is of [`Self::of`].
    pub(crate) fn share(&self, words: &[usize], nearest: &[f32]) -> f32 {
        let (mut near, mut all) = (0.0f32, 0.0f32);
        for ((weight, _), nearest) in words.iter().filter_map(|word| self.words.get(*word).zip(nearest.get(*word))) {
            all += weight;
            near += weight * nearest;
        }
        if all > 0.0 { near / all } else { 0.0 }
    }

    /// How near a question is, and by word of the query how near the nearest of all that it tells.
    #[allow(clippy::cast_precision_loss, reason = "at most three")]
    pub(crate) fn of(&self, places: &WordPlaces) -> (Nearness, Vec<f32>) {
        if self.weight <= 0.0 {
            return (Nearness::default(), Vec::new());
        }
        let mut said = vec![0.0f32; self.words.len()];
        let mut part = 0.0f32;
        for places in &places.parts {
            let mut sum = 0.0;
            for ((weight, near), said) in self.words.iter().zip(&mut said) {
                let nearest = best(near, places);
                sum += weight * nearest;
                *said = said.max(nearest);
            }
            part = part.max(sum / self.weight);
        }
        let told: Vec<f32> =
            self.words.iter().zip(&said).map(|((_, near), said)| said.max(best(near, &places.told))).collect();
        let mut missing: Vec<f32> =
            self.words.iter().zip(&told).map(|((weight, _), told)| weight * (1.0 - told)).collect();
        let missing_share = missing.iter().sum::<f32>() / self.weight;
        missing.sort_unstable_by(|a, b| b.total_cmp(a));
        missing.truncate(3);
        let (mut back, mut question) = (0.0f32, 0.0f32);
        for place in places.parts.first().into_iter().flatten() {
            let weight = self.weights.get(*place as usize).copied().unwrap_or_default();
            question += weight;
            back += weight
                * self.words.iter().filter_map(|(_, near)| near.get(*place as usize)).copied().fold(0.0f32, f32::max);
        }
        let nearness = Nearness {
            part,
            said: self.words.iter().zip(&said).map(|((weight, _), said)| weight * said).sum::<f32>() / self.weight,
            told: 1.0 - missing_share,
            furthest: missing.first().copied().unwrap_or_default(),
            far: missing.iter().sum::<f32>() / missing.len().max(1) as f32,
            back: if question > 0.0 { back / question } else { 0.0 },
        };
        (nearness, told)
    }
}

/// The nearest of some places, at least 0.
fn best(near: &[f32], places: &[u32]) -> f32 {
    places.iter().filter_map(|place| near.get(*place as usize)).copied().fold(0.0, f32::max)
}
