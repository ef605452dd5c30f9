//! The table of word vectors, and the vectors that it gives to words and texts.
//!
//! The file, little endian: `MBSV`, then u32 version, rows, dimensions, bytes of keys; u32 offsets\[rows + 1\]; the keys,
//! sorted by bytes; f32 scale\[rows\]; i8 matrix\[rows · dimensions\]. The vector of a key is its scale times its row.

use std::{collections::HashSet, ops::Range, sync::OnceLock};

use hanzi::{fold, segment::Segmenter};

use super::{DIMENSIONS, Vector, Word, dot};
use crate::Error;

/// The table that ships with the program.
const BUILT_IN: &[u8] = include_bytes!("../../data/words.mbsv");
const MAGIC: &[u8] = b"MBSV";
const VERSION: usize = 1;
/// Characters with a place of their own in [`WordTable::starts`].
const FIRST_HANZI: char = '\u{3400}';
const LAST_HANZI: char = '\u{9fff}';

/// The table of word vectors.
#[derive(Debug)]
pub(crate) struct WordTable<'a> {
    /// Sorted.
    keys: Vec<&'a str>,
    /// Of each key, its scale; what is rare has a large one.
    scales: Vec<f32>,
    /// Of each key, [`DIMENSIONS`] signed bytes.
    rows: &'a [u8],
    /// Where the keys begin that begin with a hanzi, from [`FIRST_HANZI`] to [`LAST_HANZI`] and one beyond.
    starts: Vec<usize>,
}

impl WordTable<'static> {
    /// The table that ships with the program; read once for the process.
    pub(crate) fn shared() -> &'static Self {
        static SHARED: OnceLock<WordTable<'static>> = OnceLock::new();
        SHARED.get_or_init(|| Self::read(BUILT_IN).expect("a test reads the table that ships with the program"))
    }
}

impl<'a> WordTable<'a> {
    /// Reads a table. Anything that is not exactly one is an error.
    pub(crate) fn read(bytes: &'a [u8]) -> Result<Self, Error> {
        let mut rest = bytes.strip_prefix(MAGIC).ok_or(Error::Words("it does not begin with MBSV"))?;
        let mut number = || Ok::<_, Error>(words(take(&mut rest, 4)?).map(u32::from_le_bytes).sum::<u32>() as usize);
        let (version, rows, dimensions, key_bytes) = (number()?, number()?, number()?, number()?);
        if version != VERSION || dimensions != DIMENSIONS {
            return Err(Error::Words("another version, or another number of dimensions"));
        }
        let size =
            |count: usize, bytes: usize| count.checked_mul(bytes).ok_or(Error::Words("it is larger than memory"));
        let offsets = take(&mut rest, size(rows.saturating_add(1), 4)?)?;
        let keys = take(&mut rest, key_bytes)?;
        let scales = take(&mut rest, size(rows, 4)?)?;
        let matrix = take(&mut rest, size(rows, DIMENSIONS)?)?;
        if !rest.is_empty() {
            return Err(Error::Words("something follows its end"));
        }
        let keys = std::str::from_utf8(keys).map_err(|_| Error::Words("its keys are not UTF-8"))?;
        let offsets: Vec<usize> = words(offsets).map(|word| u32::from_le_bytes(word) as usize).collect();
        let keys = keys_at(keys, &offsets)?;
        let scales: Vec<f32> = words(scales).map(f32::from_le_bytes).collect();
        if !scales.iter().all(|scale| scale.is_finite()) {
            return Err(Error::Words("a scale is no number"));
        }
        let beyond = char::from_u32(u32::from(LAST_HANZI) + 1);
        let mut next = 0;
        let start = |first: char| {
            while keys.get(next).and_then(|key| key.chars().next()).is_some_and(|held| held < first) {
                next += 1;
            }
            next
        };
        let starts = (FIRST_HANZI..=LAST_HANZI).chain(beyond).map(start).collect();
        Ok(Self { keys, scales, rows: matrix, starts })
    }

    /// The vector of a text. Texts that are to be compared are all made here, with one segmenter.
    pub(crate) fn embed(&self, text: &str, segmenter: &Segmenter) -> Vector {
        let folded = fold::fold(text);
        self.embed_words(&segmenter.pieces(&folded))
    }

