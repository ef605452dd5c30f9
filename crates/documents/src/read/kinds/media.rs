//! 音频、视频、图片, taken out of a record and measured (`docs/IMPORT.md`).

use ::media::{
    MAX_AUDIO_BYTES, MAX_CAPTION_BYTES, MAX_IMAGE_BYTES, MAX_VIDEO_BYTES, captions, picture, recording, sha256,
};
use domain::{
    Refusal,
    media::{Chapter, Cue, Media, MediaFile, MediaType},
};

use super::Reading;
use crate::{
    read::{
        beside::FileBeside,
        fields::{citing::some_cites, controls, takers::Fields},
    },
    source::SourceFile,
};

/// Its keys, as an import writes them (`docs/IMPORT.md`).
pub const KEYS: &[&str] = &[
    "type",
    "file",
    "captions",
    "poster",
    "chapters",
    "alt",
    "synthetic",
    "cites",
    "agency",
    "subjects",
    "published_on",
    "review_on",
];

/// Those of them that are dates.
pub const DATES: &[&str] = &["published_on", "review_on"];

/// The longest title of a chapter, in characters.
const MAX_CHAPTER_CHARS: usize = 40;
/// The most chapters of a recording.
const MAX_CHAPTERS: usize = 100;

/// Takes the fields, and measures the files that they name; those go to [`Reading::files`].
pub fn read(fields: &mut Fields, reading: &mut Reading<'_>) -> Result<Media, Refusal> {
    let Reading { beside, files, .. } = reading;
    let media_type =
        fields.word("type", &MediaType::ALL)?.ok_or("缺少 type：audio（录音）、video（视频）或 image（图片）")?;
    let most = match media_type {
        MediaType::Audio => MAX_AUDIO_BYTES,
        MediaType::Video => MAX_VIDEO_BYTES,
        MediaType::Image => MAX_IMAGE_BYTES,
    };
    let name = fields.text("file")?.ok_or("缺少 file（文件名）：文件放在数据文件旁边")?;
    let found = beside.find(&name, most)?;
    let alt = fields.text("alt")?;
    let captions = fields.text("captions")?.map(|name| beside.find(&name, MAX_CAPTION_BYTES)).transpose()?;
    let poster = fields.text("poster")?.map(|name| beside.find(&name, MAX_IMAGE_BYTES)).transpose()?;
    if poster.is_some() && media_type != MediaType::Video {
        return Err("poster（封面）只用于视频：请删去".into());
    }
    let (file, duration_ms, cues) = if media_type == MediaType::Image {
        if alt.is_none() {
            return Err("缺少 alt（文字等价内容）：看不见图的人靠它".into());
        }
        if captions.is_some() {
            return Err("captions（字幕）只用于录音和视频：图片的话写在 alt 里".into());
        }
        (re_encoded(&found, files)?, None, Vec::new())
    } else {
        let captions = captions.ok_or("缺少 captions（字幕，.vtt 文件）：听不见的人靠它，录音的文字稿也由它而来")?;
        let measured = recording(found.source()?, media_type).map_err(|reason| format!("文件“{name}”{reason}"))?;
        let cues = cues(&captions, measured.duration_ms)?;
        let (stored, size_bytes) = found.unchanged()?;
        let (width, height) = measured.size.unzip();
        let file = MediaFile { sha256: stored.sha256.clone(), format: measured.format, size_bytes, width, height };
        files.push(stored);
        (file, Some(measured.duration_ms), cues)
    };
    let poster = poster.map(|found| re_encoded(&found, files)).transpose()?;
    Ok(Media {
        media_type,
        file,
        duration_ms,
        cues,
        poster,
        chapters: chapters(fields, duration_ms)?,
        alt,
        synthetic: fields.truth("synthetic")?.unwrap_or_default(),
        cites: some_cites(fields)?,
        agency: fields.id("agency")?,
        subjects: fields.texts("subjects")?,
        published_on: fields.date("published_on")?,
        review_on: fields.date("review_on")?,
    })
}

/// A picture without anything but its pixels, to be stored.
fn re_encoded(found: &FileBeside, files: &mut Vec<SourceFile>) -> Result<MediaFile, Refusal> {
    let picture = picture(&found.bytes()?).map_err(|reason| format!("图片“{}”{reason}", found.name))?;
    let (sha256, size_bytes) = sha256(picture.bytes.as_slice()).map_err(|error| error.to_string())?;
    let file = MediaFile {
        sha256: sha256.clone(),
        format: picture.format,
        size_bytes,
        width: Some(picture.width),
        height: Some(picture.height),
    };
    files.push(SourceFile { sha256, content: found.picture(picture.bytes) });
    Ok(file)
}

fn cues(found: &FileBeside, duration_ms: u64) -> Result<Vec<Cue>, Refusal> {
    let bytes = match String::from_utf8(found.bytes()?) {
        Ok(mut text) => {
            controls::from_text(&mut text);
            text.into_bytes()
        }
        // It is said where it is not UTF-8.
        Err(error) => error.into_bytes(),
    };
    captions(&bytes, duration_ms).map_err(|error| format!("字幕“{}”{error}", found.name).into())
}

fn chapters(fields: &mut Fields, duration_ms: Option<u64>) -> Result<Vec<Chapter>, Refusal> {
    let mut chapters: Vec<Chapter> = Vec::new();
    for mut item in fields.objects("chapters")? {
        let path = item.path("at_s");
        let at_s = item
            .take("at_s")
            .and_then(|value| value.as_f64())
            .filter(|at| *at >= 0.0)
            .ok_or_else(|| format!("{path} 应为秒数"))?;
        let title = item.text("title")?.ok_or_else(|| format!("缺少 {}（章节名）", item.path("title")))?;
        if title.chars().count() > MAX_CHAPTER_CHARS {
            return Err(format!("{} 超过 {MAX_CHAPTER_CHARS} 字", item.path("title")).into());
        }
        if chapters.last().is_some_and(|before| at_s <= before.at_s) {
            return Err(format!("{path} 应当比前一章晚：章节要按时间排好").into());
        }
        if at_s * 1000.0 >= duration_ms.map_or(0.0, milliseconds) {
            return Err(format!("{path} 超出了录音的长度").into());
        }
        chapters.push(Chapter { at_s, title });
    }
    if chapters.len() > MAX_CHAPTERS { Err(format!("章节超过 {MAX_CHAPTERS} 个").into()) } else { Ok(chapters) }
}

#[allow(clippy::cast_precision_loss, reason = "a length of time in milliseconds is far below 2^52")]
fn milliseconds(ms: u64) -> f64 {
    ms as f64
}
