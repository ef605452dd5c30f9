//! The list of a kind: filters, removable tags, counts, pages, its feed.

use domain::{
    Kind,
    search::{SearchResults, Sort},
};
use leptos::prelude::*;
use leptos_meta::Link;
use leptos_router::hooks::use_location;

use crate::{
    address::ListAddress,
    components::{
        filters::{ChosenTags, FilterForm},
        head::{Head, HeadKind},
        hits::Hits,
        load::load,
        pagination::{PER_PAGE, Pagination},
    },
    page_context,
    pages::error::BadRequest,
    words,
};

/// What a list says of itself.
struct ListWords {
    title: &'static str,
    description: &'static str,
    column_type: &'static str,
    counter: &'static str,
}

const fn words_of(kind: Kind) -> ListWords {
    match kind {
        Kind::Question => ListWords {
            title: "问答",
            description: "群众常问的问题，一句话答案，依据哪一条，找谁办。",
            column_type: "政策问答",
            counter: "个问题",
        },
        Kind::Interpretation => ListWords {
            title: "解读",
            description: "政策解读：谁起草、谁解读，和政策条款逐条对应。",
            column_type: "政策解读",
            counter: "篇解读",
        },
        Kind::Response => ListWords {
            title: "回应",
            description: "听到的说法对不对：官方条款怎么写，由谁回应。",
            column_type: "回应关切",
            counter: "条回应",
        },
        Kind::Figure => ListWords {
            title: "图表",
            description: "用图说清政策：金额、时间、流程、前后对比。",
            column_type: "图表图解",
            counter: "张图表",
        },
        Kind::Media => ListWords {
            title: "音视频",
            description: "听录音、看短视频，都配有字幕和文字稿，和政策条款对应。",
            column_type: "音频视频",
            counter: "份音视频",
        },
        Kind::Policy | Kind::Agency => ListWords {
            title: "政策",
            description: "现行和历史政策文件：按机关、主题、年份、有效性查找，看原文、下载。",
            column_type: "政策文件",
            counter: "份",
        },
    }
}

/// Policies, filtered by agency, subject, year, validity and 体裁.
#[component]
pub fn Policies() -> impl IntoView {
    view! { <ListOf kind=Kind::Policy/> }
}

/// Questions, filtered by subject, audience, life event and agency.
#[component]
pub fn Questions() -> impl IntoView {
    view! { <ListOf kind=Kind::Question/> }
}

/// Interpretations and press conferences.
#[component]
pub fn Interpretations() -> impl IntoView {
    view! { <ListOf kind=Kind::Interpretation/> }
}

/// Misreadings, answered.
#[component]
pub fn Responses() -> impl IntoView {
    view! { <ListOf kind=Kind::Response/> }
}

/// Figures.
#[component]
pub fn Figures() -> impl IntoView {
    view! { <ListOf kind=Kind::Figure/> }
}

/// Recordings, films, pictures.
#[component]
pub fn Recordings() -> impl IntoView {
    view! { <ListOf kind=Kind::Media/> }
}

/// The forms in which policies are explained at length: one list each.
const FORMS: [Kind; 3] = [Kind::Interpretation, Kind::Figure, Kind::Media];

#[component]
fn Forms(kind: Kind) -> impl IntoView {
    let tab = |form: Kind| view! { <li><a href=form.path() aria-current=(form == kind).then_some("page")>{form.label()}</a></li> };
    view! { <nav class="tabs" aria-label="解读的形式"><ul>{FORMS.map(tab)}</ul></nav> }
}

#[component]
fn ListOf(kind: Kind) -> impl IntoView {
    let query_string = use_location().search.get_untracked();
    match ListAddress::parse(kind.path(), query_string.trim_start_matches('?')) {
        Err(bad) => view! { <BadRequest sentence=bad.to_string()/> }.into_any(),
        Ok(address) => {
            let library = page_context().library;
            let mut request = address.request(PER_PAGE, library.today());
            request.filters.kind = vec![kind];
            if request.query.is_empty() && request.sort == Sort::Relevance {
                request.sort = Sort::Newest;
            }
            let canonical = address.url();
            let ListWords { title, description, column_type, counter } = words_of(kind);
            view! {
                <Head title description kind=HeadKind::Column { name: title.to_owned(), column_type } canonical/>
                <Link rel="alternate" type_="application/atom+xml" title="订阅" href=address.feed_url()/>
                <div class="section-head"><h1>{title}</h1><a href=address.feed_url()>"订阅这个列表"</a></div>
                {FORMS.contains(&kind).then(|| view! { <Forms kind/> })}
                {load(async move { library.search(request).await }, move |results| view! { <List address=address.clone() results counter/> }.into_any())}
            }
            .into_any()
        }
    }
}

#[component]
fn List(address: ListAddress, results: SearchResults, counter: &'static str) -> impl IntoView {
    let SearchResults { total, hits, facets, .. } = results;
    let filtered = !address.filters.is_empty() || !address.query.is_empty();
    let body = match (total, hits.is_empty()) {
        (0, _) if filtered => view! { <p>"没有符合这些条件的内容。去掉一两个条件再看看。"</p> }.into_any(),
        (0, _) => view! { <p>{words::NOTHING_HERE}</p> }.into_any(),
        (_, true) => view! { <p>{words::BEYOND_LAST_PAGE}</p> }.into_any(),
        (_, false) => view! { <Hits hits/> }.into_any(),
    };
    view! {
        <ChosenTags address=address.clone() facets=facets.clone()/>
        <div class="count-line"><p class="quiet" role="status">{format!("共 {total} {counter}")}</p><a class="narrow-only" href="#filters">"筛选和排序"</a></div>
        <div class="two">
            <div class="sheet"><h2 class="visually-hidden">"列表"</h2>{body} <Pagination address=address.clone() total/></div>
            <aside aria-label="缩小范围"><FilterForm address facets with_kind=false/></aside>
        </div>
    }
}
