//! The home page.

use domain::search::{Facet, Hit, SnippetRun};
use futures::FutureExt as _;
use islands::SearchBox;
use leptos::prelude::*;

use crate::{
    address::ListAddress,
    components::{
        examples::Examples,
        head::{Head, HeadKind},
        load::load,
        phones::with_phones,
        validity::{ValidityChip, linked},
    },
    page_context,
    ports::{Coming, HomePage, NewPolicy},
    words::{self, home},
};

/// The question box with real questions, subjects, newest policies in one line each, what comes next.
#[component]
pub fn Home() -> impl IntoView {
    let context = page_context();
    let library = context.library.clone();
    let home = async move { library.home().await }.boxed().shared();
    let is_there = home.clone().map(|home| home.is_ok()).boxed();
    view! {
        <Head title="" description=home::description(&context.site.city) kind=HeadKind::Plain canonical="/"/>
        <section class="hero">
            <h1>{home::ASK.0} <wbr/> {home::ASK.1}</h1>
            <SearchBox query=String::new() compact=false/>
            <Examples beside=is_there/>
        </section>
        {load(home, |home| view! { <HomeBody home/> }.into_any())}
    }
}

#[component]
fn HomeBody(home: HomePage) -> impl IntoView {
    if home.total == 0 {
        return view! {
            <section class="sheet stack">
                <h2>{home::EMPTY}</h2>
                <p>{words::NOTHING_HERE} {home::IMPORT_HINT.0} <code>{home::IMPORT_COMMAND}</code> {home::IMPORT_HINT.1}</p>
            </section>
        }
        .into_any();
    }
    let subjects = home
        .facets
        .of(Facet::Subject)
        .iter()
        .take(12)
        .map(|subject| {
            let url = ListAddress::at("/policies").changed(|list| list.filters.choose(Facet::Subject, subject.value.as_str())).url();
            view! { <li><a class="tile" href=url><b>{subject.label.clone()}</b><span class="quiet">{home::documents(subject.count)}</span></a></li> }
        })
        .collect_view();
    let has_subjects = !home.facets.of(Facet::Subject).is_empty();
    let total = home.total;
    view! {
        {has_subjects.then(|| view! {
            <div class="section-head"><h2>{home::BY_SUBJECT}</h2><a href="/policies">{home::all_policies(total)}</a></div>
            <ul class="grid">{subjects}</ul>
        })}
        {(!home.questions.is_empty()).then(|| view! {
            <section aria-labelledby="asked">
                <div class="section-head"><h2 id="asked">{home::QUESTIONS}</h2><a href="/questions">{home::ALL_QUESTIONS}</a></div>
                <ul class="asked">{home.questions.into_iter().map(|hit| view! { <AskedRow hit/> }).collect_view()}</ul>
            </section>
        })}
        <div class="two">
            <section aria-labelledby="newest">
                <div class="section-head"><h2 id="newest">{home::NEWEST}</h2><a href="/policies">{home::MORE}</a></div>
                <ul class="sheet rows">{home.newest.into_iter().map(|policy| view! { <NewestRow policy/> }).collect_view()}</ul>
            </section>
            <div class="stack">
                {(!home.coming.is_empty()).then(|| view! {
                    <aside aria-labelledby="coming">
                        <div class="section-head"><h2 id="coming">{home::COMING}</h2></div>
                        <ul class="sheet rows">{home.coming.into_iter().map(|coming| view! { <ComingRow coming/> }).collect_view()}</ul>
                    </aside>
                })}
                {(!home.responses.is_empty()).then(|| view! {
                    <aside aria-labelledby="responses">
                        <div class="section-head"><h2 id="responses">{home::RESPONSES}</h2><a href="/responses">{home::ALL_RESPONSES}</a></div>
                        <ul class="sheet rows">{home.responses.into_iter().map(|hit| view! { <li><h3><a href=hit.url>{format!("“{}”", hit.title)}</a></h3><p>{with_phones(&sentence(&hit.snippet))}</p></li> }).collect_view()}</ul>
                    </aside>
                })}
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn NewestRow(policy: NewPolicy) -> impl IntoView {
    let NewPolicy { hit, summary, effective_on, explained_by } = policy;
    let date = effective_on.map(home::effective).or_else(|| hit.date.map(home::published));
    view! {
        <li>
            <h3><a href=hit.url>{hit.title}</a></h3>
            {summary.map(|summary| view! { <p>{with_phones(&summary)}</p> })}
            <p class="quiet hit-facts">
                {hit.agency.map(|agency| view! { <span>{agency}</span> })}
                {date.map(|date| view! { <span>{date}</span> })}
                <ValidityChip state=hit.validity/>
                {explained_by.into_iter().map(|mark| view! { <span class="mark">{mark}</span> }).collect_view()}
            </p>
        </li>
    }
}

/// The words of a snippet.
fn sentence(snippet: &[SnippetRun]) -> String {
    snippet.iter().map(|run| run.text.as_str()).collect()
}

#[component]
fn AskedRow(hit: Hit) -> impl IntoView {
    view! { <li class="tile"><h3><a href=hit.url>{hit.title}</a></h3><p>{with_phones(&sentence(&hit.snippet))}</p></li> }
}

#[component]
fn ComingRow(coming: Coming) -> impl IntoView {
    view! {
        <li>
            <p class="quiet"><time datetime=coming.on.to_string()>{coming.on.to_string()}</time> "　" {coming.what}</p>
            <p>{linked(coming.target)}</p>
        </li>
    }
}
