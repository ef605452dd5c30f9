//! From a page's address to its HTML: one complete body.

use std::sync::Arc;

use app::{
    PageContext,
    library::Library,
    response::{Outcome, PageOutcome},
};
use domain::reading::ReadingSettings;
use futures::StreamExt;
use leptos::prelude::{IntoView, provide_context};
use leptos_integration_utils::{BoxedFnOnce, PinnedFuture, PinnedStream, build_response};
use leptos_meta::ServerMetaContext;
use leptos_router::location::RequestUrl;

use crate::{context::Portal, services::library::PortalLibrary};

/// A rendered page.
pub struct Rendered {
    /// Status and redirection.
    pub outcome: PageOutcome,
    /// The document.
    pub html: String,
}

/// Prepares this process for rendering. Can be called more than once.
pub fn prepare() {
    // An error means that it was done before.
    let _ = any_spawner::Executor::init_tokio();
}

/// Renders the page at a canonical address. Everything asynchronous is waited for: no page is an empty shell.
pub async fn render(portal: &Portal, address: &str, settings: ReadingSettings) -> Rendered {
    render_from(Arc::new(PortalLibrary(portal.clone())), portal, address, settings).await
}

/// [`render`] with data from elsewhere.
pub async fn render_from(
    library: Arc<dyn Library>,
    portal: &Portal,
    address: &str,
    settings: ReadingSettings,
) -> Rendered {
    let (meta, meta_output) = ServerMetaContext::new();
    let outcome = Outcome::default();
    let context = PageContext { library, site: Arc::clone(&portal.site), settings, path_and_query: Arc::from(address) };
    let provide = {
        let (outcome, url) = (outcome.clone(), format!("http://localhost{address}"));
        move || {
            provide_context(RequestUrl::new(&url));
            provide_context(meta);
            provide_context(context);
            provide_context(outcome);
        }
    };
    let (owner, stream) = build_response(app::shell, provide, whole_body, false);
    let stream = stream.await;
    if let Some(shared) = owner.shared_context() {
        while let Some(pending) = shared.await_deferred() {
            pending.await;
        }
    }
    let html: String = meta_output.inject_meta_context(stream).await.collect().await;
    owner.unset_with_forced_cleanup();
    Rendered { outcome: outcome.get(), html }
}

/// The view in order, as one piece. The serialised resources that leptos would append are left out: no
/// island has any, and a page without inline scripts needs no exception in its Content-Security-Policy.
fn whole_body<V: IntoView + 'static>(
    view: V,
    _resources: BoxedFnOnce<PinnedStream<String>>,
    _out_of_order: bool,
) -> PinnedFuture<PinnedStream<String>> {
    Box::pin(async move {
        let body: String = view.to_html_stream_in_order().collect().await;
        Box::pin(futures::stream::once(std::future::ready(body))) as PinnedStream<String>
    })
}
