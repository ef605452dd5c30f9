//! 有效性: whether a document is in force, computed at the moment of asking and never stored.

use serde::{Deserialize, Serialize};

use crate::{Date, DocumentId, EdgeType};

/// The seven states (`contracts.md`, `validity`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Validity {
    /// 尚未生效
    NotYetEffective,
    /// 现行有效
    InForce,
    /// 已修改
    Amended,
    /// 部分失效
    PartlyVoid,
    /// 已废止
    Repealed,
    /// 已失效（期满）
    Expired,
    /// 待清理
    UnderReview,
}

impl Validity {
    /// Every state, in the order of the contract.
    pub const ALL: [Self; 7] = [
        Self::NotYetEffective,
        Self::InForce,
        Self::Amended,
        Self::PartlyVoid,
        Self::Repealed,
        Self::Expired,
        Self::UnderReview,
    ];

    /// The word of the contract.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotYetEffective => "not_yet_effective",
            Self::InForce => "in_force",
            Self::Amended => "amended",
            Self::PartlyVoid => "partly_void",
            Self::Repealed => "repealed",
            Self::Expired => "expired",
            Self::UnderReview => "under_review",
        }
    }

    /// Reads the word of the contract.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// The word a reader sees.
    pub const fn label(self) -> &'static str {
        match self {
            Self::NotYetEffective => "尚未生效",
            Self::InForce => "现行有效",
            Self::Amended => "已修改",
            Self::PartlyVoid => "部分失效",
            Self::Repealed => "已废止",
            Self::Expired => "已失效（期满）",
            Self::UnderReview => "待清理",
        }
    }

    /// Whether one can still act on the document as a whole.
    pub const fn is_in_force(self) -> bool {
        matches!(self, Self::InForce | Self::Amended | Self::PartlyVoid | Self::UnderReview)
    }
}

/// The moment another document changed this one's validity, and which.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// What was done.
    #[serde(rename = "type")]
    pub edge_type: EdgeType,
    /// The day it takes effect; `None` is “at once”.
    pub on: Option<Date>,
    /// The document that did it.
    pub by: DocumentId,
    /// The clause that was meant; `None` where that was not said, or the whole document was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
}

/// All that the validity of one document is computed from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ValidityFacts {
    /// The first day in force.
    pub effective_on: Option<Date>,
    /// The last day in force.
    pub expires_on: Option<Date>,
    /// What public documents did to it, in any order.
    #[serde(default)]
    pub changes: Vec<Change>,
    /// What the source declared.
    pub declared: Option<Validity>,
    /// Of an explanation: some of what it rests on says nothing of its time, so nobody knows that it is in force.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub rests_on_unknown: bool,
}

/// What validity a document has on a day, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValidityStatement {
    /// The state.
    pub state: Validity,
    /// Since which day, where known.
    pub since: Option<Date>,
    /// The document that caused it.
    pub by: Option<DocumentId>,
}

impl ValidityFacts {
    /// The state on a day: what every mark on cards, hits, lists, pages and in the API says. `None` is “有效性未标注”.
    pub fn state_on(&self, day: Date) -> Option<Validity> {
        self.on(day).map(|statement| statement.state)
    }

    /// Whether there is anything from which one could know that it is in force.
    pub const fn says_when(&self) -> bool {
        (self.effective_on.is_some() || self.declared.is_some()) && !self.rests_on_unknown
    }

