//! What a list shows of a text: a piece of it that is never cut inside a number. “每月30” of “每月300元” is not a shorter
//! answer, it is a wrong one.

use std::ops::Range;

use domain::search::SnippetRun;
use hanzi::highlight::{self, Marked, QueryTerm};

/// How far back a cut goes for a better place, in characters.
const REACH: usize = 15;
/// A short answer is shown from its first word, up to here.
const ANSWER_CHARS: usize = 120;
/// What would be left out at the end is shown after all if it is not longer, in characters.
const REMNANT: usize = 6;
/// A chain of numbers (“2026年3月1日至5月31日”) is held together up to about here, in characters.
const LONGEST_NUMBER: usize = 40;
/// Characters of a unit, as of 个工作日.
const LONGEST_UNIT: usize = 5;

/// Where a cut is least felt.
const PAUSES: [char; 9] = ['。', '；', '，', '、', '：', '！', '？', ';', '\n'];
/// After these a text begins anew.
const SENTENCE_ENDS: [char; 8] = ['。', '；', '！', '？', '：', ';', '\n', '\r'];
/// What nothing begins with.
const NO_BEGINNING: [char; 10] = ['。', '；', '，', '、', '：', '！', '？', '）', '”', '》'];
const NUMERALS: &str = "〇零一二两三四五六七八九十百千万亿";
const UNITS: &str = "%％‰℃元角分块毛年岁周月日号天时点秒刻旬季个名人位户口家次条项款章节件份张台辆头只亩公顷厘毫米里克斤吨升平方立度倍成级期届批档工作小多余几/／";
const BEFORE_NUMBERS: &str = "第约¥￥$+-－−";
const BETWEEN_NUMBERS: &str = "-－–—~～至到之 ";

/// About two lines around the best match; without a match, the beginning.
pub(crate) fn around(text: &str, marks: &[QueryTerm]) -> Vec<SnippetRun> {
    let marked = Marked::new(text, marks);
    piece(text, marked.window(highlight::SNIPPET_CHARS), &marked)
}

/// The text from its first word, whole if it is about as long as an answer in short.
pub(crate) fn beginning(text: &str, marks: &[QueryTerm]) -> Vec<SnippetRun> {
    piece(text, highlight::beginning(text, ANSWER_CHARS), &Marked::new(text, marks))
}

/// Moves the ends of a window to where they cut no number, marks what the query says, and shows where something is left out.
fn piece(text: &str, window: Range<usize>, marked: &Marked<'_>) -> Vec<SnippetRun> {
    let numbers = numbers(text);
    let start = begin(text, window.start, &numbers);
    let end = finish(text, start, window.end, &numbers, marked);
    let shown = text.get(start..end).unwrap_or_default();
    let end = start + shown.trim_end().len();
    let mut runs = marked.runs(start..end);
    if runs.is_empty() {
        return runs;
    }
    let before = text.get(..start).unwrap_or_default().trim_end_matches([' ', '\t', '\u{3000}']);
    if !before.trim().is_empty() && !before.ends_with(SENTENCE_ENDS) {
        add(&mut runs, 0, "…");
    }
    if !text.get(end..).unwrap_or_default().trim().is_empty() {
        let last = runs.len();
        add(&mut runs, last, "…");
    }
    for run in &mut runs {
        run.text = run.text.replace(['\n', '\r', '\t'], " ");
    }
    runs
}

/// The sign of what is left out, before (`at` 0) or after the runs, joined to its neighbour where that is no hit.
fn add(runs: &mut Vec<SnippetRun>, at: usize, sign: &str) {
    match runs.get_mut(at.saturating_sub(1)) {
        Some(first) if !first.hit && at == 0 => first.text.insert_str(0, sign),
        Some(last) if !last.hit => last.text.push_str(sign),
        _ => runs.insert(at, SnippetRun { text: sign.to_owned(), hit: false }),
    }
}

