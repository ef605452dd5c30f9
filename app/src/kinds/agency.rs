//! 机构: who they are and what they have issued.

use domain::{
    Agency, DocumentId, Kind, Level,
    search::{Facet, Hit},
};
use leptos::prelude::*;

use super::ListWords;
use crate::{
    address::ListAddress,
    components::{
        facts::{Fact, Facts},
        head::{Head, HeadKind},
        hits::Hits,
        load::load,
        phones::phone_link,
        validity::linked,
    },
    page_context,
    ports::Linked,
    words::{self, documents},
};

/// What its list says of itself.
pub const LIST: ListWords = ListWords {
    description: "各机关的职责、地址、办公时间和电话。",
    column_type: "机构职能",
    counter: "个机构",
    place_in_menu: Some(5),
    form_of: None,
};

/// An agency and what it has issued.
#[derive(Debug, Clone)]
pub struct Page {
    /// The id in addresses.
    pub id: DocumentId,
    /// Its facts.
    pub agency: Agency,
    /// 演示
    pub demo: bool,
    /// The agency above.
    pub parent: Option<Linked>,
    /// Its newest policies.
    pub policies: Vec<Hit>,
    /// All its policies.
    pub total: u64,
}

/// A row of the list of agencies.
#[derive(Debug, Clone)]
pub struct AgencyRow {
    /// The id in addresses.
    pub id: DocumentId,
    /// Its facts.
    pub agency: Agency,
}

/// All agencies, by level.
pub fn list() -> AnyView {
    let library = page_context().library;
    let (name, path) = (Kind::Agency.label(), Kind::Agency.path());
    let kind = HeadKind::Column { name: name.to_owned(), column_type: LIST.column_type };
    view! {
        <Head title=name description=LIST.description kind canonical=path/>
        <h1>{name}</h1>
        {load(async move { library.agencies().await }, |agencies| view! { <AgencyList agencies/> }.into_any())}
    }
    .into_any()
}

#[component]
fn AgencyList(agencies: Vec<AgencyRow>) -> impl IntoView {
    if agencies.is_empty() {
        return view! { <p class="sheet">{words::NOTHING_HERE}</p> }.into_any();
    }
    let local_first = [
        Some(Level::County),
        Some(Level::Township),
        Some(Level::City),
        Some(Level::Province),
        Some(Level::State),
        None,
    ];
    local_first
        .into_iter()
        .filter_map(|level| {
            let rows: Vec<&AgencyRow> = agencies.iter().filter(|row| row.agency.level == level).collect();
            (!rows.is_empty()).then(|| {
                let title = level.map_or(documents::OTHER_AGENCIES, Level::label);
                view! {
                    <section class="agency-level">
                        <h2>{title}</h2>
                        <ul class="sheet rows">
                            {rows
                                .into_iter()
                                .map(|row| view! {
                                    <li class="agency-row">
                                        <h3><a href=Kind::Agency.url(&row.id)>{row.agency.name.clone()}</a></h3>
                                        {row.agency.duties.clone().map(|duties| view! { <p>{duties}</p> })}
                                        {row.agency.phone.clone().map(|phone| view! { <p class="quiet">"电话 " {phone_link(&phone)}</p> })}
                                    </li>
                                })
                                .collect_view()}
                        </ul>
                    </section>
                }
            })
        })
        .collect_view()
        .into_any()
}

/// Its page.
pub fn view(page: Page) -> AnyView {
    view! { <AgencyView page/> }.into_any()
}

#[component]
fn AgencyView(page: Page) -> impl IntoView {
    let Page { id, agency, demo, parent, policies, total } = page;
    let phone = agency.phone.as_deref().map(phone_link);
    let facts = vec![
        Fact::text("主要职责", agency.duties.clone()),
        Fact { term: "电话", value: phone },
        Fact::text("办公时间", agency.office_hours.clone()),
        Fact::text("办公地址", agency.address.clone()),
        Fact::text("传真", agency.fax.clone()),
        Fact::text("互联网联系方式", agency.email.clone()),
        Fact::text("公开工作负责人", agency.officer_role.clone()),
        Fact { term: "上级机关", value: parent.map(linked) },
    ];
    let list = ListAddress::at("/policies").changed(|list| list.filters.choose(Facet::Agency, id.as_str()));
    view! {
        <Head title=agency.name.clone() description=agency.duties.clone().unwrap_or_default() kind=HeadKind::Plain canonical=Kind::Agency.url(&id)/>
        <article class="sheet stack">
            <nav class="quiet crumbs" aria-label="当前位置"><a href="/agencies">"机构"</a></nav>
            <h1>{agency.name.clone()}</h1>
            {demo.then(|| view! { <p><span class="mark">"演示"</span></p> })}
            <Facts facts/>
        </article>
        <div class="section-head"><h2>{documents::ISSUED}</h2>{(total > 0).then(|| view! { <a href=list.url()>{documents::all_issued(total)}</a> })}</div>
        <div class="sheet">{if policies.is_empty() { view! { <p>{words::NOTHING_HERE}</p> }.into_any() } else { view! { <Hits hits=policies/> }.into_any() }}</div>
    }
}
