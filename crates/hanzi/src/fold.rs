//! Folding for matching only: what differs to the eye but not to a searcher becomes equal. Never for display.
//!
//! Compatibility forms (full width, circled, ligatures) become plain, letters small, traditional characters
//! simplified one by one; control and zero-width characters go, every blank is one space character. Each
//! character folds by itself, so that a place in the folded text leads back to the bytes it came from.

use std::{ops::Range, sync::LazyLock};

use unicode_normalization::UnicodeNormalization;

use crate::clean;

/// Traditional → simplified, single characters only: of each from [`FIRST`] on, what it is simplified to.
static SIMPLIFIED: LazyLock<Vec<char>> = LazyLock::new(|| {
    let lines: String = (FIRST..=LAST).flat_map(|c| [c, '\n']).collect();
    let only = |line: &str| {
        let mut chars = line.chars();
        chars.next().filter(|_| chars.next().is_none())
    };
    let simplified = clean::to_simplified(&lines);
    (FIRST..=LAST).zip(simplified.lines()).map(|(from, to)| only(to).unwrap_or(from)).collect()
});
const FIRST: char = '\u{3400}';
const LAST: char = '\u{9fff}';

/// A folded text that knows where its characters came from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Folded {
    /// The folded text.
    pub text: String,
    /// For every folded character: its place in `text`, and the bytes of the original it stands for.
    origins: Vec<(usize, Range<usize>)>,
}

impl Folded {
    /// The bytes of the original that a byte range of the folded text stands for. A range that cuts a
    /// character takes all of it; an empty range or one outside the text is empty.
    pub fn original(&self, folded: Range<usize>) -> Range<usize> {
        if folded.start >= folded.end || folded.start >= self.text.len() {
            return 0..0;
        }
        let first = self.origins.partition_point(|(at, _)| *at <= folded.start).saturating_sub(1);
        let last = self.origins.partition_point(|(at, _)| *at < folded.end).saturating_sub(1);
        match (self.origins.get(first), self.origins.get(last)) {
            (Some((_, from)), Some((_, to))) => from.start..to.end,
            _ => 0..0,
        }
    }
}

/// Folds a text.
///
/// ```
/// assert_eq!(hanzi::fold::fold("ＡＰＰ補貼 ①"), "app补贴 1");
/// ```
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        each(c, |c| folded.push(c));
    }
    folded
}

/// Folds a text and keeps where each character came from.
pub fn with_origins(text: &str) -> Folded {
    let mut folded = Folded { text: String::with_capacity(text.len()), origins: Vec::with_capacity(text.len() / 3) };
    for (start, c) in text.char_indices() {
        each(c, |to| {
            folded.origins.push((folded.text.len(), start..start + c.len_utf8()));
            folded.text.push(to);
        });
    }
    folded
}

/// Whether a text holds characters that simplified writing does not use.
pub fn has_traditional(text: &str) -> bool {
    text.chars().any(|c| simplified(c) != c)
}

/// Whether the character is written Chinese.
pub const fn is_hanzi(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}' | '〇')
}

fn each(c: char, mut push: impl FnMut(char)) {
    match c {
        '\u{21}'..='\u{7e}' => push(c.to_ascii_lowercase()),
        c if c.is_whitespace() => push(' '),
        '\u{4e00}'..='\u{9fff}' => push(simplified(c)),
        c if is_ignored(c) => {}
        c => {
            for plain in std::iter::once(c).nfkc() {
                for small in plain.to_lowercase() {
                    if small.is_whitespace() {
                        push(' ');
                    } else if !is_ignored(small) {
                        push(simplified(small));
                    }
                }
            }
        }
    }
}

fn simplified(c: char) -> char {
    u32::from(c).checked_sub(u32::from(FIRST)).and_then(|place| SIMPLIFIED.get(place as usize)).copied().unwrap_or(c)
}

/// Control, zero-width, direction and variation marks.
fn is_ignored(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_looks_different_becomes_equal() {
        assert_eq!(fold("國辦發［２０２０］１７號"), fold("国办发[2020]17号"));
        assert_eq!(fold("ＡbＣ\u{200b}\u{0}\u{7}d"), "abcd");
        assert_eq!(fold("一\u{3000}二\n三\t四"), "一 二 三 四");
        assert!(has_traditional("補貼") && !has_traditional("补贴"));
    }

    #[test]
    fn a_place_leads_back_to_the_bytes() {
        let text = "Ａ㈠補\u{200b}貼";
        let folded = with_origins(text);
        assert_eq!(folded.text, "a(一)补贴");
        let at = folded.text.find("补贴").unwrap();
        assert_eq!(&text[folded.original(at..folded.text.len())], "補\u{200b}貼");
        let bracket = folded.text.find('一').unwrap();
        assert_eq!(&text[folded.original(bracket..bracket + 3)], "㈠");
        assert_eq!(folded.original(5..5), 0..0);
        assert_eq!(folded.original(900..901), 0..0);
    }

    proptest! {
        #[test]
        fn folding_keeps_places_on_boundaries(text in "\\PC{0,40}|[\\x00-\\x{2fff}]{0,40}", from in 0usize..60, length in 0usize..60) {
            let folded = with_origins(&text);
            prop_assert_eq!(&folded.text, &fold(&text));
            prop_assert!(text.get(folded.original(from..from + length)).is_some());
        }
    }
}
