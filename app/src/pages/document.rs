//! The way from an address to its document, whatever its kind; and what is said where there is none.

use std::future::Future;

use domain::{DocumentId, Kind};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::error::{ErrorView, Gone, NotFound};
use crate::{
    components::{load::load, validity::linked},
    kinds::KindPage,
    page_context,
    ports::{Linked, Lookup, PortError},
    response::{set_moved, set_status},
    words::errors,
};

/// The document that the address names, whatever its kind.
#[component]
pub fn Document() -> impl IntoView {
    let Some(kind) = kind_of_address() else { return view! { <NotFound/> }.into_any() };
    let id = use_params_map().get_untracked().get("id").unwrap_or_default();
    let Ok(known) = DocumentId::parse(&id) else { return view! { <NoSuchDocument kind id/> }.into_any() };
    let library = page_context().library;
    load_document(kind, id, async move { library.document(kind, &known).await }, KindPage::view)
}

/// The kind whose list the address names.
pub fn kind_of_address() -> Option<Kind> {
    Kind::of_list(&use_params_map().get_untracked().get("list")?)
}

/// [`load`] for a document: views what was found, or says why there is none. `name` is what the reader asked for.
pub fn load_document<T, F, V>(kind: Kind, name: String, future: F, view: V) -> AnyView
where
    T: Clone + Send + Sync + 'static,
    F: Future<Output = Result<Lookup<T>, PortError>> + Send + 'static,
    V: Fn(T) -> AnyView + Clone + Send + Sync + 'static,
{
    load(future, move |found| match found {
        Lookup::Found(page) => view(page),
        Lookup::Gone { reason, successor, at } => view! { <Gone reason successor at/> }.into_any(),
        Lookup::Moved(to) => {
            set_moved(to.clone());
            view! { <p>{errors::MOVED_TO} <a href=to.clone()>{to.clone()}</a></p> }.into_any()
        }
        Lookup::Unknown => view! { <NoSuchDocument kind id=name.clone()/> }.into_any(),
    })
    .into_any()
}

/// 404 for a document that nobody knows, with those whose ids are near.
#[component]
pub fn NoSuchDocument(kind: Kind, id: String) -> impl IntoView {
    set_status(404);
    let context = page_context();
    let sentence = errors::nobody_knows(kind, &id);
    // Without them it is as true that there is no such document.
    let near = async move { Ok(context.library.near(kind, &id).await.unwrap_or_default()) };
    view! {
        <ErrorView title=errors::no_such(kind) sentence>
            {load(near, |near: Vec<Linked>| {
                if near.is_empty() {
                    return ().into_any();
                }
                view! {
                    <h2>{errors::DID_YOU_MEAN}</h2>
                    <ul class="ways">{near.into_iter().map(|target| view! { <li>{linked(target)}</li> }).collect_view()}</ul>
                }
                .into_any()
            })}
        </ErrorView>
    }
}
