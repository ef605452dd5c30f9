//! Pages for what is not there: each says why and where to go on.

use domain::clock;
use leptos::prelude::*;

use crate::{
    components::{
        head::{Head, HeadKind},
        phones::{CallButton, phone_link},
        validity::linked,
    },
    page_context,
    ports::Linked,
    response::set_status,
    words,
};

/// 404 for an address that nobody knows.
#[component]
pub fn NotFound() -> impl IntoView {
    set_status(404);
    view! { <ErrorView title="没有这个页面".to_owned() sentence="网址可能输错了，或者这个页面已经不在了。".to_owned()/> }
}

/// 410 for a document that was taken back.
#[component]
pub fn Gone(reason: String, successor: Option<Linked>, at: domain::Timestamp) -> impl IntoView {
    set_status(410);
    view! {
        <ErrorView
            title="这份文件已经撤下".to_owned()
            sentence=format!("撤下时间：{}。原因：{reason}", clock::civil_day(at))
        >
            {successor.map(|next| view! { <p class="successor">"现在请看：" {linked(next)}</p> })}
        </ErrorView>
    }
}

/// 400 for a parameter that cannot be read.
#[component]
pub fn BadRequest(sentence: String) -> impl IntoView {
    set_status(400);
    view! { <ErrorView title="网址里有认不出的内容".to_owned() sentence/> }
}

/// 503 while data cannot be read.
#[component]
pub fn Unavailable(reason: String) -> impl IntoView {
    set_status(503);
    view! {
        <section class="sheet stack error" role="alert">
            <h1>{words::UNAVAILABLE}</h1>
            <p>{reason}"。"</p>
            <p>"急着要办的事，请打 " {phone_link(words::HOTLINE)} " 问。"</p>
        </section>
    }
}

/// 503 for a document that is not any more what was stored, with whom to ask meanwhile.
#[component]
pub fn Altered(sentence: String) -> impl IntoView {
    set_status(503);
    let site = page_context().site;
    let sentence = if site.organiser.is_empty() {
        format!("{sentence}。")
    } else {
        format!("{sentence}。急需原文，请联系{}。", site.organiser)
    };
    let phone = (!site.phone.is_empty()).then(|| site.phone.clone());
    view! { <ErrorView title="这份文件暂停显示".to_owned() sentence><CallButton phone who=String::new()/></ErrorView> }
}

/// What went wrong, and the ways on: search, sections, telephone.
#[component]
pub fn ErrorView(title: String, sentence: String, #[prop(optional)] children: Option<Children>) -> impl IntoView {
    view! {
        <Head title=title.clone() description=sentence.clone() kind=HeadKind::Plain noindex=true/>
        <section class="sheet stack error">
            <h1>{title}</h1>
            <p>{sentence}</p>
            {children.map(|children| children())}
            <h2>"换个办法找"</h2>
            // The header's box has the suggestions.
            <form class="ask" role="search" action="/search" method="get" aria-label="换个办法找">
                <input type="text" name="q" aria-label=words::ASK placeholder=words::ASK_HINT autocomplete="off" enterkeyhint="search"/>
                <button type="submit">"找答案"</button>
            </form>
            <ul class="ways">
                <li><a href="/policies">"查看全部政策"</a></li>
                <li><a href="/agencies">"按机构查找"</a></li>
                <li><a href="/">"回首页"</a></li>
                <li><a href=format!("tel:{}", words::HOTLINE)>{format!("打电话问：{}", words::HOTLINE)}</a></li>
            </ul>
        </section>
    }
}

/// A complete page for failures outside the router: no context, no islands, no assets needed.
pub fn error_document(status: u16, title: &str, sentence: &str) -> String {
    let (title, sentence) = (words::escaped(title), words::escaped(sentence));
    format!(
        "<!DOCTYPE html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"robots\" content=\"noindex\"><title>{title}</title></head><body><main><h1>{title}</h1><p>{sentence}</p>\
         <p><a href=\"/\">回首页</a>　<a href=\"tel:{hotline}\">打电话问：{hotline}</a></p><p><small>{status}</small></p></main></body></html>",
        hotline = words::HOTLINE
    )
}
