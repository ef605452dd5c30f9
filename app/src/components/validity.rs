//! 有效性, always a word and a shape besides its colour.

use domain::Validity;
use leptos::prelude::*;

use crate::{ports::ValidityNotice, words::validity};

/// The chip in lists and beside titles.
#[component]
pub fn ValidityChip(state: Option<Validity>) -> impl IntoView {
    let (class, label) = match state {
        Some(state) => (state.as_str(), state.label()),
        None => ("unknown", validity::UNKNOWN),
    };
    view! { <span class=format!("validity {}", class.replace('_', "-"))>{label}</span> }
}

/// The notice above a text that is not (wholly) in force: why, since when, by what, what replaces it.
#[component]
pub fn Notice(notice: ValidityNotice) -> impl IntoView {
    let ValidityNotice { statement, by, successor } = notice;
    if statement.state == Validity::InForce {
        return ().into_any();
    }
    // What ends a document often replaces it: said once.
    let is_same = by.is_some() && by == successor;
    let by_word = if is_same { validity::BY_AND_NOW } else { validity::BY };
    let successor = successor.filter(|_| !is_same);
    let class = format!("notice {}", statement.state.as_str().replace('_', "-"));
    view! {
        <section class=class aria-label="有效性提示">
            <p><strong>{validity::notice(&statement)}</strong></p>
            {by.map(|by| view! { <p>{by_word} {linked(by)}</p> })}
            {successor.map(|next| view! { <p>{validity::NOW} {linked(next)}</p> })}
        </section>
    }
    .into_any()
}

/// A link where there is an address, else the words.
pub fn linked(target: crate::ports::Linked) -> AnyView {
    match target.url {
        Some(url) => view! { <a href=url>{target.text}</a> }.into_any(),
        None => view! { <span>{target.text}</span> }.into_any(),
    }
}
