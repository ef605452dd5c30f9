//! Where the words of a query are looked up while it is understood: in the lexicon, in the titles of the collection, and in the
//! index itself.

use hanzi::segment::Segmenter;

use crate::language::{lexicon::Lexicon, vocabulary::Vocabulary};

/// Where the words of a query are looked up while it is understood.
pub(crate) struct Knowledge<'a> {
    pub(crate) segmenter: &'a Segmenter,
    pub(crate) lexicon: &'a Lexicon,
    pub(crate) vocabulary: &'a Vocabulary,
    /// Whether the index holds a run of letters as it stands.
    pub(crate) is_indexed: &'a dyn Fn(&str) -> bool,
    /// Whether the index holds every pair of neighbours of a word.
    pub(crate) holds_pairs: &'a dyn Fn(&str) -> bool,
    /// How many titles hold the rarest of a word's pairs: as many at most hold the word.
    pub(crate) titles_with: &'a dyn Fn(&str) -> u64,
}

impl Knowledge<'_> {
    /// What is spelt so: a word of the lexicon that titles have, a word of titles, any word of the lexicon.
    pub(crate) fn spelt(&self, letters: &str) -> Option<&str> {
        let known = self.lexicon.typed().get(letters);
        let in_titles = known.filter(|word| (self.titles_with)(word) > 0);
        in_titles.or_else(|| self.vocabulary.get(letters)).or(known).map(String::as_str)
    }

    /// Words of the lexicon and of titles that may begin with a letter.
    pub(crate) fn beginning(&self, letter: Option<char>) -> impl Iterator<Item = &str> {
        let of = |letter| self.lexicon.typed().beginning(letter).iter().chain(self.vocabulary.beginning(letter));
        letter.into_iter().flat_map(of).map(String::as_str)
    }
}
