//! Pages about the portal itself.

use leptos::prelude::*;

use crate::{
    components::head::{Head, HeadKind},
    page_context,
    words::{HOTLINE, about},
};

/// What this is and how to use it.
#[component]
pub fn About() -> impl IntoView {
    let site = page_context().site;
    view! {
        <Head title=about::TITLE description="" kind=HeadKind::Plain canonical="/about"/>
        <article class="sheet stack prose">
            <h1>{about::HEADING}</h1>
            <p>{about::WHAT}</p>
            <h2>{about::HOW_HEADING}</h2>
            <p>{about::HOW_TO_ASK}</p>
            <p>{about::WHAT_IS_IN_FORCE}</p>
            <h2>{about::PRIVACY_HEADING}</h2>
            <p>{about::PRIVACY}</p>
            <h2>{about::CONTACT_HEADING}</h2>
            <p>{about::ORGANISER} {site.organiser.clone()} {about::CALL_WHEN_UNSURE.0} <a href=format!("tel:{HOTLINE}")>{HOTLINE}</a> {about::CALL_WHEN_UNSURE.1}</p>
        </article>
    }
}

/// The accessibility statement.
#[component]
pub fn Accessibility() -> impl IntoView {
    view! {
        <Head title=about::ACCESSIBILITY description="" kind=HeadKind::Plain canonical="/accessibility"/>
        <article class="sheet stack prose">
            <h1>{about::ACCESSIBILITY}</h1>
            <ul class="plain-list">
                {about::ACCESSIBLE_BY.map(|way| view! { <li>{way}</li> })}
            </ul>
            <p>{about::CALL_WHEN_HARD_TO_USE.0} <a href=format!("tel:{HOTLINE}")>{HOTLINE}</a> {about::CALL_WHEN_HARD_TO_USE.1}</p>
        </article>
    }
}
