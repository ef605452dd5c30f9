//! The book: all authored questions of a snapshot, read, and how rare what they ask is among them.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use domain::{DocumentId, Kind};
use hanzi::segment::Segmenter;

use super::{
    beside::{Beside, Pairs, pairs_of},
    maxsim::WordPlaces,
    policy_titles::PolicyTitles,
    statement::{Layer, Statement},
};
use crate::{
    Error,
    language::{
        gist::{self, Piece, Unit},
        lexicon::Lexicon,
    },
    passages,
    snapshot::{Lasting, Snapshot},
    vectors::{Word, table::WordTable},
};

/// All questions of a snapshot, read.
#[derive(Debug, Default)]
pub(crate) struct Book {
    pub(crate) statements: Vec<Arc<Statement>>,
    pub(crate) beside: Vec<Beside>,
    /// Segment and entry.
    pub(crate) places: Vec<(usize, usize)>,
    /// All words of the questions and their answers.
    pub(crate) words: Vec<Word>,
    /// Where each stands for good: what is there never changes.
    held: HashMap<Lasting, Arc<Statement>>,
    /// In how many policies' questions a concept is asked about.
    concept_policies: HashMap<u32, u32>,
    /// The same of words.
    word_policies: HashMap<String, u32>,
    policies: u32,
    /// In how many questions a pair of characters stands.
    pair_questions: HashMap<(char, char), u32>,
    /// What matters the policies are about, by their titles.
    pub(crate) titles: PolicyTitles,
    /// Segment and entry of every agency.
    pub(crate) agencies: Vec<(usize, usize)>,
}

impl Book {
    /// Reads all questions; `before` lends what did not change.
    pub(crate) fn read(
        snapshot: &Snapshot,
        lexicon: &Lexicon,
        segmenter: &Segmenter,
        before: Option<&Self>,
    ) -> Result<Self, Error> {
        let agencies = snapshot
            .entries()
            .filter(|(_, _, entry)| entry.stored.kind == Kind::Agency)
            .map(|(segment, index, _)| (segment, index))
            .collect();
        let mut book = Self {
            titles: PolicyTitles::read(snapshot, before.map(|before| &before.titles)),
            agencies,
            ..Self::default()
        };
        let mut clauses: HashMap<DocumentId, Arc<Vec<passages::ClausePiece>>> = HashMap::new();
        for (segment, index, entry) in snapshot.entries().filter(|(_, _, entry)| entry.stored.kind == Kind::Question) {
            let Some(segment_id) = snapshot.segments.get(segment).map(|segment| segment.reader.segment_id()) else {
                continue;
            };
            let key = (segment_id, index);
            let statement = match before.and_then(|before| before.held.get(&key)) {
                Some(statement) => Arc::clone(statement),
                None => Arc::new(Statement::read(snapshot, segment, index, entry, &mut clauses, lexicon, segmenter)?),
            };
            book.held.insert(key, Arc::clone(&statement));
            book.places.push((segment, index));
            book.statements.push(statement);
        }
        book.count(lexicon);
        Ok(book)
    }

