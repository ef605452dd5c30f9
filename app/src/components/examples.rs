//! Questions to try: the portal's own, each with an answer.

use leptos::prelude::*;

use crate::{address, components::load::load, page_context, words::search};

/// Under the search box.
const UNDER_THE_BOX: usize = 8;
/// Among the ways on of a reader who found nothing.
const AMONG_WAYS: usize = 2;

fn link(question: String) -> impl IntoView {
    let url = format!("/search?q={}", address::encode(&question));
    view! { <a href=url>{question}</a> }
}

/// The questions of the portal that a reader may try, with a line above them; nothing where there are none.
#[component]
pub fn Examples() -> impl IntoView {
    let library = page_context().library;
    // Without them the page is still whole.
    load(async move { Ok(library.examples(UNDER_THE_BOX).await.unwrap_or_default()) }, |examples: Vec<String>| {
        (!examples.is_empty())
            .then(|| view! {
                <h2 class="quiet tries-title">{search::TRY}</h2>
                <ul class="tries">{examples.into_iter().map(|question| view! { <li>{link(question)}</li> }).collect_view()}</ul>
            })
            .into_any()
    })
}

/// “换个说法”, with questions that have an answer.
#[component]
pub fn OtherWords() -> impl IntoView {
    let library = page_context().library;
    load(async move { Ok(library.examples(AMONG_WAYS).await.unwrap_or_default()) }, |examples: Vec<String>| {
        let has_some = !examples.is_empty();
        let said = examples
            .into_iter()
            .enumerate()
            .map(|(at, question)| view! { {if at == 0 { "，比如“" } else { "”“" }} {link(question)} })
            .collect_view();
        view! { <li class="say">{search::OTHER_WORDS} {said} {has_some.then_some("”")}</li> }.into_any()
    })
}
