//! Whether an explanation still stands (`domain.md` N4): computed from what its clauses rest on, at the moment of asking.

use serde::{Deserialize, Serialize};

use crate::{
    ClauseCitation, ClauseId, Date, DocumentId, EdgeType, Validity, ValidityFacts,
    clause::is_within,
    compare::{Correspondence, Fate},
    validity::Change,
};

/// What is known today of a policy that an explanation cites.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CitedPolicy {
    /// Its dates, and what public documents did to it.
    pub facts: ValidityFacts,
    /// What became of each clause between the cited revision and the current one; empty when they are the same.
    pub correspondence: Vec<Correspondence>,
    /// Documents that the current text itself names as its sources: their amendments stand in it already.
    pub incorporated: Vec<DocumentId>,
}

/// 适用期间 of an explanation itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Period {
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
}

/// Why an explanation no longer stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "cause", rename_all = "snake_case")]
pub enum Cause {
    /// 依据已撤下
    Withdrawn,
    /// 依据已废止
    Repealed {
        /// The first day on which it is so, where that is known.
        on: Option<Date>,
        /// The document that did it.
        by: DocumentId,
    },
    /// 依据已失效（期满）
    Expired {
        /// The first day without force.
        since: Option<Date>,
    },
    /// 依据部分失效
    PartlyVoid {
        /// The first day on which it is so, where that is known.
        on: Option<Date>,
        /// The document that did it.
        by: DocumentId,
    },
    /// 依据已修改
    Amended {
        /// The first day on which it is so, where that is known.
        on: Option<Date>,
        /// The document that did it.
        by: DocumentId,
    },
    /// 条款有修改: a later revision has other words.
    Reworded {
        /// The clause in the current revision.
        now: ClauseId,
    },
    /// 条款已删除
    Removed,
    /// 文件有了新版本: the policy as a whole was cited, and some of it has other words.
    Revised,
    /// The source declares a state that no date and no document explains.
    Declared {
        /// The state that it declares.
        state: Validity,
    },
}

/// Why a citation no longer stands on a day; empty when it does, and for what is only cited for what it said once. `None` is a
/// policy that is not public (any more).
pub fn causes(citation: &ClauseCitation, cited: Option<&CitedPolicy>, today: Date) -> Vec<Cause> {
    if citation.background {
        return Vec::new();
    }
    let Some(cited) = cited else { return vec![Cause::Withdrawn] };
    let mut causes: Vec<Cause> = Vec::new();
    for change in relevant(citation, cited).filter(|change| change.on.is_none_or(|on| on <= today)) {
        let (on, by) = (change.on, change.by.clone());
        causes.push(match change.edge_type {
            EdgeType::PartlyRepeals => Cause::PartlyVoid { on, by },
            EdgeType::Amends => Cause::Amended { on, by },
            _ => Cause::Repealed { on, by },
        });
    }
    if let Some(last) = cited.facts.expires_on.filter(|last| *last < today) {
        causes.push(Cause::Expired { since: last.tomorrow().ok() });
    }
    causes.extend(text_cause(citation, cited));
    if causes.is_empty()
        && let Some(state) = declared_end(&cited.facts)
    {
        causes.push(Cause::Declared { state });
    }
    causes
}

/// A declared state in which nothing rests safely.
fn declared_end(facts: &ValidityFacts) -> Option<Validity> {
    facts.declared.filter(|state| !matches!(state, Validity::InForce | Validity::NotYetEffective))
}

