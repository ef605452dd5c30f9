//! Reading aloud what has no recording, with a voice of the device itself: nothing of it may leave for a server.

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, SpeechSynthesis, SpeechSynthesisUtterance, SpeechSynthesisVoice};

use crate::browser::{each, listen};

/// A button that is there only where the device has a Chinese voice of its own. It reads every `[data-read]` of the page.
#[island]
pub fn ReadAloud() -> impl IntoView {
    let button = NodeRef::<html::Button>::new();
    Effect::new(move |_| {
        let (Some(button), Ok(synthesis)) = (button.get_untracked(), window().speech_synthesis()) else { return };
        let show = {
            let (button, synthesis) = (button.clone(), synthesis.clone());
            move || button.set_hidden(local_voice(&synthesis).is_none())
        };
        show();
        listen(&synthesis, "voiceschanged", move |_| show());
        let (pressed, speaking) = (button.clone(), synthesis.clone());
        listen(&button, "click", move |_| {
            if is_on(&pressed) {
                stop(&pressed, &speaking);
            } else {
                read(&pressed, &speaking);
            }
        });
        // A voice goes on after the page is left.
        listen(&window(), "pagehide", move |_| stop(&button, &synthesis));
    });
    view! { <button type="button" class="button read-aloud" aria-pressed="false" hidden node_ref=button>"读给我听"</button> }
}

fn local_voice(synthesis: &SpeechSynthesis) -> Option<SpeechSynthesisVoice> {
    let chinese = |voice: &SpeechSynthesisVoice| {
        let language = voice.lang().to_lowercase();
        language.starts_with("zh") || language.starts_with("cmn")
    };
    synthesis.get_voices().iter().map(JsCast::unchecked_into::<SpeechSynthesisVoice>).find(|voice| voice.local_service() && chinese(voice))
}

fn is_on(button: &HtmlElement) -> bool {
    button.get_attribute("aria-pressed").as_deref() == Some("true")
}

fn mark(button: &HtmlElement, is_on: bool) {
    let _ = button.set_attribute("aria-pressed", if is_on { "true" } else { "false" });
    button.set_text_content(Some(if is_on { "停下" } else { "读给我听" }));
}

fn stop(button: &HtmlElement, synthesis: &SpeechSynthesis) {
    synthesis.cancel();
    mark(button, false);
}

fn read(button: &HtmlElement, synthesis: &SpeechSynthesis) {
    let Some(voice) = local_voice(synthesis) else { return };
    synthesis.cancel();
    let Some(page) = document().document_element() else { return };
    let mut texts: Vec<String> = Vec::new();
    each(&page, "[data-read]", &mut |part| texts.extend(part.text_content().filter(|text| !text.trim().is_empty())));
    let last = texts.len().saturating_sub(1);
    for (place, text) in texts.iter().enumerate() {
        let Ok(utterance) = SpeechSynthesisUtterance::new_with_text(text) else { continue };
        utterance.set_voice(Some(&voice));
        utterance.set_lang(&voice.lang());
        if place == last {
            let button = button.clone();
            listen(&utterance, "end", move |_| mark(&button, false));
        }
        synthesis.speak(&utterance);
    }
    mark(button, !texts.is_empty());
}
