//! Figures that answer. The server's drawing and its data table are complete; started, they say the value of what is
//! tapped or reached by keyboard, series are switched off and on, and drawing and table take turns.
//!
//! Nothing is rendered here, so this is no island: it is started with them. All state stands in attributes of the page
//! for the style sheet to read: `data-view` and `data-said` of a figure, `aria-pressed` of a name in the legend,
//! `data-off` of what is not drawn.

mod places;

use leptos::prelude::document;
use places::{Place, moved, nearest};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent, MouseEvent, ScrollIntoViewOptions, ScrollLogicalPosition};

use crate::browser::{each, listen};

const VIEWS: &str = "<div class=\"figure-views\" role=\"group\" aria-label=\"看图还是看表格\">\
    <button type=\"button\" value=\"chart\" aria-pressed=\"true\">看图</button>\
    <button type=\"button\" value=\"table\" aria-pressed=\"false\">看表格</button></div>";
const STATUS: &str = "<p class=\"figure-status\" role=\"status\"></p>";
const HINT: &str = "点图里任意一项，这里写出它的内容。";

/// A figure that is served.
const FIGURE: &str = ".figure[data-view]";
/// A mark that is drawn.
const MARK: &str = ".mark:not([data-off])";
/// The mark that the keyboard comes to.
const STOP: &str = ".mark[tabindex=\"0\"]";
/// A name in the legend whose series is drawn.
const SHOWN: &str = ".legend-item[aria-pressed=true]";

/// Serves every drawing of the page.
pub fn start() {
    let Some(page) = document().document_element() else { return };
    each(&page, ".figure-drawing", &mut |drawing| {
        equip(drawing);
    });
    listen(&document(), "click", |event| {
        on_click(event.unchecked_ref());
    });
    listen(&document(), "focusin", |event| {
        if let (Some(figure), Some(mark)) = (within(&event, FIGURE), within(&event, ".mark")) {
            // What gets the focus is read out by itself.
            say_value(&figure, &mark, "off");
        }
    });
    listen(&document(), "keydown", |event| {
        if on_key(event.unchecked_ref()).is_some() {
            event.prevent_default();
        }
    });
}

fn equip(drawing: &Element) -> Option<()> {
    let figure = drawing.closest(".figure").ok()??;
    let svg = first(drawing, "svg")?;
    if let Some(table) = first(&figure, ".figure-data") {
        let fold = table.closest(".figure > details").ok()?;
        drawing.after_with_node_1(&table).ok()?;
        if let Some(fold) = fold {
            fold.remove();
        }
    }
    drawing.insert_adjacent_html("beforebegin", VIEWS).ok()?;
    drawing.insert_adjacent_html("afterend", STATUS).ok()?;
    // The keyboard now stops at the marks, not at the box that scrolls; and an image has no parts, but a group has.
    let _ = drawing.remove_attribute("tabindex");
    let _ = drawing.remove_attribute("role");
    let _ = drawing.remove_attribute("aria-label");
    set(&svg, "role", "group");
    each(&svg, ".mark", &mut |mark| {
        set(mark, "role", "img");
        set(mark, "tabindex", "-1");
    });
    each(&svg, ".legend-item", &mut |name| {
        set(name, "role", "button");
        set(name, "tabindex", "0");
        set(name, "aria-pressed", "true");
    });
    set(&figure, "data-view", "chart");
    clear(&figure);
    Some(())
}

fn on_click(click: &MouseEvent) -> Option<()> {
    let figure = within(click, FIGURE)?;
    if let Some(button) = within(click, ".figure-views button") {
        each(&figure, ".figure-views button", &mut |other| set(other, "aria-pressed", "false"));
        set(&button, "aria-pressed", "true");
        set(&figure, "data-view", &get(&button, "value"));
    } else if let Some(name) = within(click, ".legend-item") {
        switch(&figure, &name);
    } else if within(click, ".figure-drawing").is_some() {
        match meant(&figure, click) {
            Some(mark) => {
                say_value(&figure, &mark, "polite");
                reveal(&mark);
            }
            None => clear(&figure),
        }
    }
    Some(())
}

/// The mark that a finger means: what it has hit, or what is nearest.
fn meant(figure: &Element, click: &MouseEvent) -> Option<Element> {
    let drawn = within(click, ".mark").filter(|_| within(click, ".hit").is_none());
    drawn.or_else(|| mark(figure, nearest((click.client_x().into(), click.client_y().into()), &places(figure))?))
}