    /// The validity on a day; `None` where nothing at all is known, and nothing is invented.
    ///
    /// Order of strength: repealed or replaced, expired, not yet effective, partly void, amended, in
    /// force. A declared state is used only where dates and changes say nothing.
    pub fn on(&self, today: Date) -> Option<ValidityStatement> {
        let happened = |wanted: &[EdgeType]| {
            self.changes
                .iter()
                .filter(|change| wanted.contains(&change.edge_type) && change.on.is_none_or(|on| on <= today))
                .min_by_key(|change| change.on)
        };
        let of = |state, since, by| Some(ValidityStatement { state, since, by });
        if let Some(change) = happened(&[EdgeType::Repeals, EdgeType::Replaces]) {
            return of(Validity::Repealed, change.on, Some(change.by.clone()));
        }
        if let Some(last) = self.expires_on.filter(|last| *last < today) {
            return of(Validity::Expired, last.tomorrow().ok(), None);
        }
        if let Some(first) = self.effective_on.filter(|first| *first > today) {
            return of(Validity::NotYetEffective, Some(first), None);
        }
        if let Some(change) = happened(&[EdgeType::PartlyRepeals]) {
            return of(Validity::PartlyVoid, change.on, Some(change.by.clone()));
        }
        if let Some(change) = happened(&[EdgeType::Amends]) {
            return of(Validity::Amended, change.on, Some(change.by.clone()));
        }
        match self.declared {
            Some(Validity::InForce) | None if self.rests_on_unknown => return None,
            Some(Validity::InForce) | None => self.effective_on.map(|first| ValidityStatement {
                state: Validity::InForce,
                since: Some(first),
                by: None,
            }),
            // A source's own word stands where no date or document contradicts it.
            Some(state) => of(state, None, None),
        }
        .or_else(|| self.declared.and_then(|state| of(state, None, None)))
    }

    /// The next day after `today` on which [`Self::on`] may answer something else.
    pub fn next_change(&self, today: Date) -> Option<Date> {
        let after_expiry = self.expires_on.and_then(|last| last.tomorrow().ok());
        self.changes
            .iter()
            .filter_map(|change| change.on)
            .chain(self.effective_on)
            .chain(after_expiry)
            .filter(|day| *day > today)
            .min()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn state(facts: &ValidityFacts, today: Date) -> Option<Validity> {
        facts.state_on(today)
    }

    fn change(edge_type: EdgeType, on: Option<Date>) -> Change {
        Change { edge_type, on, by: DocumentId::parse("later").expect("an id"), clause: None }
    }

    #[test]
    fn nothing_known_is_unknown() {
        assert_eq!(state(&ValidityFacts::default(), date(2026, 1, 1)), None);
    }

    #[test]
    fn a_term_begins_and_ends_by_itself() {
        let facts = ValidityFacts {
            effective_on: Some(date(2026, 3, 1)),
            expires_on: Some(date(2031, 2, 28)),
            ..ValidityFacts::default()
        };
        assert_eq!(state(&facts, date(2026, 2, 28)), Some(Validity::NotYetEffective));
        assert_eq!(state(&facts, date(2026, 3, 1)), Some(Validity::InForce));
        assert_eq!(state(&facts, date(2031, 2, 28)), Some(Validity::InForce));
        assert_eq!(state(&facts, date(2031, 3, 1)), Some(Validity::Expired));
        assert_eq!(facts.next_change(date(2026, 2, 1)), Some(date(2026, 3, 1)));
        assert_eq!(facts.next_change(date(2026, 3, 1)), Some(date(2031, 3, 1)));
        assert_eq!(facts.next_change(date(2031, 3, 1)), None);
    }

    #[test]
    fn a_repeal_is_stronger_than_anything_and_waits_for_its_day() {
        let facts = ValidityFacts {
            effective_on: Some(date(2022, 1, 1)),
            expires_on: Some(date(2025, 12, 31)),
            changes: vec![change(EdgeType::Amends, None), change(EdgeType::Repeals, Some(date(2025, 6, 1)))],
            declared: Some(Validity::InForce),
            ..ValidityFacts::default()
        };
        assert_eq!(state(&facts, date(2025, 5, 31)), Some(Validity::Amended));
        assert_eq!(state(&facts, date(2025, 6, 1)), Some(Validity::Repealed));
        assert_eq!(state(&facts, date(2027, 1, 1)), Some(Validity::Repealed));
    }

    #[test]
    fn a_declared_state_fills_silence_only() {
        let declared = |state| ValidityFacts { declared: Some(state), ..ValidityFacts::default() };
        assert_eq!(state(&declared(Validity::Repealed), date(2026, 1, 1)), Some(Validity::Repealed));
        assert_eq!(state(&declared(Validity::InForce), date(2026, 1, 1)), Some(Validity::InForce));
        let contradicted = ValidityFacts { expires_on: Some(date(2020, 1, 1)), ..declared(Validity::InForce) };
        assert_eq!(state(&contradicted, date(2026, 1, 1)), Some(Validity::Expired));
    }
}
