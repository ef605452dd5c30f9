//! Pinyin without tones: for type-ahead, for queries typed without an input method, and for ids.

use pinyin::ToPinyin;

/// The longest slug, in characters.
const LONGEST_SLUG: usize = 80;

/// Full pinyin and initials of a text. Letters and digits stay, lower case; everything else is dropped.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Spelling {
    /// `guowuyuan2020`
    pub full: String,
    /// `gwy2020`
    pub initials: String,
}

/// Spells a text; a character with several readings takes the most usual one.
///
/// ```
/// let spelling = hanzi::pinyin::spell("生育补贴 A4");
/// assert_eq!((spelling.full.as_str(), spelling.initials.as_str()), ("shengyubutiea4", "sybta4"));
/// ```
pub fn spell(text: &str) -> Spelling {
    let mut spelling = Spelling::default();
    for c in text.chars() {
        if let Some(syllable) = syllable(c) {
            spelling.full.push_str(syllable);
            spelling.initials.extend(syllable.chars().next());
        } else if c.is_ascii_alphanumeric() {
            spelling.full.push(c.to_ascii_lowercase());
            spelling.initials.push(c.to_ascii_lowercase());
        }
    }
    spelling
}

/// The syllable of one character, `ü` written `v` as it is typed.
pub fn syllable(c: char) -> Option<&'static str> {
    if c.is_ascii() {
        return None;
    }
    c.to_pinyin().map(pinyin::Pinyin::plain).map(|plain| match plain {
        "lü" => "lv",
        "nü" => "nv",
        "lüe" => "lve",
        "nüe" => "nve",
        other => other,
    })
}

/// Spellings of a word.
const MOST_SPELLINGS: usize = 8;

/// Characters of every day that are read in more than one way (多音字), with those readings beside the usual one. A dictionary knows many
/// more, most of them in one name or one old book: with those anything may be the initials of anything.
const READINGS: [(char, &[&str]); 56] = [
    ('长', &["chang", "zhang"]),
    ('行', &["xing", "hang"]),
    ('重', &["zhong", "chong"]),
    ('调', &["diao", "tiao"]),
    ('传', &["chuan", "zhuan"]),
    ('还', &["hai", "huan"]),
    ('得', &["de", "dei"]),
    ('地', &["di", "de"]),
    ('都', &["dou", "du"]),
    ('乐', &["le", "yue"]),
    ('差', &["cha", "chai"]),
    ('藏', &["cang", "zang"]),
    ('朝', &["chao", "zhao"]),
    ('会', &["hui", "kuai"]),
    ('降', &["jiang", "xiang"]),
    ('角', &["jiao", "jue"]),
    ('觉', &["jue", "jiao"]),
    ('卡', &["ka", "qia"]),
    ('模', &["mo", "mu"]),
    ('宿', &["su", "xiu"]),
    ('提', &["ti", "di"]),
    ('系', &["xi", "ji"]),
    ('血', &["xue", "xie"]),
    ('着', &["zhe", "zhao", "zhuo"]),
    ('单', &["dan", "shan"]),
    ('曾', &["zeng", "ceng"]),
    ('查', &["cha", "zha"]),
    ('薄', &["bo", "bao"]),
    ('便', &["bian", "pian"]),
    ('盛', &["sheng", "cheng"]),
    ('省', &["sheng", "xing"]),
    ('率', &["lv", "shuai"]),
    ('弹', &["dan", "tan"]),
    ('折', &["zhe", "she"]),
    ('给', &["gei", "ji"]),
    ('解', &["jie", "xie"]),
    ('落', &["luo", "la"]),
    ('屏', &["ping", "bing"]),
    ('强', &["qiang", "jiang"]),
    ('塞', &["sai", "se"]),
    ('厦', &["sha", "xia"]),
    ('石', &["shi", "dan"]),
    ('巷', &["xiang", "hang"]),
    ('削', &["xiao", "xue"]),
    ('熟', &["shu", "shou"]),
    ('钥', &["yao", "yue"]),
    ('轧', &["ya", "zha"]),
    ('粘', &["zhan", "nian"]),
    ('扎', &["zha", "za"]),
    ('仔', &["zi", "zai"]),
    ('车', &["che", "ju"]),
    ('大', &["da", "dai"]),
    ('壳', &["ke", "qiao"]),
    ('露', &["lu", "lou"]),
    ('茄', &["qie", "jia"]),
    ('属', &["shu", "zhu"]),
];

/// The syllables that one character may stand for, the usual one first.
///
/// ```
/// assert_eq!(hanzi::pinyin::syllables('长'), ["zhang", "chang"]);
/// ```
pub fn syllables(c: char) -> Vec<&'static str> {
    let usual = syllable(c);
    let others = READINGS
        .iter()
        .filter(|(of, _)| *of == c)
        .flat_map(|(_, readings)| *readings)
        .copied()
        .filter(|reading| Some(*reading) != usual);
    usual.into_iter().chain(others).collect()
}

/// Every way to spell a word of hanzi in full, the most usual one first, at most eight; none where a character cannot be spelt.
///
/// ```
/// assert_eq!(hanzi::pinyin::spellings("长者"), ["zhangzhe", "changzhe"]);
/// ```
pub fn spellings(word: &str) -> Vec<String> {
    word.chars().fold(vec![String::new()], |spelt, c| {
        let syllables = syllables(c);
        let mut longer: Vec<String> = syllables
            .iter()
            .flat_map(|syllable| spelt.iter().map(move |before| format!("{before}{syllable}")))
            .collect();
        longer.truncate(MOST_SPELLINGS);
        longer
    })
}

/// An id for a name: syllables and words joined by `-`, at most 80 characters, cut between syllables.
/// Empty when the text holds nothing that can be spelt.
///
/// ```
/// assert_eq!(hanzi::pinyin::slug("国务院办公厅"), "guo-wu-yuan-ban-gong-ting");
/// ```
pub fn slug(text: &str) -> String {
    let mut slug = String::new();
    let mut word = String::new();
    let mut add = |word: &mut String| {
        let room = if slug.is_empty() { word.len() } else { slug.len() + 1 + word.len() };
        if !word.is_empty() && room <= LONGEST_SLUG {
            if !slug.is_empty() {
                slug.push('-');
            }
            slug.push_str(word);
        }
        word.clear();
    };
    for c in text.chars() {
        if c.is_ascii_alphanumeric() && word.len() < LONGEST_SLUG {
            word.push(c.to_ascii_lowercase());
            continue;
        }
        add(&mut word);
        if let Some(syllable) = syllable(c).filter(|syllable| syllable.is_ascii()) {
            word.push_str(syllable);
            add(&mut word);
        }
    }
    add(&mut word);
    slug
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_become_ids() {
        assert_eq!(slug("XX县2020年“一网通办”"), "xx-xian-2020-nian-yi-wang-tong-ban");
        assert_eq!(slug("《》 ，"), "");
        assert_eq!(slug("女儿绿"), "nv-er-lv");
    }

    proptest! {
        #[test]
        fn a_slug_is_an_id_or_empty(text in "\\PC{0,60}|[一-龥a-z0-9]{0,90}") {
            let slug = slug(&text);
            prop_assert!(slug.is_empty() || domain::DocumentId::parse(&slug).is_ok(), "{}", slug);
        }

        #[test]
        fn spelling_is_plain(text in "[一-龥A-Z]{0,20}") {
            let spelling = spell(&text);
            prop_assert!(spelling.full.bytes().chain(spelling.initials.bytes()).all(|b| b.is_ascii_lowercase() || !b.is_ascii()));
        }
    }
}
