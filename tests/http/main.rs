//! Behaviour through the front door, over a real store and a real index.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that panics has failed, which is its job")]

mod portal;

mod api;
mod bad_input;
mod caching;
mod corpus;
mod disclosure;
mod explanations;
mod importing;
mod media;
mod pages;
mod safety;
mod unclear;
