//! What a document brings along, whatever was asked.

use domain::{Kind, Validity};
use serde::{Deserialize, Serialize};

use crate::{
    authority::Authority,
    snapshot::entry::Entry,
    standing::{has_ended, is_stale},
};

/// Factors of a document's score. They say what a portal wants to be read first where texts match about equally; an
/// operator may set them, 1 is neutral.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Priors {
    /// 宪法、法律
    pub law: f32,
    /// 行政法规
    pub regulation: f32,
    /// 地方性法规、规章
    pub local: f32,
    /// 司法解释
    pub ruling: f32,
    /// 规范性文件
    pub document: f32,
    /// Laws, regulations and rulings in a portal of which they are the smaller part: whole texts about all of a matter, which
    /// crowd out the one that answers.
    pub whole_law: f32,
    /// 问答
    pub question: f32,
    /// 解读
    pub interpretation: f32,
    /// 图表
    pub figure: f32,
    /// 音频视频
    pub media: f32,
    /// 回应
    pub response: f32,
    /// 机构
    pub agency: f32,
    /// What each e-fold of passages takes away: who has many passages has many chances to match.
    pub length: f32,
    /// What is no longer in force: its successor, in much the same words, comes first.
    pub not_in_force: f32,
    /// An explanation of what has changed: whoever reads it first acts on sums and days that are over, so current ones come
    /// first even where they match less well.
    pub not_standing: f32,
}

impl Default for Priors {
    fn default() -> Self {
        Self {
            law: 1.2,
            regulation: 1.0,
            local: 1.0,
            ruling: 1.0,
            document: 1.0,
            whole_law: 0.8,
            question: 1.0,
            interpretation: 1.0,
            figure: 1.0,
            media: 1.0,
            response: 1.0,
            agency: 1.0,
            length: 0.04,
            not_in_force: 0.6,
            not_standing: 0.5,
        }
    }
}

/// The largest factor that an operator may set; more would put anything before what answers.
const MOST: f32 = 5.0;
/// The largest [`Priors::length`]: with more, a document of 200 passages would count nothing.
const MOST_LENGTH: f32 = 0.18;

impl Priors {
    /// The first factor that makes no sense, by its name, with what is allowed.
    pub fn fault(&self) -> Option<(&'static str, std::ops::RangeInclusive<f32>)> {
        let factors = [
            ("law", self.law),
            ("regulation", self.regulation),
            ("local", self.local),
            ("ruling", self.ruling),
            ("document", self.document),
            ("whole_law", self.whole_law),
            ("question", self.question),
            ("interpretation", self.interpretation),
            ("figure", self.figure),
            ("media", self.media),
            ("response", self.response),
            ("agency", self.agency),
            ("not_in_force", self.not_in_force),
            ("not_standing", self.not_standing),
        ];
        let of_length = ("length", self.length, 0.0..=MOST_LENGTH);
        let all = factors.into_iter().map(|(name, value)| (name, value, 0.0..=MOST)).chain([of_length]);
        all.into_iter().find(|(_, value, allowed)| !allowed.contains(value)).map(|(name, _, allowed)| (name, allowed))
    }

    /// Of a document that has so many passages; `is_mixed`: statutes are the smaller part of the portal.
    pub(crate) fn of(&self, entry: &Entry, passages: usize, is_mixed: bool) -> f32 {
        let authority = match entry.authority {
            Authority::Law => self.law,
            Authority::Regulation => self.regulation,
            Authority::Local => self.local,
            Authority::Ruling => self.ruling,
            Authority::Document => self.document,
            Authority::Nothing => 1.0,
        };
        #[allow(
            clippy::match_wildcard_for_single_variants,
            reason = "a kind that nobody has measured weighs as a policy does"
        )]
        let kind = match entry.stored.kind {
            Kind::Question => self.question,
            Kind::Interpretation => self.interpretation,
            Kind::Figure => self.figure,
            Kind::Media => self.media,
            Kind::Response => self.response,
            Kind::Agency => self.agency,
            _ => 1.0,
        };
        let whole = if is_mixed && entry.authority.is_statute() { self.whole_law } else { 1.0 };
        #[allow(clippy::cast_precision_loss, reason = "a count, for a logarithm")]
        let length = 1.0 - self.length * (passages.max(1) as f32).ln();
        authority * kind * whole * length.max(0.0)
    }

    /// Of its standing today.
    pub(crate) fn of_standing(&self, kind: Kind, validity: Option<Validity>) -> f32 {
        if is_stale(kind, validity) {
            self.not_standing
        } else if has_ended(kind, validity) {
            self.not_in_force
        } else {
            1.0
        }
    }
}
