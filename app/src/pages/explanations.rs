//! One question, one interpretation, one figure, one misreading.

use std::future::Future;

use domain::{DocumentId, Kind, explanation::InterpretationForm};
use islands::{Player as PlayerTools, ReadAloud};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::{
    components::{
        explanation::{FigureBlock, Proof, StandingMark, StandingNotice},
        facts::{Fact, Facts},
        head::{Head, HeadKind},
        load::load_document,
        phones::{CallButton, with_phones},
        player::Player,
        validity::linked,
    },
    page_context,
    pages::error::NoSuchDocument,
    ports::{
        ExchangeView, FigureView, InterpretationPage, Library, Linked, Lookup, MaterialView, PortError, QuestionPage,
        QuestionView, ResponseView, Standing,
    },
};

/// The document of the address, or why there is none.
pub fn looked_up<T, F>(
    kind: Kind,
    find: impl FnOnce(std::sync::Arc<dyn Library>, DocumentId) -> F,
    view: fn(T) -> AnyView,
) -> AnyView
where
    T: Clone + Send + Sync + 'static,
    F: Future<Output = Result<Lookup<T>, PortError>> + Send + 'static,
{
    let id = use_params_map().get_untracked().get("id").unwrap_or_default();
    let Ok(known) = DocumentId::parse(&id) else { return view! { <NoSuchDocument kind id/> }.into_any() };
    load_document(kind, id, find(page_context().library, known), view)
}

/// The head of an explanation's page. What is shared of it (a title and a description) says that it is out of date, too.
pub fn article(
    title: &str,
    description: &str,
    standing: &Standing,
    kind: Kind,
    id: &DocumentId,
    published: Option<domain::Date>,
    source: &str,
) -> impl IntoView + use<> {
    let description = if standing.stands() {
        description.to_owned()
    } else {
        format!("已经过时，不要照着办。{description}")
    };
    let published = published.map(|day| format!("{day} 00:00")).unwrap_or_default();
    view! {
        <Head
            title=title.to_owned()
            description
            kind=HeadKind::Article { published, source: source.to_owned(), keywords: title.to_owned() }
            canonical=kind.url(id)
        />
    }
}

/// The way back to the list.
pub fn crumbs(kind: Kind) -> impl IntoView {
    view! { <nav class="quiet crumbs" aria-label="当前位置"><a href=kind.path()>{kind.label()}</a></nav> }
}

pub fn demo_mark(demo: bool) -> impl IntoView {
    demo.then(|| view! { <span class="mark">"演示"</span> })
}

/// A question on its own page.
#[component]
pub fn Question() -> impl IntoView {
    looked_up(
        Kind::Question,
        |library, id| async move { library.question(&id).await },
        |page: QuestionPage| view! { <QuestionSheet page/> }.into_any(),
    )
}

