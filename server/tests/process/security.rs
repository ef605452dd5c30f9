//! What whoever watches over the portal finds in the log.

use super::*;

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
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let metrics = format!("127.0.0.1:{port}");
    let mut child = mingbai(data.path())
        .args(["serve", "--listen", "127.0.0.1:0", "--metrics", &metrics])
        .stdout(Stdio::piped())
        .stderr(fs::File::create(&log).unwrap())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let address = lines.next().unwrap().unwrap().strip_prefix("mingbai ready on http://").unwrap().to_owned();
    let mut server = Server { child, address };
    for _ in 0..5 {
        sent(&server, b"GET /search?q=dijuma HTTP/1.1\r\nConnection: close\r\n\r\n");
        sent(&server, b"GET /search?q=dijuma&page=x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    }
    sent(&server, b"POST /settings HTTP/1.1\r\nHost: a\r\nSec-Fetch-Site: cross-site\r\nConnection: close\r\nContent-Length: 5\r\n\r\ndijum");
    sent(&server, b"PUT /policies/dijuma HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    sent(&server, b"\x16\x03\x01dijuma\r\n\r\n");
    sent(&server, format!("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", "dijuma".repeat(12_000)).as_bytes());
    sent(&server, b"GET /nobody HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    let asked = Server { child: Command::new("true").spawn().unwrap(), address: metrics };
    let (_, text) = asked.get("/metrics");
    assert!(text.contains("mingbai_refused_total{event=\"bad_host\"} 5") && text.contains("mingbai_refused_total{event=\"too_large\"} 0"), "{text}");
    server.signal("TERM");
    server.child.wait().unwrap();
    let said = fs::read_to_string(&log).unwrap();
    let events: Vec<Value> = said.lines().map(|line| serde_json::from_str(line).unwrap()).filter(|line: &Value| line["target"] == "mingbai::security").collect();
    let mut told: Vec<_> = events.iter().map(|line| (line["event"].as_str().unwrap(), line["route"].as_str().unwrap(), line["count"].as_u64().unwrap())).collect();
    told.sort_unstable();
    assert_eq!(told, [("bad_head", "other", 2), ("bad_host", "/search", 5), ("bad_input", "/search", 5), ("bad_method", "/policies/{id}", 1), ("cross_site", "/settings", 1)], "{said}");
    assert!(events.iter().all(|line| line["network"] == "this-machine"));
    assert!(!said.contains("dijum"), "{said}");
}