    /// Rows of what a text holds of the table, each once: words and pairs, and the characters that are in none of them.
    pub(crate) fn words(&self, text: &str, segmenter: &Segmenter) -> Vec<u32> {
        let folded = fold::fold(text);
        let mut held = self.held(&segmenter.pieces(&folded));
        held.dedup();
        let key = |row: &usize| self.keys.get(*row).copied().unwrap_or_default();
        let is_long = |row: &usize| key(row).chars().nth(1).is_some();
        let covered: HashSet<char> = held.iter().filter(|row| is_long(row)).flat_map(|row| key(row).chars()).collect();
        held.retain(|row| is_long(row) || key(row).chars().all(|c| !covered.contains(&c)));
        held.into_iter().filter_map(|row| u32::try_from(row).ok()).collect()
    }

    /// What a row of the table is of.
    #[cfg(test)]
    pub(crate) fn key(&self, row: u32) -> &str {
        self.keys.get(row as usize).copied().unwrap_or_default()
    }

    /// The vector of a row of the table.
    pub(crate) fn word(&self, row: u32) -> Word {
        let Some(numbers) = self.rows.as_chunks::<DIMENSIONS>().0.get(row as usize) else {
            return Word { numbers: [0; DIMENSIONS], length: 0.0, weight: 0.0 };
        };
        let numbers = numbers.map(u8::cast_signed);
        let length = dot(&numbers, &numbers).sqrt();
        Word { numbers, length, weight: length * self.scales.get(row as usize).copied().unwrap_or_default() }
    }

    /// The vector of a text that is cut already; joined, the words are the text.
    fn embed_words(&self, words: &[&str]) -> Vector {
        let mut sum = [0f32; DIMENSIONS];
        let held = self.held(words);
        for same in held.chunk_by(|a, b| a == b) {
            let Some((row, scale)) = same.first().and_then(|place| Some((self.row(*place)?, self.scales.get(*place)?)))
            else {
                continue;
            };
            #[allow(clippy::cast_precision_loss, reason = "a count in a weight")]
            let weight = (same.len() as f32).sqrt() * scale;
            for (sum, number) in sum.iter_mut().zip(row) {
                *sum += weight * f32::from(number.cast_signed());
            }
        }
        let length = sum.iter().map(|number| number * number).sum::<f32>().sqrt();
        Vector(if length > 0.0 { sum.map(|number| number / length) } else { sum })
    }

    /// The places of all that a text holds of the table, sorted, as often as it does: words of two characters and more,
    /// every Chinese character, every pair of neighbours that is a key and was not cut as a word, every letter or digit
    /// that stands alone.
    fn held(&self, words: &[&str]) -> Vec<usize> {
        let mut held: Vec<usize> = words
            .iter()
            .filter(|word| word.chars().nth(1).is_some())
            .filter_map(|word| {
                if word.chars().any(char::is_uppercase) { self.place(&word.to_lowercase()) } else { self.place(word) }
            })
            .collect();
        held.sort_unstable();
        let mut cut = held.clone();
        cut.dedup();
        let text: String = words.concat();
        let mut rest = text.char_indices().peekable();
        while let Some((start, c)) = rest.next() {
            let next = rest.peek().copied();
            if is_hanzi(c) {
                let (alone, pair) = self.beginning_with(c, next.map(|(_, c)| c).filter(|c| is_hanzi(*c)));
                held.extend(alone);
                held.extend(pair.filter(|pair| cut.binary_search(pair).is_err()));
            } else if c.is_ascii_alphanumeric() {
                let mut is_alone = true;
                while rest.next_if(|(_, c)| c.is_ascii_alphanumeric()).is_some() {
                    is_alone = false;
                }
                held.extend(
                    text.get(start..start + 1)
                        .filter(|_| is_alone)
                        .and_then(|letter| self.place(&letter.to_ascii_lowercase())),
                );
            }
        }
        held.sort_unstable();
        held
    }

    /// The places of a hanzi, and of the pair that it makes with the next.
    fn beginning_with(&self, c: char, next: Option<char>) -> (Option<usize>, Option<usize>) {
        let mut bytes = [0; 8];
        let length = c.encode_utf8(&mut bytes).len();
        let pair_length =
            next.map(|next| length + bytes.get_mut(length..).map_or(0, |rest| next.encode_utf8(rest).len()));
        let within = self.begins_with(c);
        let text = |length: usize| bytes.get(..length).and_then(|bytes| std::str::from_utf8(bytes).ok());
        // Of all keys that begin with a character, the character alone is the first.
        let alone =
            Some(within.start).filter(|place| within.contains(place) && self.keys.get(*place).copied() == text(length));
        (alone, pair_length.and_then(text).and_then(|pair| self.place_within(pair, within)))
    }

