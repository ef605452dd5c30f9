//! The header of every page.

use domain::Kind;
use islands::{ReadingSettings, SearchBox};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::{address, kinds, page_context, words::frame};

/// City and 明白纸, the search box, the menu, the reading settings. The home page and the result page
/// carry the search box in their own body.
#[component]
pub fn Header() -> impl IntoView {
    let context = page_context();
    let location = use_location();
    let path = location.pathname.get_untracked();
    let has_own_box = path == "/" || path == "/search";
    let settings = context.settings;
    // From the settings, back to where they were opened: else each visit would make a longer address.
    let opened_at = (path == "/settings").then(|| {
        address::value(location.search.get_untracked().trim_start_matches('?'), "back")
            .unwrap_or_else(|| "/".to_owned())
    });
    let back = opened_at.unwrap_or_else(|| context.path_and_query.to_string());
    let query = String::new();
    view! {
        <header class="masthead">
            <div class="wrap">
                <a class="brand" href="/">
                    <b>{frame::BRAND}</b>
                    <span class="quiet">{context.site.organiser.clone()}</span>
                    <span class="visually-hidden">{frame::HOME}</span>
                </a>
                {(!has_own_box).then(|| view! { <SearchBox query compact=true/> })}
                <nav aria-label="主导航">
                    <ul>
                        {kinds::menu().into_iter().map(|kind| {
                            let is_in = |list: &Kind| path.strip_prefix(list.path()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
                            // Figures and recordings are forms of interpretation.
                            let current = (is_in(&kind) || kinds::forms_of(kind).iter().any(is_in)).then_some("page");
                            view! { <li><a href=kind.path() aria-current=current>{kind.label()}</a></li> }
                        }).collect_view()}
                    </ul>
                </nav>
                <ReadingSettings
                    theme=settings.theme.as_str().to_owned()
                    size=settings.size.as_str().to_owned()
                    back=format!("/settings?back={}", address::encode(&back))
                />
            </div>
        </header>
    }
}
