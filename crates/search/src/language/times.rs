//! Ages and years that a text names.

use hanzi::numerals;

/// 80岁, 80岁以上, 80到89岁
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Age {
    pub(crate) from: u64,
    pub(crate) until: u64,
}

/// A year that is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Year {
    /// 2027年
    Number(u64),
    /// 明年 is 1, 去年 is −1.
    Relative(i8),
}

/// `八十岁`, `80周岁以上`, `80到89岁`, `满七十九`.
pub(super) fn ages(text: &str) -> Vec<Age> {
    let mut ages = Vec::new();
    for (at, _) in text.match_indices('岁') {
        let before = text.get(..at).unwrap_or_default();
        let before = before.strip_suffix('周').unwrap_or(before);
        let Some((until, start)) = number_before(before) else { continue };
        let head = before.get(..start).unwrap_or_default();
        let joined = ['到', '至', '-', '—', '~', '～'].into_iter().find_map(|mark| head.strip_suffix(mark));
        let joined = joined.map(|head| head.strip_suffix('岁').unwrap_or(head));
        let after = text.get(at + '岁'.len_utf8()..).unwrap_or_default();
        let age = match joined.and_then(number_before) {
            Some((from, _)) => Age { from, until },
            None if ["以上", "及以上", "往上", "多"].iter().any(|word| after.starts_with(word)) => {
                Age { from: until, until: 150 }
            }
            None if ["以下", "以内"].iter().any(|word| after.starts_with(word)) => Age { from: 0, until },
            None => Age { from: until, until },
        };
        if age.until <= 150 && age.from <= age.until && !ages.contains(&age) {
            ages.push(age);
        }
    }
    for (at, _) in text.char_indices().chain([(text.len(), '。')]).filter(|(_, c)| !c.is_alphanumeric()) {
        if let Some(age) = age_at_the_end(text.get(..at).unwrap_or_default())
            && !ages.contains(&age)
        {
            ages.push(age);
        }
    }
    ages
}

/// Words for persons, and words between a person and an age.
const PERSONS: [&str; 22] = [
    "妈",
    "爸",
    "娘",
    "爹",
    "爷",
    "奶",
    "姥",
    "公",
    "婆",
    "老头",
    "老人",
    "老太太",
    "老爷子",
    "老伴",
    "我",
    "哥",
    "姐",
    "叔",
    "姨",
    "父",
    "母",
    "伯",
];

const BEFORE_AN_AGE: [&str; 14] =
    ["今年", "已经", "上个月", "下个月", "明年", "快", "都", "刚", "满", "整", "过", "才", "也", "要"];

/// `我妈七十二`, `老爷子今年满八十`: an age without its unit, at the end of a stretch.
fn age_at_the_end(stretch: &str) -> Option<Age> {
    let (number, start) = number_before(stretch).filter(|(number, _)| (40..=120).contains(number))?;
    let mut before = stretch.get(..start)?;
    while let Some(shorter) = BEFORE_AN_AGE.iter().find_map(|word| before.strip_suffix(word)) {
        before = shorter;
    }
    PERSONS.iter().any(|word| before.ends_with(word)).then_some(Age { from: number, until: number })
}

/// The numeral that a text ends with, and where it begins.
fn number_before(text: &str) -> Option<(u64, usize)> {
    let mut start = text.len();
    for (at, c) in text.char_indices().rev().take(8) {
        if !(c.is_ascii_digit() || "零〇一二两三四五六七八九十百".contains(c)) {
            break;
        }
        start = at;
    }
    let number = numerals::parse(text.get(start..)?)?;
    Some((number, start))
}

/// 明年, 2027年: years that are named, but none of birth.
pub(super) fn years(text: &str) -> Vec<Year> {
    let mut years = Vec::new();
    for (words, step) in [("明年", 1), ("后年", 2), ("去年", -1), ("前年", -2), ("上年度", -1), ("下年度", 1)]
    {
        if text.contains(words) {
            years.push(Year::Relative(step));
        }
    }
    for (at, _) in text.match_indices('年') {
        // A year of birth is an age.
        let after: String = text.get(at + '年'.len_utf8()..).unwrap_or_default().chars().take(11).collect();
        if ["生", "登记"].iter().any(|word| after.contains(word)) {
            continue;
        }
        if let Some((number, _)) =
            number_before(text.get(..at).unwrap_or_default()).filter(|(number, _)| (1980..2100).contains(number))
        {
            years.push(Year::Number(number));
        }
    }
    years
}
