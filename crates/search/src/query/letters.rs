//! Pinyin among the characters of a query: whole (`gaolingjintie多少钱`), with hanzi in one word (`gao龄津贴`), or as
//! initials (`gljt多少钱`).
//!
//! Written out it is believed. What is cut short is believed only of words that the collection holds, and of two letters
//! only where one such word stands out: `db` is 低保 where titles speak of it, and nothing where they do not.

use std::{collections::HashMap, ops::Range};

use hanzi::{fold, pinyin};

use super::{
    knowledge::Knowledge,
    spelling::{ends, spells},
};

/// Letters of a run that is read as pinyin.
const LONGEST: usize = 48;
/// Letters of a run in which words may be cut short.
const LONGEST_SHORT: usize = 16;
/// Stretches of one query, and runs of one stretch.
const MOST: usize = 8;
/// Runs of one query that are tried as initials: the dearest way to read them.
const MOST_GUESSED: usize = 4;
/// Characters of a word, letters among them, on either side of a run.
const LONGEST_WORD: usize = 8;
/// How much oftener than any other word one must stand in titles to be meant by two letters.
const STANDS_OUT: u64 = 2;

/// Latin that people type among Chinese: no initials, and no syllables.
const LATIN: [&str; 54] = [
    "aa", "ab", "ai", "apec", "app", "atm", "bb", "bp", "cad", "cba", "cbd", "cctv", "cd", "cp", "cpr", "ct", "dj",
    "dna", "dr", "dv", "ems", "etc", "gdp", "gps", "hpc", "hr", "ic", "id", "ipo", "it", "kfc", "lng", "lpg", "lpr",
    "mba", "ml", "mp", "mpa", "mr", "nba", "nfc", "ok", "pc", "pdf", "pe", "pet", "ph", "pm", "pos", "ppp", "ppt",
    "ps", "qq", "ssd",
];

/// A stretch of a folded query with what was meant by it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Meant {
    pub(crate) place: Range<usize>,
    pub(crate) words: String,
}

/// What is meant by the letters of a folded query, in order; places do not overlap.
pub(crate) fn read(folded: &str, knowledge: &Knowledge<'_>) -> Vec<Meant> {
    let mut found: Vec<Meant> = Vec::new();
    let mut guesses = MOST_GUESSED;
    // Who types more of them has no sentence: each costs a look through the words of its letter.
    for stretch in stretches(folded).into_iter().take(MOST) {
        let Some(typed) = folded.get(stretch.clone()) else { continue };
        // “sheng yu bu tie” is one word or four: whichever is known.
        if typed.contains(' ')
            && let Some(words) = spaced(typed, knowledge)
        {
            found.push(Meant { place: stretch, words });
            continue;
        }
        let mut start = stretch.start;
        for run in typed.split(' ').take(MOST) {
            let place = start..start + run.len();
            start = place.end + 1;
            found.extend(of_run(folded, place, &mut guesses, knowledge));
        }
    }
    let mut end = 0;
    found.retain(|meant| {
        let is_free = meant.place.start >= end;
        end = end.max(meant.place.end);
        is_free
    });
    found
}

/// Runs of letters, with single blanks between them.
fn stretches(folded: &str) -> Vec<Range<usize>> {
    let mut stretches: Vec<Range<usize>> = Vec::new();
    for (at, c) in folded.char_indices().filter(|(_, c)| is_letter(*c)) {
        match stretches.last_mut() {
            Some(last) if last.end == at || folded.get(last.end..at) == Some(" ") => last.end = at + c.len_utf8(),
            _ => stretches.push(at..at + c.len_utf8()),
        }
    }
    stretches
}

fn is_letter(c: char) -> bool {
    c.is_ascii_lowercase() || matches!(c, '\'' | '’' | 'ü')
}

fn plain(run: &str) -> String {
    run.chars().filter(|c| !matches!(c, '\'' | '’')).map(|c| if c == 'ü' { 'v' } else { c }).collect()
}

/// Whether a run stands for itself.
fn is_itself(letters: &str, knowledge: &Knowledge<'_>) -> bool {
    letters.is_empty() || LATIN.contains(&letters) || (knowledge.is_indexed)(letters)
}

/// Syllables with blanks between them.
fn spaced(typed: &str, knowledge: &Knowledge<'_>) -> Option<String> {
    let runs: Vec<String> = typed.split(' ').map(plain).collect();
    let letters = runs.concat();
    if letters.len() > LONGEST || runs.iter().any(|run| is_itself(run, knowledge)) {
        return None;
    }
    let (pieces, words) = written_out(&letters, knowledge)?;
    let apart: Option<usize> = runs.iter().map(|run| written_out(run, knowledge).map(|(pieces, _)| pieces)).sum();
    apart.is_none_or(|apart| pieces < apart).then_some(words)
}