#[component]
fn QuestionSheet(page: QuestionPage) -> impl IntoView {
    let QuestionPage { view, related, used_in } = page;
    let QuestionView { id, title, demo, question, answer_html, clauses, standing, agency, phone } = view;
    let head =
        article(&title, &question.short_answer, &standing, Kind::Question, &id, question.published_on, &agency.text);
    let stands = standing.stands();
    let aliases = (!question.aliases.is_empty())
        .then(|| view! { <p class="quiet">"同样的问法：" {question.aliases.join("；")}</p> });
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
                {(!stands).then(|| view! { <p class="quiet">"当时的回答："</p> })}
                <p class="short-answer" class:past=!stands data-read="">{with_phones(&question.short_answer)}</p>
                {(!answer_html.is_empty()).then(|| view! { <div class="prose" data-read="" inner_html=answer_html></div> })}
                {stands.then(|| view! { <ReadAloud/> })}
                {question.next_step.clone().filter(|_| stands).map(|next| view! { <p class="next-step"><b>"下一步："</b>{with_phones(&next)}</p> })}
                <CallButton phone who=agency.text.clone()/>
                <section class="stack"><h2>"依据的条款"</h2><Proof clauses/></section>
                {aliases}
                <p>{demo_mark(demo)}</p>
            </article>
            <aside class="stack" aria-label="相关内容">
                <section class="sheet stack"><h2 class="card-title">"这个问题"</h2><Facts facts/></section>
                <LinkCard title="还有人问" links=related.into_iter().map(|line| (line.link, line.standing)).collect()/>
                <LinkCard title="在这些解读里" links=used_in.into_iter().map(|line| (line.link, line.standing)).collect()/>
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

/// An interpretation, or the record of a press conference.
#[component]
pub fn Interpretation() -> impl IntoView {
    looked_up(
        Kind::Interpretation,
        |library, id| async move { library.interpretation(&id).await },
        |page: InterpretationPage| view! { <InterpretationSheet page/> }.into_any(),
    )
}

#[component]
fn InterpretationSheet(page: InterpretationPage) -> impl IntoView {
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
                    <span class="quiet">"解读：" {linked(page.policy.policy.clone())}</span>
                    {demo_mark(page.demo)}
                </p>
                <StandingNotice standing=page.standing/>
                <p class="short-answer" data-read="">{with_phones(&page.gist)}</p>
                {is_read_aloud.then(|| view! { <ReadAloud/> })}
                {has_key_facts.then(|| view! { <section class="key-facts" aria-label="一看就明白"><h2 class="visually-hidden">"一看就明白"</h2><dl>{rows}</dl></section> })}
                {page.materials.into_iter().map(|material| view! { <MaterialBlock material/> }).collect_view()}
                {(!page.exchanges.is_empty()).then(|| view! {
                    <section class="stack"><h2>"问答实录"</h2>{page.exchanges.into_iter().map(|exchange| view! { <ExchangeBlock exchange/> }).collect_view()}</section>
                })}
                {is_played.then(|| view! { <PlayerTools/> })}
                <CallButton phone=page.phone who=page.author.text.clone()/>
            </article>
            <aside class="stack" aria-label="解读资料">
                <section class="sheet stack"><h2 class="card-title">"这篇解读"</h2><Facts facts/></section>
                {is_meeting.then(|| view! { <section class="sheet stack"><h2 class="card-title">"出席单位"</h2><ul class="plain">{speakers}</ul></section> })}
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
                    <p class="tools"><a href=url>"这个问题的网页"</a></p>
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
            <h3>{format!("{}：{question}", from.unwrap_or_else(|| "问".to_owned()))}</h3>
            <div class="beside">
                <div>
                    <p class="quiet">{format!("{}：", by.unwrap_or_else(|| "答".to_owned()))}</p>
                    <div class="prose" inner_html=html></div>
                </div>
                <Proof clauses/>
            </div>
        </section>
    }
}

/// A figure on its own page.
#[component]
pub fn Figure() -> impl IntoView {
    looked_up(
        Kind::Figure,
        |library, id| async move { library.figure(&id).await },
        |figure: FigureView| {
            let head = article(&figure.title, &figure.text, &figure.standing, Kind::Figure, &figure.id, None, "");
            let (title, label, demo) = (figure.title.clone(), figure.type_label, figure.demo);
            view! {
                {head}
                <article class="sheet stack">
                    {crumbs(Kind::Figure)}
                    <h1>{title}</h1>
                    <p class="hit-facts"><span class="quiet">{label}</span> {demo_mark(demo)}</p>
                    <FigureBlock figure alone=true/>
                </article>
            }
            .into_any()
        },
    )
}

/// A misreading and what the clause says.
#[component]
pub fn Response() -> impl IntoView {
    looked_up(
        Kind::Response,
        |library, id| async move { library.response(&id).await },
        |view: ResponseView| view! { <ResponseSheet view/> }.into_any(),
    )
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
                <p class="quiet">"有人说："</p>
                <h1 class="claim">{format!("“{title}”")}</h1>
                <p class="verdict"><strong>{response.verdict.label()}</strong> {demo_mark(demo)}</p>
                <StandingNotice standing/>
                <p class="short-answer">{with_phones(&response.short_answer)}</p>
                <div class="prose" inner_html=html></div>
                <section class="stack"><h2>"官方条款怎么写"</h2><Proof clauses/></section>
                <CallButton phone who=agency.text.clone()/>
            </article>
            <aside class="stack" aria-label="回应资料"><section class="sheet stack"><h2 class="card-title">"这条回应"</h2><Facts facts/></section></aside>
        </div>
    }
}
