//! The program as its operator meets it: commands, signals, sudden death.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that panics has failed, which is its job")]

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

use serde_json::Value;

mod altered;
mod ground;
mod security;
mod withheld;

/// The longest that anything here is waited for.
const PATIENCE: Duration = Duration::from_mins(1);

fn mingbai(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mingbai"));
    command
        .env("MINGBAI_DATA", data)
        .env("MINGBAI_NOW", "2026-11-25T09:00:00+08:00")
        .env_remove("RUST_LOG")
        .stdin(Stdio::null());
    command
}

fn run(data: &Path, arguments: &[&str]) -> Output {
    mingbai(data).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Status and body of what answers at an address.
fn get(address: &str, path: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let text = String::from_utf8_lossy(&answer);
    let status = text.split(' ').nth(1).unwrap().parse().unwrap();
    (status, text.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default())
}

/// A server that is stopped when it goes out of sight.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(data: &Path, arguments: &[&str]) -> Self {
        Self::start_logging(data, arguments, Stdio::null())
    }

    /// With its log somewhere.
    fn start_logging(data: &Path, arguments: &[&str], log: impl Into<Stdio>) -> Self {
        let mut child = mingbai(data)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let ready = lines.next().unwrap().unwrap();
        let address = ready.strip_prefix("mingbai ready on http://").unwrap_or_else(|| panic!("{ready}")).to_owned();
        Self { child, address }
    }

    /// Ends one server in order, and starts another on the same data.
    fn start_again(mut ended: Self, data: &Path) -> Self {
        ended.signal("TERM");
        ended.child.wait().unwrap();
        Self::start(data, &[])
    }

    fn get(&self, path: &str) -> (u16, String) {
        get(&self.address, path)
    }

    fn signal(&self, name: &str) {
        assert!(
            Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status().unwrap().success()
        );
    }

    fn wait_until(&self, path: &str, wanted: impl Fn(u16, &str) -> bool) {
        let started = Instant::now();
        loop {
            let (status, body) = self.get(path);
            if wanted(status, &body) {
                return;
            }
            assert!(started.elapsed() < PATIENCE, "{path}: {status} {body}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// So many invented policies, in one file.
fn policies(path: &Path, count: usize) {
    let mut file = fs::File::create(path).unwrap();
    for number in 0..count {
        writeln!(
            file,
            r#"{{"kind":"policy","id":"p{number}","title":"试验通知第{number}号","body":"一、总体要求\n按期完成第{number}项。\n二、分工\n（一）办公室负责。\n","published_on":"2026-01-01","effective_on":"2026-01-01"}}"#
        )
        .unwrap();
    }
}

#[test]
fn the_server_says_when_it_is_ready_and_ends_when_asked() {
    let data = tempfile::tempdir().unwrap();
    let mut server = Server::start(data.path(), &["--demo"]);
    assert_eq!(server.get("/healthz").0, 200);
    assert_eq!(server.get("/readyz").0, 200);
    assert!(server.get("/policies/birth-support-2026").1.contains("生育支持补贴"));
    server.signal("TERM");
    assert!(server.child.wait().unwrap().success());
}

#[test]
fn invented_content_is_served_only_on_purpose_and_can_be_removed() {
    let data = tempfile::tempdir().unwrap();
    drop(Server::start(data.path(), &["--demo"]));
    let refused = run(data.path(), &["serve", "--listen", "127.0.0.1:0"]);
    assert!(!refused.status.success() && said(&refused).contains("mingbai demo remove"), "{}", said(&refused));
    assert!(said(&run(data.path(), &["demo", "remove"])).contains("已去掉"));
    let server = Server::start(data.path(), &[]);
    assert_eq!(server.get("/policies/birth-support-2026").0, 404);
    assert!(!server.get("/").1.contains("演示"));
}

#[test]
fn an_import_beside_a_running_server_is_seen_without_a_restart() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path(), &[]);
    let file = data.path().join("more.jsonl");
    policies(&file, 40);
    let output = run(data.path(), &["import", file.to_str().unwrap()]);
    assert!(
        output.status.success() && said(&output).contains("imported 40, revised 0, unchanged 0, rejected 0"),
        "{}",
        said(&output)
    );
    server.wait_until("/readyz", |status, _| status == 200);
    server.wait_until("/api/v1/policies", |_, body| body.contains("\"total\":40"));
    assert!(server.get("/policies/p7").1.contains("试验通知第7号"));
}

#[test]
fn a_rejected_document_is_named_with_its_line_and_the_exit_status_says_so() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("mixed.jsonl");
    policies(&file, 3);
    fs::OpenOptions::new()
        .append(true)
        .open(&file)
        .unwrap()
        .write_all("{\"kind\":\"policy\",\"id\":\"p9\",\"ti".as_bytes())
        .unwrap();
    let output = run(data.path(), &["import", file.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "imported 3, revised 0, unchanged 0, rejected 1");
    assert!(String::from_utf8_lossy(&output.stderr).contains("mixed.jsonl:4"), "{}", said(&output));
    assert_eq!(run(data.path(), &["import", "/nowhere/at/all"]).status.code(), Some(1));
}

#[test]
fn the_command_line_finds_what_the_api_finds() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path(), &["--demo"]);
    let by_hand = run(data.path(), &["search", "生育", "--json", "--limit", "20"]);
    let mut by_hand: Value = serde_json::from_slice(&by_hand.stdout).unwrap();
    let mut by_web: Value = serde_json::from_str(&server.get("/api/v1/search?q=%E7%94%9F%E8%82%B2").1).unwrap();
    for found in [&mut by_hand, &mut by_web] {
        found["took_ms"] = Value::Null;
    }
    assert_eq!(by_hand, by_web);
    assert!(by_hand["total"].as_u64().unwrap() > 0);
}

