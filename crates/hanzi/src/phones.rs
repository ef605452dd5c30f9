//! Telephone numbers in a text: what can be dialled, and nothing that only looks like it.

/// A number that can be dialled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phone<'a> {
    /// Where it stands, in bytes.
    pub start: usize,
    /// The first byte after it.
    pub end: usize,
    /// As it is written.
    pub text: &'a str,
    /// For `tel:`: digits, and a hyphen after the area.
    pub dial: String,
    /// A number of three to six digits that many share: 12345, 110.
    pub is_hotline: bool,
    /// What is said right before it in its part of the sentence: `咨询电话：`, `市民政局`.
    pub label: &'a str,
}

impl Phone<'_> {
    /// The number with the marks around it that must not be parted from it at the end of a line: `（0571-87654321）`, `110，`.
    pub fn with_marks(&self, text: &str) -> std::ops::Range<usize> {
        let before =
            text.get(..self.start).and_then(|before| before.chars().next_back()).filter(|c| "（“‘《(".contains(*c));
        let after = text
            .get(self.end..)
            .and_then(|after| after.chars().next())
            .filter(|c| "，。；、：！？）”’》),;".contains(*c));
        self.start - before.map_or(0, char::len_utf8)..self.end + after.map_or(0, char::len_utf8)
    }

    /// Whether it is there to ask what a text means.
    pub fn is_for_questions(&self) -> bool {
        self.label.contains("咨询")
    }

    /// Whether it is there only to complain.
    pub fn is_for_complaints(&self) -> bool {
        !self.is_for_questions()
            && ["监督", "举报", "投诉", "信访", "乱收费", "检举"].iter().any(|word| self.label.contains(word))
    }
}

/// Characters before a number in which words tell what it is.
const BEFORE: usize = 16;
/// Characters after a short number in which words tell what it is (`12345政务服务便民热线`).
const AFTER: usize = 10;
/// Words that a telephone number follows.
const CALLING: [&str; 14] =
    ["电话", "热线", "拨打", "拨", "致电", "来电", "打", "手机", "联系方式", "联系人", "专线", "总机", "传真", "Tel"];
/// Words that follow a short number.
const SERVICES: [&str; 8] = ["热线", "专线", "平台", "电话", "报警", "急救", "火警", "短信"];
/// Words before digits that number something else.
const NUMBERED: [&str; 14] = [
    "账号",
    "帐号",
    "卡号",
    "户号",
    "证号",
    "编号",
    "文号",
    "代码",
    "索引号",
    "邮编",
    "邮政编码",
    "序号",
    "身份证",
    "单号",
];
/// What is counted or named by digits is not dialled.
const UNITS: [&str; 33] = [
    "元", "万", "亿", "千", "百", "人", "户", "个", "件", "次", "家", "名", "天", "日", "年", "月", "号", "条", "项",
    "份", "亩", "吨", "公里", "公斤", "公顷", "平方", "平米", "米", "%", "％", "倍", "款", "岁",
];

/// The telephone numbers of a text, in order: with area code, mobile, 400 and 800; local and short ones only where the words
/// around them say that they are dialled.
pub fn phones(text: &str) -> Vec<Phone<'_>> {
    let mut found: Vec<Phone<'_>> = Vec::new();
    let mut from = 0;
    while let Some(start) = next_digit(text, from) {
        let (before, rest) = text.split_at_checked(start).unwrap_or((text, ""));
        let label = label(before, found.last().map_or(0, |last| last.end));
        // A number in a list is dialled as the one before it is.
        let listed = found.last().filter(|last| is_list_mark(text.get(last.end..start).unwrap_or_default()));
        match number(before, rest, label, listed) {
            Some((length, dial, is_hotline)) => {
                let end = start + length;
                found.push(Phone {
                    start,
                    end,
                    text: text.get(start..end).unwrap_or_default(),
                    dial,
                    is_hotline,
                    label,
                });
                from = end;
            }
            None => from = start + run(rest),
        }
    }
    found
}