/// What a later revision did to the cited clause.
fn text_cause(citation: &ClauseCitation, cited: &CitedPolicy) -> Option<Cause> {
    let is_kept = |row: &Correspondence| matches!(row.fate, Fate::Same | Fate::Moved);
    let Some(clause) = &citation.clause else {
        return cited.correspondence.iter().any(|row| !is_kept(row)).then_some(Cause::Revised);
    };
    if cited.correspondence.is_empty() {
        return None;
    }
    // A clause's words include those of the clauses below it: 第五条 has changed when its second paragraph has.
    let below = |id: &ClauseId| id.is_within(clause);
    let rows = || cited.correspondence.iter().filter(|row| row.from.as_ref().is_some_and(below));
    match rows().find(|row| row.from.as_ref() == Some(clause)) {
        None | Some(Correspondence { fate: Fate::Removed, .. }) => return Some(Cause::Removed),
        Some(_) => {}
    }
    let now = clause_now(citation, cited)?;
    let was_added_below = cited
        .correspondence
        .iter()
        .any(|row| row.fate == Fate::Added && row.to.as_ref().is_some_and(|to| to.is_within(&now)));
    // What stood in the clause must still stand in it, and what leads to it (“不得有下列行为：”) must say the same.
    let stayed = rows().all(|row| is_kept(row) && row.to.as_ref().is_some_and(|to| to.is_within(&now)));
    let leads = cited.correspondence.iter().filter(|row| row.from.as_ref().is_some_and(|from| clause.is_within(from)));
    let stands = stayed && leads.into_iter().all(is_kept) && !was_added_below;
    (!stands).then_some(Cause::Reworded { now })
}

/// Where the cited clause stands in the current revision; `None` when it is gone or the whole policy is meant.
pub fn clause_now(citation: &ClauseCitation, cited: &CitedPolicy) -> Option<ClauseId> {
    let clause = citation.clause.as_ref()?;
    if cited.correspondence.is_empty() {
        return Some(clause.clone());
    }
    cited.correspondence.iter().find(|row| row.from.as_ref() == Some(clause)).and_then(|row| row.to.clone())
}

/// The changes that concern a citation, whenever they take effect.
fn relevant<'a>(citation: &ClauseCitation, cited: &'a CitedPolicy) -> impl Iterator<Item = &'a Change> {
    let now = clause_now(citation, cited);
    let names_clause = citation.clause.is_some();
    cited.facts.changes.iter().filter(move |change| match change.edge_type {
        EdgeType::Repeals | EdgeType::Replaces => true,
        EdgeType::Amends | EdgeType::PartlyRepeals => {
            !cited.incorporated.contains(&change.by)
                && match (&change.clause, &now) {
                    // Nobody said which clause: every one may be meant.
                    (None, _) => true,
                    (Some(_), None) => !names_clause,
                    (Some(changed), Some(now)) => is_within(changed, now.as_str()) || is_within(now.as_str(), changed),
                }
        }
        _ => false,
    })
}

