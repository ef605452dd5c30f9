//! What stands above the results of a search: an answer, questions that are near, a clause in its own words, or that nothing is
//! written yet.

use domain::search::{Answer, AnswerClause, ComingAnswer, Facet, Gap, ReplacedAnswer, SimilarQuestion};
use leptos::prelude::*;

use crate::{
    address::ListAddress,
    components::{
        phones::{phone_link, tel, with_phones},
        validity::ValidityChip,
    },
    words::{self, answer, explanation, forms},
};

/// Paragraphs of a clause that are shown.
const SHOWN_LINES: usize = 4;

/// One sentence, the clause that proves it, whom to call; what used to be the answer, and what will be.
#[component]
pub fn AnswerCard(answer: Answer) -> impl IntoView {
    let Answer { question, short_answer, url, clause, agency, phone, replaced, coming } = answer;
    view! {
        <section class="answer-card sheet stack" aria-labelledby="answer">
            <h2 id="answer"><a href=url.clone()>{question}</a></h2>
            <p class="short-answer">{with_phones(&short_answer)}</p>
            {replaced.map(|replaced| view! { <Replaced replaced/> })}
            {coming.map(|coming| view! { <Coming coming/> })}
            <Quote clause label=explanation::BASIS/>
            <p class="answer-ways">
                <a class="button first" href=url>{answer::READ_ALL}</a>
                {phone.map(|phone| {
                    let dial = tel(&phone);
                    view! { <a class="button call" href=dial>{answer::CALL} <span class="tel">{phone}</span></a> }
                })}
                {agency.map(|agency| view! { <span class="quiet">{answer::in_charge(&agency)}</span> })}
            </p>
        </section>
    }
}

#[component]
fn Replaced(replaced: ReplacedAnswer) -> impl IntoView {
    let ReplacedAnswer { short_answer, url, until } = replaced;
    let since = until.and_then(|last| last.tomorrow().ok());
    view! { <p class="change">{answer::was(since)} <del>{with_phones(&short_answer)}</del> " " <a href=url>{answer::READ_BEFORE}</a></p> }
}

#[component]
fn Coming(coming: ComingAnswer) -> impl IntoView {
    let ComingAnswer { short_answer, url, from } = coming;
    view! { <p class="change">{answer::will_be(from)} <b>{with_phones(&short_answer)}</b> " " <a href=url>{answer::READ_NEW}</a></p> }
}

/// A clause as it was issued, with its place, its document's number and validity.
#[component]
fn Quote(clause: AnswerClause, label: &'static str) -> impl IntoView {
    let AnswerClause { title, label: name, text, url, document_number, validity, .. } = clause;
    let is_cut = text.lines().count() > SHOWN_LINES;
    view! {
        <blockquote class="clause-quote">
            {text.lines().take(SHOWN_LINES).map(|line| view! { <p>{with_phones(line)}</p> }).collect_view()}
            {is_cut.then(|| view! { <p><a href=url.clone()>{answer::REST_OF_CLAUSE}</a></p> })}
            <footer>
                {label} <a href=url.clone()>{format!("{title} {name}")}</a>
                {document_number.map(|number| view! { <span class="quiet">{format!("（{number}）")}</span> })}
                " " <ValidityChip state=validity/>
            </footer>
        </blockquote>
    }
}

/// “您是不是想问”: other questions, each with its answer.
#[component]
pub fn SimilarQuestions(similar: Vec<SimilarQuestion>) -> impl IntoView {
    if similar.is_empty() {
        return ().into_any();
    }
    let row = |SimilarQuestion { question, short_answer, url, from, .. }: SimilarQuestion| {
        let from =
            from.map(|day| view! { <span class="validity not-yet-effective">{answer::applies_from(day)}</span> });
        view! { <li><h3><a href=url>{question}</a></h3> {from} <p>{with_phones(&short_answer)}</p></li> }
    };
    view! {
        <section class="similar sheet stack" aria-labelledby="similar">
            <h2 class="card-title" id="similar">{answer::SIMILAR}</h2>
            <ul class="rows">{similar.into_iter().map(row).collect_view()}</ul>
        </section>
    }
    .into_any()
}

/// A clause that may answer, in the words of the official text and in nobody else's.
#[component]
pub fn Passage(passage: AnswerClause) -> impl IntoView {
    let url = passage.url.clone();
    view! {
        <section class="passage sheet stack" aria-labelledby="passage">
            <h2 class="card-title" id="passage"><span class="mark">{answer::PASSAGE_MARK}</span> {answer::PASSAGE}</h2>
            <p class="quiet">{answer::PASSAGE_IS_NO_ANSWER}</p>
            <Quote clause=passage label=answer::FROM/>
            <p class="answer-ways"><a class="button" href=url>{answer::READ_AROUND}</a></p>
        </section>
    }
}

/// “还没有写到这件事”: whom to ask, what is near, and a press to say that it is missing.
#[component]
pub fn GapNotice(gap: Gap, query: String) -> impl IntoView {
    let Gap { agency, agency_url, phone, subjects, matter, is_private, advice } = gap;
    let asked = match matter {
        Some(matter) => answer::gap_of_matter(&matter),
        None if is_private => answer::GAP_OF_PRIVATE_LIFE.to_owned(),
        None => answer::GAP_UNKNOWN.to_owned(),
    };
    let agency = agency.map(|agency| {
        let own = phone.filter(|phone| phone != words::HOTLINE);
        let name = match agency_url {
            Some(url) => view! { <a href=url>{agency}</a> }.into_any(),
            None => agency.into_any(),
        };
        view! { <p>{answer::MAY_BELONG_TO.0} {name} {answer::MAY_BELONG_TO.1} {own.map(|phone| view! { {answer::ITS_PHONE} {phone_link(&phone)} })} "。"</p> }
    });
    let subjects = (!subjects.is_empty()).then(|| {
        let link = |value: String, label: String| {
            let url = ListAddress::at("/policies").changed(|list| list.filters.choose(Facet::Subject, value)).url();
            view! { <li><a class="tag" href=url>{label}</a></li> }
        };
        view! {
            <div class="near"><span>{answer::NEAR_SUBJECTS}</span><ul class="chosen">{subjects.into_iter().map(|subject| link(subject.value, subject.label)).collect_view()}</ul></div>
        }
    });
    view! {
        <section class="gap-notice sheet stack" aria-labelledby="gap">
            <h2 id="gap">{answer::GAP}</h2>
            <p>{asked}</p>
            {advice.map(|advice| view! { <p class="advice">{with_phones(&format!("{advice}。"))}</p> })}
            <p class="answer-ways"><a class="button call first" href=tel(words::HOTLINE)>{words::CALL} <span class="tel">{words::HOTLINE}</span></a></p>
            {agency}
            {subjects}
            <GapForm query/>
        </section>
    }
}

/// One press tells those who write that something is missing.
#[component]
pub fn GapForm(query: String) -> impl IntoView {
    view! {
        <form class="gap-form" method="post" action="/search/gap">
            <input type="hidden" name="q" value=query/>
            <p class="visually-hidden" aria-hidden="true"><label>{forms::LEAVE_EMPTY} <input type="text" name="website" tabindex="-1" autocomplete="off"/></label></p>
            <button class="button" type="submit">{answer::TELL_MISSING}</button>
            <span class="quiet">{answer::TELL_MISSING_PRIVACY}</span>
        </form>
    }
}
