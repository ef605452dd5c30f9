//! Filtering and counting in one pass: what every filter lets through, and how many each further filter would leave.

use std::collections::{HashMap, HashSet};

use domain::{
    DocumentId, Kind, Validity,
    search::{FacetValue, Facets, Filters, SearchRequest},
};

use super::named::NamedEntry;
use crate::{
    Priors,
    matches::{Match, Matches},
    scoring::Scored,
    snapshot::{Snapshot, entry::Entry, names::Interner},
};

/// Which keys a filter leaves open, by the numbers of [`crate::snapshot::names::Names`].
struct OpenKeys<'a> {
    filters: &'a Filters,
    agency: Vec<u32>,
    subject: Vec<u32>,
    genre: Vec<u32>,
    audience: Vec<u32>,
    life_event: Vec<u32>,
}

/// The keys, as bits of what an entry fails.
const KIND: u8 = 1;
const AGENCY: u8 = 2;
const SUBJECT: u8 = 4;
const YEAR: u8 = 8;
const VALIDITY: u8 = 16;
const GENRE: u8 = 32;
const AUDIENCE: u8 = 64;
const LIFE_EVENT: u8 = 128;

impl OpenKeys<'_> {
    fn failed(&self, entry: &Entry, validity: Option<Validity>) -> u8 {
        let filters = self.filters;
        let fails = |bit: u8, is_open: bool, passes: &dyn Fn() -> bool| if is_open || passes() { 0 } else { bit };
        fails(KIND, filters.kind.is_empty(), &|| filters.kind.contains(&entry.stored.kind))
            | fails(AGENCY, filters.agency.is_empty(), &|| {
                entry.agency.is_some_and(|agency| self.agency.contains(&agency))
            })
            | fails(SUBJECT, filters.subject.is_empty(), &|| {
                entry.subjects.iter().any(|subject| self.subject.contains(subject))
            })
            | fails(YEAR, filters.year.is_empty(), &|| {
                entry.stored.date.is_some_and(|date| filters.year.contains(&date.year()))
            })
            | fails(VALIDITY, filters.validity.is_empty(), &|| {
                validity.is_some_and(|validity| filters.validity.contains(&validity))
            })
            | fails(GENRE, filters.genre.is_empty(), &|| entry.genre.is_some_and(|genre| self.genre.contains(&genre)))
            | fails(AUDIENCE, filters.audience.is_empty(), &|| {
                entry.audience.iter().any(|audience| self.audience.contains(audience))
            })
            | fails(LIFE_EVENT, filters.life_event.is_empty(), &|| {
                entry.life_events.iter().any(|event| self.life_event.contains(event))
            })
    }
}

/// One pass: keeps what every filter lets through, and counts every facet with the *other* keys' filters.
pub(super) fn count(
    snapshot: &Snapshot,
    candidates: Vec<Scored>,
    named: &HashMap<(usize, usize), NamedEntry>,
    request: &SearchRequest,
    priors: &Priors,
    hidden: &HashSet<DocumentId>,
) -> Matches {
    let filters = &request.filters;
    let values = &snapshot.names;
    let numbers =
        |interner: &Interner, ids: &[String]| ids.iter().filter_map(|id| interner.number(id)).collect::<Vec<_>>();
    let open = OpenKeys {
        filters,
        agency: numbers(&values.agencies, &filters.agency),
        subject: numbers(&values.subjects, &filters.subject),
        genre: numbers(&values.genres, &filters.genre),
        audience: numbers(&values.audiences, &filters.audience),
        life_event: numbers(&values.life_events, &filters.life_event),
    };
    let mut kinds = [0u64; Kind::ALL.len()];
    let mut validities = [0u64; Validity::ALL.len()];
    let mut years: HashMap<i16, u64> = HashMap::new();
    let [mut agencies, mut subjects, mut genres, mut audiences, mut life_events] =
        [&values.agencies, &values.subjects, &values.genres, &values.audiences, &values.life_events]
            .map(|interner| vec![0u64; interner.values.len()]);
    let bump = |counts: &mut [u64], index: Option<usize>| {
        if let Some(count) = index.and_then(|index| counts.get_mut(index)) {
            *count += 1;
        }
    };
    let mut found = Vec::with_capacity(candidates.len());
    for mut scored in candidates {
        let Some(entry) =
            snapshot.entry_at(scored.segment, scored.entry).filter(|entry| !hidden.contains(&entry.stored.id))
        else {
            continue;
        };
        let validity = entry.validity(request.today);
        let failed = open.failed(entry, validity);
        let counts_for = |bit: u8| failed & !bit == 0;
        if failed.count_ones() > 1 {
            continue;
        }
        if counts_for(KIND) {
            bump(&mut kinds, Kind::ALL.iter().position(|kind| *kind == entry.stored.kind));
        }
        if counts_for(AGENCY) {
            bump(&mut agencies, entry.agency.map(|number| number as usize));
        }
        for (bit, counts, numbers) in [
            (SUBJECT, &mut subjects, &entry.subjects),
            (AUDIENCE, &mut audiences, &entry.audience),
            (LIFE_EVENT, &mut life_events, &entry.life_events),
        ] {
            if counts_for(bit) {
                for number in numbers {
                    bump(counts, Some(*number as usize));
                }
            }
        }
        if counts_for(GENRE) {
            bump(&mut genres, entry.genre.map(|number| number as usize));
        }
        if counts_for(VALIDITY) {
            bump(
                &mut validities,
                validity.and_then(|validity| Validity::ALL.iter().position(|state| *state == validity)),
            );
        }
        if counts_for(YEAR)
            && let Some(date) = entry.stored.date
        {
            *years.entry(date.year()).or_default() += 1;
        }
        if failed == 0 {
            scored.score *= priors.of_standing(entry.stored.kind, validity);
            let clause = named.get(&(scored.segment, scored.entry)).and_then(|named| named.clause.clone());
            found.push(Match { scored, clause });
        }
    }
    let mut years: Vec<(i16, u64)> = years.into_iter().collect();
    years.sort_unstable_by_key(|(year, _)| std::cmp::Reverse(*year));
    let facets = Facets {
        kind: facet(Kind::ALL.iter().map(|kind| (kind.as_str(), kind.label())), &kinds),
        agency: named_facet(&values.agencies, &agencies),
        subject: named_facet(&values.subjects, &subjects),
        year: years
            .into_iter()
            .map(|(year, count)| FacetValue { value: year.to_string(), label: format!("{year}年"), count })
            .collect(),
        validity: facet(Validity::ALL.iter().map(|state| (state.as_str(), state.label())), &validities),
        genre: named_facet(&values.genres, &genres),
        audience: named_facet(&values.audiences, &audiences),
        life_event: named_facet(&values.life_events, &life_events),
    };
    Matches { found, facets }
}

fn named_facet(interner: &Interner, counts: &[u64]) -> Vec<FacetValue> {
    facet(interner.values.iter().map(|(id, label)| (id.as_str(), label.as_str())), counts)
}

/// The values that occur, most frequent first, then by label.
fn facet<'a>(values: impl Iterator<Item = (&'a str, &'a str)>, counts: &[u64]) -> Vec<FacetValue> {
    let mut facet: Vec<FacetValue> = values
        .zip(counts)
        .filter(|(_, count)| **count > 0)
        .map(|((value, label), count)| FacetValue { value: value.to_owned(), label: label.to_owned(), count: *count })
        .collect();
    facet.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.label.cmp(&b.label)));
    facet
}