#[test]
fn an_evaluation_prints_its_measures_and_nothing_else() {
    let data = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = data.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let corpus = write(
        "corpus.jsonl",
        "{\"id\":\"A\",\"title\":\"\",\"text\":\"生育补贴一次性发放\"}\n{\"id\":\"B\",\"title\":\"\",\"text\":\"农机购置补贴\"}\n",
    );
    let queries =
        write("queries.jsonl", "{\"id\":\"q1\",\"text\":\"生育补贴\"}\n{\"id\":\"q2\",\"text\":\"没有标注\"}\n");
    let qrels = write("qrels.jsonl", "{\"qid\":\"q1\",\"docid\":\"A\",\"rel\":1}\n");
    let run_file = data.path().join("run.txt");
    let output = run(
        data.path(),
        &[
            "evaluate",
            "--corpus",
            &corpus,
            "--queries",
            &queries,
            "--qrels",
            &qrels,
            "--run",
            run_file.to_str().unwrap(),
        ],
    );
    let measures: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", said(&output)));
    assert_eq!(
        (measures["queries"].as_u64(), measures["documents"].as_u64(), measures["ndcg_at_10"].as_f64()),
        (Some(1), Some(2), Some(1.0))
    );
    assert!(fs::read_to_string(run_file).unwrap().starts_with("q1 Q0 A 1 "));
}

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

/// Every file of sound and film, by its name.
fn stored(data: &Path) -> std::collections::BTreeMap<String, Vec<u8>> {
    let shelves = fs::read_dir(data.join("media")).unwrap().map(|shelf| shelf.unwrap().path());
    shelves
        .flat_map(|shelf| fs::read_dir(shelf).unwrap())
        .map(|file| file.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap()))
        .collect()
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

