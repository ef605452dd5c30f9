//! Players of recordings: the words follow the voice, a tap on words goes to them, and the speed can be chosen.

mod transcript;

use std::rc::Rc;

use js_sys::{Number, futures::JsFuture};
use leptos::{prelude::*, task::spawn_local};
use transcript::Transcript;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlMediaElement, MouseEvent};

use crate::browser::{each, is_plain_click, listen};

/// Speeds that are offered.
const SPEEDS: [(f64, &str); 4] = [(0.75, "慢"), (1.0, "正常"), (1.25, "稍快"), (1.5, "快")];

/// Serves every `figure[data-player]` of the page. Where words and chapters begin is in `data-at`, in seconds.
#[island]
pub fn Player() -> impl IntoView {
    Effect::new(move |_| {
        let Some(page) = document().document_element() else { return };
        // A player that cannot be served is the browser's own, which is complete.
        each(&page, "figure[data-player]", &mut |figure| serve(figure).unwrap_or_default());
    });
}

fn serve(figure: &Element) -> Option<()> {
    let media: HtmlMediaElement = figure.query_selector("audio, video").ok()??.dyn_into().ok()?;
    add_speeds(&media)?;
    add_status(&media)?;
    let player = media.clone();
    listen(figure, "click", move |event| go(&player, &event).unwrap_or_default());
    let transcript = Rc::new(Transcript::of(figure)?);
    transcript.watch(figure);
    let player = media.clone();
    listen(&media, "timeupdate", move |_| transcript.follow(player.current_time()));
    Some(())
}

/// Read by the browser: Rust's own reader of decimals is 10 kB of WebAssembly.
fn at(element: &Element) -> Option<f64> {
    Some(Number::parse_float(&element.get_attribute("data-at")?)).filter(|at| at.is_finite())
}

/// A tap on words or on a chapter.
fn go(media: &HtmlMediaElement, event: &Event) -> Option<()> {
    let click: &MouseEvent = event.unchecked_ref();
    let target = click.target().filter(|_| is_plain_click(click))?;
    let seconds = at(&target.dyn_ref::<Element>()?.closest("[data-at]").ok()??)?;
    event.prevent_default();
    media.set_current_time(seconds);
    // A browser may refuse to play: the place is set all the same, and what is broken is said by `add_status`.
    let played = media.play().ok()?;
    spawn_local(async move {
        let _ = JsFuture::from(played).await;
    });
    Some(())
}

/// Says when a recording cannot be played.
fn add_status(media: &HtmlMediaElement) -> Option<()> {
    media.insert_adjacent_html("afterend", "<p class=\"player-status\" role=\"status\"></p>").ok()?;
    let status = media.next_element_sibling()?;
    let say = move || status.set_text_content(Some("暂时不能播放，请看下面的文字稿，或点“下载”。"));
    if media.error().is_some() {
        say();
    }
    listen(media, "error", move |_| say());
    Some(())
}

fn add_speeds(media: &HtmlMediaElement) -> Option<()> {
    let group = document().create_element("p").ok()?;
    group.set_class_name("speeds");
    let _ = group.set_attribute("role", "group");
    let _ = group.set_attribute("aria-label", "播放速度");
    let mut buttons = Vec::new();
    for (_, words) in SPEEDS {
        let button = document().create_element("button").ok()?;
        let _ = button.set_attribute("type", "button");
        button.set_text_content(Some(words));
        group.append_child(&button).ok()?;
        buttons.push(button);
    }
    media.after_with_node_1(&group).ok()?;
    let show = {
        let (media, buttons) = (media.clone(), buttons.clone());
        move || {
            for (button, (speed, _)) in buttons.iter().zip(SPEEDS) {
                let is_chosen = (media.playback_rate() - speed).abs() < 0.01;
                let _ = button.set_attribute("aria-pressed", if is_chosen { "true" } else { "false" });
            }
        }
    };
    show();
    for (button, (speed, _)) in buttons.into_iter().zip(SPEEDS) {
        let media = media.clone();
        listen(&button, "click", move |_| media.set_playback_rate(speed));
    }
    // The browser's own menu has speeds too.
    listen(media, "ratechange", move |_| show());
    Some(())
}
