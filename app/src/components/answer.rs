//! What stands above the results of a search: an answer, questions that are near, a clause in its own words, or that nothing is
//! written yet.

use domain::{
    Date,
    search::{Answer, AnswerClause, ComingAnswer, Facet, Gap, ReplacedAnswer, SimilarQuestion},
};
use leptos::prelude::*;

use crate::{
    address::ListAddress,
    components::{
        phones::{phone_link, tel, with_phones},
        validity::ValidityChip,
    },
    words,
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
            <Quote clause label="依据："/>
            <p class="answer-ways">
                <a class="button first" href=url>"看全文"</a>
                {phone.map(|phone| {
                    let dial = tel(&phone);
                    view! { <a class="button call" href=dial>"打电话：" <span class="tel">{phone}</span></a> }
                })}
                {agency.map(|agency| view! { <span class="quiet">{format!("负责单位：{agency}")}</span> })}
            </p>
        </section>
    }
}

#[component]
fn Replaced(replaced: ReplacedAnswer) -> impl IntoView {
    let ReplacedAnswer { short_answer, url, until } = replaced;
    let since = until.and_then(|last| last.tomorrow().ok());
    let changed = since.map_or_else(|| "已经变了。以前是：".to_owned(), |day| format!("{day} 起变了。以前是："));
    view! { <p class="change">{changed} <del>{with_phones(&short_answer)}</del> " " <a href=url>"看以前的问答"</a></p> }
}

#[component]
fn Coming(coming: ComingAnswer) -> impl IntoView {
    let ComingAnswer { short_answer, url, from } = coming;
    view! { <p class="change">{format!("{from} 起改为：")} <b>{with_phones(&short_answer)}</b> " " <a href=url>"看新的问答"</a></p> }
}

/// A clause as it was issued, with its place, its document's number and validity.
#[component]
fn Quote(clause: AnswerClause, label: &'static str) -> impl IntoView {
    let AnswerClause { title, label: name, text, url, document_number, validity, .. } = clause;
    let is_cut = text.lines().count() > SHOWN_LINES;
    view! {
        <blockquote class="clause-quote">
            {text.lines().take(SHOWN_LINES).map(|line| view! { <p>{with_phones(line)}</p> }).collect_view()}
            {is_cut.then(|| view! { <p><a href=url.clone()>"这一条还有……"</a></p> })}
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
            from.map(|day: Date| view! { <span class="validity not-yet-effective">{format!("{day} 起适用")}</span> });
        view! { <li><h3><a href=url>{question}</a></h3> {from} <p>{with_phones(&short_answer)}</p></li> }
    };
    view! {
        <section class="similar sheet stack" aria-labelledby="similar">
            <h2 class="card-title" id="similar">"您是不是想问"</h2>
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
            <h2 class="card-title" id="passage"><span class="mark">"原文"</span> " 文件里是这样写的"</h2>
            <p class="quiet">"这件事还没有写成问答。下面是文件原话，没有改动，也不是对您这件事的答复。"</p>
            <Quote clause=passage label="出自："/>
            <p class="answer-ways"><a class="button" href=url>"看这一条的上下文"</a></p>
        </section>
    }
}

/// “还没有写到这件事”: whom to ask, what is near, and a press to say that it is missing.
#[component]
pub fn GapNotice(gap: Gap, query: String) -> impl IntoView {
    let Gap { agency, agency_url, phone, subjects, matter, is_private, advice } = gap;
    let asked = match matter {
        Some(matter) => format!("您问的像是“{matter}”。没有找到能回答的内容，我们不猜。"),
        None if is_private => "这更像日常生活里的事，政府部门一般不办，这里没有能回答的内容。".to_owned(),
        None => "没有找到能回答这个问题的内容，我们不猜。".to_owned(),
    };
    let agency = agency.map(|agency| {
        let own = phone.filter(|phone| phone != words::HOTLINE);
        let name = match agency_url {
            Some(url) => view! { <a href=url>{agency}</a> }.into_any(),
            None => agency.into_any(),
        };
        view! { <p>"可能归 " {name} " 管" {own.map(|phone| view! { "，电话 " {phone_link(&phone)} })} "。"</p> }
    });
    let subjects = (!subjects.is_empty()).then(|| {
        let link = |value: String, label: String| {
            let url = ListAddress::at("/policies").changed(|list| list.filters.choose(Facet::Subject, value)).url();
            view! { <li><a class="tag" href=url>{label}</a></li> }
        };
        view! {
            <div class="near"><span>"相近的主题："</span><ul class="chosen">{subjects.into_iter().map(|subject| link(subject.value, subject.label)).collect_view()}</ul></div>
        }
    });
    view! {
        <section class="gap-notice sheet stack" aria-labelledby="gap">
            <h2 id="gap">"还没有写到这件事"</h2>
            <p>{asked}</p>
            {advice.map(|advice| view! { <p class="advice">{with_phones(&format!("{advice}。"))}</p> })}
            <p class="answer-ways"><a class="button call first" href=tel(words::HOTLINE)>"打电话问：" <span class="tel">{words::HOTLINE}</span></a></p>
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
            <p class="visually-hidden" aria-hidden="true"><label>"请留空" <input type="text" name="website" tabindex="-1" autocomplete="off"/></label></p>
            <button class="button" type="submit">"告诉编写的人：缺这一件"</button>
            <span class="quiet">"只记下问的话和日期，不记是谁问的。"</span>
        </form>
    }
}
