//! Why a card is shown, or none: for staff, and for us.

use serde::Serialize;

use domain::{DocumentId, search::SearchRequest};

use crate::{
    Error, Index,
    answering::{
        candidates::Candidate,
        card::{Sure, surest},
        matters::Matters,
    },
    results::considering::Considered,
};

/// Questions that are explained.
const MOST: usize = 10;

/// How a query was read and what was decided; nothing where nothing is asked.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Explanation {
    /// What tells in it, with what it stands for and how much it tells.
    pub pieces: Vec<ExplainedPiece>,
    /// The points asked for.
    pub points: Vec<String>,
    /// The matter of the library that it is most likely about, and how likely.
    pub matter: Option<(String, f32)>,
    /// The best questions, best first.
    pub candidates: Vec<ExplainedCandidate>,
    /// What forbids a card for the best one.
    pub forbidden: Option<String>,
    /// How likely the best one is right, 0..=1.
    pub likelihood: f32,
    /// What spoke most for it and against it: names as in `data/card.json`, with what each adds to the log-odds.
    pub reasons: Vec<(String, f32)>,
    /// The card.
    pub card: Option<DocumentId>,
    /// Whether nothing here speaks of the matter.
    pub is_gap: bool,
}

/// A telling piece of a query.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExplainedPiece {
    /// As it stands, with its official name.
    pub text: String,
    /// How much it tells, about 0..=1.
    pub weight: f32,
    /// 不是、没有
    pub is_denied: bool,
}

/// A question beside a query.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExplainedCandidate {
    /// The question.
    pub id: DocumentId,
    /// Its text.
    pub question: String,
    /// What all evidence adds up to; compares with the others' only.
    pub score: f32,
    /// What both say.
    pub agrees: Vec<String>,
    /// What speaks against it.
    pub contradicts: Vec<String>,
    /// Its state on the day.
    pub state: Option<String>,
}

impl Index {
    /// Explains what [`Index::search`] decides.
    pub fn explain(&self, request: &SearchRequest) -> Result<Explanation, Error> {
        let view = self.view();
        let snapshot = &view.snapshot;
        let question = self.understand(snapshot, &request.query, request.literal);
        let book = self.book_for(&view, &question)?;
        let Some(asked) = self.asked(&question, request, &book) else { return Ok(Explanation::default()) };
        let Considered { candidates: all, decided, .. } = self.consider(snapshot, &question, Some(&asked), request)?;
        let sure = surest(&asked, &all);
        let explained = |candidate: &Candidate| {
            let statement = book.statements.get(candidate.statement)?;
            let (segment, entry) = *book.places.get(candidate.statement)?;
            let title = snapshot.segments.get(segment)?.table.entries.get(entry)?.stored.title.clone();
            Some(ExplainedCandidate {
                id: statement.id.clone(),
                question: title,
                score: candidate.evidence.score,
                agrees: candidate.evidence.agrees.clone(),
                contradicts: candidate.evidence.contradicts.clone(),
                state: candidate.state.map(|state| state.label().to_owned()),
            })
        };
        Ok(Explanation {
            pieces: asked
                .gist
                .units
                .iter()
                .zip(&asked.weights)
                .map(|(unit, weight)| ExplainedPiece {
                    text: asked.name(unit),
                    weight: *weight,
                    is_denied: unit.is_denied,
                })
                .collect(),
            points: asked.points(),
            matter: Matters::shared().top(&asked.leaning).map(|matter| (matter.name.clone(), asked.leaning.most)),
            candidates: all.iter().take(MOST).filter_map(explained).collect(),
            forbidden: sure.as_ref().and_then(|sure| sure.forbidden).map(str::to_owned),
            likelihood: sure.as_ref().map_or(0.0, Sure::likelihood),
            reasons: sure.as_ref().map(Sure::reasons).unwrap_or_default(),
            card: decided.card,
            is_gap: decided.gap.is_some(),
        })
    }
}
