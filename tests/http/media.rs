//! Recordings, films and pictures: taken in only when they are what they say, given out whole and in ranges.

use std::{fs, path::Path};

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use serde_json::{Value, json};
use server::services::import;
use tempfile::TempDir;

use crate::{
    explanations::{agency, lines, policy},
    portal::{Answer, Fixture},
};

const CAPTIONS: &str =
    "WEBVTT\n\n00:00.000 --> 00:00.700\n第一胎<b>2000元</b>\n\n00:00.700 --> 00:01.400\n一年内申请\n";

fn fixture(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/media/tests/fixtures").join(name)).unwrap()
}

fn sound() -> Value {
    json!({"kind": "media", "id": "m-birth", "title": "生育补贴怎么领", "type": "audio", "file": "tone.mp3", "captions": "tone.vtt",
        "chapters": [{"at_s": 0, "title": "多少"}, {"at_s": 0.7, "title": "何时"}], "synthetic": true,
        "cites": [{"policy": "birth", "clause": "art1"}], "agency": "office", "published_on": "2026-02-01"})
}

fn film() -> Value {
    json!({"kind": "media", "id": "m-film", "title": "短片", "type": "video", "file": "film.mp4", "captions": "tone.vtt", "poster": "poster.png",
        "cites": [{"policy": "birth", "clause": "art2"}]})
}

/// A folder with recordings and what names them.
pub fn folder(documents: &[Value]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["tone.mp3", "tone.m4a", "film.mp4", "film.webm", "hevc.mp4", "tone.wav"] {
        fs::write(folder.path().join(name), fixture(name)).unwrap();
    }
    fs::write(folder.path().join("tone.vtt"), CAPTIONS).unwrap();
    fs::write(folder.path().join("poster.png"), png()).unwrap();
    fs::write(folder.path().join("media.jsonl"), lines(documents)).unwrap();
    folder
}

