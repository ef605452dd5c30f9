//! The identity of clauses between two revisions (`contracts.md`: *same, changed, moved, removed, added*).

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::{Clause, ClauseId};

/// What became of a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// 未变: the same words under the same id.
    Same,
    /// 有修改: other words.
    Changed,
    /// 条号变动: the same words under another id.
    Moved,
    /// 删除
    Removed,
    /// 新增
    Added,
}

impl Fate {
    /// The word a reader sees.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Same => "未变",
            Self::Changed => "有修改",
            Self::Moved => "条号变动",
            Self::Removed => "删除",
            Self::Added => "新增",
        }
    }
}

/// One row of the correspondence table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correspondence {
    /// The clause in the old revision; `None` for an added one.
    pub from: Option<ClauseId>,
    /// The clause in the new revision; `None` for a removed one.
    pub to: Option<ClauseId>,
    /// What happened.
    pub fate: Fate,
}

/// The least likeness (Dice coefficient of character bigrams) at which a clause under another id still
/// counts as the same clause, changed.
const LIKENESS: f64 = 0.5;

/// Which clause of `new` each clause of `old` became, and which are new.
///
/// Every clause of either revision occurs in exactly one row, in the reading order of `new` with
/// removed clauses where they stood. Clauses are paired first by equal words, then by id when
/// the words are alike, then by the best likeness, then by id alone.
pub fn correspondence(old: &[Clause], new: &[Clause]) -> Vec<Correspondence> {
    let old_words: Vec<String> = old.iter().map(words).collect();
    let new_words: Vec<String> = new.iter().map(words).collect();
    let mut partner_of_old: Vec<Option<usize>> = vec![None; old.len()];
    let mut partner_of_new: Vec<Option<usize>> = vec![None; new.len()];
    let pair = |o: usize, n: usize, po: &mut Vec<Option<usize>>, pn: &mut Vec<Option<usize>>| {
        if let (Some(left), Some(right)) = (po.get_mut(o), pn.get_mut(n)) {
            *left = Some(n);
            *right = Some(o);
        }
    };

    // Equal words: under the same id first, then in reading order.
    let mut by_words: HashMap<&str, Vec<usize>> = HashMap::new();
    for (n, text) in new_words.iter().enumerate() {
        by_words.entry(text).or_default().push(n);
    }
    for same_id in [true, false] {
        for (o, text) in old_words.iter().enumerate() {
            if partner_of_old.get(o).copied().flatten().is_some() {
                continue;
            }
            let found = by_words.get(text.as_str()).and_then(|places| {
                places.iter().copied().find(|n| {
                    partner_of_new.get(*n).copied().flatten().is_none()
                        && (!same_id || old.get(o).map(|c| &c.id) == new.get(*n).map(|c| &c.id))
                })
            });
            if let Some(n) = found {
                pair(o, n, &mut partner_of_old, &mut partner_of_new);
            }
        }
    }

    // Alike words under the same id, then the best likeness among what is left.
    let free = |partners: &[Option<usize>]| -> Vec<usize> {
        partners.iter().enumerate().filter(|(_, p)| p.is_none()).map(|(i, _)| i).collect()
    };
    let (free_old, free_new) = (free(&partner_of_old), free(&partner_of_new));
    let mut candidates: Vec<(bool, f64, usize, usize)> = Vec::new();
    for &o in &free_old {
        for &n in &free_new {
            let (Some(before), Some(after)) = (old_words.get(o), new_words.get(n)) else { continue };
            let likeness = dice(before, after);
            let same_id = old.get(o).map(|c| &c.id) == new.get(n).map(|c| &c.id);
            if likeness >= LIKENESS {
                candidates.push((same_id, likeness, o, n));
            }
        }
    }
    candidates.sort_by(|a, b| b.0.cmp(&a.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(&b.2)).then(a.3.cmp(&b.3)));
    for (_, _, o, n) in candidates {
        let taken = |partners: &[Option<usize>], i: usize| partners.get(i).copied().flatten().is_some();
        if !taken(&partner_of_old, o) && !taken(&partner_of_new, n) {
            pair(o, n, &mut partner_of_old, &mut partner_of_new);
        }
    }

    // In the order of `new`; removed clauses after the one they followed.
    let mut rows = Vec::with_capacity(old.len().max(new.len()));
    let mut next_old = 0;
    let mut push_removed = |until: usize, rows: &mut Vec<Correspondence>| {
        while next_old < until {
            if let (Some(None), Some(clause)) = (partner_of_old.get(next_old), old.get(next_old)) {
                rows.push(Correspondence { from: Some(clause.id.clone()), to: None, fate: Fate::Removed });
            }
            next_old += 1;
        }
    };
    for (n, clause) in new.iter().enumerate() {
        match partner_of_new.get(n).copied().flatten() {
            None => rows.push(Correspondence { from: None, to: Some(clause.id.clone()), fate: Fate::Added }),
            Some(o) => {
                push_removed(o, &mut rows);
                let before = old.get(o).map(|c| c.id.clone());
                let fate = if old_words.get(o) != new_words.get(n) {
                    Fate::Changed
                } else if before.as_ref() == Some(&clause.id) {
                    Fate::Same
                } else {
                    Fate::Moved
                };
                rows.push(Correspondence { from: before, to: Some(clause.id.clone()), fate });
            }
        }
    }
    push_removed(old.len(), &mut rows);
    rows
}

