//! What a clause says beside its words: who is to act, by when, and which documents it names.

use std::{collections::HashMap, collections::HashSet, sync::LazyLock};

use domain::{Citation, Clause, Date, Deadline, UnitNote, UnitRole};
use regex::Regex;

use crate::{blanks::without_blanks, document_number, numerals};

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a fixed pattern")
}

static UNIT_NOTE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?P<lead>牵头(?:责任)?(?:单位|部门))\s*[:：]|(?:主要)?责任(?:单位|部门)\s*[:：]"));
static DEADLINE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?P<every>每年)?(?:(?P<year>[0-9０-９]{4}|[〇○零一二三四五六七八九]{4}|今|本|当|明)年)?",
        r"(?:(?P<month>[0-9０-９]{1,2}|[一二三四五六七八九十]{1,2})月(?:份)?(?P<part>底|末|上旬|中旬|下旬|(?P<day>[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})日)?",
        r"|(?P<end>年?底|年末|上半年|第?(?P<quarter>[一二三四1-4])季度末?))(?:之|以)?前"
    ))
});
static YEAR_END: LazyLock<Regex> = LazyLock::new(|| pattern(r"到(?P<year>[0-9]{4})年(?P<end>底|末)"));
static SHORT_NAME: LazyLock<Regex> = LazyLock::new(|| pattern(r"[简统]称[:：为]?[“”]?《([^《》]{1,40})》"));
static YEAR: LazyLock<Regex> = LazyLock::new(|| pattern(r"((?:19|20)[0-9]{2})年"));

/// The most units, deadlines and citations each that are taken out of one document: a decision that clears away a thousand others
/// names a thousand. What says more is no text that anybody reads.
const MOST_FACTS: usize = 5_000;

/// Fills units, deadlines and citations of every clause from its text.
///
/// `title` is the document's own: a document does not cite itself. `year_hint` is the year of the document, for
/// deadlines that name only a month; without it the year in the title serves.
pub fn fill(clauses: &mut [Clause], title: &str, year_hint: Option<i16>) {
    let year = year_hint.or_else(|| YEAR.captures(title)?.get(1)?.as_str().parse().ok());
    let short_names: HashSet<String> = clauses
        .iter()
        .flat_map(|clause| SHORT_NAME.captures_iter(&clause.text))
        .filter_map(|found| Some(without_blanks(found.get(1)?.as_str())))
        .collect();
    let own_title = without_blanks(title);
    let (mut units, mut dates, mut titles) = (MOST_FACTS, MOST_FACTS, MOST_FACTS);
    for clause in clauses {
        clause.units = unit_notes(&clause.text, units);
        units -= clause.units.len();
        clause.deadlines = deadlines(&clause.text, year, dates);
        dates -= clause.deadlines.len();
        clause.citations = titles_named(&clause.text, titles);
        titles -= clause.citations.len();
        clause.citations.retain(|cited| {
            let key = without_blanks(&cited.title);
            !is_own(&key, &own_title) && (cited.document_number.is_some() || !short_names.contains(&key))
        });
    }
}

/// The documents that a text names, each once, in order of first mention; a number given at any mention is kept.
pub fn citations(clauses: &[Clause]) -> Vec<Citation> {
    let mut unique: Vec<Citation> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for cited in clauses.iter().flat_map(|clause| &clause.citations) {
        if let Some(known) = places.get(&without_blanks(&cited.title)).and_then(|place| unique.get_mut(*place)) {
            known.document_number = known.document_number.take().or_else(|| cited.document_number.clone());
            known.policy = known.policy.take().or_else(|| cited.policy.clone());
        } else {
            places.insert(without_blanks(&cited.title), unique.len());
            unique.push(cited.clone());
        }
    }
    unique
}

/// “（牵头单位：a，b；责任单位：c、d等部门）”. A suffix such as 等部门 stays with the name it follows.
fn unit_notes(text: &str, most: usize) -> Vec<UnitNote> {
    UNIT_NOTE
        .captures_iter(text)
        .take(most)
        .filter_map(|found| {
            let role = if found.name("lead").is_some() { UnitRole::Lead } else { UnitRole::Responsible };
            let names = unit_names(text.get(found.get(0)?.end()..)?);
            (!names.is_empty()).then_some(UnitNote { role, names })
        })
        .collect()
}

