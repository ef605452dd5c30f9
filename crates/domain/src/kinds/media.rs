//! 音频视频: recordings and pictures that explain, with their words. What a file is was measured, never believed.

use std::{borrow::Cow, fmt::Write as _};

use serde::{Deserialize, Serialize};

use super::{Common, Content, Entry, FacetOf, Facts, Nature, Title};
use crate::{ClauseCitation, Date, DocumentId, search::Facet};

/// What is the same of every recording, film and picture.
pub const FACTS: Facts = Facts {
    word: "media",
    label: "音视频",
    path: "/media",
    nature: Nature::Explanation,
    is_listed: true,
    title: Title::TITLE,
    summary_answers: false,
    has_files: true,
    kept_back: &[],
};

/// The words of a recording that a list shows, at the most, in characters.
const SUMMARY_CHARS: usize = 100;

/// What a reader gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaType {
    /// 录音
    Audio,
    /// 视频
    Video,
    /// 图片
    Image,
}

impl MediaType {
    /// Every type.
    pub const ALL: [Self; 3] = [Self::Audio, Self::Video, Self::Image];

    /// The word a reader sees.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Audio => "录音",
            Self::Video => "视频",
            Self::Image => "图片",
        }
    }
}

/// A container with codecs that phones play.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaFormat {
    /// MPEG-1 layer III
    Mp3,
    /// AAC in MP4, sound alone
    M4a,
    /// H.264 with AAC in MP4
    Mp4,
    /// VP8 or VP9 with Opus or Vorbis
    Webm,
    /// JPEG
    Jpeg,
    /// PNG
    Png,
}

impl MediaFormat {
    /// The end of a file's name.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Mp3 => "mp3",
            Self::M4a => "m4a",
            Self::Mp4 => "mp4",
            Self::Webm => "webm",
            Self::Jpeg => "jpg",
            Self::Png => "png",
        }
    }

    /// The MIME type.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Mp3 => "audio/mpeg",
            Self::M4a => "audio/mp4",
            Self::Mp4 => "video/mp4",
            Self::Webm => "video/webm",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }
}

/// A file in the media store, known by its content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaFile {
    /// SHA-256 of the bytes, in hexadecimal.
    pub sha256: String,
    /// What the bytes are.
    pub format: MediaFormat,
    /// Bytes.
    pub size_bytes: u64,
    /// Pixels; `None` for sound.
    #[serde(default)]
    pub width: Option<u32>,
    /// Pixels; `None` for sound.
    #[serde(default)]
    pub height: Option<u32>,
}

impl MediaFile {
    /// The part of the hash that an address carries, so that a browser may keep what it loaded.
    pub fn version(&self) -> &str {
        self.sha256.get(..12).unwrap_or_default()
    }
}

/// 字幕: what is said in a span of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cue {
    /// Milliseconds from the beginning.
    pub start_ms: u64,
    /// Milliseconds from the beginning; after `start_ms`.
    pub end_ms: u64,
    /// Plain text, one or more lines.
    pub text: String,
}

impl Cue {
    /// The words in one line: lines of Chinese follow each other without a space.
    pub fn line(&self) -> String {
        let mut line = String::with_capacity(self.text.len());
        for part in self.text.lines().map(str::trim).filter(|part| !part.is_empty()) {
            if line.ends_with(|c: char| c.is_ascii_alphanumeric())
                && part.starts_with(|c: char| c.is_ascii_alphanumeric())
            {
                line.push(' ');
            }
            line.push_str(part);
        }
        line
    }
}

/// 章节
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Chapter {
    /// Seconds from the beginning.
    pub at_s: f64,
    /// Its title.
    pub title: String,
}

/// 音频、视频、图片
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Media {
    /// What a reader gets.
    #[serde(rename = "type")]
    pub media_type: MediaType,
    /// The recording or the picture.
    pub file: MediaFile,
    /// Milliseconds; `None` for a picture.
    #[serde(default)]
    pub duration_ms: Option<u64>,
    /// 文字稿: every word that is said, in order; empty for a picture.
    #[serde(default)]
    pub cues: Vec<Cue>,
    /// 封面
    #[serde(default)]
    pub poster: Option<MediaFile>,
    /// 章节, in order.
    #[serde(default)]
    pub chapters: Vec<Chapter>,
    /// 文字等价内容 of a picture; of a film, what is seen and not said.
    #[serde(default)]
    pub alt: Option<String>,
    /// 合成语音: no person speaks.
    #[serde(default)]
    pub synthetic: bool,
    /// The clauses that it explains; at least one.
    pub cites: Vec<ClauseCitation>,
    /// 责任单位
    #[serde(default)]
    pub agency: Option<DocumentId>,
    /// 主题
    #[serde(default)]
    pub subjects: Vec<String>,
    /// 发布日期
    #[serde(default)]
    pub published_on: Option<Date>,
    /// 复核日期
    #[serde(default)]
    pub review_on: Option<Date>,
}

impl Media {
    /// The files that it is made of.
    pub fn files(&self) -> impl Iterator<Item = &MediaFile> {
        std::iter::once(&self.file).chain(&self.poster)
    }

