//! Behaviour through the front door, over a real store and a real index.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that panics has failed, which is its job")]

mod portal;

mod answers;
mod api;
mod bad_input;
mod before;
mod bounds;
mod caching;
mod corpus;
mod disclosure;
mod examples;
mod explanations;
mod failing;
mod failures;
mod gaps;
mod hostile;
mod importing;
mod large;
mod marks;
mod media;
mod pages;
mod phones;
mod safety;
mod samples;
mod surfaces;
mod tokens;
mod unclear;
mod words;
