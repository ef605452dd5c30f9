//! The identity of clauses between two revisions (`contracts.md`: *same, changed, moved, removed, added*).

use std::collections::{HashMap, VecDeque};

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

/// Pairs of changed clauses that are compared; in a larger revision only clauses under the same id are.
const MOST_PAIRS: usize = 1_000_000;
/// The bytes that all these comparisons may read; beyond it, too, only clauses under the same id are compared.
const MOST_BYTES: usize = 1_000_000_000;

/// Which clause of `new` each clause of `old` became, and which are new.
///
/// Every clause of either revision occurs in exactly one row, in the reading order of `new` with
/// removed clauses where they stood. Clauses are paired first by equal words (under the same id, else in
/// reading order), then by id when the words are alike, then by the best likeness.
pub fn correspondence(old: &[Clause], new: &[Clause]) -> Vec<Correspondence> {
    let (old_words, new_words): (Vec<String>, Vec<String>) =
        (old.iter().map(words).collect(), new.iter().map(words).collect());
    let mut pairs = Pairs { of_old: vec![None; old.len()], of_new: vec![None; new.len()] };

    let by_id: HashMap<&ClauseId, usize> = new.iter().enumerate().map(|(n, clause)| (&clause.id, n)).collect();
    for (o, clause) in old.iter().enumerate() {
        if let Some(n) = by_id.get(&clause.id)
            && old_words.get(o) == new_words.get(*n)
        {
            pairs.join(o, *n);
        }
    }
    let mut by_words: HashMap<&str, VecDeque<usize>> = HashMap::new();
    for n in free(&pairs.of_new) {
        by_words.entry(new_words.get(n).map_or("", String::as_str)).or_default().push_back(n);
    }
    for o in free(&pairs.of_old) {
        let equal = old_words.get(o).and_then(|words| by_words.get_mut(words.as_str()));
        if let Some(n) = equal.and_then(VecDeque::pop_front) {
            pairs.join(o, n);
        }
    }
    for (o, n) in alike(&pairs, old, new, &old_words, &new_words) {
        pairs.join(o, n);
    }
    let Pairs { of_old: partner_of_old, of_new: partner_of_new } = pairs;

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

/// Places in the other revision.
struct Pairs {
    of_old: Vec<Option<usize>>,
    of_new: Vec<Option<usize>>,
}

impl Pairs {
    /// Pairs two clauses, unless one of them has a partner.
    fn join(&mut self, o: usize, n: usize) {
        if let (Some(left @ None), Some(right @ None)) = (self.of_old.get_mut(o), self.of_new.get_mut(n)) {
            *left = Some(n);
            *right = Some(o);
        }
    }
}

/// Those without a partner.
fn free(partners: &[Option<usize>]) -> Vec<usize> {
    partners.iter().enumerate().filter(|(_, partner)| partner.is_none()).map(|(place, _)| place).collect()
}

/// Pairs of clauses without a partner whose words are alike: those under the same id first, then the likest.
fn alike(
    pairs: &Pairs,
    old: &[Clause],
    new: &[Clause],
    old_words: &[String],
    new_words: &[String],
) -> Vec<(usize, usize)> {
    let (free_old, free_new) = (free(&pairs.of_old), free(&pairs.of_new));
    let bytes = |words: &[String], places: &[usize]| {
        places.iter().filter_map(|place| words.get(*place)).map(String::len).sum::<usize>()
    };
    let work = free_old
        .len()
        .saturating_mul(bytes(new_words, &free_new))
        .max(free_new.len().saturating_mul(bytes(old_words, &free_old)));
    let only_same_id = free_old.len().saturating_mul(free_new.len()) > MOST_PAIRS || work > MOST_BYTES;
    let bigrams_of = |words: &[String], place: usize| bigrams(words.get(place).map_or("", String::as_str));
    let mut candidates: Vec<(bool, f64, usize, usize)> = Vec::new();
    let mut look = |(o, before): (usize, &Bigrams), (n, after): (usize, &Bigrams)| {
        let likeness = dice(before, after);
        if likeness >= LIKENESS {
            candidates.push((
                old.get(o).map(|clause| &clause.id) == new.get(n).map(|clause| &clause.id),
                likeness,
                o,
                n,
            ));
        }
    };
    if only_same_id {
        let place_of_id: HashMap<Option<&ClauseId>, usize> =
            free_new.iter().map(|n| (new.get(*n).map(|clause| &clause.id), *n)).collect();
        for o in free_old {
            if let Some(n) = place_of_id.get(&old.get(o).map(|clause| &clause.id)).copied() {
                look((o, &bigrams_of(old_words, o)), (n, &bigrams_of(new_words, n)));
            }
        }
    } else {
        let right: Vec<(usize, Bigrams)> = free_new.into_iter().map(|n| (n, bigrams_of(new_words, n))).collect();
        for o in free_old {
            let before = bigrams_of(old_words, o);
            for (n, after) in &right {
                look((o, &before), (*n, after));
            }
        }
    }
    candidates.sort_by(|a, b| b.0.cmp(&a.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(&b.2)).then(a.3.cmp(&b.3)));
    candidates.into_iter().map(|(_, _, o, n)| (o, n)).collect()
}

/// The clause's words without its own number and without white space: renumbering is not a change.
fn words(clause: &Clause) -> String {
    let text = clause.text.trim();
    strip_number(text).unwrap_or(text).chars().filter(|c| !c.is_whitespace()).collect()
}

/// Takes off a leading number such as `一、`, `（三）`, `2.`, `第十二条` or `第十二条之一`.
fn strip_number(text: &str) -> Option<&str> {
    const NUMERALS: &str = "零〇一二三四五六七八九十百千0123456789０１２３４５６７８９";
    let without_numeral = |text: &'_ str| {
        let after = text.trim_start_matches(|c| NUMERALS.contains(c));
        (after.len() < text.len()).then(|| text.len() - after.len())
    };
    let open = text.strip_prefix(['(', '（']);
    let rest = open.or_else(|| text.strip_prefix('第')).unwrap_or(text);
    let after = rest.get(without_numeral(rest)?..)?;
    let after = match open {
        Some(_) => after.strip_prefix([')', '）'])?,
        None if text.starts_with('第') => {
            after.strip_prefix("部分").or_else(|| after.strip_prefix(['条', '章', '节', '编', '篇', '款', '项']))?
        }
        // `2.` is a number, `2.5万元` and `三项补贴` are words.
        None => after.strip_prefix(['、', '.', '．']).filter(|rest| !rest.starts_with(|c: char| c.is_numeric()))?,
    };
    let inserted = after.strip_prefix('之').and_then(|rest| rest.get(without_numeral(rest)?..));
    Some(inserted.unwrap_or(after))
}

