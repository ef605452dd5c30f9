//! Telephone numbers that can be tapped.

use hanzi::phones;
use leptos::prelude::*;

use crate::words::call;

/// Words in which telephone numbers can be tapped, and do not break.
pub fn with_phones(words: &str) -> AnyView {
    let mut parts: Vec<AnyView> = Vec::new();
    let mut from = 0;
    // An empty text would be rendered as a space.
    let text = |from: usize, to: usize| words.get(from..to).filter(|text| !text.is_empty()).map(str::to_owned);
    for phone in phones::phones(words) {
        // What one number has taken is no longer before the next.
        let kept = phone.with_marks(words);
        let start = kept.start.max(from);
        let link = view! { <a class="tel" href=format!("tel:{}", phone.dial)>{phone.text.to_owned()}</a> };
        parts.push(text(from, start).into_any());
        parts.push(if (start, kept.end) == (phone.start, phone.end) {
            link.into_any()
        } else {
            view! { <span class="keep">{text(start, phone.start)}{link}{text(phone.end, kept.end)}</span> }.into_any()
        });
        from = kept.end;
    }
    parts.push(text(from, words.len()).into_any());
    parts.into_any()
}

/// `tel:` of what is known to be a number.
pub fn tel(phone: &str) -> String {
    format!("tel:{}", phones::dial(phone).unwrap_or_default())
}

/// A known number by itself.
pub fn phone_link(phone: &str) -> AnyView {
    view! { <a class="tel" href=tel(phone)>{phone.to_owned()}</a> }.into_any()
}

/// The button that calls.
#[component]
pub fn CallButton(phone: Option<String>, who: String) -> impl IntoView {
    phone.map(|phone| {
        let dial = tel(&phone);
        view! { <p><a class="button call" href=dial><span>{call(&who)}</span><span class="tel">{phone}</span></a></p> }
    })
}