/// How what is known to be a telephone number is dialled; of several the first. `None` for a text without digits.
pub fn dial(number: &str) -> Option<String> {
    let said = format!("电话：{number}");
    // Whoever stores a number means one, however unusual it is.
    let as_written = || {
        let from = number.chars().skip_while(|c| digit(*c).is_none());
        let joined = from.take_while(|c| digit(*c).is_some() || is_hyphen(*c) || *c == ' ').filter(|c| *c != ' ');
        let written: String = joined.map(|c| digit(c).unwrap_or('-')).collect();
        Some(written.trim_end_matches('-').to_owned()).filter(|written| !written.is_empty())
    };
    phones(&said).into_iter().next().map(|phone| phone.dial).or_else(as_written)
}

fn next_digit(text: &str, from: usize) -> Option<usize> {
    text.get(from..)?.find(|c: char| digit(c).is_some() || c == '(' || c == '（').map(|at| from + at)
}

/// ASCII and full-width digits.
fn digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10),
        _ => None,
    }
}

const fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '－' | '‐' | '‑' | '–' | '—')
}

/// Bytes to step over where no number begins: a bracket, or digits with what joins them.
fn run(rest: &str) -> usize {
    let mut chars = rest.chars();
    let first = chars.next().map_or(0, char::len_utf8);
    if !rest.starts_with(|c| digit(c).is_some()) {
        return first;
    }
    let joined: usize = chars
        .take_while(|c| digit(*c).is_some() || is_hyphen(*c) || matches!(c, '.' | ',' | '/'))
        .map(char::len_utf8)
        .sum();
    first + joined
}

/// What is said before a number, up to the last number or mark of punctuation.
fn label(before: &str, after_last: usize) -> &str {
    let part = before.get(after_last..).unwrap_or_default();
    // The end first: a long text has many numbers.
    let start = part.char_indices().rev().nth(BEFORE - 1).map_or(0, |(at, _)| at);
    let near = part.get(start..).unwrap_or_default();
    near.rsplit(['。', '；', '，', '、', '\n', '\t', ';', ',']).next().unwrap_or_default()
}

fn is_list_mark(between: &str) -> bool {
    matches!(between.trim(), "、" | "/" | "或" | "或者" | "和" | "，" | "," | "；")
}

/// One group of digits, as ASCII, with its length in bytes.
fn group(text: &str) -> (String, usize) {
    let mut digits = String::new();
    let mut length = 0;
    for c in text.chars() {
        let Some(digit) = digit(c) else { break };
        digits.push(digit);
        length += c.len_utf8();
    }
    (digits, length)
}

