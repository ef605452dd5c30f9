//! Bad ground and bad manners: folders that are not what they should be, requests that are none, clients that leave.

use std::{
    fs,
    io::{Read as _, Write as _},
    net::TcpStream,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use super::program::{PATIENCE, Server, free_address, get, policies, run, said, total, wait_for};

/// All that a server says to a request, byte for byte as it was sent.
fn raw(server: &Server, request: &str) -> String {
    let mut stream = TcpStream::connect(&server.address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn a_request_names_one_host_and_is_led_nowhere_else() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path(), &["--demo"]);
    for hosts in [
        "",
        "Host: a.example\r\nHost: b.example\r\n",
        "Host: user@a.example\r\n",
        "Host: a.example/b\r\n",
        "Host: a b\r\n",
    ] {
        let answer = raw(&server, &format!("GET / HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n"));
        assert!(answer.starts_with("HTTP/1.1 400"), "{hosts:?}: {answer}");
        assert!(
            answer.contains("Host") && answer.to_lowercase().contains("x-content-type-options"),
            "{hosts:?}: {answer}"
        );
    }
    assert!(raw(&server, "GET /healthz HTTP/1.0\r\n\r\n").contains(" 200 "), "HTTP/1.0 knows no Host");
    for path in ["/\\evil.example/", "/\\/evil.example/", "//evil.example/", "/%5cevil.example/"] {
        let answer = raw(&server, &format!("GET {path} HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n"))
            .to_lowercase();
        let location = answer.lines().find_map(|line| line.strip_prefix("location: ")).unwrap_or("/");
        assert!(
            location.starts_with('/') && !location.starts_with("//") && !location.contains('\\'),
            "{path}: {location}"
        );
    }
}

#[test]
fn what_it_writes_is_for_its_user_and_group_alone() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("many.jsonl");
    policies(&file, 3);
    let folder = data.path().join("data");
    let shell = |arguments: &str| {
        let line = format!("umask 022; exec {} {arguments}", env!("CARGO_BIN_EXE_mingbai"));
        assert!(
            Command::new("sh").args(["-c", &line]).env("MINGBAI_DATA", &folder).status().unwrap().success(),
            "{arguments}"
        );
    };
    shell(&format!("import {}", file.display()));
    shell("index rebuild");
    let backup = data.path().join("backup.mingbai");
    shell(&format!("backup {}", backup.display()));
    let mut looked_at = 0;
    let mut queue = vec![folder.clone(), backup];
    while let Some(path) = queue.pop() {
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o007, 0, "{}: {mode:o}", path.display());
        looked_at += 1;
        if path.is_dir() {
            queue.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        }
    }
    assert!(looked_at > 5, "{looked_at}");
    // One of an older version is taken back from everybody.
    let database = folder.join("mingbai.db");
    fs::set_permissions(&database, fs::Permissions::from_mode(0o644)).unwrap();
    shell(&format!("import {}", file.display()));
    assert_eq!(fs::metadata(&database).unwrap().permissions().mode() & 0o777, 0o640);
}

#[test]
fn a_restore_that_was_cut_off_is_told_and_can_be_done_again() {
    let data = tempfile::tempdir().unwrap();
    let (file, backup, folder) = (data.path().join("many.jsonl"), data.path().join("backup"), data.path().join("data"));
    policies(&file, 5);
    let first = data.path().join("first");
    assert!(run(&first, &["import", file.to_str().unwrap()]).status.success());
    assert!(run(&first, &["backup", backup.to_str().unwrap()]).status.success());
    fs::create_dir(&folder).unwrap();
    let whole = fs::read(&backup).unwrap();
    fs::write(folder.join("restoring.db"), &whole[..whole.len() / 2]).unwrap();
    for arguments in [&["serve", "--listen", "127.0.0.1:0"][..], &["import", file.to_str().unwrap()]] {
        let refused = run(&folder, arguments);
        assert!(!refused.status.success() && said(&refused).contains("没有做完的恢复"), "{}", said(&refused));
    }
    assert!(!folder.join("mingbai.db").exists(), "nothing was made beside it");
    let again = run(&folder, &["restore", backup.to_str().unwrap()]);
    assert!(again.status.success(), "{}", said(&again));
    assert_eq!(total(&Server::start(&folder, &[])), 5);
}

#[test]
fn an_empty_store_beside_a_full_index_is_no_portal() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("many.jsonl");
    policies(&file, 5);
    assert!(run(data.path(), &["import", file.to_str().unwrap()]).status.success());
    let mut server = Server::start(data.path(), &[]);
    server.end();
    for suffix in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(data.path().join(format!("mingbai.db{suffix}")));
    }
    for _ in 0..2 {
        let refused = run(data.path(), &["serve", "--listen", "127.0.0.1:0"]);
        assert!(!refused.status.success() && said(&refused).contains("内容库可能丢了"), "{}", said(&refused));
    }
    fs::remove_dir_all(data.path().join("index")).unwrap();
    assert_eq!(total(&Server::start(data.path(), &[])), 0, "from the beginning, when that is meant");
}

