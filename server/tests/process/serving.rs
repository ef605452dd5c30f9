//! What a server shows beside those who write, and what it says of itself.

use std::{fs, process::Stdio};

use super::program::{Server, Starting, free_address, policies, run, said, total, wait_for};

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
    let listen = free_address();
    let new = Starting::begin(data.path(), &listen, &[], Stdio::null());
    wait_for("the new server answers", || std::net::TcpStream::connect(&listen).map_err(|error| error.to_string()));
    // It looks again and again for what the other one has done, and says each time that it is behind.
    for _ in 0..20 {
        let (status, body) = new.server().get("/readyz");
        assert!(status == 503 && body.contains("indexing"), "{status} {body}");
        assert!(!new.is_ready(), "it said that it was ready");
    }
    old.signal("KILL");
    old.child.wait().unwrap();
    let new = new.ready();
    assert_eq!(total(&new), 200);
}
