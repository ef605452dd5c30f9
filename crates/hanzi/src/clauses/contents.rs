//! Tables of contents: a table of contents names every heading once before the text does, and its lines are no clauses.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

use super::{
    line::Line,
    marker::{Kind, Marker, silence},
};
use crate::blanks::without_blanks;

/// For each line, whether it is an entry of a table of contents; entries lose their numbers.
pub fn find(lines: &[Line<'_>], markers: &mut [Option<Marker>]) -> Vec<bool> {
    let mut contents = vec![false; lines.len()];
    for entries in titled_contents(lines, markers).into_iter().chain(untitled_contents(lines, markers)) {
        silence(markers, entries.clone());
        if let Some(entries) = contents.get_mut(entries) {
            entries.fill(true);
        }
    }
    contents
}

/// Below the word 目录, up to where the first entry stands again.
fn titled_contents(lines: &[Line<'_>], markers: &[Option<Marker>]) -> Vec<Range<usize>> {
    const LONGEST_CONTENTS: usize = 400;
    let is_title =
        |line: &Line<'_>| line.is_within(10) && line.text.chars().filter(|c| !c.is_whitespace()).eq("目录".chars());
    let mut found = Vec::new();
    for at in (0..lines.len()).filter(|at| lines.get(*at).is_some_and(is_title)).take(8) {
        let same = |a: &Marker, b: &Marker| a.kind == b.kind && a.number == b.number && a.path == b.path;
        let Some(first) =
            (at + 1..lines.len().min(at + 4)).find(|line| markers.get(*line).is_some_and(Option::is_some))
        else {
            continue;
        };
        let repeats = |line: &usize| match (markers.get(first), markers.get(*line)) {
            (Some(Some(a)), Some(Some(b))) => same(a, b),
            _ => false,
        };
        let Some(again) = (first + 1..lines.len().min(first + LONGEST_CONTENTS)).find(repeats) else { continue };
        if lines
            .get(first..again)
            .is_some_and(|entries| entries.iter().all(|entry| entry.is_within(60) && !entry.text.ends_with('。')))
        {
            found.push(first..again);
        }
    }
    found
}

/// Three or more headings with nothing between, most of which stand again below.
fn untitled_contents(lines: &[Line<'_>], markers: &[Option<Marker>]) -> Vec<Range<usize>> {
    const FEWEST: usize = 3;
    let heading = |at: usize| {
        let (marker, line) = (markers.get(at)?.as_ref()?, lines.get(at)?);
        let is_short = line.is_within(40) && !line.text.ends_with(['。', '；', ';', '：', ':', '，', '、']);
        let is_heading =
            marker.kind.is_division() || (matches!(marker.kind, Kind::Han | Kind::HanInBrackets) && is_short);
        is_heading.then(|| (marker.kind.rank(), marker.number, without_blanks(marker.words(line.text))))
    };
    let headings: Vec<_> = (0..lines.len()).map(heading).collect();
    let last_place: HashMap<_, usize> =
        headings.iter().enumerate().filter_map(|(at, heading)| Some((heading.as_ref()?, at))).collect();
    let mut runs: Vec<(Range<usize>, HashSet<_>)> = Vec::new();
    let mut is_open = false;
    for (at, (line, heading)) in lines.iter().zip(&headings).enumerate() {
        let Some(heading) = heading else {
            is_open &= line.is_blank();
            continue;
        };
        // The text begins where an entry stands again.
        let goes_on = is_open && runs.last().is_some_and(|(_, entries)| !entries.contains(heading));
        match runs.last_mut() {
            Some((run, entries)) if goes_on => {
                entries.insert(heading);
                run.end = at + 1;
            }
            _ => runs.push((at..at + 1, HashSet::from([heading]))),
        }
        is_open = true;
    }
    let is_contents = |(run, entries): &(Range<usize>, HashSet<_>)| {
        let again =
            entries.iter().filter(|entry| last_place.get(**entry).is_some_and(|place| *place >= run.end)).count();
        entries.len() >= FEWEST && again * 2 > entries.len()
    };
    runs.into_iter().filter(is_contents).map(|(run, _)| run).collect()
}