fn begin(text: &str, at: usize, numbers: &[Range<usize>]) -> usize {
    let start = match holding(numbers, at) {
        None => at,
        Some(number) => pause_before(text, back(text, at, REACH), number.start, numbers).unwrap_or(number.start),
    };
    let shown = text.get(start..).unwrap_or_default();
    let is_superfluous = |c: char| c.is_whitespace() || (start > 0 && NO_BEGINNING.contains(&c));
    start + shown.len() - shown.trim_start_matches(is_superfluous).len()
}

fn finish(text: &str, start: usize, at: usize, numbers: &[Range<usize>], marked: &Marked<'_>) -> usize {
    let at = at.max(start);
    let rest = text.get(at..).unwrap_or_default().trim_end();
    if rest.chars().nth(REMNANT).is_none() {
        return at + rest.len();
    }
    // “每月” without its number is no good end either.
    let Some(number) = holding(numbers, at).or_else(|| numbers.iter().find(|number| number.start == at)) else {
        return at;
    };
    // What matches stays.
    let ends = marked.hits().filter(|hit| hit.start < at).map(|hit| hit.end.min(at));
    let kept = ends.max().unwrap_or(start).max(start);
    if number.start < at && (number.start < kept || number.start <= start) {
        return number.end;
    }
    pause_before(text, back(text, at, REACH).max(kept), number.start, numbers)
        .filter(|end| *end > start)
        .unwrap_or(number.start)
}

/// The place some characters before another.
fn back(text: &str, at: usize, chars: usize) -> usize {
    text.get(..at).and_then(|before| before.char_indices().rev().take(chars).last()).map_or(at, |(place, _)| place)
}

/// The place after the last pause of a stretch that belongs to no number.
fn pause_before(text: &str, from: usize, to: usize, numbers: &[Range<usize>]) -> Option<usize> {
    let stretch = text.get(from..to)?;
    stretch
        .rmatch_indices(PAUSES)
        .map(|(place, pause)| from + place + pause.len())
        .find(|place| holding(numbers, *place).is_none())
}

/// The number that a cut would break.
fn holding(numbers: &[Range<usize>], at: usize) -> Option<&Range<usize>> {
    let index = numbers.partition_point(|number| number.end <= at);
    numbers.get(index).filter(|number| number.start < at)
}

/// Every number with its unit, and the numbers that follow at once: `第3条`, `1,500.5万元`, `80至89周岁`, `2026年3月1日`, `0.5 MB`,
/// `三分之二`.
fn numbers(text: &str) -> Vec<Range<usize>> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let at = |index: usize| chars.get(index).map(|(_, c)| *c);
    let byte = |index: usize| chars.get(index).map_or(text.len(), |(place, _)| *place);
    let is = |index: usize, test: &dyn Fn(char) -> bool| at(index).is_some_and(test);
    let mut numbers = Vec::new();
    let (mut index, mut free) = (0, 0);
    while index < chars.len() {
        if !is(index, &is_numeral) {
            index += 1;
            continue;
        }
        let mut start = index;
        while start > free && is(start - 1, &|c| c.is_ascii_alphabetic()) {
            start -= 1;
        }
        if start > free && is(start - 1, &|c| BEFORE_NUMBERS.contains(c)) {
            start -= 1;
        }
        let mut end = index;
        loop {
            end = after_numerals(&at, end);
            end = after_unit(&at, end);
            if end - start >= LONGEST_NUMBER {
                break;
            }
            if is(end, &is_numeral) {
                continue;
            }
            if is(end, &|c| BETWEEN_NUMBERS.contains(c)) && is(end + 1, &is_numeral) {
                end += 1;
                continue;
            }
            break;
        }
        numbers.push(byte(start)..byte(end));
        (index, free) = (end, end);
    }
    numbers
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

fn is_numeral(c: char) -> bool {
    is_digit(c) || NUMERALS.contains(c)
}