    fn count(&mut self, lexicon: &Lexicon) {
        let mut of_policy: HashMap<Option<&DocumentId>, Vec<usize>> = HashMap::new();
        for (at, statement) in self.statements.iter().enumerate() {
            of_policy.entry(statement.policy.as_ref()).or_default().push(at);
            let pairs: HashSet<(char, char)> =
                statement.wordings.iter().flat_map(|wording| pairs_of(&wording.text)).collect();
            for pair in pairs {
                *self.pair_questions.entry(pair).or_default() += 1;
            }
        }
        self.policies = u32::try_from(of_policy.len()).unwrap_or(u32::MAX);
        let mut beside: Vec<Beside> = Vec::new();
        beside.resize_with(self.statements.len(), Beside::default);
        for siblings in of_policy.values() {
            let siblings: Vec<(usize, &Statement)> =
                siblings.iter().filter_map(|at| Some((*at, self.statements.get(*at)?.as_ref()))).collect();
            let mut asked: HashMap<u32, usize> = HashMap::new();
            for (_, statement) in &siblings {
                for (concept, layer) in &statement.concepts {
                    if *layer == Layer::Asked {
                        *asked.entry(*concept).or_default() += 1;
                    }
                }
            }
            for concept in asked.keys() {
                *self.concept_policies.entry(*concept).or_default() += 1;
            }
            let words: HashSet<&str> = siblings
                .iter()
                .flat_map(|(_, statement)| &statement.wordings)
                .flat_map(|wording| &wording.units)
                .filter_map(|unit| if let Piece::Word(word) = &unit.piece { Some(word.as_str()) } else { None })
                .collect();
            for word in words {
                *self.word_policies.entry(word.to_owned()).or_default() += 1;
            }
            let mut topic: HashSet<u32> = asked
                .iter()
                .filter(|(_, count)| **count * 2 >= siblings.len().max(4))
                .map(|(concept, _)| *concept)
                .collect();
            if let Some((_, first)) = siblings.first() {
                topic.extend(gist::concepts(first.text(Layer::Policy), lexicon, &Segmenter::shared()));
            }
            for (at, statement) in &siblings {
                let apart = statement
                    .wordings
                    .first()
                    .map(|first| first.units.iter().map(|unit| apart(unit, &siblings)).collect())
                    .unwrap_or_default();
                if let Some(slot) = beside.get_mut(*at) {
                    *slot = Beside { topic: topic.clone(), apart, ..Beside::default() };
                }
            }
        }
        let mut places: HashMap<u32, u32> = HashMap::new();
        for (beside, statement) in beside.iter_mut().zip(&self.statements) {
            beside.places = WordPlaces::new(&statement.parts, &statement.told, |row| {
                *places.entry(row).or_insert_with(|| {
                    self.words.push(WordTable::shared().word(row));
                    u32::try_from(self.words.len() - 1).unwrap_or(u32::MAX)
                })
            });
            beside.pairs = statement.wordings.iter().map(|wording| self.pairs(&wording.text)).collect();
            beside.weights = statement
                .wordings
                .iter()
                .map(|wording| wording.units.iter().map(|unit| self.weight(unit)).collect())
                .collect();
        }
        self.beside = beside;
    }

    /// The pairs of neighbouring characters of a squeezed text, each with its rarity among questions.
    pub(crate) fn pairs(&self, text: &str) -> Pairs {
        #[allow(clippy::cast_precision_loss, reason = "counts for a logarithm")]
        let weigh = |pair| {
            let held = self.pair_questions.get(&pair).copied().unwrap_or(0);
            (pair, (self.statements.len() as f32 / (1 + held) as f32 + 1.0).ln())
        };
        pairs_of(text).map(weigh).collect()
    }

    /// How rare a piece is among what questions ask, 0..=1: 1 where one policy's questions, or none, ask about it.
    pub(crate) fn rarity(&self, piece: &Piece) -> f32 {
        let asked = match piece {
            Piece::Concept(numbers) => {
                numbers.iter().filter_map(|number| self.concept_policies.get(number)).copied().max().unwrap_or(0)
            }
            Piece::Word(word) => self.word_policies.get(word).copied().unwrap_or(0),
        };
        #[allow(clippy::cast_precision_loss, reason = "counts for a logarithm")]
        let (asked, all) = (asked.max(1) as f32, self.policies.max(2) as f32);
        (1.0 - asked.ln() / (all + 1.0).ln()).clamp(0.05, 1.0)
    }

    /// How much a unit tells among the questions here.
    pub(crate) fn weight(&self, unit: &Unit) -> f32 {
        weight(unit, self.rarity(&unit.piece))
    }
}

/// How much a unit of a known rarity tells.
pub(crate) fn weight(unit: &Unit, rarity: f32) -> f32 {
    unit.tells * (0.25 + 0.75 * rarity)
}

/// How few of the questions on a policy ask about a unit: 1 where no other does.
#[allow(clippy::cast_precision_loss, reason = "a share of a few questions")]
fn apart(unit: &Unit, siblings: &[(usize, &Statement)]) -> f32 {
    let has = |statement: &Statement| match &unit.piece {
        Piece::Word(word) => statement.text(Layer::Asked).contains(word.as_str()),
        Piece::Concept(numbers) => numbers.iter().any(|number| statement.concepts.get(number) == Some(&Layer::Asked)),
    };
    let count = siblings.iter().filter(|(_, statement)| has(statement)).count();
    1.0 - count.saturating_sub(1) as f32 / siblings.len().max(1) as f32
}
