//! The list of a kind at its address.

use leptos::prelude::*;

use crate::{
    kinds,
    pages::{document, error::NotFound},
};

/// The list of the kind that the address names.
#[component]
pub fn List() -> impl IntoView {
    match document::kind_of_address() {
        Some(kind) => kinds::list(kind),
        None => view! { <NotFound/> }.into_any(),
    }
}
