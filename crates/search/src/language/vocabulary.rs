//! Words by what people type for them: their pinyin in full, and the letters that they may begin with.

use std::collections::HashMap;

use hanzi::pinyin;

/// Words by what people type for them.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    /// By pinyin in full.
    spellings: HashMap<String, String>,
    /// By the first letter, under each reading of the first character.
    beginning: HashMap<char, Vec<String>>,
}

impl Vocabulary {
    /// Of words in order: of two that are spelt alike the first is meant. A word of one character has no initials.
    pub(crate) fn of<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        let mut vocabulary = Self::default();
        for word in words {
            vocabulary.add(word);
            if word.chars().nth(1).is_some() {
                vocabulary.file(word);
            }
        }
        vocabulary
    }

    /// Adds a word under each of its spellings that is not taken.
    pub(crate) fn add(&mut self, word: &str) {
        // Of single characters, rare readings are chance: 累有 is no reading of lvyou.
        let readings = if word.chars().nth(1).is_none() { 1 } else { usize::MAX };
        for spelling in pinyin::spellings(word).into_iter().take(readings) {
            if spelling.contains('v') {
                self.spellings.entry(spelling.replace('v', "u")).or_insert_with(|| word.to_owned());
            }
            self.spellings.entry(spelling).or_insert_with(|| word.to_owned());
        }
    }

    /// Adds a word under the letters that it may begin with.
    pub(crate) fn file(&mut self, word: &str) {
        let mut letters: Vec<char> = word
            .chars()
            .next()
            .map(pinyin::syllables)
            .unwrap_or_default()
            .iter()
            .filter_map(|syllable| syllable.chars().next())
            .collect();
        letters.sort_unstable();
        letters.dedup();
        for letter in letters {
            self.beginning.entry(letter).or_default().push(word.to_owned());
        }
    }

    /// The word that is spelt so.
    pub(crate) fn get(&self, spelling: &str) -> Option<&String> {
        self.spellings.get(spelling)
    }

    /// Words that may begin with a letter.
    pub(crate) fn beginning(&self, letter: char) -> &[String] {
        self.beginning.get(&letter).map(Vec::as_slice).unwrap_or_default()
    }
}