/// Pairs of neighbouring characters, sorted, each once.
type Bigrams = Vec<(char, char)>;

fn bigrams(text: &str) -> Bigrams {
    let mut bigrams: Bigrams = text.chars().zip(text.chars().skip(1)).collect();
    bigrams.sort_unstable();
    bigrams.dedup();
    bigrams
}

/// Dice coefficient of two sets of character bigrams, 0..=1; 0 where the lengths alone keep it below [`LIKENESS`].
#[expect(clippy::cast_precision_loss, reason = "clause lengths are far below 2^52")]
fn dice(left: &Bigrams, right: &Bigrams) -> f64 {
    let all = (left.len() + right.len()) as f64;
    if 2.0 * left.len().min(right.len()) as f64 <= LIKENESS * all - 1.0 || all == 0.0 {
        return 0.0;
    }
    let (mut common, mut rest) = (0_usize, right.as_slice());
    for bigram in left {
        let smaller = rest.iter().take_while(|other| *other < bigram).count();
        rest = rest.get(smaller..).unwrap_or_default();
        common += usize::from(rest.first() == Some(bigram));
    }
    2.0 * common as f64 / all
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

    #[test]
    fn an_inserted_article_that_becomes_an_ordinary_one_has_moved() {
        let old = [clause("art12-1", "第十二条之一", "第十二条之一　本办法自公布之日起施行。")];
        let new = [clause("art13", "第十三条", "第十三条　本办法自公布之日起施行。")];
        assert_eq!(fates(&old, &new), [("art12-1".into(), "art13".into(), Fate::Moved)]);
    }

    #[test]
    fn equal_clauses_are_paired_in_reading_order() {
        let texts = |ids: &[&str]| ids.iter().map(|id| clause(id, "", "（略）")).collect::<Vec<_>>();
        let rows = fates(&texts(&["1", "2", "3"]), &texts(&["2", "4", "5"]));
        assert_eq!(
            rows,
            [
                ("2".into(), "2".into(), Fate::Same),
                ("1".into(), "4".into(), Fate::Moved),
                ("3".into(), "5".into(), Fate::Moved)
            ]
        );
    }

    #[test]
    fn a_revision_of_very_many_clauses_is_compared_in_time() {
        let make = |word: &str, same: &str| -> Vec<Clause> {
            (0..20_000)
                .map(|n| {
                    clause(
                        &format!("art{n}"),
                        "",
                        &if n % 2 == 0 { format!("第{n}号事项由{word}负责办理") } else { same.to_owned() },
                    )
                })
                .collect()
        };
        let began = std::time::Instant::now();
        let rows = correspondence(&make("县民政局", "（略）"), &make("县医保局", "（略）"));
        assert_eq!(rows.iter().filter(|row| row.fate == Fate::Changed).count(), 10_000);
        assert!(began.elapsed().as_secs() < 120, "{:?}", began.elapsed());
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