/// One grey pixel, made by an encoder.
fn png() -> Vec<u8> {
    const PIXEL: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9bU\0\0\0\nIDATx\x9cch\0\0\0\x82\0\x81w\xcdr\xb6\0\0\0\0IEND\xaeB`\x82";
    PIXEL.to_vec()
}

async fn portal(documents: &[Value]) -> (Fixture, Vec<String>) {
    let portal = Fixture::empty().await;
    let mut all = vec![agency(), policy()];
    all.extend_from_slice(documents);
    let folder = folder(&all);
    let (_, said) = portal.import_folder(folder.path()).await;
    (portal, said)
}

async fn range(portal: &Fixture, range: &str) -> Answer {
    portal.get_with("/media/m-birth.mp3", &[("range", range)]).await
}

#[tokio::test]
async fn a_recording_is_played_and_read_where_its_clause_stands() {
    let (portal, said) = portal(&[sound(), film()]).await;
    assert!(
        said.iter().any(|line| line.contains("跳过 4 个")),
        "what no document took is told, what one took is not: {said:?}"
    );
    let page = portal.get("/media/m-birth").await;
    for words in [
        "<audio",
        "preload=\"none\"",
        "/media/m-birth.mp3?v=",
        "2 秒",
        "合成语音",
        "第一胎2000元",
        "一年内申请",
        "第一个子女补贴二千元",
        "#t=0.7",
        "tel:0000-1234567",
    ] {
        assert!(page.text().contains(words), "{words}");
    }
    let explained = portal.get("/policies/birth").await;
    for words in ["有解读", "/media/m-birth.mp3", "2 份音视频", "/media/m-film.png"] {
        assert!(explained.text().contains(words), "{words}");
    }
    assert!(portal.get("/").await.text().contains(">录音</span>"), "the home page marks how a policy is explained");
    for list in ["/interpretations", "/figures", "/media"] {
        assert!(portal.get(list).await.text().contains("href=\"/media\""), "{list} leads on to recordings");
    }
    assert!(portal.get("/media").await.text().contains("/media/m-birth"));
    assert!(
        portal
            .get("/search?q=%E4%B8%80%E5%B9%B4%E5%86%85%E7%94%B3%E8%AF%B7&kind=media")
            .await
            .text()
            .contains("/media/m-birth"),
        "its words are found"
    );
    assert_eq!(portal.get("/feeds/media.atom").await.status, StatusCode::OK);
    let value = portal.get("/api/v1/media/m-birth").await.json();
    assert_eq!(
        (&value["stands"], &value["file"], &value["measured"]["format"]),
        (&json!(true), &json!("m-birth.mp3"), &json!("mp3"))
    );
    let captions = portal.get("/media/m-birth.vtt").await;
    assert_eq!(captions.header("content-type"), "text/vtt; charset=utf-8");
    assert!(captions.text().starts_with("WEBVTT\n\n00:00:00.000 --> 00:00:00.700\n第一胎2000元\n"));
    // What the interface gives, with the files that it names, can be taken in elsewhere.
    let copy = tempfile::tempdir().unwrap();
    fs::write(copy.path().join("copy.jsonl"), lines(&[agency(), policy(), value])).unwrap();
    for name in ["m-birth.mp3", "m-birth.vtt"] {
        fs::write(copy.path().join(name), portal.get(&format!("/media/{name}")).await.body).unwrap();
    }
    let elsewhere = Fixture::empty().await;
    let (summary, said) = elsewhere.import_folder(copy.path()).await;
    assert_eq!((summary.imported, summary.rejected), (3, 0), "{said:?}");
    assert_eq!(elsewhere.get("/media/m-birth.mp3").await.body, fixture("tone.mp3"));
    // Taken in again, nothing changes.
    let again = folder(&[sound(), film()]);
    let (summary, _) = portal.import_folder(again.path()).await;
    assert_eq!((summary.unchanged, summary.rejected), (2, 0));
}

#[tokio::test]
async fn files_are_given_in_ranges() {
    let (portal, _) = portal(&[sound(), film()]).await;
    let whole = fixture("tone.mp3");
    let answer = portal.get("/media/m-birth.mp3").await;
    assert_eq!(
        (answer.status, answer.header("content-type"), answer.header("accept-ranges")),
        (StatusCode::OK, "audio/mpeg", "bytes")
    );
    assert_eq!((&answer.body, answer.header("x-content-type-options")), (&whole, "nosniff"));
    let tag = answer.header("etag").to_owned();

    let (size, half) = (whole.len(), whole.len() / 2);
    for (asked, from, to) in [
        ("bytes=0-0", 0, 1),
        ("bytes=100-", 100, size),
        ("bytes=-50", size - 50, size),
        (&*format!("bytes={half}-999999"), half, size),
    ] {
        let part = range(&portal, asked).await;
        assert_eq!(part.status, StatusCode::PARTIAL_CONTENT, "{asked}");
        assert_eq!(part.body, &whole[from..to], "{asked}");
        assert_eq!(part.header("content-range"), format!("bytes {from}-{}/{size}", to - 1), "{asked}");
        assert_eq!(part.header("content-length"), (to - from).to_string(), "{asked}");
    }
    for beyond in ["bytes=999999-", "bytes=18446744073709551616-"] {
        let answer = range(&portal, beyond).await;
        assert_eq!(
            (answer.status, answer.header("content-range")),
            (StatusCode::RANGE_NOT_SATISFIABLE, &*format!("bytes */{size}")),
            "{beyond}"
        );
    }
    // What is no range, and several at once, is the whole file (RFC 9110 §14.2).
    for nonsense in ["bytes=9-1", "lines=1-2", "bytes=0-1,5-6", "bytes="] {
        let answer = range(&portal, nonsense).await;
        assert_eq!((answer.status, answer.body.len()), (StatusCode::OK, size), "{nonsense}");
    }
    let with = |name: &'static str, value: &str| vec![("range", "bytes=0-9".to_owned()), (name, value.to_owned())];
    for (headers, status) in
        [(with("if-range", &tag), StatusCode::PARTIAL_CONTENT), (with("if-range", "\"other\""), StatusCode::OK)]
    {
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(portal.get_with("/media/m-birth.mp3", &headers).await.status, status);
    }
    assert_eq!(
        portal.get_with("/media/m-birth.mp3", &[("if-none-match", &tag)]).await.status,
        StatusCode::NOT_MODIFIED
    );
    let two_lines = [("if-none-match", "\"other\""), ("if-none-match", &*tag)];
    assert_eq!(portal.get_with("/media/m-birth.mp3", &two_lines).await.status, StatusCode::NOT_MODIFIED);
    for (known, status) in [
        (&*tag, StatusCode::PARTIAL_CONTENT),
        ("*", StatusCode::PARTIAL_CONTENT),
        ("\"other\"", StatusCode::PRECONDITION_FAILED),
    ] {
        assert_eq!(
            portal.get_with("/media/m-birth.mp3", &[("range", "bytes=0-9"), ("if-match", known)]).await.status,
            status,
            "{known}"
        );
    }
    // An address that names its content may be kept, by its reader alone; any other is asked for again.
    let page = portal.get("/media/m-birth").await.text().to_owned();
    let named = page.split('"').find(|part| part.starts_with("/media/m-birth.mp3?v=")).unwrap();
    for (address, kept) in [
        (named, "private, max-age=604800"),
        ("/media/m-birth.mp3", "public, no-cache"),
        ("/media/m-birth.mp3?v=0123456789ab", "public, no-cache"),
    ] {
        assert_eq!(portal.get(address).await.header("cache-control"), kept, "{address}");
    }
    let head =
        portal.ask(Request::head("/media/m-birth.mp3").header("range", "bytes=0-9").body(Body::empty()).unwrap()).await;
    assert_eq!((head.status, head.header("content-length"), head.body.len()), (StatusCode::OK, &*size.to_string(), 0));

    for nothing in [
        "/media/m-birth.mp4",
        "/media/m-birth.exe",
        "/media/nobody.mp3",
        "/media/m-birth.mp3.mp3",
        "/media/..%2f..%2fmingbai.db",
        "/media/%2e%2e.db",
    ] {
        assert_eq!(portal.get(nothing).await.status, StatusCode::NOT_FOUND, "{nothing}");
    }
    let poster = portal.get("/media/m-film.png").await;
    assert_eq!((poster.status, poster.header("content-type")), (StatusCode::OK, "image/png"));
}

#[tokio::test]
async fn what_may_not_be_seen_is_not_played_either() {
    let mut secret = sound();
    secret["disclosure"] = json!("withheld");
    let (portal, _) = portal(&[secret, film()]).await;
    for address in ["/media/m-birth", "/media/m-birth.mp3", "/media/m-birth.vtt"] {
        assert_eq!(portal.get(address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
    assert_eq!(portal.get("/media/m-film.mp4").await.status, StatusCode::OK);
    portal.store.retire(&"m-film".parse().unwrap(), "拍错了", None, portal.portal.clock.now()).await.unwrap();
    portal.catch_up().await;
    for address in ["/media/m-film", "/media/m-film.mp4", "/media/m-film.vtt", "/media/m-film.png"] {
        assert_eq!(portal.get(address).await.status, StatusCode::GONE, "{address}");
    }
}

/// A file leads to the file of the document that took its place, where that one has such a file; else to its page.
#[tokio::test]
async fn files_of_a_recording_that_was_redirected_lead_on() {
    let mut new = sound();
    new["id"] = json!("m-new");
    let (portal, _) = portal(&[sound(), film(), new]).await;
    let now = portal.portal.clock.now();
    for (from, to) in [("m-birth", "m-new"), ("m-film", "m-new")] {
        portal.store.redirect(&from.parse().unwrap(), &to.parse().unwrap(), now).await.unwrap();
    }
    portal.catch_up().await;
    for (asked, to) in [
        ("/media/m-birth.mp3", "/media/m-new.mp3"),
        ("/media/m-birth.vtt", "/media/m-new.vtt"),
        ("/media/m-film.mp4", "/media/m-new"),
        ("/media/m-film.png", "/media/m-new"),
    ] {
        let answer = portal.get(asked).await;
        assert_eq!(
            (answer.status, answer.header("location"), answer.header("cache-control")),
            (StatusCode::MOVED_PERMANENTLY, to, "no-cache"),
            "{asked}"
        );
        assert_eq!(portal.get(to).await.status, StatusCode::OK, "{to}");
    }
}

#[tokio::test]
async fn a_stored_file_that_was_damaged_is_written_again_by_an_import() {
    let (portal, _) = portal(&[sound()]).await;
    let sha256 = portal.store.media_files().await.unwrap().remove(0).sha256;
    let stored = portal.folder().join("media").join(sha256.get(..2).unwrap()).join(&sha256);
    fs::write(&stored, b"rust").unwrap();
    assert_eq!(portal.portal.media.is_sound(&sha256).await.unwrap(), Some(false));
    let again = folder(&[sound()]);
    let (summary, _) = portal.import_folder(again.path()).await;
    assert_eq!(summary.unchanged, 1);
    assert_eq!(fs::read(&stored).unwrap(), fixture("tone.mp3"));
}

#[tokio::test]
async fn a_file_that_changes_while_it_is_imported_keeps_its_document_out_and_no_other() {
    for change in [|path: &Path| fs::remove_file(path).unwrap(), |path: &Path| fs::write(path, "another").unwrap()] {
        let portal = Fixture::empty().await;
        let folder = folder(&[agency(), policy(), sound(), film()]);
        let mut rejected = Vec::new();
        // What has been read waits for its batch, and is looked at again when it is brought.
        let summary = import::import(
            &portal.store,
            &portal.portal.media,
            vec![documents::Input::Path(folder.path().to_owned())],
            documents::ReadOptions::default(),
            false,
            portal.portal.clock.now(),
            |event| match event {
                import::Event::Read if folder.path().join("tone.mp3").exists() => {
                    change(&folder.path().join("tone.mp3"));
                }
                import::Event::Rejected(rejection) => rejected.push(rejection.to_string()),
                _ => {}
            },
        )
        .await
        .unwrap();
        assert_eq!((summary.imported, summary.rejected), (3, 1), "{rejected:?}");
        assert!(rejected[0].contains("media.jsonl:3"), "{rejected:?}");
        portal.catch_up().await;
        assert_eq!(portal.get("/media/m-birth").await.status, StatusCode::NOT_FOUND);
        assert_eq!(portal.get("/media/m-film.mp4").await.body, fixture("film.mp4"));
    }
}

/// Nobody lets files go while somebody brings some.
#[tokio::test]
async fn files_are_kept_while_somebody_holds_them() {
    let (portal, _) = portal(&[]).await;
    let media = &portal.portal.media;
    let held = media.hold().await.unwrap();
    let second = media.hold().await.unwrap();
    drop(held);
    assert!(media.alone().is_err_and(|error| error.to_string().contains("正在导入、备份")));
    drop(second);
    assert!(media.alone().is_ok());
}

#[tokio::test]
async fn a_recording_says_that_its_clause_was_changed() {
    let (portal, _) = portal(&[sound()]).await;
    let new = json!({"kind": "policy", "id": "birth-new", "title": "新生育补贴办法", "effective_on": "2026-06-01", "body": "第一条　补贴三千元。\n",
        "edges": [{"type": "repeals", "to": "birth"}]});
    portal.import(&[("new.jsonl", &lines(&[new]))], documents::ReadOptions::default()).await;
    assert!(portal.get("/media/m-birth").await.text().contains("已经过时"));
    assert!(portal.get("/media").await.text().contains("依据已"));
    assert_eq!(portal.get("/api/v1/media/m-birth").await.json()["stands"], false);
}

/// What was recorded was said about the old text, however its captions are corrected.
#[tokio::test]
async fn a_corrected_caption_does_not_make_a_recording_current_again() {
    let (portal, _) = portal(&[sound()]).await;
    let mut reworded = policy();
    reworded["body"] =
        json!("第一条　第一个子女补贴三千元。\n第二条　出生后一年内申请。\n第三条　在户口所在地的社区申请。\n");
    portal.import(&[("new.jsonl", &lines(&[reworded]))], documents::ReadOptions::default()).await;
    assert_eq!(portal.get("/api/v1/media/m-birth").await.json()["stands"], false);
    let again = folder(&[sound()]);
    fs::write(again.path().join("tone.vtt"), CAPTIONS.replace("申请", "办")).unwrap();
    let (summary, _) = portal.import_folder(again.path()).await;
    assert_eq!(summary.revised, 1);
    assert_eq!(portal.get("/api/v1/media/m-birth").await.json()["stands"], false);
}

#[tokio::test]
async fn files_that_are_not_what_they_say_are_refused_and_leave_nothing() {
    let changed = |base: Value, change: &dyn Fn(&mut Value)| {
        let mut document = base;
        change(&mut document);
        document
    };
    let sound = |change: &dyn Fn(&mut Value)| changed(sound(), change);
    let wrong = [
        (sound(&|d| d["file"] = json!("nothing.mp3")), "找不到文件“nothing.mp3”"),
        (sound(&|d| d["file"] = json!("../secret.mp3")), "不能用"),
        (sound(&|d| d["file"] = json!("/etc/passwd")), "不能用"),
        (sound(&|d| d["file"] = json!("a\\..\\b.mp3")), "不能用"),
        (sound(&|d| d["file"] = json!("link.mp3")), "通向别处"),
        (sound(&|d| d["file"] = json!("huge.mp3")), "最多 100.0 MB"),
        (sound(&|d| d["file"] = json!("cut.m4a")), "没有传完整"),
        (sound(&|d| d["file"] = json!("page.mp3")), "不是手机都能播放"),
        (sound(&|d| d["file"] = json!("tone.wav")), "MP3"),
        (sound(&|d| d["file"] = json!("film.mp4")), "有画面"),
        (sound(&|d| d["type"] = json!("video")), "没有画面"),
        (changed(film(), &|d| d["file"] = json!("hevc.mp4")), "H.264"),
        (changed(film(), &|d| d["file"] = json!("cut.mp4")), "不完整"),
        (changed(film(), &|d| d["poster"] = json!("page.mp3")), "不是 JPEG 或 PNG"),
        (sound(&|d| d["captions"] = Value::Null), "缺少 captions"),
        (sound(&|d| d["captions"] = json!("late.vtt")), "字幕“late.vtt”第 9 行：超出了录音的长度"),
        (sound(&|d| d["captions"] = json!("tone.mp3")), "字幕“tone.mp3”"),
        (sound(&|d| d["cites"] = json!([])), "缺少 cites"),
        (sound(&|d| d["cites"] = json!([{"policy": "birth", "clause": "art9"}])), "没有“art9”这一条"),
        (sound(&|d| d["chapters"] = json!([{"at_s": 1, "title": "一"}, {"at_s": 0.5, "title": "二"}])), "比前一章晚"),
        (sound(&|d| d["chapters"] = json!([{"at_s": 60, "title": "一"}])), "超出了录音的长度"),
        (
            sound(&|d| {
                d["type"] = json!("image");
                d["file"] = json!("poster.png");
                d["captions"] = Value::Null;
            }),
            "缺少 alt",
        ),
        (
            sound(&|d| {
                d["type"] = json!("image");
                d["file"] = json!("poster.png");
                d["alt"] = json!("一张图");
            }),
            "captions（字幕）只用于",
        ),
        (sound(&|d| d["poster"] = json!("poster.png")), "poster（封面）只用于视频"),
    ];
    let mut documents = vec![agency(), policy()];
    documents.extend(
        wrong
            .iter()
            .enumerate()
            .map(|(at, (document, _))| changed(document.clone(), &|d| d["id"] = json!(format!("wrong-{at}")))),
    );
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("secret.mp3"), fixture("tone.mp3")).unwrap();
    let folder = folder(&documents);
    let path = |name: &str| folder.path().join(name);
    std::os::unix::fs::symlink(outside.path().join("secret.mp3"), path("link.mp3")).unwrap();
    // As long as the limit and one byte more, and yet nothing on the disk.
    fs::File::create(path("huge.mp3")).unwrap().set_len(media::MAX_AUDIO_BYTES + 1).unwrap();
    fs::write(path("cut.m4a"), &fixture("tone.m4a")[..3000]).unwrap();
    fs::write(path("cut.mp4"), &fixture("film.mp4")[..6000]).unwrap();
    fs::write(path("page.mp3"), "<html><script>alert(1)</script>".repeat(500)).unwrap();
    fs::write(path("late.vtt"), format!("{CAPTIONS}\n00:50.000 --> 00:52.000\n太晚了\n")).unwrap();
    let portal = Fixture::empty().await;
    let (summary, said) = portal.import_folder(folder.path()).await;
    assert_eq!((summary.imported, summary.rejected), (2, wrong.len() as u64), "{said:#?}");
    for (at, (_, reason)) in wrong.iter().enumerate() {
        let place = format!("media.jsonl:{}：", at + 3);
        assert!(said.iter().any(|line| line.contains(&place) && line.contains(reason)), "{place} {reason}: {said:#?}");
    }
    assert_eq!(portal.get("/api/v1/media").await.json()["total"], 0);
    let held: Vec<_> = futures::StreamExt::collect(portal.portal.media.list()).await;
    assert!(held.is_empty(), "no file of a refused document is kept: {}", held.len());
}
