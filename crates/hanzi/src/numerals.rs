//! Chinese and Arabic integers.

/// The longest run that is read as one numeral, in characters; longer runs are not numerals.
const LONGEST: usize = 20;

/// The value of a digit: `0`, `０`, `〇`, `○`, `零`, `一`, `两` …
fn digit(c: char) -> Option<u64> {
    Some(match c {
        '〇' | '○' | '零' | 'Ｏ' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '贰' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return arabic_digit(c),
    })
}

/// The value of an ASCII or full-width digit.
fn arabic_digit(c: char) -> Option<u64> {
    match c {
        '0'..='9' => Some(u64::from(c) - u64::from('0')),
        '０'..='９' => Some(u64::from(c) - u64::from('０')),
        _ => None,
    }
}

fn unit(c: char) -> Option<u64> {
    Some(match c {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1000,
        '万' => 10_000,
        '亿' => 100_000_000,
        _ => return None,
    })
}

fn is_chinese(c: char) -> bool {
    matches!(c, '廿' | '卅') || unit(c).is_some() || (digit(c).is_some() && arabic_digit(c).is_none())
}

/// Reads a text that is a numeral and nothing else: `一百二十三`, `二〇二〇`, `十二`, `廿三`, `两千`, `17`, `１７`.
///
/// ```
/// assert_eq!(hanzi::numerals::parse("一百二十三"), Some(123));
/// assert_eq!(hanzi::numerals::parse("二〇二〇"), Some(2020));
/// assert_eq!(hanzi::numerals::parse("条"), None);
/// ```
pub fn parse(text: &str) -> Option<u64> {
    if text.is_empty() || text.chars().take(LONGEST + 1).count() > LONGEST {
        return None;
    }
    if text.chars().all(|c| digit(c).is_some()) {
        return text.chars().try_fold(0u64, |value, c| value.checked_mul(10)?.checked_add(digit(c)?));
    }
    if !text.chars().all(is_chinese) {
        return None;
    }
    let (mut total, mut section, mut pending) = (0u64, 0u64, None::<u64>);
    for c in text.chars() {
        match c {
            '廿' | '卅' => section = section.checked_add(if c == '廿' { 20 } else { 30 })?,
            _ => match (digit(c), unit(c)) {
                (Some(value), _) => pending = Some(value),
                (None, Some(size)) if size < 10_000 => {
                    section = section.checked_add(pending.take().filter(|n| *n > 0).unwrap_or(1) * size)?;
                }
                // 亿 multiplies all that stands before it (一万亿), 万 only what came since the last 亿.
                (None, Some(size)) => {
                    let count = section.checked_add(pending.take().unwrap_or(0))?;
                    total = match c {
                        '亿' => total.checked_add(count)?.max(1).checked_mul(size)?,
                        _ => total.checked_add(count.max(1).checked_mul(size)?)?,
                    };
                    section = 0;
                }
                (None, None) => return None,
            },
        }
    }
    total.checked_add(section)?.checked_add(pending.unwrap_or(0))
}

/// The numeral that a text begins with, and its length in bytes. Chinese and Arabic digits are not
/// mixed in one numeral.
pub fn prefix(text: &str) -> Option<(u64, usize)> {
    let first = text.chars().next()?;
    let belongs: fn(char) -> bool =
        if arabic_digit(first).is_some() { |c| arabic_digit(c).is_some() } else { is_chinese };
    let length: usize = text.chars().take(LONGEST + 1).take_while(|c| belongs(*c)).map(char::len_utf8).sum();
    parse(text.get(..length)?).map(|value| (value, length))
}

/// The Chinese numeral as counted aloud: 12 is `十二`, 110 `一百一十`, 1001 `一千零一`.
pub fn to_chinese(number: u64) -> String {
    if number == 0 {
        return "零".to_owned();
    }
    let spoken = count(number);
    match spoken.strip_prefix("一十") {
        Some(rest) => format!("十{rest}"),
        None => spoken,
    }
}

fn count(number: u64) -> String {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    for (size, name) in [(100_000_000, "亿"), (10_000, "万"), (1000, "千"), (100, "百"), (10, "十")] {
        if number >= size {
            let (high, low) = (number / size, number % size);
            let gap = if low > 0 && low < size / 10 { "零" } else { "" };
            let tail = if low > 0 { count(low) } else { String::new() };
            return format!("{}{name}{gap}{tail}", count(high));
        }
    }
    usize::try_from(number).ok().and_then(|n| DIGITS.get(n)).copied().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numerals_of_official_text_are_read() {
        for (text, value) in [
            ("一", 1),
            ("十", 10),
            ("十二", 12),
            ("二十", 20),
            ("一百零一", 101),
            ("一百一十", 110),
            ("一百二十三", 123),
            ("二〇二〇", 2020),
            ("二○○四", 2004),
            ("两千", 2000),
            ("廿三", 23),
            ("一万二千", 12_000),
            ("17", 17),
            ("１７", 17),
            ("〇", 0),
            ("一千二百六十", 1260),
            ("一亿零三万", 100_030_000),
            ("一万亿", 1_000_000_000_000),
            ("万", 10_000),
            ("亿", 100_000_000),
        ] {
            assert_eq!(parse(text), Some(value), "{text}");
        }
        for text in ["", "条", "一条", "1一", "99999999999999999999"] {
            assert_eq!(parse(text), if text == "1一" { Some(11) } else { None }, "{text}");
        }
    }

    #[test]
    fn a_prefix_stops_where_the_numeral_does() {
        assert_eq!(prefix("十二条"), Some((12, 6)));
        assert_eq!(prefix("12、总则"), Some((12, 2)));
        assert_eq!(prefix("总则"), None);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(number in 0u64..1_000_000_000) {
            prop_assert_eq!(parse(&to_chinese(number)), Some(number));
        }

        #[test]
        fn nothing_panics(text in "\\PC{0,20}") {
            let _ = parse(&text);
            let _ = prefix(&text);
        }
    }
}
