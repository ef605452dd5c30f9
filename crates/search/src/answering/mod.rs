//! Whether an authored question is what somebody asked: sure, or nothing (`domain.md` N1: an answer only when sure).
//!
//! Both sides are read as typed statements — scheme, thing, group, place, point asked for, numbers — with the lexicon
//! ([`crate::language`], `statement`), and beside all matters that people bring to a government (`matters`). Agreement and
//! contradiction are different evidence (`judge`). Three calibrated decisions follow: which question comes first, whether it is sure
//! enough for a card (`trees`), and whether anything here speaks of the matter at all.

pub(crate) mod beside;
pub(crate) mod book;
pub(crate) mod explain;
pub(crate) mod judge;
pub(crate) mod matters;
pub(crate) mod maxsim;
pub(crate) mod passage;
pub(crate) mod policy_titles;
pub(crate) mod statement;
pub(crate) mod twins;

use std::{cmp::Ordering, sync::Arc};

use domain::{
    DocumentId, Validity,
    search::{Decided, GapHint},
};

use crate::{
    Error,
    language::{gist::Piece, lexicon::Class},
    results::Found,
    snapshot::Snapshot,
    trees::{Trees, logistic},
};
use beside::Beside;
use judge::{Asked, Evidence, FEATURES, Features};
use matters::{Matter, Matters};
use passage::Passage;
use statement::{Layer, Statement};

/// Questions offered at the most.
const MOST_SIMILAR: usize = 3;
/// How far below the best a question that is offered may score; and where nothing speaks of the matter.
const WORTH_OFFERING: f32 = 5.0;
const WORTH_OFFERING_AT_A_GAP: f32 = 2.0;
/// What of the query one that is offered or lifted must say, word by word; and where nothing speaks of the matter.
const LEAST_SAID: f32 = 0.25;
const SAID_AT_A_GAP: f32 = 0.45;
/// And how much the heaviest piece on which both agree must tell: 怎么办 is in every other question.
const AGREED_AT_A_GAP: f32 = 0.3;
/// Questions that lift themselves and their policies in the list, and how likely one must be.
const MOST_LIFTED: usize = 5;
const LEAST_LIKELY: f32 = 0.02;
/// Reasons told to whoever asks why.
const MOST_REASONS: usize = 6;
/// How much of the best score a certain question adds to its own and to its policy's.
const LIFT: f32 = 0.8;
/// The same of a policy whose title is about the matter asked about, by how much the two have in common; and how much that must be.
const LIFT_BY_MATTER: f32 = 0.8;
const LEAST_COMMON: f32 = 0.08;

/// A question with what speaks for and against it.
pub(crate) struct Candidate {
    pub(crate) statement: usize,
    pub(crate) evidence: Evidence,
    /// Its state on the day of asking.
    pub(crate) state: Option<Validity>,
}

impl Candidate {
    fn stands(&self) -> bool {
        matches!(self.state, None | Some(Validity::InForce))
    }
}

fn weighed(bias: f32, weights: &[f32], measured: &[f32]) -> f32 {
    logistic(bias + weights.iter().zip(measured).map(|(weight, value)| weight * value).sum::<f32>())
}

/// All questions beside a query, best first.
pub(crate) fn candidates(snapshot: &Snapshot, asked: &Asked<'_>) -> Vec<Candidate> {
    let book = asked.book;
    let state = |at: usize| {
        let (segment, entry) = book.places.get(at)?;
        snapshot.entry_at(*segment, *entry)?.validity(asked.today)
    };
    let of = |(at, (statement, beside)): (usize, (&Arc<Statement>, &Beside))| Candidate {
        statement: at,
        evidence: asked.evidence(statement, beside),
        state: state(at),
    };
    let mut candidates: Vec<Candidate> = book.statements.iter().zip(&book.beside).enumerate().map(of).collect();
    let id = |candidate: &Candidate| book.statements.get(candidate.statement).map(|statement| &statement.id);
    let order = |a: &Candidate, b: &Candidate| -> Ordering {
        b.evidence.score.total_cmp(&a.evidence.score).then_with(|| id(a).cmp(&id(b)))
    };
    candidates.sort_by(order);
    candidates
}

