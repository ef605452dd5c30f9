//! The document around every page.

use leptos::prelude::*;
use leptos_meta::{MetaTags, provide_meta_context};

use crate::{PageContext, routes::App, words};

/// A whole HTML document. `context` and an [`crate::response::Outcome`] must have been provided.
pub fn shell() -> impl IntoView {
    provide_meta_context();
    let PageContext { site, settings, .. } = crate::page_context();
    let assets = site.assets.clone();
    let demo = site.demo;
    view! {
        <!DOCTYPE html>
        <html lang="zh-CN" data-theme=settings.theme.as_str() data-size=settings.size.as_str()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="format-detection" content="telephone=no"/>
                <style inner_html=assets.css></style>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <meta name="SiteName" content=site.name()/>
                <meta name="SiteDomain" content=site.base_url.trim_start_matches("https://").trim_start_matches("http://").to_owned()/>
                {(!site.site_id_code.is_empty()).then(|| view! { <meta name="SiteIDCode" content=site.site_id_code.clone()/> })}
                <MetaTags/>
            </head>
            <body>
                {demo.then(|| view! { <aside class="demo" aria-label="提示">{words::DEMO_RIBBON}</aside> })}
                <App/>
                // Last: on a slow network these must not share the line with the text and its style.
                {(!assets.boot.is_empty()).then(|| view! {
                    <link rel="modulepreload" href=assets.glue fetchpriority="low"/>
                    <link rel="preload" href=assets.wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous" fetchpriority="low"/>
                    <script type="module" src=assets.boot></script>
                })}
            </body>
        </html>
    }
}
