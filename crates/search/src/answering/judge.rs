//! How well an authored question answers a query: what agrees, what contradicts, and one calibrated number.

use std::collections::HashMap;

use domain::Date;

use super::{
    lexicon::{Aspects, Class, Lexicon, squeezed},
    reading::{Piece, Reading, Unit, Year},
    statement::{Book, Known, Nearness, Statement},
};

/// The features, in their order.
pub(crate) const FEATURES: [&str; 18] = [
    "covered", "covered_far", "unknown", "unknown_sum", "strange", "strange_group", "weak_scheme", "aspect", "aspect_share", "aspect_against", "money_against", "penalty", "echo", "echo_first",
    "likeness", "topic", "age", "against",
];

/// One question beside one query.
#[derive(Debug, Clone)]
pub(crate) struct Evidence {
    /// By [`FEATURES`].
    pub(crate) features: [f32; 18],
    /// What forbids a card whatever else agrees, in Chinese.
    pub(crate) forbids: Vec<String>,
    pub(crate) agrees: Vec<String>,
    pub(crate) score: f32,
}

/// A query, read, with what the book knows of it.
pub(crate) struct Asked<'a> {
    pub(crate) reading: Reading,
    /// By unit: how much it tells.
    pub(crate) weights: Vec<f32>,
    pub(crate) pairs: HashMap<(char, char), f32>,
    pub(crate) lexicon: &'a Lexicon,
    pub(crate) book: &'a Book,
    pub(crate) today: Date,
}

impl<'a> Asked<'a> {
    pub(crate) fn new(reading: Reading, lexicon: &'a Lexicon, book: &'a Book, today: Date) -> Self {
        let weights = reading.units.iter().map(|unit| unit.tells * (0.25 + 0.75 * book.rarity(&unit.piece))).collect();
        let pairs = book.pairs(&reading.text);
        Self { reading, weights, pairs, lexicon, book, today }
    }

    /// The weight of all that tells.
    pub(crate) fn telling(&self) -> f32 {
        self.reading.units.iter().zip(&self.weights).filter(|(unit, _)| !unit.is_denied).map(|(_, weight)| weight).sum()
    }

    pub(crate) fn name(&self, unit: &Unit) -> String {
        match &unit.piece {
            Piece::Concept(numbers) => match numbers.first().and_then(|number| self.lexicon.concept(*number)) {
                Some(concept) if concept.name() != unit.text => format!("{}（{}）", unit.text, concept.name()),
                _ => unit.text.clone(),
            },
            Piece::Word(word) => word.clone(),
        }
    }

    fn aspects_named(&self, aspects: Aspects) -> String {
        let named = self.lexicon.aspects.iter().enumerate().filter(|(at, _)| aspects >> at & 1 == 1).map(|(_, aspect)| aspect.label.as_str());
        named.collect::<Vec<_>>().join("、")
    }

