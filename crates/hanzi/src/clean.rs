//! Takes out what scraper sites put into official text (`domain.md` N25): pinyin glosses in brackets after hanzi,
//! breadcrumbs at the head, conversion to traditional characters. What no rule repairs is reported, never guessed.
//!
//! A text in which none of these is recognised is returned byte for byte.

use std::{borrow::Cow, collections::HashSet, sync::LazyLock};

use domain::policy::UnresolvedSpot;
use ferrous_opencc::{OpenCC, config::BuiltinConfig};
use regex::Regex;

/// Letters of pinyin, with and without tone marks.
const LETTERS: &str = "a-zāáǎàēéěèêīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ";
/// Lines at the head among which breadcrumbs are looked for.
const HEAD_LINES: usize = 12;
/// Characters shown on either side of an unresolved spot.
const AROUND: usize = 6;

static GLOSS: LazyLock<Regex> = LazyLock::new(|| {
    let vowels = "aeiouvāáǎàēéěèêīíǐìōóǒòūúǔùǖǘǚǜü";
    Regex::new(&format!(r"(\p{{Han}})[(（](?:zh|ch|sh|[bpmfdtnlgkhjqxzcsryw])?[{vowels}]{{1,3}}(?:ng|n|r)?[)）]"))
        .expect("a fixed pattern")
});
/// What is left of a gloss where the character or a bracket was lost.
static REMAINS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(r"[?？�]?[(（]?[{LETTERS}]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][{LETTERS}]*[)）]?[A-Za-z]?|\x{{FFFD}}+"))
        .expect("a fixed pattern")
});
static SIMPLIFIER: LazyLock<Option<OpenCC>> = LazyLock::new(|| OpenCC::from_config(BuiltinConfig::T2s).ok());

/// The characters that simplified text does not use.
static TRADITIONAL: LazyLock<HashSet<char>> = LazyLock::new(|| {
    let all = ('\u{4e00}'..='\u{9fff}').flat_map(|c| [c, '\n']).collect::<String>();
    let simplified = to_simplified(&all);
    all.lines()
        .zip(simplified.lines())
        .filter(|(from, to)| from != to)
        .filter_map(|(from, _)| from.chars().next())
        .collect()
});

/// A text without what a scraper put into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleaned {
    /// The text; the given one, byte for byte, when nothing was recognised.
    pub text: String,
    /// Whether glosses, breadcrumbs or pervasive traditional characters were recognised.
    pub was_polluted: bool,
    /// Glosses taken out, those of removed lines among them.
    pub removed_glosses: usize,
    /// Lines taken out, as they stood.
    pub removed_lines: Vec<String>,
    /// Whether characters were converted.
    pub converted_traditional: bool,
    /// Spots for a person to repair; their words and lines are those of `text`.
    pub unresolved: Vec<UnresolvedSpot>,
}

/// Recognises scraper pollution and takes it out.
///
/// A few traditional characters in a name, or one gloss in a text, are not pollution and stay.
pub fn clean(raw: &str) -> Cleaned {
    let (glossed, foreign) = recognise(raw);
    let (kept, removed_lines) = without_breadcrumbs(raw);
    let was_polluted = glossed || foreign || !removed_lines.is_empty();
    let mut text = kept.into_owned();
    let removed_glosses = if glossed { GLOSS.find_iter(raw).count() } else { 0 };
    if glossed {
        text = GLOSS.replace_all(&text, "$1").into_owned();
    }
    let mut converted_traditional = false;
    if glossed || foreign {
        let simplified = to_simplified(&text);
        converted_traditional = simplified != text;
        text = simplified;
    }
    if was_polluted && !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    let unresolved = unresolved(&text, glossed);
    Cleaned { text, was_polluted, removed_glosses, removed_lines, converted_traditional, unresolved }
}

/// Traditional to simplified by `OpenCC`'s dictionaries (phrases before characters: 徵求 → 征求, 著作 stays).
pub fn to_simplified(text: &str) -> String {
    SIMPLIFIER.as_ref().map_or_else(|| text.to_owned(), |converter| converter.convert(text))
}

/// Whether the text is glossed, and whether it is written in traditional characters throughout.
fn recognise(text: &str) -> (bool, bool) {
    let (mut hanzi, mut traditional) = (0usize, 0usize);
    for c in text.chars().filter(|c| matches!(c, '\u{4e00}'..='\u{9fff}')) {
        hanzi += 1;
        traditional += usize::from(TRADITIONAL.contains(&c));
    }
    let (mut glosses, mut on_traditional) = (0usize, 0usize);
    for found in GLOSS.captures_iter(text) {
        glosses += 1;
        let host = found.get(1).and_then(|host| host.as_str().chars().next());
        on_traditional += usize::from(host.is_some_and(|host| TRADITIONAL.contains(&host)));
    }
    let often = glosses >= 5 && glosses * 50 >= hanzi;
    let is_glossed = often || on_traditional >= 3 || (on_traditional >= 1 && traditional * 20 >= hanzi);
    (is_glossed, traditional >= 20 && traditional * 10 >= hanzi)
}

