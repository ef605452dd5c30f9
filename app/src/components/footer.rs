//! The footer of every page: who runs this and how to reach them.

use leptos::prelude::*;

use crate::{components::phones::phone_link, page_context};

/// 主办单位, 联系方式, 网站标识码, 备案, feeds, open data, accessibility.
#[component]
pub fn Footer() -> impl IntoView {
    let site = page_context().site;
    let codes: Vec<String> = [("网站标识码 ", &site.site_id_code), ("", &site.icp), ("", &site.police)]
        .into_iter()
        .filter(|(_, code)| !code.is_empty())
        .map(|(label, code)| format!("{label}{code}"))
        .collect();
    view! {
        <footer class="foot">
            <div class="wrap stack">
                <p class="foot-facts">
                    <span>"主办：" {site.organiser.clone()}</span>
                    {(!site.phone.is_empty()).then(|| view! { <span>"电话：" {phone_link(&site.phone)}</span> })}
                    {(!site.office_hours.is_empty()).then(|| view! { <span>{format!("办公时间：{}", site.office_hours)}</span> })}
                    {codes.into_iter().map(|code| view! { <span>{code}</span> }).collect_view()}
                </p>
                <ul class="foot-links">
                    {(!site.error_report_url.is_empty()).then(|| view! { <li><a href=site.error_report_url.clone()>"我为政府网站找错"</a></li> })}
                    <li><a href="/feeds/policies.atom">"订阅新政策"</a></li>
                    <li><a href="/api/openapi.json">"开放数据接口"</a></li>
                    <li><a href="/accessibility">"无障碍说明"</a></li>
                    <li><a href="/about">"关于本站"</a></li>
                </ul>
            </div>
        </footer>
    }
}
