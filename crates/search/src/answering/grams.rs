//! A text as its characters and the pairs of neighbouring characters in it, and its words of letters and digits.

use std::hash::Hasher;

use hanzi::fold;

/// Spreads the bits of characters: two million of them are looked up when the library is read, and nobody chooses them to collide.
#[derive(Default)]
pub(super) struct Spread(u64);

impl Hasher for Spread {
    fn write_u64(&mut self, gram: u64) {
        let mixed = (gram ^ gram >> 29).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ mixed >> 32;
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(self.0 << 8 | u64::from(*byte));
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// A text as numbered pieces with their weights, of length 1; sorted by number.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pieces(pub(super) Vec<(u32, f32)>);

impl Pieces {
    /// The cosine of two texts, 0..=1.
    pub(crate) fn cosine(&self, other: &Self) -> f32 {
        meet(&self.0, &other.0).map(|(a, b)| a * b).sum()
    }
}

/// What stands in both of two lists that are sorted by key.
pub(super) fn meet<'a, K: Ord + Copy>(
    one: &'a [(K, f32)],
    other: &'a [(K, f32)],
) -> impl Iterator<Item = (f32, f32)> + 'a {
    let mut rest = other.iter().peekable();
    one.iter().filter_map(move |(key, weight)| {
        while rest.next_if(|(held, _)| held < key).is_some() {}
        rest.next_if(|(held, _)| held == key).map(|(_, held)| (*weight, *held))
    })
}

/// The pieces of a squeezed text, each once.
pub(super) fn grams(text: &str) -> Vec<u64> {
    let mut grams = Vec::new();
    let mut before: Option<char> = None;
    let mut word = String::new();
    for c in text.chars().chain([' ']) {
        if c.is_ascii_alphanumeric() || (matches!(c, '.' | '+' | '-') && !word.is_empty()) {
            word.push(c.to_ascii_lowercase());
        } else if !word.is_empty() {
            // FNV-1a; the highest bit is no character's.
            let hash = word
                .bytes()
                .fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
            grams.push(hash | 1 << 63);
            word.clear();
        }
        if fold::is_hanzi(c) {
            let code = u64::from(u32::from(c));
            grams.push(code);
            grams.extend(before.map(|before| u64::from(u32::from(before)) << 32 | code));
            before = Some(c);
        } else {
            before = None;
        }
    }
    grams.sort_unstable();
    grams.dedup();
    grams
}

/// Of length 1.
pub(super) fn to_length_one<K>(weights: &mut [(K, f32)]) {
    let length = weights.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
    if length > 0.0 {
        for (_, weight) in weights {
            *weight /= length;
        }
    }
}