/// What lifts documents in the list: how likely each of the best questions answers, and how far the title of a policy is about the
/// same matter.
pub(crate) fn lifts(
    snapshot: &Snapshot,
    asked: &Asked<'_>,
    sure: &Sure<'_>,
    candidates: &[Candidate],
) -> Vec<(DocumentId, f32)> {
    let mut lifts: Vec<(DocumentId, f32)> = Vec::new();
    let likelihood = sure.likelihood();
    for candidate in candidates
        .iter()
        .filter(|candidate| candidate.stands() || candidate.state == Some(Validity::NotYetEffective))
        .take(MOST_LIFTED)
    {
        let Some(statement) = asked.book.statements.get(candidate.statement) else { continue };
        if candidate.evidence.features.words.said < LEAST_SAID {
            continue;
        }
        let likelihood = likelihood * (candidate.evidence.score - sure.best.evidence.score).exp().min(1.0);
        if likelihood >= LEAST_LIKELY {
            lifts.push((statement.id.clone(), likelihood * LIFT));
            lifts.extend(statement.policy.clone().map(|policy| (policy, likelihood * LIFT)));
        }
    }
    for ((segment, entry), common) in
        asked.book.titles.near(&asked.leaning).filter(|(_, common)| *common >= LEAST_COMMON)
    {
        if let Some(entry) = snapshot
            .entry_at(segment, entry)
            .filter(|entry| matches!(entry.validity(asked.today), None | Some(Validity::InForce)))
        {
            lifts.push((entry.stored.id.clone(), common * LIFT_BY_MATTER));
        }
    }
    lifts
}

/// Numbers that the likelihood of a card is computed of.
pub(crate) const MEASURED: usize = 5 + FEATURES + 2 + MATTERS + 1;
/// Of them, those that tell of the matter.
const MATTERS: usize = 6;

/// The question that comes first, with why not where it is none.
pub(crate) struct Sure<'a> {
    best: &'a Candidate,
    /// What forbids the card, in Chinese.
    forbidden: Option<&'static str>,
    /// Its lead over others as log-odds: over all questions, and of its policy over other policies.
    lead: f32,
    policy_lead: f32,
    /// What is measured of the matter.
    matters: [f32; MATTERS],
    /// In the order of the names in `data/card.json`.
    measured: [f32; MEASURED],
    /// The query is one of its wordings, letter by letter, and of no other question.
    is_its_wording: bool,
}

impl Sure<'_> {
    fn is_sure(&self) -> bool {
        self.is_its_wording || (self.forbidden.is_none() && self.likelihood() >= SURE)
    }

    /// What most moves its likelihood, by name.
    fn reasons(&self) -> Vec<(String, f32)> {
        Trees::card()
            .reasons(&self.measured)
            .into_iter()
            .take(MOST_REASONS)
            .map(|(name, by)| (name.to_owned(), by))
            .collect()
    }

    /// How likely it is right, 0..=1.
    fn likelihood(&self) -> f32 {
        if self.is_its_wording { 1.0 } else { Trees::card().likelihood(&self.measured) }
    }
}

/// The one question that stands and has just this wording.
fn worded<'a>(asked: &Asked<'_>, candidates: &'a [Candidate]) -> Option<&'a Candidate> {
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let wanted = letters(&asked.typed);
    let is_it = |candidate: &&Candidate| {
        asked
            .book
            .statements
            .get(candidate.statement)
            .is_some_and(|statement| statement.wordings.iter().any(|wording| letters(&wording.text) == wanted))
    };
    let mut worded =
        candidates.iter().filter(|candidate| candidate.stands() && !candidate.evidence.is_disowned).filter(is_it);
    worded.next().filter(|_| wanted.chars().nth(3).is_some() && worded.next().is_none())
}

/// A lead over others counts no more than this.
const MOST_LEAD: f32 = 6.0;
const MOST_POLICY_LEAD: f32 = 8.0;