/// The number that a text begins with: its length in bytes, how it is dialled, and whether it is a short one.
fn number(before: &str, rest: &str, label: &str, listed: Option<&Phone<'_>>) -> Option<(usize, String, bool)> {
    let is_joined_to = |c: char| digit(c).is_some() || c.is_ascii_alphabetic();
    let is_part_of_more = before
        .ends_with(|c| is_joined_to(c) || matches!(c, '.' | '_' | '/' | '@' | '〔' | '[' | '第' | '￥' | '¥' | '$'))
        || (before.ends_with(is_hyphen) && before.trim_end_matches(is_hyphen).ends_with(is_joined_to));
    let is_called = || CALLING.iter().any(|word| label.contains(word));
    if (is_part_of_more && !(before.ends_with('/') && listed.is_some()))
        || NUMBERED.iter().any(|word| label.contains(word))
    {
        return None;
    }
    let bracket = rest.chars().next().filter(|c| matches!(c, '(' | '（'));
    let opened = bracket.map_or(0, char::len_utf8);
    let (first, first_length) = group(rest.get(opened..)?);
    let after_first = opened + first_length;
    let tail = rest.get(after_first..)?;
    if bracket.is_some() {
        let closing = tail.chars().next().filter(|c| matches!(c, ')' | '）'))?;
        let (local, length) = group(tail.get(closing.len_utf8()..)?);
        let whole = after_first + closing.len_utf8() + length;
        return (is_area(&first) && is_local(&local) && ends_well(rest, whole))
            .then(|| (whole, format!("{first}-{local}"), false));
    }
    let joiner = tail.chars().next().filter(|c| is_hyphen(*c) || *c == ' ');
    let (second, second_length) =
        joiner.map(|c| group(tail.get(c.len_utf8()..).unwrap_or_default())).unwrap_or_default();
    let after_second = after_first + joiner.map_or(0, char::len_utf8) + second_length;
    let tail = rest.get(after_second..).unwrap_or_default();
    let again = tail.chars().next().filter(|c| Some(*c) == joiner);
    let (third, third_length) = again.map(|c| group(tail.get(c.len_utf8()..).unwrap_or_default())).unwrap_or_default();
    let after_third = after_second + again.map_or(0, char::len_utf8) + third_length;
    let lengths = (first.len(), second.len(), third.len());
    let is_service = first == "400" || first == "800";
    let joined = match lengths {
        (3, 4, 3) | (3, 3, 4) if is_service => Some((after_third, format!("{first}{second}{third}"))),
        (3, 7, _) if is_service => Some((after_second, format!("{first}{second}"))),
        (3, 4, 4) if is_mobile(&format!("{first}{second}{third}")) => {
            Some((after_third, format!("{first}{second}{third}")))
        }
        (3 | 4, 7 | 8, _) if is_area(&first) && is_local(&second) => Some((after_second, format!("{first}-{second}"))),
        _ => None,
    };
    if let Some((length, dial)) = joined.filter(|(length, _)| ends_well(rest, *length)) {
        return Some((length, dial, false));
    }
    if !ends_well(rest, after_first) || counts(rest.get(after_first..)?) {
        return None;
    }
    let alone = |dial: String, is_hotline| Some((after_first, dial, is_hotline));
    match first.len() {
        11 if is_mobile(&first) => alone(first, false),
        10 if first.starts_with("400") || first.starts_with("800") => alone(first, false),
        10..=12 => split_area(&first).and_then(|dial| alone(dial, false)),
        7 | 8 if is_local(&first) && !is_day(&first) => {
            let area = listed.and_then(|last| last.dial.split_once('-')).map(|(area, _)| area);
            match area {
                Some(area) => alone(format!("{area}-{first}"), false),
                None if is_called() => alone(first, false),
                None => None,
            }
        }
        3 | 5 | 6 if is_short(&first) => {
            let is_said_after = || {
                let after: String = rest
                    .get(after_first..)
                    .unwrap_or_default()
                    .chars()
                    .take_while(|c| c.is_alphabetic())
                    .take(AFTER)
                    .collect();
                SERVICES.iter().any(|word| after.contains(word))
            };
            (listed.is_some() || is_called() || is_said_after()).then_some(()).and_then(|()| alone(first, true))
        }
        _ => None,
    }
}

/// Nothing that makes something else of it follows.
fn ends_well(rest: &str, length: usize) -> bool {
    let after = rest.get(length..).unwrap_or_default();
    let mut next = after.chars();
    match next.next() {
        Some(c) if digit(c).is_some() || c.is_ascii_alphabetic() => false,
        Some('.' | ',' | ':' | '：') => next.next().is_none_or(|c| digit(c).is_none()),
        // 0571-87654321-801 is a number with its extension, 2020-11-12345678 is none.
        Some(c) if is_hyphen(c) => group(next.as_str()).0.len() <= 5,
        None | Some(_) => true,
    }
}

/// Whether what follows digits is a unit: `12345人次`, not `12345人工服务`.
fn counts(after: &str) -> bool {
    let after = after.trim_start();
    !after.starts_with("人工") && UNITS.iter().any(|unit| after.starts_with(unit))
}

