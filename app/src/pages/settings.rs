//! 阅读设置 as a page of its own, for readers without JavaScript.

use domain::reading::{TextSize, Theme};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::{
    address,
    components::head::{Head, HeadKind},
    page_context,
};

/// A plain form; posting it sets the cookies and leads back.
#[component]
pub fn Settings() -> impl IntoView {
    let settings = page_context().settings;
    let back = address::value(use_location().search.get_untracked().trim_start_matches('?'), "back")
        .unwrap_or_else(|| "/".to_owned());
    view! {
        <Head title="阅读设置" description="" kind=HeadKind::Plain noindex=true/>
        <form class="sheet stack settings-page" method="post" action="/settings">
            <h1>"阅读设置"</h1>
            <input type="hidden" name="back" value=back/>
            <fieldset>
                <legend>"字号"</legend>
                {[(TextSize::Normal, "标准"), (TextSize::Large, "长辈模式（大字）")].map(|(size, label)| view! {
                    <p class="choice"><label><input type="radio" name="size" value=size.as_str() checked=size == settings.size/> {label}</label></p>
                })}
            </fieldset>
            <fieldset>
                <legend>"颜色"</legend>
                {Theme::ALL.map(|theme| view! {
                    <p class="choice"><label><input type="radio" name="theme" value=theme.as_str() checked=theme == settings.theme/> {theme.label()}</label></p>
                })}
            </fieldset>
            <p><button class="button first" type="submit">"保存"</button></p>
            <p class="quiet">"设置只存在您自己的手机或电脑上（两个 Cookie：theme、size），不记录您是谁。"</p>
        </form>
    }
}