/// The names up to the end of the note; brackets inside a name belong to it.
fn unit_names(text: &str) -> Vec<String> {
    /// A longer note was never closed.
    const LONGEST_NOTE: usize = 1000;
    let mut names = vec![String::new()];
    let mut open = 0usize;
    for c in text.chars().take(LONGEST_NOTE) {
        match c {
            '(' | '（' => open += 1,
            ')' | '）' if open == 0 => break,
            ')' | '）' => open -= 1,
            ';' | '；' | '。' | '\n' | '\r' => break,
            ',' | '，' | '、' if open == 0 => {
                names.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(name) = names.last_mut() {
            name.push(c);
        }
    }
    names.into_iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
}

fn deadlines(text: &str, year_hint: Option<i16>, most: usize) -> Vec<Deadline> {
    let mut found: Vec<(usize, Deadline)> = Vec::new();
    let mut year = year_hint;
    let mut matches: Vec<_> =
        DEADLINE.captures_iter(text).take(most).chain(YEAR_END.captures_iter(text).take(most)).collect();
    matches.sort_by_key(|captures| captures.get(0).map_or(0, |all| all.start()));
    for captures in matches {
        let Some(all) = captures.get(0) else { continue };
        let group = |name: &str| captures.name(name).map(|part| part.as_str());
        if found.last().is_some_and(|(end, _)| all.start() < *end) {
            continue;
        }
        let named = group("year").and_then(numerals::parse).and_then(|value| i16::try_from(value).ok());
        year = named.or(year);
        let this_year = match group("year") {
            Some("明") => year_hint.and_then(|value| value.checked_add(1)),
            _ if group("every").is_some() => None,
            _ => year,
        };
        let on = this_year.and_then(|value| last_day(value, &group));
        found.push((all.end(), Deadline { text: all.as_str().to_owned(), on }));
    }
    found.into_iter().map(|(_, deadline)| deadline).take(most).collect()
}

/// The last day that a matched expression allows.
fn last_day<'a>(year: i16, group: &impl Fn(&str) -> Option<&'a str>) -> Option<Date> {
    let number = |name: &str| group(name).and_then(numerals::parse).and_then(|value| i8::try_from(value).ok());
    if let Some(month) = number("month") {
        let end = Date::new(year, month, 1).ok()?.last_of_month();
        return match (number("day"), group("part")) {
            (Some(day), _) => Date::new(year, month, day).ok(),
            (None, Some("上旬")) => Date::new(year, month, 10).ok(),
            (None, Some("中旬")) => Date::new(year, month, 20).ok(),
            (None, Some(_)) => Some(end),
            // “3月前”: before the month begins.
            (None, None) => Date::new(year, month, 1).ok()?.yesterday().ok(),
        };
    }
    if let Some(quarter) = number("quarter") {
        return Some(Date::new(year, quarter.checked_mul(3)?, 1).ok()?.last_of_month());
    }
    match group("end") {
        Some("上半年") => Date::new(year, 6, 30).ok(),
        Some(_) => Date::new(year, 12, 31).ok(),
        None => None,
    }
}

/// Every 《title》 with the number in the bracket behind it, each title once.
fn titles_named(text: &str, most: usize) -> Vec<Citation> {
    /// A longer run between the marks is a mark that was never closed.
    const LONGEST_TITLE: usize = 600;
    let mut cited: Vec<Citation> = Vec::new();
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut open: Option<usize> = None;
    let mut depth = 0usize;
    for (at, c) in text.char_indices() {
        match c {
            '《' => {
                if depth == 0 || open.is_some_and(|start| at - start > LONGEST_TITLE) {
                    open = Some(at + c.len_utf8());
                    depth = 0;
                }
                depth += 1;
            }
            '》' if depth > 0 => {
                depth -= 1;
                let Some(start) = open.filter(|_| depth == 0) else { continue };
                let title = without_line_ends(text.get(start..at).unwrap_or_default());
                if title.is_empty() || title.len() > LONGEST_TITLE {
                    continue;
                }
                if cited.len() == most {
                    break;
                }
                let document_number = number_behind(text.get(at + c.len_utf8()..).unwrap_or_default());
                if let Some(known) = seen.get(&without_blanks(&title)).and_then(|place| cited.get_mut(*place)) {
                    known.document_number = known.document_number.take().or(document_number);
                } else {
                    seen.insert(without_blanks(&title), cited.len());
                    cited.push(Citation { title, document_number, policy: None });
                }
            }
            _ => {}
        }
    }
    cited
}

/// The number at the beginning of the bracket that follows at once.
fn number_behind(rest: &str) -> Option<domain::DocumentNumber> {
    let inside = rest.trim_start_matches([' ', '\u{3000}']).strip_prefix(['(', '（', '【', '['])?;
    let near: String = inside.trim_start().chars().take(48).collect();
    document_number::find_all(&near).into_iter().find(|(place, _)| place.start == 0).map(|(_, number)| number)
}

fn without_line_ends(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, '\n' | '\r' | '\t')).collect::<String>().trim().to_owned()
}

