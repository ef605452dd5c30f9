//! 音视频: a recording, film or picture, played by the browser itself, with every word of it to read.

use domain::{
    DocumentId, Kind,
    media::{Chapter, Cue, Media, MediaFile, MediaType, clock_label},
};
use islands::Player as PlayerTools;
use leptos::prelude::*;

use super::{ListWords, list_of};
use crate::{
    components::{
        document::{article, crumbs, demo_mark},
        explanation::{Proof, StandingNotice},
        facts::{Fact, Facts},
        phones::CallButton,
        validity::linked,
    },
    ports::{CitedClause, Linked, Standing},
    words::documents,
};

/// What its list says of itself.
pub const LIST: ListWords = ListWords {
    description: "听录音、看短视频，都配有字幕和文字稿，和政策条款对应。",
    column_type: "音频视频",
    counter: "份音视频",
    place_in_menu: None,
    form_of: Some(Kind::Interpretation),
};

/// Clauses that are shown at once: a recording may rest on a dozen.
const SHOWN: usize = 3;

/// A transcript of more lines than this stands in parts, of which only those are laid out that are open.
const MAX_LINES: usize = 400;
/// The longest part, in milliseconds.
const PART_MS: u64 = 600_000;

/// A recording, film or picture, ready to be played.
#[derive(Debug, Clone)]
pub struct MediaView {
    /// The id in addresses.
    pub id: DocumentId,
    /// 标题
    pub title: String,
    /// 演示
    pub demo: bool,
    /// What was measured, and what is said.
    pub media: Media,
    /// The clauses it explains.
    pub clauses: Vec<CitedClause>,
    /// Whether it still stands.
    pub standing: Standing,
    /// 责任单位
    pub agency: Option<Linked>,
    /// Whom to call.
    pub phone: Option<String>,
}

/// All that its page shows.
pub type Page = MediaView;

/// Its list.
pub fn list() -> AnyView {
    list_of(Kind::Media, &LIST)
}

/// Its page.
pub fn view(view: Page) -> AnyView {
    view! { <MediaSheet view/> }.into_any()
}

#[component]
fn MediaSheet(view: MediaView) -> impl IntoView {
    let agency = view.agency.clone();
    let who = agency.as_ref().map(|agency| agency.text.clone()).unwrap_or_default();
    let media = &view.media;
    let head = article(&view.title, &media.summary(), &view.standing, Kind::Media, &view.id, media.published_on, &who);
    let facts = vec![
        Fact { term: "谁做的", value: agency.map(linked) },
        Fact::text("发布", media.published_on),
        Fact::text("下次复核", media.review_on),
        Fact::text("主题", (!media.subjects.is_empty()).then(|| media.subjects.join("、"))),
    ];
    let (title, demo, mut clauses, phone) = (view.title.clone(), view.demo, view.clauses.clone(), view.phone.clone());
    let rest = clauses.split_off(clauses.len().min(SHOWN));
    let more = (!rest.is_empty()).then(|| view! { <details class="more-proof"><summary>{documents::further_clauses(rest.len())}</summary><Proof clauses=rest/></details> });
    view! {
        {head}
        <div class="two">
            <article class="sheet stack">
                {crumbs(Kind::Media)}
                <h1>{title}</h1>
                <p class="hit-facts">{demo_mark(demo)}</p>
                <Player view alone=true/>
                <PlayerTools/>
                <CallButton phone who/>
            </article>
            <aside class="stack" aria-label="资料">
                <section class="sheet stack"><h2 class="card-title">{documents::BASIS}</h2><Proof clauses/> {more}</section>
                <section class="sheet stack"><h2 class="card-title">{documents::THIS_RECORDING}</h2><Facts facts/></section>
            </aside>
        </div>
    }
}

fn address(page: &str, file: &MediaFile) -> String {
    format!("{page}.{}?v={}", file.format.extension(), file.version())
}

/// The whole player: chapters and transcript below. `alone`: on its own page, where the title is the heading.
#[component]
pub(crate) fn Player(view: MediaView, #[prop(optional)] alone: bool) -> impl IntoView {
    let MediaView { id, title, media, standing, .. } = view;
    let page = Kind::Media.url(&id);
    let file = address(&page, &media.file);
    let caption = if alone {
        ().into_any()
    } else {
        view! { <figcaption><a href=page.clone()>{title.clone()}</a></figcaption> }.into_any()
    };
    let word = documents::download(media.media_type.label());
    let download = view! { " " <a href=file.clone() download="">{word}</a> };
    let chapters = (!media.chapters.is_empty()).then(|| chapter_list(&file, &media.chapters));
    let words = (!media.cues.is_empty()).then(|| transcript(&file, &media, alone));
    let alt = media
        .alt
        .clone()
        .filter(|_| media.media_type == MediaType::Video)
        .map(|alt| view! { <p class="quiet">{documents::PICTURES_SHOW} {alt}</p> });
    view! {
        <figure class="player" data-player=id.to_string()>
            {caption}
            <StandingNotice standing small=!alone/>
            {element(&title, &page, &media, alone)}
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
            {media.synthetic.then(|| view! { " " <span class="mark">{documents::SYNTHETIC}</span> })}
            {link}
        </p>
    }
}

