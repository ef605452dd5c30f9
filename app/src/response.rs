//! What a page says about its own response, besides the body.

use std::sync::{Arc, Mutex, PoisonError};

use leptos::prelude::use_context;

/// Status and redirection of the page being rendered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageOutcome {
    /// The HTTP status; `None` is 200.
    pub status: Option<u16>,
    /// The address of a moved page.
    pub location: Option<String>,
    /// Something that the page can do without could not be had: it must not answer others.
    pub is_partial: bool,
}

/// The outcome of the page being rendered, shared between the page and the server.
#[derive(Debug, Clone, Default)]
pub struct Outcome(Arc<Mutex<PageOutcome>>);

impl Outcome {
    /// Changes the outcome.
    pub fn set(&self, change: impl FnOnce(&mut PageOutcome)) {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// The outcome so far.
    pub fn get(&self) -> PageOutcome {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Sets the status of the page being rendered.
pub fn set_status(status: u16) {
    if let Some(outcome) = use_context::<Outcome>() {
        outcome.set(|page| page.status = Some(status));
    }
}

/// Says that the page being rendered lacks something which it can do without.
pub fn set_partial() {
    if let Some(outcome) = use_context::<Outcome>() {
        outcome.set(|page| page.is_partial = true);
    }
}

/// Sends the reader to another address for good.
pub fn set_moved(to: String) {
    if let Some(outcome) = use_context::<Outcome>() {
        outcome.set(|page| {
            page.status = Some(301);
            page.location = Some(to);
        });
    }
}