    /// Compares with one question.
    pub(crate) fn evidence(&self, statement: &Statement) -> Evidence {
        let mut forbids = Vec::new();
        let mut agrees = Vec::new();
        let (mut covered, mut far, mut all) = (0.0f32, 0.0f32, 0.0f32);
        let (mut unknown, mut unknown_sum, mut strange, mut strange_group, mut weak_scheme, mut topic) = (0.0f32, 0.0f32, 0.0f32, 0.0f32, 0.0f32, 0.0f32);
        let mut against = 0.0f32;
        for (unit, weight) in self.reading.units.iter().zip(&self.weights) {
            let class = match &unit.piece {
                Piece::Concept(numbers) => self.lexicon.class_of(numbers),
                Piece::Word(_) => None,
            };
            if let Some(about) = &statement.about
                && about.not.iter().any(|not| squeezed(not) == unit.text || matches!(&unit.piece, Piece::Concept(numbers) if numbers.iter().filter_map(|number| self.lexicon.concept(*number)).any(|concept| concept.official.contains(not) || concept.lay.contains(not))))
            {
                forbids.push(format!("作者注明不是“{}”", unit.text));
            }
            if unit.is_denied {
                if let Piece::Concept(numbers) = &unit.piece
                    && matches!(class, Some(Class::Scheme))
                    && numbers.iter().any(|number| statement.asks_about(*number, self.lexicon))
                    && !statement.wordings.iter().flat_map(|wording| &wording.units).any(|held| held.is_denied && held.piece == unit.piece)
                {
                    against += 1.0;
                    forbids.push(format!("问的不是“{}”", self.name(unit)));
                }
                continue;
            }
            all += weight;
            match statement.nearest(unit, self.lexicon) {
                Some(known) => {
                    let value = worth(known);
                    covered += if known.nearness() <= Nearness::Policy { weight * value } else { weight * value * 0.5 };
                    far += weight;
                    if known.nearness() <= Nearness::Policy {
                        topic = topic.max(*weight * value);
                        agrees.push(self.name(unit));
                    } else if matches!(class, Some(Class::Scheme | Class::Trade | Class::Stage)) {
                        weak_scheme += weight;
                    }
                }
                None => {
                    unknown = unknown.max(*weight);
                    unknown_sum += weight;
                    match class {
                        Some(Class::Group | Class::Place) => strange_group += weight,
                        Some(_) => strange += weight,
                        None => {}
                    }
                    forbids.push(format!("没有写到“{}”", self.name(unit)));
                }
            }
        }
        let share = |part: f32| if all > 0.0 { part / all } else { 0.0 };
        // Points.
        let [fee, benefit, penalty] = ["fee", "benefit", "penalty"].map(|id| self.lexicon.aspect(id));
        let main = !(fee | benefit);
        let (asked, theirs) = (self.reading.aspects & main, statement.asked & main);
        let common = asked & theirs;
        let aspect = if common & statement.asked_first != 0 {
            1.0
        } else if common != 0 {
            0.7
        } else {
            0.0
        };
        #[allow(clippy::cast_precision_loss, reason = "at most 32")]
        let aspect_share = if asked == 0 { 0.0 } else { common.count_ones() as f32 / asked.count_ones() as f32 };
        let aspect_against = if asked != 0 && common == 0 { 1.0 } else { 0.0 };
        if aspect_against > 0.0 {
            forbids.push(format!("问的是{}，答的是{}", self.aspects_named(asked), self.aspects_named(theirs)));
        } else if common != 0 {
            agrees.push(format!("[{}]", self.aspects_named(common)));
        }
        let pays = |aspects: Aspects| (aspects & fee != 0, aspects & benefit != 0);
        let money_against = match (pays(self.reading.aspects), pays(statement.asked)) {
            ((true, false), (false, true)) | ((false, true), (true, false)) => 1.0,
            _ => 0.0,
        };
        let penalty_against = if self.reading.aspects & penalty != 0 && statement.asked & penalty == 0 { 1.0 } else { 0.0 };
        if penalty_against > 0.0 {
            forbids.push("问的是罚不罚".to_owned());
        }
        // What the wordings say, and the query does not.
        let echoes: Vec<f32> = statement.wordings.iter().map(|wording| self.echo(wording)).collect();
        let echo = echoes.iter().copied().fold(0.0, f32::max);
        let echo_first = echoes.first().copied().unwrap_or_default();
        let likeness = statement.wordings.iter().map(|wording| self.likeness(wording)).fold(0.0, f32::max);
        // Numbers.
        let age = self.age(statement);
        if age < 0.0 {
            forbids.push("年龄对不上".to_owned());
        }
        for year in &self.reading.years {
            if !self.knows_year(statement, *year) {
                against += 1.0;
                forbids.push("问的是另一年".to_owned());
            }
        }
        let persons = statement.wordings.iter().fold(statement.answer.persons, |all, wording| all | wording.persons);
        let mine = self.reading.persons & (super::reading::ELDER | super::reading::CHILD);
        if mine != 0 && persons != 0 && mine & persons == 0 {
            against += 0.3;
        }
        let features = [
            share(covered),
            share(far),
            unknown,
            unknown_sum,
            strange,
            strange_group,
            weak_scheme,
            aspect,
            aspect_share,
            aspect_against,
            money_against,
            penalty_against,
            echo,
            echo_first,
            likeness,
            topic,
            age,
            against,
        ];
        let score = WEIGHTS.iter().zip(&features).map(|(weight, feature)| weight * feature).sum::<f32>() + BIAS;
        Evidence { features, forbids, agrees, score }
    }

