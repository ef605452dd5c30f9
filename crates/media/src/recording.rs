//! Sound and film: container, codecs, length, and whether the file ends where it says.

use domain::Refusal;
use std::io::{Seek as _, SeekFrom};

use domain::media::{MediaFormat, MediaType};
use mp4_atom::{Atom as _, Ftyp, Header, Moov, ReadAtom as _, ReadFrom as _, Tkhd, Trak};
use symphonia::core::{
    codecs::{
        CodecParameters,
        audio::{
            AudioCodecId,
            well_known::{CODEC_ID_AAC, CODEC_ID_MP3, CODEC_ID_OPUS, CODEC_ID_VORBIS},
        },
        video::{
            VideoCodecId,
            well_known::{CODEC_ID_H264, CODEC_ID_MJPEG, CODEC_ID_VP8, CODEC_ID_VP9},
        },
    },
    errors::Error,
    formats::{
        FormatOptions, FormatReader,
        probe::Hint,
        well_known::{FORMAT_ID_ISOMP4, FORMAT_ID_MKV, FORMAT_ID_MP3},
    },
    io::{MediaSource, MediaSourceStream},
    meta::MetadataOptions,
    units::{Duration, TimeBase, Timestamp},
};

use crate::guarded;

/// Bytes that can be read, and sought in.
pub type Source = Box<dyn MediaSource>;

/// What was found in a file of sound or film.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recording {
    /// Container and codecs.
    pub format: MediaFormat,
    /// Milliseconds, measured over all packets.
    pub duration_ms: u64,
    /// Pixels of the film, as it is shown.
    pub size: Option<(u32, u32)>,
}

/// A file that ends this much before what its header says was cut off, in milliseconds.
const CUT_OFF_MS: u64 = 300;
/// Shorter than this says nothing, in milliseconds.
const SHORTEST_MS: u64 = 500;

/// The most that is read of a track's header (`tkhd`), in bytes; it has 92, or 104 with long times.
const MOST_OF_A_TRACK_HEADER: usize = 1024;

const DAMAGED: &str = "不完整或已损坏：请重新获取，或重新导出";
const NO_RECORDING: &str = "不是手机都能播放的录音或视频：录音请用 MP3 或 M4A，视频请用 MP4（H.264 编码，不是 H.265 或 AV1）或 WebM（VP9）；没有传完整的文件也会这样";

/// Looks at a file through and through. The error is the rest of a Chinese sentence that begins with the file's name.
pub fn recording(source: Source, declared: MediaType) -> Result<Recording, Refusal> {
    guarded(|| measured(source, declared), NO_RECORDING)
}

fn measured(mut source: Source, declared: MediaType) -> Result<Recording, Refusal> {
    let is_turned = is_turned(&mut source) == Some(true);
    source.seek(SeekFrom::Start(0)).map_err(|error| format!("读取失败：{error}"))?;
    let stream = MediaSourceStream::new(source, symphonia::core::io::MediaSourceStreamOptions::default());
    let mut reader = symphonia::default::get_probe()
        .probe(&Hint::new(), stream, FormatOptions::default(), MetadataOptions::default())
        .map_err(|error| if is_cut(&error) { DAMAGED } else { NO_RECORDING })?;
    let (format, size) = format(&*reader, declared)?;
    let size = size.map(|(width, height)| if is_turned { (height, width) } else { (width, height) });
    let promised = promised_ms(&*reader);
    let duration_ms = walk(&mut *reader)?;
    if promised.is_some_and(|promised| duration_ms.saturating_add(CUT_OFF_MS) < promised) {
        return Err(DAMAGED.into());
    }
    if duration_ms < SHORTEST_MS {
        return Err("里面没有声音，或不到半秒：请检查是不是选错了文件".into());
    }
    Ok(Recording { format, duration_ms, size })
}

/// Whether an MP4 film is to be turned by a quarter: a telephone that is held upright writes its film lying (ISO/IEC 14496-12
/// §8.3.2). `None` where nothing says so.
fn is_turned(source: &mut Source) -> Option<bool> {
    let mut is_mp4 = false;
    loop {
        let header = Header::read_from(source).ok()?;
        match header.kind {
            // What is sought stands inside of these.
            Moov::KIND | Trak::KIND if is_mp4 => {}
            Tkhd::KIND if is_mp4 => {
                header.size.filter(|size| *size <= MOST_OF_A_TRACK_HEADER)?;
                let Tkhd { matrix, width, .. } = Tkhd::read_atom(&header, source).ok()?;
                if width.integer() > 0 && matrix.a == 0 && matrix.d == 0 {
                    return Some(true);
                }
            }
            kind if is_mp4 || kind == Ftyp::KIND => {
                is_mp4 = true;
                source.seek(SeekFrom::Current(i64::try_from(header.size?).ok()?)).ok()?;
            }
            _ => return None,
        }
    }
}