/// 010, 0571, and 0000 of the demonstration.
fn is_area(digits: &str) -> bool {
    matches!(digits.len(), 3 | 4) && digits.starts_with('0')
}

fn is_local(digits: &str) -> bool {
    matches!(digits.len(), 7 | 8) && digits.starts_with(|c: char| ('2'..='9').contains(&c))
}

fn is_mobile(digits: &str) -> bool {
    digits.len() == 11 && digits.starts_with('1') && digits.chars().nth(1).is_some_and(|c| ('3'..='9').contains(&c))
}

/// 20260301
fn is_day(digits: &str) -> bool {
    let part = |from: usize, to: usize| digits.get(from..to).and_then(|part| part.parse::<u32>().ok()).unwrap_or(0);
    digits.len() == 8
        && (1900..2100).contains(&part(0, 4))
        && (1..=12).contains(&part(4, 6))
        && (1..=31).contains(&part(6, 8))
}

/// `057187654321` → `0571-87654321`
fn split_area(digits: &str) -> Option<String> {
    // Beijing and the 02x cities have areas of three digits; others have four.
    let area = if digits.starts_with("010") || digits.starts_with("02") { 3 } else { 4 };
    let (area, local) = digits.split_at_checked(area)?;
    (is_area(area) && is_local(local)).then(|| format!("{area}-{local}"))
}

