//! The large parts of a body, and the lines whose numbers are not clause numbers.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
    sync::LazyLock,
};

use regex::Regex;

use super::{
    line::Line,
    marker::{self, Kind, Marker},
};
use crate::{dates, numerals};

/// A large part of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// The notice that forwards a document.
    Cover,
    /// The document.
    Main,
    /// An annex, with its number and its name as people say it.
    Annex { number: u32, label: String },
}

/// A part and its lines.
#[derive(Debug, Clone)]
pub struct Region {
    pub part: Part,
    pub lines: Range<usize>,
    /// The first line of the closing text; the end of the region where there is none.
    pub closing: usize,
}

/// What a run of lines is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Block {
    Table,
    Figure,
}

/// Everything the tree needs to know of the lines.
#[derive(Debug)]
pub struct Plan {
    pub regions: Vec<Region>,
    /// For each line, the number that counts.
    pub markers: Vec<Option<Marker>>,
    /// For each line that begins a table or figure, what it is and the line after its end.
    pub blocks: Vec<Option<(Block, usize)>>,
    /// For each line, whether it is an entry of a table of contents.
    pub contents: Vec<bool>,
    /// The lines at which lists of annexes begin.
    pub mentions: Vec<usize>,
}

/// A line that speaks of an annex.
struct AnnexLine {
    line: usize,
    number: Option<u32>,
    label: String,
    named: bool,
    /// “附件：1、…”: the first entry of a list stands on the line.
    begins_list: bool,
}

static ANNEX: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(附\s*[件录表]?)\s*([0-9０-９]{1,3}|[一二三四五六七八九十]{1,3})?\s*(?:([:：.．、]|\s)\s*(.*))?$")
        .expect("a fixed pattern")
});

