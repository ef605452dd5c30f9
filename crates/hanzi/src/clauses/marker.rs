//! The number that a line begins with, and the numbers of lines side by side.

use std::ops::Range;

use crate::numerals;

/// The families of numbers, outermost first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// 第一编, 第一篇, 第一部分
    Part,
    /// 第一分编
    SubPart,
    /// 第一章
    Chapter,
    /// 第一节
    Section,
    /// 第一条, 第一条之一
    Article,
    /// 第一款, said at the head of a paragraph
    Paragraph,
    /// 第一项, said at the head of an item
    Item,
    /// 一、
    Han,
    /// 5.1.2, with so many numbers
    Decimal(u8),
    /// （一）
    HanInBrackets,
    /// 1.
    Arabic,
    /// （1）
    ArabicInBrackets,
    /// 1）
    ArabicHalfBracket,
    /// ①
    Circled,
}

impl Kind {
    /// Smaller is further out.
    pub const fn rank(self) -> u8 {
        match self {
            Self::Part => 0,
            Self::SubPart => 10,
            Self::Chapter => 20,
            Self::Section => 30,
            Self::Article => 40,
            Self::Paragraph => 50,
            Self::Item => 60,
            Self::Han => 70,
            Self::Decimal(numbers) => 70 + if numbers > 9 { 9 } else { numbers },
            Self::HanInBrackets => 80,
            Self::Arabic => 90,
            Self::ArabicInBrackets => 100,
            Self::ArabicHalfBracket => 110,
            Self::Circled => 120,
        }
    }

    /// 编, 章, 节 and the like: headings of a law, not of an outline.
    pub const fn is_division(self) -> bool {
        matches!(self, Self::Part | Self::SubPart | Self::Chapter | Self::Section)
    }

    /// The numbers of an outline, which may also count the items of an article.
    pub const fn is_outline(self) -> bool {
        self.rank() >= Self::Han.rank()
    }
}

/// A number at the head of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marker {
    pub kind: Kind,
    /// The number; the last one of a decimal.
    pub number: u32,
    /// The N of 之N, 0 for none.
    pub inserted: u32,
    /// All numbers of a decimal.
    pub path: Vec<u32>,
    /// 编, 篇, 部分 …: the counted word of a division.
    pub word: &'static str,
    /// Where the words after the number begin, in bytes of the line.
    pub rest: usize,
    /// The line may be a sentence that only begins with such words (“第三条规定的…”).
    pub doubtful: bool,
}

/// The highest number that an outline is believed to have; beyond it stand years.
const HIGHEST_IN_OUTLINE: u32 = 300;
/// The highest number of an article.
const HIGHEST: u32 = 9999;

impl Marker {
    fn new(kind: Kind, number: u32, text: &str, after: usize) -> Self {
        let rest = text.get(after..).unwrap_or_default();
        let blanks = rest.len() - rest.trim_start().len();
        Self { kind, number, inserted: 0, path: Vec::new(), word: "", rest: after + blanks, doubtful: false }
    }
}

/// Reads the number at the head of a line without knowing what stands around it.
pub fn read(text: &str) -> Option<Marker> {
    let first = text.chars().next()?;
    match first {
        '第' => counted(text),
        '（' | '(' => bracketed(text),
        '①'..='⑳' => {
            let number = u32::from(first) - u32::from('①') + 1;
            Some(Marker::new(Kind::Circled, number, text, first.len_utf8()))
        }
        '0'..='9' | '０'..='９' => arabic(text),
        _ => han(text),
    }
}

fn number_at(text: &str, highest: u32) -> Option<(u32, usize)> {
    let (value, length) = numerals::prefix(text)?;
    let number = u32::try_from(value).ok().filter(|number| (1..=highest).contains(number))?;
    Some((number, length))
}

