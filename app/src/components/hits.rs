//! Result lists.

use domain::{
    Nature, Validity,
    search::{Hit, HitCause, HitLink, SnippetRun},
};
use leptos::prelude::*;

use crate::{
    components::{
        phones::with_phones,
        validity::{ValidityChip, linked},
    },
    ports::Linked,
    words::{explanation, lists},
};

/// Results, each with title, facts and a snippet that opens at its clause. `muted`: they may not be about what was asked, and
/// their marks do not call out.
#[component]
pub fn Hits(hits: Vec<Hit>, #[prop(optional)] muted: bool) -> impl IntoView {
    view! { <ul class="rows hits" class:muted=muted>{hits.into_iter().map(|hit| view! { <HitRow hit/> }).collect_view()}</ul> }
}

#[component]
fn HitRow(hit: Hit) -> impl IntoView {
    let snippet = (!hit.snippet.is_empty()).then(|| {
        let runs = runs(hit.snippet);
        match hit.clause {
            Some(clause) => {
                let label = if clause.label.is_empty() { lists::AT_CLAUSE.to_owned() } else { clause.label };
                view! { <p class="snippet">{runs} " " <a class="at-clause" href=clause.url>{label}</a></p> }.into_any()
            }
            None => view! { <p class="snippet">{runs}</p> }.into_any(),
        }
    });
    // A rule always says its state; an explanation only when what it rests on has changed.
    let facts = hit.kind.facts();
    let state = match (facts.nature, hit.validity) {
        (Nature::Rule, state) => view! { <ValidityChip state/> }.into_any(),
        (Nature::Explanation, Some(Validity::NotYetEffective)) => {
            view! { <span class="validity not-yet-effective">{explanation::NOT_YET}</span> }.into_any()
        }
        (Nature::Explanation, Some(state)) if state != Validity::InForce => {
            view! { <span class=format!("validity {}", state.as_str().replace('_', "-"))>{basis_label(state)}</span> }
                .into_any()
        }
        _ => ().into_any(),
    };
    let title = if facts.title.is_quoted { format!("“{}”", hit.title) } else { hit.title };
    let cause = hit.causes.into_iter().next().map(|HitCause { text, by }| {
        let by =
            by.map(|HitLink { title, url }| view! { {explanation::READ_NOW} {linked(Linked { text: title, url })} });
        view! { <p class="hit-cause">{text} {by}</p> }
    });
    view! {
        <li>
            <h3><a href=hit.url>{title}</a></h3>
            <p class="quiet hit-facts">
                {hit.verdict.map(|verdict| view! { <span class="mark verdict">{verdict.label()}</span> })}
                <span>{hit.kind.label()}</span>
                {hit.agency.map(|agency| view! { <span>{agency}</span> })}
                {hit.document_number.map(|number| view! { <span class="nowrap">{number}</span> })}
                {hit.date.map(|date| view! { <time datetime=date.to_string()>{date.to_string()}</time> })}
                {state}
                {hit.demo.then(|| view! { <span class="mark">"演示"</span> })}
            </p>
            {cause}
            {snippet}
        </li>
    }
}

/// What became of the clauses that an explanation rests on.
const fn basis_label(state: Validity) -> &'static str {
    match state {
        Validity::Repealed => explanation::BASIS_REPEALED,
        Validity::Expired => explanation::BASIS_EXPIRED,
        Validity::PartlyVoid => explanation::BASIS_PARTLY_VOID,
        _ => explanation::BASIS_AMENDED,
    }
}

fn runs(runs: Vec<SnippetRun>) -> impl IntoView {
    runs.into_iter()
        .map(
            |run| {
                if run.hit {
                    view! { <mark>{with_phones(&run.text)}</mark> }.into_any()
                } else {
                    with_phones(&run.text)
                }
            },
        )
        .collect_view()
}