/// 110, 12345, 95588, 96110
fn is_short(digits: &str) -> bool {
    match digits.len() {
        3 => matches!(digits, "110" | "112" | "114" | "119" | "120" | "122"),
        5 => {
            digits.starts_with("12") || digits.starts_with("95") || digits.starts_with("96") || digits.starts_with("11")
        }
        6 => digits.starts_with("96") || digits.starts_with("116"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn dialled(text: &str) -> Vec<String> {
        phones(text).into_iter().map(|phone| phone.dial).collect()
    }

    #[test]
    fn numbers_that_can_be_dialled_are_found_in_any_spelling() {
        for (text, wanted) in [
            ("拨打24小时电话0000-5550139；", vec!["0000-5550139"]),
            ("被欠工资，打0000-5550139或到乡镇", vec!["0000-5550139"]),
            ("咨询电话：010-66001234。", vec!["010-66001234"]),
            ("电话（0571）87654321", vec!["0571-87654321"]),
            ("(021)87654321", vec!["021-87654321"]),
            ("电话：０５７１－８７６５４３２１", vec!["0571-87654321"]),
            ("0571—87654321", vec!["0571-87654321"]),
            ("0571 87654321", vec!["0571-87654321"]),
            ("联系电话057187654321", vec!["0571-87654321"]),
            ("联系电话01066001234", vec!["010-66001234"]),
            ("0571-87654321-801", vec!["0571-87654321"]),
            ("0571-87654321转801", vec!["0571-87654321"]),
            ("手机13800138000", vec!["13800138000"]),
            ("138-0013-8000", vec!["13800138000"]),
            ("138 0013 8000", vec!["13800138000"]),
            ("400-800-1234、800-8201234", vec!["4008001234", "8008201234"]),
            ("4008001234", vec!["4008001234"]),
            ("400-1234-567", vec!["4001234567"]),
            ("电话：87654321", vec!["87654321"]),
            ("电话0000-5550139公布", vec!["0000-5550139"]),
            ("电话：0571-87654321、87654322，87654323", vec!["0571-87654321", "0571-87654322", "0571-87654323"]),
            (
                "咨询电话：市民政局0000-5550118，市残疾人联合会0000-5550155；监督电话：0000-5550116",
                vec!["0000-5550118", "0000-5550155", "0000-5550116"],
            ),
        ] {
            assert_eq!(dialled(text), wanted, "{text}");
        }
    }

    #[test]
    fn short_numbers_are_dialled_where_the_words_say_so() {
        for (text, wanted) in [
            ("也可以拨打12345热线。", vec!["12345"]),
            ("拿不准打12345问", vec!["12345"]),
            ("12345政务服务便民热线", vec!["12345"]),
            ("12345平台", vec!["12345"]),
            ("拨打12345人工服务", vec!["12345"]),
            ("梳理12345热线、网站留言", vec!["12345"]),
            ("拨打12333或12345", vec!["12333", "12345"]),
            ("遇到诈骗请拨打110", vec!["110"]),
            ("拨打110、119、120", vec!["110", "119", "120"]),
            ("120急救", vec!["120"]),
            ("反诈专线96110", vec!["96110"]),
            ("每户最高12000元", vec![]),
            ("补助110元", vec![]),
            ("第110条", vec![]),
            ("打12000元到卡上", vec![]),
            ("共12345件", vec![]),
            ("12345", vec![]),
        ] {
            assert_eq!(dialled(text), wanted, "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_a_number_is_left_alone() {
        for text in [
            "2026-03-01起施行",
            "2025-00088",
            "自20260301起",
            "联系电话见20260301号文",
            "11999900000000002B/2025-00088",
            "索引号 000014349/2020-00017",
            "国办发〔2020〕17号",
            "110101199003071234",
            "身份证号13800138000",
            "账号：0571-87654321",
            "6222 0000 1111 2222 333",
            "共计1380013800元",
            "投入13800138000元",
            "0571.87654321",
            "预算87654321元",
            "2010-2020年",
            "8:30-12:00，13:30-17:30",
            "受理时间为工作日8:30至17:30",
            "1000-5000元",
            "第0571-87654321号",
            "共12345人次",
            "3.1415926535",
            "http://example.cn/057187654321",
            "a13800138000",
            "0571-876543210",
        ] {
            assert_eq!(dialled(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn a_known_number_is_dialled_whatever_it_looks_like() {
        for (number, wanted) in [
            ("0000-5550139", "0000-5550139"),
            ("12345", "12345"),
            ("（0571）87654321转801、87654322", "0571-87654321"),
            ("555 01", "55501"),
            ("0000-1234567转8", "0000-1234567"),
        ] {
            assert_eq!(dial(number).as_deref(), Some(wanted), "{number}");
        }
        assert_eq!(dial("见公告"), None);
    }

    #[test]
    fn marks_stay_with_their_number() {
        let text = "（0571-87654321），拨打110、120急救";
        let kept: Vec<_> = phones(text).into_iter().map(|phone| text.get(phone.with_marks(text)).unwrap()).collect();
        assert_eq!(kept, ["（0571-87654321）", "110、", "120"]);
    }

    #[test]
    fn a_number_says_what_it_is_for() {
        let text = "本办法由市民政局负责解释。咨询电话：0000-5550115；24小时求助电话：0000-5550119；监督电话：0000-5550116。咨询投诉电话0000-5550163";
        let labels: Vec<_> = phones(text)
            .into_iter()
            .map(|phone| (phone.label, phone.is_for_questions(), phone.is_for_complaints()))
            .collect();
        assert_eq!(
            labels,
            [
                ("咨询电话：", true, false),
                ("24小时求助电话：", false, false),
                ("监督电话：", false, true),
                ("咨询投诉电话", true, false)
            ]
        );
    }

    proptest! {
        #[test]
        fn whatever_is_found_stands_there(text in "[0-9０-９\\-－ （）()、，。元电话打热线号第a./:]{0,40}") {
            let mut last = 0;
            for phone in phones(&text) {
                prop_assert!(phone.start >= last && phone.end > phone.start);
                prop_assert_eq!(text.get(phone.start..phone.end), Some(phone.text));
                prop_assert!(phone.dial.bytes().all(|b| b.is_ascii_digit() || b == b'-'));
                let written: String = phone.text.chars().filter_map(digit).collect();
                let dialled: String = phone.dial.chars().filter(char::is_ascii_digit).collect();
                prop_assert!(dialled.ends_with(&written));
                last = phone.end;
            }
        }
    }
}
