//! What words mean, whoever says them: the words that stand for one thing, and what a text says by them.
//!
//! Each stands on those before it: `squeezed` leaves little characters out, `sounds` and `lookalikes` say what is taken for
//! what, `vocabulary` finds words by their letters, `times` finds ages and years, `contrasts` knows kinds that exclude one
//! another; `lexicon` holds all words, `gist` reads a text with it, `check` says whether it is sound. Queries and authored
//! texts are read in the same way.

pub(crate) mod check;
pub(crate) mod contrasts;
pub(crate) mod gist;
pub(crate) mod lexicon;
pub(crate) mod lookalikes;
pub(crate) mod sounds;
pub(crate) mod squeezed;
pub(crate) mod times;
pub(crate) mod vocabulary;

#[cfg(test)]
mod tests;