fn of_run(folded: &str, place: Range<usize>, guesses: &mut usize, knowledge: &Knowledge<'_>) -> Option<Meant> {
    let letters = plain(folded.get(place.clone())?);
    let (before, after) = (folded.get(..place.start)?, folded.get(place.end..)?);
    if letters.len() > LONGEST || is_itself(&letters, knowledge) {
        return None;
    }
    let whole = |words| Some(Meant { place: place.clone(), words });
    // C1, 5G, PM2.5: letters beside digits are names, unless they are words written out.
    let beside =
        |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | '/' | '@' | '_'));
    let is_a_name = beside(before.chars().next_back()) || beside(after.chars().next());
    let mixed = if is_a_name { None } else { with_hanzi(before, &letters, after, knowledge) };
    let place_of = |mixed: &Mixed| place.start - mixed.before..place.end + mixed.after;
    match mixed {
        Some(mixed) if mixed.short == 0 => return Some(Meant { place: place_of(&mixed), words: mixed.word }),
        _ if letters.len() < 2 => {}
        _ => {
            if let Some((_, words)) = written_out(&letters, knowledge) {
                return whole(words);
            }
        }
    }
    match mixed {
        Some(mixed) => Some(Meant { place: place_of(&mixed), words: mixed.word }),
        None if is_a_name || letters.len() > LONGEST_SHORT || *guesses == 0 => None,
        None => {
            *guesses -= 1;
            cut_short(&letters, knowledge).and_then(whole)
        }
    }
}

/// The fewest words of the lexicon or the collection's titles whose pinyin makes up the letters, with their number.
fn written_out(letters: &str, knowledge: &Knowledge<'_>) -> Option<(usize, String)> {
    fewest(letters, |start, end| {
        let run = letters.get(start..end)?;
        Some((2, knowledge.spelt(run)?))
    })
    .map(|(cost, words)| (cost / 2, words))
}

/// The cheapest pieces that make up the letters.
fn fewest<'w>(letters: &str, piece: impl Fn(usize, usize) -> Option<(usize, &'w str)>) -> Option<(usize, String)> {
    let mut best: Vec<Option<(usize, String)>> = vec![None; letters.len() + 1];
    *best.first_mut()? = Some((0, String::new()));
    for end in 1..=letters.len() {
        let candidate = (0..end)
            .filter_map(|start| {
                let (before, words) = best.get(start)?.as_ref()?;
                let (cost, word) = piece(start, end)?;
                Some((before + cost, words, word))
            })
            .min_by_key(|(cost, ..)| *cost)
            .map(|(cost, words, word)| (cost, format!("{words}{word}")));
        if let Some(slot) = best.get_mut(end) {
            *slot = candidate;
        }
    }
    best.pop()?
}

/// A word of which a part was typed as letters.
struct Mixed {
    word: String,
    /// Bytes of hanzi that belong to it on either side.
    before: usize,
    after: usize,
    /// Syllables that are cut short.
    short: usize,
}

/// The longest word that the letters and the hanzi beside them make up: `gao龄津贴`, `生yu补贴`, `高龄jt`.
fn with_hanzi(before: &str, letters: &str, after: &str, knowledge: &Knowledge<'_>) -> Option<Mixed> {
    let left: Vec<char> = before.chars().rev().take_while(|c| fold::is_hanzi(*c)).take(LONGEST_WORD).collect();
    let right: Vec<char> = after.chars().take_while(|c| fold::is_hanzi(*c)).take(LONGEST_WORD).collect();
    let mut best: Option<(usize, std::cmp::Reverse<usize>, u64, Mixed)> = None;
    for taken in 0..=left.len() {
        let beginning: Vec<char> = left.iter().take(taken).rev().copied().collect();
        let first = match beginning.first() {
            Some(c) => pinyin::syllable(*c).and_then(|syllable| syllable.chars().next()),
            None => letters.chars().next(),
        };
        for word in knowledge.beginning(first) {
            let chars: Vec<char> = word.chars().collect();
            if chars.len() <= taken || !chars.starts_with(&beginning) {
                continue;
            }
            let rest = chars.get(taken..).unwrap_or_default();
            for spelt in (1..=rest.len()).rev() {
                let (inner, ending) = rest.split_at(spelt);
                if taken + ending.len() == 0 || !right.starts_with(ending) {
                    continue;
                }
                let Some(short) = spells(letters, inner) else { continue };
                // One letter is little to go by.
                let is_vague = letters.len() == 1 && taken + ending.len() < 2;
                let titles = (knowledge.titles_with)(word);
                if is_vague || short > 0 && titles == 0 && !(knowledge.holds_pairs)(word) {
                    continue;
                }
                let bytes = |chars: &[char]| chars.iter().map(|c| c.len_utf8()).sum();
                let rank = (chars.len(), std::cmp::Reverse(short), titles);
                if best.as_ref().is_none_or(|(length, short, titles, _)| rank > (*length, *short, *titles)) {
                    best = Some((
                        rank.0,
                        rank.1,
                        rank.2,
                        Mixed { word: word.to_owned(), before: bytes(&beginning), after: bytes(ending), short },
                    ));
                }
            }
        }
    }
    best.map(|(.., mixed)| mixed)
}

