//! What a notice forwards: where the notice ends and its document begins, and where further documents do.

use std::ops::Range;

use super::{
    line::Line,
    marker::{Kind, Marker},
};
use crate::blanks::without_blanks;

/// The line on which the forwarded document begins: after the notice's date and remarks its title stands again.
pub fn first_document(
    lines: &[Line<'_>],
    markers: &[Option<Marker>],
    date_lines: &[usize],
    limit: usize,
) -> Option<usize> {
    const LONGEST_NOTICE: usize = 60_000;
    const FORWARDS: [&str; 6] = ["印发", "转发", "批转", "公布", "发布", "颁布"];
    for (index, date) in date_lines.iter().copied().enumerate().take(6) {
        if date >= limit || lines.get(date)?.place.end > LONGEST_NOTICE {
            return None;
        }
        let mut following = (date + 1..limit)
            .filter(|at| lines.get(*at).is_some_and(|line| !line.is_blank() && !line.is_remark()))
            .take(4)
            .peekable();
        let first = *following.peek()?;
        if markers.get(first).is_some_and(Option::is_some) {
            continue;
        }
        let notice = run_together(lines.get(..date)?);
        let mut title = String::new();
        for at in following {
            let line = lines.get(at)?;
            if !line.is_within(60) || line.text.ends_with(['。', '；', '：', ':']) {
                break;
            }
            title.push_str(&without_blanks(line.text));
            if title.chars().count() >= 4
                && notice.contains(title.as_str())
                && (at > first || is_whole_title(&notice, &title))
            {
                return Some(first);
            }
        }
        let numbered_soon = (first..limit.min(first + 12)).any(|at| {
            markers.get(at).and_then(Option::as_ref).is_some_and(|marker| {
                marker.number == 1 && matches!(marker.kind, Kind::Part | Kind::Chapter | Kind::Article | Kind::Han)
            })
        });
        let titled = lines
            .get(first)
            .is_some_and(|line| line.is_within(60) && !line.text.ends_with(['。', '；', '：', ':', '，']));
        if index == 0 && titled && numbered_soon && FORWARDS.iter().any(|word| notice.contains(word)) {
            return Some(first);
        }
    }
    None
}

/// Where a second document begins that the same notice forwards: its title stands as the notice names it, and its
/// numbers begin again below.
pub fn further_documents(lines: &[Line<'_>], markers: &[Option<Marker>], main: usize, limit: usize) -> Vec<usize> {
    const MOST: usize = 8;
    const MOST_LOOKED_AT: usize = 64;
    const MOST_ABOVE: usize = 24;
    let Some(notice) = lines.get(..main).filter(|notice| !notice.is_empty()).map(run_together) else {
        return Vec::new();
    };
    let begins_again = |at: &usize| {
        let marker = markers.get(*at).and_then(Option::as_ref);
        marker.is_some_and(|marker| {
            marker.number == 1 && matches!(marker.kind, Kind::Part | Kind::Chapter | Kind::Article | Kind::Han)
        })
    };
    let mut found = Vec::new();
    for at in (main..limit).filter(begins_again).skip(1).take(MOST_LOOKED_AT) {
        let above = (main..at)
            .rev()
            .take(MOST_ABOVE)
            .take_while(|line| markers.get(*line).is_some_and(Option::is_none))
            .last()
            .unwrap_or(at);
        if found.last().is_some_and(|start| above <= *start) {
            continue;
        }
        found.extend((above..at).find(|line| titled_by(&notice, lines, *line..at)));
        if found.len() == MOST {
            break;
        }
    }
    found
}

/// Whether one to three short lines together are a title that the notice names.
fn titled_by(notice: &str, lines: &[Line<'_>], at: Range<usize>) -> bool {
    let mut title = String::new();
    for line in lines.get(at).into_iter().flatten().filter(|line| !line.is_blank()).take(3) {
        if !line.is_within(60) || line.text.ends_with(['。', '；', '：', ':']) {
            return false;
        }
        title.push_str(&without_blanks(line.text));
        if title.chars().count() >= 6 && notice.contains(&format!("《{title}》")) {
            return true;
        }
    }
    false
}

/// Whether the notice names the line as a title, not as the first words of a longer one that goes on below.
fn is_whole_title(notice: &str, title: &str) -> bool {
    notice.match_indices(title).any(|(at, _)| {
        let after = notice.get(at + title.len()..).unwrap_or_default();
        after.starts_with(['》', '的', '〉', '”', '，', '。', '（', '已', '请', '印', '现']) || after.is_empty()
    }) || title.chars().count() >= 8
}

/// Lines as one text without blanks.
fn run_together(lines: &[Line<'_>]) -> String {
    lines.iter().map(|line| without_blanks(line.text)).collect()
}
