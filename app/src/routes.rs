//! The route table.

use leptos::prelude::*;
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

use crate::{
    components::{footer::Footer, header::Header},
    kinds, pages,
    words::frame,
};

/// Header, the page that the address names, footer.
///
/// Every route is `SsrMode::Async`: one complete body, with its right status, that a reader without
/// JavaScript can read and a cache can keep.
#[component]
pub fn App() -> impl IntoView {
    view! {
        <Router>
            <a class="skip" href="#main">{frame::SKIP}</a>
            <Header/>
            <main class="wrap" id="main" tabindex="-1">
                <Routes fallback=|| pages::error::NotFound()>
                    <Route path=path!("/") view=pages::home::Home ssr=SsrMode::Async/>
                    <Route path=path!("/search") view=pages::search::Search ssr=SsrMode::Async/>
                    <Route path=path!("/search/gap") view=pages::gap::Gap ssr=SsrMode::Async/>
                    <Route path=path!("/policies/:id/versions/:number") view=kinds::policy::PolicyVersion ssr=SsrMode::Async/>
                    <Route path=path!("/policies/:id/compare/:range") view=pages::compare::Compare ssr=SsrMode::Async/>
                    <Route path=path!("/policies/:id/unclear") view=pages::unclear::Unclear ssr=SsrMode::Async/>
                    <Route path=path!("/settings") view=pages::settings::Settings ssr=SsrMode::Async/>
                    <Route path=path!("/about") view=pages::about::About ssr=SsrMode::Async/>
                    <Route path=path!("/accessibility") view=pages::about::Accessibility ssr=SsrMode::Async/>
                    // Last, as they match any name: the lists of all kinds, and their documents.
                    <Route path=path!("/:list") view=pages::list::List ssr=SsrMode::Async/>
                    <Route path=path!("/:list/:id") view=pages::document::Document ssr=SsrMode::Async/>
                </Routes>
            </main>
            <Footer/>
        </Router>
    }
}
