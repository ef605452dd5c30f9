//! Loading before viewing.

use std::future::Future;

use futures::FutureExt;
use leptos::prelude::*;

use crate::{
    pages::error::{Altered, Unavailable},
    ports::PortError,
};

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
