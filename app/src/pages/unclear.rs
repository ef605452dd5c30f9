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
    words::forms,
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
        return view! { <BadRequest sentence=forms::NO_SUCH_CLAUSE.to_owned()/> }.into_any();
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
            <h2>{forms::ANSWERED_ALREADY}</h2>
            <ul class="qa-lines">
                {questions
                    .into_iter()
                    .map(|QuestionLine { link, short_answer, standing }| view! { <li><p><b>{linked(link)}</b> " " <StandingMark standing/></p><p>{with_phones(&short_answer)}</p></li> })
                    .collect_view()}
            </ul>
        </section>
    });
    let (phone, whose) = page.contact.map(|contact| (contact.phone, contact.who)).unzip();
    let who = page.agency.map_or_else(|| forms::THE_ISSUER.to_owned(), |agency| agency.text);
    view! {
        <Head title=forms::UNCLEAR description="" kind=HeadKind::Plain noindex=true/>
        <article class="sheet stack">
            <nav class="quiet crumbs" aria-label="当前位置"><a href=back.clone()>{forms::BACK_TO_TEXT}</a></nav>
            <h1>{if sent { forms::SENT } else { forms::UNCLEAR }}</h1>
            {sent.then(|| view! { <p role="status">{forms::unclear_sent(&who, is_counted)}</p> })}
            <blockquote class="clause-quote">
                {words.into_iter().map(|line| view! { <p>{with_phones(&line)}</p> }).collect_view()}
                <footer>{format!("《{}》{}", page.title, found.name())}</footer>
            </blockquote>
            {answered}
            {(!sent).then(|| view! {
                <form class="stack" method="post" action=format!("/policies/{}/unclear", page.id)>
                    <input type="hidden" name="clause" value=clause.to_string()/>
                    <p>
                        <label for="words">{forms::WHAT_IS_UNCLEAR}</label>
                        <textarea id="words" name="words" rows="4" maxlength="300" aria-describedby="words-hint"></textarea>
                    </p>
                    <p class="quiet" id="words-hint">{forms::UNCLEAR_PRIVACY}</p>
                    <p class="visually-hidden" aria-hidden="true"><label>{forms::LEAVE_EMPTY} <input type="text" name="website" tabindex="-1" autocomplete="off"/></label></p>
                    <button class="button first" type="submit">{forms::tell(&who)}</button>
                </form>
            })}
            <CallButton phone who=whose.unwrap_or_default()/>
        </article>
    }
    .into_any()
}
