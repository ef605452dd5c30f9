//! What the islands ask of the browser, beyond what its interfaces offer in one call.
//!
//! Islands are server-rendered views; what they do once hydrated is written to the browser's interfaces
//! directly: as views of signals the three of them would make every page's WebAssembly a quarter larger.

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, Event, EventTarget, MouseEvent, Node};

/// Listens for as long as the page lives.
pub fn listen(target: &EventTarget, name: &str, react: impl Fn(Event) + 'static) {
    let react: Box<dyn Fn(Event)> = Box::new(react);
    let react = Closure::wrap(react);
    let _ = target.add_event_listener_with_callback(name, react.as_ref().unchecked_ref());
    react.forget();
}

/// Whether `target` is `node` or somewhere in it.
pub fn is_inside(node: &Node, target: Option<EventTarget>) -> bool {
    target.is_some_and(|target| node.contains(target.dyn_ref::<Node>()))
}

/// A click with a modifier, or another button, is for the browser.
pub fn is_plain_click(click: &MouseEvent) -> bool {
    click.button() == 0 && !click.ctrl_key() && !click.meta_key() && !click.shift_key() && !click.alt_key()
}

/// Acts on every element in `root` that a selector finds, in the order of the page.
pub fn each(root: &Element, selector: &str, act: &mut dyn FnMut(&Element)) {
    let Ok(found) = root.query_selector_all(selector) else { return };
    for at in 0..found.length() {
        if let Some(node) = found.get(at) {
            act(node.unchecked_ref());
        }
    }
}

/// Whether the keyboard is on `node`.
pub fn has_focus(node: &Node) -> bool {
    leptos::prelude::document().active_element().is_some_and(|element| element.is_same_node(Some(node)))
}