pub fn plan(lines: &[Line<'_>]) -> Plan {
    let mut markers: Vec<Option<Marker>> = lines.iter().map(|line| marker::read(line.text)).collect();
    let contents = contents(lines, &mut markers);
    let blocks = blocks(lines, &mut markers);
    let date_lines: Vec<usize> = (0..lines.len()).filter(|at| lines.get(*at).is_some_and(is_date)).collect();
    let (starts, mentions) = annexes(lines, &mut markers, &date_lines);
    let first_annex = starts.first().map_or(lines.len(), |annex| annex.line);
    let main = cover_end(lines, &markers, &date_lines, first_annex).unwrap_or(0);

    let mut regions = Vec::new();
    if main > 0 {
        regions.push(Region { part: Part::Cover, lines: 0..main, closing: main });
    }
    let mut start = main;
    for next in further_documents(lines, &markers, main, first_annex).into_iter().chain([first_annex]) {
        if next > start {
            regions.push(Region { part: Part::Main, lines: start..next, closing: next });
        }
        start = next;
    }
    let mut last_number = 0;
    for (index, annex) in starts.iter().enumerate() {
        let end = starts.get(index + 1).map_or(lines.len(), |next| next.line);
        let number = annex.number.unwrap_or(last_number + 1);
        last_number = number;
        regions.push(Region {
            part: Part::Annex { number, label: annex.label.clone() },
            lines: annex.line..end,
            closing: end,
        });
    }
    for region in &mut regions {
        settle_doubts(lines, region.lines.clone(), &mut markers);
        region.closing = closing(lines, region.lines.clone(), &markers, &blocks, &date_lines, &mentions);
    }
    Plan { regions, markers, blocks, contents, mentions }
}

fn is_date(line: &Line<'_>) -> bool {
    line.is_within(24) && dates::parse(line.text).is_some()
}

fn kind_at(markers: &[Option<Marker>], at: usize) -> Option<Kind> {
    markers.get(at).and_then(Option::as_ref).map(|marker| marker.kind)
}

fn silence(markers: &mut [Option<Marker>], lines: Range<usize>) {
    if let Some(markers) = markers.get_mut(lines) {
        markers.fill(None);
    }
}

/// A table of contents names every heading once before the text does: its lines are no clauses.
fn contents(lines: &[Line<'_>], markers: &mut [Option<Marker>]) -> Vec<bool> {
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
        is_heading.then(|| {
            (
                marker.kind.rank(),
                marker.number,
                marker.words(line.text).chars().filter(|c| !c.is_whitespace()).collect::<String>(),
            )
        })
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

/// Tables (tab-separated or markdown rows) and figures. Numbers inside a table are no clauses.
fn blocks(lines: &[Line<'_>], markers: &mut [Option<Marker>]) -> Vec<Option<(Block, usize)>> {
    let mut blocks = vec![None; lines.len()];
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let style = row_style(line, markers.get(at).and_then(Option::as_ref));
        let end = match style {
            Some(style) => (at + 1..lines.len())
                .find(|next| {
                    lines
                        .get(*next)
                        .is_none_or(|row| row_style(row, markers.get(*next).and_then(Option::as_ref)) != Some(style))
                })
                .unwrap_or(lines.len()),
            None => at + 1,
        };
        let found = if line.text.starts_with("![") {
            Some((Block::Figure, at + 1))
        } else if style.is_some() && end - at >= 2 {
            Some((Block::Table, end))
        } else {
            None
        };
        if let (Some(found), Some(place)) = (found, blocks.get_mut(at)) {
            *place = Some(found);
            silence(markers, at..end);
        }
        at = end;
    }
    blocks
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Row {
    Tabs,
    Pipes,
}

fn row_style(line: &Line<'_>, marker: Option<&Marker>) -> Option<Row> {
    if line.text.starts_with('|') && line.text.len() > 1 && line.text.ends_with('|') {
        return Some(Row::Pipes);
    }
    // The tab that parts a number from its words makes no row; a bare number may itself be a cell.
    let numbered_words = marker.filter(|marker| marker.kind != Kind::Decimal(1)).map(|marker| marker.words(line.text));
    let cells = numbered_words.unwrap_or(line.text);
    let numbered = marker.is_some_and(|marker| marker.kind.is_division() || marker.kind == Kind::Article);
    (!numbered && cells.contains('\t')).then_some(Row::Tabs)
}

/// Where annexes begin, and where the text only lists them. The lines of a list lose their numbers.
fn annexes(lines: &[Line<'_>], markers: &mut [Option<Marker>], date_lines: &[usize]) -> (Vec<AnnexLine>, Vec<usize>) {
    /// A list of annexes and the signature below it are at most so long, in lines.
    const LIST: usize = 40;
    let mut candidates: Vec<AnnexLine> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if !line.text.starts_with('附') || !line.is_within(80) {
            continue;
        }
        let Some(found) = ANNEX.captures(line.text) else { continue };
        let group = |index: usize| found.get(index).map_or("", |part| part.as_str());
        let word: String = group(1).chars().filter(|c| !c.is_whitespace()).collect();
        let name = group(4).trim();
        // “附 则” is a heading, “附 近…” a sentence: 附 alone needs its colon.
        if word == "附" && !matches!(group(3), ":" | "：") {
            continue;
        }
        let number = numerals::parse(group(2)).and_then(|number| u32::try_from(number).ok());
        let label = format!("{word}{}", group(2));
        let begins_list = number.is_none()
            && marker::read(name).is_some_and(|marker| marker.kind == Kind::Arabic && marker.number == 1);
        candidates.push(AnnexLine { line: at, number, label, named: !name.is_empty(), begins_list });
    }
    let last_text = lines.iter().rposition(|line| !line.is_blank()).unwrap_or(0);
    let mut unnamed_after = vec![false; candidates.len()];
    let mut numbers_after: Vec<HashSet<u32>> = Vec::new();
    // Only short documents have many annexes with lists; beyond this, later annexes are taken as they come.
    let counted = candidates.len().min(200);
    let mut later = HashSet::new();
    let mut unnamed = false;
    for (index, annex) in candidates.iter().enumerate().rev() {
        if index < counted {
            numbers_after.push(later.clone());
        }
        if let Some(place) = unnamed_after.get_mut(index) {
            *place = unnamed;
        }
        if index < counted {
            later.extend(annex.number);
        }
        unnamed |= !annex.named;
    }
    numbers_after.reverse();

    let (mut starts, mut mentions) = (Vec::new(), Vec::new());
    let total = candidates.len();
    for (index, annex) in candidates.into_iter().enumerate() {
        // Within annexes, “附件：…” without a number is a line of a form.
        if annex.named && annex.number.is_none() && !starts.is_empty() {
            continue;
        }
        let next = date_lines.partition_point(|date| *date < annex.line);
        let signed_below = date_lines.get(next).copied().filter(|date| date - annex.line <= LIST);
        let comes_again =
            annex.number.is_some_and(|number| numbers_after.get(index).is_some_and(|later| later.contains(&number)));
        let later_unnamed = unnamed_after.get(index).copied().unwrap_or(false);
        let list_below = (annex.line + 1..lines.len())
            .find(|at| lines.get(*at).is_some_and(|line| !line.is_blank()))
            .is_some_and(|at| kind_at(markers, at) == Some(Kind::Arabic));
        let numbered_below = numbers_after.get(index).is_some_and(|later| !later.is_empty());
        let is_list = if annex.named {
            comes_again
                || (annex.begins_list && numbered_below && starts.is_empty())
                || (later_unnamed && starts.is_empty())
                || (annex.number.is_none() && annex.line == last_text)
                || (starts.is_empty() && signed_below.is_some())
        } else {
            annex.number.is_none()
                && list_below
                && index + 1 < total
                && (later_unnamed || numbered_below)
                && starts.is_empty()
        };
        if is_list {
            let end = (annex.line + 1..lines.len().min(annex.line + LIST))
                .find(|at| {
                    date_lines.binary_search(at).is_ok()
                        || lines.get(*at).is_some_and(|line| line.text.starts_with('附'))
                })
                .unwrap_or(annex.line + 1);
            silence(markers, annex.line..end);
            mentions.push(annex.line);
        } else {
            silence(markers, annex.line..annex.line + 1);
            starts.push(annex);
        }
    }
    (starts, mentions)
}

/// The line on which the forwarded document begins: after the notice's date and remarks its title stands again.
fn cover_end(lines: &[Line<'_>], markers: &[Option<Marker>], date_lines: &[usize], limit: usize) -> Option<usize> {
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
        let notice = squeezed(lines.get(..date)?);
        let mut title = String::new();
        for at in following {
            let line = lines.get(at)?;
            if !line.is_within(60) || line.text.ends_with(['。', '；', '：', ':']) {
                break;
            }
            title.push_str(&squeezed(std::slice::from_ref(line)));
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
fn further_documents(lines: &[Line<'_>], markers: &[Option<Marker>], main: usize, limit: usize) -> Vec<usize> {
    const MOST: usize = 8;
    const MOST_LOOKED_AT: usize = 64;
    const MOST_ABOVE: usize = 24;
    let Some(notice) = lines.get(..main).filter(|notice| !notice.is_empty()).map(squeezed) else { return Vec::new() };
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
        title.push_str(&squeezed(std::slice::from_ref(line)));
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

fn squeezed(lines: &[Line<'_>]) -> String {
    lines.iter().flat_map(|line| line.text.chars()).filter(|c| !c.is_whitespace()).collect()
}

/// Keeps a doubtful number only where it goes on from the one before.
fn settle_doubts(lines: &[Line<'_>], region: Range<usize>, markers: &mut [Option<Marker>]) {
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

/// The first line of what closes a region: a closing paragraph, the list of annexes, signature and date.
fn closing(
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