    fn place(&self, key: &str) -> Option<usize> {
        self.place_within(key, self.begins_with(key.chars().next()?))
    }

    fn place_within(&self, key: &str, within: Range<usize>) -> Option<usize> {
        let keys = self.keys.get(within.clone())?;
        keys.binary_search(&key).ok().map(|at| within.start + at)
    }

    /// Where the keys stand that begin with a hanzi; all keys, for other characters.
    fn begins_with(&self, c: char) -> Range<usize> {
        let bounds = || {
            let number = (u32::from(c).checked_sub(u32::from(FIRST_HANZI))?) as usize;
            Some(*self.starts.get(number)?..*self.starts.get(number + 1)?)
        };
        bounds().unwrap_or(0..self.keys.len())
    }

    fn row(&self, place: usize) -> Option<&[u8]> {
        self.rows.get(place * DIMENSIONS..(place + 1) * DIMENSIONS)
    }
}

/// What the table was made with counts as Chinese; `hanzi` knows more.
fn is_hanzi(c: char) -> bool {
    (FIRST_HANZI..=LAST_HANZI).contains(&c)
}

fn take<'a>(rest: &mut &'a [u8], length: usize) -> Result<&'a [u8], Error> {
    let (taken, after) = rest.split_at_checked(length).ok_or(Error::Words("it ends too early"))?;
    *rest = after;
    Ok(taken)
}

fn words(bytes: &[u8]) -> impl Iterator<Item = [u8; 4]> {
    bytes.as_chunks::<4>().0.iter().copied()
}

