//! Title and meta tags of a page, with the tags that the government page norm asks for (`domain.md` §2.4).

use leptos::prelude::*;
use leptos_meta::{Link, Meta, Title};

use crate::{html::escaped, page_context};

/// What kind of page this is to a site monitor.
#[derive(Clone)]
pub enum HeadKind {
    /// The home page, and pages that are neither a column nor an article.
    Plain,
    /// A list.
    Column {
        /// `ColumnName`
        name: String,
        /// `ColumnType`
        column_type: &'static str,
    },
    /// One document.
    Article {
        /// `PubDate`: `yyyy-MM-dd HH:mm`
        published: String,
        /// `ContentSource`
        source: String,
        /// Keywords
        keywords: String,
    },
}

/// The head of one page. `title` is the page's own; the portal's name is added.
#[component]
pub fn Head(
    #[prop(into)] title: String,
    #[prop(into)] description: String,
    kind: HeadKind,
    #[prop(optional, into)] canonical: Option<String>,
    #[prop(optional)] noindex: bool,
) -> impl IntoView {
    let site = page_context().site;
    let name = site.name();
    let full = if title.is_empty() { name.clone() } else { format!("{title} · {name}") };
    // leptos_meta writes the title into the document as it is: a query must not end it.
    let full = escaped(&full);
    let description = if description.is_empty() { full.clone() } else { description };
    let tags = match kind {
        HeadKind::Plain => view! { <Meta name="Keywords" content=name/> }.into_any(),
        HeadKind::Column { name: column, column_type } => view! {
            <Meta name="ColumnName" content=column.clone()/>
            <Meta name="ColumnDescription" content=description.clone()/>
            <Meta name="ColumnKeywords" content=column/>
            <Meta name="ColumnType" content=column_type/>
        }
        .into_any(),
        HeadKind::Article { published, source, keywords } => view! {
            <Meta name="ArticleTitle" content=title/>
            <Meta name="PubDate" content=published/>
            <Meta name="ContentSource" content=source/>
            <Meta name="Keywords" content=keywords/>
            <Meta name="Url" content=canonical.clone().map(|path| format!("{}{path}", site.base_url)).unwrap_or_default()/>
        }
        .into_any(),
    };
    view! {
        <Title text=full/>
        <Meta name="description" content=description/>
        {tags}
        {noindex.then(|| view! { <Meta name="robots" content="noindex"/> })}
        {canonical.map(|path| view! { <Link rel="canonical" href=format!("{}{path}", site.base_url)/> })}
    }
}
