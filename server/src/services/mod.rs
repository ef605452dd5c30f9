//! What the portal can do, over the store and the index.

pub mod changes;
pub mod demo;
pub mod import;
pub mod indexing;
pub mod kinds;
pub mod library;
pub mod operations;
pub mod soundness;
