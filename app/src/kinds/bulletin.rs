//! 公告 of a dry run (feature `trial-kind`): its page.

use domain::{Bulletin, DocumentId, Kind};
use leptos::prelude::*;

use super::{ListWords, list_of};
use crate::{
    components::{
        document::{crumbs, demo_mark},
        facts::{Fact, Facts},
        head::{Head, HeadKind},
        validity::linked,
    },
    ports::Linked,
};

/// What its list says of itself.
pub const LIST: ListWords = ListWords {
    description: "公告：谁在什么时候公告了什么。",
    column_type: "公告",
    counter: "份公告",
    place_in_menu: Some(6),
    form_of: None,
};

/// All that its page shows.
#[derive(Debug, Clone)]
pub struct Page {
    /// The id in addresses.
    pub id: DocumentId,
    /// 标题
    pub title: String,
    /// 演示
    pub demo: bool,
    /// Its facts.
    pub bulletin: Bulletin,
    /// 公告单位
    pub agency: Linked,
}

/// Its list.
pub fn list() -> AnyView {
    list_of(Kind::Bulletin, &LIST)
}

/// Its page.
pub fn view(page: Page) -> AnyView {
    let Page { id, title, demo, bulletin, agency } = page;
    let facts =
        vec![Fact { term: "公告单位", value: Some(linked(agency)) }, Fact::text("公告日期", bulletin.published_on)];
    view! {
        <Head title=title.clone() description=bulletin.text.clone() kind=HeadKind::Plain canonical=Kind::Bulletin.url(&id)/>
        <article class="sheet stack">
            {crumbs(Kind::Bulletin)}
            <h1>{title}</h1>
            <p>{demo_mark(demo)}</p>
            {bulletin.text.lines().map(|line| view! { <p>{line.to_owned()}</p> }).collect_view()}
            <Facts facts/>
        </article>
    }
    .into_any()
}
