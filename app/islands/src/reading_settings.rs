//! 阅读设置: 长辈模式 and colours.

use domain::reading::{ReadingSettings as Chosen, TextSize, Theme};
use leptos::{either::Either, ev, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Event, FocusEvent, HtmlDocument, HtmlElement, Node};

/// A year, in seconds: as the form of the settings page.
const REMEMBERED_S: u32 = 31_536_000;

/// A link to the settings page that, hydrated, becomes a panel that applies at once.
#[island]
pub fn ReadingSettings(theme: String, size: String, back: String) -> impl IntoView {
    let chosen = RwSignal::new(Chosen { theme: Theme::parse(&theme), size: TextSize::parse(&size) });
    let live = RwSignal::new(false);
    Effect::new(move |_| {
        // The page may come from the browser's cache, older than the last choice.
        recall(chosen);
        window_event_listener(ev::pageshow, move |_| recall(chosen));
        live.set(true);
    });
    move || {
        if live.get() {
            Either::Left(panel(chosen))
        } else {
            Either::Right(view! { <a class="reading-settings" href=back.clone()>"阅读设置"</a> })
        }
    }
}

fn panel(chosen: RwSignal<Chosen>) -> impl IntoView {
    let details = NodeRef::<html::Details>::new();
    let summary = NodeRef::<html::Summary>::new();
    let is_inside = move |node: Option<Node>| details.get_untracked().is_some_and(|details| details.contains(node.as_ref()));
    let close = move || {
        if let Some(details) = details.get_untracked() {
            details.set_open(false);
        }
    };
    let outside_click = window_event_listener(ev::click, move |event| {
        if !is_inside(node(event.target())) {
            close();
        }
    });
    on_cleanup(move || outside_click.remove());
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && details.get_untracked().is_some_and(|details| details.open()) {
            close();
            if let Some(summary) = summary.get_untracked() {
                let _ = summary.focus();
            }
        }
    };
    let on_focus_out = move |event: FocusEvent| {
        let next = node(event.related_target());
        if next.is_some() && !is_inside(next) {
            close();
        }
    };
    let sizes = [(TextSize::Normal, "标准"), (TextSize::Large, "长辈模式")].map(|(size, label)| {
        let is_chosen = move || chosen.with(|chosen| chosen.size == size);
        choice("size", size.as_str(), label, is_chosen, move || chosen.update(|chosen| chosen.size = size))
    });
    let themes = Theme::ALL.map(|theme| {
        let is_chosen = move || chosen.with(|chosen| chosen.theme == theme);
        choice("theme", theme.as_str(), theme.label(), is_chosen, move || chosen.update(|chosen| chosen.theme = theme))
    });
    Effect::new(move |before: Option<()>| {
        let chosen = chosen.get();
        show(chosen);
        // Only what a reader chose is remembered: a visit alone sets no cookie.
        if before.is_some() {
            remember(chosen);
        }
    });
    view! {
        <details class="reading-settings" node_ref=details on:keydown=on_key on:focusout=on_focus_out>
            <summary node_ref=summary>"阅读设置"</summary>
            <div class="settings-panel">
                <fieldset><legend>"字号"</legend><div class="choices">{sizes}</div></fieldset>
                <fieldset><legend>"颜色"</legend><div class="choices">{themes}</div></fieldset>
            </div>
        </details>
    }
}

fn choice(
    name: &'static str,
    value: &'static str,
    label: &'static str,
    is_chosen: impl Fn() -> bool + Send + 'static,
    choose: impl Fn() + 'static,
) -> impl IntoView {
    view! { <label><input type="radio" name=name value=value prop:checked=is_chosen on:change=move |_| choose()/>{label}</label> }
}

fn node(target: Option<web_sys::EventTarget>) -> Option<Node> {
    target.and_then(|target| target.dyn_into().ok())
}

/// Takes over what the cookies say, if it is something else.
fn recall(chosen: RwSignal<Chosen>) {
    let cookies = document().unchecked_ref::<HtmlDocument>().cookie().unwrap_or_default();
    let remembered = Chosen::from_cookie_header(&cookies);
    if remembered != chosen.get_untracked() {
        chosen.set(remembered);
    }
}

/// Shows it on this page: what the server writes into `<html>` on the next one.
fn show(chosen: Chosen) {
    if let Some(root) = document().document_element() {
        for (name, value) in pairs(chosen) {
            let _ = root.set_attribute(&format!("data-{name}"), value);
        }
    }
}

fn remember(chosen: Chosen) {
    for (name, value) in pairs(chosen) {
        let cookie = format!("{name}={value}; Path=/; Max-Age={REMEMBERED_S}; SameSite=Lax");
        let _ = document().unchecked_ref::<HtmlDocument>().set_cookie(&cookie);
    }
}

fn pairs(chosen: Chosen) -> [(&'static str, &'static str); 2] {
    [("theme", chosen.theme.as_str()), ("size", chosen.size.as_str())]
}
