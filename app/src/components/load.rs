//! Loading before viewing.

use std::future::Future;

use domain::Kind;
use futures::FutureExt;
use leptos::prelude::*;

use crate::{
    pages::error::{Altered, Gone, NoSuchDocument, Unavailable},
    ports::{Lookup, PortError},
    response::set_moved,
};

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
            view! { <p>"已移到 " <a href=to.clone()>{to.clone()}</a></p> }.into_any()
        }
        Lookup::Unknown => view! { <NoSuchDocument kind id=name.clone()/> }.into_any(),
    })
    .into_any()
}

/// Waits for data, then views it; says so when data cannot be had. The future runs once, however often
/// the renderer asks.
pub fn load<T, F, V>(future: F, view: V) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    F: Future<Output = Result<T, PortError>> + Send + 'static,
    V: Fn(T) -> AnyView + Clone + Send + Sync + 'static,
{
    let future = future.boxed().shared();
    view! {
        <Suspense fallback=|| ()>
            {move || {
                let (future, view) = (future.clone(), view.clone());
                Suspend::new(async move {
                    match future.await {
                        Ok(found) => view(found),
                        Err(error @ PortError::Altered) => view! { <Altered sentence=error.to_string()/> }.into_any(),
                        Err(error) => view! { <Unavailable reason=error.to_string()/> }.into_any(),
                    }
                })
            }}
        </Suspense>
    }
}
