//! Filters of a list: a plain form, and the chosen values as removable tags.

use domain::{
    Kind, Validity,
    search::{FacetValue, Facets, Sort},
};
use leptos::prelude::*;

use crate::address::ListAddress;

/// Values of one facet that are shown before "更多".
const SHOWN: usize = 8;

/// The chosen values, each with a link that takes it off.
#[component]
pub fn ChosenTags(address: ListAddress, facets: Facets) -> impl IntoView {
    let label = |values: &[FacetValue], value: &str| {
        values.iter().find(|known| known.value == value).map_or_else(|| value.to_owned(), |known| known.label.clone())
    };
    let mut tags: Vec<(String, String)> = Vec::new();
    for kind in &address.filters.kind {
        let without = address.changed(|list| list.filters.kind.retain(|other| other != kind));
        tags.push((kind.label().to_owned(), without.url()));
    }
    for id in &address.filters.agency {
        let without = address.changed(|list| list.filters.agency.retain(|other| other != id));
        tags.push((label(&facets.agency, id), without.url()));
    }
    for id in &address.filters.subject {
        let without = address.changed(|list| list.filters.subject.retain(|other| other != id));
        tags.push((label(&facets.subject, id), without.url()));
    }
    for name in &address.filters.genre {
        let without = address.changed(|list| list.filters.genre.retain(|other| other != name));
        tags.push((label(&facets.genre, name), without.url()));
    }
    for word in &address.filters.audience {
        let without = address.changed(|list| list.filters.audience.retain(|other| other != word));
        tags.push((label(&facets.audience, word), without.url()));
    }
    for name in &address.filters.life_event {
        let without = address.changed(|list| list.filters.life_event.retain(|other| other != name));
        tags.push((label(&facets.life_event, name), without.url()));
    }
    for year in &address.filters.year {
        let without = address.changed(|list| list.filters.year.retain(|other| other != year));
        tags.push((format!("{year} 年"), without.url()));
    }
    for state in &address.filters.validity {
        let without = address.changed(|list| list.filters.validity.retain(|other| other != state));
        tags.push((state.label().to_owned(), without.url()));
    }
    if tags.is_empty() {
        return ().into_any();
    }
    let all = address.changed(|list| list.filters = domain::search::Filters::default()).url();
    view! {
        <section aria-label="已选条件"><ul class="chosen">
            {tags
                .into_iter()
                .map(|(label, url)| view! { <li><a class="tag" href=url aria-label=format!("去掉条件：{label}")>{label.clone()} <span aria-hidden="true">"×"</span></a></li> })
                .collect_view()}
            <li><a class="tag clear" href=all>"清除全部"</a></li>
        </ul></section>
    }
    .into_any()
}

/// The filter form: checkboxes in groups, one button; works without JavaScript. Closed on a narrow screen until asked for.
#[component]
pub fn FilterForm(address: ListAddress, facets: Facets, with_kind: bool) -> impl IntoView {
    let strings = |values: &[String]| values.to_vec();
    let kinds: Vec<String> = address.filters.kind.iter().map(|kind: &Kind| kind.as_str().to_owned()).collect();
    let years: Vec<String> = address.filters.year.iter().map(ToString::to_string).collect();
    let states: Vec<String> =
        address.filters.validity.iter().map(|state: &Validity| state.as_str().to_owned()).collect();
    let groups = [
        with_kind.then_some(("kind", "类型", facets.kind, kinds)),
        Some(("validity", "有效性", facets.validity, states)),
        Some(("agency", "发文机关", facets.agency, strings(&address.filters.agency))),
        Some(("subject", "主题", facets.subject, strings(&address.filters.subject))),
        Some(("audience", "对象", facets.audience, strings(&address.filters.audience))),
        Some(("life_event", "遇到的事", facets.life_event, strings(&address.filters.life_event))),
        Some(("genre", "体裁", facets.genre, strings(&address.filters.genre))),
        Some(("year", "年份", facets.year, years)),
    ];
    view! {
        <form class="filters sheet" id="filters" method="get" action=address.path aria-label="筛选">
            {(!address.query.is_empty()).then(|| view! { <input type="hidden" name="q" value=address.query.clone()/> })}
            <h2 class="filters-title">"缩小范围"</h2>
            {groups
                .into_iter()
                .flatten()
                .map(|(name, title, values, chosen)| view! { <FilterGroup name title values chosen/> })
                .collect_view()}
            <p class="field">
                <label for="sort">"排序"</label>
                <select id="sort" name="sort">
                    {Sort::ALL.map(|sort| view! { <option value=sort.as_str() selected=sort == address.sort>{sort.label()}</option> })}
                </select>
            </p>
            <button class="button first" type="submit">"按条件查看"</button>
        </form>
    }
}

#[component]
fn FilterGroup(name: &'static str, title: &'static str, values: Vec<FacetValue>, chosen: Vec<String>) -> impl IntoView {
    if values.is_empty() && chosen.is_empty() {
        return ().into_any();
    }
    let open = !chosen.is_empty();
    let mut values = values;
    // A chosen value that no longer has results must stay visible, or it could not be taken off.
    for value in &chosen {
        if !values.iter().any(|known| known.value == *value) {
            values.push(FacetValue { value: value.clone(), label: value.clone(), count: 0 });
        }
    }
    let rest = if values.len() > SHOWN + 2 { values.split_off(SHOWN) } else { Vec::new() };
    let row = move |value: FacetValue, chosen: &[String]| {
        let id = format!("{name}-{}", value.value);
        let checked = chosen.contains(&value.value);
        view! {
            <li>
                <input type="checkbox" id=id.clone() name=name value=value.value checked=checked/>
                <label for=id>{value.label} <span class="quiet count">{value.count}</span></label>
            </li>
        }
    };
    let rest_open = rest.iter().any(|value| chosen.contains(&value.value));
    view! {
        <details class="filter-group" open=open>
            <summary>{title}</summary>
            <fieldset>
                <legend class="visually-hidden">{title}</legend>
                <ul>{values.into_iter().map(|value| row(value, &chosen)).collect_view()}</ul>
                {(!rest.is_empty()).then(|| view! {
                    <details class="more" open=rest_open>
                        <summary>{format!("更多（{}）", rest.len())}</summary>
                        <ul>{rest.into_iter().map(|value| row(value, &chosen)).collect_view()}</ul>
                    </details>
                })}
            </fieldset>
        </details>
    }
    .into_any()
}
