//! Doubtful numbers: a line that may be a sentence which only begins with a number keeps it only where the number goes on
//! from the one before.

use std::ops::Range;

use super::{
    line::Line,
    marker::{Kind, Marker},
};

/// Keeps a doubtful number only where it goes on from the one before.
pub fn settle(lines: &[Line<'_>], region: Range<usize>, markers: &mut [Option<Marker>]) {
    let has = |kind: Kind, number: u32| {
        markers
            .get(region.clone())
            .into_iter()
            .flatten()
            .flatten()
            .any(|marker| marker.kind == kind && marker.number == number)
    };
    let decimals = has(Kind::Decimal(2), 1);
    let bare = decimals && has(Kind::Decimal(1), 1);
    let mut last_article = 0;
    let mut last_decimal: Vec<u32> = Vec::new();
    for at in region {
        let Some(line) = lines.get(at) else { continue };
        let Some(place) = markers.get_mut(at) else { continue };
        let Some(marker) = place.as_mut() else { continue };
        let keep = match marker.kind {
            Kind::Article => {
                let keep = !marker.doubtful || line.hashes > 0 || marker.number == last_article + 1;
                last_article = if keep { marker.number } else { last_article };
                keep
            }
            // In a decimal outline `1.` counts as the first level.
            Kind::Arabic
                if decimals
                    && !bare
                    && line.is_within(40)
                    && marker.number == last_decimal.first().copied().unwrap_or(0) + 1 =>
            {
                marker.kind = Kind::Decimal(1);
                marker.path = vec![marker.number];
                last_decimal.clone_from(&marker.path);
                true
            }
            Kind::Decimal(_) => {
                let keep =
                    (line.hashes > 0 && marker.path.len() > 1) || (decimals && goes_on(&last_decimal, &marker.path));
                if keep {
                    last_decimal.clone_from(&marker.path);
                }
                keep
            }
            kind if kind.is_division() => !marker.doubtful || line.hashes > 0 || line.is_within(40),
            _ => true,
        };
        if !keep {
            *place = None;
        }
    }
}

/// Whether a decimal number can follow another: a sibling, a first child, or the next of an ancestor.
fn goes_on(last: &[u32], next: &[u32]) -> bool {
    let Some((number, parents)) = next.split_last() else { return false };
    let Some(before) = last.get(..parents.len()) else { return false };
    before == parents
        && last.get(parents.len()).map_or(*number == 1, |sibling| (sibling + 1..=sibling + 3).contains(number))
}