/// All that the standing of an explanation is computed from, on whatever day somebody asks: in force while every
/// citation stands, unknown while that of a policy is. What is only known of the text of today (a reworded clause) is
/// `under_review`.
pub fn standing<'a>(
    citations: impl IntoIterator<Item = (&'a ClauseCitation, Option<&'a CitedPolicy>)>,
    applies: Period,
) -> ValidityFacts {
    let mut facts = ValidityFacts {
        effective_on: applies.from,
        expires_on: applies.until,
        declared: Some(Validity::InForce),
        ..ValidityFacts::default()
    };
    for (citation, cited) in citations.into_iter().filter(|(citation, _)| !citation.background) {
        let Some(cited) = cited else {
            facts.declared = Some(Validity::UnderReview);
            continue;
        };
        facts.rests_on_unknown |= !cited.facts.says_when();
        facts.effective_on = facts.effective_on.max(cited.facts.effective_on);
        facts.expires_on = [facts.expires_on, cited.facts.expires_on].into_iter().flatten().min();
        if text_cause(citation, cited).is_some() {
            facts.declared = Some(Validity::UnderReview);
        } else if let Some(state) = declared_end(&cited.facts).filter(|_| facts.declared == Some(Validity::InForce)) {
            facts.declared = Some(state);
        }
        for change in relevant(citation, cited) {
            if !facts.changes.contains(change) {
                facts.changes.push(change.clone());
            }
        }
    }
    // What has ended already does not begin later.
    if facts.declared != Some(Validity::InForce) {
        facts.effective_on = None;
    }
    facts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Clause, compare::correspondence};

    const CHANGES: [EdgeType; 4] = [EdgeType::Amends, EdgeType::PartlyRepeals, EdgeType::Repeals, EdgeType::Replaces];

    fn id(text: &str) -> DocumentId {
        DocumentId::parse(text).expect("an id")
    }

    fn day(n: i8) -> Date {
        jiff::civil::date(2026, 6, n)
    }

    fn cite(clause: &str) -> ClauseCitation {
        ClauseCitation { policy: id("p"), revision: Some(1), clause: Some(ClauseId::new(clause)), background: false }
    }

    fn change(edge_type: EdgeType, clause: Option<&str>, on: i8) -> Change {
        Change { edge_type, on: Some(day(on)), by: id("later"), clause: clause.map(str::to_owned) }
    }

    fn cited(changes: Vec<Change>) -> CitedPolicy {
        CitedPolicy {
            facts: ValidityFacts { changes, declared: Some(Validity::InForce), ..ValidityFacts::default() },
            ..CitedPolicy::default()
        }
    }

    #[test]
    fn an_amendment_of_one_clause_leaves_the_others_alone() {
        let policy = cited(vec![change(EdgeType::Amends, Some("art5"), 10)]);
        for (clause, stands) in [("art5", false), ("art5.p2", false), ("art50", true), ("art6", true)] {
            assert_eq!(causes(&cite(clause), Some(&policy), day(10)).is_empty(), stands, "{clause}");
            assert!(causes(&cite(clause), Some(&policy), day(9)).is_empty(), "not before its day");
        }
    }

    #[test]
    fn an_amendment_that_stands_in_the_text_is_no_cause() {
        let mut policy = cited(vec![change(EdgeType::Amends, None, 1)]);
        assert!(!causes(&cite("art5"), Some(&policy), day(2)).is_empty());
        policy.incorporated.push(id("later"));
        assert!(causes(&cite("art5"), Some(&policy), day(2)).is_empty());
    }

    #[test]
    fn what_leads_to_a_clause_and_what_leaves_it_count() {
        let row = |from: &str, to: &str, fate| Correspondence {
            from: Some(ClauseId::new(from)),
            to: Some(ClauseId::new(to)),
            fate,
        };
        let of = |rows: &[Correspondence]| CitedPolicy { correspondence: rows.to_vec(), ..CitedPolicy::default() };
        let kept = row("art10.i2", "art10.i2", Fate::Same);
        assert!(
            causes(&cite("art10.i2"), Some(&of(&[row("art10", "art10", Fate::Same), kept.clone()])), day(1)).is_empty()
        );
        assert!(
            !causes(&cite("art10.i2"), Some(&of(&[row("art10", "art10", Fate::Changed), kept])), day(1)).is_empty()
        );
        let left = [row("art5", "art5", Fate::Same), row("art5.p2", "art6", Fate::Moved)];
        assert!(!causes(&cite("art5"), Some(&of(&left)), day(1)).is_empty());
        let whole = ClauseCitation { clause: None, ..cite("art5") };
        assert_eq!(causes(&whole, Some(&of(&[row("art1", "art1", Fate::Changed)])), day(1)), [Cause::Revised]);
    }

    #[test]
    fn a_declared_end_is_believed() {
        let policy = CitedPolicy {
            facts: ValidityFacts { declared: Some(Validity::Repealed), ..ValidityFacts::default() },
            ..CitedPolicy::default()
        };
        assert_eq!(causes(&cite("art5"), Some(&policy), day(1)), [Cause::Declared { state: Validity::Repealed }]);
        assert_eq!(
            standing([(&cite("art5"), Some(&policy))], Period::default()).state_on(day(1)),
            Some(Validity::Repealed)
        );
    }

    #[test]
    fn what_rests_on_a_policy_that_says_nothing_of_its_time_is_not_called_in_force() {
        let dated = |on| CitedPolicy {
            facts: ValidityFacts { effective_on: Some(day(on)), ..ValidityFacts::default() },
            ..CitedPolicy::default()
        };
        let (known, coming, silent) = (dated(1), dated(20), CitedPolicy::default());
        let (one, other) = (cite("art1"), cite("art2"));
        let state = |first, second, on| {
            standing([(&one, Some(first)), (&other, Some(second))], Period::default()).state_on(day(on))
        };
        assert_eq!(state(&known, &known, 10), Some(Validity::InForce));
        assert_eq!(state(&silent, &silent, 10), None);
        assert_eq!(state(&known, &silent, 10), None, "half known is not known");
        assert_eq!(state(&coming, &silent, 10), Some(Validity::NotYetEffective));
        assert_eq!(state(&coming, &silent, 20), None);
        let ended = CitedPolicy {
            facts: ValidityFacts { expires_on: Some(day(5)), ..ValidityFacts::default() },
            ..CitedPolicy::default()
        };
        assert_eq!(state(&ended, &silent, 10), Some(Validity::Expired));
        let background = ClauseCitation { background: true, ..cite("art3") };
        assert_eq!(
            standing([(&one, Some(&known)), (&background, Some(&silent))], Period::default()).state_on(day(10)),
            Some(Validity::InForce)
        );
    }

    #[test]
    fn expiry_needs_no_person() {
        let policy = CitedPolicy {
            facts: ValidityFacts { expires_on: Some(day(15)), ..ValidityFacts::default() },
            ..CitedPolicy::default()
        };
        assert!(causes(&cite("art5"), Some(&policy), day(15)).is_empty());
        assert_eq!(causes(&cite("art5"), Some(&policy), day(16)), [Cause::Expired { since: Some(day(16)) }]);
        assert_eq!(causes(&cite("art5"), None, day(1)), [Cause::Withdrawn]);
    }

    fn clauses(texts: &[String]) -> Vec<Clause> {
        texts
            .iter()
            .enumerate()
            .map(|(n, text)| Clause::new(ClauseId::new(format!("art{n}")), "", "", text, 1))
            .collect()
    }

    proptest! {
        /// Any sequence of revisions, amendments and repeals: no answer that cites a changed clause is current.
        #[test]
        fn no_answer_that_cites_a_changed_clause_is_ever_current(
            first in proptest::collection::vec("[甲乙丙丁戊己庚辛]{4,8}", 2..8),
            last in proptest::collection::vec("[甲乙丙丁戊己庚辛]{4,8}", 2..8),
            kept in proptest::collection::vec(any::<bool>(), 8),
            changes in proptest::collection::vec((proptest::sample::select(CHANGES.as_slice()), proptest::option::of(0usize..8), 1i8..28), 0..4),
            asked in 1i8..28,
            which in 0usize..8,
        ) {
            let last: Vec<String> = last.iter().enumerate().map(|(n, text)| {
                if kept.get(n) == Some(&true) { first.get(n).cloned().unwrap_or_else(|| text.clone()) } else { text.clone() }
            }).collect();
            let which = which % first.len();
            let (old, new) = (clauses(&first), clauses(&last));
            let rows = correspondence(&old, &new);
            let changes: Vec<Change> = changes.into_iter()
                .map(|(edge_type, clause, on)| change(edge_type, clause.map(|n| format!("art{n}")).as_deref(), on)).collect();
            let policy = CitedPolicy { correspondence: rows, ..cited(changes.clone()) };
            let citation = cite(&format!("art{which}"));
            let current = causes(&citation, Some(&policy), day(asked)).is_empty();

            // The words that the answer rests on, looked for in the newest text without the correspondence.
            let words = first.get(which).cloned().unwrap_or_default();
            if !last.contains(&words) {
                prop_assert!(!current, "its words are gone");
            }
            if changes.iter().any(|change| matches!(change.edge_type, EdgeType::Repeals | EdgeType::Replaces) && change.on <= Some(day(asked))) {
                prop_assert!(!current, "its policy is gone");
            }
            let now = clause_now(&citation, &policy).map(|now| now.to_string());
            if changes.iter().any(|change| change.on <= Some(day(asked)) && (change.clause.is_none() || change.clause == now)) {
                prop_assert!(!current, "its clause was amended");
            }
            // And the index, which keeps facts instead of asking again, says the same, beside a citation of what was once, too.
            let before = ClauseCitation { background: true, ..citation.clone() };
            let standing = |citations: &[&ClauseCitation]| {
                standing(citations.iter().map(|citation| (*citation, Some(&policy))), Period::default()).on(day(asked)).map(|statement| statement.state)
            };
            prop_assert_eq!(current, standing(&[&citation]) == Some(Validity::InForce));
            prop_assert_eq!(standing(&[&citation]), standing(&[&before, &citation]));
            prop_assert!(causes(&before, Some(&policy), day(asked)).is_empty());
        }
    }
}
