//! What an authored question says: the same typed pieces as a query, with how near to the question each stands; and what tells it
//! from the other questions on its policy.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use domain::{DocumentId, Kind, explanation::About};
use hanzi::{fold, segment::Segmenter};
use tantivy::index::SegmentId;

use super::{
    matters::{Leaning, Matters, Pieces},
    maxsim::Places,
};
use crate::{
    Error,
    language::{
        contrasts::Named,
        gist::{self, Age, Gist, Piece, Unit},
        lexicon::{Aspects, Class, Lexicon},
        squeezed::squeezed,
    },
    passages::Piece as StoredPiece,
    snapshot::{Entry, Snapshot, read_stored},
    vectors::{Vector, Vectors, Word},
};

/// Characters of an answer, and of the clauses it rests on, that are looked at.
const MOST_CHARS: usize = 4000;

/// Where in a question a piece stands, nearest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Nearness {
    /// In the question or one of its other wordings.
    Asked,
    /// In the sentence that answers.
    Answered,
    /// In the title of the policy.
    Policy,
    /// In the full answer.
    Told,
    /// In the clauses that prove it.
    Proved,
}

const NEARNESSES: [Nearness; 5] =
    [Nearness::Asked, Nearness::Answered, Nearness::Policy, Nearness::Told, Nearness::Proved];

/// Pairs of neighbouring characters.
pub(crate) type Pairs = HashMap<(char, char), f32>;

/// An authored question, read.
#[derive(Debug)]
pub(crate) struct Statement {
    pub(crate) id: DocumentId,
    pub(crate) policy: Option<DocumentId>,
    /// The question and its other wordings.
    pub(crate) wordings: Vec<Gist>,
    /// The meanings of the wordings, and of the short answer, as points.
    pub(crate) vectors: Vec<Vector>,
    /// Rows of the words of the wordings and the short answer, and of the full answer.
    parts: Vec<Vec<u32>>,
    told: Vec<u32>,
    pub(crate) answer: Gist,
    /// By [`NEARNESSES`].
    texts: [String; 5],
    concepts: HashMap<u32, Nearness>,
    /// Kinds that the question, the sentence that answers and the policy's title name; and the full answer and its clauses.
    pub(crate) kinds: Named,
    pub(crate) kinds_told: Named,
    /// By wording: its characters and pairs; and what matter all of them are about.
    pub(crate) matter_pieces: Vec<Pieces>,
    pub(crate) leaning: Leaning,
    /// Points that all wordings ask for, and those of the question itself.
    pub(crate) asked: Aspects,
    pub(crate) asked_first: Aspects,
    pub(crate) ages: Vec<Age>,
    pub(crate) about: Option<About>,
    /// Whether it is for firms too, or says nothing of for whom.
    pub(crate) is_for_firms: bool,
}

/// What is known of a question beside the others on its policy.
#[derive(Debug, Default)]
pub(crate) struct Beside {
    /// Concepts that its policy's questions are about.
    topic: HashSet<u32>,
    /// By unit of the question itself: how few of the policy's questions have it, 0..=1.
    pub(crate) apart: Vec<f32>,
    /// By wording: its pairs, and how much each of its units tells.
    pub(crate) pairs: Vec<Pairs>,
    pub(crate) weights: Vec<Vec<f32>>,
    /// Its words among those of the book.
    pub(crate) places: Places,
}

/// Segment and entry of what never changes there.
type Lasting = (SegmentId, usize);

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
    pub(crate) titles: Titles,
    /// Segment and entry of every agency.
    pub(crate) agencies: Vec<(usize, usize)>,
}

/// Policies by matter.
#[derive(Debug, Default)]
pub(crate) struct Titles {
    /// Segment and entry.
    places: Vec<(usize, usize)>,
    /// Where each stands for good: what its title may be about.
    held: HashMap<Lasting, Arc<[(u16, f32)]>>,
    /// By matter: policies, by their number, with how likely each is about it.
    by_matter: HashMap<u16, Vec<(u32, f32)>>,
}

/// In a portal of more policies titles are not read: it would take seconds at every start.
const MOST_TITLES: usize = 20_000;

