//! Days ahead on which a document begins or ceases to be in force.

use domain::{Date, Validity};

use crate::Index;

/// A day ahead that concerns somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComingDate {
    /// The day.
    pub on: Date,
    /// What happens: `施行`, `到期`, `废止` …
    pub what: String,
    /// The document's title.
    pub title: String,
    /// The address of its page.
    pub url: String,
}

impl Index {
    /// The nearest days after `today` on which the validity of a document changes by itself, at most `most`.
    pub fn coming(&self, today: Date, most: usize) -> Vec<ComingDate> {
        let snapshot = self.snapshot();
        let mut coming: Vec<ComingDate> = snapshot
            .entries()
            .filter_map(|(_, _, entry)| {
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
                Some(ComingDate { on, what, title: entry.stored.title.clone(), url: entry.stored.url.clone() })
            })
            .collect();
        coming.sort_by(|a, b| a.on.cmp(&b.on).then_with(|| a.title.cmp(&b.title)));
        coming.truncate(most);
        coming
    }
}