/// The clause's words without its own number and without white space: renumbering is not a change.
fn words(clause: &Clause) -> String {
    let text = clause.text.trim();
    strip_number(text).unwrap_or(text).chars().filter(|c| !c.is_whitespace()).collect()
}

/// Takes off a leading number such as `一、`, `（三）`, `2.` or `第十二条`.
fn strip_number(text: &str) -> Option<&str> {
    const NUMERALS: &str = "零〇一二三四五六七八九十百千0123456789０１２３４５６７８９";
    let open = text.strip_prefix(['(', '（']);
    let rest = open.or_else(|| text.strip_prefix('第')).unwrap_or(text);
    let after = rest.trim_start_matches(|c| NUMERALS.contains(c));
    if after.len() == rest.len() {
        return None;
    }
    let after = match open {
        Some(_) => after.strip_prefix([')', '）'])?,
        None => after.strip_prefix(['、', '.', '．', '条', '章', '节', '编', '项'])?,
    };
    Some(after)
}

/// Dice coefficient of the sets of character bigrams, 0..=1.
fn dice(a: &str, b: &str) -> f64 {
    let bigrams = |text: &str| -> std::collections::HashSet<(char, char)> { text.chars().zip(text.chars().skip(1)).collect() };
    let (left, right) = (bigrams(a), bigrams(b));
    if left.is_empty() || right.is_empty() {
        return 0.0;
    }
    #[expect(clippy::cast_precision_loss, reason = "clause lengths are far below 2^52")]
    let likeness = 2.0 * left.intersection(&right).count() as f64 / (left.len() + right.len()) as f64;
    likeness
}

/// A run of text in a comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", content = "text", rename_all = "snake_case")]
pub enum Run {
    /// In both.
    Kept(String),
    /// Only in the old revision.
    Deleted(String),
    /// Only in the new revision.
    Inserted(String),
}

/// One clause in a comparison of two revisions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComparedClause {
    /// Which clauses, and what happened.
    pub correspondence: Correspondence,
    /// How readers call the place (new revision, else old).
    pub name: String,
    /// The words, with what was cut and what was put in.
    pub runs: Vec<Run>,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn clause(id: &str, label: &str, text: &str) -> Clause {
        Clause::new(ClauseId::new(id), label, "", text, 1)
    }

    fn fates(old: &[Clause], new: &[Clause]) -> Vec<(String, String, Fate)> {
        let show = |id: &Option<ClauseId>| id.as_ref().map_or(String::from("-"), ToString::to_string);
        correspondence(old, new).iter().map(|row| (show(&row.from), show(&row.to), row.fate)).collect()
    }

    #[test]
    fn a_removed_article_moves_the_later_ones() {
        let old = [
            clause("art1", "第一条", "第一条　为了规范公共租赁住房管理，制定本办法。\n"),
            clause("art2", "第二条", "第二条　申请人应当缴纳保证金三百元。\n"),
            clause("art3", "第三条", "第三条　家庭人均月收入不高于2400元。\n"),
        ];
        let new = [
            clause("art1", "第一条", "第一条　为了规范公共租赁住房管理，制定本办法。\n"),
            clause("art2", "第二条", "第二条　家庭人均月收入不高于2800元。\n"),
            clause("art3", "第三条", "第三条　新就业大学生可以优先轮候配租。\n"),
        ];
        assert_eq!(
            fates(&old, &new),
            [
                ("art1".into(), "art1".into(), Fate::Same),
                ("art2".into(), "-".into(), Fate::Removed),
                ("art3".into(), "art2".into(), Fate::Changed),
                ("-".into(), "art3".into(), Fate::Added),
            ]
        );
    }

    #[test]
    fn renumbering_alone_is_a_move() {
        let old = [clause("art2", "第二条", "第二条　本办法自公布之日起施行。")];
        let new = [clause("art3", "第三条", "第三条　本办法自公布之日起施行。")];
        assert_eq!(fates(&old, &new), [("art2".into(), "art3".into(), Fate::Moved)]);
    }

    proptest! {
        #[test]
        fn every_clause_occurs_in_exactly_one_row(
            old in proptest::collection::vec("[甲乙丙丁戊]{0,6}", 0..12),
            new in proptest::collection::vec("[甲乙丙丁戊]{0,6}", 0..12),
        ) {
            let make = |texts: &[String]| -> Vec<Clause> {
                texts.iter().enumerate().map(|(i, text)| clause(&format!("art{i}"), "", text)).collect()
            };
            let (old, new) = (make(&old), make(&new));
            let rows = correspondence(&old, &new);
            let mut froms: Vec<_> = rows.iter().filter_map(|row| row.from.clone()).collect();
            froms.sort();
            let mut all: Vec<_> = old.iter().map(|c| c.id.clone()).collect();
            all.sort();
            prop_assert_eq!(froms, all);
            let tos: Vec<_> = rows.iter().filter_map(|row| row.to.clone()).collect();
            let in_order: Vec<_> = new.iter().map(|c| c.id.clone()).collect();
            prop_assert_eq!(tos, in_order);
        }

        #[test]
        fn nothing_changes_between_equal_revisions(texts in proptest::collection::vec("[甲乙丙丁戊]{0,6}", 0..12)) {
            let clauses: Vec<Clause> = texts.iter().enumerate().map(|(i, text)| clause(&format!("art{i}"), "", text)).collect();
            prop_assert!(correspondence(&clauses, &clauses).iter().all(|row| row.fate == Fate::Same));
        }
    }
}
