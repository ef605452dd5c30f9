//! One file a page: load what it needs through a port, then view it.

pub mod about;
pub mod compare;
pub mod document;
pub mod error;
pub mod gap;
pub mod home;
pub mod list;
pub mod search;
pub mod settings;
pub mod unclear;