/// The question that comes first of those that stand.
pub(crate) fn surest<'a>(asked: &Asked<'_>, candidates: &'a [Candidate]) -> Option<Sure<'a>> {
    let policy = |candidate: &Candidate| {
        asked.book.statements.get(candidate.statement).and_then(|statement| statement.policy.as_ref())
    };
    let standing: Vec<&Candidate> = candidates.iter().filter(|candidate| candidate.stands()).collect();
    let best = *standing.first()?;
    let score = best.evidence.score;
    let lead_over =
        |other: Option<&&Candidate>, most: f32| other.map_or(most, |other| (score - other.evidence.score).min(most));
    let others = standing.iter().skip(1);
    let lead = lead_over(others.clone().next(), MOST_LEAD);
    let share = |of: &dyn Fn(&Candidate) -> bool| {
        standing
            .iter()
            .filter(|candidate| of(candidate))
            .map(|candidate| (candidate.evidence.score - score).exp())
            .sum::<f32>()
    };
    let all = share(&|_| true);
    let log_odds = |share: f32| ((share + 1e-6) / (1.0 - share + 1e-6)).ln();
    let (own, of_policy) =
        (log_odds(1.0 / all), log_odds((share(&|candidate| policy(candidate) == policy(best)) / all).min(1.0)));
    let features = &best.evidence.features;
    let leads = [
        own,
        lead,
        lead_over(others.clone().find(|candidate| policy(candidate) != policy(best)), MOST_POLICY_LEAD),
        of_policy,
        lead_over(others.clone().find(|candidate| policy(candidate) == policy(best)), MOST_LEAD),
    ];
    let together = [features.missing_most * (1.0 - features.likeness), features.unknown_sum / (features.telling + 0.1)];
    let matters = matter_measured(asked, features, &standing);
    let coming = candidates.iter().find(|candidate| candidate.state == Some(Validity::NotYetEffective));
    let is_coming = coming.is_some_and(|coming| coming.evidence.score > score);
    let forbidden = forbidden(asked, best)
        .or_else(|| is_coming.then_some("还没有施行的规定更对得上"))
        .or_else(|| (lead < LEAST_LEAD).then_some("两个问题分不出"));
    let is_forbidden = if forbidden.is_some() { 1.0 } else { 0.0 };
    let mut measured = [0.0; MEASURED];
    for (slot, value) in measured
        .iter_mut()
        .zip(leads.into_iter().chain(features.list()).chain(together).chain(matters).chain([is_forbidden]))
    {
        *slot = value;
    }
    let mut sure =
        Sure { best, forbidden, lead: own, policy_lead: of_policy, matters, measured, is_its_wording: false };
    if let Some(worded) = worded(asked, candidates) {
        sure = Sure { best: worded, forbidden: None, is_its_wording: true, ..sure };
    }
    Some(sure)
}

/// What matter a query is about, and how far the best question and any question is.
fn matter_measured(asked: &Asked<'_>, best: &Features, standing: &[&Candidate]) -> [f32; MATTERS] {
    let leaning = &asked.leaning;
    let most_common =
        standing.iter().map(|candidate| candidate.evidence.features.matters.common).fold(best.matters.common, f32::max);
    [
        (leaning.most + 1e-4).ln(),
        leaning.entropy,
        leaning.nearest,
        leaning.private(),
        leaning.nearest - best.alike,
        most_common - best.matters.common,
    ]
}

/// Words of one who asks for another thing as well, and of one who asks for a firm.
const ALSO: [&str; 4] = ["另外", "顺便", "再问", "还想问"];
const FIRM: [&str; 5] = ["公司名下", "我们公司", "我公司", "有限责任公司", "有限公司"];
/// Letters of a query that only names a matter.
const BARE: usize = 6;

