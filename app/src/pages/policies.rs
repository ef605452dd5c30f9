//! The library of policies.

use domain::{Kind, search::{SearchResults, Sort}};
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
    words,
};

/// Policies, filtered by agency, subject, year, validity and 体裁.
#[component]
pub fn Policies() -> impl IntoView {
    let query_string = use_location().search.get_untracked();
    match ListAddress::parse("/policies", query_string.trim_start_matches('?')) {
        Err(bad) => view! { <BadRequest sentence=bad.to_string()/> }.into_any(),
        Ok(address) => {
            let library = page_context().library;
            let mut request = address.request(PER_PAGE, library.today());
            request.filters.kind = vec![Kind::Policy];
            if request.query.is_empty() && request.sort == Sort::Relevance {
                request.sort = Sort::Newest;
            }
            let canonical = address.url();
            view! {
                <Head
                    title="政策"
                    description="现行和历史政策文件：按机关、主题、年份、有效性查找，看原文、下载。"
                    kind=HeadKind::Column { name: "政策".to_owned(), column_type: "政策文件" }
                    canonical
                />
                <Link rel="alternate" type_="application/atom+xml" title="订阅" href=address.feed_url()/>
                <div class="section-head"><h1>"政策"</h1><a href=address.feed_url()>"订阅这个列表"</a></div>
                {load(async move { library.search(request).await }, move |results| view! { <List address=address.clone() results/> }.into_any())}
            }
            .into_any()
        }
    }
}

#[component]
fn List(address: ListAddress, results: SearchResults) -> impl IntoView {
    let SearchResults { total, hits, facets, .. } = results;
    let filtered = !address.filters.is_empty() || !address.query.is_empty();
    let body = match (total, hits.is_empty()) {
        (0, _) if filtered => view! { <p>"没有符合这些条件的政策。去掉一两个条件再看看。"</p> }.into_any(),
        (0, _) => view! { <p>{words::NOTHING_HERE}</p> }.into_any(),
        (_, true) => view! { <p>{words::BEYOND_LAST_PAGE}</p> }.into_any(),
        (_, false) => view! { <Hits hits/> }.into_any(),
    };
    view! {
        <ChosenTags address=address.clone() facets=facets.clone()/>
        <div class="count-line"><p class="quiet" role="status">{format!("共 {total} 份")}</p><a class="narrow-only" href="#filters">"筛选和排序"</a></div>
        <div class="two">
            <div class="sheet"><h2 class="visually-hidden">"文件列表"</h2>{body} <Pagination address=address.clone() total/></div>
            <aside aria-label="缩小范围"><FilterForm address facets with_kind=false/></aside>
        </div>
    }
}
