//! Pages of a list.

use leptos::prelude::*;

use crate::{address::ListAddress, words::lists};

/// Results on a page of any list.
pub const PER_PAGE: u32 = 20;

/// Links to the first, last and neighbouring pages; nothing when one page holds all.
#[component]
pub fn Pagination(address: ListAddress, total: u64) -> impl IntoView {
    let last = u32::try_from(total.div_ceil(u64::from(PER_PAGE))).unwrap_or(u32::MAX);
    if last <= 1 && address.page <= 1 {
        return ().into_any();
    }
    let here = address.page;
    let mut pages: Vec<u32> = [1, here.saturating_sub(1), here, here.saturating_add(1), last]
        .into_iter()
        .filter(|page| (1..=last).contains(page))
        .collect();
    pages.sort_unstable();
    pages.dedup();
    let mut previous = 0;
    let items = pages
        .into_iter()
        .map(|page| {
            let gap =
                (page > previous + 1 && previous > 0).then(|| view! { <li class="gap" aria-hidden="true">"…"</li> });
            previous = page;
            let current = (page == here).then_some("page");
            let url = address.with_page(page).url();
            view! { {gap} <li><a href=url aria-current=current aria-label=lists::page(page)>{page}</a></li> }
        })
        .collect_view();
    let step = |page: u32, word: &'static str, rel: &'static str| {
        (1..=last)
            .contains(&page)
            .then(|| view! { <li><a class="step" rel=rel href=address.with_page(page).url()>{word}</a></li> })
    };
    view! {
        <nav class="pagination" aria-label="分页">
            <ul>
                {step(here.saturating_sub(1), lists::PREVIOUS, "prev")}
                {items}
                {step(here.saturating_add(1), lists::NEXT, "next")}
            </ul>
            <p class="quiet">{lists::pages(total, last)}</p>
        </nav>
    }
    .into_any()
}