    /// The words that are said, or the words that stand for a picture, as running text.
    pub fn words(&self) -> String {
        let mut words: Vec<&str> = self.alt.iter().map(String::as_str).collect();
        let cues: Vec<String> = self.cues.iter().map(Cue::line).collect();
        words.extend(cues.iter().map(String::as_str));
        words.join("\n")
    }

    /// “录音，1 分 46 秒，0.5 MB”
    pub fn facts(&self) -> String {
        format!("{}，{}", self.media_type.label(), self.extent())
    }

    /// What a list says of it: “录音，1 分 46 秒，0.5 MB，合成语音。” and its first words.
    pub fn summary(&self) -> String {
        let synthetic = if self.synthetic { "，合成语音" } else { "" };
        let mut words: String = self.words().replace('\n', "").chars().take(SUMMARY_CHARS).collect();
        if let Some((sentences, _)) = words.rsplit_once('。') {
            words.truncate(sentences.len() + '。'.len_utf8());
        }
        format!("{}{synthetic}。{words}", self.facts())
    }

    /// The captions as a `WebVTT` file (<https://www.w3.org/TR/webvtt1/>).
    pub fn webvtt(&self) -> String {
        let mut file = "WEBVTT\n".to_owned();
        for cue in &self.cues {
            let text = cue.text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            // Writing into memory does not fail.
            let _ = write!(file, "\n{} --> {}\n{text}\n", vtt_time(cue.start_ms), vtt_time(cue.end_ms));
        }
        file
    }

    /// How long and how large, as a reader is told before anything is loaded: “1 分 46 秒，0.5 MB”.
    pub fn extent(&self) -> String {
        let size = size_label(self.file.size_bytes);
        self.duration_ms.map_or_else(|| size.clone(), |duration| format!("{}，{size}", duration_label(duration)))
    }
}

impl Content for Media {
    fn common(&self) -> Common<'_> {
        Common {
            agency: self.agency.as_ref(),
            subjects: &self.subjects,
            date: self.published_on,
            review_on: self.review_on,
            ..Common::default()
        }
    }

    fn cites(&self) -> Vec<ClauseCitation> {
        self.cites.clone()
    }

    fn cites_mut(&mut self) -> Vec<&mut ClauseCitation> {
        self.cites.iter_mut().collect()
    }

    fn says_the_same_as(&self, held: &Self) -> bool {
        // What is said was recorded once: corrected captions are no new look at the policy.
        held.file == self.file && (held.duration_ms.is_some() || held.alt == self.alt)
    }

    fn files(&self) -> Vec<&MediaFile> {
        self.files().collect()
    }

    fn own_words(&self) -> String {
        self.words()
    }

    fn mark(&self) -> Option<&'static str> {
        Some(self.media_type.label())
    }

    fn entry(&self) -> Entry<'_> {
        Entry {
            facets: vec![FacetOf::named(Facet::Genre, self.media_type.label())],
            summary: Some(Cow::Owned(self.summary())),
            texts: vec![Cow::Owned(self.words())],
            ..Entry::default()
        }
    }
}

fn vtt_time(ms: u64) -> String {
    format!("{:02}:{:02}:{:02}.{:03}", ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000)
}

/// “1 小时 2 分”, “1 分 46 秒”, “8 秒”.
pub fn duration_label(ms: u64) -> String {
    let seconds = (ms + 500) / 1000;
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds} 秒"),
        (0, minutes, 0) => format!("{minutes} 分钟"),
        (0, minutes, seconds) => format!("{minutes} 分 {seconds} 秒"),
        (hours, minutes, _) => format!("{hours} 小时 {minutes} 分"),
    }
}

/// “1:46”, as players show it.
pub fn clock_label(ms: u64) -> String {
    let seconds = ms / 1000;
    match seconds / 3600 {
        0 => format!("{}:{:02}", seconds / 60, seconds % 60),
        hours => format!("{hours}:{:02}:{:02}", seconds / 60 % 60, seconds % 60),
    }
}

/// “0.5 MB”, in millions of bytes; below a tenth of that, “12 KB”.
pub fn size_label(bytes: u64) -> String {
    if bytes < 100_000 {
        format!("{} KB", bytes.div_ceil(1000))
    } else {
        format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10)
    }
}

#[cfg(test)]
mod tests {
    use super::{Cue, clock_label, duration_label, size_label};

    #[test]
    fn lines_of_a_cue_become_one() {
        let line = |text: &str| Cue { start_ms: 0, end_ms: 1, text: text.to_owned() }.line();
        assert_eq!(
            [line("2000元，\n这是补贴。"), line("call\n12345"), line("一句")],
            ["2000元，这是补贴。", "call 12345", "一句"]
        );
    }

    #[test]
    fn lengths_read_as_people_say_them() {
        assert_eq!(
            ["8 秒", "2 分钟", "1 分 46 秒", "1 小时 2 分"],
            [8_200, 120_000, 106_400, 3_724_000].map(duration_label).each_ref().map(String::as_str)
        );
        assert_eq!(
            ["0:08", "1:46", "1:02:04"],
            [8_900, 106_400, 3_724_000].map(clock_label).each_ref().map(String::as_str)
        );
        assert_eq!(
            ["1 KB", "53 KB", "0.5 MB", "12.3 MB"],
            [10, 52_412, 521_113, 12_399_999].map(size_label).each_ref().map(String::as_str)
        );
    }
}