#[test]
fn an_import_that_is_killed_again_and_again_loses_nothing_and_ends_whole() {
    const DOCUMENTS: usize = 1500;
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("many.jsonl");
    policies(&file, DOCUMENTS);
    let mut held_before = 0;
    for round in 1u64..=12 {
        let mut child = mingbai(data.path())
            .args(["import", file.to_str().unwrap()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(15 * round));
        child.kill().unwrap();
        child.wait().unwrap();
        // What one process has acknowledged, every later one finds.
        let held = held(data.path());
        assert!(held >= held_before, "round {round}: {held} after {held_before}");
        held_before = held;
    }
    let output = run(data.path(), &["import", file.to_str().unwrap()]);
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(held(data.path()), DOCUMENTS as u64);
}

/// What is there can be played, whenever the import that brings it is killed.
#[test]
fn an_import_of_recordings_that_is_killed_leaves_nothing_that_cannot_be_played() {
    let data = tempfile::tempdir().unwrap();
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../demo");
    for part in ["agencies.jsonl", "policies", "revisions"] {
        assert!(run(data.path(), &["import", demo.join(part).to_str().unwrap()]).status.success(), "{part}");
    }
    let recordings = demo.join("media/media.jsonl");
    for round in 1u64..=10 {
        let mut child = mingbai(data.path())
            .args(["import", recordings.to_str().unwrap()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(40 * round));
        child.kill().unwrap();
        child.wait().unwrap();
        let checked = run(data.path(), &["media", "check"]);
        assert!(checked.status.success(), "round {round}: {}", said(&checked));
    }
    assert!(run(data.path(), &["import", recordings.to_str().unwrap()]).status.success());
    let needed = stored(data.path());
    // What was left behind half written goes, and nothing that is needed.
    assert!(run(data.path(), &["media", "prune"]).status.success());
    let left = stored(data.path());
    assert!(
        left.keys().all(|name| name.len() == 64) && left.iter().all(|(name, bytes)| needed.get(name) == Some(bytes)),
        "{:?}",
        left.keys()
    );
    let checked = run(data.path(), &["media", "check"]);
    assert!(
        checked.status.success() && said(&checked).contains(&format!("核对了 {} 个文件", left.len())),
        "{}",
        said(&checked)
    );
}

/// Documents that a dry run finds unchanged.
fn held(data: &Path) -> u64 {
    let output = run(data, &["import", "--dry-run", data.join("many.jsonl").to_str().unwrap()]);
    let summary = String::from_utf8_lossy(&output.stdout).into_owned();
    summary
        .split("unchanged ")
        .nth(1)
        .unwrap_or_else(|| panic!("{}", said(&output)))
        .split(',')
        .next()
        .unwrap()
        .parse()
        .unwrap()
}

#[test]
fn a_server_that_is_killed_while_indexing_repairs_its_index_at_the_next_start() {
    let data = tempfile::tempdir().unwrap();
    for round in 0u64..8 {
        let file = data.path().join(format!("round{round}.jsonl"));
        let text = (0..200)
            .map(|number| format!("{{\"kind\":\"policy\",\"id\":\"r{round}-{number}\",\"title\":\"第{round}轮第{number}号\",\"body\":\"一、内容{number}\\n\"}}"))
            .collect::<Vec<_>>()
            .join("\n");
        fs::write(&file, text).unwrap();
        let mut server = Server::start(data.path(), &[]);
        assert!(run(data.path(), &["import", file.to_str().unwrap()]).status.success());
        std::thread::sleep(Duration::from_millis(40 * round));
        server.child.kill().unwrap();
        server.child.wait().unwrap();
    }
    // And with files of the index cut short, as a full disk leaves them.
    let live = data.path().join("index").join(fs::read_to_string(data.path().join("index/current")).unwrap().trim());
    for entry in fs::read_dir(&live)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "store"))
    {
        fs::OpenOptions::new().write(true).open(entry).unwrap().set_len(7).unwrap();
    }
    let server = Server::start(data.path(), &[]);
    server.wait_until("/api/v1/policies", |_, body| body.contains("\"total\":1600"));
    drop(server);
    let verified = run(data.path(), &["index", "verify"]);
    assert!(verified.status.success(), "{}", said(&verified));
}

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
fn a_store_on_a_full_disk_refuses_in_words_and_keeps_what_it_has() {
    let data = tempfile::tempdir().unwrap();
    let (small, large) = (data.path().join("small.jsonl"), data.path().join("large.jsonl"));
    policies(&small, 10);
    policies(&large, 4000);
    assert!(run(data.path(), &["import", small.to_str().unwrap()]).status.success());
    // A file may not grow beyond 1 MiB: the nearest to a full disk that needs no disk of its own.
    let script = format!("ulimit -f 1024; trap '' XFSZ; exec \"$0\" import '{}'", large.display());
    let output = Command::new("bash")
        .args(["-c", &script, env!("CARGO_BIN_EXE_mingbai")])
        .env("MINGBAI_DATA", data.path())
        .env("MINGBAI_NOW", "2026-11-25T09:00:00+08:00")
        .output()
        .unwrap();
    assert!(!output.status.success());
    assert!(
        said(&output).contains("mingbai：导入中断")
            && said(&output).contains("imported ")
            && !said(&output).contains("panicked"),
        "{}",
        said(&output)
    );
    let again = run(data.path(), &["import", "--dry-run", small.to_str().unwrap()]);
    assert!(said(&again).contains("unchanged 10"), "{}", said(&again));
}

