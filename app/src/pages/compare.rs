//! Two revisions of a policy, clause by clause.

use domain::{
    DocumentId, Kind,
    compare::{ComparedClause, Correspondence, Fate, Run},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::{
    components::head::{Head, HeadKind},
    page_context,
    pages::{
        document::{NoSuchDocument, load_document},
        error::BadRequest,
    },
    ports::ComparisonPage,
    words::{compare, errors, revision},
};

/// `3`, and not `03` or `+3`: a page has one address.
pub fn revision_number(text: &str) -> Option<u32> {
    text.parse().ok().filter(|number: &u32| number.to_string() == text)
}

/// `/policies/{id}/compare/{a}..{b}`
#[component]
pub fn Compare() -> impl IntoView {
    let params = use_params_map().get_untracked();
    let id = params.get("id").unwrap_or_default();
    let range = params.get("range").unwrap_or_default();
    let numbers = range.split_once("..").and_then(|(a, b)| Some((revision_number(a)?, revision_number(b)?)));
    let Some((from, to)) = numbers else {
        return view! { <BadRequest sentence=errors::BAD_COMPARISON.to_owned()/> }.into_any();
    };
    let Ok(known) = DocumentId::parse(&id) else {
        return view! { <NoSuchDocument kind=Kind::Policy id/> }.into_any();
    };
    let library = page_context().library;
    let name = compare::asked(&id, from, to);
    load_document(Kind::Policy, name, async move { library.comparison(&known, from, to).await }, |page| {
        view! { <ComparisonView page/> }.into_any()
    })
}

#[component]
fn ComparisonView(page: ComparisonPage) -> impl IntoView {
    let is_compared = page.clauses.is_some();
    let clauses = page.clauses.unwrap_or_default();
    let count = |fate: Fate| clauses.iter().filter(|clause| clause.correspondence.fate == fate).count();
    let tally: Vec<String> = [Fate::Changed, Fate::Added, Fate::Removed, Fate::Moved, Fate::Same]
        .into_iter()
        .map(|fate| (fate, count(fate)))
        .filter(|(_, count)| *count > 0)
        .map(|(fate, count)| compare::places(fate.label(), count))
        .collect();
    let same = count(Fate::Same) == clauses.len();
    let base = format!("/policies/{}", page.id);
    let told = match (is_compared, same) {
        (true, true) => compare::SAME.to_owned(),
        (true, false) => tally.join("，"),
        (false, _) => compare::TOO_LONG.to_owned(),
    };
    view! {
        <Head title=compare::title(page.from, page.to, &page.title) description="" kind=HeadKind::Plain noindex=true/>
        <article class="sheet stack comparison">
            <nav class="quiet crumbs" aria-label="当前位置"><a href="/policies">"政策"</a> " › " <a href=base>{page.title.clone()}</a></nav>
            <h1>{compare::heading(page.from, page.to)}</h1>
            <p>{told}</p>
            {is_compared.then(|| view! { <p class="quiet">{compare::LEGEND} <ins>{compare::INSERTED}</ins> " " <del>{compare::DELETED}</del></p> })}
            {(!is_compared).then(|| view! {
                <ul class="downloads">
                    {[page.from, page.to].map(|number| view! { <li><a href=format!("/policies/{}/versions/{number}", page.id)>{revision(number)}</a></li> })}
                </ul>
            })}
            {folded(clauses)}
        </article>
    }
}

/// Neighbouring clauses that did not change are one closed box, so that a reader sees what did.
fn folded(clauses: Vec<ComparedClause>) -> Vec<AnyView> {
    clauses
        .chunk_by(|left, right| left.correspondence.fate == Fate::Same && right.correspondence.fate == Fate::Same)
        .map(|run| match run {
            [clause] if clause.correspondence.fate != Fate::Same => {
                view! { <ComparedClauseView clause=clause.clone()/> }.into_any()
            }
            same => view! { <Unchanged clauses=same.to_vec()/> }.into_any(),
        })
        .collect()
}

#[component]
fn Unchanged(clauses: Vec<ComparedClause>) -> impl IntoView {
    let names = match clauses.as_slice() {
        [only] => name(only),
        [first, .., last] => compare::from_to(&name(first), &name(last)),
        [] => String::new(),
    };
    let count = clauses.len();
    view! {
        <details class="compared same">
            <summary><span>{names} " " <span class="quiet">{compare::unchanged(count)}</span></span></summary>
            {clauses.into_iter().map(|clause| view! { <p class="official">{words(clause.runs)}</p> }).collect_view()}
        </details>
    }
}

#[component]
fn ComparedClauseView(clause: ComparedClause) -> impl IntoView {
    let fate = clause.correspondence.fate;
    let class = format!(
        "compared {}",
        match fate {
            Fate::Same => "same",
            Fate::Changed => "changed",
            Fate::Moved => "moved",
            Fate::Removed => "removed",
            Fate::Added => "added",
        }
    );
    let name = name(&clause);
    view! {
        <section class=class>
            <h2>{name} " " <span class="mark">{fate.label()}</span></h2>
            <p class="official">{words(clause.runs)}</p>
        </section>
    }
}

/// How readers call the place; a removed one by the number it had.
fn name(clause: &ComparedClause) -> String {
    let Correspondence { from, to, fate } = &clause.correspondence;
    let segment = to.as_ref().or(from.as_ref()).and_then(|id| id.as_str().rsplit('.').next()).unwrap_or_default();
    match (segment, fate) {
        ("intro", _) => compare::INTRO.to_owned(),
        ("end", _) => compare::END.to_owned(),
        ("cover", _) => compare::COVER.to_owned(),
        (_, Fate::Removed) => compare::former(&clause.name),
        _ => clause.name.clone(),
    }
}

fn words(runs: Vec<Run>) -> impl IntoView {
    runs.into_iter()
        .map(|run| match run {
            Run::Kept(text) => text.into_any(),
            Run::Deleted(text) => view! { <del>{text}</del> }.into_any(),
            Run::Inserted(text) => view! { <ins>{text}</ins> }.into_any(),
        })
        .collect_view()
}
