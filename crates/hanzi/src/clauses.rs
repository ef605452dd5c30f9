//! The clause grammar: cuts a body into the places that people point at (`contracts.md`, Clause ids).
//!
//! [`parse`] works in four steps, each linear in the body:
//! 1. [`mod@line`] cuts lines and sees through indentation and markdown heading marks;
//! 2. [`marker`] reads the number that a line begins with;
//! 3. [`layout`] separates forwarding notice ([`forwarded`]), main text and annexes ([`annexes`]), finds lines that only look
//!    numbered ([`contents`], [`blocks`], [`doubts`]) and the closing paragraphs ([`closing`]);
//! 4. [`tree`] nests the numbered lines and finds their headings ([`heading`]), [`name`] gives ids and labels.
//!
//! Decisions where the contract leaves room:
//! - the first paragraph of an article is the article's own clause (`art12`), later ones are `art12.p2`, …; items
//!   are `art12.i1`, or `art12.p1.i1` and `art12.p2.i1` where the article has several paragraphs;
//! - 一、 within a chapter is `ch1.1`; within an article it is an item; levels may be skipped (一、 then 1. is `1.1`);
//! - 第一分编 is `part2.sub1`; decimal numbers (`5.1.2`) are ids as they stand;
//! - 附件 without a number takes the next free one; a markdown heading without a number is `h1`, `h2`, …;
//! - text that goes on after a table is `1.3.p2`; the end of a notice or an annex is `cover.end`, `annex2.end`.

mod annexes;
mod blocks;
mod closing;
mod contents;
mod doubts;
mod forwarded;
mod heading;
mod layout;
mod line;
mod marker;
mod name;
mod tree;

use domain::Clause;

/// Cuts a body into clauses, flat and in reading order. The `text`s concatenated are the body, byte for byte;
/// ids are unique and well formed. An empty body has no clauses.
///
/// Units, deadlines and citations are left empty: [`crate::extract::fill`] adds them.
pub fn parse(body: &str) -> Vec<Clause> {
    let lines = line::split(body);
    let layout = layout::read(&lines);
    let nodes = tree::grow(&lines, &layout);
    name::clauses(body, &nodes)
}

#[cfg(test)]
mod tests;
