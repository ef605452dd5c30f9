//! What a reader sees of an explanation: whether it stands, and the clauses it rests on.

use leptos::prelude::*;

use crate::{
    components::{
        phones::with_phones,
        validity::{ValidityChip, linked},
    },
    ports::{CauseLine, CitedClause, Standing},
    words::explanation,
};

/// Says at once when an explanation no longer stands, why, and what replaces what it rests on.
#[component]
pub fn StandingNotice(standing: Standing, #[prop(optional)] small: bool) -> impl IntoView {
    let Standing { causes, from, overdue, .. } = standing;
    if !causes.is_empty() {
        let class = if small { "notice stale small" } else { "notice stale" };
        let is_without_another = !small && causes.iter().all(|cause| cause.by.is_none());
        return view! {
            <div class=class role="note">
                <p><strong>{explanation::OUT_OF_DATE}</strong></p>
                <ul>{causes.into_iter().map(|CauseLine { sentence, by }| view! { <li>{sentence} {by.map(|by| view! { {explanation::READ_NOW} {linked(by)} })}</li> }).collect_view()}</ul>
                {is_without_another.then(|| view! { <p>{explanation::NO_SUCCESSOR}</p> })}
            </div>
        }
        .into_any();
    }
    match (from, overdue) {
        (Some(day), _) => view! { <p class="notice not-yet-effective">{explanation::not_yet(day)}</p> }.into_any(),
        (None, Some(day)) => view! { <p class="notice quiet-notice">{explanation::overdue(day)}</p> }.into_any(),
        (None, None) => ().into_any(),
    }
}

/// The mark beside a title in lists.
#[component]
pub fn StandingMark(standing: Standing) -> impl IntoView {
    (!standing.stands()).then(|| view! { <span class="validity repealed">{explanation::BASIS_CHANGED}</span> })
}

/// The clauses beside an answer, in the words of the official text.
#[component]
pub fn Proof(clauses: Vec<CitedClause>) -> impl IntoView {
    let clauses: Vec<CitedClause> = clauses.into_iter().filter(CitedClause::is_shown).collect();
    if clauses.is_empty() {
        return ().into_any();
    }
    // 第五条 shows its paragraphs: 第五条第二款 need not stand there again.
    let is_shown_above = |clause: &CitedClause| {
        clauses.iter().any(|other| match (&other.id, &clause.id) {
            // The address of a policy is that of the revision that is shown.
            (Some(outer), Some(inner)) => {
                other.background == clause.background
                    && other.policy == clause.policy
                    && inner != outer
                    && inner.is_within(outer)
            }
            _ => false,
        })
    };
    let shown: Vec<CitedClause> = clauses.iter().filter(|clause| !is_shown_above(clause)).cloned().collect();
    view! {
        <div class="proof">
            {shown.into_iter().map(|clause| view! { <ClauseQuote clause/> }).collect_view()}
        </div>
    }
    .into_any()
}

/// Paragraphs of a clause that are shown before "全文".
const SHOWN: usize = 3;

#[component]
fn ClauseQuote(clause: CitedClause) -> impl IntoView {
    let label = clause.proof_label();
    let CitedClause { policy, document_number, name, mut paragraphs, url, validity, background, .. } = clause;
    let rest = if paragraphs.len() > SHOWN + 2 { paragraphs.split_off(SHOWN) } else { Vec::new() };
    let lines = |lines: Vec<String>| lines.into_iter().map(|line| view! { <p>{with_phones(&line)}</p> }).collect_view();
    let source = if name.is_empty() { policy.text } else { format!("{} {name}", policy.text) };
    view! {
        <blockquote class="clause-quote">
            {lines(paragraphs)}
            {(!rest.is_empty()).then(|| view! { <details><summary>{explanation::REST_OF_CLAUSE}</summary>{lines(rest)}</details> })}
            <footer>
                {label}
                {match url {
                    Some(url) => view! { <a href=url>{source}</a> }.into_any(),
                    None => source.into_any(),
                }}
                {document_number.map(|number| view! { <span class="quiet nowrap">{format!("（{number}）")}</span> })}
                {(!background).then(|| view! { " " <ValidityChip state=validity/> })}
            </footer>
        </blockquote>
    }
}
