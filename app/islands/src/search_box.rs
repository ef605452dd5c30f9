//! The question box.

mod suggesting;

use leptos::{html, prelude::*};

use suggesting::Suggesting;

/// A search form that, hydrated, suggests while one types: an ARIA 1.2 combobox with a list of links.
/// `compact` is the header's.
#[island]
pub fn SearchBox(query: String, compact: bool) -> impl IntoView {
    let class = if compact { "ask compact" } else { "ask" };
    let input = NodeRef::<html::Input>::new();
    let suggesting = Suggesting::new();
    let live = RwSignal::new(false);
    Effect::new(move |_| {
        live.set(true);
        suggesting.ask_for_early_text(input);
    });
    let when_live = move |value: &'static str| live.get().then_some(value);
    view! {
        <form class=class action="/search" method="get" role="search" on:submit=move |_| suggesting.close()>
            <input type="text" name="q" value=query aria-label="想办什么事？想问什么政策？" placeholder="比如：生孩子能领多少钱"
                autocomplete="off" enterkeyhint="search" node_ref=input
                role=move || when_live("combobox")
                aria-autocomplete=move || when_live("list")
                aria-expanded=move || when_live(if suggesting.is_open() { "true" } else { "false" })
                aria-controls=move || suggesting.is_open().then(|| suggesting.list_id())
                aria-activedescendant=move || suggesting.chosen_id()
                on:input=move |event| suggesting.on_input(&event, input)
                on:compositionend=move |_| suggesting.ask_for(input)
                on:keydown=move |event| suggesting.on_key(&event)
                on:blur=move |_| suggesting.close()
            />
            <button type="submit">"找答案"</button>
            <p class="visually-hidden" role="status">{move || suggesting.announcement()}</p>
            {move || suggesting.is_open().then(|| list(suggesting))}
        </form>
    }
}

fn list(suggesting: Suggesting) -> impl IntoView {
    let options = suggesting.offered().into_iter().enumerate().map(|(position, suggestion)| {
        view! {
            <a role="option" tabindex="-1" id=suggesting.option_id(position) href=suggestion.url
                aria-selected=move || if suggesting.is_chosen(position) { "true" } else { "false" }
            >
                <span>{suggestion.text}</span>
                <span class="quiet">{suggestion.kind.label()}</span>
            </a>
        }
    });
    view! {
        // A press must not take the focus from the field: blur would close the list before the click arrives.
        <div class="suggestions" role="listbox" aria-label="搜索建议" id=suggesting.list_id() on:mousedown=|event| event.prevent_default()>
            {options.collect_view()}
        </div>
    }
}
