//! Blanks say nothing between Chinese characters: a title is broken and spaced in many ways.

/// A text without white space, for comparing.
pub(crate) fn without_blanks(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
