//! Dates in official text: `2020年8月24日`, `二〇二〇年八月二十四日`, `2020-08-24`; signatures and the
//! sentence that says from when, and until when, a document is in force.

use std::{ops::Range, sync::LazyLock};

use domain::Date;
use regex::{Captures, Regex};

use crate::numerals;

/// A date inside other patterns; three groups: year, month, day.
const DATE: &str = r"([0-9０-９]{4}|[〇○Ｏ零一二三四五六七八九]{4})\s*年\s*([0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})\s*月\s*([0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})\s*日";

static IN_TEXT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(r"{DATE}|((?:19|20)[0-9]{{2}})[-/.]([0-9]{{1,2}})[-/.]([0-9]{{1,2}})")).expect("a fixed pattern")
});
static IN_FORCE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r"自\s*(?:{DATE}|(公布|发布|印发|通过|颁布|下发|签发)之日)\s*(?:起|开始)[，,]?\s*(?:正式)?(?:施行|实施|执行|生效)"
    ))
    .expect("a fixed pattern")
});
static UNTIL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&format!(r"(?:有效期|施行期限|执行期限|试行期)[^。；;\n]{{0,30}}?(?:至|到|—|－|-)\s*{DATE}")).expect("a fixed pattern"));
static TERM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:有效期|施行期限|执行期限|试行期)\s*(?:限)?\s*(?:为)?\s*([0-9０-９]{1,2}|[一二三四五六七八九十两]{1,3})\s*(?:个)?年").expect("a fixed pattern")
});

/// From when, and until when, a document says that it is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// The sentence that says from when the document itself is in force (“本办法自…起施行，有效期五年”); the last one
/// where several speak of it. `None` where the text is silent.
pub fn find_effective(body: &str) -> Option<Effective> {
    let own = |found: &Captures<'_>| {
        let before = found.get(0).and_then(|all| body.get(..all.start())).unwrap_or_default();
        let clause: Vec<char> = before.chars().rev().take_while(|c| !matches!(c, '。' | '；' | ';' | '\n' | '》')).take(24).collect();
        clause.contains(&'本')
    };
    let start = IN_FORCE.captures_iter(body).filter(own).last().or_else(|| IN_FORCE.captures_iter(body).last());
    let until = UNTIL.captures_iter(body).last();
    let term = TERM.captures_iter(body).last();
    if start.is_none() && until.is_none() && term.is_none() {
        return None;
    }
    let on = start.as_ref().and_then(|found| date_of(found, 1));
    let term_years = term.as_ref().and_then(|found| u8::try_from(numerals::parse(found.get(1)?.as_str())?).ok());
    let named_end = until.as_ref().and_then(|found| date_of(found, 1));
    let computed_end = || Some(Date::new(on?.year().checked_add(i16::from(term_years?))?, on?.month(), on?.day()).ok()?.yesterday().ok()?);
    let text = start.or(until).or(term).and_then(|found| Some(found.get(0)?.as_str().to_owned())).unwrap_or_default();
    Some(Effective { on, from_publication: on.is_none() && !text.is_empty() && text.contains("之日"), expires_on: named_end.or_else(computed_end), term_years, text })
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
        for text in ["2020年8月24日", "２０２０年８月２４日", "二〇二〇年八月二十四日", "二○二○年八月二十四日", " 2020-08-24", "2020/8/24", "2020.8.24", "2020 年 8 月 24 日"] {
            assert_eq!(parse(text), Some(day(2020, 8, 24)), "{text}");
        }
        for text in ["2020年8月", "2020年2月30日", "约2020年8月24日", ""] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_notice_s_own_date_is_the_written_date() {
        assert_eq!(find_written_on("标题\n正文于2019年1月1日通过。\n国务院办公厅\n二〇〇四年八月十二日\n（本文有删减）\n"), Some(day(2004, 8, 12)));
        assert_eq!(find_written_on("标题\n正文。\n国务院办公厅　2018年12月4日"), Some(day(2018, 12, 4)));
        assert_eq!(find_written_on("正文。"), None);
    }

    #[test]
    fn the_day_of_effect_and_the_term_are_found() {
        let found = find_effective("第三十条 本办法自2026年3月1日起施行，有效期五年。").unwrap();
        assert_eq!((found.on, found.expires_on, found.term_years), (Some(day(2026, 3, 1)), Some(day(2031, 2, 28)), Some(5)));
        let found = find_effective("本通知自印发之日起施行，有效期至2028年12月31日。").unwrap();
        assert_eq!((found.on, found.from_publication, found.expires_on), (None, true, Some(day(2028, 12, 31))));
        let found = find_effective("本条例自2008年5月1日起施行。《某法》自2019年1月1日起施行。").unwrap();
        assert_eq!(found.on, Some(day(2008, 5, 1)));
        assert_eq!(find_effective("没有施行日期。"), None);
    }
}
