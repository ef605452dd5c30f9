//! The question box.

mod combobox;
mod focus;

use leptos::{html, prelude::*};

/// A search form that, hydrated, suggests while one types: an ARIA 1.2 combobox with a list of links.
/// `compact` is the header's.
#[island]
pub fn SearchBox(query: String, compact: bool) -> impl IntoView {
    let class = if compact { "ask compact" } else { "ask" };
    let form = NodeRef::<html::Form>::new();
    Effect::new(move |_| {
        if let Some(form) = form.get_untracked() {
            let _ = combobox::start(&form);
        }
    });
    view! {
        <form class=class action="/search" method="get" role="search" node_ref=form>
            <input type="text" name="q" value=query aria-label="想办什么事？想问什么政策？" placeholder="用平常的话问就行"
                autocomplete="off" enterkeyhint="search"/>
            <button type="submit">"找答案"</button>
        </form>
    }
}
