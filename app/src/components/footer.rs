//! The footer of every page: who runs this and how to reach them.

use leptos::prelude::*;

use crate::{
    components::phones::phone_link,
    page_context,
    words::{about, frame},
};

/// 主办单位, 联系方式, 网站标识码, 备案, feeds, open data, accessibility.
#[component]
pub fn Footer() -> impl IntoView {
    let site = page_context().site;
    let codes: Vec<String> = [(frame::SITE_CODE, &site.site_id_code), ("", &site.icp), ("", &site.police)]
        .into_iter()
        .filter(|(_, code)| !code.is_empty())
        .map(|(label, code)| format!("{label}{code}"))
        .collect();
    view! {
        <footer class="foot">
            <div class="wrap stack">
                <p class="foot-facts">
                    <span>{about::ORGANISER} {site.organiser.clone()}</span>
                    {(!site.phone.is_empty()).then(|| view! { <span>{frame::PHONE} {phone_link(&site.phone)}</span> })}
                    {(!site.office_hours.is_empty()).then(|| view! { <span>{frame::office_hours(&site.office_hours)}</span> })}
                    {codes.into_iter().map(|code| view! { <span>{code}</span> }).collect_view()}
                </p>
                <ul class="foot-links">
                    {(!site.error_report_url.is_empty()).then(|| view! { <li><a href=site.error_report_url.clone()>{frame::REPORT_ERROR}</a></li> })}
                    <li><a href="/feeds/policies.atom">{frame::SUBSCRIBE}</a></li>
                    <li><a href="/api/openapi.json">{frame::OPEN_DATA}</a></li>
                    <li><a href="/accessibility">{about::ACCESSIBILITY}</a></li>
                    <li><a href="/about">{about::TITLE}</a></li>
                </ul>
            </div>
        </footer>
    }
}
