//! The program as its operator meets it: commands, signals, sudden death.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that panics has failed, which is its job")]

mod program;

mod altered;
mod backups;
mod commands;
mod crashes;
mod ground;
mod index;
mod security;
mod serving;
mod withheld;
