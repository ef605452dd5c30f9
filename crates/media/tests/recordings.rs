//! Files that a real encoder made, whole, cut off, and called what they are not.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed, which is its job")]

use std::{fs, io::Cursor, path::Path};

use domain::media::{MediaFormat, MediaType};
use media::{Recording, recording};

fn bytes(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)).unwrap()
}

fn look(bytes: Vec<u8>, declared: MediaType) -> Result<Recording, String> {
    recording(Box::new(Cursor::new(bytes)), declared).map_err(String::from)
}

#[test]
fn what_phones_play_is_taken_and_measured() {
    for (name, declared, format, size) in [
        ("tone.mp3", MediaType::Audio, MediaFormat::Mp3, None),
        ("tone.m4a", MediaType::Audio, MediaFormat::M4a, None),
        ("film.mp4", MediaType::Video, MediaFormat::Mp4, Some((64, 48))),
        ("film.webm", MediaType::Video, MediaFormat::Webm, Some((64, 48))),
    ] {
        let found = look(bytes(name), declared).unwrap_or_else(|reason| panic!("{name}: {reason}"));
        assert_eq!((found.format, found.size), (format, size), "{name}");
        assert!(
            (1400..1700).contains(&found.duration_ms),
            "{name} is a second and a half long, not {} ms",
            found.duration_ms
        );
    }
}

/// A telephone held upright writes its film lying, with a matrix that turns it by a quarter.
#[test]
fn a_film_that_is_to_be_turned_is_measured_as_it_is_shown() {
    let mut film = bytes("film.mp4");
    // Of the track's header, after its name: version, times, id, length, layer and volume, all of them 40 bytes.
    let header = film.windows(4).position(|name| name == b"tkhd").unwrap();
    let quarter: [i32; 9] = [0, 0x1_0000, 0, -0x1_0000, 0, 0, 48 << 16, 0, 0x4000_0000];
    let matrix = quarter.map(i32::to_be_bytes).concat();
    film.splice(header + 44..header + 80, matrix);
    assert_eq!(look(film, MediaType::Video).unwrap().size, Some((48, 64)));
}

#[test]
fn what_phones_do_not_play_or_is_something_else_is_refused_by_name() {
    for (name, declared, word) in [
        ("hevc.mp4", MediaType::Video, "H.264"),
        ("av1.mp4", MediaType::Video, "H.264"),
        ("tone.wav", MediaType::Audio, "MP3"),
        ("README.md", MediaType::Audio, "MP3"),
        ("tone.mp3", MediaType::Video, "没有画面"),
        ("film.mp4", MediaType::Audio, "有画面"),
    ] {
        let reason = look(bytes(name), declared).expect_err(name);
        assert!(reason.contains(word), "{name}: {reason}");
    }
    assert!(look(Vec::new(), MediaType::Audio).is_err());
    assert!(look(b"\xff\xd8\xff\xe0 a picture".repeat(400), MediaType::Audio).is_err());
    // Noise in which the signs of a frame come up now and then.
    let noise: Vec<u8> = (0..50_000u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
    assert!(look(noise, MediaType::Audio).is_err());
}

/// Wherever a file is cut, it is refused, or (sound without a table of its parts) it is as long as what is left.
#[test]
fn a_file_that_was_cut_off_is_never_taken_for_whole() {
    for (name, declared) in [
        ("tone.mp3", MediaType::Audio),
        ("tone.m4a", MediaType::Audio),
        ("film.mp4", MediaType::Video),
        ("film.webm", MediaType::Video),
    ] {
        let whole = bytes(name);
        for tenth in 0..9 {
            let part = whole.get(..whole.len() * tenth / 10).unwrap().to_vec();
            let found = look(part, declared);
            assert!(found.is_err(), "{name} cut at {tenth}/10 was taken: {found:?}");
        }
    }
}
