//! Dates in official text: `2020年8月24日`, `二〇二〇年八月二十四日`, `2020-08-24`; signatures and the
//! sentence that says from when, and until when, a document is in force.

use std::{ops::Range, sync::LazyLock};

use domain::Date;
use regex::{Captures, Regex};

use crate::numerals;

/// A date inside other patterns; three groups: year, month, day.
const DATE: &str = r"([0-9０-９]{4}|[〇○Ｏ零一二三四五六七八九]{4})\s*年\s*([0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})\s*月\s*([0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})\s*日";

static IN_TEXT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(r"{DATE}|((?:19|20)[0-9]{{2}})[-/.]([0-9]{{1,2}})[-/.]([0-9]{{1,2}})"))
        .expect("a fixed pattern")
});
static IN_FORCE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r"自\s*(?:{DATE}|(公布|发布|印发|通过|颁布|下发|签发)之日)\s*(?:起|开始)[，,]?\s*(?:正式)?(?:施行|实施|执行|生效)"
    ))
    .expect("a fixed pattern")
});
static UNTIL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(r"(?:有效期|施行期限|执行期限|试行期)[^。；;\n]{{0,30}}?(?:至|到|—|－|-)\s*{DATE}"))
        .expect("a fixed pattern")
});
static TERM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:有效期|施行期限|执行期限|试行期)\s*(?:限)?\s*(?:为)?\s*([0-9０-９]{1,2}|[一二三四五六七八九十两]{1,3})\s*(?:个)?年").expect("a fixed pattern")
});

/// `本办法有效期…`: the term of the document, not of a licence.
static OWN_TERM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:本[\p{Han}（）]{0,6}?(?:办法|规定|通知|意见|方案|细则|决定|公告|通告|措施|政策|文件|规则|制度|条例|规范|标准)|上述政策[\p{Han}]{0,12}，)(?:的)?(?:有效期|施行期限|执行期限|试行期)")
        .expect("a fixed pattern")
});
/// `有效期五年`, right behind the sentence that says from when.
static BARE_TERM: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(?:有效期|施行期限|执行期限|试行期)").expect("a fixed pattern"));

/// From when, and until when, a document says that it is in force.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Effective {
    /// The first day, where the text names it.
    pub on: Option<Date>,
    /// “自公布之日起”: the first day is the day of publication, which the text does not name.
    pub from_publication: bool,
    /// The last day, where the text names it or the term settles it.
    pub expires_on: Option<Date>,
    /// 有效期 in years.
    pub term_years: Option<u8>,
    /// The words that say so.
    pub text: String,
}

/// Reads a text that is a date and nothing else (blanks aside).
pub fn parse(text: &str) -> Option<Date> {
    let trimmed = text.trim();
    let found = IN_TEXT.captures(trimmed)?;
    (found.get(0)?.len() == trimmed.len()).then(|| date_of(&found, 1).or_else(|| date_of(&found, 4)))?
}

/// Every date in a text, with its place.
pub fn find_all(text: &str) -> Vec<(Range<usize>, Date)> {
    IN_TEXT
        .captures_iter(text)
        .filter_map(|found| Some((found.get(0)?.range(), date_of(&found, 1).or_else(|| date_of(&found, 4))?)))
        .collect()
}

/// 成文日期: the first line that is only a date, else the first short line that ends a signature with one.
/// (In a notice that forwards a document the notice's own date comes first.)
pub fn find_written_on(body: &str) -> Option<Date> {
    let lines = || body.lines().map(str::trim).filter(|line| !line.is_empty() && line.len() <= 150);
    lines().find_map(parse).or_else(|| {
        lines().filter(|line| !line.contains(['。', '（', '(', '《', '，'])).find_map(|line| {
            let (place, date) = find_all(line).pop()?;
            (place.end == line.len()).then_some(date)
        })
    })
}

/// What the document says of the time it is itself in force (“本办法自…起施行，有效期五年”); the last sentence counts
/// where several speak of it. The term of a licence or the day of another law is not the document's own. `None`
/// where the text is silent.
pub fn find_effective(body: &str) -> Option<Effective> {
    let mut effective: Option<Effective> = None;
    let mut spoke_before = false;
    for sentence in body.split(['。', '；', ';', '\n']).map(str::trim).filter(|sentence| !sentence.is_empty()) {
        let start = IN_FORCE.captures(sentence).filter(|found| speaks_of_itself(sentence, found));
        let says_term =
            start.is_some() || OWN_TERM.is_match(sentence) || (spoke_before && BARE_TERM.is_match(sentence));
        spoke_before = start.is_some();
        if start.is_none() && !says_term {
            continue;
        }
        let until = UNTIL.captures(sentence).filter(|_| says_term);
        let term = TERM.captures(sentence).filter(|_| says_term);
        let held = effective.get_or_insert_with(Effective::default);
        if let Some(start) = &start {
            held.on = date_of(start, 1);
            held.from_publication = held.on.is_none();
            held.text = start.get(0).map_or_else(String::new, |words| words.as_str().to_owned());
        }
        if let Some(last) = until.as_ref().and_then(|found| date_of(found, 1)) {
            held.expires_on = Some(last);
        }
        if let Some(years) = term.as_ref().and_then(|found| u8::try_from(numerals::parse(found.get(1)?.as_str())?).ok())
        {
            held.term_years = Some(years);
        }
        if held.text.is_empty() {
            sentence.clone_into(&mut held.text);
        }
    }
    let mut effective = effective?;
    effective.expires_on = effective.expires_on.or_else(|| last_day_of_term(effective.on?, effective.term_years?));
    Some(effective)
}

