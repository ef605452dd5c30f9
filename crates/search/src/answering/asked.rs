//! A query beside the book: what it says, with what the book knows of each piece.

use domain::Date;
use hanzi::segment::Segmenter;

use super::{
    beside::Pairs,
    book::{Book, weight},
    grams::Pieces,
    leaning::Leaning,
    matters::Matters,
    maxsim::Nearnesses,
};
use crate::{
    language::{
        contrasts::NamedKinds,
        gist::{self, Gist, Piece, Unit},
        lexicon::{Aspects, Class, Lexicon},
        squeezed::squeezed,
    },
    vectors::{Vector, table::WordTable},
};

/// A query, read, with what the book knows of it.
pub(crate) struct Asked<'a> {
    /// What was typed, folded and without little characters, nothing put right.
    pub(crate) typed: String,
    pub(crate) gist: Gist,
    /// By unit: how rare it is among questions, and how much it tells.
    pub(super) rarities: Vec<f32>,
    pub(crate) weights: Vec<f32>,
    pub(super) pairs: Pairs,
    pub(super) vector: Vector,
    pub(super) words: Nearnesses,
    pub(super) kinds: NamedKinds,
    /// Concepts named within longer names, each with how much it tells.
    pub(super) also: Vec<(u32, f32)>,
    /// By unit: its words among them.
    pub(super) unit_words: Vec<Vec<usize>>,
    /// Its characters and pairs, and what matter they are about.
    pub(super) matter_pieces: Pieces,
    pub(crate) leaning: Leaning,
    pub(crate) lexicon: &'a Lexicon,
    pub(crate) book: &'a Book,
    pub(crate) today: Date,
}

impl<'a> Asked<'a> {
    /// Reads a query beside a book.
    pub(crate) fn new(
        typed: &str,
        gist: Gist,
        lexicon: &'a Lexicon,
        book: &'a Book,
        segmenter: &Segmenter,
        today: Date,
    ) -> Self {
        let rarities: Vec<f32> = gist.units.iter().map(|unit| book.rarity(&unit.piece)).collect();
        let weights = gist.units.iter().zip(&rarities).map(|(unit, rarity)| weight(unit, *rarity)).collect();
        let pairs = book.pairs(&gist.text);
        let vector = WordTable::shared().embed(&gist.text, segmenter);
        let words = Nearnesses::new(&gist.text, &book.words, segmenter);
        let kinds = lexicon.contrasts.named(&gist.text, |start| !gist::is_denied(&gist.text, start));
        let also_weight = |number: u32| {
            lexicon
                .class_of(&[number])
                .map(|class| (number, gist::weight_of(class) * book.rarity(&Piece::Concept(vec![number]))))
        };
        let also = gist.also.iter().filter_map(|number| also_weight(*number)).collect();
        let unit_words = gist.units.iter().map(|unit| words.within(&unit.text, segmenter)).collect();
        let matter_pieces = Matters::shared().pieces(&gist.text);
        let leaning = Matters::shared().leaning(&matter_pieces);
        Self {
            typed: squeezed(&hanzi::fold::fold(typed)),
            gist,
            rarities,
            weights,
            pairs,
            vector,
            words,
            kinds,
            also,
            unit_words,
            matter_pieces,
            leaning,
            lexicon,
            book,
            today,
        }
    }

    /// The pieces that are meant, each with its weight.
    pub(crate) fn meant(&self) -> impl Iterator<Item = (&Unit, f32)> {
        self.gist.units.iter().zip(self.weights.iter().copied()).filter(|(unit, _)| !unit.is_denied)
    }

    /// The weight of all that tells.
    pub(crate) fn telling(&self) -> f32 {
        self.meant().map(|(_, weight)| weight).sum()
    }

    /// What sort of thing a unit is; `None` for words of the dictionary.
    pub(crate) fn class(&self, unit: &Unit) -> Option<Class> {
        match &unit.piece {
            Piece::Concept(numbers) => self.lexicon.class_of(numbers),
            Piece::Word(_) => None,
        }
    }

    /// `吃低保（最低生活保障）`
    pub(crate) fn name(&self, unit: &Unit) -> String {
        let concept = if let Piece::Concept(numbers) = &unit.piece {
            numbers.first().and_then(|number| self.lexicon.concept(*number))
        } else {
            None
        };
        match concept {
            Some(concept) if concept.name() != unit.text => format!("{}（{}）", unit.text, concept.name()),
            _ => unit.text.clone(),
        }
    }

    /// The points asked for, by name.
    pub(crate) fn points(&self) -> Vec<String> {
        self.lexicon
            .aspects
            .iter()
            .enumerate()
            .filter(|(at, _)| self.gist.aspects >> at & 1 == 1)
            .map(|(_, aspect)| aspect.label.clone())
            .collect()
    }

    /// Some points, in a row.
    pub(super) fn points_named(&self, aspects: Aspects) -> String {
        let named = self
            .lexicon
            .aspects
            .iter()
            .enumerate()
            .filter(|(at, _)| aspects >> at & 1 == 1)
            .map(|(_, aspect)| aspect.label.as_str());
        named.collect::<Vec<_>>().join("、")
    }
}
