//! A recording, film or picture: played by the browser itself, with every word of it to read.

use domain::{
    Kind,
    media::{Chapter, Cue, Media, MediaFile, MediaType, clock_label},
};
use leptos::prelude::*;

use crate::{
    components::explanation::StandingNotice,
    ports::MediaView,
};

fn address(page: &str, file: &MediaFile) -> String {
    format!("{page}.{}?v={}", file.format.extension(), file.version())
}

/// The whole player: chapters and transcript below. `alone`: on its own page, where the title is the heading.
#[component]
pub fn Player(view: MediaView, #[prop(optional)] alone: bool) -> impl IntoView {
    let MediaView { id, title, media, standing, .. } = view;
    let page = Kind::Media.url(&id);
    let file = address(&page, &media.file);
    let caption = if alone { ().into_any() } else { view! { <figcaption><a href=page.clone()>{title.clone()}</a></figcaption> }.into_any() };
    let word = format!("下载{}", media.media_type.label());
    let download = view! { " " <a href=file.clone() download="">{word}</a> };
    let chapters = (!media.chapters.is_empty()).then(|| chapter_list(&file, &media.chapters));
    let words = (!media.cues.is_empty()).then(|| transcript(&file, &media.cues, alone));
    let alt = media.alt.clone().filter(|_| media.media_type == MediaType::Video).map(|alt| view! { <p class="quiet">"画面：" {alt}</p> });
    view! {
        <figure class="player" data-player=id.to_string()>
            {caption}
            <StandingNotice standing small=!alone/>
            {element(&title, &page, &media)}
            {facts_line(&media, download)}
            {alt}
            {chapters}
            {words}
        </figure>
    }
}

/// What this is, how long and how large, before anything is loaded; then where it leads to.
fn facts_line<Link: IntoView>(media: &Media, link: Link) -> impl IntoView + use<Link> {
    view! {
        <p class="player-facts">
            <span>{media.facts()}</span>
            {media.synthetic.then(|| view! { " " <span class="mark">"合成语音"</span> })}
            {link}
        </p>
    }
}

/// The browser's own element. Nothing is loaded before somebody presses play.
fn element(title: &str, page: &str, media: &Media) -> AnyView {
    let file = address(page, &media.file);
    let content_type = media.file.format.content_type();
    let captions = format!("{page}.vtt?v={}", media.file.version());
    let title = title.to_owned();
    let (width, height) = (media.file.width, media.file.height);
    match media.media_type {
        MediaType::Audio => view! {
            <audio controls preload="none" aria-label=title><source src=file r#type=content_type/></audio>
        }
        .into_any(),
        MediaType::Video => {
            let poster = media.poster.as_ref().map(|poster| address(page, poster));
            view! {
                <video controls playsinline preload="none" aria-label=title width=width height=height poster=poster>
                    <source src=file r#type=content_type/>
                    <track kind="captions" src=captions srclang="zh" label="中文字幕" default/>
                </video>
            }
            .into_any()
        }
        MediaType::Image => {
            let alt = media.alt.clone().unwrap_or_default();
            view! {
                <a href=file.clone()><img src=file.clone() alt=alt.clone() width=width height=height loading="lazy" decoding="async"/></a>
                <details><summary>"用文字说"</summary><p>{alt}</p></details>
            }
            .into_any()
        }
    }
}

/// Links into the recording: a browser plays a file from `#t=`; the island moves the player instead.
fn chapter_list(file: &str, chapters: &[Chapter]) -> impl IntoView + use<> {
    let rows = chapters
        .iter()
        .map(|chapter| {
            let href = format!("{file}#t={}", chapter.at_s);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "seconds of a recording, not below zero")]
            let at = clock_label((chapter.at_s * 1000.0) as u64);
            view! { <li><a href=href data-at=chapter.at_s.to_string()><span class="at">{at}</span> " " {chapter.title.clone()}</a></li> }
        })
        .collect_view();
    view! { <nav class="chapters" aria-label="章节"><ol>{rows}</ol></nav> }
}

/// Every word, complete without JavaScript; with it the words follow the voice, and a tap goes to them.
fn transcript(file: &str, cues: &[Cue], open: bool) -> impl IntoView + use<> {
    let rows = cues
        .iter()
        .map(|cue| {
            #[expect(clippy::cast_precision_loss, reason = "milliseconds of a recording are far below 2^52")]
            let at = cue.start_ms as f64 / 1000.0;
            let href = format!("{file}#t={at}");
            view! { <li><a href=href data-at=at.to_string()><span class="at">{clock_label(cue.start_ms)}</span> " " {cue.line()}</a></li> }
        })
        .collect_view();
    view! {
        <details class="transcript" open=open>
            <summary>"文字稿"</summary>
            <ol>{rows}</ol>
        </details>
    }
}

/// A recording under a clause: to be heard at once, with the way to its words.
#[component]
pub fn PlayerLine(view: MediaView) -> impl IntoView {
    let MediaView { id, title, media, standing, .. } = view;
    let page = Kind::Media.url(&id);
    let words = (!media.cues.is_empty()).then(|| view! { " " <a href=page.clone()>"看文字稿"</a> });
    view! {
        <figure class="player small">
            <figcaption><a href=page.clone()>{title.clone()}</a></figcaption>
            <StandingNotice standing small=true/>
            {element(&title, &page, &media)}
            {facts_line(&media, words)}
        </figure>
    }
}