/// Whether a title names the document itself: its title, or the document that its notice prints and forwards.
fn is_own(cited: &str, own: &str) -> bool {
    const FORWARDS: [&str; 6] = ["印发", "转发", "批转", "公布", "发布", "颁布"];
    if own.is_empty() {
        return false;
    }
    let forwards = |notice: &str, document: &str| {
        FORWARDS.iter().any(|word| {
            notice
                .find(word)
                .and_then(|at| notice.get(at + word.len()..))
                .is_some_and(|rest| rest.trim_start_matches(['《', '〈']).starts_with(document))
        })
    };
    cited == own || forwards(own, cited) || forwards(cited, own)
}

#[cfg(test)]
mod tests {
    use domain::ClauseId;

    use super::*;

    fn filled(text: &str) -> Clause {
        let mut clauses = vec![Clause::new(ClauseId::new("1"), "一、", "", text, 0)];
        fill(&mut clauses, "明县人民政府关于印发明县2026年办事指引的通知", Some(2026));
        clauses.remove(0)
    }

    #[test]
    fn units_are_split_and_keep_brackets_and_suffixes() {
        let clause = filled(
            "推进。（牵头单位：县政府办公室、县司法局；责任单位：县民政局（县扶贫办），县住建局等部门，各乡镇（街道））",
        );
        let names = |index: usize| clause.units[index].names.clone();
        assert_eq!((clause.units[0].role, clause.units[1].role), (UnitRole::Lead, UnitRole::Responsible));
        assert_eq!(names(0), ["县政府办公室", "县司法局"]);
        assert_eq!(names(1), ["县民政局（县扶贫办）", "县住建局等部门", "各乡镇（街道）"]);
    }

    #[test]
    fn deadlines_take_the_year_of_the_text_or_the_document() {
        let clause = filled("2025年9月底前汇总，12月底前公开。");
        let on: Vec<_> = clause
            .deadlines
            .iter()
            .map(|deadline| (deadline.text.as_str(), deadline.on.unwrap().to_string()))
            .collect();
        assert_eq!(on, [("2025年9月底前", "2025-09-30".to_owned()), ("12月底前", "2025-12-31".to_owned())]);
        for (text, day) in [
            ("6月30日前", "2026-06-30"),
            ("年底前", "2026-12-31"),
            ("二月底前", "2026-02-28"),
            ("上半年前", "2026-06-30"),
            ("2027年底前", "2027-12-31"),
            ("10月中旬前", "2026-10-20"),
            ("到2030年底", "2030-12-31"),
        ] {
            let found = filled(text).deadlines;
            assert_eq!((found[0].text.as_str(), found[0].on.unwrap().to_string().as_str()), (text, day));
        }
        assert_eq!(filled("每年3月31日前报送").deadlines[0].on, None);
        assert!(filled("第3月份的会前准备，日前完成").deadlines.is_empty());
    }

    #[test]
    fn documents_are_named_once_and_never_the_document_itself() {
        let clause = filled(
            "按照《甲办法》(明政办〔2025〕 3 号)《乙〈丙〉通知》和《甲办法》、《条例》（以下简称《条》），依《条》执行《明县2026年办事指引》。",
        );
        let found: Vec<_> = clause
            .citations
            .iter()
            .map(|cited| (cited.title.as_str(), cited.document_number.as_ref().map(ToString::to_string)))
            .collect();
        assert_eq!(found, [("甲办法", Some("明政办〔2025〕3号".to_owned())), ("乙〈丙〉通知", None), ("条例", None)]);
        assert_eq!(citations(&[clause.clone(), clause]).len(), 3);
    }

    #[test]
    fn hostile_repetition_does_not_take_the_square() {
        let began = std::time::Instant::now();
        for word in ["牵头单位：", "责任单位：（", "《", "《甲》（", "12月底前", "每年", "简称《"]
        {
            filled(&word.repeat(50_000));
        }
        assert!(began.elapsed().as_secs() < 120, "{:?}", began.elapsed());
    }

    #[test]
    fn a_mark_that_is_never_closed_swallows_nothing() {
        assert!(filled("《甲办法").citations.is_empty());
        assert!(filled("甲》办法").citations.is_empty());
        let far = format!("《甲{}《乙办法》", "文".repeat(1000));
        assert_eq!(filled(&far).citations[0].title, "乙办法");
    }
}
