//! 发文字号 in any spelling, its normal form, and pieces of it in a search.
//!
//! Three forms are known: `国办发〔2020〕17号`, `国务院令第711号`, `公告2026年第4号`.

use std::{ops::Range, sync::LazyLock};

use domain::DocumentNumber;
use regex::Regex;

use crate::numerals;

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a fixed pattern")
}

/// `国办发〔2020〕17号`, after [`fold`]; brackets of any kind are `〔〕` by then.
static BRACKETED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^([\p{Han}A-Za-z、]{1,24})〔([0-9]{4})年?〕第?([0-9]{1,6})号?$"));
/// `国办发2020 17号`
static BARE_YEAR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^([\p{Han}A-Za-z]{1,24}?) ?((?:19|20)[0-9]{2})(?:年第?| 第?|第)([0-9]{1,6})号?$|^([\p{Han}A-Za-z]{1,24}?) ?((?:19|20)[0-9]{2})([0-9]{1,6})号$",
    )
});
static ORDER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^([\p{Han}]{0,24}令) ?(?:〔?((?:19|20)[0-9]{2})〕?年? ?)?第?([0-9]{1,6})号$"));
static ORDER_LAST: LazyLock<Regex> = LazyLock::new(|| pattern(r"^([\p{Han}]{1,24}?) ?第?([0-9]{1,6})号令$"));
static NOTICE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^([\p{Han}]{0,24}(?:公告|通告|布告)) ?((?:19|20)[0-9]{2})年 ?第?([0-9]{1,6})号$"));

static IN_TEXT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?P<prefix>[\p{Han}]{1,16})\s*[〔\[［（(【〖]\s*(?:19|20)[0-9]{2}\s*[〕\]］）)】〗]\s*第?\s*[0-9０-９]{1,5}\s*号",
        r"|(?P<order>[\p{Han}]{1,16}令)\s*第\s*(?:[0-9０-９]{1,5}|[一二三四五六七八九十百零〇]{1,8})\s*号",
        r"|(?P<notice>[\p{Han}]{0,14}公告)\s*(?:19|20)[0-9]{2}\s*年\s*第\s*[0-9０-９]{1,5}\s*号",
    ))
});

static FRAGMENT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?P<prefix>[\p{Han}]{1,24}?)? ?(?:(?P<bracketed>〔(?P<year>(?:19|20)[0-9]{2})年?〕?)|(?P<bare>(?:19|20)[0-9]{2})(?:年| |$))? ?(?:第?(?P<serial>[0-9]{1,6})(?P<hao>号令?)?)?$",
    )
});

/// A piece of a document number, as people type it in a search: `〔2020〕17号`, `2020 17号`, `国办发17号`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fragment {
    /// 发文机关代字: `国办发`.
    pub prefix: Option<String>,
    /// The year.
    pub year: Option<i16>,
    /// 顺序号.
    pub serial: Option<u32>,
}

/// Reads a text that is a document number and nothing else, however it is spelt: blanks, brackets of any
/// kind or none, full-width digits, `第` too many, `号` missing.
///
/// ```
/// let number = |text| hanzi::document_number::parse(text).map(|n| n.to_string());
/// assert_eq!(number("国办发[2020] 17 号").as_deref(), Some("国办发〔2020〕17号"));
/// assert_eq!(number("国务院第711号令").as_deref(), Some("国务院令第711号"));
/// assert_eq!(number("政务公开"), None);
/// ```
pub fn parse(text: &str) -> Option<DocumentNumber> {
    if text.len() > 200 {
        return None;
    }
    let folded = fold(text);
    let group = |found: &regex::Captures<'_>, index: usize| found.get(index).map(|part| part.as_str().to_owned());
    if let Some(found) = NOTICE.captures(&folded) {
        return Some(normal(format!(
            "{}{}年第{}号",
            group(&found, 1)?,
            group(&found, 2)?,
            serial(&group(&found, 3)?)?
        )));
    }
    if let Some(found) = ORDER.captures(&folded) {
        let issuer = group(&found, 1)?;
        let year = group(&found, 2).map_or_else(String::new, |year| format!("{year}年"));
        return Some(normal(format!("{}{year}第{}号", without_state(&issuer), serial(&group(&found, 3)?)?)));
    }
    if let Some(found) = ORDER_LAST.captures(&folded) {
        return Some(normal(format!("{}令第{}号", without_state(&group(&found, 1)?), serial(&group(&found, 2)?)?)));
    }
    let found = BRACKETED.captures(&folded).or_else(|| BARE_YEAR.captures(&folded))?;
    let first = if found.get(1).is_some() { 1 } else { 4 };
    let year: i16 = group(&found, first + 1)?.parse().ok().filter(|year| (1949..2100).contains(year))?;
    Some(normal(format!("{}〔{year}〕{}号", group(&found, first)?, serial(&group(&found, first + 2)?)?)))
}

