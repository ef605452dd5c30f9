//! 问答: a question, its answer in one sentence, the clauses that prove it.

use domain::{DocumentId, Kind, Question};
use islands::ReadAloud;
use leptos::prelude::*;

use super::{ListWords, list_of};
use crate::{
    components::{
        document::{article, crumbs, demo_mark},
        explanation::{Proof, StandingMark, StandingNotice},
        facts::{Fact, Facts},
        phones::{CallButton, with_phones},
        validity::linked,
    },
    ports::{CitedClause, InterpretationLine, Linked, QuestionLine, Standing},
    words::documents,
};

/// What its list says of itself.
pub const LIST: ListWords = ListWords {
    description: "群众常问的问题，一句话答案，依据哪一条，找谁办。",
    column_type: "政策问答",
    counter: "个问题",
    place_in_menu: Some(3),
    form_of: None,
};

/// A question with the clauses that prove its answer.
#[derive(Debug, Clone)]
pub struct QuestionView {
    /// The id in addresses.
    pub id: DocumentId,
    /// The question.
    pub title: String,
    /// 演示
    pub demo: bool,
    /// Its facts.
    pub question: Question,
    /// The full answer as HTML.
    pub answer_html: String,
    /// The proof.
    pub clauses: Vec<CitedClause>,
    /// Whether it still stands.
    pub standing: Standing,
    /// 责任单位
    pub agency: Linked,
    /// Whom to call.
    pub phone: Option<String>,
}

/// All that a question's page shows.
#[derive(Debug, Clone)]
pub struct Page {
    /// The question.
    pub view: QuestionView,
    /// Related questions.
    pub related: Vec<QuestionLine>,
    /// Interpretations that use it.
    pub used_in: Vec<InterpretationLine>,
}

/// Its list.
pub fn list() -> AnyView {
    list_of(Kind::Question, &LIST)
}

/// Its page.
pub fn view(page: Page) -> AnyView {
    view! { <QuestionSheet page/> }.into_any()
}

#[component]
fn QuestionSheet(page: Page) -> impl IntoView {
    let Page { view, related, used_in } = page;
    let QuestionView { id, title, demo, question, answer_html, clauses, standing, agency, phone } = view;
    let head =
        article(&title, &question.short_answer, &standing, Kind::Question, &id, question.published_on, &agency.text);
    let stands = standing.stands();
    let aliases = (!question.aliases.is_empty())
        .then(|| view! { <p class="quiet">{documents::ALIASES} {question.aliases.join("；")}</p> });
    let audience = question.audience.iter().map(|audience| audience.label()).collect::<Vec<_>>().join("、");
    let facts = vec![
        Fact { term: "谁来答", value: Some(linked(agency.clone())) },
        Fact::text("对象", (!audience.is_empty()).then_some(audience)),
        Fact::text("遇到的事", (!question.life_events.is_empty()).then(|| question.life_events.join("、"))),
        Fact::text("发布", question.published_on),
        Fact::text("下次复核", question.review_on),
    ];
    view! {
        {head}
        <div class="two">
            <article class="sheet stack question">
                {crumbs(Kind::Question)}
                <h1 data-read="">{title}</h1>
                <StandingNotice standing/>
                {(!stands).then(|| view! { <p class="quiet">{documents::ANSWER_THEN}</p> })}
                <p class="short-answer" class:past=!stands data-read="">{with_phones(&question.short_answer)}</p>
                {(!answer_html.is_empty()).then(|| view! { <div class="prose" data-read="" inner_html=answer_html></div> })}
                {stands.then(|| view! { <ReadAloud/> })}
                {question.next_step.clone().filter(|_| stands).map(|next| view! { <p class="next-step"><b>{documents::NEXT_STEP}</b>{with_phones(&next)}</p> })}
                <CallButton phone who=agency.text.clone()/>
                <section class="stack"><h2>{documents::BASIS}</h2><Proof clauses/></section>
                {aliases}
                <p>{demo_mark(demo)}</p>
            </article>
            <aside class="stack" aria-label="相关内容">
                <section class="sheet stack"><h2 class="card-title">{documents::THIS_QUESTION}</h2><Facts facts/></section>
                <LinkCard title=documents::ALSO_ASKED links=related.into_iter().map(|line| (line.link, line.standing)).collect()/>
                <LinkCard title=documents::USED_IN links=used_in.into_iter().map(|line| (line.link, line.standing)).collect()/>
            </aside>
        </div>
    }
}

#[component]
fn LinkCard(title: &'static str, links: Vec<(Linked, Standing)>) -> impl IntoView {
    (!links.is_empty()).then(|| view! {
        <section class="sheet stack"><h2 class="card-title">{title}</h2><ul class="plain">{links.into_iter().map(|(link, standing)| view! { <li>{linked(link)} " " <StandingMark standing/></li> }).collect_view()}</ul></section>
    })
}