/// Words in initials, alone or among words written out: `gljt`, `gaolingjt`, `shengybt`.
fn cut_short(letters: &str, knowledge: &Knowledge<'_>) -> Option<String> {
    if letters.len() < 2 {
        return None;
    }
    if letters.len() == 2 {
        return one_that_stands_out(letters, knowledge);
    }
    // By beginning and end: the cost, the titles that have it, the word.
    let mut pieces: HashMap<(usize, usize), (usize, u64, &str)> = HashMap::new();
    for start in 0..letters.len() {
        let Some(rest) = letters.get(start..) else { continue };
        for word in knowledge.beginning(rest.chars().next()) {
            let chars: Vec<char> = word.chars().collect();
            for (length, short) in ends(rest, &chars) {
                // Two letters tell enough only beside what is written out.
                if short == chars.len() && length < 3 && length == letters.len() {
                    continue;
                }
                let titles = (knowledge.titles_with)(word);
                let cost = 2 + usize::from(short > 0);
                let is_better = pieces
                    .get(&(start, start + length))
                    .is_none_or(|(held, of, _)| cost < *held || cost == *held && titles > *of);
                if is_better && (short == 0 || titles > 0 || (knowledge.holds_pairs)(word)) {
                    pieces.insert((start, start + length), (cost, titles, word));
                }
            }
        }
    }
    let piece = |start: usize, end: usize| {
        let run = letters.get(start..end)?;
        let out = knowledge.spelt(run).map(|word| (2, word));
        let short = pieces.get(&(start, end)).map(|(cost, _, word)| (*cost, *word));
        out.into_iter().chain(short).min_by_key(|(cost, _)| *cost)
    };
    let (cost, words) = fewest(letters, piece)?;
    // Not more than one word for three letters: `jtcx` may be anything.
    (cost <= 2 * letters.len().div_ceil(3) + 2).then_some(words)
}

/// The word of two characters that these letters begin, where one stands in titles far oftener than the others.
fn one_that_stands_out(letters: &str, knowledge: &Knowledge<'_>) -> Option<String> {
    let mut words: Vec<(u64, &str)> = Vec::new();
    for word in knowledge.beginning(letters.chars().next()) {
        let chars: Vec<char> = word.chars().collect();
        if chars.len() == 2 && spells(letters, &chars).is_some() {
            words.push(((knowledge.titles_with)(word), word));
        }
    }
    words.sort_unstable_by(|a, b| b.cmp(a));
    words.dedup();
    let (titles, word) = *words.first()?;
    let next = words.get(1).map_or(0, |(titles, _)| *titles);
    (titles > 0 && titles >= STANDS_OUT * next).then(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use domain::search::SearchRequest;

    use crate::{Index, tests::request};

    /// How much of what was typed wrongly is read as it was meant, and what was typed rightly left alone: `INDEX` is the `index`
    /// folder of a portal, `SET` a file of `typed`, `meant` and `sort`.
    #[test]
    #[ignore = "a measurement; needs an index and a set"]
    fn measured() {
        let path = |name: &str| PathBuf::from(std::env::var(name).unwrap());
        let index = Index::open_or_create(path("INDEX")).unwrap();
        let view = index.view();
        let bare = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        let mut counts: std::collections::BTreeMap<String, [usize; 4]> = std::collections::BTreeMap::new();
        for line in std::fs::read_to_string(path("SET")).unwrap().lines() {
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            let text = |key: &str| row[key].as_str().unwrap().to_owned();
            let (typed, meant, sort) = (text("typed"), text("meant"), text("sort"));
            let understood = index.understand(&view.snapshot, &typed, false);
            let wanted = index.understand(&view.snapshot, &meant, false);
            let is_read = bare(&understood.words) == bare(&wanted.words);
            let is_touched = understood.notes.iter().any(|note| note.why == "pinyin" || note.why == "typo");
            let first = |query: &str, literal: bool| {
                index
                    .search(&SearchRequest { literal, ..request(query) })
                    .unwrap()
                    .hits
                    .iter()
                    .take(3)
                    .map(|hit| hit.id.clone())
                    .collect::<Vec<_>>()
            };
            let aim = if typed == meant { Vec::new() } else { first(&meant, false) };
            let is_found =
                |literal: bool| typed == meant || aim.first().is_none_or(|aim| first(&typed, literal).contains(aim));
            let count = counts.entry(sort.clone()).or_default();
            count[0] += 1;
            count[1] += usize::from(is_read);
            count[2] += usize::from(is_found(false));
            count[3] += usize::from(is_found(true));
            if !is_read || sort == "clean" && is_touched {
                println!(
                    "{sort}: {typed} → {} (meant {meant}; {}) {:?}",
                    understood.words,
                    if is_found(false) { "found" } else { "missed" },
                    understood
                        .notes
                        .iter()
                        .map(|note| format!("{}→{} {}", note.from, note.to, note.why))
                        .collect::<Vec<_>>()
                );
            }
        }
        for (sort, [all, read, found, literal]) in counts {
            println!("{sort}: {read} of {all} read as meant, {found} found among three ({literal} as typed)");
        }
    }
}
