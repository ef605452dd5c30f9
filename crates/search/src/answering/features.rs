//! What is measured of a question beside a query, and how much each number weighs.

use super::{leaning::Agreement, maxsim::Nearness};

/// What is measured of a question beside a query; each adds `weight · value` to its score.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Features {
    /// The part of what tells that the question, its answer or its policy's title say, 0..=1; what only the full answer or
    /// the clauses say counts half.
    pub(crate) covered: f32,
    /// The part that is known at all.
    pub(crate) far: f32,
    /// The heaviest piece that is not known, and all of them.
    pub(crate) unknown: f32,
    pub(crate) unknown_sum: f32,
    /// Unknown schemes, things, trades and stages; unknown groups and places.
    pub(crate) strange: f32,
    pub(crate) strange_group: f32,
    /// Unknown places.
    pub(crate) strange_place: f32,
    /// Schemes, things, trades and stages that only the full answer or the clauses mention.
    pub(crate) mentioned: f32,
    /// 1 the question itself asks for the same point, 0.7 another wording does, 0.5 for one akin, 0.4 both ask whether.
    pub(crate) aspect: f32,
    /// The part of the points asked for that the question asks for.
    pub(crate) aspect_share: f32,
    /// 1: points are asked for, and none of them here.
    pub(crate) aspect_against: f32,
    /// 1: one is to pay, the other to receive; by all wordings, by the question itself.
    pub(crate) money_against: f32,
    pub(crate) money_against_first: f32,
    /// 1: a penalty is asked for, and none here.
    pub(crate) penalty: f32,
    /// The part of a wording that the query says too, of the best one and of the question itself.
    pub(crate) echo: f32,
    pub(crate) echo_first: f32,
    /// Likeness of characters, of the best wording and of the question itself.
    pub(crate) likeness: f32,
    pub(crate) likeness_first: f32,
    /// The heaviest piece agreed on.
    pub(crate) agreed: f32,
    /// The heaviest piece agreed on that names what this is about.
    pub(crate) topical: f32,
    /// 1: an age lies within what the question speaks of, −1 outside.
    pub(crate) age: f32,
    /// Denied schemes, other years, the wrong persons.
    pub(crate) against: f32,
    /// What the question itself says apart from its siblings, and the query does not; the heaviest of it.
    pub(crate) missing: f32,
    pub(crate) missing_most: f32,
    /// Nearness in meaning, of the best wording and of the question itself.
    pub(crate) near: f32,
    pub(crate) near_first: f32,
    /// How much the query tells at all, up to 1.5.
    pub(crate) telling: f32,
    /// 1: no point is asked for.
    pub(crate) pointless: f32,
    /// Schemes, trades and stages that are a sort of what the question speaks of.
    pub(crate) wider: f32,
    /// Likeness of the points asked for, of the question itself and of the best wording.
    pub(crate) points_first: f32,
    pub(crate) points: f32,
    /// The best wording in all at once.
    pub(crate) joint: f32,
    /// Word by word.
    pub(crate) words: Nearness,
    /// The heaviest piece that is not known, less as far as something near it is told.
    pub(crate) unknown_far: f32,
    /// Schemes, things, trades, groups and stages named within a longer name, and not known; the heaviest.
    pub(crate) also_unknown: f32,
    /// The heaviest scheme, thing, trade or stage that is agreed on.
    pub(crate) matter: f32,
    /// What is denied, and the question speaks of; the heaviest.
    pub(crate) denied: f32,
    /// Sets of which the query names one kind and the question only others, up to 2; 1 where the full answer or the clauses know it.
    pub(crate) other_kind: f32,
    pub(crate) other_kind_told: f32,
    /// Sets of which both name one kind, up to 3.
    pub(crate) same_kind: f32,
    /// How far both are about one matter of the library.
    pub(crate) matters: Agreement,
    /// Cosine with the wording that is most alike, characters and pairs weighed as in the library, 0..=1.
    pub(crate) alike: f32,
}

/// The number of [`Features`].
pub(crate) const FEATURES: usize = 53;

impl Features {
    /// In the order of [`WEIGHTS`].
    pub(crate) fn list(&self) -> [f32; FEATURES] {
        [
            self.covered,
            self.far,
            self.unknown,
            self.unknown_sum,
            self.strange,
            self.strange_group,
            self.mentioned,
            self.aspect,
            self.aspect_share,
            self.aspect_against,
            self.money_against,
            self.penalty,
            self.echo,
            self.echo_first,
            self.likeness,
            self.agreed,
            self.age,
            self.against,
            self.topical,
            self.missing,
            self.near,
            self.near_first,
            self.telling,
            self.pointless,
            self.wider,
            self.points_first,
            self.points,
            self.joint,
            self.likeness_first,
            self.missing_most,
            self.money_against_first,
            self.words.part,
            self.words.said,
            self.words.told,
            self.words.furthest,
            self.words.far,
            self.words.back,
            self.unknown_far,
            self.also_unknown,
            self.matter,
            self.denied,
            self.other_kind,
            self.other_kind_told,
            self.same_kind,
            self.matters.same,
            self.matters.common,
            self.matters.theirs,
            self.matters.ours,
            self.matters.domain,
            self.matters.point,
            self.matters.point_any,
            self.matters.points,
            self.alike,
        ]
    }
}

/// Weights of [`Features`], fitted as `docs/adr/0011-answers-from-statements.md` tells.
#[allow(clippy::approx_constant, reason = "a fitted number that looks like 1/π by chance")]
pub(super) const WEIGHTS: [f32; FEATURES] = [
    0.291, 0.449, 1.050, -1.435, -0.095, 0.877, -0.078, 1.415, 0.318, 0.114, -0.908, -0.561, -0.090, 0.105, -4.399,
    0.606, 0.480, -0.255, 0.154, -0.406, 4.751, 2.119, -0.000, 0.324, -0.923, 0.564, 0.301, 0.820, -1.555, 0.406,
    -0.858, -1.965, 7.286, 9.935, 0.847, 0.446, 0.625, -1.392, -1.688, -0.812, -0.243, -0.039, 0.213, 0.146, 0.305,
    0.219, 0.045, 0.062, 0.104, -0.028, 0.318, 0.502, 9.353,
];
