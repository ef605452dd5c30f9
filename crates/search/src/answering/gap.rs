//! The gap: whether nothing here speaks of the matter, and who may know then.

use domain::{
    DocumentId,
    search::{Facet, GapHint},
};

use super::{
    asked::Asked,
    candidates::Candidate,
    card::{MATTERS, Sure, matter_measured},
    matters::{Matter, Matters},
    passage::{self, Passage},
    statement::{Known, Layer},
};
use crate::{
    language::{gist::Piece, lexicon::Class},
    matches::Match,
    snapshot::Snapshot,
    trees::logistic,
};

/// Numbers that the gap is computed of.
const GAP_MEASURED: usize = 22 + 8 + MATTERS;
/// How likely a query must be about one matter for it to be named to readers.
const SURE_OF_MATTER: f32 = 0.5;
/// Subjects named at the most.
const MOST_SUBJECTS: usize = 3;
/// How likely nothing must speak of the matter to say so; chosen as `docs/adr/0012-the-matters-people-bring.md` tells.
const GAP: f32 = 0.2;
const GAP_WEIGHTS: [f32; GAP_MEASURED] = [
    -8.328, 0.561, 2.002, 0.135, -0.119, 0.273, -2.327, 0.102, -2.631, 1.000, 1.865, -0.443, 1.283, -2.034, 2.448,
    1.803, 1.789, -1.192, -0.015, -0.246, 0.634, 1.445, -0.257, -0.118, -0.025, -0.185, -0.235, 0.153, 0.045, -0.342,
    1.136, 0.212, 6.897, 5.008, 1.305, -0.341,
];
const GAP_BIAS: f32 = -7.613;

/// Whether nothing here speaks of the matter.
pub(super) fn is_gap(
    asked: &Asked<'_>,
    sure: Option<&Sure<'_>>,
    candidates: &[Candidate],
    passages: &[Passage],
) -> bool {
    weighed(GAP_BIAS, &GAP_WEIGHTS, &gap_measured(asked, sure, candidates, passages)) >= GAP
}

fn weighed(bias: f32, weights: &[f32], measured: &[f32]) -> f32 {
    logistic(bias + weights.iter().zip(measured).map(|(weight, value)| weight * value).sum::<f32>())
}

/// What tells whether nothing here speaks of the matter, in the order of [`GAP_WEIGHTS`].
pub(super) fn gap_measured(
    asked: &Asked<'_>,
    sure: Option<&Sure<'_>>,
    candidates: &[Candidate],
    passages: &[Passage],
) -> [f32; GAP_MEASURED] {
    let (book, lexicon) = (asked.book, asked.lexicon);
    let most = |of: &dyn Fn(&Candidate) -> f32| candidates.iter().map(of).fold(0.0f32, f32::max);
    let (mut known, mut mentioned, mut strange, mut unknown_word, mut known_word) =
        (0.0f32, 0.0f32, 0.0f32, 0.0f32, 0.0f32);
    let mut pieces = 0.0f32;
    for (unit, weight) in asked.meant() {
        pieces += 1.0;
        let nearest = book
            .statements
            .iter()
            .filter_map(|statement| statement.nearest(unit, lexicon))
            .filter(|known| known.worth() >= 0.85)
            .map(Known::layer)
            .min();
        let is_known =
            nearest == Some(Layer::Asked) || passages.iter().any(|passage| passage.title_says.contains(&unit.text));
        match (&unit.piece, asked.class(unit)) {
            (Piece::Concept(_), Some(Class::Scheme | Class::Thing | Class::Trade | Class::Stage)) => {
                if is_known {
                    known += weight;
                } else if nearest.is_some_and(|layer| layer <= Layer::Policy)
                    || passages.iter().any(|passage| passage.text_says.contains(&unit.text))
                {
                    mentioned = mentioned.max(weight);
                } else {
                    strange = strange.max(weight);
                }
            }
            (Piece::Word(_), _) if is_known => known_word = known_word.max(weight),
            (Piece::Word(_), _) => unknown_word = unknown_word.max(weight),
            _ => {}
        }
    }
    let best = sure.map(|sure| sure.best.evidence.features).unwrap_or_default();
    let [most_likely, entropy, nearest_matter, private, unlike, less_common] =
        sure.map_or_else(|| matter_measured(asked, &best, &[]), |sure| sure.matters);
    [
        most(&|candidate| candidate.evidence.features.near),
        most(&|candidate| candidate.evidence.features.covered),
        strange,
        known,
        mentioned,
        unknown_word,
        known_word,
        passages.iter().map(|passage| passage.share).fold(0.0, f32::max),
        passages.iter().map(|passage| passage.title_share).fold(0.0, f32::max),
        asked.telling().min(1.5),
        if asked.gist.text.chars().count() <= 12 { 1.0 } else { 0.0 },
        pieces.min(4.0),
        most(&|candidate| candidate.evidence.features.likeness),
        if asked.telling() < 0.2 { 1.0 } else { 0.0 },
        best.words.said,
        best.near,
        best.covered,
        best.topical,
        sure.map_or(0.0, |sure| sure.lead),
        sure.map_or(0.0, |sure| sure.policy_lead),
        best.words.furthest,
        best.words.far,
        best.matters.same,
        best.matters.common,
        best.matters.theirs,
        best.matters.ours,
        best.matters.domain,
        best.matters.point,
        best.matters.point_any,
        best.matters.points,
        most_likely,
        entropy,
        nearest_matter,
        private,
        unlike,
        less_common,
    ]
}