fn is_cut(error: &Error) -> bool {
    matches!(error, Error::IoError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof)
}

/// Which of the formats it is; anything else is refused by name.
fn format(reader: &dyn FormatReader, declared: MediaType) -> Result<(MediaFormat, Option<(u32, u32)>), Refusal> {
    let mut sounds: Vec<AudioCodecId> = Vec::new();
    let mut films: Vec<(VideoCodecId, Option<(u32, u32)>)> = Vec::new();
    for track in reader.tracks() {
        match &track.codec_params {
            Some(CodecParameters::Audio(audio)) => sounds.push(audio.codec),
            // The cover of an album is no film.
            Some(CodecParameters::Video(video)) if video.codec != CODEC_ID_MJPEG => {
                films.push((
                    video.codec,
                    video.width.zip(video.height).map(|(width, height)| (width.into(), height.into())),
                ));
            }
            _ => {}
        }
    }
    let container = reader.format_info().format;
    let is_audio = declared == MediaType::Audio;
    match films.as_slice() {
        [] if !is_audio => return Err("里面没有画面：录音请把 type 写成 audio".into()),
        [_, ..] if is_audio => return Err("里面有画面：视频请把 type 写成 video".into()),
        _ => {}
    }
    let only = |known: &[AudioCodecId]| sounds.iter().all(|sound| known.contains(sound));
    let found = match (container, films.as_slice()) {
        (FORMAT_ID_MP3, []) => Some((MediaFormat::Mp3, None)),
        (FORMAT_ID_ISOMP4, []) if !sounds.is_empty() && only(&[CODEC_ID_AAC]) => Some((MediaFormat::M4a, None)),
        (FORMAT_ID_ISOMP4, [(CODEC_ID_H264, size)]) if only(&[CODEC_ID_AAC, CODEC_ID_MP3]) => {
            Some((MediaFormat::Mp4, *size))
        }
        (FORMAT_ID_MKV, [(CODEC_ID_VP8 | CODEC_ID_VP9, size)]) if only(&[CODEC_ID_OPUS, CODEC_ID_VORBIS]) => {
            Some((MediaFormat::Webm, *size))
        }
        _ => None,
    };
    found.ok_or_else(|| NO_RECORDING.into())
}

/// The length that the headers give, in milliseconds.
fn promised_ms(reader: &dyn FormatReader) -> Option<u64> {
    let of_track = |track: &symphonia::core::formats::Track| {
        let duration = track.duration.map(Duration::get).or(track.num_frames)?;
        milliseconds(track.time_base?, Timestamp::new(i64::try_from(duration).ok()?))
    };
    reader.tracks().iter().filter_map(of_track).max()
}

fn milliseconds(base: TimeBase, at: Timestamp) -> Option<u64> {
    base.calc_time(at).and_then(|time| u64::try_from(time.as_millis()).ok())
}

/// Reads every packet; the end of the last, in milliseconds.
fn walk(reader: &mut dyn FormatReader) -> Result<u64, Refusal> {
    let bases: Vec<(u32, TimeBase)> =
        reader.tracks().iter().filter_map(|track| Some((track.id, track.time_base?))).collect();
    let mut last = 0;
    loop {
        match reader.next_packet() {
            Ok(None) => return Ok(last),
            Ok(Some(packet)) => {
                let end = packet.pts.get().saturating_add(i64::try_from(packet.dur.get()).unwrap_or(0));
                let base = bases.iter().find(|(id, _)| *id == packet.track_id).map(|(_, base)| *base);
                last = base.and_then(|base| milliseconds(base, Timestamp::new(end))).unwrap_or(0).max(last);
            }
            // An MP3 without a header for its length may end in the middle of a frame: what was heard is its length.
            Err(error) if is_cut(&error) && reader.format_info().format == FORMAT_ID_MP3 => return Ok(last),
            Err(_) => return Err(DAMAGED.into()),
        }
    }
}
