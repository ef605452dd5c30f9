//! Questions to try: the portal's own, each with an answer.

use futures::future::BoxFuture;
use leptos::prelude::*;

use crate::{address, components::load::load, page_context, ports::PortError, response::set_partial, words::search};

/// Under the search box.
const UNDER_THE_BOX: usize = 8;
/// Among the ways on of a reader who found nothing.
const AMONG_WAYS: usize = 2;

fn link(question: String) -> impl IntoView {
    let url = format!("/search?q={}", address::encode(&question));
    view! { <a href=url>{question}</a> }
}

/// Without them the page still says what it has to say.
fn or_none(examples: Result<Vec<String>, PortError>) -> Vec<String> {
    examples.unwrap_or_else(|_| {
        set_partial();
        Vec::new()
    })
}

/// The questions of the portal that a reader may try, with a line above them; nothing where there are none. `beside`: whether what they
/// stand beside can be had; where it cannot, nobody asks for them.
#[component]
pub fn Examples(#[prop(optional)] beside: Option<BoxFuture<'static, bool>>) -> impl IntoView {
    let library = page_context().library;
    let examples = async move {
        let is_there = match beside {
            Some(beside) => beside.await,
            None => true,
        };
        Ok(if is_there { library.examples(UNDER_THE_BOX).await } else { Ok(Vec::new()) })
    };
    load(examples, |examples: Result<Vec<String>, PortError>| {
        let examples = or_none(examples);
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
    load(async move { Ok(library.examples(AMONG_WAYS).await) }, |examples: Result<Vec<String>, PortError>| {
        let examples = or_none(examples);
        let has_some = !examples.is_empty();
        let said = examples
            .into_iter()
            .enumerate()
            .map(|(at, question)| view! { {if at == 0 { "，比如“" } else { "”“" }} {link(question)} })
            .collect_view();
        view! { <li class="say">{search::OTHER_WORDS} {said} {has_some.then_some("”")}</li> }.into_any()
    })
}
