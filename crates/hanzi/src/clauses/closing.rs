//! What closes a region: a closing paragraph, the list of annexes, signature and date belong to no numbered place.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::{
    blocks::Block,
    line::Line,
    marker::{Kind, Marker, kind_at},
};

/// The first line of what closes a region: a closing paragraph, the list of annexes, signature and date.
pub fn begins_at(
    lines: &[Line<'_>],
    region: Range<usize>,
    markers: &[Option<Marker>],
    blocks: &[Option<(Block, usize)>],
    date_lines: &[usize],
    mentions: &[usize],
) -> usize {
    let Some(last) = region.clone().rev().find(|at| markers.get(*at).is_some_and(Option::is_some)) else {
        return region.end;
    };
    let signature = signature(lines, last + 1..region.end, date_lines, mentions);
    let paragraphs: Vec<usize> =
        (last + 1..signature).filter(|at| lines.get(*at).is_some_and(|line| !line.is_blank())).take(64).collect();
    let Some(first) = paragraphs.first().copied() else { return signature };
    let is_outline = kind_at(markers, last).is_some_and(Kind::is_outline);
    let holds_block = blocks.get(last + 1..signature).is_some_and(|blocks| blocks.iter().any(Option::is_some));
    let in_article = region.clone().any(|at| kind_at(markers, at) == Some(Kind::Article));
    if !is_outline || holds_block || in_article || paragraphs.len() == 64 {
        return signature;
    }
    if let Some(cue) =
        paragraphs.iter().copied().find(|at| lines.get(*at).is_some_and(|line| CLOSES.is_match(line.text)))
    {
        return if siblings_are_single(lines, region, markers, last) { first } else { cue };
    }
    if siblings_are_single(lines, region, markers, last) { first } else { signature }
}

/// Words that open a closing paragraph wherever they stand last.
static CLOSES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^(?:特此|此复|此致|感谢您|感谢你|以上(?:意见|报告|请示|方案|规定)|上述政策适用|执行(?:中|过程中)",
        r"|本(?:实施)?(?:通知|意见|方案|办法|规定|细则|决定|措施|要点|规划|计划|预案|批复|公告|通告|解释|工作要点)(?:由|自|从))"
    ))
    .expect("a fixed pattern")
});

/// Whether the last numbered line, like every other of its kind, says all it has to say on its own line, so that
/// a paragraph below it is not its own.
fn siblings_are_single(lines: &[Line<'_>], region: Range<usize>, markers: &[Option<Marker>], last: usize) -> bool {
    let says_all = |at: usize| {
        let words = markers
            .get(at)
            .and_then(Option::as_ref)
            .and_then(|marker| Some(marker.words(lines.get(at)?.text)))
            .unwrap_or_default();
        words.chars().nth(40).is_some() || words.trim_end_matches(['。', '.']).contains('。')
    };
    let kind = kind_at(markers, last);
    if !says_all(last) {
        return false;
    }
    let mut singles = 0;
    let mut open: Option<usize> = None;
    for at in region.start..last {
        if markers.get(at).is_some_and(Option::is_some) {
            singles += usize::from(open.is_some_and(says_all));
            open = Some(at).filter(|at| kind_at(markers, *at) == kind);
        } else if open.is_some_and(says_all) && lines.get(at).is_some_and(|line| !line.is_blank()) {
            return false;
        }
    }
    singles + usize::from(open.is_some_and(says_all)) >= 2
}

/// The first line of list of annexes, signature, date and remarks at the end of a region; its end where there are none.
fn signature(lines: &[Line<'_>], tail: Range<usize>, date_lines: &[usize], mentions: &[usize]) -> usize {
    let is_text = |at: &usize| lines.get(*at).is_some_and(|line| !line.is_blank());
    let mut start = tail.end;
    let last_date =
        date_lines.get(..date_lines.partition_point(|date| *date < tail.end)).and_then(<[usize]>::last).copied();
    if let Some(date) = last_date.filter(|date| tail.contains(date)) {
        let below: Vec<usize> = (date + 1..tail.end).filter(is_text).take(9).collect();
        if below.len() <= 8
            && below
                .iter()
                .all(|at| lines.get(*at).is_some_and(|line| line.is_within(80) && !line.text.ends_with('。')))
        {
            start = date;
            for at in (tail.start..date).rev().filter(is_text).take(3) {
                let signs = lines.get(at).is_some_and(|line| {
                    line.is_within(40)
                        && !line.text.ends_with(['。', '；', '：', ':', ';', '，', ',', '、'])
                        && !line.text.contains(['，', '。'])
                });
                if !signs {
                    break;
                }
                start = at;
            }
        }
    }
    if start == tail.end {
        for at in (tail.start..tail.end).rev().filter(is_text).take(3) {
            if !lines.get(at).is_some_and(Line::is_remark) {
                break;
            }
            start = at;
        }
    }
    let listed = mentions.get(mentions.partition_point(|at| *at < tail.start)).copied().filter(|at| tail.contains(at));
    listed.map_or(start, |at| at.min(start))
}