#[test]
fn a_document_is_withdrawn_led_on_and_brought_back_beside_a_running_server() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("two.jsonl");
    let line =
        |id: &str| format!("{{\"kind\":\"policy\",\"id\":\"{id}\",\"title\":\"{id}办法\",\"body\":\"一、内容\"}}\n");
    fs::write(&file, line("old") + &line("new")).unwrap();
    assert!(run(data.path(), &["import", file.to_str().unwrap()]).status.success());
    let server = Server::start(data.path(), &[]);
    let comes_to = |status: u16| server.wait_until("/policies/old", |found, _| found == status);
    comes_to(200);
    let withdrawn = run(data.path(), &["document", "withdraw", "old", "--reason", "发布有误", "--successor", "new"]);
    assert!(withdrawn.status.success(), "{}", said(&withdrawn));
    comes_to(410);
    let (_, page) = server.get("/policies/old");
    assert!(page.contains("发布有误") && page.contains("/policies/new"), "{page}");
    assert!(run(data.path(), &["document", "redirect", "old", "new"]).status.success());
    comes_to(301);
    assert!(run(data.path(), &["document", "reinstate", "old"]).status.success());
    comes_to(200);
    let unknown = run(data.path(), &["document", "withdraw", "nobody", "--reason", "无"]);
    assert!(!unknown.status.success() && said(&unknown).contains("nobody"), "{}", said(&unknown));
}

/// Results of a search for what all invented policies say.
fn total(server: &Server) -> u64 {
    let (status, body) = server.get("/api/v1/search?q=%E8%AF%95%E9%AA%8C%E9%80%9A%E7%9F%A5&per_page=1");
    assert_eq!(status, 200, "{body}");
    serde_json::from_str::<Value>(&body).unwrap()["total"].as_u64().unwrap()
}