/// The keys between offsets, which must be sorted, all different, and all of the text.
fn keys_at<'a>(text: &'a str, offsets: &[usize]) -> Result<Vec<&'a str>, Error> {
    if offsets.first() != Some(&0) || offsets.last() != Some(&text.len()) {
        return Err(Error::Words("its offsets do not cover its keys"));
    }
    let between = offsets.iter().zip(offsets.iter().skip(1));
    let keys: Vec<&str> = between
        .map(|(from, to)| text.get(*from..*to))
        .collect::<Option<_>>()
        .ok_or(Error::Words("its offsets cut a key"))?;
    if keys.is_sorted_by(|a, b| a < b) { Ok(keys) } else { Err(Error::Words("its keys are not sorted")) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::Deserialize;

    use super::{
        super::{PassageVectors, cosine},
        *,
    };

    #[derive(Deserialize)]
    struct Golden {
        texts: Vec<Case>,
        cosines: Vec<Pair>,
    }

    #[derive(Deserialize)]
    struct Pair {
        a: String,
        b: String,
        cosine: f32,
    }

    #[derive(Deserialize)]
    struct Case {
        text: String,
        words: Vec<String>,
        held: std::collections::BTreeMap<String, usize>,
        vector: Vec<f32>,
    }

    fn agrees(golden: &Golden) {
        println!("{} texts and {} cosines of the reference", golden.texts.len(), golden.cosines.len());
        assert!(!golden.texts.is_empty());
        let table = WordTable::shared();
        for case in &golden.texts {
            let words: Vec<&str> = case.words.iter().map(String::as_str).collect();
            let mut held = std::collections::BTreeMap::new();
            for place in table.held(&words) {
                *held.entry(table.keys[place].to_owned()).or_insert(0) += 1;
            }
            assert_eq!(held, case.held, "{}", case.text);
            let vector = table.embed_words(&words);
            let furthest = vector.0.iter().zip(&case.vector).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            assert!(furthest < 1e-4, "{}: {furthest}", case.text);
        }
        let vector = |text: &str| {
            Vector(golden.texts.iter().find(|case| case.text == text).unwrap().vector.clone().try_into().unwrap())
        };
        for pair in &golden.cosines {
            assert!((cosine(&vector(&pair.a), &vector(&pair.b)) - pair.cosine).abs() < 1e-3, "{} – {}", pair.a, pair.b);
        }
    }

    #[test]
    fn vectors_are_those_of_the_reference() {
        agrees(&serde_json::from_str(include_str!("../tests/vectors.json")).unwrap());
    }

    #[test]
    fn vectors_are_those_of_the_whole_reference() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/semantic/golden.json");
        let Ok(golden) = std::fs::read_to_string(path) else {
            println!("vectors_are_those_of_the_whole_reference: skipped, there is no ../shared/semantic");
            return;
        };
        let golden: Golden = serde_json::from_str(&golden).unwrap();
        assert!(golden.texts.len() >= 20 && golden.cosines.len() >= 8);
        agrees(&golden);
    }

    #[test]
    fn near_without_a_common_word() {
        let (table, segmenter) = (WordTable::shared(), Segmenter::shared());
        let [asked, near, far] =
            ["工资被拖欠了", "用人单位克扣劳动报酬", "机动车号牌的式样"].map(|text| table.embed(text, &segmenter));
        assert!(cosine(&asked, &near) > cosine(&asked, &far) + 0.2);
        assert!((cosine(&asked, &asked) - 1.0).abs() < 1e-5);
        assert_eq!(table.embed("繁體字也要認得", &segmenter), table.embed("繁体字也要认得", &segmenter));
        assert!(table.embed("，。！", &segmenter).is_nothing() && table.embed("", &segmenter).rounded().scale == 0.0);
    }

    #[test]
    fn rounding_changes_next_to_nothing() {
        let vector = WordTable::shared().embed("拖欠农民工工资的处罚", &Segmenter::shared());
        let rounded = vector.rounded();
        let back = Vector(rounded.numbers.map(|number| f32::from(number) * rounded.scale));
        assert!((cosine(&vector, &back) - 1.0).abs() < 1e-3);
        let mut kept = PassageVectors::default();
        kept.push(0, rounded.packed().into_iter());
        kept.push(1, [7, 7].into_iter());
        let cosines: Vec<f32> = kept.cosines(0..2, &rounded).collect();
        assert!((cosines[0] - 1.0).abs() < 1e-3 && cosines[1] == 0.0, "{cosines:?}");
        assert_eq!(kept.cosines(1..9, &rounded).count(), 0);
        assert_eq!(kept.best(3, &rounded), [cosines[0], 0.0, 0.0]);
    }

    /// A table of three keys.
    #[allow(clippy::cast_possible_truncation, reason = "a few bytes")]
    fn small() -> Vec<u8> {
        let keys = ["a", "生", "生育"];
        let mut bytes = b"MBSV".to_vec();
        let offsets: Vec<u32> = keys
            .iter()
            .scan(0, |at, key| Some(std::mem::replace(at, *at + key.len() as u32)))
            .chain([keys.concat().len() as u32])
            .collect();
        for number in [1, 3, 128, keys.concat().len() as u32].into_iter().chain(offsets) {
            bytes.extend(number.to_le_bytes());
        }
        bytes.extend(keys.concat().bytes());
        bytes.extend([1f32, 2.0, 3.0].iter().flat_map(|scale| scale.to_le_bytes()));
        bytes.extend((0..=u8::MAX).cycle().take(3 * 128));
        bytes
    }

    #[test]
    fn a_file_that_is_not_whole_is_refused() {
        let whole = small();
        assert!(WordTable::read(&whole).is_ok());
        for length in 0..whole.len() {
            assert!(WordTable::read(&whole[..length]).is_err(), "{length}");
        }
        assert!(WordTable::read(&[whole.as_slice(), b"x"].concat()).is_err());
        for (at, byte) in
            [(0, b'N'), (4, 2), (8, 255), (11, 255), (12, 64), (16, 255), (20, 1), (24, 9), (40, b'\xff'), (52, 255)]
        {
            let mut damaged = whole.clone();
            damaged[at] = byte;
            if at == 52 {
                damaged[at - 3..=at].fill(0xff);
            }
            assert!(WordTable::read(&damaged).is_err(), "{at}");
        }
    }

    proptest! {
        #[test]
        fn whatever_a_file_holds_nothing_panics(damage in prop::collection::vec((0usize..500, any::<u8>()), 0..8), text in "[a生育b1]{0,12}") {
            let mut bytes = small();
            for (at, byte) in damage {
                if let Some(held) = bytes.get_mut(at) {
                    *held = byte;
                }
            }
            if let Ok(table) = WordTable::read(&bytes) {
                table.embed(&text, &Segmenter::shared());
            }
        }
    }
}
