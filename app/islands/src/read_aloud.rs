//! Reading aloud what has no recording, with a voice of the device itself: nothing of it may leave for a server.

use std::{cell::Cell, rc::Rc};

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{
    Event, HtmlElement, SpeechSynthesis, SpeechSynthesisErrorCode, SpeechSynthesisErrorEvent, SpeechSynthesisUtterance,
    SpeechSynthesisVoice,
};

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
        let reading =
            Rc::new(Reading { button: button.clone().into(), synthesis, is_on: Cell::new(false), run: Cell::new(0) });
        let pressed = reading.clone();
        listen(&button, "click", move |_| if pressed.is_on.get() { pressed.stop() } else { pressed.start() });
        // A voice goes on after the page is left.
        listen(&window(), "pagehide", move |_| reading.stop());
    });
    view! { <button type="button" class="button read-aloud" hidden node_ref=button>"读给我听"</button> }
}

fn local_voice(synthesis: &SpeechSynthesis) -> Option<SpeechSynthesisVoice> {
    let chinese = |voice: &SpeechSynthesisVoice| {
        let language = voice.lang().to_lowercase();
        language.starts_with("zh") || language.starts_with("cmn")
    };
    synthesis
        .get_voices()
        .iter()
        .map(JsCast::unchecked_into::<SpeechSynthesisVoice>)
        .find(|voice| voice.local_service() && chinese(voice))
}

struct Reading {
    button: HtmlElement,
    synthesis: SpeechSynthesis,
    is_on: Cell<bool>,
    /// Counts starts and stops: what is cancelled says so late, when the next run may have begun.
    run: Cell<u32>,
}

impl Reading {
    fn start(self: &Rc<Self>) {
        self.stop();
        let Some(voice) = local_voice(&self.synthesis) else { return };
        let Some(page) = document().document_element() else { return };
        let mut texts: Vec<String> = Vec::new();
        each(&page, "[data-read]", &mut |part| {
            texts.extend(part.text_content().filter(|text| !text.trim().is_empty()));
        });
        let run = self.run.get();
        let last = texts.len().saturating_sub(1);
        for (place, text) in texts.iter().enumerate() {
            let Ok(utterance) = SpeechSynthesisUtterance::new_with_text(text) else { continue };
            utterance.set_voice(Some(&voice));
            utterance.set_lang(&voice.lang());
            for name in ["end", "error"] {
                let reading = self.clone();
                listen(&utterance, name, move |event| {
                    if reading.run.get() == run && (place == last || is_failure(&event)) {
                        reading.stop();
                    }
                });
            }
            self.synthesis.speak(&utterance);
        }
        self.mark(!texts.is_empty());
    }

    fn stop(&self) {
        self.run.set(self.run.get().wrapping_add(1));
        self.synthesis.cancel();
        self.mark(false);
    }

    fn mark(&self, is_on: bool) {
        self.is_on.set(is_on);
        self.button.set_text_content(Some(if is_on { "停止" } else { "读给我听" }));
    }
}

/// Whether the voice has failed. What was cancelled or interrupted has not.
fn is_failure(event: &Event) -> bool {
    let error: &SpeechSynthesisErrorEvent = event.unchecked_ref();
    event.type_() == "error"
        && !matches!(error.error(), SpeechSynthesisErrorCode::Canceled | SpeechSynthesisErrorCode::Interrupted)
}
