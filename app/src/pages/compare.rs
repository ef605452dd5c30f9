//! Two revisions of a policy, clause by clause.

use domain::{
    DocumentId, Kind,
    compare::{ComparedClause, Fate, Run},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::{
    components::{head::{Head, HeadKind}, load::load},
    page_context,
    pages::error::{BadRequest, Gone, NoSuchDocument},
    ports::{ComparisonPage, Lookup},
    response::set_moved,
};

/// `/policies/{id}/compare/{a}..{b}`
#[component]
pub fn Compare() -> impl IntoView {
    let params = use_params_map().get_untracked();
    let id = params.get("id").unwrap_or_default();
    let range = params.get("range").unwrap_or_default();
    let numbers = range.split_once("..").and_then(|(a, b)| Some((a.parse::<u32>().ok()?, b.parse::<u32>().ok()?)));
    let Some((from, to)) = numbers else {
        return view! { <BadRequest sentence="比较两个版本的网址应当像这样结尾：compare/1..2。".to_owned()/> }.into_any();
    };
    let Ok(known) = DocumentId::parse(&id) else {
        return view! { <NoSuchDocument kind=Kind::Policy id/> }.into_any();
    };
    let library = page_context().library;
    load(
        async move { library.comparison(&known, from, to).await },
        move |found| match found {
            Lookup::Found(page) => view! { <ComparisonView page/> }.into_any(),
            Lookup::Gone { reason, successor, at } => view! { <Gone reason successor at/> }.into_any(),
            Lookup::Moved(to) => {
                set_moved(to);
                ().into_any()
            }
            Lookup::Unknown => view! { <NoSuchDocument kind=Kind::Policy id=format!("{id}（第 {from} 版、第 {to} 版）")/> }.into_any(),
        },
    )
    .into_any()
}

#[component]
fn ComparisonView(page: ComparisonPage) -> impl IntoView {
    let count = |fate: Fate| page.clauses.iter().filter(|clause| clause.correspondence.fate == fate).count();
    let tally: Vec<String> = [Fate::Changed, Fate::Added, Fate::Removed, Fate::Moved, Fate::Same]
        .into_iter()
        .map(|fate| (fate, count(fate)))
        .filter(|(_, count)| *count > 0)
        .map(|(fate, count)| format!("{} {count} 处", fate.label()))
        .collect();
    let same = count(Fate::Same) == page.clauses.len();
    let base = format!("/policies/{}", page.id);
    view! {
        <Head title=format!("第 {} 版和第 {} 版比较：{}", page.from, page.to, page.title) description="" kind=HeadKind::Plain noindex=true/>
        <article class="sheet stack comparison">
            <nav class="quiet crumbs" aria-label="当前位置"><a href="/policies">"政策"</a> " › " <a href=base>{page.title.clone()}</a></nav>
            <h1>{format!("第 {} 版改成第 {} 版，改了什么", page.from, page.to)}</h1>
            <p>{if same { "两个版本的正文一样。".to_owned() } else { tally.join("，") }}</p>
            <p class="quiet">"图例：" <ins>"加上的字"</ins> " " <del>"删去的字"</del></p>
            {page.clauses.into_iter().map(|clause| view! { <ComparedClauseView clause/> }).collect_view()}
        </article>
    }
}

/// Unchanged clauses are folded, so that a reader sees what moved.
#[component]
fn ComparedClauseView(clause: ComparedClause) -> impl IntoView {
    let fate = clause.correspondence.fate;
    let runs = clause
        .runs
        .into_iter()
        .map(|run| match run {
            Run::Kept(text) => text.into_any(),
            Run::Deleted(text) => view! { <del>{text}</del> }.into_any(),
            Run::Inserted(text) => view! { <ins>{text}</ins> }.into_any(),
        })
        .collect_view();
    let class = format!("compared {}", match fate {
        Fate::Same => "same",
        Fate::Changed => "changed",
        Fate::Moved => "moved",
        Fate::Removed => "removed",
        Fate::Added => "added",
    });
    if fate == Fate::Same {
        return view! { <details class=class><summary>{clause.name} " " <span class="quiet">{fate.label()}</span></summary><p class="official">{runs}</p></details> }.into_any();
    }
    view! {
        <section class=class>
            <h2>{clause.name} " " <span class="mark">{fate.label()}</span></h2>
            <p class="official">{runs}</p>
        </section>
    }
    .into_any()
}