fn after_numerals(at: &dyn Fn(usize) -> Option<char>, mut index: usize) -> usize {
    let is = |index: usize, test: fn(char) -> bool| at(index).is_some_and(test);
    loop {
        if is(index, is_numeral) {
            index += 1;
            continue;
        }
        let goes_on = match at(index) {
            Some('.' | '．' | ',' | ':' | '/') => is(index + 1, is_digit),
            // Thousands; otherwise a comma between two numbers.
            Some('，') => (1..=3).all(|next| is(index + next, is_digit)) && !is(index + 4, is_digit),
            _ => false,
        };
        if !goes_on {
            return index;
        }
        index += 1;
    }
}

/// A unit in Chinese or in letters, after at most one blank.
fn after_unit(at: &dyn Fn(usize) -> Option<char>, index: usize) -> usize {
    let from = if at(index) == Some(' ') { index + 1 } else { index };
    let run = |test: &dyn Fn(char) -> bool, most: usize| {
        (from..from + most).take_while(|index| at(*index).is_some_and(test)).last().map(|last| last + 1)
    };
    run(&|c| UNITS.contains(c), LONGEST_UNIT)
        .or_else(|| run(&|c| c.is_ascii_alphabetic(), LONGEST_NUMBER))
        .unwrap_or(index)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn terms(words: &[&str]) -> Vec<QueryTerm> {
        words.iter().map(|word| QueryTerm { text: (*word).to_owned(), weight: 1.0 }).collect()
    }

    fn words(runs: &[SnippetRun]) -> String {
        runs.iter().map(|run| run.text.as_str()).collect()
    }

    /// The piece of a text of which a window was chosen.
    fn runs(text: &str, window: &str, query: &[&str]) -> Vec<SnippetRun> {
        let from = text.find(window).expect("a window lies in its text");
        piece(text, from..from + window.len(), &Marked::new(text, &terms(query)))
    }

    fn shown(text: &str, window: &str, query: &[&str]) -> String {
        words(&runs(text, window, query))
    }

    #[test]
    fn numbers_have_their_units() {
        let found = |text: &str| numbers(text).into_iter().map(|range| text[range].to_owned()).collect::<Vec<_>>();
        assert_eq!(found("满80周岁的，每人每月300元；"), ["80周岁", "300元"]);
        assert_eq!(
            found("2026年3月1日起，80至89周岁的补1,500.5万元、1，000元"),
            ["2026年3月1日", "80至89周岁", "1,500.5万元", "1，000元"]
        );
        assert_eq!(
            found("第3条 约２０个工作日，30%-50%，三分之二"),
            ["第3条", "约２０个工作日", "30%-50%", "三分之二"]
        );
        assert_eq!(found("录音，1 分 46 秒，0.5 MB，G7线"), ["1 分 46 秒", "0.5 MB", "G7"]);
        assert_eq!(found("- 80到89岁：每月30元/月。没有"), ["80到89岁", "30元/月"]);
        assert!(found("没有数字，，。").is_empty());
    }

    #[test]
    fn an_end_inside_a_number_goes_back_to_the_last_pause() {
        let text = "90到99岁，每月80元。100岁以上，每月300元。其他人员不在此列。";
        assert_eq!(shown(text, "90到99岁，每月80元。100岁以上，每月30", &[]), "90到99岁，每月80元。100岁以上，…");
        assert_eq!(shown(text, "90到99岁，每月80元。100岁以上，每月300", &[]), "90到99岁，每月80元。100岁以上，…");
        assert_eq!(shown(text, "90到99岁，每月80元。100岁以上，每月", &[]), "90到99岁，每月80元。100岁以上，…");
        assert_eq!(shown(text, "90到99岁，每月80元。1", &[]), "90到99岁，每月80元。…");
        assert_eq!(
            shown(text, "90到99岁，每月80元。100岁以上，每月300元", &[]),
            "90到99岁，每月80元。100岁以上，每月300元…"
        );
    }

    #[test]
    fn without_a_pause_nearby_the_number_is_left_out() {
        let text = "对符合本办法规定条件并且在本市居住的老年人按照每人每月300元的标准发放。";
        assert_eq!(
            shown(text, "对符合本办法规定条件并且在本市居住的老年人按照每人每月3", &[]),
            "对符合本办法规定条件并且在本市居住的老年人按照每人每月…"
        );
    }

    #[test]
    fn a_number_that_matches_is_shown_whole() {
        let text = "对符合规定条件的，每人每月300元的标准发放，其他人员不在此列。";
        let runs = runs(text, "对符合规定条件的，每人每月300", &["300"]);
        assert_eq!(words(&runs), "对符合规定条件的，每人每月300元…");
        assert_eq!(runs.iter().filter(|run| run.hit).map(|run| run.text.as_str()).collect::<Vec<_>>(), ["300"]);
    }

    #[test]
    fn a_beginning_inside_a_number_goes_back_too() {
        let text = "年满六十的老人，每月300元按月发放到社会保障卡。";
        assert_eq!(shown(text, "0元按月发放到社会保障卡。", &[]), "…每月300元按月发放到社会保障卡。");
        let text = "对符合本办法规定条件并且在本市居住的老年人按照每人每月300元按月发放。";
        assert_eq!(shown(text, "元按月发放。", &[]), "…300元按月发放。");
        assert_eq!(shown("先说一句，老人自己去都行。", "，老人自己去都行。", &[]), "…老人自己去都行。");
        assert_eq!(shown("先说一句。\n老人自己去都行。", "老人自己去都行。", &[]), "老人自己去都行。");
    }

    #[test]
    fn hits_are_marked_in_what_a_moved_end_adds() {
        let text = "高龄津贴每月300元按月发放，其他人员不在此列。";
        let runs = runs(text, "0元按月发放", &["津贴", "发放"]);
        let run = |text: &str, hit| SnippetRun { text: text.into(), hit };
        assert_eq!(runs, [run("…300元按月", false), run("发放", true), run("…", false)]);
    }

    #[test]
    fn a_short_answer_is_shown_from_its_first_word() {
        let text = "不会，要申请一次。快满80岁时，村（社区）会主动来说，帮着办手续。";
        let runs = beginning(text, &terms(&["手续"]));
        assert_eq!(words(&runs), text);
        assert!(runs.iter().any(|run| run.hit && run.text == "手续"));
        let long = format!("能领，{}其他人员不领。", "每月300元，".repeat(40));
        let shown = words(&beginning(&long, &terms(&["其他人员"])));
        assert!(shown.starts_with("能领，每月300元，") && shown.ends_with("每月300元，…"), "{shown}");
    }

    #[test]
    fn a_few_words_more_end_the_text() {
        assert_eq!(shown("每月25日前发，当月到账。", "每月25日前发，当月", &[]), "每月25日前发，当月到账。");
        assert!(around("", &[]).is_empty());
        assert!(around(" \n", &terms(&["没有"])).is_empty());
    }

    proptest! {
        #[test]
        fn no_number_is_cut(
            text in "(每月|老人|，|。|300元|8|0岁|1,500|万|% |\n|津贴|办理手续|二|年){0,80}|\\PC{0,200}",
            query in prop::collection::vec("(津贴|老人|300|元|岁|8)", 0..4),
        ) {
            let marks: Vec<QueryTerm> = query.iter().map(|text| QueryTerm { text: text.clone(), weight: 1.0 }).collect();
            for runs in [around(&text, &marks), beginning(&text, &marks)] {
                let whole = words(&runs);
                let (inner, flat) = (whole.strip_prefix('…').unwrap_or(&whole), text.replace(['\n', '\r', '\t'], " "));
                let inner = inner.strip_suffix('…').unwrap_or(inner);
                let numbers = numbers(&text);
                let stands_whole = |(start, _): (usize, &str)| [start, start + inner.len()].into_iter().all(|at| holding(&numbers, at).is_none());
                prop_assert!(inner.is_empty() || flat.match_indices(inner).any(stands_whole), "{whole:?} of {text:?}");
                prop_assert!(runs.windows(2).all(|pair| pair[0].hit != pair[1].hit));
                prop_assert!(runs.iter().all(|run| !run.text.is_empty()));
            }
        }
    }
}