/// Who may know: the agency whose duties are nearest, and the subjects of what was found and says a piece of it.
pub(super) fn hint(snapshot: &Snapshot, asked: &Asked<'_>, found: &[Match], passages: &[Passage]) -> GapHint {
    let duties = |text: &str| {
        let said = passage::Said::read(text, asked.lexicon);
        asked.meant().filter(|(unit, _)| said.says(&unit.piece, asked.lexicon)).map(|(_, weight)| weight).sum::<f32>()
    };
    let agencies = || asked.book.agencies.iter().filter_map(|(segment, entry)| snapshot.entry_at(*segment, *entry));
    let by_duties = agencies().map(|entry| {
        (
            duties(&format!("{}\n{}", entry.stored.title, entry.stored.summary.as_deref().unwrap_or_default())),
            entry.stored.id.clone(),
        )
    });
    let by_duties = by_duties
        .filter(|(said, _)| *said > 0.0)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(&a.1)))
        .map(|(_, id)| id);
    let matter = Matters::shared().top(&asked.leaning).filter(|_| asked.leaning.most >= SURE_OF_MATTER);
    let is_private = asked.leaning.private() >= SURE_OF_MATTER;
    let advice =
        Matters::shared().top(&asked.leaning).filter(|_| is_private).and_then(Matter::advice).map(str::to_owned);
    // 公安 sees to passports, whatever the duties that are written here say of them.
    let by_name = matter.and_then(Matter::department).and_then(|department| {
        let named = agencies().filter(|entry| entry.stored.title.contains(department));
        named
            .min_by_key(|entry| (entry.stored.title.chars().count(), &entry.stored.id))
            .map(|entry| entry.stored.id.clone())
    });
    let agency = by_name.or(by_duties).filter(|_| !is_private);
    let mut subjects: Vec<String> = Vec::new();
    let entries = found.iter().filter_map(|found| snapshot.entry_at(found.scored.segment, found.scored.entry));
    let says_some = |id: &DocumentId| passages.iter().any(|passage| passage.share > 0.0 && passage.place.policy == *id);
    for subject in
        entries.filter(|entry| says_some(&entry.stored.id)).flat_map(|entry| entry.stored.facet(Facet::Subject))
    {
        if subjects.len() < MOST_SUBJECTS && !subjects.contains(&subject.label) {
            subjects.push(subject.label.clone());
        }
    }
    let matter = matter.filter(|_| !is_private).map(|matter| matter.name.clone());
    GapHint { agency, subjects, matter, is_private, advice }
}
