//! What tells a question from the others on its policy, and from all questions.

use std::collections::{HashMap, HashSet};

use super::{
    maxsim::WordPlaces,
    statement::{Layer, Statement},
};
use crate::language::{
    gist::{Piece, Unit},
    lexicon::{Class, Lexicon},
};

/// Pairs of neighbouring characters.
pub(crate) type Pairs = HashMap<(char, char), f32>;

/// What is known of a question beside the others on its policy.
#[derive(Debug, Default)]
pub(crate) struct Beside {
    /// Concepts that its policy's questions are about.
    pub(super) topic: HashSet<u32>,
    /// By unit of the question itself: how few of the policy's questions have it, 0..=1.
    pub(crate) apart: Vec<f32>,
    /// By wording: its pairs, and how much each of its units tells.
    pub(crate) pairs: Vec<Pairs>,
    pub(crate) weights: Vec<Vec<f32>>,
    /// Its words among those of the book.
    pub(crate) places: WordPlaces,
}

impl Beside {
    /// Whether a piece names what the questions on its policy are about, or what this one alone is about.
    pub(crate) fn is_topic(&self, statement: &Statement, unit: &Unit, rarity: f32, lexicon: &Lexicon) -> bool {
        match &unit.piece {
            Piece::Word(word) => statement.text(Layer::Policy).contains(word.as_str()),
            Piece::Concept(numbers) => {
                let is_of_topic = |number: &u32| {
                    self.topic.iter().any(|held| lexicon.is_a(*held, *number) || lexicon.is_a(*number, *held))
                };
                let is_asked = |number: &u32| statement.concepts.get(number) == Some(&Layer::Asked);
                let is_matter = !matches!(lexicon.class_of(numbers), Some(Class::Group | Class::Place) | None);
                numbers.iter().any(is_of_topic) || (is_matter && rarity >= 0.7 && numbers.iter().any(is_asked))
            }
        }
    }
}

/// The pairs of neighbouring characters of a text, as often as they stand there.
pub(super) fn pairs_of(text: &str) -> impl Iterator<Item = (char, char)> + '_ {
    let letters = || text.chars().filter(|c| c.is_alphanumeric());
    letters().zip(letters().skip(1))
}
