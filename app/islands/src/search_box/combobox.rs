//! The question box made live: suggestions, their keys, and what a screen reader hears of them.
//! The pattern is ARIA 1.2's editable combobox with a list; the focus never leaves the field.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use domain::search::{Suggestion, Suggestions};
use gloo_net::http::Request;
use js_sys::encode_uri_component;
use leptos::{
    prelude::{document, set_timeout, window},
    serde_json,
    task::spawn_local,
};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Element, Event, HtmlElement, HtmlFormElement, HtmlInputElement, InputEvent, KeyboardEvent, ScrollIntoViewOptions,
    ScrollLogicalPosition,
};

use super::focus::Focus;
use crate::browser::{has_focus, listen};

/// Typing has paused.
const PAUSE: Duration = Duration::from_millis(120);

/// Boxes made so far: a page may have two, and ids are unique.
static BOXES: AtomicU32 = AtomicU32::new(0);

/// The ids of list and options begin with it.
const ID: &str = "suggestion";

struct Combobox {
    field: HtmlInputElement,
    list: HtmlElement,
    /// The polite live region.
    status: Element,
    number: u32,
    offered: RefCell<Vec<Suggestion>>,
    focus: Cell<Focus>,
    /// Grows with every question and every closing: an answer to an earlier one is dropped.
    turn: Cell<u32>,
}

/// Makes the box live. Text that was typed before is asked for, if the reader is still there.
pub fn start(form: &HtmlFormElement) -> Result<(), JsValue> {
    let Some(field) = form.query_selector("input")? else { return Ok(()) };
    let field: HtmlInputElement = field.unchecked_into();
    let number = BOXES.fetch_add(1, Ordering::Relaxed);
    let list: HtmlElement = document().create_element("div")?.unchecked_into();
    set(
        &list,
        &[
            ("class", "suggestions"),
            ("role", "listbox"),
            ("aria-label", "搜索建议"),
            ("id", &format!("{ID}s-{number}")),
        ],
    );
    list.set_hidden(true);
    let status = document().create_element("p")?;
    set(&status, &[("class", "visually-hidden"), ("role", "status")]);
    set(
        &field,
        &[
            ("role", "combobox"),
            ("aria-autocomplete", "list"),
            ("aria-expanded", "false"),
            ("aria-controls", &list.id()),
        ],
    );
    form.append_child(&list)?;
    form.append_child(&status)?;
    let combobox = Rc::new(Combobox {
        field,
        list,
        status,
        number,
        offered: RefCell::default(),
        focus: Cell::default(),
        turn: Cell::default(),
    });
    combobox.listen(form);
    if has_focus(&combobox.field) && combobox.field.value() != combobox.field.default_value() {
        combobox.ask();
    }
    Ok(())
}

impl Combobox {
    fn listen(self: &Rc<Self>, form: &HtmlFormElement) {
        let on = |target: &Element, name: &str, react: fn(&Rc<Self>, &Event)| {
            let combobox = Rc::clone(self);
            listen(target, name, move |event| react(&combobox, &event));
        };
        on(&self.field, "input", |combobox, event| {
            // What an input method composes is not asked for before it is done.
            if !event.unchecked_ref::<InputEvent>().is_composing() {
                combobox.ask();
            }
        });
        on(&self.field, "compositionend", |combobox, _| combobox.ask());
        on(&self.field, "keydown", |combobox, event| combobox.on_key(event.unchecked_ref()));
        on(&self.field, "blur", |combobox, _| combobox.close());
        on(form, "submit", |combobox, _| combobox.close());
        // A press must not take the focus from the field: blur would close the list before the click arrives.
        on(&self.list, "mousedown", |_, event| event.prevent_default());
    }

    /// Asks for what is in the field, once typing has paused.
    fn ask(self: &Rc<Self>) {
        let turn = self.next_turn();
        let text = self.field.value();
        if text.trim().is_empty() {
            self.offer(Vec::new());
            return;
        }
        let combobox = Rc::clone(self);
        set_timeout(
            move || {
                if combobox.turn.get() == turn {
                    spawn_local(async move {
                        let answer = fetch(&text).await;
                        if combobox.turn.get() == turn {
                            // A failing request is silent: the form works without it.
                            combobox.offer(answer.unwrap_or_default());
                        }
                    });
                }
            },
            PAUSE,
        );
    }

