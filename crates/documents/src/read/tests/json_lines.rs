//! Many documents in one file, a line each.

use super::*;
use crate::IdOrigin;

fn line(id: &str) -> String {
    format!(r#"{{"kind":"policy","id":"{id}","title":"某办法","body":"第一条 甲\n"}}"#)
}

/// What became of each line: the id, or the line's number and the reason.
fn outcomes(content: impl Into<Vec<u8>>) -> Vec<Result<String, (usize, String)>> {
    let (items, _) = read_all(bytes("a.jsonl", content), &ReadOptions::default());
    let outcome = |item: Result<SourceDocument, Rejection>| match item {
        Ok(read) => Ok(read.document.id.to_string()),
        Err(rejection) => Err((rejection.place.line.unwrap_or_default(), rejection.reason.to_string())),
    };
    items.into_iter().map(outcome).collect()
}

/// The reason for which the only line is refused.
fn reason(line: &str) -> String {
    match outcomes(line).as_slice() {
        [Err((1, reason))] => reason.clone(),
        other => panic!("{line}: {other:?}"),
    }
}

#[test]
fn an_empty_file_holds_no_document_and_is_no_error() {
    assert_eq!(outcomes(""), []);
    assert_eq!(outcomes("\u{feff}\r\n \n\n"), []);
}

#[test]
fn a_bad_line_is_told_by_number_and_the_others_are_kept() {
    let content = format!("{}\n{{\"kind\":\n\n[1]\n{}\n", line("a"), line("b"));
    match outcomes(content).as_slice() {
        [Ok(a), Err((2, unfinished)), Err((4, list)), Ok(b)] => {
            assert_eq!((a.as_str(), b.as_str()), ("a", "b"));
            assert!(unfinished.contains("没有写完"), "{unfinished}");
            assert!(list.contains("对象"), "{list}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_half_written_last_line_is_told_from_a_wrong_one() {
    let whole = line("b");
    let at = whole.find("body").expect("a key");
    let half = whole.get(..at).expect("a boundary");
    match outcomes(format!("{}\n{half}", line("a"))).as_slice() {
        [Ok(_), Err((2, reason))] => assert!(reason.contains("截断"), "{reason}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_line_cut_within_a_character_is_refused_and_the_next_is_read() {
    let mut content = line("a").into_bytes();
    let at = content.windows(3).position(|window| window == "某".as_bytes()).expect("a character");
    content.remove(at + 2);
    content.extend(format!("\n{}\n", line("b")).into_bytes());
    match outcomes(content).as_slice() {
        [Err((1, reason)), Ok(_)] => assert!(reason.contains("UTF-8"), "{reason}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn marks_and_line_ends_of_other_systems_are_no_content() {
    assert_eq!(
        outcomes(format!("\u{feff}{}\r\n{}\r\n", line("a"), line("b"))),
        [Ok("a".to_owned()), Ok("b".to_owned())]
    );
}

#[test]
fn binary_is_refused_line_by_line() {
    assert!(outcomes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff".to_vec()).iter().all(Result::is_err));
    assert!(reason("\0\0\0").contains("JSON"));
}

#[test]
fn a_line_over_the_limit_is_refused_and_the_next_is_read() {
    let long = line("a").replace("甲", &"长".repeat(crate::MAX_TEXT_BYTES / 3 + 1));
    let longer = line("a").replace("甲", &" ".repeat(45 << 20));
    for long in [long, longer] {
        match outcomes(format!("{long}\n{}", line("b"))).as_slice() {
            [Err((1, reason)), Ok(_)] => assert!(reason.contains("20 MB"), "{reason}"),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn json_too_deep_to_be_a_document_is_refused() {
    let deep = format!(r#"{{"kind":"policy","x":{}{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    assert!(reason(&deep).contains("JSON"));
}

#[test]
fn unknown_keys_are_kept_and_reported() {
    let content = format!(
        "{}\n{}",
        line("a").replace("\"id\"", r#""colour":"红","id""#),
        line("b").replace("\"id\"", r#""colour":null,"n":{"m":[1]},"id""#)
    );
    let (items, report) = read_all(bytes("a.jsonl", content), &ReadOptions::default());
    let extras: Vec<String> =
        items.iter().flatten().map(|read| serde_json::to_string(&read.document.extra).expect("JSON")).collect();
    assert_eq!(extras, [r#"{"colour":"红"}"#, r#"{"colour":null,"n":{"m":[1]}}"#]);
    assert_eq!(report.unused_keys.get("colour"), Some(&UnusedKey { documents: 2, kept: true }));
    assert_eq!(report.sentences(), ["未使用的字段（原样保留）：colour、n"]);
}

#[test]
fn what_is_required_is_named_when_it_is_missing() {
    assert!(reason(r#"{"id":"a","title":"题","body":"甲"}"#).contains("kind"));
    assert!(reason(r#"{"kind":"policy","id":"a","body":"甲"}"#).contains("title"));
    assert!(reason(r#"{"kind":"policy","id":"a","title":" ","body":"甲"}"#).contains("title"));
    assert!(reason(r#"{"kind":"policy","id":"a","title":"题"}"#).contains("body"));
    assert!(reason(r#"{"kind":"policy","id":"a","title":"题","body":"\n \n"}"#).contains("body"));
    assert!(reason(r#"{"kind":"agency","id":"a"}"#).contains("name"));
}

#[test]
fn values_of_the_wrong_form_are_refused_by_field() {
    for (field, value) in [
        ("kind", r#""poem""#),
        ("published_on", r#""2026-02-30""#),
        ("effective_on", r#""2026年2月1日""#),
        ("validity", r#""valid""#),
        ("normative", r#""yes""#),
        ("subjects", "[1]"),
        ("edges", r#"[{"type":"eats","to":"a"}]"#),
        ("edges", r#"[{"type":"cites"}]"#),
        ("source", r#"{"url":"javascript:alert(1)"}"#),
        ("attachments", r#"[{"name":"甲","size_bytes":-1}]"#),
        ("title", "7"),
    ] {
        let with = format!(r#"{{"kind":"policy","id":"a","title":"题","body":"甲","{field}":{value}}}"#);
        assert!(reason(&with).contains(field), "{field}: {}", reason(&with));
    }
}

#[test]
fn ids_that_are_too_long_or_malformed_are_refused() {
    for id in ["a".repeat(81), "A".into(), "../b".into(), "生育".into(), "a b".into()] {
        assert!(reason(&line(&id)).contains("编号"), "{id}");
    }
    assert_eq!(outcomes(line(&"a".repeat(80))), [Ok("a".repeat(80))]);
}

#[test]
fn a_title_as_long_as_a_body_is_refused() {
    assert!(reason(&line("a").replace("某办法", &"长".repeat(501))).contains("title"));
}

#[test]
fn a_line_without_id_has_the_same_one_in_every_run() {
    let read = |number: &str| {
        let content = format!(r#"{{"kind":"policy","title":"某办法","document_number":"{number}","body":"甲"}}"#);
        let (mut items, _) = read_all(bytes("a.jsonl", content), &ReadOptions::default());
        let read = items.remove(0).expect("readable");
        assert_eq!(read.id_origin, IdOrigin::Hash);
        read.document.id
    };
    assert_eq!(read("甲〔2026〕1号"), read("甲〔2026〕1号"));
    assert_ne!(read("甲〔2026〕1号"), read("甲〔2026〕2号"));
}

#[test]
fn control_characters_leave_keys_and_values() {
    let content = r#"{"kind":"policy","id":"a","title":"某\u0000办\u001b法","body":"甲\u0000\n乙\u0008","odd\u0007key":["\u0001x"]}"#;
    let (mut items, report) = read_all(bytes("a.jsonl", content), &ReadOptions::default());
    let read = items.remove(0).expect("readable");
    assert_eq!((read.document.title.as_str(), body(&read)), ("某办法", "甲\n乙"));
    assert_eq!(serde_json::to_string(&read.document.extra).expect("JSON"), r#"{"oddkey":["x"]}"#);
    assert!(report.unused_keys.contains_key("oddkey"));
}

#[test]
fn markup_and_sql_are_only_text() {
    let evil = "<script>alert(1)</script>'; DROP TABLE documents; --";
    let content = serde_json::json!({"kind": "policy", "id": "a", "title": evil, "body": evil, "issuer": evil, "subjects": [evil], "summary": evil}).to_string();
    let (mut items, _) = read_all(bytes("a.jsonl", content), &ReadOptions::default());
    let read = items.remove(0).expect("readable");
    assert_eq!((read.document.title.as_str(), body(&read), read.issuer_name.as_deref()), (evil, evil, Some(evil)));
}
