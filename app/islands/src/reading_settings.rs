//! 阅读设置: 长辈模式 and colours.

mod panel;

use leptos::{html, prelude::*};

/// A link to the settings page that, hydrated, becomes a panel that applies at once.
#[island]
pub fn ReadingSettings(theme: String, size: String, back: String) -> impl IntoView {
    // The panel asks the cookies, which may be newer than a page from the browser's cache.
    let _ = (theme, size);
    let link = NodeRef::<html::A>::new();
    Effect::new(move |_| {
        if let Some(link) = link.get_untracked() {
            let _ = panel::replace(&link);
        }
    });
    view! { <a class="reading-settings" href=back node_ref=link>"阅读设置"</a> }
}