    /// Closes the list; what is under way is dropped.
    fn close(&self) {
        self.next_turn();
        self.offer(Vec::new());
    }

    fn next_turn(&self) -> u32 {
        self.turn.set(self.turn.get().wrapping_add(1));
        self.turn.get()
    }

    /// Shows these suggestions; none: closes the list.
    fn offer(&self, suggestions: Vec<Suggestion>) {
        self.list.set_text_content(None);
        for (position, suggestion) in suggestions.iter().enumerate() {
            // An option that cannot be made is left out.
            let _ = self.add_option(position, suggestion);
        }
        let count = suggestions.len();
        self.offered.replace(suggestions);
        self.list.set_hidden(count == 0);
        set(&self.field, &[("aria-expanded", if count == 0 { "false" } else { "true" })]);
        let announcement = (count > 0).then(|| format!("有 {count} 条建议，按上下方向键选择"));
        self.status.set_text_content(announcement.as_deref());
        self.go_to(Focus::Field);
    }

    fn add_option(&self, position: usize, suggestion: &Suggestion) -> Result<(), JsValue> {
        let option = document().create_element("a")?;
        set(
            &option,
            &[("role", "option"), ("tabindex", "-1"), ("href", &suggestion.url), ("id", &self.option_id(position))],
        );
        for (class, words) in [("", suggestion.text.as_str()), ("quiet", suggestion.kind.label())] {
            let part = document().create_element("span")?;
            part.set_class_name(class);
            part.set_text_content(Some(words));
            option.append_child(&part)?;
        }
        self.list.append_child(&option)?;
        Ok(())
    }

    fn option_id(&self, position: usize) -> String {
        format!("{ID}-{}-{position}", self.number)
    }

    /// The keys of a combobox. What is not taken stays the field's own.
    fn on_key(&self, event: &KeyboardEvent) {
        // 229: a key that the input method takes, in browsers that do not say so otherwise.
        if event.is_composing() || event.key_code() == 229 {
            return;
        }
        let key = event.key();
        let count = self.offered.borrow().len();
        if let Some(next) = self.focus.get().moved(&key, count) {
            self.go_to(next);
        } else if key == "Escape" && count > 0 {
            self.close();
        } else if let ("Enter", Focus::Option(position)) = (key.as_str(), self.focus.get()) {
            self.follow(position);
        } else {
            return;
        }
        event.prevent_default();
    }

    fn go_to(&self, focus: Focus) {
        self.focus.set(focus);
        let _ = self.field.remove_attribute("aria-activedescendant");
        for position in 0..self.offered.borrow().len() {
            let id = self.option_id(position);
            let Some(option) = document().get_element_by_id(&id) else { continue };
            let is_chosen = focus == Focus::Option(position);
            set(&option, &[("aria-selected", if is_chosen { "true" } else { "false" })]);
            if is_chosen {
                set(&self.field, &[("aria-activedescendant", &id)]);
                let nearest = ScrollIntoViewOptions::new();
                nearest.set_block(ScrollLogicalPosition::Nearest);
                option.scroll_into_view_with_scroll_into_view_options(&nearest);
            }
        }
    }

    fn follow(&self, position: usize) {
        let url = self.offered.borrow().get(position).map(|suggestion| suggestion.url.clone());
        if let Some(url) = url {
            self.close();
            let _ = window().location().set_href(&url);
        }
    }
}

fn set(element: &Element, attributes: &[(&str, &str)]) {
    for (name, value) in attributes {
        let _ = element.set_attribute(name, value);
    }
}

async fn fetch(text: &str) -> Option<Vec<Suggestion>> {
    let url = format!("/api/v1/suggest?q={}", String::from(encode_uri_component(text)));
    let body = Request::get(&url).send().await.ok()?.text().await.ok()?;
    let suggestions: Suggestions = serde_json::from_str(&body).ok()?;
    Some(suggestions.suggestions)
}
