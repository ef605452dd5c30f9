//! What runs beside the requests.

pub mod indexer;
pub mod withheld;
