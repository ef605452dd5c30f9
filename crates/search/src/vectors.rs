//! Word vectors: what a text is about, as one point, so that two texts can be near without a common word.
//!
//! A text's vector is a weighted sum of the rows of the words, pairs and characters that the table holds of it
//! (`data/words.mbsv`; where it comes from is told beside it): a few hundred additions, no model at run time. It tells
//! nearness of matter, neither truth nor scope: a signal beside the words, never a gate.

pub(crate) mod table;

use std::ops::Range;

/// Numbers of a vector.
pub(crate) const DIMENSIONS: usize = 128;
/// Words of 64 bits that keep a [`Rounded`] vector: its scale, then eight numbers each.
const PACKED: usize = 1 + DIMENSIONS / 8;

/// The vector of a text: of length 1, or of length 0 where the table holds nothing of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Vector([f32; DIMENSIONS]);

/// How near two texts are, −1..=1; 0 where nothing is known of one of them.
pub(crate) fn cosine(a: &Vector, b: &Vector) -> f32 {
    a.0.iter().zip(&b.0).map(|(a, b)| a * b).sum()
}

impl Vector {
    /// Whether nothing is known of the text.
    #[cfg(test)]
    pub(crate) fn is_nothing(&self) -> bool {
        self.0.iter().all(|number| *number == 0.0)
    }

    /// The vector in whole numbers, for keeping.
    pub(crate) fn rounded(&self) -> Rounded {
        let largest = self.0.iter().fold(0f32, |largest, number| largest.max(number.abs()));
        let scale = largest / f32::from(i8::MAX);
        #[allow(clippy::cast_possible_truncation, reason = "at most 127 either way")]
        let round = |number: f32| if scale > 0.0 { (number / scale).round() as i8 } else { 0 };
        Rounded { scale, numbers: self.0.map(round) }
    }
}

/// A vector in whole numbers: `scale · numbers`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Rounded {
    pub(crate) scale: f32,
    pub(crate) numbers: [i8; DIMENSIONS],
}

impl Rounded {
    /// How near another text is, −1..=1.
    pub(crate) fn nearness(&self, other: &Self) -> f32 {
        dot(&self.numbers, &other.numbers) * self.scale * other.scale
    }

    /// The next vector of a column; what is not a packed vector is none.
    pub(crate) fn unpacked(packed: &mut impl Iterator<Item = u64>) -> Option<Self> {
        let scale = u32::try_from(packed.next()?).ok().map(f32::from_bits).filter(|scale| scale.is_finite())?;
        let mut numbers = [0; DIMENSIONS];
        for eight in numbers.as_chunks_mut::<8>().0 {
            *eight = packed.next()?.to_le_bytes().map(u8::cast_signed);
        }
        Some(Self { scale, numbers })
    }

    /// The vector as the index keeps it.
    pub(crate) fn packed(&self) -> [u64; PACKED] {
        let mut packed = [u64::from(self.scale.to_bits()); PACKED];
        let (eights, _) = self.numbers.as_chunks::<8>();
        for (word, numbers) in packed.iter_mut().skip(1).zip(eights) {
            *word = u64::from_le_bytes(numbers.map(i8::cast_unsigned));
        }
        packed
    }
}

/// The vector of a word.
#[derive(Debug)]
pub(crate) struct Word {
    numbers: [i8; DIMENSIONS],
    /// Of `numbers`.
    length: f32,
    /// How much the word tells: the length of its vector, in which rarity is folded.
    pub(crate) weight: f32,
}

impl Word {
    /// How near another word is, −1..=1.
    pub(crate) fn nearness(&self, other: &Self) -> f32 {
        let lengths = self.length * other.length;
        if lengths > 0.0 { dot(&self.numbers, &other.numbers) / lengths } else { 0.0 }
    }

    /// How near a text is, −1..=1.
    pub(crate) fn nearness_of(&self, text: &Rounded) -> f32 {
        if self.length > 0.0 { dot(&self.numbers, &text.numbers) * text.scale / self.length } else { 0.0 }
    }
}

/// The vectors of the passages of one segment, in the order of their addresses.
#[derive(Debug, Default)]
pub(crate) struct PassageVectors {
    scales: Vec<f32>,
    numbers: Vec<i8>,
    /// The entry of each.
    entries: Vec<u32>,
}

impl PassageVectors {
    /// Adds the next one; what is not a packed vector is nothing that is known.
    pub(crate) fn push(&mut self, entry: u32, packed: impl Iterator<Item = u64>) {
        let read = Rounded::unpacked(&mut packed.fuse()).unwrap_or(Rounded { scale: 0.0, numbers: [0; DIMENSIONS] });
        self.scales.push(read.scale);
        self.numbers.extend(read.numbers);
        self.entries.push(entry);
    }

    /// The vector of a passage.
    pub(crate) fn at(&self, passage: usize) -> Option<Rounded> {
        Some(Rounded {
            scale: *self.scales.get(passage)?,
            numbers: *self.numbers.as_chunks::<DIMENSIONS>().0.get(passage)?,
        })
    }

    /// How near the best passage of each of so many entries is to a text; never below 0.
    pub(crate) fn best(&self, entries: usize, text: &Rounded) -> Vec<f32> {
        let mut best = vec![0f32; entries];
        for (entry, cosine) in self.entries.iter().zip(self.cosines(0..self.entries.len(), text)) {
            if let Some(best) = best.get_mut(*entry as usize) {
                *best = best.max(cosine);
            }
        }
        best
    }

    /// How near each passage of a range is to a text.
    pub(crate) fn cosines(&self, passages: Range<usize>, text: &Rounded) -> impl Iterator<Item = f32> {
        let (numbers, _) = self.numbers.as_chunks::<DIMENSIONS>();
        let within =
            numbers.get(passages.clone()).unwrap_or_default().iter().zip(self.scales.get(passages).unwrap_or_default());
        within.map(|(numbers, scale)| dot(numbers, &text.numbers) * scale * text.scale)
    }
}

/// Exact. Eight sums side by side become instructions that multiply and add eight pairs at once; one sum takes twice as long.
#[allow(clippy::cast_precision_loss, reason = "at most 128 · 127², which an f32 holds exactly")]
fn dot(a: &[i8; DIMENSIONS], b: &[i8; DIMENSIONS]) -> f32 {
    let mut sums = [0i32; 8];
    let (a, b) = (a.as_chunks::<8>().0, b.as_chunks::<8>().0);
    for (a, b) in a.iter().zip(b) {
        for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += i32::from(i16::from(*a) * i16::from(*b));
        }
    }
    sums.iter().sum::<i32>() as f32
}
