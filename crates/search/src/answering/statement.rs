//! What an authored question says: the same typed pieces as a query, with how near to the question each stands.

use std::{collections::HashMap, sync::Arc};

use domain::{DocumentId, question::About, search::Facet};
use hanzi::{fold, segment::Segmenter};

use super::{grams::Pieces, leaning::Leaning, matters::Matters};
use crate::{
    Error,
    language::{
        contrasts::NamedKinds,
        gist::{self, Gist, Piece, Unit},
        lexicon::{Aspects, Lexicon},
        squeezed::squeezed,
        times::Age,
    },
    passages::ClausePiece,
    snapshot::{Snapshot, entry::Entry},
    vectors::{Vector, table::WordTable},
};

/// Characters of an answer, and of the clauses it rests on, that are looked at.
const MOST_CHARS: usize = 4000;

/// Where in a question a piece stands, nearest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Layer {
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

const LAYERS: [Layer; 5] = [Layer::Asked, Layer::Answered, Layer::Policy, Layer::Told, Layer::Proved];

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
    pub(super) parts: Vec<Vec<u32>>,
    pub(super) told: Vec<u32>,
    pub(crate) answer: Gist,
    /// By [`LAYERS`].
    texts: [String; 5],
    pub(super) concepts: HashMap<u32, Layer>,
    /// Kinds that the question, the sentence that answers and the policy's title name; and the full answer and its clauses.
    pub(crate) kinds: NamedKinds,
    pub(crate) kinds_told: NamedKinds,
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

impl Statement {
    /// Reads a question; `clauses` keeps what of policies was read.
    pub(super) fn read(
        snapshot: &Snapshot,
        segment: usize,
        index: usize,
        entry: &Entry,
        clauses: &mut HashMap<DocumentId, Arc<Vec<ClausePiece>>>,
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
            .map(|text| WordTable::shared().embed(text, segmenter))
            .collect();
        let words = |text: &String| WordTable::shared().words(text, segmenter);
        let parts = wording_texts.iter().chain([&short]).map(words).collect();
        let told =
            snapshot.pieces_of(segment, index)?.into_iter().map(|piece| piece.text).collect::<Vec<_>>().join("\n");
        let told_words = words(&told.chars().take(MOST_CHARS).collect());
        let mut proved = String::new();
        let mut policy_title = String::new();
        for citation in &stored.cites {
            let Some((policy_segment, policy_index)) = snapshot.place_of(&citation.policy) else { continue };
            let held = if let Some(held) = clauses.get(&citation.policy) {
                Arc::clone(held)
            } else {
                let pieces = Arc::new(snapshot.pieces_of(policy_segment, policy_index)?);
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
        let mut concepts: HashMap<u32, Layer> = HashMap::new();
        for (text, layer) in texts.iter().zip(LAYERS) {
            for concept in gist::concepts(text, lexicon, segmenter) {
                concepts.entry(concept).or_insert(layer);
            }
        }
        let named = |texts: &[String]| lexicon.contrasts.named(&texts.join("\n"), |_| true);
        let (near, far) = texts.split_at(Layer::Told as usize);
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
            is_for_firms: stored.facet(Facet::Audience).next().is_none()
                || stored.facet(Facet::Audience).any(|audience| audience.value == "enterprise"),
        })
    }

    /// A text of the question, squeezed.
    pub(crate) fn text(&self, layer: Layer) -> &str {
        self.texts.get(layer as usize).map_or("", String::as_str)
    }

    /// Where a piece stands nearest, if anywhere.
    pub(crate) fn nearest(&self, unit: &Unit, lexicon: &Lexicon) -> Option<Known> {
        match &unit.piece {
            Piece::Word(word) => {
                LAYERS.into_iter().find(|layer| self.text(*layer).contains(word.as_str())).map(Known::Itself)
            }
            Piece::Concept(numbers) => numbers
                .iter()
                .filter_map(|number| self.nearest_of(*number, lexicon))
                .min_by_key(|known| (known.layer(), known.distance())),
        }
    }

    fn nearest_of(&self, number: u32, lexicon: &Lexicon) -> Option<Known> {
        if let Some(layer) = self.concepts.get(&number) {
            return Some(Known::Itself(*layer));
        }
        let best = |test: &dyn Fn(u32) -> bool| {
            self.concepts.iter().filter(|(held, _)| test(**held)).map(|(_, layer)| *layer).min()
        };
        // 医保 is answered by what is said of 居民医保.
        if let Some(layer) = best(&|held| lexicon.is_a(held, number)) {
            return Some(Known::Narrower(layer));
        }
        // 职工医保 is not answered by what is said of 居民医保, although both are 医保.
        let wider = best(&|held| lexicon.is_a(number, held))?;
        let has_twin =
            self.concepts.iter().any(|(held, layer)| *layer <= Layer::Policy && lexicon.are_twins(number, *held));
        if has_twin { None } else { Some(Known::Wider(wider)) }
    }

    /// Whether any text of the question knows a concept, a sort of it, or what it is a sort of.
    pub(crate) fn knows(&self, number: u32, lexicon: &Lexicon) -> bool {
        self.nearest_of(number, lexicon).is_some()
    }

    /// Whether the question asks about a concept or a sort of it.
    pub(crate) fn asks_about(&self, number: u32, lexicon: &Lexicon) -> bool {
        self.concepts.iter().any(|(held, layer)| *layer == Layer::Asked && lexicon.is_a(*held, number))
    }
}

/// How a question knows a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Known {
    Itself(Layer),
    /// It speaks of a sort of it.
    Narrower(Layer),
    /// It speaks of what it is a sort of.
    Wider(Layer),
}

impl Known {
    pub(crate) fn layer(self) -> Layer {
        match self {
            Self::Itself(layer) | Self::Narrower(layer) | Self::Wider(layer) => layer,
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