#[test]
fn whoever_is_ready_shows_everything_at_once_however_the_last_one_ended() {
    const EACH: usize = 300;
    let data = tempfile::tempdir().unwrap();
    for (round, ending) in (1u64..).zip(["TERM", "KILL", "TERM", "KILL", "rebuild", "TERM"]) {
        let file = data.path().join(format!("round{round}.jsonl"));
        policies(&file, EACH);
        let text = fs::read_to_string(&file).unwrap().replace("\"id\":\"p", &format!("\"id\":\"r{round}p"));
        fs::write(&file, text).unwrap();
        let mut server = Server::start(data.path(), &[]);
        assert_eq!(total(&server), (round - 1) * EACH as u64, "round {round}, before the import");
        assert!(run(data.path(), &["import", file.to_str().unwrap()]).status.success());
        // Stopped at once: the index may have seen everything, some of it, or nothing.
        server.signal(if ending == "KILL" { "KILL" } else { "TERM" });
        if ending == "rebuild" {
            server.child.wait().unwrap();
            assert!(run(data.path(), &["index", "rebuild"]).status.success());
        }
        // Without waiting for the last one to be gone.
        let next = Server::start(data.path(), &[]);
        for search in 0..20 {
            assert_eq!(total(&next), round * EACH as u64, "round {round} after {ending}, search {search}");
            assert_eq!(next.get("/readyz").0, 200);
        }
        let (_, page) = next.get("/policies");
        assert!(
            page.contains(&format!("共 {} 份", round * EACH as u64)),
            "round {round}: the page is of the whole index"
        );
        let _ = server.child.wait();
    }
}

#[test]
fn a_server_is_not_ready_while_another_holds_the_index_and_has_not_done_its_work() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("many.jsonl");
    policies(&file, 200);
    let mut old = Server::start(data.path(), &[]);
    // It holds the writer and does nothing more, as one that is about to die.
    old.signal("STOP");
    assert!(run(data.path(), &["import", file.to_str().unwrap()]).status.success());
    let mut child = mingbai(data.path())
        .args(["serve", "--listen", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || tell.send(lines.next()));
    assert!(told.recv_timeout(Duration::from_secs(3)).is_err(), "it said that it was ready");
    old.signal("KILL");
    old.child.wait().unwrap();
    let ready = told.recv_timeout(PATIENCE).unwrap().unwrap().unwrap();
    let new = Server { child, address: ready.strip_prefix("mingbai ready on http://").unwrap().to_owned() };
    assert_eq!(total(&new), 200);
}

#[test]
fn an_index_that_is_deleted_or_damaged_under_a_server_is_made_again() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("many.jsonl");
    policies(&file, 200);
    assert!(run(data.path(), &["import", file.to_str().unwrap()]).status.success());
    let server = Server::start(data.path(), &[]);
    let index = data.path().join("index");
    let live = || {
        fs::read_to_string(index.join("current"))
            .ok()
            .map(|name| index.join(name.trim()))
            .filter(|live| live.join("meta.json").exists())
    };

    fs::remove_dir_all(&index).unwrap();
    let started = Instant::now();
    while live().is_none() {
        assert!(started.elapsed() < PATIENCE, "it was not noticed");
        assert_eq!(total(&server), 200, "what is open goes on answering");
        std::thread::sleep(Duration::from_millis(20));
    }
    server.wait_until("/readyz", |status, _| status == 200);
    assert_eq!(total(&server), 200);
    let verified = run(data.path(), &["index", "verify"]);
    assert!(verified.status.success(), "{}", said(&verified));

    // Other bytes in the same files: nothing that is read from the disk reads back.
    let server = Server::start_again(server, data.path());
    let before = live().unwrap();
    for path in fs::read_dir(&before)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "store"))
    {
        let length = fs::metadata(&path).unwrap().len();
        let mut file = fs::OpenOptions::new().write(true).open(&path).unwrap();
        file.write_all(&vec![0xff; usize::try_from(length).unwrap()]).unwrap();
    }
    let started = Instant::now();
    loop {
        let (status, body) = server.get("/api/v1/search?q=%E8%AF%95%E9%AA%8C%E9%80%9A%E7%9F%A5");
        assert!(status == 200 || (status == 503 && body.contains("正在重建")), "{status} {body}");
        // A policy is in the store, whatever became of the index.
        assert_eq!(server.get("/policies/p7").0, 200);
        if status == 200 && live().is_some_and(|now| now != before) {
            break;
        }
        assert!(started.elapsed() < PATIENCE, "{status} {body}");
        std::thread::sleep(Duration::from_millis(20));
    }
    server.wait_until("/readyz", |status, _| status == 200);
    assert_eq!(total(&server), 200);
}
