//! What runs beside the requests.

pub mod guard;
pub mod incidents;
pub mod indexer;
pub mod withheld;
