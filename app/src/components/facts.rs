//! A list of facts: 索引号, 文号, 发文机关 …

use leptos::prelude::*;

use crate::words;

/// One fact; what is missing is shown as unknown.
pub struct Fact {
    /// The term.
    pub term: &'static str,
    /// What is known.
    pub value: Option<AnyView>,
}

impl Fact {
    /// A fact that is plain text.
    pub fn text(term: &'static str, value: Option<impl ToString>) -> Self {
        Self { term, value: value.map(|value| value.to_string().into_any()) }
    }
}

/// The facts as a definition list.
#[component]
pub fn Facts(facts: Vec<Fact>) -> impl IntoView {
    view! {
        <dl class="facts">
            {facts
                .into_iter()
                .map(|Fact { term, value }| {
                    let value = value.unwrap_or_else(|| view! { <span class="quiet">{words::UNKNOWN}</span> }.into_any());
                    view! { <div><dt>{term}</dt><dd>{value}</dd></div> }
                })
                .collect_view()}
        </dl>
    }
}
