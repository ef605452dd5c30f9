//! Small things, named for what a reader sees.

pub mod answer;
pub mod document;
pub mod examples;
pub mod explanation;
pub mod facts;
pub mod filters;
pub mod footer;
pub mod head;
pub mod header;
pub mod hits;
pub mod list;
pub mod load;
pub mod official_text;
pub mod pagination;
pub mod phones;
pub mod validity;
