//! What is withdrawn is out of sight at once, also where nobody can write the index.

use std::{fs, time::Duration};

use super::program::{Server, policies, run, total, wait_within};

/// What is promised.
const PROMISED: Duration = Duration::from_secs(2);
/// Between two looks at all places.
const PAUSE: Duration = Duration::from_millis(50);

#[test]
fn what_is_withdrawn_is_gone_within_two_seconds_while_the_index_cannot_be_written() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("some.jsonl");
    policies(&file, 9);
    assert!(run(data.path(), &["import", file.to_str().unwrap()]).status.success());
    let first = Server::start(data.path(), &[]);
    let server = Server::start(data.path(), &[]);
    // It holds the writer and does nothing more.
    first.signal("STOP");
    let title = "试验通知第7号";
    let places = [
        "/",
        "/policies",
        "/search?q=%E8%AF%95%E9%AA%8C%E9%80%9A%E7%9F%A5",
        "/feeds/policies.atom",
        "/feeds/policies.json",
        "/api/v1/policies",
        "/api/v1/search?q=%E8%AF%95%E9%AA%8C%E9%80%9A%E7%9F%A5",
        "/api/v1/suggest?q=%E8%AF%95%E9%AA%8C%E9%80%9A%E7%9F%A5",
        "/policies/p7.txt",
        "/policies/p7",
    ];
    for place in places {
        let (status, body) = server.get(place);
        assert!(status == 200 && body.contains(title), "{place}: {status}");
    }
    assert!(run(data.path(), &["document", "withdraw", "p7", "--reason", "发布有误"]).status.success());
    let gone = |title: &str| {
        wait_within(PROMISED, PAUSE, &format!("no place shows {title}"), || {
            let seen = places.iter().find(|place| server.get(place).1.contains(title));
            seen.map_or(Ok(()), |place| Err(format!("{place} still shows it")))
        });
    };
    gone(title);
    assert_eq!((server.get("/policies/p7").0, server.get("/api/v1/policies/p7").0), (410, 410));
    assert_eq!(server.get("/readyz").0, 503, "the index has not followed");
    assert_eq!(total(&server), 8);
    // Not for the public any more, which is no withdrawal.
    fs::write(&file, r#"{"kind":"policy","id":"p3","title":"试验通知第3号","body":"一、总体要求\n按期完成。\n","disclosure":"withheld"}"#).unwrap();
    assert!(run(data.path(), &["import", file.to_str().unwrap()]).status.success());
    gone("试验通知第3号");
    assert_eq!(server.get("/policies/p3").0, 404);
    first.signal("CONT");
    server.wait_until("/readyz", |status, _| status == 200);
    assert_eq!(total(&server), 7);
    assert!(run(data.path(), &["document", "reinstate", "p7"]).status.success());
    server.wait_until("/api/v1/policies", |_, body| body.contains(title));
    assert_eq!(total(&server), 8);
}
