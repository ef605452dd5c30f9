//! The values that lists are filtered by, each with a number.

use std::collections::HashMap;

use domain::search::Facet;

use crate::document::IndexEntry;

/// The values of each facet by number, so that counting needs no text. Grows only.
#[derive(Debug, Clone)]
pub(crate) struct Names {
    /// In the order of [`Facet::ALL`].
    facets: Vec<Interner>,
}

impl Default for Names {
    fn default() -> Self {
        Self { facets: Facet::ALL.iter().map(|_| Interner::default()).collect() }
    }
}

impl Names {
    /// The values of a facet.
    pub(crate) fn get(&self, facet: Facet) -> Option<&Interner> {
        self.facets.get(facet as usize)
    }

    /// The numbers of all that an entry is filtered by, but for validity.
    pub(super) fn of(&mut self, stored: &IndexEntry) -> Box<[(Facet, u32)]> {
        let mut numbers = Vec::with_capacity(stored.facets.len() + 3);
        let mut add = |facet: Facet, value: &str, label: &str| {
            numbers.extend(self.facets.get_mut(facet as usize).map(|names| (facet, names.add(value, label))));
        };
        add(Facet::Kind, stored.kind.as_str(), stored.kind.label());
        if let Some(date) = stored.date {
            add(Facet::Year, &date.year().to_string(), &format!("{}年", date.year()));
        }
        if let Some(agency) = &stored.agency {
            add(Facet::Agency, &agency.id, &agency.name);
        }
        for of in &stored.facets {
            add(of.facet, &of.value, &of.label);
        }
        numbers.into_boxed_slice()
    }
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
    fn add(&mut self, id: &str, label: &str) -> u32 {
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