/// 第X条, 第X章 …
fn counted(text: &str) -> Option<Marker> {
    const WORDS: [(&str, Kind); 10] = [
        ("条", Kind::Article),
        ("章", Kind::Chapter),
        ("节", Kind::Section),
        ("编", Kind::Part),
        ("篇", Kind::Part),
        ("分编", Kind::SubPart),
        ("部分", Kind::Part),
        ("款", Kind::Paragraph),
        ("项", Kind::Item),
        ("分篇", Kind::SubPart),
    ];
    /// Words that go on a sentence in which a number was only mentioned.
    const GOES_ON: [&str; 28] = [
        "规定", "的", "、", "，", ",", "和", "至", "到", "所", "中", "第", "或", "及", "以", "内", "项", "款", "；",
        ";", "。", "》", "”", "与", "—", "-", "～", "是", "列",
    ];
    let after_first = text.strip_prefix('第')?;
    let spaced = after_first.trim_start_matches([' ', '\u{3000}']);
    let (number, length) = number_at(spaced, HIGHEST)?;
    let tail = spaced.get(length..)?.trim_start_matches([' ', '\u{3000}']);
    let (word, kind) = WORDS.into_iter().find(|(word, _)| tail.starts_with(word))?;
    let mut after = text.len() - tail.len() + word.len();
    let mut inserted = 0;
    if kind == Kind::Article
        && let Some((found, length)) =
            text.get(after..).and_then(|rest| rest.strip_prefix('之')).and_then(|rest| number_at(rest, HIGHEST))
    {
        inserted = found;
        after += '之'.len_utf8() + length;
    }
    let rest = text.get(after..)?;
    let parted = rest.is_empty()
        || rest.starts_with(|c: char| c.is_whitespace() || matches!(c, '（' | '(' | '【' | ':' | '：' | '[' | '〔'));
    if !parted && GOES_ON.iter().any(|word| rest.starts_with(word)) {
        return None;
    }
    let mut marker = Marker::new(kind, number, text, after);
    if kind.is_division() && (marker.words(text).contains('。') || marker.words(text).chars().nth(60).is_some()) {
        return None;
    }
    if matches!(kind, Kind::Paragraph | Kind::Item) && !parted {
        return None;
    }
    marker.inserted = inserted;
    marker.word = word;
    marker.doubtful = !parted;
    Some(marker)
}

/// （一） and （1）
fn bracketed(text: &str) -> Option<Marker> {
    let inside = text.strip_prefix(['（', '('])?.trim_start_matches(' ');
    let (number, length) = number_at(inside, HIGHEST_IN_OUTLINE)?;
    let closed = inside.get(length..)?.trim_start_matches(' ');
    let rest = closed.strip_prefix(['）', ')'])?;
    let kind = if starts_with_arabic(inside) { Kind::ArabicInBrackets } else { Kind::HanInBrackets };
    Some(Marker::new(kind, number, text, text.len() - rest.len()))
}

/// `1.`, `1、`, `1）`, `5.1.2`, and the bare `1 总则` of emergency plans (a doubtful `Decimal(1)`).
fn arabic(text: &str) -> Option<Marker> {
    let (number, length) = number_at(text, HIGHEST)?;
    let mut path = vec![number];
    let mut after = length;
    while let Some((next, length)) =
        text.get(after..).and_then(|rest| rest.strip_prefix(['.', '．'])).and_then(|rest| number_at(rest, HIGHEST))
    {
        let point = text.get(after..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        path.push(next);
        after += point + length;
        if path.len() > 6 {
            return None;
        }
    }
    let rest = text.get(after..)?;
    if let (true, Ok(numbers)) = (path.len() > 1, u8::try_from(path.len())) {
        let measured =
            rest.starts_with(|c: char| c.is_ascii_alphabetic() || "万亿千百元%％倍个度米公吨年月岁号折℃".contains(c));
        let mut marker = Marker::new(Kind::Decimal(numbers), *path.last()?, text, after);
        marker.doubtful = true;
        marker.path = path;
        return (!measured && !rest.is_empty()).then_some(marker);
    }
    if number > HIGHEST_IN_OUTLINE {
        return None;
    }
    let next = rest.chars().next()?;
    match next {
        '.' | '．' | '、' => {
            let after = after + next.len_utf8();
            // `1.05` is a quantity; nothing at all behind the point is one cell of a table.
            let follows = text.get(after..).and_then(|rest| rest.chars().next());
            let words = follows.is_some_and(|c| !c.is_ascii_digit() || next == '、');
            words.then(|| Marker::new(Kind::Arabic, number, text, after))
        }
        '）' | ')' => Some(Marker::new(Kind::ArabicHalfBracket, number, text, after + next.len_utf8())),
        ' ' | '\u{3000}' | '\t' => {
            let mut marker = Marker::new(Kind::Decimal(1), number, text, after);
            marker.doubtful = true;
            marker.path = path;
            (marker.words(text).chars().nth(40).is_none() && !marker.words(text).ends_with('。')).then_some(marker)
        }
        _ => None,
    }
}

/// 一、
fn han(text: &str) -> Option<Marker> {
    let (number, length) = number_at(text, HIGHEST_IN_OUTLINE)?;
    let rest = text.get(length..)?.strip_prefix(['、', '．', '.'])?;
    // “二、三级医院…” counts grades, it does not number a part.
    let counts_on = number_at(rest, HIGHEST).is_some_and(|(next, length)| {
        next == number + 1
            && rest.get(length..).is_some_and(|tail| {
                tail.starts_with(['、', '级', '类', '等', '线', '季', '产', '次', '年', '月', '号', '款', '项', '条'])
            })
    });
    (!counts_on).then(|| Marker::new(Kind::Han, number, text, text.len() - rest.len()))
}

fn starts_with_arabic(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c))
}

