//! An index that is made again beside a running server, on purpose or because it is lost or damaged.

use std::{fs, io::Write as _};

use super::program::{Server, index_files, live_index, policies, run, said, total, wait_for};

#[test]
fn an_index_is_rebuilt_beside_a_running_server() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path(), &["--demo"]);
    let rebuilt = run(data.path(), &["index", "rebuild"]);
    assert!(rebuilt.status.success(), "{}", said(&rebuilt));
    server.wait_until("/readyz", |status, _| status == 200);
    let file = data.path().join("more.jsonl");
    policies(&file, 5);
    assert!(run(data.path(), &["import", file.to_str().unwrap()]).status.success());
    server.wait_until("/api/v1/search?q=%E8%AF%95%E9%AA%8C%E9%80%9A%E7%9F%A5", |_, body| body.contains("p3"));
}

#[test]
fn an_index_that_is_deleted_or_damaged_under_a_server_is_made_again() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("many.jsonl");
    policies(&file, 200);
    assert!(run(data.path(), &["import", file.to_str().unwrap()]).status.success());
    let server = Server::start(data.path(), &[]);
    let live = || live_index(data.path());

    fs::remove_dir_all(data.path().join("index")).unwrap();
    wait_for("the index is made again", || {
        assert_eq!(total(&server), 200, "what is open goes on answering");
        live().ok_or_else(|| "none".to_owned())
    });
    server.wait_until("/readyz", |status, _| status == 200);
    assert_eq!(total(&server), 200);
    let verified = run(data.path(), &["index", "verify"]);
    assert!(verified.status.success(), "{}", said(&verified));

    // Other bytes in the same files: nothing that is read from the disk reads back.
    let server = Server::start_again(server, data.path());
    let before = live().unwrap();
    let damaged = index_files(&before, "store");
    assert!(!damaged.is_empty());
    for path in damaged {
        let length = fs::metadata(&path).unwrap().len();
        let mut file = fs::OpenOptions::new().write(true).open(&path).unwrap();
        file.write_all(&vec![0xff; usize::try_from(length).unwrap()]).unwrap();
    }
    wait_for("the search is answered from another index", || {
        let (status, body) = server.get("/api/v1/search?q=%E8%AF%95%E9%AA%8C%E9%80%9A%E7%9F%A5");
        assert!(status == 200 || (status == 503 && body.contains("正在重建")), "{status} {body}");
        // A policy is in the store, whatever became of the index.
        assert_eq!(server.get("/policies/p7").0, 200);
        let is_another = live().is_some_and(|now| now != before);
        if status == 200 && is_another { Ok(()) } else { Err(format!("{status} {body}")) }
    });
    server.wait_until("/readyz", |status, _| status == 200);
    assert_eq!(total(&server), 200);
}
