//! 解读: what a policy means, by whoever drafted it; also the record of a press conference.

use domain::{
    Date, DocumentId, Kind,
    interpretation::{InterpretationForm, KeyFacts, Speaker},
};
use islands::{Player as PlayerTools, ReadAloud};
use leptos::prelude::*;

use super::{
    ListWords,
    figure::{FigureBlock, FigureView},
    list_of,
    media::{MediaView, Player},
    question::QuestionView,
};
use crate::{
    components::{
        document::{article, crumbs, demo_mark},
        explanation::{Proof, StandingMark, StandingNotice},
        facts::{Fact, Facts},
        phones::{CallButton, with_phones},
        validity::linked,
    },
    ports::{CitedClause, Linked, Standing},
    words::documents,
};

/// What its list says of itself.
pub const LIST: ListWords = ListWords {
    description: "政策解读：谁起草、谁解读，和政策条款逐条对应。",
    column_type: "政策解读",
    counter: "篇解读",
    place_in_menu: Some(2),
    form_of: None,
};

/// One piece of an interpretation.
#[derive(Debug, Clone)]
pub enum MaterialView {
    /// A section of text.
    Text {
        /// Its heading.
        heading: Option<String>,
        /// HTML.
        html: String,
        /// The clauses it explains.
        clauses: Vec<CitedClause>,
    },
    /// A question.
    Question(QuestionView),
    /// A figure.
    Figure(FigureView),
    /// A recording, film or picture.
    Media(MediaView),
}

/// One question and answer of a press conference.
#[derive(Debug, Clone)]
pub struct ExchangeView {
    /// Who asked.
    pub from: Option<String>,
    /// The question.
    pub question: String,
    /// Who answered.
    pub by: Option<String>,
    /// HTML.
    pub html: String,
    /// The clauses it explains.
    pub clauses: Vec<CitedClause>,
}

/// All that an interpretation's page shows.
#[derive(Debug, Clone)]
pub struct Page {
    /// The id in addresses.
    pub id: DocumentId,
    /// 标题
    pub title: String,
    /// 演示
    pub demo: bool,
    /// 形式
    pub form: InterpretationForm,
    /// 一句话
    pub gist: String,
    /// 谁/多少/何时/去哪/带什么/找谁
    pub key_facts: KeyFacts,
    /// The policy that it explains.
    pub policy: CitedClause,
    /// In reading order.
    pub materials: Vec<MaterialView>,
    /// 问答实录
    pub exchanges: Vec<ExchangeView>,
    /// 出席单位
    pub speakers: Vec<Speaker>,
    /// 举行日期
    pub held_on: Option<Date>,
    /// 地点
    pub place: Option<String>,
    /// 起草部门
    pub author: Linked,
    /// Its telephone.
    pub phone: Option<String>,
    /// 主题
    pub subjects: Vec<String>,
    /// 发布日期
    pub published_on: Option<Date>,
    /// 复核日期
    pub review_on: Option<Date>,
    /// Whether it still stands.
    pub standing: Standing,
}

/// Its list.
pub fn list() -> AnyView {
    list_of(Kind::Interpretation, &LIST)
}

/// Its page.
pub fn view(page: Page) -> AnyView {
    view! { <InterpretationSheet page/> }.into_any()
}

