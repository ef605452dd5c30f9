//! A recording, film or picture on its own page.

use domain::Kind;
use islands::Player as PlayerTools;
use leptos::prelude::*;

use super::explanations::{article, crumbs, demo_mark, looked_up};
use crate::{
    components::{
        explanation::Proof,
        facts::{Fact, Facts},
        phones::CallButton,
        player::Player,
        validity::linked,
    },
    ports::MediaView,
};

/// Clauses that are shown at once: a recording may rest on a dozen.
const SHOWN: usize = 3;

/// A recording, film or picture.
#[component]
pub fn Media() -> impl IntoView {
    looked_up(
        Kind::Media,
        |library, id| async move { library.media(&id).await },
        |view: MediaView| view! { <MediaSheet view/> }.into_any(),
    )
}

#[component]
fn MediaSheet(view: MediaView) -> impl IntoView {
    let agency = view.agency.clone();
    let who = agency.as_ref().map(|agency| agency.text.clone()).unwrap_or_default();
    let media = &view.media;
    let head = article(&view.title, &media.summary(), &view.standing, Kind::Media, &view.id, media.published_on, &who);
    let facts = vec![
        Fact { term: "谁做的", value: agency.map(linked) },
        Fact::text("发布", media.published_on),
        Fact::text("下次复核", media.review_on),
        Fact::text("主题", (!media.subjects.is_empty()).then(|| media.subjects.join("、"))),
    ];
    let (title, demo, mut clauses, phone) = (view.title.clone(), view.demo, view.clauses.clone(), view.phone.clone());
    let rest = clauses.split_off(clauses.len().min(SHOWN));
    let more = (!rest.is_empty()).then(|| view! { <details class="more-proof"><summary>{format!("其余 {} 条", rest.len())}</summary><Proof clauses=rest/></details> });
    view! {
        {head}
        <div class="two">
            <article class="sheet stack">
                {crumbs(Kind::Media)}
                <h1>{title}</h1>
                <p class="hit-facts">{demo_mark(demo)}</p>
                <Player view alone=true/>
                <PlayerTools/>
                <CallButton phone who/>
            </article>
            <aside class="stack" aria-label="资料">
                <section class="sheet stack"><h2 class="card-title">"依据的条款"</h2><Proof clauses/> {more}</section>
                <section class="sheet stack"><h2 class="card-title">"这份音视频"</h2><Facts facts/></section>
            </aside>
        </div>
    }
}
