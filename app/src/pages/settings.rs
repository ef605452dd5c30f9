//! 阅读设置 as a page of its own, for readers without JavaScript.

use domain::reading::{TextSize, Theme};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::{
    address,
    components::head::{Head, HeadKind},
    page_context,
    words::settings,
};

/// A plain form; posting it sets the cookies and leads back.
#[component]
pub fn Settings() -> impl IntoView {
    let settings = page_context().settings;
    let back = address::value(use_location().search.get_untracked().trim_start_matches('?'), "back")
        .unwrap_or_else(|| "/".to_owned());
    view! {
        <Head title=settings::TITLE description="" kind=HeadKind::Plain noindex=true/>
        <form class="sheet stack settings-page" method="post" action="/settings">
            <h1>{settings::TITLE}</h1>
            <input type="hidden" name="back" value=back/>
            <fieldset>
                <legend>{settings::SIZE}</legend>
                {[(TextSize::Normal, settings::NORMAL), (TextSize::Large, settings::LARGE)].map(|(size, label)| view! {
                    <p class="choice"><label><input type="radio" name="size" value=size.as_str() checked=size == settings.size/> {label}</label></p>
                })}
            </fieldset>
            <fieldset>
                <legend>{settings::COLOURS}</legend>
                {Theme::ALL.map(|theme| view! {
                    <p class="choice"><label><input type="radio" name="theme" value=theme.as_str() checked=theme == settings.theme/> {theme.label()}</label></p>
                })}
            </fieldset>
            <p><button class="button first" type="submit">{settings::SAVE}</button></p>
            <p class="quiet">{settings::PRIVACY}</p>
        </form>
    }
}
