//! 有效性, always a word and a shape besides its colour.

use domain::Validity;
use leptos::prelude::*;

use crate::ports::ValidityNotice;

/// The chip in lists and beside titles.
#[component]
pub fn ValidityChip(state: Option<Validity>) -> impl IntoView {
    let (class, label) = match state {
        Some(state) => (state.as_str(), state.label()),
        None => ("unknown", "有效性未标注"),
    };
    view! { <span class=format!("validity {}", class.replace('_', "-"))>{label}</span> }
}

/// The notice above a text that is not (wholly) in force: why, since when, by what, what replaces it.
#[component]
pub fn Notice(notice: ValidityNotice) -> impl IntoView {
    let ValidityNotice { statement, by, successor } = notice;
    if statement.state == Validity::InForce {
        return ().into_any();
    }
    let since = statement.since.map(|day| format!("自 {day} 起"));
    let sentence = match statement.state {
        Validity::NotYetEffective => format!("本文件还没有生效，{}施行。", since.unwrap_or_default()),
        Validity::Repealed => format!("本文件已经废止{}，不能再作为办事依据。", bracketed(since)),
        Validity::Expired => {
            format!("本文件有效期已满{}，不能再作为办事依据。", bracketed(since.map(|s| format!("{s}失效"))))
        }
        Validity::PartlyVoid => format!("本文件有一部分已经失效{}，办事前请看清哪些条款还有效。", bracketed(since)),
        Validity::Amended => format!("本文件已经修改{}，请以修改后的内容为准。", bracketed(since)),
        Validity::UnderReview => "本文件正在清理，办事前请先打电话核实。".to_owned(),
        Validity::InForce => String::new(),
    };
    // What ends a document often replaces it: said once.
    let is_same = by.is_some() && by == successor;
    let by_word = if is_same { "依据和现在适用的文件：" } else { "依据：" };
    let successor = successor.filter(|_| !is_same);
    let class = format!("notice {}", statement.state.as_str().replace('_', "-"));
    view! {
        <section class=class aria-label="有效性提示">
            <p><strong>{sentence}</strong></p>
            {by.map(|by| view! { <p>{by_word} {linked(by)}</p> })}
            {successor.map(|next| view! { <p>"现在适用：" {linked(next)}</p> })}
        </section>
    }
    .into_any()
}

fn bracketed(text: Option<String>) -> String {
    text.map(|text| format!("（{text}）")).unwrap_or_default()
}

/// A link where there is an address, else the words.
pub fn linked(target: crate::ports::Linked) -> AnyView {
    match target.url {
        Some(url) => view! { <a href=url>{target.text}</a> }.into_any(),
        None => view! { <span>{target.text}</span> }.into_any(),
    }
}