impl Marker {
    /// The words after the number.
    pub fn words<'a>(&self, line: &'a str) -> &'a str {
        line.get(self.rest..).unwrap_or_default()
    }
}

/// The kind of the number that a line has.
pub fn kind_at(markers: &[Option<Marker>], at: usize) -> Option<Kind> {
    markers.get(at).and_then(Option::as_ref).map(|marker| marker.kind)
}

/// Takes their numbers from lines that turned out to be no places of the text.
pub fn silence(markers: &mut [Option<Marker>], lines: Range<usize>) {
    if let Some(markers) = markers.get_mut(lines) {
        markers.fill(None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_at_the_head_are_read() {
        for (text, kind, number, words) in [
            ("一、总则", Kind::Han, 1, "总则"),
            ("十二．总则", Kind::Han, 12, "总则"),
            ("（三）要求", Kind::HanInBrackets, 3, "要求"),
            ("(三）要求", Kind::HanInBrackets, 3, "要求"),
            ("1.要求", Kind::Arabic, 1, "要求"),
            ("１．要求", Kind::Arabic, 1, "要求"),
            ("12、要求", Kind::Arabic, 12, "要求"),
            ("（１）要求", Kind::ArabicInBrackets, 1, "要求"),
            ("3）要求", Kind::ArabicHalfBracket, 3, "要求"),
            ("②要求", Kind::Circled, 2, "要求"),
            ("第十二条 为了", Kind::Article, 12, "为了"),
            ("第12条　为了", Kind::Article, 12, "为了"),
            ("第一章总则", Kind::Chapter, 1, "总则"),
            ("第三分编 准合同", Kind::SubPart, 3, "准合同"),
            ("第一部分", Kind::Part, 1, ""),
            ("1.2.3 省级", Kind::Decimal(3), 3, "省级"),
            ("1 总则", Kind::Decimal(1), 1, "总则"),
        ] {
            let marker = read(text).unwrap();
            assert_eq!((marker.kind, marker.number, marker.words(text)), (kind, number, words), "{text}");
        }
        let marker = read("第十二条之一 为了").unwrap();
        assert_eq!((marker.number, marker.inserted), (12, 1));
    }

    #[test]
    fn sentences_and_quantities_are_no_numbers() {
        for text in [
            "第三条规定的情形",
            "第一条至第五条",
            "第一款中关于避免",
            "第一条，反对",
            "二、三级医院",
            "1.5万亿元",
            "2019年",
            "2.5",
            "（一九九七年通过）",
            "（2019）",
            "12",
            "12.",
            "第一",
            "",
            "一是",
            "3.14",
            "15172.500",
            "第一章规定的职责。",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
