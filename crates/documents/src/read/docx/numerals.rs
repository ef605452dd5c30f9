//! Number formats of automatic numbering (ECMA-376 part 1, 17.18.59 `ST_NumberFormat`).

/// The number in a format; formats that are not known are written in Arabic numerals.
/// Empty for `none` and for bullets, which carry no number.
pub fn format(number: u32, format: &str) -> String {
    let circled = |first: char, count: u32| -> Option<String> {
        (1..=count).contains(&number).then(|| char::from_u32(first as u32 + number - 1)).flatten().map(String::from)
    };
    match format {
        "none" | "bullet" => return String::new(),
        "decimalZero" => return format!("{number:02}"),
        "decimalFullWidth" | "decimalFullWidth2" => {
            return number.to_string().chars().map(|c| char::from_u32(c as u32 + 0xFEE0).unwrap_or(c)).collect();
        }
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "koreanCounting" => {
            return chinese(
                number,
                ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"],
                ["", "十", "百", "千"],
                true,
            );
        }
        "chineseLegalSimplified" => {
            return chinese(
                number,
                ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"],
                ["", "拾", "佰", "仟"],
                false,
            );
        }
        "ideographLegalTraditional" | "japaneseLegal" => {
            return chinese(
                number,
                ["零", "壹", "貳", "參", "肆", "伍", "陸", "柒", "捌", "玖"],
                ["", "拾", "佰", "仟"],
                false,
            );
        }
        "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital" => {
            return number
                .to_string()
                .chars()
                .filter_map(|c| "〇一二三四五六七八九".chars().nth(c.to_digit(10)? as usize))
                .collect();
        }
        "ideographTraditional" => return cycle(number, "甲乙丙丁戊己庚辛壬癸"),
        "ideographZodiac" => return cycle(number, "子丑寅卯辰巳午未申酉戌亥"),
        "upperLetter" => return letters(number, 'A'),
        "lowerLetter" => return letters(number, 'a'),
        "upperRoman" => return roman(number),
        "lowerRoman" => return roman(number).to_lowercase(),
        _ => {}
    }
    let special = match format {
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => circled('①', 20),
        "decimalEnclosedParen" => circled('⑴', 20),
        "decimalEnclosedFullstop" => circled('⒈', 20),
        "ideographEnclosedCircle" => circled('㈠', 10),
        _ => None,
    };
    special.unwrap_or_else(|| number.to_string())
}

fn chinese(number: u32, digits: [&str; 10], units: [&str; 4], bare_ten: bool) -> String {
    if number == 0 || number > 9999 {
        return if number == 0 { digits.first().copied().unwrap_or_default().to_owned() } else { number.to_string() };
    }
    let mut out = String::new();
    let mut zero_due = false;
    for (power, unit) in units.iter().enumerate().rev() {
        let digit = (number / 10_u32.pow(u32::try_from(power).unwrap_or_default())) % 10;
        if digit == 0 {
            zero_due = !out.is_empty();
            continue;
        }
        if zero_due {
            out.push('零');
            zero_due = false;
        }
        let leads_with_ten = bare_ten && power == 1 && digit == 1 && out.is_empty();
        if !leads_with_ten {
            out.push_str(digits.get(digit as usize).copied().unwrap_or_default());
        }
        out.push_str(unit);
    }
    out
}

fn cycle(number: u32, signs: &str) -> String {
    let count = signs.chars().count();
    let index = (number.max(1) as usize - 1) % count;
    signs.chars().nth(index).map(String::from).unwrap_or_default()
}

/// A … Z, AA, BB …, as Word counts.
fn letters(number: u32, first: char) -> String {
    let index = number.max(1) - 1;
    let letter = char::from_u32(first as u32 + index % 26).unwrap_or(first);
    String::from(letter).repeat((index / 26 + 1).min(100) as usize)
}

fn roman(number: u32) -> String {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if number > 9999 {
        return number.to_string();
    }
    let mut rest = number;
    let mut out = String::new();
    for (value, sign) in SIGNS {
        while rest >= value {
            out.push_str(sign);
            rest -= value;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_word_writes_them() {
        let counting = |n| format(n, "chineseCountingThousand");
        let expected = [
            (1, "一"),
            (10, "十"),
            (11, "十一"),
            (20, "二十"),
            (35, "三十五"),
            (100, "一百"),
            (101, "一百零一"),
            (110, "一百一十"),
            (1010, "一千零一十"),
        ];
        for (number, words) in expected {
            assert_eq!(counting(number), words);
        }
        assert_eq!(format(10, "chineseLegalSimplified"), "壹拾");
        assert_eq!(format(2, "decimalEnclosedCircle"), "②");
        assert_eq!(format(21, "decimalEnclosedCircle"), "21");
        assert_eq!(format(14, "lowerRoman"), "xiv");
        assert_eq!(format(28, "lowerLetter"), "bb");
        assert_eq!(format(20, "ideographDigital"), "二〇");
        assert_eq!(format(11, "ideographTraditional"), "甲");
        assert_eq!(format(3, "bullet"), "");
    }
}