#[component]
fn InterpretationSheet(page: Page) -> impl IntoView {
    let head = article(
        &page.title,
        &page.gist,
        &page.standing,
        Kind::Interpretation,
        &page.id,
        page.published_on,
        &page.author.text,
    );
    let rows = page
        .key_facts
        .rows()
        .into_iter()
        .map(|(label, fact)| view! { <div data-read=""><dt>{label}</dt><dd>{with_phones(fact)}</dd></div> })
        .collect_view();
    let has_key_facts = !page.key_facts.rows().is_empty();
    let is_meeting = page.form.is_meeting();
    let speakers = page
        .speakers
        .iter()
        .map(|speaker| view! { <li>{speaker.office.clone()} {speaker.role.clone().map(|role| format!("　{role}"))}</li> })
        .collect_view();
    let mut facts = vec![
        Fact { term: "解读的政策", value: Some(linked(page.policy.policy.clone())) },
        Fact::text("发文字号", page.policy.document_number.clone()),
        Fact { term: "谁解读", value: Some(linked(page.author.clone())) },
        Fact::text("发布", page.published_on),
        Fact::text("下次复核", page.review_on),
    ];
    if is_meeting {
        facts.push(Fact::text("举行日期", page.held_on));
        facts.push(Fact::text("地点", page.place.clone()));
    }
    if !page.subjects.is_empty() {
        facts.push(Fact::text("主题", Some(page.subjects.join("、"))));
    }
    let form = page.form;
    // A recording of a conference holds some of its answers.
    let is_spoken = page.exchanges.is_empty()
        && page
            .materials
            .iter()
            .any(|material| matches!(material, MaterialView::Media(view) if !view.media.cues.is_empty()));
    let is_read_aloud = page.standing.stands() && !is_spoken;
    let is_played = page.materials.iter().any(|material| matches!(material, MaterialView::Media(_)));
    view! {
        {head}
        <div class="two">
            <article class="sheet stack interpretation">
                {crumbs(Kind::Interpretation)}
                <h1>{page.title.clone()}</h1>
                <p class="hit-facts">
                    {(form != InterpretationForm::Article).then(|| view! { <span class="mark">{form.label()}</span> })}
                    <span class="quiet">{documents::INTERPRETS} {linked(page.policy.policy.clone())}</span>
                    {demo_mark(page.demo)}
                </p>
                <StandingNotice standing=page.standing/>
                <p class="short-answer" data-read="">{with_phones(&page.gist)}</p>
                {is_read_aloud.then(|| view! { <ReadAloud/> })}
                {has_key_facts.then(|| view! { <section class="key-facts" aria-label=documents::KEY_FACTS><h2 class="visually-hidden">{documents::KEY_FACTS}</h2><dl>{rows}</dl></section> })}
                {page.materials.into_iter().map(|material| view! { <MaterialBlock material/> }).collect_view()}
                {(!page.exchanges.is_empty()).then(|| view! {
                    <section class="stack"><h2>{documents::EXCHANGES}</h2>{page.exchanges.into_iter().map(|exchange| view! { <ExchangeBlock exchange/> }).collect_view()}</section>
                })}
                {is_played.then(|| view! { <PlayerTools/> })}
                <CallButton phone=page.phone who=page.author.text.clone()/>
            </article>
            <aside class="stack" aria-label="解读资料">
                <section class="sheet stack"><h2 class="card-title">{documents::THIS_INTERPRETATION}</h2><Facts facts/></section>
                {is_meeting.then(|| view! { <section class="sheet stack"><h2 class="card-title">{documents::SPEAKERS}</h2><ul class="plain">{speakers}</ul></section> })}
            </aside>
        </div>
    }
}

#[component]
fn MaterialBlock(material: MaterialView) -> impl IntoView {
    match material {
        MaterialView::Text { heading, html, clauses } => view! {
            <section class="stack">
                {heading.map(|heading| view! { <h2>{heading}</h2> })}
                <div class="beside"><div class="prose" data-read="" inner_html=html></div><Proof clauses/></div>
            </section>
        }
        .into_any(),
        MaterialView::Question(question) => view! { <QuestionFold question/> }.into_any(),
        MaterialView::Media(view) => view! { <Player view/> }.into_any(),
        MaterialView::Figure(figure) => view! { <FigureBlock figure/> }.into_any(),
    }
}

/// A question of an interpretation: closed until asked for, its clause beside the answer.
#[component]
fn QuestionFold(question: QuestionView) -> impl IntoView {
    let QuestionView { id, title, question, answer_html, clauses, standing, .. } = question;
    let url = Kind::Question.url(&id);
    view! {
        <details class="qa" id=format!("q-{id}")>
            <summary>{title} " " <StandingMark standing=standing.clone()/></summary>
            <StandingNotice standing small=true/>
            <div class="beside">
                <div>
                    <p class="short-answer">{with_phones(&question.short_answer)}</p>
                    {(!answer_html.is_empty()).then(|| view! { <div class="prose" inner_html=answer_html></div> })}
                    <p class="tools"><a href=url>{documents::QUESTION_PAGE}</a></p>
                </div>
                <Proof clauses/>
            </div>
        </details>
    }
}

#[component]
fn ExchangeBlock(exchange: ExchangeView) -> impl IntoView {
    let ExchangeView { from, question, by, html, clauses } = exchange;
    view! {
        <section class="exchange">
            <h3>{documents::asked(from.as_deref(), &question)}</h3>
            <div class="beside">
                <div>
                    <p class="quiet">{documents::answered(by.as_deref())}</p>
                    <div class="prose" inner_html=html></div>
                </div>
                <Proof clauses/>
            </div>
        </section>
    }
}
