//! What an authored question says: the same typed pieces as a query, with how near to the question each stands.

use std::{collections::HashMap, sync::Arc};

use domain::{DocumentId, Kind, explanation::About};
use hanzi::{fold, segment::Segmenter};

use super::{
    lexicon::{Aspects, Class, Lexicon, Means, squeezed},
    reading::{self, Age, Piece, Reading, Unit},
};
use crate::{
    Error,
    passages::Piece as StoredPiece,
    snapshot::{Entry, Snapshot, read_stored},
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

pub(crate) const NEARNESSES: [Nearness; 5] = [Nearness::Asked, Nearness::Answered, Nearness::Policy, Nearness::Told, Nearness::Proved];

/// An authored question, read.
#[derive(Debug)]
pub(crate) struct Statement {
    pub(crate) id: DocumentId,
    pub(crate) segment: usize,
    pub(crate) entry: usize,
    pub(crate) policy: Option<DocumentId>,
    /// The question and its other wordings.
    pub(crate) wordings: Vec<Reading>,
    pub(crate) answer: Reading,
    /// By [`NEARNESSES`].
    texts: [String; 5],
    concepts: HashMap<u32, Nearness>,
    /// Points that the wordings ask for, and what the answer looks like.
    pub(crate) asked: Aspects,
    /// Points that the question itself asks for.
    pub(crate) asked_first: Aspects,
    pub(crate) ages: Vec<Age>,
    pub(crate) about: Option<About>,
}

/// All questions of a snapshot, read.
#[derive(Debug, Default)]
pub(crate) struct Book {
    pub(crate) statements: Vec<Statement>,
    /// In how many policies' questions a concept is asked about.
    concept_policies: HashMap<u32, u32>,
    policies: u32,
    /// In how many questions a pair of characters stands.
    pair_questions: HashMap<(char, char), u32>,
}

impl Book {
    /// Reads all questions; `before` lends what did not change.
    pub(crate) fn read(snapshot: &Snapshot, lexicon: &Lexicon, segmenter: &Segmenter) -> Result<Self, Error> {
        let mut statements = Vec::new();
        let mut clauses: HashMap<DocumentId, Arc<Vec<StoredPiece>>> = HashMap::new();
        for (segment, index, entry) in snapshot.entries().filter(|(_, _, entry)| entry.stored.kind == Kind::Question) {
            statements.push(Statement::read(snapshot, segment, index, entry, &mut clauses, lexicon, segmenter)?);
        }
        let mut by_policy: HashMap<Option<&DocumentId>, Vec<usize>> = HashMap::new();
        for (at, statement) in statements.iter().enumerate() {
            by_policy.entry(statement.policy.as_ref()).or_default().push(at);
        }
        let mut concept_policies: HashMap<u32, u32> = HashMap::new();
        for of_policy in by_policy.values() {
            let mut seen: Vec<u32> = Vec::new();
            for statement in of_policy.iter().filter_map(|at| statements.get(*at)) {
                seen.extend(statement.concepts.iter().filter(|(_, nearness)| **nearness == Nearness::Asked).map(|(concept, _)| *concept));
            }
            seen.sort_unstable();
            seen.dedup();
            for concept in seen {
                *concept_policies.entry(concept).or_default() += 1;
            }
        }
        let policies = u32::try_from(by_policy.len()).unwrap_or(u32::MAX);
        let mut pair_questions: HashMap<(char, char), u32> = HashMap::new();
        for statement in &statements {
            let mut pairs: Vec<(char, char)> = statement.wordings.iter().flat_map(|wording| pairs_of(&wording.text)).collect();
            pairs.sort_unstable();
            pairs.dedup();
            for pair in pairs {
                *pair_questions.entry(pair).or_default() += 1;
            }
        }
        Ok(Self { statements, concept_policies, policies, pair_questions })
    }

    /// The pairs of neighbouring characters of a squeezed text, each with its rarity among questions.
    pub(crate) fn pairs(&self, text: &str) -> HashMap<(char, char), f32> {
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
            Piece::Concept(numbers) => numbers.iter().filter_map(|number| self.concept_policies.get(number)).copied().max().unwrap_or(0),
            Piece::Word(word) => {
                let mut policies: Vec<_> = self.statements.iter().filter(|statement| statement.says(Nearness::Asked, word)).map(|statement| &statement.policy).collect();
                policies.sort_unstable();
                policies.dedup();
                u32::try_from(policies.len()).unwrap_or(u32::MAX)
            }
        };
        #[allow(clippy::cast_precision_loss, reason = "counts for a logarithm")]
        let (asked, all) = (asked.max(1) as f32, self.policies.max(2) as f32);
        (1.0 - asked.ln() / (all + 1.0).ln()).clamp(0.05, 1.0)
    }
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
        let wordings: Vec<Reading> =
            std::iter::once(&stored.title).chain(&stored.aliases).map(|wording| reading::read(&fold::fold(wording), lexicon, segmenter)).collect();
        let short = stored.summary.clone().unwrap_or_default();
        let answer = reading::read(&fold::fold(&short), lexicon, segmenter);
        let told: String = pieces_of(snapshot, segment, index)?.into_iter().map(|piece| piece.text).collect::<Vec<_>>().join("\n");
        let mut proved = String::new();
        let mut policy_title = String::new();
        for citation in &stored.cites {
            let Some((policy_segment, policy_index)) = snapshot.place_of(&citation.policy) else { continue };
            let held = match clauses.get(&citation.policy) {
                Some(held) => Arc::clone(held),
                None => {
                    let pieces = Arc::new(pieces_of(snapshot, policy_segment, policy_index)?);
                    clauses.insert(citation.policy.clone(), Arc::clone(&pieces));
                    pieces
                }
            };
            for piece in held.iter().filter(|piece| citation.clause.is_empty() || piece.clause == citation.clause) {
                proved.push_str(&piece.text);
                proved.push('\n');
            }
            if policy_title.is_empty()
                && let Some(entry) = snapshot.segments.get(policy_segment).and_then(|segment| segment.table.entries.get(policy_index))
            {
                policy_title.clone_from(&entry.stored.title);
            }
        }
        let cut = |text: &str| squeezed(&fold::fold(&text.chars().take(MOST_CHARS).collect::<String>()));
        let asked_text = wordings.iter().map(|wording| wording.text.as_str()).collect::<Vec<_>>().join("\n");
        let about_text = stored.about.as_ref().map(|about| [&about.scheme, &about.group, &about.place].into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join("\n"));
        let asked_text = match about_text {
            Some(about) => format!("{asked_text}\n{}", cut(&about)),
            None => asked_text,
        };
        let texts = [asked_text, cut(&short), cut(&policy_title), cut(&told), cut(&proved)];
        let mut concepts: HashMap<u32, Nearness> = HashMap::new();
        for (text, nearness) in texts.iter().zip(NEARNESSES) {
            for (_, means) in lexicon.matches(text) {
                for means in means {
                    if let Means::Concept(number) = means {
                        concepts.entry(*number).or_insert(nearness);
                    }
                }
            }
        }
        let mut asked = wordings.iter().fold(0, |all, wording| all | wording.aspects);
        let mut asked_first = wordings.first().map_or(0, |first| first.aspects);
        if let Some(about) = &stored.about {
            let said = about.aspect.iter().fold(0, |all, id| all | lexicon.aspect(id));
            if said != 0 {
                (asked, asked_first) = (said, said);
            }
        }
        let mut ages: Vec<Age> = wordings.iter().chain([&answer]).flat_map(|reading| reading.ages.iter().copied()).collect();
        ages.dedup();
        Ok(Self {
            id: stored.id.clone(),
            segment,
            entry: index,
            policy: stored.cites.first().map(|citation| citation.policy.clone()).or_else(|| stored.explains.clone()),
            wordings,
            answer,
            texts,
            concepts,
            asked,
            asked_first,
            ages,
            about: stored.about.clone(),
        })
    }

    /// Whether a text of the question holds a squeezed word.
    pub(crate) fn says(&self, nearness: Nearness, word: &str) -> bool {
        self.texts.get(nearness as usize).is_some_and(|text| text.contains(word))
    }

    /// Where a piece stands nearest, if anywhere.
    pub(crate) fn nearest(&self, unit: &Unit, lexicon: &Lexicon) -> Option<Known> {
        match &unit.piece {
            Piece::Word(word) => NEARNESSES.into_iter().find(|nearness| self.says(*nearness, word)).map(Known::Itself),
            Piece::Concept(numbers) => numbers.iter().filter_map(|number| self.nearest_of(*number, lexicon)).min_by_key(|known| (known.nearness(), known.distance())),
        }
    }

    fn nearest_of(&self, number: u32, lexicon: &Lexicon) -> Option<Known> {
        if let Some(nearness) = self.concepts.get(&number) {
            return Some(Known::Itself(*nearness));
        }
        let best = |test: &dyn Fn(u32) -> bool| self.concepts.iter().filter(|(held, _)| test(**held)).map(|(_, nearness)| *nearness).min();
        // 医保 is answered by what is said of 居民医保.
        if let Some(nearness) = best(&|held| lexicon.is_a(held, number)) {
            return Some(Known::Narrower(nearness));
        }
        let wider = best(&|held| lexicon.is_a(number, held))?;
        // 职工医保 is not answered by what is said of 居民医保, although both are 医保.
        let mine = lexicon.concept(number)?;
        let is_twin = |held: u32| {
            lexicon.concept(held).is_some_and(|other| {
                other.class == mine.class && matches!(mine.class, Class::Scheme | Class::Trade | Class::Stage) && other.parents.iter().any(|parent| mine.parents.contains(parent)) && !lexicon.is_a(held, number) && !lexicon.is_a(number, held)
            })
        };
        let has_twin = self.concepts.iter().any(|(held, nearness)| *nearness <= Nearness::Policy && is_twin(*held));
        if has_twin { None } else { Some(Known::Wider(wider)) }
    }

    /// Whether the question asks about a concept or a sort of it.
    pub(crate) fn asks_about(&self, number: u32, lexicon: &Lexicon) -> bool {
        self.concepts.iter().any(|(held, nearness)| *nearness == Nearness::Asked && lexicon.is_a(*held, number))
    }

    /// Concepts with where they stand.
    pub(crate) fn concepts(&self) -> impl Iterator<Item = (u32, Nearness)> + '_ {
        self.concepts.iter().map(|(number, nearness)| (*number, *nearness))
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
    /// 0 the thing itself, 1 a sort of it, 2 what it is a sort of.
    fn distance(self) -> u8 {
        match self {
            Self::Itself(_) => 0,
            Self::Narrower(_) => 1,
            Self::Wider(_) => 2,
        }
    }

    pub(crate) fn nearness(self) -> Nearness {
        match self {
            Self::Itself(nearness) | Self::Narrower(nearness) | Self::Wider(nearness) => nearness,
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
