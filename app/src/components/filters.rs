//! Filters of a list: a plain form, and the chosen values as removable tags.

use domain::search::{Facet, FacetValue, Facets, Sort};
use leptos::prelude::*;

use crate::{address::ListAddress, words::lists};

/// Values of one facet that are shown before "更多".
const SHOWN: usize = 8;

/// The chosen values, each with a link that takes it off.
#[component]
pub fn ChosenTags(address: ListAddress, facets: Facets) -> impl IntoView {
    let label = |facet: Facet, value: &str| {
        let counted = || facets.of(facet).iter().find(|known| known.value == value).map(|known| known.label.clone());
        facet.label_of(value).or_else(counted).unwrap_or_else(|| value.to_owned())
    };
    let mut tags: Vec<(String, String)> = Vec::new();
    for (facet, values) in address.filters.chosen() {
        for value in values {
            tags.push((label(facet, value), address.changed(|list| list.filters.leave(facet, value)).url()));
        }
    }
    if tags.is_empty() {
        return ().into_any();
    }
    let all = address.changed(|list| list.filters = domain::search::Filters::default()).url();
    view! {
        <section aria-label="已选条件"><ul class="chosen">
            {tags
                .into_iter()
                .map(|(label, url)| view! { <li><a class="tag" href=url aria-label=lists::leave(&label)>{label.clone()} <span aria-hidden="true">"×"</span></a></li> })
                .collect_view()}
            <li><a class="tag clear" href=all>{lists::CLEAR}</a></li>
        </ul></section>
    }
    .into_any()
}

/// The filter form: checkboxes in groups, one button; works without JavaScript. Closed on a narrow screen until asked for.
#[component]
pub fn FilterForm(address: ListAddress, facets: Facets, with_kind: bool) -> impl IntoView {
    let groups = Facet::in_form().into_iter().filter(|facet| with_kind || *facet != Facet::Kind).map(|facet| {
        let (values, chosen) = (facets.of(facet).to_vec(), address.filters.of(facet).to_vec());
        view! { <FilterGroup name=facet.word() title=facet.title() values chosen/> }
    });
    let groups = groups.collect_view();
    view! {
        <form class="filters sheet" id="filters" method="get" action=address.path aria-label="筛选">
            {(!address.query.is_empty()).then(|| view! { <input type="hidden" name="q" value=address.query.clone()/> })}
            <h2 class="filters-title">{lists::NARROW}</h2>
            {groups}
            <p class="field">
                <label for="sort">{lists::SORT}</label>
                <select id="sort" name="sort">
                    {Sort::ALL.map(|sort| view! { <option value=sort.as_str() selected=sort == address.sort>{sort.label()}</option> })}
                </select>
            </p>
            <button class="button first" type="submit">{lists::APPLY}</button>
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
                        <summary>{lists::more(rest.len())}</summary>
                        <ul>{rest.into_iter().map(|value| row(value, &chosen)).collect_view()}</ul>
                    </details>
                })}
            </fieldset>
        </details>
    }
    .into_any()
}