#[test]
fn what_the_system_refuses_is_said_in_words() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("file");
    fs::write(&file, "x").unwrap();
    for data in [file.join("inside"), Path::new("/proc/mingbai").to_owned()] {
        for arguments in [
            &["serve", "--listen", "127.0.0.1:0"][..],
            &["import", file.to_str().unwrap()],
            &["restore", file.to_str().unwrap()],
        ] {
            let refused = run(&data, arguments);
            let text = said(&refused);
            assert!(
                !refused.status.success() && text.contains("mingbai：") && !text.contains("os error"),
                "{}: {text}",
                data.display()
            );
        }
    }
}

#[test]
fn clients_that_leave_while_a_page_is_made_leave_nothing_behind() {
    let data = tempfile::tempdir().unwrap();
    let log = data.path().join("log");
    let mut server = Server::start_logging(data.path(), &["--demo"], fs::File::create(&log).unwrap());
    for round in 0..400 {
        // Never kept from the round before.
        let pages = [
            format!("/search?q=%E8%A1%A5%E8%B4%B4{round}"),
            format!("/policies/nope-{round}"),
            format!("/search/gap?q=x{round}"),
            format!("/policies/birth-support-2026/unclear?clause=a{round}"),
            format!("/search?q={round}&kind=question"),
            format!("/settings?back=%2F{round}"),
        ];
        for page in [round, 7 * round + 1, 5 * round + 2].map(|at| &pages[at % pages.len()]) {
            let mut stream = TcpStream::connect(&server.address).unwrap();
            write!(stream, "GET {page} HTTP/1.1\r\nHost: a.example\r\n\r\n").unwrap();
            // It leaves after the server has answered so many others: before, while and after its page is made.
            for _ in 0..round * 7919 % 12 {
                assert_eq!(server.get("/healthz").0, 200);
            }
        }
    }
    server.wait_until("/readyz", |status, _| status == 200);
    // What was begun for them is done when it ends.
    server.end();
    let said = fs::read_to_string(&log).unwrap();
    assert!(said.contains("正在停止"), "the log has what is told: {said}");
    assert!(
        !said.contains("panicked") && !said.contains("请求处理中止") && !said.contains("expected context"),
        "{said}"
    );
}

#[test]
fn the_generation_is_measured_from_the_start() {
    let data = tempfile::tempdir().unwrap();
    let metrics = free_address();
    drop(Server::start(data.path(), &["--demo"]));
    let server = Server::start(data.path(), &["--demo", "--metrics", &metrics]);
    let (_, text) = get(&metrics, "/metrics");
    let generation = text
        .lines()
        .find_map(|line| line.strip_prefix("mingbai_content_generation "))
        .unwrap()
        .trim()
        .parse::<f64>()
        .unwrap();
    assert!(generation > 0.0, "{text}");
    drop(server);
}

/// Without its share the indexer waits for the readers: it took 22 seconds in a development build, where it takes half a second now.
#[test]
fn an_import_beside_two_hundred_and_fifty_six_searching_clients_is_seen_while_they_search() {
    const CLIENTS: usize = 256;
    let data = tempfile::tempdir().unwrap();
    let (first, second) = (data.path().join("first.jsonl"), data.path().join("second.jsonl"));
    policies(&first, 4000);
    assert!(run(data.path(), &["import", first.to_str().unwrap()]).status.success());
    fs::write(&second, r#"{"kind":"policy","id":"late","title":"后来的通知","body":"一、内容\n后来的内容。\n","published_on":"2026-01-02"}"#).unwrap();
    let server = Server::start(data.path(), &[]);
    let (is_over, answered) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let clients: Vec<_> = (0..CLIENTS)
        .map(|client| {
            let (address, is_over, answered) = (server.address.clone(), Arc::clone(&is_over), Arc::clone(&answered));
            std::thread::spawn(move || {
                let mut round = 0;
                while !is_over.load(Ordering::Relaxed) {
                    round += 1;
                    let Ok(mut stream) = TcpStream::connect(&address) else { continue };
                    // Never kept from before.
                    let _ = write!(stream, "GET /api/v1/search?q=%E9%80%9A%E7%9F%A5{client}x{round} HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n");
                    let _ = stream.read_to_end(&mut Vec::new());
                    answered.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    // All of them are at it.
    wait_for("as many searches are answered as there are clients", || {
        let answered = answered.load(Ordering::Relaxed);
        if answered >= CLIENTS { Ok(()) } else { Err(answered.to_string()) }
    });
    let imported = Instant::now();
    assert!(run(data.path(), &["import", second.to_str().unwrap()]).status.success());
    let before = answered.load(Ordering::Relaxed);
    wait_for("the import is seen", || {
        let (status, ready) = server.get("/readyz");
        if status == 200 { Ok(()) } else { Err(ready) }
    });
    let (took, searches) = (imported.elapsed(), answered.load(Ordering::Relaxed) - before);
    is_over.store(true, Ordering::Relaxed);
    for client in clients {
        client.join().unwrap();
    }
    println!("seen {took:?} after the import began, beside {searches} searches of {CLIENTS} clients");
    assert!(took < Duration::from_secs(12), "{took:?}, beside {searches} searches");
    assert_eq!(server.get("/policies/late").0, 200);
}