/// Whether it is the document that is in force from then on: it says 本办法, it is 现予公布, or nothing else is named.
fn speaks_of_itself(sentence: &str, found: &Captures<'_>) -> bool {
    let before = found.get(0).and_then(|words| sentence.get(..words.start())).unwrap_or_default();
    let near: Vec<char> = before.chars().rev().take_while(|c| *c != '》').take(24).collect();
    before.is_empty() || near.contains(&'本') || before.contains("现予") || before.starts_with("现公布")
}

/// The day before the same day so many years later.
fn last_day_of_term(first: Date, years: u8) -> Option<Date> {
    let year = first.year().checked_add(i16::from(years))?;
    match Date::new(year, first.month(), first.day()) {
        Ok(day) => day.yesterday().ok(),
        // From 29 February on: to the end of February.
        Err(_) => Some(Date::new(year, first.month(), 1).ok()?.last_of_month()),
    }
}

/// The date whose year, month and day are the groups from `first` on.
fn date_of(found: &Captures<'_>, first: usize) -> Option<Date> {
    let number = |group: usize| numerals::parse(found.get(group)?.as_str());
    let year = i16::try_from(number(first)?).ok()?;
    let month = i8::try_from(number(first + 1)?).ok()?;
    let day = i8::try_from(number(first + 2)?).ok()?;
    Date::new(year, month, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i16, month: i8, day: i8) -> Date {
        Date::new(year, month, day).unwrap()
    }

    #[test]
    fn every_way_of_writing_a_date_is_read() {
        for text in [
            "2020年8月24日",
            "２０２０年８月２４日",
            "二〇二〇年八月二十四日",
            "二○二○年八月二十四日",
            " 2020-08-24",
            "2020/8/24",
            "2020.8.24",
            "2020 年 8 月 24 日",
        ] {
            assert_eq!(parse(text), Some(day(2020, 8, 24)), "{text}");
        }
        for text in ["2020年8月", "2020年2月30日", "约2020年8月24日", ""] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_notice_s_own_date_is_the_written_date() {
        assert_eq!(
            find_written_on("标题\n正文于2019年1月1日通过。\n国务院办公厅\n二〇〇四年八月十二日\n（本文有删减）\n"),
            Some(day(2004, 8, 12))
        );
        assert_eq!(find_written_on("标题\n正文。\n国务院办公厅　2018年12月4日"), Some(day(2018, 12, 4)));
        assert_eq!(find_written_on("正文。"), None);
    }

    #[test]
    fn the_day_of_effect_and_the_term_are_found() {
        let found = find_effective("第三十条 本办法自2026年3月1日起施行，有效期五年。").unwrap();
        assert_eq!(
            (found.on, found.expires_on, found.term_years),
            (Some(day(2026, 3, 1)), Some(day(2031, 2, 28)), Some(5))
        );
        let found = find_effective("本通知自印发之日起施行，有效期至2028年12月31日。").unwrap();
        assert_eq!((found.on, found.from_publication, found.expires_on), (None, true, Some(day(2028, 12, 31))));
        let found = find_effective("本条例自2008年5月1日起施行。《某法》自2019年1月1日起施行。").unwrap();
        assert_eq!(found.on, Some(day(2008, 5, 1)));
        assert_eq!(find_effective("没有施行日期。"), None);
        let found = find_effective("《某条例》已经通过，现予公布，自2020年1月1日起施行。").unwrap();
        assert_eq!(found.on, Some(day(2020, 1, 1)));
        let found = find_effective("第九条 本细则自2026年3月1日起施行。有效期5年。").unwrap();
        assert_eq!(found.expires_on, Some(day(2031, 2, 28)));
        let found = find_effective("本办法自2024年2月29日起施行，有效期一年。").unwrap();
        assert_eq!(found.expires_on, Some(day(2025, 2, 28)));
    }

    #[test]
    fn the_term_of_a_licence_is_not_the_document_s() {
        let found = find_effective("第十五条 许可证有效期为5年。\n第二十条 本办法自2026年3月1日起施行。").unwrap();
        assert_eq!((found.on, found.expires_on, found.term_years), (Some(day(2026, 3, 1)), None, None));
        for text in [
            "准许生产证的有效期为三年。",
            "本办法规定的许可证有效期为三年。",
            "《某法》自2019年1月1日起施行。",
            "有效期五年。",
        ] {
            assert_eq!(find_effective(text), None, "{text}");
        }
    }
}
