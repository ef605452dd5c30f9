//! The order of results, as far as a page needs it.

use std::cmp::Ordering;

use domain::search::{SearchRequest, Sort};

use crate::{matches::Match, snapshot::Snapshot};

/// The most results on one page.
pub(super) const MOST_PER_PAGE: u32 = 100;

/// The order of a list: an empty query has nothing to be relevant to.
pub(super) fn sort_of(request: &SearchRequest) -> Sort {
    if request.query.trim().is_empty() && request.sort == Sort::Relevance { Sort::Newest } else { request.sort }
}

/// Orders as much as the page needs, and gives the page.
pub(crate) fn page_of<'a>(
    snapshot: &Snapshot,
    found: &'a mut [Match],
    sort: Sort,
    from: usize,
    length: usize,
) -> &'a [Match] {
    let order = |a: &Match, b: &Match| order(snapshot, a, b, sort);
    let until = from.saturating_add(length).min(found.len());
    if until < found.len() {
        found.select_nth_unstable_by(until, order);
    }
    let Some(head) = found.get_mut(..until) else { return &[] };
    head.sort_unstable_by(order);
    head.get(from..).unwrap_or_default()
}

fn order(snapshot: &Snapshot, a: &Match, b: &Match, sort: Sort) -> Ordering {
    let key = |found: &Match| {
        snapshot.entry_at(found.scored.segment, found.scored.entry).map(|entry| (entry.stored.date, &entry.stored.id))
    };
    let by_score = || b.scored.score.total_cmp(&a.scored.score);
    if sort == Sort::Relevance
        && let unequal @ (Ordering::Less | Ordering::Greater) = by_score()
    {
        return unequal;
    }
    let (Some((first, first_id)), Some((second, second_id))) = (key(a), key(b)) else { return Ordering::Equal };
    let by_day = match (first, second, sort) {
        // Unknown dates come last in either direction.
        (None, None, _) => Ordering::Equal,
        (None, Some(_), _) => Ordering::Greater,
        (Some(_), None, _) => Ordering::Less,
        (Some(a), Some(b), Sort::Oldest) => a.cmp(&b),
        (Some(a), Some(b), _) => b.cmp(&a),
    };
    by_day.then_with(by_score).then_with(|| first_id.cmp(second_id))
}