    /// How much of what a wording says the query says too, 0..=1.
    fn echo(&self, wording: &Reading) -> f32 {
        let (mut held, mut all) = (0.0f32, 0.0f32);
        for unit in &wording.units {
            let weight = unit.tells * (0.25 + 0.75 * self.book.rarity(&unit.piece));
            all += weight;
            let is_held = match &unit.piece {
                Piece::Word(word) => self.reading.text.contains(word.as_str()),
                Piece::Concept(numbers) => {
                    let same = |other: &u32| numbers.iter().any(|number| self.lexicon.is_a(*other, *number) || self.lexicon.is_a(*number, *other));
                    self.reading.units.iter().any(|unit| matches!(&unit.piece, Piece::Concept(others) if others.iter().any(same))) || self.reading.also.iter().any(same)
                }
            };
            if is_held {
                held += weight;
            }
        }
        for (bit, weight) in [(super::reading::ELDER, 0.5), (super::reading::CHILD, 0.3)] {
            if wording.persons & bit != 0 {
                all += weight;
                if self.reading.persons & bit != 0 {
                    held += weight;
                }
            }
        }
        if all < 0.3 { 0.0 } else { held / all }
    }

    /// Weighted Dice coefficient of pairs of characters, 0..=1.
    fn likeness(&self, wording: &Reading) -> f32 {
        let theirs = self.book.pairs(&wording.text);
        let all: f32 = self.pairs.values().sum::<f32>() + theirs.values().sum::<f32>();
        let common: f32 = self.pairs.iter().filter(|(pair, _)| theirs.contains_key(pair)).map(|(_, weight)| weight).sum();
        if all > 0.0 { 2.0 * common / all } else { 0.0 }
    }

    /// 1 where an age of the query lies within what the question speaks of, −1 where it lies outside.
    fn age(&self, statement: &Statement) -> f32 {
        let (Some(least), Some(most)) = (statement.ages.iter().map(|age| age.from).min(), statement.ages.iter().map(|age| age.until).max()) else { return 0.0 };
        let mut ages = self.reading.ages.iter().peekable();
        if ages.peek().is_none() {
            return 0.0;
        }
        if ages.clone().any(|age| statement.ages.iter().any(|held| held.from <= age.from + 1 && age.from <= held.until)) {
            return 1.0;
        }
        if ages.all(|age| age.from + 1 < least || age.from > most + 1) { -1.0 } else { 0.0 }
    }

    fn knows_year(&self, statement: &Statement, year: Year) -> bool {
        let number = match year {
            Year::Number(number) => number,
            Year::Relative(step) => u64::try_from(i64::from(self.today.year()) + i64::from(step)).unwrap_or_default(),
        };
        let said = |reading: &Reading| reading.years.iter().any(|held| *held == year || *held == Year::Number(number));
        i64::try_from(number).is_ok_and(|number| number == i64::from(self.today.year())) || statement.wordings.iter().any(said)
    }
}

fn worth(known: Known) -> f32 {
    match known {
        Known::Itself(_) => 1.0,
        Known::Narrower(_) => 0.85,
        Known::Wider(_) => 0.6,
    }
}

/// Weights of [`FEATURES`] and the constant, fitted as `docs/adr/0011-answers-from-statements.md` tells.
const WEIGHTS: [f32; 18] = [3.0, 0.5, -2.0, -1.0, -2.0, -1.5, -1.0, 1.0, 1.0, -1.5, -1.0, -2.0, 2.0, 0.5, 2.0, 1.0, 1.0, -2.0];
const BIAS: f32 = -4.0;
