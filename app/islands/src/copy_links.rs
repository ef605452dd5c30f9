//! Copying the address of a clause.

use std::time::Duration;

use js_sys::futures::JsFuture;
use leptos::{html, prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;
use web_sys::{
    Element, HtmlAnchorElement, HtmlDocument, HtmlElement, HtmlParagraphElement, HtmlTextAreaElement, MouseEvent,
};

use crate::browser::{is_plain_click, listen};

/// How long a link says that it was copied.
const SAID_FOR: Duration = Duration::from_secs(2);

/// Serves every `a[data-copy]` of the page: a plain link to an anchor that, hydrated, copies its own
/// absolute address.
#[island]
pub fn CopyLinks() -> impl IntoView {
    let status = NodeRef::<html::P>::new();
    Effect::new(move |_| {
        let Some(status) = status.get_untracked() else { return };
        // One listener for the page: a policy has hundreds of clauses.
        listen(&document(), "click", move |event| {
            if let Some(link) = copy_link_of(event.unchecked_ref()) {
                event.prevent_default();
                spawn_local(copy_and_say(link, status.clone()));
            }
        });
    });
    view! { <p class="copy-status visually-hidden" role="status" node_ref=status></p> }
}

/// The link that a plain click is meant for; a click with a modifier opens it as any other link.
fn copy_link_of(click: &MouseEvent) -> Option<HtmlAnchorElement> {
    let target = click.target().filter(|_| is_plain_click(click))?;
    target.dyn_ref::<Element>()?.closest("a[data-copy]").ok()??.dyn_into().ok()
}

async fn copy_and_say(link: HtmlAnchorElement, status: HtmlParagraphElement) {
    let address = link.href();
    if !copy(&address).await {
        // What the link does without us.
        let _ = window().location().set_href(&address);
        return;
    }
    status.set_text_content(Some("链接已复制"));
    if link.has_attribute("data-copied") {
        return;
    }
    let label = link.text_content();
    link.set_text_content(Some("已复制"));
    let _ = link.set_attribute("data-copied", "");
    set_timeout(
        move || {
            link.set_text_content(label.as_deref());
            let _ = link.remove_attribute("data-copied");
            // Emptied, so that the next copy is announced again.
            status.set_text_content(None);
        },
        SAID_FOR,
    );
}

/// Whether `text` is on the clipboard now.
async fn copy(text: &str) -> bool {
    // Over plain HTTP there is no `navigator.clipboard`; a browser may also refuse it.
    let window = window();
    if window.is_secure_context() && JsFuture::from(window.navigator().clipboard().write_text(text)).await.is_ok() {
        return true;
    }
    copy_selection(text).unwrap_or(false)
}

/// The way before the clipboard interface: select it in a field, and let the browser copy.
fn copy_selection(text: &str) -> Option<bool> {
    let document = document();
    let focused = document.active_element();
    let field: HtmlTextAreaElement = document.create_element("textarea").ok()?.dyn_into().ok()?;
    field.set_value(text);
    field.set_read_only(true);
    field.set_class_name("visually-hidden");
    document.body()?.append_child(&field).ok()?;
    field.select();
    let copied = document.unchecked_ref::<HtmlDocument>().exec_command("copy").ok();
    field.remove();
    if let Some(focused) = focused.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = focused.focus();
    }
    copied
}
