//! What commands say.

use std::{fs, io::Write as _};

use serde_json::Value;

use super::program::{Server, policies, run, said};

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
