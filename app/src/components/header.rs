//! The header of every page.

use islands::{ReadingSettings, SearchBox};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::{address, page_context};

/// The main sections that exist: address and word.
const SECTIONS: [(&str, &str); 5] = [
    ("/policies", "政策"),
    ("/interpretations", "解读"),
    ("/questions", "问答"),
    ("/responses", "回应"),
    ("/agencies", "机构"),
];

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
                    <b>"明白纸"</b>
                    <span class="quiet">{context.site.organiser.clone()}</span>
                    <span class="visually-hidden">"首页"</span>
                </a>
                {(!has_own_box).then(|| view! { <SearchBox query compact=true/> })}
                <nav aria-label="主导航">
                    <ul>
                        {SECTIONS.map(|(href, word)| {
                            let is_in = |list: &str| path == list || path.starts_with(&format!("{list}/"));
                            // Figures and recordings are forms of interpretation.
                            let is_here = is_in(href) || href == "/interpretations" && (is_in("/figures") || is_in("/media"));
                            let current = is_here.then_some("page");
                            view! { <li><a href=href aria-current=current>{word}</a></li> }
                        })}
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