/// The text without breadcrumb lines (“当前位置：首页 > …”) at its head, and those lines.
fn without_breadcrumbs(raw: &str) -> (Cow<'_, str>, Vec<String>) {
    let mut removed = Vec::new();
    let mut kept = String::new();
    let mut rest_starts = raw.len();
    let mut position = 0;
    let mut seen = 0;
    let mut trail = false;
    for line in raw.split_inclusive('\n') {
        let trimmed = line.trim();
        if seen >= HEAD_LINES {
            rest_starts = position;
            break;
        }
        position += line.len();
        if trimmed.is_empty() {
            kept.push_str(line);
            continue;
        }
        seen += 1;
        if is_breadcrumb(trimmed, trail) {
            trail = true;
            removed.push(trimmed.to_owned());
        } else {
            trail = false;
            kept.push_str(line);
        }
    }
    if removed.is_empty() {
        return (Cow::Borrowed(raw), removed);
    }
    kept.push_str(raw.get(rest_starts..).unwrap_or_default());
    (Cow::Owned(kept.trim_start_matches(['\n', '\r']).to_owned()), removed)
}

/// `trail`: the line before was one.
fn is_breadcrumb(line: &str, trail: bool) -> bool {
    const OPENINGS: [&str; 8] =
        ["当前位置", "您的位置", "你的位置", "您当前的位置", "您现在的位置", "现在位置", "您所在的位置", "所在位置"];
    const SIGNS: [char; 4] = ['>', '＞', '»', '›'];
    if line.chars().take(121).count() > 120 || line.contains('。') {
        return false;
    }
    let plain = to_simplified(&GLOSS.replace_all(line, "$1"));
    OPENINGS.iter().any(|opening| plain.starts_with(opening))
        || (trail && plain.starts_with(SIGNS))
        || (plain.starts_with("首页") && plain.contains(SIGNS))
}

fn unresolved(text: &str, glossed: bool) -> Vec<UnresolvedSpot> {
    if !glossed && !text.contains('\u{fffd}') {
        return Vec::new();
    }
    let mut spots = Vec::new();
    for (index, line) in text.lines().enumerate() {
        for found in REMAINS.find_iter(line) {
            let lost = found.as_str().contains('\u{fffd}');
            if !glossed && !lost {
                continue;
            }
            let before: String = line
                .get(..found.start())
                .unwrap_or_default()
                .chars()
                .rev()
                .take(AROUND)
                .collect::<Vec<_>>()
                .into_iter()
                .rev()
                .collect();
            let after: String = line.get(found.end()..).unwrap_or_default().chars().take(AROUND).collect();
            spots.push(UnresolvedSpot {
                text: format!("{before}{}{after}", found.as_str()),
                line: index + 1,
                reason: if lost {
                    "字符在转码时丢失，请对照原件补正"
                } else {
                    "注音与正文粘连，原字已失，无法按规则还原，请对照原件补正"
                }
                .to_owned(),
            });
        }
    }
    spots
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clean_text_is_returned_as_it_is() {
        for text in [
            "各乡镇人民政府：\r\n  “双随机、一公开”(试行) 111 号\n",
            "重(chóng)新公布，参与者陳先生、於女士。",
            "一、总则\n首页 大图\n",
            "> 引文\n正文。",
            "",
        ] {
            let cleaned = clean(text);
            assert_eq!(cleaned.text, text);
            assert!(!cleaned.was_polluted && cleaned.unresolved.is_empty(), "{text}");
        }
    }

    #[test]
    fn glosses_breadcrumbs_and_traditional_characters_go() {
        let cleaned = clean(
            "當(dāng)前位置:首頁(yè)\n> 政府信息公開(kāi)\n縣(xiàn)政府關(guān)于徵求意見(jiàn)的通知\n請(qǐng)於12月底前答復(fù)。",
        );
        assert_eq!(cleaned.text, "县政府关于征求意见的通知\n请于12月底前答复。\n");
        assert_eq!((cleaned.removed_glosses, cleaned.removed_lines.len()), (8, 2));
        assert!(cleaned.was_polluted && cleaned.converted_traditional && cleaned.unresolved.is_empty());
    }

    #[test]
    fn a_lost_character_is_reported_and_not_guessed() {
        let cleaned = clean("縣(xiàn)長(zhǎng)為經(jīng)濟(jì)發(fā)展?fàn)I造良好環(huán)境。");
        assert_eq!(cleaned.text, "县长为经济发展?fàn)I造良好环境。\n");
        assert_eq!(cleaned.unresolved.len(), 1);
        assert_eq!(
            (cleaned.unresolved[0].line, cleaned.unresolved[0].text.as_str()),
            (1, "长为经济发展?fàn)I造良好环境。")
        );
    }

    #[test]
    fn breadcrumbs_alone_are_taken_out() {
        let cleaned = clean("首页 > 政务公开 > 政策文件\n通知\n正文。\n");
        assert_eq!(cleaned.text, "通知\n正文。\n");
        assert!(cleaned.was_polluted && !cleaned.converted_traditional);
    }
}