impl Titles {
    /// Reads all titles; `before` lends what did not change.
    fn read(snapshot: &Snapshot, before: Option<&Self>) -> Self {
        let mut titles = Self::default();
        let policies = || snapshot.entries().filter(|(_, _, entry)| entry.stored.kind == Kind::Policy);
        if policies().nth(MOST_TITLES).is_some() {
            return titles;
        }
        let matters = Matters::shared();
        for (segment, index, entry) in policies() {
            let number = u32::try_from(titles.places.len()).unwrap_or(u32::MAX);
            let Some(segment_id) = snapshot.segments.get(segment).map(|segment| segment.reader.segment_id()) else {
                continue;
            };
            let read = || matters.leaning(&matters.pieces(&squeezed(&fold::fold(&entry.stored.title)))).shares().into();
            let shares = before.and_then(|before| before.held.get(&(segment_id, index)).cloned()).unwrap_or_else(read);
            for (matter, share) in shares.iter() {
                titles.by_matter.entry(*matter).or_default().push((number, *share));
            }
            titles.held.insert((segment_id, index), shares);
            titles.places.push((segment, index));
        }
        titles
    }

    /// Policies that have something in common with a query, each with how much (Bhattacharyya), 0..=1.
    pub(crate) fn near(&self, leaning: &Leaning) -> impl Iterator<Item = ((usize, usize), f32)> {
        let mut common: HashMap<u32, f32> = HashMap::new();
        for (matter, share) in leaning.shares() {
            for (policy, theirs) in self.by_matter.get(matter).into_iter().flatten() {
                *common.entry(*policy).or_default() += (share * theirs).sqrt();
            }
        }
        common.into_iter().filter_map(|(policy, common)| Some((*self.places.get(policy as usize)?, common)))
    }
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
        let mut book =
            Self { titles: Titles::read(snapshot, before.map(|before| &before.titles)), agencies, ..Self::default() };
        let mut clauses: HashMap<DocumentId, Arc<Vec<StoredPiece>>> = HashMap::new();
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
                for (concept, nearness) in &statement.concepts {
                    if *nearness == Nearness::Asked {
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
                topic.extend(said(first.text(Nearness::Policy), lexicon, &Segmenter::shared()));
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
            beside.places = Places::new(&statement.parts, &statement.told, |row| {
                *places.entry(row).or_insert_with(|| {
                    self.words.push(Vectors::shared().word(row));
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
}

impl Book {
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
        Piece::Word(word) => statement.text(Nearness::Asked).contains(word.as_str()),
        Piece::Concept(numbers) => {
            numbers.iter().any(|number| statement.concepts.get(number) == Some(&Nearness::Asked))
        }
    };
    let count = siblings.iter().filter(|(_, statement)| has(statement)).count();
    1.0 - count.saturating_sub(1) as f32 / siblings.len().max(1) as f32
}

/// The concepts of a squeezed text, sentence by sentence.
pub(crate) fn said(text: &str, lexicon: &Lexicon, segmenter: &Segmenter) -> HashSet<u32> {
    let mut concepts = HashSet::new();
    for sentence in text.split(['\n', '。', '；']) {
        let gist = gist::read(sentence, lexicon, segmenter);
        concepts.extend(gist.also);
        concepts.extend(
            gist.units
                .into_iter()
                .filter_map(|unit| if let Piece::Concept(numbers) = unit.piece { Some(numbers) } else { None })
                .flatten(),
        );
    }
    concepts
}

impl Statement {
    fn read(
        snapshot: &Snapshot,
        segment: usize,
        index: usize,
        entry: &Entry,
        clauses: &mut HashMap<DocumentId, Arc<Vec<StoredPiece>>>,
        lexicon: &Lexicon,
        segmenter: &Segmenter,
    ) -> Result<Self, Error> {
        let stored = &entry.stored;
        let short = stored.summary.clone().unwrap_or_default();
        let wording_texts: Vec<String> =
            std::iter::once(&stored.title).chain(&stored.aliases).map(|wording| fold::fold(wording)).collect();
        let wordings: Vec<Gist> = wording_texts.iter().map(|wording| gist::read(wording, lexicon, segmenter)).collect();
        let matter_pieces: Vec<Pieces> =
            wordings.iter().map(|wording| Matters::shared().pieces(&wording.text)).collect();
        let leaning = Matters::shared().leaning_of_question(&matter_pieces);
        let vectors = wording_texts
            .iter()
            .chain([&fold::fold(&short)])
            .map(|text| Vectors::shared().embed(text, segmenter))
            .collect();
        let words = |text: &String| Vectors::shared().words(text, segmenter);
        let parts = wording_texts.iter().chain([&short]).map(words).collect();
        let told =
            pieces_of(snapshot, segment, index)?.into_iter().map(|piece| piece.text).collect::<Vec<_>>().join("\n");
        let told_words = words(&told.chars().take(MOST_CHARS).collect());
        let mut proved = String::new();
        let mut policy_title = String::new();
        for citation in &stored.cites {
            let Some((policy_segment, policy_index)) = snapshot.place_of(&citation.policy) else { continue };
            let held = if let Some(held) = clauses.get(&citation.policy) {
                Arc::clone(held)
            } else {
                let pieces = Arc::new(pieces_of(snapshot, policy_segment, policy_index)?);
                clauses.insert(citation.policy.clone(), Arc::clone(&pieces));
                pieces
            };
            for piece in held.iter().filter(|piece| citation.clause.is_empty() || piece.clause == citation.clause) {
                proved.push_str(&piece.text);
                proved.push('\n');
            }
            if policy_title.is_empty()
                && let Some(entry) =
                    snapshot.segments.get(policy_segment).and_then(|segment| segment.table.entries.get(policy_index))
            {
                policy_title.clone_from(&entry.stored.title);
            }
        }
        let cut = |text: &str| squeezed(&fold::fold(&text.chars().take(MOST_CHARS).collect::<String>()));
        let mut asked_text = wordings.iter().map(|wording| wording.text.as_str()).collect::<Vec<_>>().join("\n");
        if let Some(about) = &stored.about {
            for word in [&about.scheme, &about.group, &about.place].into_iter().flatten() {
                asked_text.push('\n');
                asked_text.push_str(&cut(word));
            }
        }
        let texts = [asked_text, cut(&short), cut(&policy_title), cut(&told), cut(&proved)];
        let mut concepts: HashMap<u32, Nearness> = HashMap::new();
        for (text, nearness) in texts.iter().zip(NEARNESSES) {
            for concept in said(text, lexicon, segmenter) {
                concepts.entry(concept).or_insert(nearness);
            }
        }
        let named = |texts: &[String]| lexicon.contrasts.named(&texts.join("\n"), |_| true);
        let (near, far) = texts.split_at(Nearness::Told as usize);
        let (kinds, kinds_told) = (named(near), named(far));
        let answer = gist::read(&fold::fold(&short), lexicon, segmenter);
        let mut asked = wordings.iter().fold(0, |all, wording| all | wording.aspects);
        let mut asked_first = wordings.first().map_or(0, |first| first.aspects);
        if let Some(about) = &stored.about {
            let said = about.aspect.iter().fold(0, |all, id| all | lexicon.aspect(id));
            if said != 0 {
                (asked, asked_first) = (said, said);
            }
        }
        let ages: Vec<Age> = wordings.iter().chain([&answer]).flat_map(|gist| gist.ages.iter().copied()).collect();
        Ok(Self {
            id: stored.id.clone(),
            policy: stored.cites.first().map(|citation| citation.policy.clone()).or_else(|| stored.explains.clone()),
            wordings,
            vectors,
            parts,
            told: told_words,
            answer,
            texts,
            concepts,
            kinds,
            kinds_told,
            matter_pieces,
            leaning,
            asked,
            asked_first,
            ages,
            about: stored.about.clone(),
            is_for_firms: stored.audience.is_empty() || stored.audience.iter().any(|audience| audience == "enterprise"),
        })
    }

    /// A text of the question, squeezed.
    pub(crate) fn text(&self, nearness: Nearness) -> &str {
        self.texts.get(nearness as usize).map_or("", String::as_str)
    }

    /// Where a piece stands nearest, if anywhere.
    pub(crate) fn nearest(&self, unit: &Unit, lexicon: &Lexicon) -> Option<Known> {
        match &unit.piece {
            Piece::Word(word) => {
                NEARNESSES.into_iter().find(|nearness| self.text(*nearness).contains(word.as_str())).map(Known::Itself)
            }
            Piece::Concept(numbers) => numbers
                .iter()
                .filter_map(|number| self.nearest_of(*number, lexicon))
                .min_by_key(|known| (known.nearness(), known.distance())),
        }
    }

    fn nearest_of(&self, number: u32, lexicon: &Lexicon) -> Option<Known> {
        if let Some(nearness) = self.concepts.get(&number) {
            return Some(Known::Itself(*nearness));
        }
        let best = |test: &dyn Fn(u32) -> bool| {
            self.concepts.iter().filter(|(held, _)| test(**held)).map(|(_, nearness)| *nearness).min()
        };
        // 医保 is answered by what is said of 居民医保.
        if let Some(nearness) = best(&|held| lexicon.is_a(held, number)) {
            return Some(Known::Narrower(nearness));
        }
        // 职工医保 is not answered by what is said of 居民医保, although both are 医保.
        let wider = best(&|held| lexicon.is_a(number, held))?;
        let has_twin = self
            .concepts
            .iter()
            .any(|(held, nearness)| *nearness <= Nearness::Policy && lexicon.are_twins(number, *held));
        if has_twin { None } else { Some(Known::Wider(wider)) }
    }

    /// Whether any text of the question knows a concept, a sort of it, or what it is a sort of.
    pub(crate) fn knows(&self, number: u32, lexicon: &Lexicon) -> bool {
        self.nearest_of(number, lexicon).is_some()
    }

    /// Whether the question asks about a concept or a sort of it.
    pub(crate) fn asks_about(&self, number: u32, lexicon: &Lexicon) -> bool {
        self.concepts.iter().any(|(held, nearness)| *nearness == Nearness::Asked && lexicon.is_a(*held, number))
    }

    /// Whether a piece names what the questions on its policy are about, or what this one alone is about.
    pub(crate) fn is_topic(&self, beside: &Beside, unit: &Unit, rarity: f32, lexicon: &Lexicon) -> bool {
        match &unit.piece {
            Piece::Word(word) => self.text(Nearness::Policy).contains(word.as_str()),
            Piece::Concept(numbers) => {
                let is_of_topic = |number: &u32| {
                    beside.topic.iter().any(|held| lexicon.is_a(*held, *number) || lexicon.is_a(*number, *held))
                };
                let is_asked = |number: &u32| self.concepts.get(number) == Some(&Nearness::Asked);
                let is_matter = !matches!(lexicon.class_of(numbers), Some(Class::Group | Class::Place) | None);
                numbers.iter().any(is_of_topic) || (is_matter && rarity >= 0.7 && numbers.iter().any(is_asked))
            }
        }
    }
}

fn pairs_of(text: &str) -> impl Iterator<Item = (char, char)> + '_ {
    let letters = || text.chars().filter(|c| c.is_alphanumeric());
    letters().zip(letters().skip(1))
}

/// How a question knows a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Known {
    Itself(Nearness),
    /// It speaks of a sort of it.
    Narrower(Nearness),
    /// It speaks of what it is a sort of.
    Wider(Nearness),
}

impl Known {
    pub(crate) fn nearness(self) -> Nearness {
        match self {
            Self::Itself(nearness) | Self::Narrower(nearness) | Self::Wider(nearness) => nearness,
        }
    }

    fn distance(self) -> u8 {
        match self {
            Self::Itself(_) => 0,
            Self::Narrower(_) => 1,
            Self::Wider(_) => 2,
        }
    }

    /// How much of a piece is agreed on, 0..=1.
    pub(crate) fn worth(self) -> f32 {
        match self {
            Self::Itself(_) => 1.0,
            Self::Narrower(_) => 0.85,
            Self::Wider(_) => 0.6,
        }
    }
}

/// The stored text of an entry's passages, in order.
pub(crate) fn pieces_of(snapshot: &Snapshot, segment: usize, entry: usize) -> Result<Vec<StoredPiece>, Error> {
    let mut pieces = Vec::new();
    let Some(held) = snapshot.segments.get(segment) else { return Ok(pieces) };
    let Some(from) = held.table.entries.get(entry).map(|entry| entry.address + 1) else { return Ok(pieces) };
    let until = held.table.entries.get(entry + 1).map_or(held.reader.max_doc(), |next| next.address);
    let segment = u32::try_from(segment).unwrap_or(u32::MAX);
    for address in from..until {
        let document: tantivy::TantivyDocument = snapshot.searcher.doc(tantivy::DocAddress::new(segment, address))?;
        pieces.extend(read_stored::<Vec<StoredPiece>>(&document, &snapshot.fields)?);
    }
    Ok(pieces)
}
