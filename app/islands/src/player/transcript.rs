//! The words of a recording, which follow the voice and leave a reader alone who is reading by hand.

use std::{
    cell::{Cell, OnceCell},
    rc::Rc,
};

use js_sys::Date;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlDetailsElement, HtmlElement};

use super::at;
use crate::browser::{each, is_inside, listen};

/// How long the words stay where a reader has put them.
const STAY_MS: f64 = 5000.0;

pub struct Transcript {
    fold: HtmlDetailsElement,
    /// The box that scrolls: the page never does.
    words: HtmlElement,
    /// Where each line begins, in seconds. Collected when the voice is first heard: there may be thousands.
    lines: OnceCell<Vec<(f64, HtmlElement)>>,
    said: Cell<Option<usize>>,
    /// Where the voice has put the box.
    placed: Cell<i32>,
    /// When a reader last put it elsewhere.
    touched_ms: Cell<f64>,
}

impl Transcript {
    pub fn of(figure: &Element) -> Option<Self> {
        Some(Self {
            fold: figure.query_selector(".transcript").ok()??.dyn_into().ok()?,
            words: figure.query_selector(".transcript-words").ok()??.dyn_into().ok()?,
            lines: OnceCell::new(),
            said: Cell::new(None),
            placed: Cell::new(0),
            touched_ms: Cell::new(0.0),
        })
    }

    /// Notices a reader's hand on the words; a hand elsewhere on the player lets them go.
    pub fn watch(self: &Rc<Self>, figure: &Element) {
        for name in ["pointerdown", "click"] {
            let transcript = self.clone();
            listen(figure, name, move |event: Event| {
                transcript.touched_ms.set(if is_inside(&transcript.words, event.target()) { Date::now() } else { 0.0 });
            });
        }
        let transcript = self.clone();
        // Wheel, finger, scroll bar, keyboard: whatever moves the box to where the voice has not put it.
        listen(&self.words, "scroll", move |_| {
            if transcript.words.scroll_top() != transcript.placed.get() {
                transcript.touched_ms.set(Date::now());
            }
        });
    }

    /// Marks the words that are being said.
    pub fn follow(&self, now: f64) {
        let lines = self.lines.get_or_init(|| self.collect());
        let said = lines.partition_point(|(at, _)| *at <= now + 0.05).checked_sub(1);
        let before = self.said.replace(said);
        if said == before {
            return;
        }
        if let Some((_, line)) = before.and_then(|before| lines.get(before)) {
            let _ = line.remove_attribute("aria-current");
        }
        if let Some((_, line)) = said.and_then(|said| lines.get(said)) {
            let _ = line.set_attribute("aria-current", "true");
            if !self.is_in_hand() {
                self.show(line);
            }
        }
    }

    fn collect(&self) -> Vec<(f64, HtmlElement)> {
        let mut lines = Vec::new();
        each(&self.words, "[data-at]", &mut |line| {
            lines.extend(at(line).map(|at| (at, line.clone().unchecked_into())));
        });
        lines
    }

    fn is_in_hand(&self) -> bool {
        let has_keyboard = || self.words.query_selector(":focus-visible").is_ok_and(|focused| focused.is_some());
        !self.fold.open() || Date::now() - self.touched_ms.get() < STAY_MS || has_keyboard()
    }

    /// Brings a line into sight, with the part of a long transcript that it stands in.
    fn show(&self, line: &HtmlElement) {
        if let Ok(Some(part)) = line.closest("details:not([open])") {
            part.unchecked_ref::<HtmlDetailsElement>().set_open(true);
        }
        // The box is positioned: places are counted from its top.
        self.words.set_scroll_top(line.offset_top() - self.words.client_height() / 3);
        self.placed.set(self.words.scroll_top());
    }
}
