//! The route table.

use leptos::prelude::*;
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

use crate::{
    components::{footer::Footer, header::Header},
    pages,
};

/// Header, the page that the address names, footer.
///
/// Every route is `SsrMode::Async`: one complete body, with its right status, that a reader without
/// JavaScript can read and a cache can keep.
#[component]
pub fn App() -> impl IntoView {
    view! {
        <Router>
            <a class="skip" href="#main">"跳到正文"</a>
            <Header/>
            <main class="wrap" id="main" tabindex="-1">
                <Routes fallback=|| pages::error::NotFound()>
                    <Route path=path!("/") view=pages::home::Home ssr=SsrMode::Async/>
                    <Route path=path!("/search") view=pages::search::Search ssr=SsrMode::Async/>
                    <Route path=path!("/search/gap") view=pages::gap::Gap ssr=SsrMode::Async/>
                    <Route path=path!("/policies") view=pages::list::Policies ssr=SsrMode::Async/>
                    <Route path=path!("/policies/:id") view=pages::policy::Policy ssr=SsrMode::Async/>
                    <Route path=path!("/policies/:id/versions/:number") view=pages::policy::PolicyVersion ssr=SsrMode::Async/>
                    <Route path=path!("/policies/:id/compare/:range") view=pages::compare::Compare ssr=SsrMode::Async/>
                    <Route path=path!("/policies/:id/unclear") view=pages::unclear::Unclear ssr=SsrMode::Async/>
                    <Route path=path!("/questions") view=pages::list::Questions ssr=SsrMode::Async/>
                    <Route path=path!("/questions/:id") view=pages::explanations::Question ssr=SsrMode::Async/>
                    <Route path=path!("/interpretations") view=pages::list::Interpretations ssr=SsrMode::Async/>
                    <Route path=path!("/interpretations/:id") view=pages::explanations::Interpretation ssr=SsrMode::Async/>
                    <Route path=path!("/responses") view=pages::list::Responses ssr=SsrMode::Async/>
                    <Route path=path!("/responses/:id") view=pages::explanations::Response ssr=SsrMode::Async/>
                    <Route path=path!("/figures") view=pages::list::Figures ssr=SsrMode::Async/>
                    <Route path=path!("/figures/:id") view=pages::explanations::Figure ssr=SsrMode::Async/>
                    <Route path=path!("/media") view=pages::list::Recordings ssr=SsrMode::Async/>
                    <Route path=path!("/media/:id") view=pages::media::Media ssr=SsrMode::Async/>
                    <Route path=path!("/agencies") view=pages::agencies::Agencies ssr=SsrMode::Async/>
                    <Route path=path!("/agencies/:id") view=pages::agencies::Agency ssr=SsrMode::Async/>
                    <Route path=path!("/settings") view=pages::settings::Settings ssr=SsrMode::Async/>
                    <Route path=path!("/about") view=pages::about::About ssr=SsrMode::Async/>
                    <Route path=path!("/accessibility") view=pages::about::Accessibility ssr=SsrMode::Async/>
                </Routes>
            </main>
            <Footer/>
        </Router>
    }
}
