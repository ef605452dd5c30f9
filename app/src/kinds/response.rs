//! 回应: what people tell each other, and what the official clause says.

use domain::{DocumentId, Kind, Response};
use leptos::prelude::*;

use super::{ListWords, list_of};
use crate::{
    components::{
        document::{article, crumbs, demo_mark},
        explanation::{Proof, StandingNotice},
        facts::{Fact, Facts},
        phones::{CallButton, with_phones},
        validity::linked,
    },
    ports::{CitedClause, Linked, Standing},
    words::documents,
};

/// What its list says of itself.
pub const LIST: ListWords = ListWords {
    description: "听到的说法对不对：官方条款怎么写，由谁回应。",
    column_type: "回应关切",
    counter: "条回应",
    place_in_menu: Some(4),
    form_of: None,
};

/// A misreading, answered.
#[derive(Debug, Clone)]
pub struct ResponseView {
    /// The id in addresses.
    pub id: DocumentId,
    /// The claim.
    pub title: String,
    /// 演示
    pub demo: bool,
    /// Its facts.
    pub response: Response,
    /// HTML.
    pub html: String,
    /// The official clauses.
    pub clauses: Vec<CitedClause>,
    /// Whether it still stands.
    pub standing: Standing,
    /// 回应单位
    pub agency: Linked,
    /// Its telephone.
    pub phone: Option<String>,
}

/// All that its page shows.
pub type Page = ResponseView;

/// Its list.
pub fn list() -> AnyView {
    list_of(Kind::Response, &LIST)
}

/// Its page.
pub fn view(view: Page) -> AnyView {
    view! { <ResponseSheet view/> }.into_any()
}

#[component]
fn ResponseSheet(view: ResponseView) -> impl IntoView {
    let ResponseView { id, title, demo, response, html, clauses, standing, agency, phone } = view;
    let head =
        article(&title, &response.short_answer, &standing, Kind::Response, &id, response.published_on, &agency.text);
    let facts = vec![
        Fact { term: "回应单位", value: Some(linked(agency.clone())) },
        Fact::text("回应日期", response.published_on),
        Fact::text("在哪听到的", (!response.heard_in.is_empty()).then(|| response.heard_in.join("、"))),
        Fact::text("首次听到", response.first_heard_on),
    ];
    view! {
        {head}
        <div class="two">
            <article class="sheet stack response">
                {crumbs(Kind::Response)}
                <p class="quiet">{documents::SOMEBODY_SAYS}</p>
                <h1 class="claim">{format!("“{title}”")}</h1>
                <p class="verdict"><strong>{response.verdict.label()}</strong> {demo_mark(demo)}</p>
                <StandingNotice standing/>
                <p class="short-answer">{with_phones(&response.short_answer)}</p>
                <div class="prose" inner_html=html></div>
                <section class="stack"><h2>{documents::CLAUSES_SAY}</h2><Proof clauses/></section>
                <CallButton phone who=agency.text.clone()/>
            </article>
            <aside class="stack" aria-label="回应资料"><section class="sheet stack"><h2 class="card-title">{documents::THIS_RESPONSE}</h2><Facts facts/></section></aside>
        </div>
    }
}
