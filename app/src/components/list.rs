//! The list that most kinds have: filters, removable tags, counts, pages, its feed.

use domain::{
    Kind,
    search::{Facet, SearchResults, Sort},
};
use leptos::prelude::*;
use leptos_meta::Link;
use leptos_router::hooks::use_location;

use crate::{
    address::ListAddress,
    components::{
        filters::{ChosenTags, FilterForm},
        head::{Head, HeadKind},
        hits::Hits,
        load::load,
        pagination::{PER_PAGE, Pagination},
    },
    page_context,
    pages::error::BadRequest,
    words::{self, lists},
};

/// A list that is searched, filtered and subscribed to; `forms` are the kinds whose lists are tabs beside it, and the words are those of
/// `kinds::ListWords`.
#[component]
pub fn ListOf(
    kind: Kind,
    description: &'static str,
    column_type: &'static str,
    counter: &'static str,
    forms: Vec<Kind>,
) -> impl IntoView {
    let query_string = use_location().search.get_untracked();
    match ListAddress::parse(kind.path(), query_string.trim_start_matches('?')) {
        Err(bad) => view! { <BadRequest sentence=bad.to_string()/> }.into_any(),
        Ok(address) => {
            let library = page_context().library;
            let mut request = address.request(PER_PAGE, library.today());
            request.filters.only(Facet::Kind, Some(kind.as_str()));
            if request.query.is_empty() && request.sort == Sort::Relevance {
                request.sort = Sort::Newest;
            }
            let canonical = address.url();
            let title = kind.label();
            view! {
                <Head title description kind=HeadKind::Column { name: title.to_owned(), column_type } canonical/>
                <Link rel="alternate" type_="application/atom+xml" title=lists::FEED href=address.feed_url()/>
                <div class="section-head"><h1>{title}</h1><a href=address.feed_url()>{lists::SUBSCRIBE}</a></div>
                <Forms kind forms/>
                {load(async move { library.search(request).await }, move |results| view! { <Rows address=address.clone() results counter/> }.into_any())}
            }
            .into_any()
        }
    }
}

#[component]
fn Forms(kind: Kind, forms: Vec<Kind>) -> impl IntoView {
    let tab = |form: &Kind| {
        let current = (*form == kind).then_some("page");
        view! { <li><a href=form.path() aria-current=current>{form.label()}</a></li> }
    };
    (!forms.is_empty()).then(
        || view! { <nav class="tabs" aria-label="解读的形式"><ul>{forms.iter().map(tab).collect_view()}</ul></nav> },
    )
}

#[component]
fn Rows(address: ListAddress, results: SearchResults, counter: &'static str) -> impl IntoView {
    let SearchResults { total, hits, facets, .. } = results;
    let filtered = !address.filters.is_empty() || !address.query.is_empty();
    let body = match (total, hits.is_empty()) {
        (0, _) if filtered => view! { <p>{lists::NOTHING_MATCHES}</p> }.into_any(),
        (0, _) => view! { <p>{words::NOTHING_HERE}</p> }.into_any(),
        (_, true) => view! { <p>{words::BEYOND_LAST_PAGE}</p> }.into_any(),
        (_, false) => view! { <Hits hits/> }.into_any(),
    };
    view! {
        <ChosenTags address=address.clone() facets=facets.clone()/>
        <div class="count-line"><p class="quiet" role="status">{lists::total(total, counter)}</p><a class="narrow-only" href="#filters">{lists::FILTER_AND_SORT}</a></div>
        <div class="two">
            <div class="sheet"><h2 class="visually-hidden">{lists::LIST}</h2>{body} <Pagination address=address.clone() total/></div>
            <aside aria-label=lists::NARROW><FilterForm address facets with_kind=false/></aside>
        </div>
    }
}
