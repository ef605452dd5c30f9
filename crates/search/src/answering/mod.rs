//! Whether an authored question is what somebody asked: sure, or nothing (`domain.md` N1: an answer only when sure).
//!
//! Both sides are read as typed statements — scheme, thing, group, place, point asked for, numbers — with the lexicon
//! ([`crate::language`], `statement`, `book`), and beside all matters that people bring to a government (`grams`, `matters`,
//! `leaning`). Agreement and contradiction are different evidence (`asked`, `features`, `judge`). Three calibrated decisions
//! follow: which question comes first (`candidates`), whether it is sure enough for a card (`card`), and whether anything here
//! speaks of the matter at all (`passage`, `gap`); `deciding` puts them together.

pub(crate) mod asked;
pub(crate) mod beside;
pub(crate) mod book;
pub(crate) mod candidates;
pub(crate) mod card;
pub(crate) mod deciding;
pub(crate) mod features;
pub(crate) mod gap;
pub(crate) mod grams;
pub(crate) mod judge;
pub(crate) mod leaning;
pub(crate) mod lifts;
pub(crate) mod matters;
pub(crate) mod maxsim;
pub(crate) mod passage;
pub(crate) mod policy_titles;
pub(crate) mod statement;

#[cfg(test)]
mod tests;
