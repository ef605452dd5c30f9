//! The panel: fixed markup and a few listeners.

use std::fmt::Write;

use domain::reading::{ReadingSettings, TextSize, Theme};
use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Event, FocusEvent, HtmlAnchorElement, HtmlDetailsElement, HtmlDocument, HtmlElement, HtmlInputElement,
    KeyboardEvent,
};

use crate::browser::{has_focus, is_inside, listen};

/// A year, in seconds: as the form of the settings page.
const REMEMBERED_S: u32 = 31_536_000;

/// Puts the panel in the place of the link to the settings page.
pub fn replace(link: &HtmlAnchorElement) -> Result<(), JsValue> {
    let document = document();
    let panel: HtmlDetailsElement = document.create_element("details")?.unchecked_into();
    panel.set_class_name("reading-settings");
    panel.set_inner_html(&markup());
    let had_focus = has_focus(link);
    link.replace_with_with_node_1(&panel)?;
    if had_focus {
        focus_summary(&panel);
    }
    show(&panel, remembered());
    react(&panel);
    Ok(())
}

fn markup() -> String {
    let mut html = "<summary>阅读设置</summary><div class=\"settings-panel\">".to_owned();
    group(&mut html, "字号", "size", &[(TextSize::Normal.as_str(), "标准"), (TextSize::Large.as_str(), "长辈模式")]);
    group(&mut html, "颜色", "theme", &Theme::ALL.map(|theme| (theme.as_str(), theme.label())));
    html + "</div>"
}

fn group(html: &mut String, legend: &str, name: &str, choices: &[(&str, &str)]) {
    let _ = write!(html, "<fieldset><legend>{legend}</legend><div class=\"choices\">");
    for (value, label) in choices {
        let _ = write!(html, "<label><input type=\"radio\" name=\"{name}\" value=\"{value}\">{label}</label>");
    }
    html.push_str("</div></fieldset>");
}

/// One panel a page, as long as the page: nothing is ever taken off again.
fn react(panel: &HtmlDetailsElement) {
    let on = |name: &'static str, react: fn(&HtmlDetailsElement, &Event)| {
        let panel = panel.clone();
        listen(&window(), name, move |event| react(&panel, &event));
    };
    on("change", |panel, event| {
        let chosen = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        if let Some(input) = chosen.filter(|input| panel.contains(Some(input))) {
            apply(&input.name(), &input.value());
            remember(&input.name(), &input.value());
        }
    });
    on("keydown", |panel, event| {
        let key = event.unchecked_ref::<KeyboardEvent>().key();
        if key == "Escape" && panel.open() && is_inside(panel, event.target()) {
            panel.set_open(false);
            focus_summary(panel);
        }
    });
    on("click", |panel, event| {
        if !is_inside(panel, event.target()) {
            panel.set_open(false);
        }
    });
    // By keyboard out of the panel.
    on("focusin", |panel, event| {
        let came_from = event.unchecked_ref::<FocusEvent>().related_target();
        if is_inside(panel, came_from) && !is_inside(panel, event.target()) {
            panel.set_open(false);
        }
    });
    // A page that comes back may be older than the last choice.
    on("pageshow", |panel, _| show(panel, remembered()));
}

fn focus_summary(panel: &HtmlDetailsElement) {
    if let Ok(Some(summary)) = panel.query_selector("summary") {
        let _ = summary.unchecked_into::<HtmlElement>().focus();
    }
}

fn remembered() -> ReadingSettings {
    let cookies = document().unchecked_ref::<HtmlDocument>().cookie().unwrap_or_default();
    ReadingSettings::from_cookie_header(&cookies)
}

fn remember(name: &str, value: &str) {
    let secure = if document().location().and_then(|location| location.protocol().ok()).as_deref() == Some("https:") {
        "; Secure"
    } else {
        ""
    };
    let cookie = format!("{name}={value}; Path=/; Max-Age={REMEMBERED_S}; SameSite=Lax{secure}");
    let _ = document().unchecked_ref::<HtmlDocument>().set_cookie(&cookie);
}

/// Applies the settings, and marks them in the panel.
fn show(panel: &HtmlDetailsElement, settings: ReadingSettings) {
    for (name, value) in [("theme", settings.theme.as_str()), ("size", settings.size.as_str())] {
        apply(name, value);
        if let Ok(Some(input)) = panel.query_selector(&format!("[name={name}][value={value}]")) {
            input.unchecked_into::<HtmlInputElement>().set_checked(true);
        }
    }
}

/// On this page, as the server writes it into the next.
fn apply(name: &str, value: &str) {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute(&format!("data-{name}"), value);
    }
}