/// The keys of a drawing; `None` when the key is not one of them.
fn on_key(event: &KeyboardEvent) -> Option<()> {
    let figure = within(event, FIGURE).filter(|_| !event.ctrl_key() && !event.meta_key() && !event.alt_key())?;
    let key = event.key();
    if let Some(name) = within(event, ".legend-item") {
        return matches!(key.as_str(), "Enter" | " ").then(|| switch(&figure, &name));
    }
    let focused = within(event, ".mark")?;
    if key == "Escape" {
        clear(&figure);
        return Some(());
    }
    let (mut at, mut count) = (0, 0);
    each(&figure, MARK, &mut |mark| {
        if *mark == focused {
            at = count;
        }
        count += 1;
    });
    let next = mark(&figure, moved(&key, at, &places(&figure))?)?;
    let _ = next.unchecked_ref::<HtmlElement>().focus();
    reveal(&next);
    Some(())
}

/// Switches the series of a name in the legend off or on; the last one stays.
fn switch(figure: &Element, name: &Element) {
    let is_on = name.matches(SHOWN).unwrap_or_default();
    let mut shown = 0;
    each(figure, SHOWN, &mut |_| shown += 1);
    if is_on && shown == 1 {
        say(figure, "至少要留一项。", "polite");
        return;
    }
    set(name, "aria-pressed", if is_on { "false" } else { "true" });
    each(figure, "[data-series]:not(.legend-item)", &mut |part| set(part, "data-off", ""));
    each(figure, SHOWN, &mut |name| {
        let its_parts = "[data-series~=\"".to_owned() + &get(name, "data-series") + "\"]";
        each(figure, &its_parts, &mut |part| {
            let _ = part.remove_attribute("data-off");
        });
    });
    clear(figure);
}

/// Says what a mark stands for, and makes it the one that the keyboard comes back to.
fn say_value(figure: &Element, mark: &Element, live: &str) {
    stop_at(figure, mark);
    say(figure, &first(mark, "title").and_then(|title| title.text_content()).unwrap_or_default(), live);
    set(figure, "data-said", "");
}

/// Brings a mark out from below the line that says its value. Not when a finger has just come down: what it is over
/// would move away before it is lifted.
fn reveal(mark: &Element) {
    let nearest = ScrollIntoViewOptions::new();
    nearest.set_block(ScrollLogicalPosition::Nearest);
    mark.scroll_into_view_with_scroll_into_view_options(&nearest);
}

/// Nothing is said; the keyboard comes to the mark where it was, or to the first.
fn clear(figure: &Element) {
    if let Some(stop) = first(figure, &(STOP.to_owned() + ":not([data-off])")).or_else(|| first(figure, MARK)) {
        stop_at(figure, &stop);
    }
    say(figure, HINT, "off");
    let _ = figure.remove_attribute("data-said");
}

/// The keyboard comes to this mark, and a ring lies around it, over all others.
fn stop_at(figure: &Element, mark: &Element) {
    each(figure, STOP, &mut |other| set(other, "tabindex", "-1"));
    set(mark, "tabindex", "0");
    each(figure, ".ring", &mut |ring| ring.remove());
    if let (Some(svg), Some(hit)) = (first(figure, "svg.figure-svg"), first(mark, ".hit"))
        && let Ok(ring) = hit.clone_node()
    {
        set(ring.unchecked_ref(), "class", "ring");
        let _ = svg.append_child(&ring);
    }
}

fn say(figure: &Element, text: &str, live: &str) {
    if let Some(status) = first(figure, ".figure-status") {
        set(&status, "aria-live", live);
        status.set_text_content(Some(text));
    }
}

/// The drawn mark at a position.
fn mark(figure: &Element, at: usize) -> Option<Element> {
    let marks = figure.query_selector_all(MARK).ok()?;
    marks.get(u32::try_from(at).ok()?).map(JsCast::unchecked_into)
}

/// Where the drawn marks are.
fn places(figure: &Element) -> Vec<Place> {
    let mut places = Vec::new();
    each(figure, &(MARK.to_owned() + ">.hit"), &mut |hit| {
        let hit = hit.get_bounding_client_rect();
        places.push(Place { left: hit.left(), top: hit.top(), right: hit.right(), bottom: hit.bottom() });
    });
    places
}

fn first(root: &Element, selector: &str) -> Option<Element> {
    root.query_selector(selector).ok()?
}

/// The element that an event happened in.
fn within(event: &Event, selector: &str) -> Option<Element> {
    event.target()?.dyn_ref::<Element>()?.closest(selector).ok()?
}

fn get(element: &Element, name: &str) -> String {
    element.get_attribute(name).unwrap_or_default()
}

fn set(element: &Element, name: &str, value: &str) {
    let _ = element.set_attribute(name, value);
}
