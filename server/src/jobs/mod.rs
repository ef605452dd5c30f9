//! What runs beside the requests.

pub mod guard;
pub mod indexer;
pub mod withheld;
