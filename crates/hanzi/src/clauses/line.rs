//! Lines of a body, with their places.

use std::ops::Range;

/// A line without indentation, line end and markdown heading marks.
#[derive(Debug, Clone)]
pub struct Line<'a> {
    /// The bytes of the line, its line end included.
    pub place: Range<usize>,
    /// How many `#` it begins with; 0 for an ordinary line.
    pub hashes: u8,
    /// What is left; empty for a blank line.
    pub text: &'a str,
}

impl Line<'_> {
    pub fn is_blank(&self) -> bool {
        self.text.is_empty()
    }

    /// Whether the line has at most so many characters.
    pub fn is_within(&self, characters: usize) -> bool {
        self.text.len() <= characters * 4 && self.text.chars().nth(characters).is_none()
    }

    /// A line of nothing but a remark in brackets: （此件公开发布）.
    pub fn is_remark(&self) -> bool {
        self.is_within(60)
            && self.text.starts_with(['（', '(', '【', '['])
            && self.text.ends_with(['）', ')', '】', ']'])
    }
}

/// Nothing to see: white space, controls, zero-width marks.
fn is_invisible(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

pub fn split(body: &str) -> Vec<Line<'_>> {
    let mut start = 0;
    body.split_inclusive('\n')
        .map(|raw| {
            let place = start..start + raw.len();
            start = place.end;
            let trimmed = raw.trim_matches(is_invisible);
            let unmarked = trimmed.trim_start_matches('#');
            let marks = trimmed.len() - unmarked.len();
            match u8::try_from(marks) {
                Ok(hashes @ 1..=6) if unmarked.starts_with(char::is_whitespace) => {
                    Line { place, hashes, text: unmarked.trim_matches(is_invisible) }
                }
                _ => Line { place, hashes: 0, text: trimmed },
            }
        })
        .collect()
}
