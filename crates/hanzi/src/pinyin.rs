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