/// The browser's own element. Nothing is loaded before somebody presses play.
fn element(title: &str, page: &str, media: &Media, alone: bool) -> AnyView {
    let file = address(page, &media.file);
    let (width, height) = (media.file.width, media.file.height);
    match media.media_type {
        MediaType::Audio => view! { <audio controls preload="none" aria-label=title.to_owned() src=file></audio> }.into_any(),
        MediaType::Video => {
            let captions = format!("{page}.vtt?v={}", media.file.version());
            let poster = media.poster.as_ref().map(|poster| address(page, poster));
            view! {
                <video controls playsinline preload="none" aria-label=title.to_owned() width=width height=height poster=poster src=file>
                    <track kind="captions" src=captions srclang="zh" label=documents::CAPTIONS default/>
                </video>
            }
            .into_any()
        }
        // The words that stand for the picture are text below it: as `alt` too, they would be read out twice.
        MediaType::Image => view! {
            <a href=file.clone()><img src=file.clone() alt=documents::picture_of(title) width=width height=height loading="lazy" decoding="async"/></a>
            <details open=alone><summary>{documents::IN_WORDS}</summary><p>{media.alt.clone()}</p></details>
        }
        .into_any(),
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
fn transcript(file: &str, media: &Media, open: bool) -> impl IntoView + use<> {
    let words = if media.cues.len() > MAX_LINES {
        parts(&media.cues, &media.chapters)
            .enumerate()
            .map(|(at, part)| part_view(file, part, &media.chapters, at == 0))
            .collect_view()
            .into_any()
    } else {
        lines(file, &media.cues).into_any()
    };
    view! {
        <details class="transcript" open=open>
            <summary>{documents::TRANSCRIPT}</summary>
            <div class="transcript-words">{words}</div>
        </details>
    }
}

/// Cuts a long transcript at chapters, and at every ten minutes.
fn parts<'a>(cues: &'a [Cue], chapters: &[Chapter]) -> impl Iterator<Item = &'a [Cue]> {
    cues.chunk_by(|cue, next| {
        chapter_of(cue, chapters) == chapter_of(next, chapters) && cue.start_ms / PART_MS == next.start_ms / PART_MS
    })
}

/// The chapter that the middle of a cue is in: chapters are set by hand, a little before or after the voice.
fn chapter_of(cue: &Cue, chapters: &[Chapter]) -> Option<usize> {
    let middle = seconds(cue.start_ms.midpoint(cue.end_ms));
    chapters.partition_point(|chapter| chapter.at_s <= middle).checked_sub(1)
}

fn part_view(file: &str, part: &[Cue], chapters: &[Chapter], open: bool) -> impl IntoView + use<> {
    let first = part.first();
    let from = first.map(|cue| clock_label(cue.start_ms));
    let title = first.and_then(|cue| chapters.get(chapter_of(cue, chapters)?)).map(|chapter| chapter.title.clone());
    view! { <details open=open><summary><span class="at">{from}</span> " " {title}</summary>{lines(file, part)}</details> }
}

fn lines(file: &str, cues: &[Cue]) -> impl IntoView + use<> {
    let rows = cues
        .iter()
        .map(|cue| {
            let at = seconds(cue.start_ms);
            let href = format!("{file}#t={at}");
            view! { <li><a href=href data-at=at.to_string()><span class="at">{clock_label(cue.start_ms)}</span> " " {cue.line()}</a></li> }
        })
        .collect_view();
    view! { <ol>{rows}</ol> }
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds of a recording are far below 2^52")]
fn seconds(ms: u64) -> f64 {
    ms as f64 / 1000.0
}

/// A recording under a clause: to be heard at once, with the way to its words.
#[component]
pub(crate) fn PlayerLine(view: MediaView) -> impl IntoView {
    let MediaView { id, title, media, standing, .. } = view;
    let page = Kind::Media.url(&id);
    let words = (!media.cues.is_empty()).then(|| view! { " " <a href=page.clone()>{documents::READ_TRANSCRIPT}</a> });
    view! {
        <figure class="player small">
            <figcaption><a href=page.clone()>{title.clone()}</a></figcaption>
            <StandingNotice standing small=true/>
            {element(&title, &page, &media, false)}
            {facts_line(&media, words)}
        </figure>
    }
}

#[cfg(test)]
mod tests {
    use domain::media::{Chapter, Cue};

    use super::parts;

    fn cue(start_s: u64) -> Cue {
        Cue { start_ms: start_s * 1000, end_ms: start_s * 1000 + 4000, text: "一句".to_owned() }
    }

    fn begins(cues: &[Cue], chapters: &[Chapter]) -> Vec<u64> {
        parts(cues, chapters).filter_map(|part| part.first()).map(|cue| cue.start_ms / 1000).collect()
    }

    #[test]
    fn a_long_transcript_is_cut_at_chapters_and_every_ten_minutes() {
        let cues: Vec<Cue> = (0..300).map(|n| cue(n * 5)).collect();
        assert_eq!(begins(&cues, &[]), [0, 600, 1200]);
        let chapter = |at_s: f64| Chapter { at_s, title: "一章".to_owned() };
        assert_eq!(begins(&cues, &[chapter(60.3), chapter(899.0)]), [0, 60, 600, 900, 1200]);
        assert_eq!(parts(&cues, &[chapter(60.3)]).map(<[Cue]>::len).sum::<usize>(), cues.len());
    }
}