/// What contradicts so that no likeness outweighs it.
fn forbidden(asked: &Asked<'_>, best: &Candidate) -> Option<&'static str> {
    let features = &best.evidence.features;
    let text = &asked.gist.text;
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let is_for_firms = || asked.book.statements.get(best.statement).is_none_or(|statement| statement.is_for_firms);
    let is_bare = || {
        features.pointless > 0.0
            && features.likeness < 0.8
            && text.chars().filter(|c| c.is_alphanumeric()).count() <= BARE
    };
    match () {
        () if best.evidence.is_disowned => Some("作者注明不答这个"),
        () if is_bare() => Some("没有问哪一点"),
        () if says(&ALSO) => Some("一次问了两件事"),
        () if says(&FIRM) && !is_for_firms() => Some("替单位问的，这里答的是个人"),
        () if features.penalty > 0.0 || features.against >= 1.0 || features.age < 0.0 => Some("数、年份或者否定对不上"),
        () if features.strange_place > 0.0 => Some("说的地方，这里没有"),
        () if features.aspect_against > 0.0 => Some("问的不是这一点"),
        () if features.money_against > 0.0 || features.money_against_first > 0.0 => Some("一个问交钱，一个问领钱"),
        () => None,
    }
}

/// The part of a query that the title of a policy says, and its best clause, for it to stand among the first.
const NAMED_IN_TITLE: f32 = 0.5;
const SAID_IN_CLAUSE: f32 = 0.75;

/// What is decided of a query, of what the questions and the best documents say; and the policies that stand among the first,
/// since they say what was asked.
pub(crate) fn decide(
    snapshot: &Snapshot,
    asked: &Asked<'_>,
    sure: Option<&Sure<'_>>,
    candidates: &[Candidate],
    found: &[Found],
) -> Result<(Decided, Vec<DocumentId>), Error> {
    let book = asked.book;
    let id = |candidate: &Candidate| book.statements.get(candidate.statement).map(|statement| statement.id.clone());
    let mut decided = Decided::default();
    let mut foremost = Vec::new();
    if let Some(sure) = sure.filter(|sure| sure.is_sure()) {
        decided.card = id(sure.best);
        let policy_of = |candidate: &Candidate| {
            book.statements.get(candidate.statement).and_then(|statement| statement.policy.clone())
        };
        // Whoever remembers the old answer sees that it is the old one.
        let as_good = |candidate: &&Candidate| {
            candidate.evidence.score >= sure.best.evidence.score - SAME_MATTER
                && candidate.evidence.features.aspect >= 0.7
        };
        let is_past = |candidate: &&Candidate| {
            matches!(
                candidate.state,
                Some(Validity::Repealed | Validity::Expired | Validity::Amended | Validity::PartlyVoid)
            )
        };
        decided.before = candidates.iter().filter(is_past).find(as_good).and_then(id);
        let is_coming = |candidate: &&Candidate| {
            candidate.state == Some(Validity::NotYetEffective) && policy_of(candidate) != policy_of(sure.best)
        };
        decided.coming = candidates.iter().filter(is_coming).find(as_good).and_then(id);
    }
    let best_score = sure.map_or(0.0, |sure| sure.best.evidence.score);
    let is_offered = |candidate: &&Candidate| {
        (candidate.stands() || candidate.state == Some(Validity::NotYetEffective))
            && candidate.evidence.score >= best_score - WORTH_OFFERING
            && candidate.evidence.features.words.said >= LEAST_SAID
    };
    if decided.card.is_none() {
        let passages = passage::passages(snapshot, found, asked)?;
        let is_gap = weighed(GAP_BIAS, &GAP_WEIGHTS, &gap_measured(asked, sure, candidates, &passages)) >= GAP;
        // Where nothing speaks of the matter, only what is quite like it is offered.
        let is_like = |candidate: &&Candidate| {
            let features = &candidate.evidence.features;
            candidate.evidence.score >= best_score - WORTH_OFFERING_AT_A_GAP
                && features.words.said >= SAID_AT_A_GAP
                && features.agreed >= AGREED_AT_A_GAP
        };
        decided.similar = candidates
            .iter()
            .filter(|candidate| is_offered(candidate) && (!is_gap || is_like(candidate)))
            .filter_map(id)
            .take(MOST_SIMILAR)
            .collect();
        if is_gap {
            decided.gap = Some(hint(snapshot, asked, found, &passages));
        } else {
            decided.passage = passage::answering(&passages, asked).map(|passage| passage.place.clone());
            let says_it = |passage: &&Passage| passage.title_share >= NAMED_IN_TITLE && passage.share >= SAID_IN_CLAUSE;
            foremost.extend(
                decided
                    .passage
                    .iter()
                    .map(|place| place.policy.clone())
                    .chain(passages.iter().find(says_it).map(|passage| passage.place.policy.clone())),
            );
            foremost.dedup();
        }
    }
    Ok((decided, foremost))
}

/// Numbers that the gap is computed of.
const GAP_MEASURED: usize = 22 + 8 + MATTERS;

/// What tells whether nothing here speaks of the matter, in the order of [`GAP_WEIGHTS`].
fn gap_measured(
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
            .map(statement::Known::layer)
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
fn hint(snapshot: &Snapshot, asked: &Asked<'_>, found: &[Found], passages: &[Passage]) -> GapHint {
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
    for subject in entries.filter(|entry| says_some(&entry.stored.id)).flat_map(|entry| &entry.stored.subjects) {
        if subjects.len() < MOST_SIMILAR && !subjects.contains(subject) {
            subjects.push(subject.clone());
        }
    }
    let matter = matter.filter(|_| !is_private).map(|matter| matter.name.clone());
    GapHint { agency, subjects, matter, is_private, advice }
}

/// How likely a query must be about one matter for it to be named to readers.
const SURE_OF_MATTER: f32 = 0.5;
/// The lead over the next question without which none is sure.
const LEAST_LEAD: f32 = 0.4;
/// A question that scores less than this below the card is not of the same matter.
const SAME_MATTER: f32 = 1.5;
/// How likely a card must be right to be shown, and how likely nothing speaks of the matter to say so; chosen as
/// `docs/adr/0012-the-matters-people-bring.md` tells.
const SURE: f32 = 0.86;
const GAP: f32 = 0.2;
const GAP_WEIGHTS: [f32; GAP_MEASURED] = [
    -8.328, 0.561, 2.002, 0.135, -0.119, 0.273, -2.327, 0.102, -2.631, 1.000, 1.865, -0.443, 1.283, -2.034, 2.448,
    1.803, 1.789, -1.192, -0.015, -0.246, 0.634, 1.445, -0.257, -0.118, -0.025, -0.185, -0.235, 0.153, 0.045, -0.342,
    1.136, 0.212, 6.897, 5.008, 1.305, -0.341,
];
const GAP_BIAS: f32 = -7.613;

#[cfg(test)]
mod tests;
