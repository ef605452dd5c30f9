//! What a question box suggests at the moment, and how keys move in it.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use domain::search::{Suggestion, Suggestions};
use leptos::{ev, html, prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;
use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition};

/// Typing has paused.
const PAUSE: Duration = Duration::from_millis(120);

/// Boxes made so far: a page may have two, and ids are unique.
static BOXES: AtomicU32 = AtomicU32::new(0);

#[derive(Default)]
struct State {
    offered: Vec<Suggestion>,
    open: bool,
    /// The position of the option that Enter follows.
    chosen: Option<usize>,
}

/// The suggestions of one box.
#[derive(Clone, Copy)]
pub struct Suggesting {
    state: RwSignal<State>,
    /// Grows with every question and every closing: an answer to an earlier one is dropped.
    turn: StoredValue<u32>,
    number: u32,
}

impl Suggesting {
    /// Closed and empty.
    pub fn new() -> Self {
        Self {
            state: RwSignal::new(State::default()),
            turn: StoredValue::new(0),
            number: BOXES.fetch_add(1, Ordering::Relaxed),
        }
    }

    /// Whether there is a list to see.
    pub fn is_open(self) -> bool {
        self.state.with(|state| state.open)
    }

    /// The suggestions, best first.
    pub fn offered(self) -> Vec<Suggestion> {
        self.state.with(|state| state.offered.clone())
    }

    /// Whether the option is the one that Enter follows.
    pub fn is_chosen(self, position: usize) -> bool {
        self.state.with(|state| state.chosen == Some(position))
    }

    /// The id of that option.
    pub fn chosen_id(self) -> Option<String> {
        self.state.with(|state| state.chosen.filter(|_| state.open)).map(|position| self.option_id(position))
    }

    /// The id of the list.
    pub fn list_id(self) -> String {
        format!("suggestions-{}", self.number)
    }

    /// The id of an option.
    pub fn option_id(self, position: usize) -> String {
        format!("suggestion-{}-{position}", self.number)
    }

    /// For readers who do not see the list.
    pub fn announcement(self) -> String {
        self.state.with(|state| match (state.open, state.offered.len()) {
            (true, count) => format!("有 {count} 条建议，按上下方向键选择"),
            (false, _) => String::new(),
        })
    }

    /// Closes the list; what is under way is dropped.
    pub fn close(self) {
        self.next_turn();
        self.show(Vec::new());
    }

    /// Text that was typed before the page was live.
    pub fn ask_for_early_text(self, input: NodeRef<html::Input>) {
        let Some(field) = input.get_untracked() else { return };
        let has_focus = document().active_element().is_some_and(|element| element.is_same_node(Some(&field)));
        if has_focus && field.value() != field.default_value() {
            self.ask_for(input);
        }
    }

    /// Typing; what an input method composes is not asked for before it is done.
    pub fn on_input(self, event: &ev::Event, input: NodeRef<html::Input>) {
        let is_composing = event.dyn_ref::<web_sys::InputEvent>().is_some_and(web_sys::InputEvent::is_composing);
        if !is_composing {
            self.ask_for(input);
        }
    }

    /// Asks for what is in the field, once typing has paused.
    pub fn ask_for(self, input: NodeRef<html::Input>) {
        let turn = self.next_turn();
        let text = input.get_untracked().map(|field| field.value()).unwrap_or_default();
        if text.trim().is_empty() {
            self.show(Vec::new());
            return;
        }
        let is_current = move || self.turn.get_value() == turn;
        set_timeout(
            move || {
                if is_current() {
                    spawn_local(async move {
                        let answer = fetch(&text).await;
                        if is_current() {
                            // A failing request is silent: the form works without it.
                            self.show(answer.unwrap_or_default());
                        }
                    });
                }
            },
            PAUSE,
        );
    }

    /// The keys of a combobox. What is not taken stays the field's own.
    pub fn on_key(self, event: &ev::KeyboardEvent) {
        // 229: a key that the input method takes, in browsers that do not say so otherwise.
        if event.is_composing() || event.key_code() == 229 {
            return;
        }
        let key = event.key();
        let (open, chosen, count) = self.state.with_untracked(|state| (state.open, state.chosen, state.offered.len()));
        if !open {
            return;
        }
        if let Some(next) = moved(&key, chosen, count) {
            event.prevent_default();
            self.state.update(|state| state.chosen = next);
            self.scroll_to_chosen();
        } else if key == "Escape" {
            event.prevent_default();
            self.close();
        } else if let ("Enter", Some(position)) = (key.as_str(), chosen) {
            event.prevent_default();
            let url = self.state.with_untracked(|state| state.offered.get(position).map(|suggestion| suggestion.url.clone()));
            if let Some(url) = url {
                self.close();
                let _ = window().location().set_href(&url);
            }
        }
    }

    fn next_turn(self) -> u32 {
        let turn = self.turn.get_value().wrapping_add(1);
        self.turn.set_value(turn);
        turn
    }

    fn show(self, offered: Vec<Suggestion>) {
        // Nothing to nothing is the usual case while nobody types: no one is woken for it.
        if offered.is_empty() && !self.state.with_untracked(|state| state.open) {
            return;
        }
        self.state.set(State { open: !offered.is_empty(), offered, chosen: None });
    }

    fn scroll_to_chosen(self) {
        let chosen = self.state.with_untracked(|state| state.chosen);
        let Some(option) = chosen.and_then(|position| document().get_element_by_id(&self.option_id(position))) else { return };
        let nearest = ScrollIntoViewOptions::new();
        nearest.set_block(ScrollLogicalPosition::Nearest);
        option.scroll_into_view_with_scroll_into_view_options(&nearest);
    }
}

/// Where a key leads among `count` options; `None` when the key does not move. Beyond either end is the
/// field itself, without an option chosen; only from an option do Home and End belong to the list.
fn moved(key: &str, chosen: Option<usize>, count: usize) -> Option<Option<usize>> {
    let last = count.checked_sub(1)?;
    match (key, chosen) {
        ("ArrowDown", None) | ("Home", Some(_)) => Some(Some(0)),
        ("ArrowDown", Some(position)) => Some((position < last).then_some(position + 1)),
        ("ArrowUp", None) | ("End", Some(_)) => Some(Some(last)),
        ("ArrowUp", Some(position)) => Some(position.checked_sub(1)),
        _ => None,
    }
}

async fn fetch(text: &str) -> Option<Vec<Suggestion>> {
    let answer = gloo_net::http::Request::get("/api/v1/suggest").query([("q", text)]).send().await.ok()?;
    Some(answer.json::<Suggestions>().await.ok()?.suggestions)
}

#[cfg(test)]
mod tests {
    use super::moved;

    #[test]
    fn arrows_pass_through_the_field_between_the_ends() {
        assert_eq!(moved("ArrowDown", None, 3), Some(Some(0)));
        assert_eq!(moved("ArrowDown", Some(2), 3), Some(None));
        assert_eq!(moved("ArrowUp", None, 3), Some(Some(2)));
        assert_eq!(moved("ArrowUp", Some(0), 3), Some(None));
    }

    #[test]
    fn home_and_end_belong_to_the_field_until_an_option_is_chosen() {
        assert_eq!(moved("Home", None, 3), None);
        assert_eq!(moved("Home", Some(2), 3), Some(Some(0)));
        assert_eq!(moved("End", Some(0), 3), Some(Some(2)));
    }

    #[test]
    fn other_keys_and_an_empty_list_do_not_move() {
        assert_eq!(moved("a", Some(1), 3), None);
        assert_eq!(moved("ArrowDown", None, 0), None);
    }
}
