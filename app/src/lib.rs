//! Every page and component of the portal, rendered on the server as complete HTML.
//!
//! A page loads what it needs through [`library::Library`] and views it; there is no I/O, no SQL and no
//! search engine here. What is interactive is an island of the crate `islands`, complete without
//! JavaScript as it is rendered here.

// A Leptos component is a function whose name is a type's.
#![allow(clippy::needless_pass_by_value, reason = "component props are owned")]

pub mod address;
mod components;
pub mod html;
pub mod kinds;
pub mod library;
mod pages;
pub mod ports;
pub mod response;
mod routes;
mod shell;
pub mod site;
pub mod words;

use std::sync::Arc;

pub use pages::error::error_document;
pub use shell::shell;

use library::Library;
use site::Site;

/// What the server puts into the context of every page.
#[derive(Clone)]
pub struct PageContext {
    /// Where pages get their data.
    pub library: Arc<dyn Library>,
    /// The portal's own facts.
    pub site: Arc<Site>,
    /// What the reader has chosen.
    pub settings: domain::reading::ReadingSettings,
    /// Path and query of the request, for links back.
    pub path_and_query: Arc<str>,
}

/// The context of the page being rendered.
///
/// # Panics
/// When a component is rendered outside [`shell()`]: a bug of the server's.
fn page_context() -> PageContext {
    leptos::prelude::expect_context::<PageContext>()
}
