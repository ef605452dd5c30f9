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
    words,
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
    let title = if sent { "收到了，谢谢" } else { "还没有写到这件事" };
    view! {
        <Head title description="" kind=HeadKind::Plain noindex=true/>
        <article class="sheet stack">
            <nav class="quiet crumbs" aria-label="当前位置"><a href=back>"回到搜索结果"</a></nav>
            <h1>{title}</h1>
            {has_words.then(|| view! { <p>"您问的是：" <b>{asked.clone()}</b></p> })}
            {sent.then(|| {
                let kept = if is_counted { "今天问来的话太多，这一句没有留下，但已经记上一次：编写的人会看到有多少人没有找到。" } else { "已经记下缺这一件。编写的人会看到问的话和次数，问得多的先写。" };
                view! { <p role="status">{kept}"我们不知道您是谁，所以不会单独回复。"</p> }
            })}
            {(!sent && has_words).then(|| view! { <GapForm query=asked.clone()/> })}
            <p>"现在就要办，请打 " {phone_link(words::HOTLINE)} " 问。"</p>
            <p class="tools"><a href="/questions">"看看已经写好的问答"</a></p>
        </article>
    }
}
