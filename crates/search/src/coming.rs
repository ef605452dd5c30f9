//! Days ahead that concern somebody: a document begins or ceases to be in force, a deadline falls.

use domain::{Date, Validity};

use crate::{Index, IndexDeadline, snapshot::entry::Entry};

/// A day ahead that concerns somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComingDate {
    /// The day.
    pub on: Date,
    /// What happens: `施行`, `有效期满`, `已废止` …, or the deadline's words: `12月底前`.
    pub what: String,
    /// The document's title.
    pub title: String,
    /// For a deadline, the place that sets it: `二、（三）`.
    pub clause: Option<String>,
    /// The address of its page; for a deadline with the anchor of the clause.
    pub url: String,
}

impl Index {
    /// The nearest days ahead, at most `most`: those after `today` on which the validity of a document changes by
    /// itself, and the deadlines set by documents that are in force or yet to be. A deadline is ahead until its last
    /// day is over, `today` included.
    pub fn coming(&self, today: Date, most: usize) -> Vec<ComingDate> {
        let (view, hidden) = (self.view(), self.hidden());
        let mut coming: Vec<ComingDate> = view
            .snapshot
            .entries()
            .filter(|(_, _, entry)| !hidden.contains(&entry.stored.id))
            .flat_map(|(_, _, entry)| next_change(entry, today).into_iter().chain(deadlines(entry, today)))
            .collect();
        // Stable: what falls on one day in one document stays in reading order.
        coming.sort_by(|a, b| a.on.cmp(&b.on).then_with(|| a.title.cmp(&b.title)));
        coming.truncate(most);
        coming
    }
}

fn next_change(entry: &Entry, today: Date) -> Option<ComingDate> {
    let facts = entry.stored.validity.as_ref()?;
    let on = facts.next_change(today)?;
    let after = facts.on(on)?.state;
    // What is over already does not end once more.
    if facts.on(today).is_some_and(|now| now.state == after) {
        return None;
    }
    let what = match after {
        Validity::InForce => "施行".to_owned(),
        Validity::Expired => "有效期满".to_owned(),
        other => other.label().to_owned(),
    };
    Some(ComingDate { on, what, title: entry.stored.title.clone(), clause: None, url: entry.stored.url.clone() })
}

fn deadlines(entry: &Entry, today: Date) -> impl Iterator<Item = ComingDate> {
    let applies =
        move |on| entry.validity(on).is_none_or(|state| state.is_in_force() || state == Validity::NotYetEffective);
    let is_ahead = move |deadline: &&IndexDeadline| deadline.on >= today && applies(today) && applies(deadline.on);
    entry.stored.deadlines.iter().filter(is_ahead).map(|deadline| ComingDate {
        on: deadline.on,
        what: deadline.text.clone(),
        title: entry.stored.title.clone(),
        clause: Some(deadline.label.clone()).filter(|label| !label.is_empty()),
        url: entry.stored.url_of(&deadline.clause),
    })
}
