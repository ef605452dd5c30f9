//! Pages for what is not there: each says why and where to go on.

use domain::clock;
use leptos::prelude::*;

use crate::{
    components::{
        head::{Head, HeadKind},
        phones::{CallButton, phone_link},
        validity::linked,
    },
    html::escaped,
    page_context,
    ports::Linked,
    response::set_status,
    words::{self, errors},
};

/// 404 for an address that nobody knows.
#[component]
pub fn NotFound() -> impl IntoView {
    set_status(404);
    view! { <ErrorView title=errors::NO_PAGE.to_owned() sentence=errors::NO_PAGE_WHY.to_owned()/> }
}

/// 410 for a document that was taken back.
#[component]
pub fn Gone(reason: String, successor: Option<Linked>, at: domain::Timestamp) -> impl IntoView {
    set_status(410);
    view! {
        <ErrorView
            title=errors::WITHDRAWN.to_owned()
            sentence=errors::withdrawn(clock::civil_day(at), &reason)
        >
            {successor.map(|next| view! { <p class="successor">{errors::READ_NOW} {linked(next)}</p> })}
        </ErrorView>
    }
}

/// 400 for a parameter that cannot be read.
#[component]
pub fn BadRequest(sentence: String) -> impl IntoView {
    set_status(400);
    view! { <ErrorView title=errors::BAD_ADDRESS.to_owned() sentence/> }
}

/// 503 while data cannot be read.
#[component]
pub fn Unavailable(reason: String) -> impl IntoView {
    set_status(503);
    view! {
        <section class="sheet stack error" role="alert">
            <h1>{errors::UNAVAILABLE}</h1>
            <p>{reason}"。"</p>
            <p>{errors::URGENT_BEFORE} {phone_link(words::HOTLINE)} {errors::URGENT_AFTER}</p>
        </section>
    }
}

/// 503 for a document that is not any more what was stored, with whom to ask meanwhile.
#[component]
pub fn Altered(sentence: String) -> impl IntoView {
    set_status(503);
    let site = page_context().site;
    let sentence = errors::suspended(&sentence, &site.organiser);
    let phone = (!site.phone.is_empty()).then(|| site.phone.clone());
    view! { <ErrorView title=errors::SUSPENDED.to_owned() sentence><CallButton phone who=String::new()/></ErrorView> }
}

/// What went wrong, and the ways on: search, sections, telephone.
#[component]
pub fn ErrorView(title: String, sentence: String, #[prop(optional)] children: Option<Children>) -> impl IntoView {
    view! {
        <Head title=title.clone() description=sentence.clone() kind=HeadKind::Plain noindex=true/>
        <section class="sheet stack error">
            <h1>{title}</h1>
            <p>{sentence}</p>
            {children.map(|children| children())}
            <h2>{errors::OTHER_WAYS}</h2>
            // The header's box has the suggestions.
            <form class="ask" role="search" action="/search" method="get" aria-label=errors::OTHER_WAYS>
                <input type="text" name="q" aria-label=words::ASK placeholder=words::ASK_HINT autocomplete="off" enterkeyhint="search"/>
                <button type="submit">{words::FIND}</button>
            </form>
            <ul class="ways">
                <li><a href="/policies">{errors::ALL_POLICIES}</a></li>
                <li><a href="/agencies">{errors::BY_AGENCY}</a></li>
                <li><a href="/">{errors::HOME}</a></li>
                <li><a href=format!("tel:{}", words::HOTLINE)>{format!("{}{}", words::CALL, words::HOTLINE)}</a></li>
            </ul>
        </section>
    }
}

/// A complete page for failures outside the router: no context, no islands, no assets needed.
pub fn error_document(status: u16, title: &str, sentence: &str) -> String {
    let (title, sentence) = (escaped(title), escaped(sentence));
    format!(
        "<!DOCTYPE html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"robots\" content=\"noindex\"><title>{title}</title></head><body><main><h1>{title}</h1><p>{sentence}</p>\
         <p><a href=\"/\">{home}</a>　<a href=\"tel:{hotline}\">{call}{hotline}</a></p><p><small>{status}</small></p></main></body></html>",
        home = errors::HOME,
        call = words::CALL,
        hotline = words::HOTLINE
    )
}
