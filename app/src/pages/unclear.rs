//! “没看懂这一条”: the clause, what explains it already, and a form for the department that drafted it.

use domain::{ClauseId, DocumentId, Kind};
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map};

use crate::{
    address,
    components::{
        explanation::StandingMark,
        head::{Head, HeadKind},
        phones::{CallButton, with_phones},
        validity::linked,
    },
    kinds::policy,
    page_context,
    pages::{
        document::{NoSuchDocument, load_document},
        error::BadRequest,
    },
    ports::{Lookup, QuestionLine},
};

/// The form, and after it was sent, a word of thanks.
#[component]
pub fn Unclear() -> impl IntoView {
    let id = use_params_map().get_untracked().get("id").unwrap_or_default();
    let query = use_location().search.get_untracked();
    let value = |name: &str| address::value(query.trim_start_matches('?'), name).unwrap_or_default();
    // 2: what was written was too much for the day, and is only counted.
    let (clause, sent, is_counted) =
        (value("clause"), ["1", "2"].contains(&value("sent").as_str()), value("sent") == "2");
    let Ok(known) = DocumentId::parse(&id) else { return view! { <NoSuchDocument kind=Kind::Policy id/> }.into_any() };
    let library = page_context().library;
    // The form of a withdrawn policy is simply not there.
    let find = async move {
        Ok(match library.policy(&known, None).await? {
            Lookup::Gone { .. } => Lookup::Unknown,
            other => other,
        })
    };
    load_document(Kind::Policy, id, find, move |page| {
        view! { <Form page clause=clause.clone() sent is_counted/> }.into_any()
    })
}

#[component]
fn Form(page: policy::Page, clause: String, sent: bool, is_counted: bool) -> impl IntoView {
    let clause = ClauseId::new(clause);
    let Some(found) = page.policy.clauses.iter().find(|known| known.id == clause) else {
        return view! { <BadRequest sentence="这份政策没有这一条。请回到政策原文，从那一条下面点“没看懂”。".to_owned()/> }.into_any();
    };
    let words: Vec<String> = domain::clause::paragraphs(&page.policy.clauses, &clause).map(str::to_owned).collect();
    let back = format!("/policies/{}#{}", page.id, clause.anchor());
    let questions = page
        .explanations
        .by_clause
        .into_iter()
        .find(|(id, _)| *id == clause)
        .map(|(_, explanations)| explanations.questions)
        .unwrap_or_default();
    let answered = (!questions.is_empty()).then(|| view! {
        <section class="stack">
            <h2>"这一条已经有的问答"</h2>
            <ul class="qa-lines">
                {questions
                    .into_iter()
                    .map(|QuestionLine { link, short_answer, standing }| view! { <li><p><b>{linked(link)}</b> " " <StandingMark standing/></p><p>{with_phones(&short_answer)}</p></li> })
                    .collect_view()}
            </ul>
        </section>
    });
    let (phone, whose) = page.contact.map(|contact| (contact.phone, contact.who)).unzip();
    let who = page.agency.map_or_else(|| "发文机关".to_owned(), |agency| agency.text);
    view! {
        <Head title="没看懂这一条" description="" kind=HeadKind::Plain noindex=true/>
        <article class="sheet stack">
            <nav class="quiet crumbs" aria-label="当前位置"><a href=back.clone()>"回到原文"</a></nav>
            <h1>{if sent { "收到了，谢谢" } else { "没看懂这一条" }}</h1>
            {sent.then(|| {
                let kept = if is_counted { "今天写来的话太多，您写的字没有留下，但已经记上一次" } else { "已经记下" };
                view! { <p role="status">{format!("{kept}，{who}会看到。他们会把常被问到的条款写成问答，放在这一条下面。我们不知道您是谁，所以不会单独回复；急事请打电话。")}</p> }
            })}
            <blockquote class="clause-quote">
                {words.into_iter().map(|line| view! { <p>{with_phones(&line)}</p> }).collect_view()}
                <footer>{format!("《{}》{}", page.title, found.name())}</footer>
            </blockquote>
            {answered}
            {(!sent).then(|| view! {
                <form class="stack" method="post" action=format!("/policies/{}/unclear", page.id)>
                    <input type="hidden" name="clause" value=clause.to_string()/>
                    <p>
                        <label for="words">"哪里没看懂？（可以不写）"</label>
                        <textarea id="words" name="words" rows="4" maxlength="300" aria-describedby="words-hint"></textarea>
                    </p>
                    <p class="quiet" id="words-hint">"请不要写姓名、电话、身份证号。我们只记哪一条没看懂，不记是谁问的。"</p>
                    <p class="visually-hidden" aria-hidden="true"><label>"请留空" <input type="text" name="website" tabindex="-1" autocomplete="off"/></label></p>
                    <button class="button first" type="submit">{format!("告诉{who}")}</button>
                </form>
            })}
            <CallButton phone who=whose.unwrap_or_default()/>
        </article>
    }
    .into_any()
}
