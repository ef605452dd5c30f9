//! Type-ahead over titles and document numbers: beginning, middle, pinyin, initials.

use std::cmp::Reverse;

use domain::{
    Date, Nature,
    search::{Suggestion, Suggestions},
};

use memchr::memmem::Finder;

use crate::{
    Index,
    snapshot::entry::{Entry, bare},
    standing::has_ended,
};

/// The longest list.
const MOST: usize = 10;
/// Characters of what was typed that are looked at.
const LONGEST: usize = 60;

impl Index {
    /// At most ten documents whose title or number goes on from what was typed. `today`: what is no longer in force comes
    /// after what is.
    pub fn suggest(&self, typed: &str, today: Date) -> Suggestions {
        let typed: String = typed.chars().take(LONGEST).collect();
        let bare_typed = bare(&hanzi::fold::fold(&typed));
        if bare_typed.is_empty() {
            return Suggestions::default();
        }
        let typed = Typed {
            is_letters: bare_typed.is_ascii() && bare_typed.len() > 1,
            finder: Finder::new(&bare_typed),
            text: &bare_typed,
        };
        let (view, hidden) = (self.view(), self.hidden());
        let mut found: Vec<(u8, &Entry)> =
            view.snapshot.entries().filter_map(|(_, _, entry)| Some((typed.place(entry)?, entry))).collect();
        found.retain(|(_, entry)| !hidden.contains(&entry.stored.id));
        let key = |(class, entry): &(u8, &Entry)| (*class, Reverse(entry.stored.date), entry.bare_title.len());
        // Validity is asked only of those that have a chance: it is the dearest part of the order.
        if found.len() > MOST * 8 {
            found.select_nth_unstable_by_key(MOST * 8, key);
            found.truncate(MOST * 8);
        }
        let is_over = |entry: &Entry| entry.validity(today).is_some_and(|validity| !validity.is_in_force());
        // A policy that is over is still looked for; an answer that is over must not be offered.
        found.retain(|(_, entry)| {
            entry.stored.kind.nature() == Nature::Rule || !has_ended(entry.stored.kind, entry.validity(today))
        });
        found.sort_by_cached_key(|pair| {
            let (class, date, length) = key(pair);
            let agency_first = u8::from(pair.1.stored.kind.nature() != Nature::Actor);
            (is_over(pair.1), class, agency_first, date, length, pair.1.stored.id.clone())
        });
        let mut suggestions: Vec<Suggestion> = Vec::with_capacity(MOST);
        for (class, entry) in found {
            let stored = &entry.stored;
            let text = match &stored.document_number {
                Some(number) if class == BY_NUMBER => format!("{}（{number}）", stored.title),
                // A claim is not said in our own voice.
                _ if stored.kind.facts().title.is_quoted => format!("有人说“{}”", stored.title),
                _ => stored.title.clone(),
            };
            if suggestions.len() < MOST && !suggestions.iter().any(|held| held.text == text) {
                suggestions.push(Suggestion { text, kind: stored.kind, url: stored.url.clone() });
            }
        }
        Suggestions { suggestions }
    }
}

/// The class of a match by document number.
const BY_NUMBER: u8 = 1;

/// What was typed, ready to be looked for in many titles.
struct Typed<'a> {
    text: &'a str,
    finder: Finder<'a>,
    /// Two letters or more may be pinyin.
    is_letters: bool,
}

impl Typed<'_> {
    fn is_in(&self, text: &str) -> bool {
        self.finder.find(text.as_bytes()).is_some()
    }

    /// How well an entry goes on from what was typed; less is better.
    fn place(&self, entry: &Entry) -> Option<u8> {
        if entry.bare_title.starts_with(self.text) {
            return Some(0);
        }
        if self.is_in(&entry.bare_number) {
            return Some(BY_NUMBER);
        }
        if self.is_in(&entry.bare_title) || entry.bare_aliases.iter().any(|alias| self.is_in(alias)) {
            return Some(2);
        }
        if !self.is_letters {
            return None;
        }
        let spelling = &entry.spelling;
        if spelling.full.starts_with(self.text) {
            Some(3)
        } else if spelling.initials.starts_with(self.text) {
            Some(4)
        } else if self.is_in(&spelling.initials) {
            Some(5)
        } else if self.text.len() >= 4 && self.is_in(&spelling.full) {
            Some(6)
        } else {
            None
        }
    }
}
