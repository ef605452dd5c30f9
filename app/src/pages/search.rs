//! The result page: one box over everything.

use domain::search::{Facet, SearchResults, UnderstoodAs};
use islands::SearchBox;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::{
    address::ListAddress,
    components::{
        answer::{AnswerCard, GapForm, GapNotice, Passage, SimilarQuestions},
        examples::{Examples, OtherWords},
        filters::{ChosenTags, FilterForm},
        head::{Head, HeadKind},
        hits::Hits,
        load::load,
        pagination::{PER_PAGE, Pagination},
        phones::phone_link,
    },
    page_context,
    pages::error::BadRequest,
    words::{self, lists, search},
};

/// Answers from an ordinary sentence.
#[component]
pub fn Search() -> impl IntoView {
    let location = use_location();
    let query_string = location.search.get_untracked();
    match ListAddress::parse("/search", query_string.trim_start_matches('?')) {
        Err(bad) => view! { <BadRequest sentence=bad.to_string()/> }.into_any(),
        Ok(address) if address.query.trim().is_empty() && address.filters.is_empty() => {
            view! { <EmptyQuery/> }.into_any()
        }
        Ok(address) => {
            let library = page_context().library;
            let request = address.request(PER_PAGE, library.today());
            view! {
                <Head title=address.query.clone() description="" kind=HeadKind::Column { name: search::RESULTS.to_owned(), column_type: search::SEARCH } noindex=true/>
                <div class="search-page stack">
                    <h1 class="visually-hidden">{search::RESULTS}</h1>
                    <SearchBox query=address.query.clone() compact=false/>
                    {load(async move { library.search(request).await }, move |results| view! { <Results address=address.clone() results/> }.into_any())}
                </div>
            }
            .into_any()
        }
    }
}

#[component]
fn EmptyQuery() -> impl IntoView {
    view! {
        <Head title=search::SEARCH description="" kind=HeadKind::Plain noindex=true/>
        <section class="hero">
            <h1>{words::ASK}</h1>
            <SearchBox query=String::new() compact=false/>
            <p>{search::HINT}</p>
            <Examples/>
        </section>
    }
}

#[component]
fn Results(address: ListAddress, results: SearchResults) -> impl IntoView {
    let SearchResults { understood_as, answer, similar, gap, passage, total, hits, facets, .. } = results;
    let kinds = facets.of(Facet::Kind).to_vec();
    let all_kinds = address.changed(|list| list.filters.only(Facet::Kind, None));
    let every: u64 = kinds.iter().map(|kind| kind.count).sum();
    let tabs = (kinds.len() > 1).then(|| {
        let none = address.filters.of(Facet::Kind).is_empty();
        view! {
            <nav class="tabs" aria-label="结果类型">
                <ul>
                    <li><a href=all_kinds.url() aria-current=none.then_some("page")>{search::all(every)}</a></li>
                    {kinds
                        .into_iter()
                        .filter_map(|value| Some((domain::Kind::parse(&value.value)?, value)))
                        .map(|(kind, value)| {
                            let url = address.changed(|list| list.filters.only(Facet::Kind, Some(kind.as_str()))).url();
                            let current = (address.filters.of(Facet::Kind) == [kind.as_str()]).then_some("page");
                            view! { <li><a href=url aria-current=current>{format!("{} {}", value.label, value.count)}</a></li> }
                        })
                        .collect_view()}
                </ul>
            </nav>
        }
    });
    let nothing = total == 0;
    let beyond = !nothing && hits.is_empty();
    // What stands below a gap may have to do with it, and is not said to have been found.
    let is_gap = gap.is_some();
    let count = match (nothing, is_gap) {
        (true, _) => search::NOT_FOUND.to_owned(),
        (false, true) => search::may_be_about(total),
        (false, false) => search::found(total),
    };
    let heading = if is_gap && !nothing {
        view! { <h2 class="card-title">{search::MAY_BE_ABOUT}</h2> }.into_any()
    } else {
        view! { <h2 class="visually-hidden">{search::LIST}</h2> }.into_any()
    };
    view! {
        <Understood address=address.clone() understood_as/>
        {gap.map(|gap| view! { <GapNotice gap query=address.query.clone()/> })}
        {answer.map(|answer| view! { <AnswerCard answer/> })}
        <SimilarQuestions similar/>
        {passage.map(|passage| view! { <Passage passage/> })}
        {tabs}
        <ChosenTags address=address.clone() facets=facets.clone()/>
        <div class="count-line">
            <p class="quiet" role="status">{count}</p>
            {(!nothing).then(|| view! { <a class="narrow-only" href="#filters">{lists::FILTER_AND_SORT}</a> })}
        </div>
        {if nothing {
            view! { <NothingFound address=address.clone() is_gap/> }.into_any()
        } else {
            view! {
                <div class="two">
                    <div class="sheet">
                        {heading}
                        {if beyond { view! { <p>{words::BEYOND_LAST_PAGE}</p> }.into_any() } else { view! { <Hits hits muted=is_gap/> }.into_any() }}
                        <Pagination address=address.clone() total/>
                    </div>
                    <aside class="stack" aria-label=lists::NARROW>
                        <FilterForm address=address.clone() facets with_kind=false/>
                        <p class="quiet">
                            <a href=address.feed_url()>{search::SUBSCRIBE}</a> {search::NOT_HERE_CALL} {phone_link(words::HOTLINE)}
                        </p>
                    </aside>
                </div>
            }
            .into_any()
        }}
    }
}

/// “已按『最低生活保障』一并查找”, with a way to undo it.
#[component]
fn Understood(address: ListAddress, understood_as: Vec<UnderstoodAs>) -> impl IntoView {
    if address.literal {
        let undo = address.changed(|list| list.literal = false).url();
        return view! { <p class="understood">{search::LITERALLY} <a href=undo>{search::NOT_LITERALLY}</a></p> }
            .into_any();
    }
    if understood_as.is_empty() {
        return ().into_any();
    }
    let understood = search::understood(&understood_as.iter().map(|also| also.to.as_str()).collect::<Vec<_>>());
    let literal = address.changed(|list| list.literal = true).url();
    view! { <p class="understood">{understood} "　" <a href=literal>{search::ONLY_LITERALLY}</a></p> }.into_any()
}

/// Ways on where a list is empty. `is_gap`: what is missing has been said above, with whom to ask.
#[component]
fn NothingFound(address: ListAddress, is_gap: bool) -> impl IntoView {
    let wider = (!address.filters.is_empty())
        .then(|| address.changed(|list| list.filters = domain::search::Filters::default()).url());
    view! {
        <section class="sheet stack">
            <h2>{search::NOTHING}</h2>
            <ul class="ways">
                {wider.map(|url| view! { <li><a href=url>{search::WITHOUT_FILTERS}</a></li> })}
                <OtherWords/>
                <li>{search::FEWER_WORDS}</li>
                <li><a href="/policies">{search::ALL_POLICIES}</a></li>
                {(!is_gap).then(|| view! { <li>{words::CALL} {phone_link(words::HOTLINE)}</li> })}
            </ul>
            {(!is_gap && !address.query.trim().is_empty()).then(|| view! { <GapForm query=address.query.clone()/> })}
        </section>
    }
}
