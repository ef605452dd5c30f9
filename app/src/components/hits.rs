//! Result lists.

use domain::search::{Hit, SnippetRun};
use leptos::prelude::*;

use crate::components::validity::ValidityChip;

/// Results, each with title, facts and a snippet that opens at its clause.
#[component]
pub fn Hits(hits: Vec<Hit>) -> impl IntoView {
    view! { <ul class="rows hits">{hits.into_iter().map(|hit| view! { <HitRow hit/> }).collect_view()}</ul> }
}

#[component]
fn HitRow(hit: Hit) -> impl IntoView {
    let snippet = (!hit.snippet.is_empty()).then(|| {
        let runs = runs(hit.snippet);
        match hit.clause {
            Some(clause) => {
                let label = if clause.label.is_empty() { "看这一段".to_owned() } else { clause.label };
                view! { <p class="snippet">{runs} " " <a class="at-clause" href=clause.url>{label}</a></p> }.into_any()
            }
            None => view! { <p class="snippet">{runs}</p> }.into_any(),
        }
    });
    view! {
        <li>
            <h3><a href=hit.url>{hit.title}</a></h3>
            <p class="quiet hit-facts">
                <span>{hit.kind.label()}</span>
                {hit.agency.map(|agency| view! { <span>{agency}</span> })}
                {hit.document_number.map(|number| view! { <span class="nowrap">{number}</span> })}
                {hit.date.map(|date| view! { <time datetime=date.to_string()>{date.to_string()}</time> })}
                {(hit.kind == domain::Kind::Policy).then(|| view! { <ValidityChip state=hit.validity/> })}
                {hit.demo.then(|| view! { <span class="mark">"演示"</span> })}
            </p>
            {snippet}
        </li>
    }
}

fn runs(runs: Vec<SnippetRun>) -> impl IntoView {
    runs.into_iter()
        .map(|run| if run.hit { view! { <mark>{run.text}</mark> }.into_any() } else { run.text.into_any() })
        .collect_view()
}
