//! What whoever watches over the portal finds in the log.

use std::{
    fs,
    io::{Read as _, Write as _},
    net::TcpStream,
    path::Path,
};

use serde_json::Value;

use super::program::{PATIENCE, Server, free_address, get, policies, run, said};

/// Sends bytes, and waits until the server has done with them.
fn sent(server: &Server, bytes: &[u8]) {
    let mut stream = TcpStream::connect(&server.address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    // It may hang up before it has read all.
    let _ = stream.write_all(bytes);
    let _ = stream.read_to_end(&mut Vec::new());
}

#[test]
fn what_is_refused_stands_in_the_log_once_and_without_what_was_asked() {
    let data = tempfile::tempdir().unwrap();
    let log = data.path().join("log");
    let metrics = free_address();
    let mut server = Server::start_logging(data.path(), &["--metrics", &metrics], fs::File::create(&log).unwrap());
    for _ in 0..5 {
        sent(&server, b"GET /search?q=dijuma HTTP/1.1\r\nConnection: close\r\n\r\n");
        sent(&server, b"GET /search?q=dijuma&page=x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    }
    sent(&server, b"POST /settings HTTP/1.1\r\nHost: a\r\nSec-Fetch-Site: cross-site\r\nConnection: close\r\nContent-Length: 5\r\n\r\ndijum");
    sent(&server, b"PUT /policies/dijuma HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    sent(&server, b"\x16\x03\x01dijuma\r\n\r\n");
    sent(&server, format!("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", "dijuma".repeat(12_000)).as_bytes());
    sent(&server, b"GET /nobody HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    let (_, text) = get(&metrics, "/metrics");
    assert!(
        text.contains("mingbai_refused_total{event=\"bad_host\"} 5")
            && text.contains("mingbai_refused_total{event=\"too_large\"} 0"),
        "{text}"
    );
    server.end();
    let said = fs::read_to_string(&log).unwrap();
    let events: Vec<Value> = said
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .filter(|line: &Value| line["target"] == "mingbai::security")
        .collect();
    let mut told: Vec<_> = events
        .iter()
        .map(|line| (line["event"].as_str().unwrap(), line["route"].as_str().unwrap(), line["count"].as_u64().unwrap()))
        .collect();
    told.sort_unstable();
    assert_eq!(
        told,
        [
            ("bad_head", "other", 2),
            ("bad_host", "/search", 5),
            ("bad_input", "/search", 5),
            ("bad_method", "/policies/{id}", 1),
            ("cross_site", "/settings", 1)
        ],
        "{said}"
    );
    assert!(events.iter().all(|line| line["network"] == "this-machine"));
    assert!(!said.contains("dijum"), "{said}");
}

/// The lines of `operations.log`, as command, outcome and the whole of it.
fn operations(data: &Path) -> Vec<(String, String, Value)> {
    let text = fs::read_to_string(data.join("operations.log")).unwrap_or_default();
    let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines
        .map(|line| (line["command"].as_str().unwrap().to_owned(), line["outcome"].as_str().unwrap().to_owned(), line))
        .collect()
}

#[test]
fn what_operators_do_leaves_a_trace() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("data");
    let (file, mixed, backup) =
        (place.path().join("zhangsan.jsonl"), place.path().join("mixed.jsonl"), place.path().join("backup.mingbai"));
    policies(&file, 3);
    fs::write(&mixed, "{\"kind\":\"policy\",\"id\":\"p9\",\"ti").unwrap();
    run(&data, &["import", file.to_str().unwrap(), "--kind", "policy"]);
    run(&data, &["import", file.to_str().unwrap(), "--dry-run"]);
    run(&data, &["import", mixed.to_str().unwrap()]);
    run(&data, &["document", "withdraw", "p1", "--reason", "dijum", "--successor", "p2"]);
    run(&data, &["document", "withdraw", "nobody", "--reason", "dijum"]);
    run(&data, &["document", "reinstate", "p1"]);
    run(&data, &["document", "redirect", "p0", "p2"]);
    run(&data, &["index", "rebuild"]);
    run(&data, &["index", "status"]);
    run(&data, &["unclear", "--forget-before", "2026-01-01"]);
    run(&data, &["unclear"]);
    run(&data, &["media", "prune"]);
    run(&data, &["demo", "remove"]);
    run(&data, &["backup", backup.to_str().unwrap()]);
    run(&data, &["search", "dijum"]);
    let all = operations(&data);
    let told: Vec<_> = all.iter().map(|(command, outcome, _)| (command.as_str(), outcome.as_str())).collect();
    assert_eq!(
        told,
        [
            ("import", "done"),
            ("import", "partly"),
            ("document withdraw", "done"),
            ("document withdraw", "failed"),
            ("document reinstate", "done"),
            ("document redirect", "done"),
            ("index rebuild", "done"),
            ("unclear forget", "done"),
            ("media prune", "done"),
            ("demo remove", "done"),
            ("backup", "done"),
        ]
    );
    let line = |at: usize| &all[at].2;
    assert_eq!((line(0)["counts"]["imported"].as_u64(), line(0)["of"]["kind"].as_str()), (Some(3), Some("policy")));
    assert_eq!((line(2)["of"]["id"].as_str(), line(2)["of"]["successor"].as_str()), (Some("p1"), Some("p2")));
    assert_eq!(line(10)["of"]["file"].as_str(), Some("backup.mingbai"));
    assert!(all.iter().all(|(_, _, line)| line["at"] == "2026-11-25T09:00:00+08:00"
        && line["version"].is_string()
        && !line["user"].as_str().unwrap().is_empty()));
    let text = fs::read_to_string(data.join("operations.log")).unwrap();
    assert!(
        !text.contains("dijum") && !text.contains("zhangsan") && !text.contains(place.path().to_str().unwrap()),
        "{text}"
    );
    assert_eq!(fs::metadata(data.join("operations.log")).unwrap().permissions().mode() & 0o007, 0);

    let shown = run(&data, &["operations", "--limit", "9"]);
    let shown: Vec<String> = String::from_utf8_lossy(&shown.stdout).lines().map(str::to_owned).collect();
    assert!(
        shown.len() == 9
            && shown[0].contains("备份（文件 backup.mingbai；")
            && shown[8].contains("撤下（编号 p1，由 p2 代替）　完成"),
        "{shown:?}"
    );
    assert_eq!(operations(&data).len(), all.len(), "who looks leaves no trace");

    // A restore begins a log of its own, and one that failed leaves the folder as it was.
    let other = place.path().join("other");
    assert!(!run(&other, &["restore", mixed.to_str().unwrap()]).status.success());
    assert!(!other.join("operations.log").exists());
    assert!(run(&other, &["restore", backup.to_str().unwrap()]).status.success());
    let restored = operations(&other);
    assert_eq!(
        restored.iter().map(|(command, outcome, _)| (command.as_str(), outcome.as_str())).collect::<Vec<_>>(),
        [("restore", "done")]
    );
}

#[test]
fn a_trace_that_cannot_be_written_is_told_and_undoes_nothing() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("many.jsonl");
    policies(&file, 3);
    fs::create_dir(data.path().join("operations.log")).unwrap();
    let output = run(data.path(), &["import", file.to_str().unwrap()]);
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "imported 3, revised 0, unchanged 0, rejected 0");
    assert!(String::from_utf8_lossy(&output.stderr).contains("没有写进操作记录"), "{}", said(&output));
}
