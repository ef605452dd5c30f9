//! What matters the policies are about, by their titles: a question that no words find is led to them.

use std::{collections::HashMap, sync::Arc};

use domain::Kind;
use hanzi::fold;

use super::{leaning::Leaning, matters::Matters};
use crate::{
    language::squeezed::squeezed,
    snapshot::{Lasting, Snapshot},
};

/// In a portal of more policies titles are not read: it would take seconds at every start.
const MOST_TITLES: usize = 20_000;

/// Policies by matter.
#[derive(Debug, Default)]
pub(crate) struct PolicyTitles {
    /// Segment and entry.
    places: Vec<(usize, usize)>,
    /// Where each stands for good: what its title may be about.
    held: HashMap<Lasting, Arc<[(u16, f32)]>>,
    /// By matter: policies, by their number, with how likely each is about it.
    by_matter: HashMap<u16, Vec<(u32, f32)>>,
}

impl PolicyTitles {
    /// Reads all titles; `before` lends what did not change.
    pub(super) fn read(snapshot: &Snapshot, before: Option<&Self>) -> Self {
        let mut titles = Self::default();
        let policies = || snapshot.entries().filter(|(_, _, entry)| entry.stored.kind == Kind::Policy);
        if policies().nth(MOST_TITLES).is_some() {
            return titles;
        }
        let matters = Matters::shared();
        for (segment, index, entry) in policies() {
            let number = u32::try_from(titles.places.len()).unwrap_or(u32::MAX);
            let Some(segment_id) = snapshot.segments.get(segment).map(|segment| segment.reader.segment_id()) else {
                continue;
            };
            let read = || matters.leaning(&matters.pieces(&squeezed(&fold::fold(&entry.stored.title)))).shares().into();
            let shares = before.and_then(|before| before.held.get(&(segment_id, index)).cloned()).unwrap_or_else(read);
            for (matter, share) in shares.iter() {
                titles.by_matter.entry(*matter).or_default().push((number, *share));
            }
            titles.held.insert((segment_id, index), shares);
            titles.places.push((segment, index));
        }
        titles
    }

    /// Policies that have something in common with a query, each with how much (Bhattacharyya), 0..=1.
    pub(crate) fn near(&self, leaning: &Leaning) -> impl Iterator<Item = ((usize, usize), f32)> {
        let mut common: HashMap<u32, f32> = HashMap::new();
        for (matter, share) in leaning.shares() {
            for (policy, theirs) in self.by_matter.get(matter).into_iter().flatten() {
                *common.entry(*policy).or_default() += (share * theirs).sqrt();
            }
        }
        common.into_iter().filter_map(|(policy, common)| Some((*self.places.get(policy as usize)?, common)))
    }
}
