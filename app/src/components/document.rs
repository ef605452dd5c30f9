//! What the pages of documents share: what is told to whoever passes them on, the way back, the mark of invented content.

use domain::{DocumentId, Kind};
use leptos::prelude::*;

use crate::{
    components::head::{Head, HeadKind},
    ports::Standing,
    words::explanation,
};

/// The head of an explanation's page. What is shared of it (a title and a description) says that it is out of date, too.
pub fn article(
    title: &str,
    description: &str,
    standing: &Standing,
    kind: Kind,
    id: &DocumentId,
    published: Option<domain::Date>,
    source: &str,
) -> impl IntoView + use<> {
    let description =
        if standing.stands() { description.to_owned() } else { explanation::description_out_of_date(description) };
    let published = published.map(|day| format!("{day} 00:00")).unwrap_or_default();
    view! {
        <Head
            title=title.to_owned()
            description
            kind=HeadKind::Article { published, source: source.to_owned(), keywords: title.to_owned() }
            canonical=kind.url(id)
        />
    }
}

/// The way back to the list.
pub fn crumbs(kind: Kind) -> impl IntoView {
    view! { <nav class="quiet crumbs" aria-label="当前位置"><a href=kind.path()>{kind.label()}</a></nav> }
}

pub fn demo_mark(demo: bool) -> impl IntoView {
    demo.then(|| view! { <span class="mark">"演示"</span> })
}
