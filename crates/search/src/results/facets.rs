//! Filtering and counting in one pass: what every filter lets through, and how many each further filter would leave.

use std::{
    cmp::Reverse,
    collections::{HashMap, HashSet},
};

use domain::{
    DocumentId, Validity,
    search::{Facet, FacetValue, Facets, Filters, SearchRequest},
};

use super::named::NamedEntry;
use crate::{
    Priors,
    matches::{Match, Matches},
    scoring::Scored,
    snapshot::{Snapshot, entry::Entry, names::Names},
};

/// What a filter lets through: of each chosen facet the numbers of its values in [`Names`].
struct Chosen {
    facets: Vec<(Facet, Vec<u32>)>,
    /// Validity is of a day, and has no number.
    validity: Vec<Validity>,
}

impl Chosen {
    fn of(filters: &Filters, names: &Names) -> Self {
        let facets = filters.chosen().filter(|(facet, _)| *facet != Facet::Validity).map(|(facet, values)| {
            let numbers = names.get(facet).map(|names| values.iter().filter_map(|value| names.number(value)).collect());
            (facet, numbers.unwrap_or_default())
        });
        let states = filters.of(Facet::Validity).iter().filter_map(|state| Validity::parse(state));
        Self { facets: facets.collect(), validity: states.collect() }
    }

    /// Which facet keeps an entry out: none, one, or several.
    fn kept_out(&self, entry: &Entry, validity: Option<Validity>) -> KeptOut {
        let has = |facet: Facet, numbers: &[u32]| {
            entry.values.iter().any(|(of, number)| *of == facet && numbers.contains(number))
        };
        let mut kept_out = KeptOut::No;
        let failing = self.facets.iter().filter(|(facet, numbers)| !has(*facet, numbers)).map(|(facet, _)| *facet);
        let is_wrong_state =
            !self.validity.is_empty() && !validity.is_some_and(|validity| self.validity.contains(&validity));
        for facet in failing.chain(is_wrong_state.then_some(Facet::Validity)) {
            kept_out = if matches!(kept_out, KeptOut::No) { KeptOut::By(facet) } else { KeptOut::BySeveral };
        }
        kept_out
    }
}

#[derive(Clone, Copy)]
enum KeptOut {
    No,
    By(Facet),
    BySeveral,
}

impl KeptOut {
    /// Whether an entry counts for a facet, of which all *other* filters let it through.
    fn counts_for(self, facet: Facet) -> bool {
        match self {
            Self::No => true,
            Self::By(only) => only == facet,
            Self::BySeveral => false,
        }
    }
}

/// How many have each value: of each facet, by the numbers of its values.
struct Counts(Vec<Vec<u64>>);

impl Counts {
    fn none(names: &Names) -> Self {
        Self(Facet::ALL.iter().map(|facet| vec![0; names.get(*facet).map_or(0, |names| names.values.len())]).collect())
    }

    fn add(&mut self, facet: Facet, number: u32) {
        if let Some(count) = self.0.get_mut(facet as usize).and_then(|counts| counts.get_mut(number as usize)) {
            *count += 1;
        }
    }

    /// The values that occur, most frequent first, then by label; years newest first.
    fn facet(&self, facet: Facet, names: &Names) -> Vec<FacetValue> {
        let values = names.get(facet).map(|names| names.values.as_slice()).unwrap_or_default();
        let counts = self.0.get(facet as usize).map(Vec::as_slice).unwrap_or_default();
        let mut counted = occurring(values.iter().map(|(value, label)| (value.as_str(), label.as_str())), counts);
        if facet == Facet::Year {
            counted.sort_by_cached_key(|year| Reverse(year.value.parse::<i16>().unwrap_or_default()));
        }
        counted
    }
}

/// One pass: keeps what every filter lets through, and counts every facet with the *other* facets' filters.
pub(super) fn count(
    snapshot: &Snapshot,
    candidates: Vec<Scored>,
    named: &HashMap<(usize, usize), NamedEntry>,
    request: &SearchRequest,
    priors: &Priors,
    hidden: &HashSet<DocumentId>,
) -> Matches {
    let names = &snapshot.names;
    let chosen = Chosen::of(&request.filters, names);
    let mut counts = Counts::none(names);
    let mut states = [0u64; Validity::ALL.len()];
    let mut found = Vec::with_capacity(candidates.len());
    for mut scored in candidates {
        let Some(entry) =
            snapshot.entry_at(scored.segment, scored.entry).filter(|entry| !hidden.contains(&entry.stored.id))
        else {
            continue;
        };
        let validity = entry.validity(request.today);
        let kept_out = chosen.kept_out(entry, validity);
        for (facet, number) in entry.values.iter().filter(|(facet, _)| kept_out.counts_for(*facet)) {
            counts.add(*facet, *number);
        }
        let state = validity.and_then(|validity| Validity::ALL.iter().position(|state| *state == validity));
        let counted = state.filter(|_| kept_out.counts_for(Facet::Validity)).and_then(|state| states.get_mut(state));
        if let Some(count) = counted {
            *count += 1;
        }
        if matches!(kept_out, KeptOut::No) {
            scored.score *= priors.of_standing(entry.stored.kind, validity);
            let clause = named.get(&(scored.segment, scored.entry)).and_then(|named| named.clause.clone());
            found.push(Match { scored, clause });
        }
    }
    let facets = Facet::ALL.iter().map(|facet| {
        let values = if *facet == Facet::Validity {
            occurring(Validity::ALL.iter().map(|state| (state.as_str(), state.label())), &states)
        } else {
            counts.facet(*facet, names)
        };
        (*facet, values)
    });
    Matches { found, facets: Facets::new(facets.collect()) }
}

/// The values that occur, most frequent first, then by label.
fn occurring<'a>(values: impl Iterator<Item = (&'a str, &'a str)>, counts: &[u64]) -> Vec<FacetValue> {
    let mut occurring: Vec<FacetValue> = values
        .zip(counts)
        .filter(|(_, count)| **count > 0)
        .map(|((value, label), count)| FacetValue { value: value.to_owned(), label: label.to_owned(), count: *count })
        .collect();
    occurring.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.label.cmp(&b.label)));
    occurring
}
