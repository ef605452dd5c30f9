//! What is saved can be brought back.

use std::fs;

use super::program::{Server, run, said, stored};

#[test]
fn a_backup_taken_while_serving_is_restored_whole() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path(), &["--demo"]);
    let file = data.path().join("backup.mingbai");
    assert!(run(data.path(), &["backup", file.to_str().unwrap()]).status.success());
    assert!(!run(data.path(), &["backup", file.to_str().unwrap()]).status.success(), "a backup is never overwritten");
    assert!(
        !run(data.path(), &["restore", file.to_str().unwrap()]).status.success(),
        "a target with content is refused"
    );
    let other = tempfile::tempdir().unwrap();
    assert!(run(other.path(), &["restore", file.to_str().unwrap()]).status.success());
    let restored = Server::start(other.path(), &["--demo"]);
    assert_eq!(restored.get("/api/v1/policies").1, server.get("/api/v1/policies").1);
    // Sound and film travel in the same file.
    let recordings: serde_json::Value = serde_json::from_str(&server.get("/api/v1/media").1).unwrap();
    assert!(recordings["total"].as_u64().unwrap() > 0, "the demonstration has recordings");
    for recording in recordings["items"].as_array().unwrap() {
        let captions = format!("{}.vtt", recording["url"].as_str().unwrap());
        assert_eq!(restored.get(&captions).1, server.get(&captions).1);
    }
    let files = stored(data.path());
    assert!(files.len() >= 8 && files == stored(other.path()), "every file, byte by byte");
    let around: Vec<_> = fs::read_dir(data.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .filter(|name| name.to_string_lossy().contains("filling"))
        .collect();
    assert!(around.is_empty(), "{around:?}");
    let checked = run(other.path(), &["media", "check"]);
    assert!(checked.status.success() && said(&checked).contains("0 个有问题"), "{}", said(&checked));
    fs::write(data.path().join("broken"), b"not a backup").unwrap();
    let third = tempfile::tempdir().unwrap();
    let refused = run(third.path(), &["restore", data.path().join("broken").to_str().unwrap()]);
    assert!(!refused.status.success() && fs::read_dir(third.path()).unwrap().next().is_none(), "{}", said(&refused));
}

#[test]
fn a_lost_or_damaged_recording_keeps_nothing_else_from_being_saved() {
    let data = tempfile::tempdir().unwrap();
    drop(Server::start(data.path(), &["--demo"]));
    let media = data.path().join("media");
    let of = |name: &str| media.join(name.get(..2).unwrap()).join(name);
    let all = stored(data.path());
    let mut names = all.keys();
    let (lost, damaged, stray) = (names.next().unwrap(), names.next().unwrap(), "ab".repeat(32));
    fs::remove_file(of(lost)).unwrap();
    fs::write(of(damaged), b"rust").unwrap();
    let checked = run(data.path(), &["media", "check"]);
    assert!(!checked.status.success() && said(&checked).contains("2 个有问题"), "{}", said(&checked));

    let (whole, lean) = (data.path().join("whole"), data.path().join("lean"));
    let saved = run(data.path(), &["backup", whole.to_str().unwrap()]);
    assert!(!saved.status.success() && said(&saved).contains("有 2 个音视频文件读不出来"), "{}", said(&saved));
    let saved = run(data.path(), &["backup", "--without-media", lean.to_str().unwrap()]);
    assert!(saved.status.success() && said(&saved).contains("不含音视频"), "{}", said(&saved));
    for (file, missing) in [(&whole, 2), (&lean, all.len())] {
        let other = tempfile::tempdir().unwrap();
        let restored = run(other.path(), &["restore", file.to_str().unwrap()]);
        assert!(
            restored.status.success() && said(&restored).contains(&format!("有 {missing} 个音视频文件不在这份备份里")),
            "{}",
            said(&restored)
        );
        assert_eq!(stored(other.path()).len(), all.len() - missing);
    }

    // What nobody needs, and what an import that was killed left behind, goes; nothing else does.
    fs::create_dir_all(media.join("ab")).unwrap();
    fs::write(of(&stray), b"stray").unwrap();
    fs::write(media.join("ab").join(format!("{stray}#1")), b"half").unwrap();
    fs::write(media.join("ab").join("notes.txt"), b"kept").unwrap();
    let pruned = run(data.path(), &["media", "prune"]);
    assert!(pruned.status.success() && said(&pruned).contains("删去 2 个文件"), "{}", said(&pruned));
    assert_eq!(stored(data.path()).len(), all.len() - 1 + 1, "all but the lost one, and the notes");
    // A lost file does not stop the demonstration from being taken away.
    assert!(run(data.path(), &["demo", "remove"]).status.success());
    assert_eq!(stored(data.path()).into_keys().collect::<Vec<_>>(), ["notes.txt"]);
}
