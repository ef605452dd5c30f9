//! “缺这一件”: the thank-you after a reader has said that something is not written yet, and the form for it.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::{
    address,
    components::{
        answer::GapForm,
        head::{Head, HeadKind},
        phones::phone_link,
    },
    words::{HOTLINE, answer, forms},
};

/// The form, and after it was sent, a word of thanks.
#[component]
pub fn Gap() -> impl IntoView {
    let query = use_location().search.get_untracked();
    let value = |name: &str| address::value(query.trim_start_matches('?'), name).unwrap_or_default();
    // 2: what was asked was too much for the day, and is only counted.
    let (asked, sent, is_counted) = (value("q"), ["1", "2"].contains(&value("sent").as_str()), value("sent") == "2");
    let back = if asked.is_empty() { "/search".to_owned() } else { format!("/search?q={}", address::encode(&asked)) };
    let has_words = !asked.trim().is_empty();
    let title = if sent { forms::SENT } else { answer::GAP };
    view! {
        <Head title description="" kind=HeadKind::Plain noindex=true/>
        <article class="sheet stack">
            <nav class="quiet crumbs" aria-label="当前位置"><a href=back>{forms::BACK_TO_RESULTS}</a></nav>
            <h1>{title}</h1>
            {has_words.then(|| view! { <p>{forms::YOU_ASKED} <b>{asked.clone()}</b></p> })}
            {sent.then(|| {
                let kept = if is_counted { forms::GAP_COUNTED } else { forms::GAP_KEPT };
                view! { <p role="status">{kept} {forms::NO_REPLY}</p> }
            })}
            {(!sent && has_words).then(|| view! { <GapForm query=asked.clone()/> })}
            <p>{forms::URGENT.0} {phone_link(HOTLINE)} {forms::URGENT.1}</p>
            <p class="tools"><a href="/questions">{forms::READ_QUESTIONS}</a></p>
        </article>
    }
}
