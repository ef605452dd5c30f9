//! The values that lists are filtered by, each with a number.

use std::collections::HashMap;

/// Filter values by number, so that counting needs no text. Grows only.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    pub(crate) agencies: Interner,
    pub(crate) subjects: Interner,
    pub(crate) genres: Interner,
    pub(crate) audiences: Interner,
    pub(crate) life_events: Interner,
}

/// Texts by number.
#[derive(Debug, Clone, Default)]
pub(crate) struct Interner {
    numbers: HashMap<String, u32>,
    /// Id and label by number.
    pub(crate) values: Vec<(String, String)>,
}

impl Interner {
    /// The number of a value, a new one where it is not known.
    pub(crate) fn add(&mut self, id: &str, label: &str) -> u32 {
        if let Some(number) = self.numbers.get(id) {
            return *number;
        }
        let number = u32::try_from(self.values.len()).unwrap_or(u32::MAX);
        self.values.push((id.to_owned(), label.to_owned()));
        self.numbers.insert(id.to_owned(), number);
        number
    }

    pub(crate) fn number(&self, id: &str) -> Option<u32> {
        self.numbers.get(id).copied()
    }
}