/// Every document number in running text, with its place. Here brackets (or `令第`, `公告…年第`) and `号` are required.
pub fn find_all(text: &str) -> Vec<(Range<usize>, DocumentNumber)> {
    IN_TEXT
        .captures_iter(text)
        .filter_map(|found| {
            let place = found.get(0)?.range();
            let head = found.name("prefix").or_else(|| found.name("order")).or_else(|| found.name("notice"))?.as_str();
            let start = place.start + words_before_prefix(head);
            Some((start..place.end, parse(text.get(start..place.end)?)?))
        })
        .collect()
}

/// Reads a search as a piece of a document number (a whole one is a piece too); `None` for ordinary words.
pub fn fragments(query: &str) -> Option<Fragment> {
    if query.len() > 200 {
        return None;
    }
    if let Some(number) = parse(query) {
        return fragment_of(&number);
    }
    let folded = fold(query);
    let found = FRAGMENT.captures(&folded)?;
    let text = |name: &str| found.name(name).map(|part| part.as_str());
    let prefix = text("prefix").map(str::to_owned);
    let year = text("year").or_else(|| text("bare")).and_then(|year| year.parse().ok());
    let serial = text("serial").and_then(|digits| digits.parse().ok());
    let certain = match (&prefix, text("bracketed").is_some(), serial.is_some()) {
        (_, true, _) => true,
        (Some(prefix), false, _) => ends_like_a_prefix(prefix) && (year.is_some() || text("hao").is_some()),
        (None, false, true) => text("hao").is_some(),
        (None, false, false) => false,
    };
    certain.then_some(Fragment { prefix, year, serial })
}

fn fragment_of(number: &DocumentNumber) -> Option<Fragment> {
    static PARTS: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(.*?)(?:〔?([0-9]{4})(?:〕|年))?第?([0-9]+)号$"));
    let found = PARTS.captures(number.as_str())?;
    Some(Fragment {
        prefix: found.get(1).map(|part| part.as_str().to_owned()).filter(|prefix| !prefix.is_empty()),
        year: found.get(2).and_then(|part| part.as_str().parse().ok()),
        serial: found.get(3).and_then(|part| part.as_str().parse().ok()),
    })
}

/// Brackets to `〔〕`, digits to ASCII (Chinese numerals too where they are the year or the serial), blanks to
/// one space, none beside brackets.
fn fold(text: &str) -> String {
    static NUMERAL: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"([〔〕第])([〇○零一二三四五六七八九十百千]{1,9})(〕|号)"));
    static BLANKS: LazyLock<Regex> = LazyLock::new(|| pattern(r"\s*([〔〕第号年])\s*"));
    let folded: String = text
        .trim()
        .chars()
        .map(|c| match c {
            '[' | '［' | '(' | '（' | '【' | '〖' => '〔',
            ']' | '］' | ')' | '）' | '】' | '〗' => '〕',
            '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c),
            c if c.is_whitespace() => ' ',
            c => c,
        })
        .collect();
    let collapsed = folded.split(' ').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let tight = BLANKS.replace_all(&collapsed, "$1");
    let in_digits = |text: &str| {
        let replaced = NUMERAL.replace_all(text, |found: &regex::Captures<'_>| {
            let part = |index: usize| found.get(index).map_or("", |part| part.as_str());
            numerals::parse(part(2))
                .map_or_else(|| part(0).to_owned(), |value| format!("{}{value}{}", part(1), part(3)))
        });
        replaced.into_owned()
    };
    // Twice: the bracket that ends the year is the one before the serial.
    in_digits(&in_digits(&tight))
}

fn normal(text: String) -> DocumentNumber {
    DocumentNumber::from_normal_form(text)
}

/// Without leading zeros.
fn serial(digits: &str) -> Option<u32> {
    digits.parse().ok()
}

fn without_state(issuer: &str) -> &str {
    issuer.strip_prefix("中华人民共和国").filter(|rest| rest.chars().count() > 1).unwrap_or(issuer)
}

/// How many bytes of a run of hanzi before the bracket belong to the sentence and not to the 代字:
/// “按照国办发〔2020〕17号” begins at 国.
fn words_before_prefix(run: &str) -> usize {
    const WORDS: [&str; 34] = [
        "按照", "根据", "依据", "参照", "依照", "遵照", "贯彻", "落实", "执行", "废止", "印发", "转发", "以及", "关于",
        "通知", "文件", "意见", "办法", "规定", "号", "与", "及", "以", "由", "的", "等", "见", "即", "或", "将", "按",
        "据", "对", "原",
    ];
    let mut start = WORDS.iter().filter_map(|word| run.rfind(word).map(|at| at + word.len())).max().unwrap_or(0);
    if let Some(at) = run.get(start..).and_then(|rest| rest.find('和')) {
        let after = start + at + '和'.len_utf8();
        let state = run.get(after..).is_some_and(|rest| rest.starts_with('国') || rest.starts_with('中'));
        // 和 also begins the 代字 of 和县 and 和田.
        if at > 0 || state {
            start = after;
        }
    }
    if start >= run.len() { 0 } else { start }
}

