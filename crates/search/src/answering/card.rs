//! The card: the question that comes first, and whether it is sure enough to be shown as the answer.

use domain::Validity;

use super::{
    asked::Asked,
    candidates::Candidate,
    features::{FEATURES, Features},
};
use crate::trees::Trees;

/// Numbers that the likelihood of a card is computed of.
pub(crate) const MEASURED: usize = 5 + FEATURES + 2 + MATTERS + 1;
/// Of them, those that tell of the matter.
pub(super) const MATTERS: usize = 6;
/// Reasons told to whoever asks why.
const MOST_REASONS: usize = 6;
/// A lead over others counts no more than this.
const MOST_LEAD: f32 = 6.0;
const MOST_POLICY_LEAD: f32 = 8.0;
/// The lead over the next question without which none is sure.
const LEAST_LEAD: f32 = 0.4;
/// How likely a card must be right to be shown; chosen as `docs/adr/0012-the-matters-people-bring.md` tells.
const SURE: f32 = 0.86;

/// The question that comes first, with why not where it is none.
pub(crate) struct Sure<'a> {
    pub(crate) best: &'a Candidate,
    /// What forbids the card, in Chinese.
    pub(crate) forbidden: Option<&'static str>,
    /// Its lead over others as log-odds: over all questions, and of its policy over other policies.
    pub(super) lead: f32,
    pub(super) policy_lead: f32,
    /// What is measured of the matter.
    pub(super) matters: [f32; MATTERS],
    /// In the order of the names in `data/card.json`.
    measured: [f32; MEASURED],
    /// The query is one of its wordings, letter by letter, and of no other question.
    is_its_wording: bool,
}

impl Sure<'_> {
    /// Whether a card is shown.
    pub(crate) fn is_sure(&self) -> bool {
        self.is_its_wording || (self.forbidden.is_none() && self.likelihood() >= SURE)
    }

    /// What most moves its likelihood, by name.
    pub(crate) fn reasons(&self) -> Vec<(String, f32)> {
        Trees::card()
            .reasons(&self.measured)
            .into_iter()
            .take(MOST_REASONS)
            .map(|(name, by)| (name.to_owned(), by))
            .collect()
    }

    /// How likely it is right, 0..=1.
    pub(crate) fn likelihood(&self) -> f32 {
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
pub(super) fn matter_measured(asked: &Asked<'_>, best: &Features, standing: &[&Candidate]) -> [f32; MATTERS] {
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
pub(super) fn forbidden(asked: &Asked<'_>, best: &Candidate) -> Option<&'static str> {
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