fn ends_like_a_prefix(prefix: &str) -> bool {
    prefix.chars().next_back().is_some_and(|c| "发函字办规电令通告知复综任议文释政监审".contains(c))
        && prefix.chars().count() <= 12
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normal_form(text: &str) -> Option<String> {
        parse(text).map(|number| number.to_string())
    }

    #[test]
    fn every_spelling_has_one_normal_form() {
        for text in [
            "国办发〔2020〕17号",
            "国办发[2020]17号",
            "国办发（2020）17号",
            "国办发(2020) 17 号",
            "国办发【2020】17号",
            "国办发〔2020〕第17号",
            "国办发2020 17号",
            "国办发202017号",
            "国办发〔2020〕17",
            "国办发 〔２０２０〕 １７ 号",
            "国办发2020年17号",
            "国办发〔二〇二〇〕十七号",
            "国办发〔2020〕017号",
            "国办发〔2020年〕17号",
        ] {
            assert_eq!(normal_form(text).as_deref(), Some("国办发〔2020〕17号"), "{text}");
        }
        assert_eq!(normal_form("冀政办字〔2020〕111 号").as_deref(), Some("冀政办字〔2020〕111号"));
    }

    #[test]
    fn orders_and_notices_keep_their_own_form() {
        for text in [
            "国务院令第711号",
            "国务院令第 711 号",
            "国务院令711号",
            "国务院第711号令",
            "中华人民共和国国务院令第711号",
            "国务院令第七百一十一号",
        ] {
            assert_eq!(normal_form(text).as_deref(), Some("国务院令第711号"), "{text}");
        }
        assert_eq!(normal_form("国令第707号").as_deref(), Some("国令第707号"));
        assert_eq!(normal_form("公告2026年第4号").as_deref(), Some("公告2026年第4号"));
        assert_eq!(normal_form("财政部 税务总局公告2020年第8号"), None, "two issuers apart are not guessed");
        assert_eq!(normal_form("税务总局公告 2020年 第8号").as_deref(), Some("税务总局公告2020年第8号"));
    }

    #[test]
    fn ordinary_words_are_no_number() {
        for text in ["", "政务公开", "2020年8月24日", "第十二条", "17号", "〔2020〕17号", "政务公开2020年"]
        {
            assert_eq!(normal_form(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_are_found_in_running_text() {
        let text = "按照《通知》(国办发〔2020〕17号)和国发〔2019〕5 号，依据国务院令第711号、民政部公告2026年第4号要求";
        let found: Vec<_> =
            find_all(text).into_iter().map(|(place, number)| (text[place].to_owned(), number.to_string())).collect();
        let expected = [
            ("国办发〔2020〕17号", "国办发〔2020〕17号"),
            ("国发〔2019〕5 号", "国发〔2019〕5号"),
            ("国务院令第711号", "国务院令第711号"),
            ("民政部公告2026年第4号", "民政部公告2026年第4号"),
        ];
        assert_eq!(found, expected.map(|(raw, number)| (raw.to_owned(), number.to_owned())));
    }

    #[test]
    fn a_search_may_hold_a_piece() {
        let piece =
            |prefix: Option<&str>, year, serial| Some(Fragment { prefix: prefix.map(str::to_owned), year, serial });
        assert_eq!(fragments("〔2020〕17号"), piece(None, Some(2020), Some(17)));
        assert_eq!(fragments("[2020] 17"), piece(None, Some(2020), Some(17)));
        assert_eq!(fragments("2020 17号"), piece(None, Some(2020), Some(17)));
        assert_eq!(fragments("2020年17号"), piece(None, Some(2020), Some(17)));
        assert_eq!(fragments("国办发17号"), piece(Some("国办发"), None, Some(17)));
        assert_eq!(fragments("国办发〔2020〕"), piece(Some("国办发"), Some(2020), None));
        assert_eq!(fragments("国办发2020"), piece(Some("国办发"), Some(2020), None));
        assert_eq!(fragments("17号"), piece(None, None, Some(17)));
        assert_eq!(fragments("国办发〔2020〕17号"), piece(Some("国办发"), Some(2020), Some(17)));
        assert_eq!(fragments("国务院令711号"), piece(Some("国务院令"), None, Some(711)));
        for query in ["", "政务公开", "2020年", "2020", "17", "新冠肺炎2020年政务公开", "生育补贴"] {
            assert_eq!(fragments(query), None, "{query}");
        }
    }
}
