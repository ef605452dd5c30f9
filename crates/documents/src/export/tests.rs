use domain::{Body, ClauseId, Disclosure, Document, DocumentId, DocumentNumber};
use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::{Input, ReadOptions};

fn document(title: &str, body: &str) -> Document {
    let json = serde_json::json!({
        "id": "birth-support-2026", "title": title, "disclosure": "proactive", "demo": true, "kind": "policy",
        "body": body, "published_on": "2026-02-12",
    });
    serde_json::from_value(json).expect("a document")
}

fn export(document: &Document) -> ExportPolicy<'_> {
    ExportPolicy {
        title: &document.title,
        demo: document.demo,
        policy: document.as_policy().expect("a policy"),
        revision: 2,
        validity_label: Some("现行有效".into()),
        agency_name: Some("明乐市人民政府"),
        site_name: "明白纸",
        page_url: "https://example.cn/policies/birth-support-2026",
        exported_on: date(2026, 11, 24),
    }
}

fn as_docx(document: &Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    docx(&export(document), &mut bytes).expect("written");
    bytes
}

fn as_text(document: &Document) -> String {
    let mut bytes = Vec::new();
    text(&export(document), &mut bytes).expect("written");
    String::from_utf8(bytes).expect("text")
}

fn as_html(document: &Document) -> String {
    let mut bytes = Vec::new();
    html(&export(document), &mut bytes).expect("written");
    String::from_utf8(bytes).expect("text")
}

/// Title and body of a Word file, read by the importer.
fn read_back(bytes: Vec<u8>) -> (String, String) {
    let options = ReadOptions { kind: Some(domain::Kind::Policy), ..ReadOptions::default() };
    let read =
        crate::read(Input::Bytes { name: "a.docx".into(), bytes }, &options).next().expect("one").expect("readable");
    let policy = read.document.as_policy().expect("a policy").clone();
    (read.document.title, policy.body)
}

const BODY: &str = "各乡镇人民政府：\n一、总体要求\n　　（一）坚持自愿。按月<公示>；\n\n等级\t金额\n一级\t1.60元\n二级\t\n附则 & 说明\n";

#[test]
fn a_word_file_reads_back_as_the_same_text() {
    let mut document = document("关于做好生育支持工作的通知", BODY);
    if let Body::Policy(policy) = &mut document.body {
        policy.document_number = Some(DocumentNumber::from_normal_form("明政规〔2026〕3号"));
    }
    let (title, body) = read_back(as_docx(&document));
    assert_eq!(title, "关于做好生育支持工作的通知");
    assert_eq!(body, format!("关于做好生育支持工作的通知\n明政规〔2026〕3号\n{BODY}"));
}

#[test]
fn a_line_of_a_book_is_one_paragraph() {
    let long = "为了规范管理，制定本办法。".repeat(20_000);
    let (_, body) = read_back(as_docx(&document("某办法", &format!("一、甲\n{long}\n二、乙\n"))));
    assert_eq!(body, format!("某办法\n一、甲\n{long}\n二、乙\n"));
}

#[test]
fn a_title_in_the_body_is_not_written_twice() {
    let document = document("关于做好生育支持工作的通知", "关于做好\n生育支持工作的通知\n各单位：\n");
    let (title, body) = read_back(as_docx(&document));
    assert_eq!(
        (title.as_str(), body.as_str()),
        ("关于做好生育支持工作的通知", "关于做好\n生育支持工作的通知\n各单位：\n")
    );
    assert_eq!(as_text(&document).matches("各单位").count(), 1);
    assert!(!as_html(&document).contains("<h1"));
}

#[test]
fn html_has_anchors_and_runs_nothing() {
    let mut document = document("<script>alert(1)</script>", "甲\"><img src=x onerror=alert(1)>\n第一条　乙\n");
    if let Body::Policy(policy) = &mut document.body {
        let (intro, article) = policy.body.split_at(policy.body.find('第').expect("an article"));
        policy.clauses = vec![
            Clause::new(ClauseId::new("intro"), "", "", intro, 0),
            Clause::new(ClauseId::new("art1"), "第一条", "", article, 0),
        ];
    }
    let html = as_html(&document);
    assert!(html.contains("id=\"c-art1\""));
    assert!(html.contains("&lt;script&gt;") && !html.contains("<script") && !html.contains("<img"));
    for said in
        [DEMO_MARK, "现行有效", "明乐市人民政府", "https://example.cn/policies/birth-support-2026", "2026-11-24"]
    {
        assert!(html.contains(said), "{said}");
    }
    for fetched in ["src=", "url(", "@import"] {
        assert!(!html.replace("src=x", "").contains(fetched), "{fetched}");
    }
}

#[test]
fn text_says_what_it_is() {
    let document = document("某办法", BODY);
    let text = as_text(&document);
    assert!(text.starts_with(&format!("【{DEMO_MARK}】")));
    assert!(text.contains(BODY) && text.contains("有效性：现行有效"));
}

#[test]
fn the_mark_of_invented_content_is_on_every_page_of_the_word_file() {
    let document = document("某办法", BODY);
    let bytes = as_docx(&document);
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut header = String::new();
    archive.by_name("word/header1.xml").expect("a header").read_to_string(&mut header).expect("text");
    assert!(header.contains(DEMO_MARK));
}

use std::io::{Cursor, Read};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_text_survives_the_word_file(lines in proptest::collection::vec("[甲一、（）第条。 \u{3000}\ta<&\"'\u{20000}0-9]{0,12}", 1..12)) {
        let body = lines.join("\n");
        prop_assume!(!body.trim().is_empty());
        let document = document("关于某事的通知", &body);
        let (_, read) = read_back(as_docx(&document));
        let wanted = format!("关于某事的通知\n{body}");
        let blank_ends = |text: &str| {
            let kept: Vec<&str> = text.split('\n').collect();
            let last = kept.iter().rposition(|line| !line.trim().is_empty()).unwrap_or(0);
            kept.into_iter().take(last + 1).map(str::to_owned).collect::<Vec<_>>()
        };
        prop_assert_eq!(blank_ends(&read), blank_ends(&wanted));
    }

    #[test]
    fn no_text_breaks_the_html(body in "\\PC{0,80}", id in "[a-z0-9.~-]{1,9}") {
        let mut document = document("某办法", &format!("甲{body}"));
        document.disclosure = Disclosure::Proactive;
        document.id = DocumentId::parse("a").expect("an id");
        if let Body::Policy(policy) = &mut document.body {
            let text = policy.body.clone();
            policy.clauses = vec![Clause::new(ClauseId::new(id), "", "", text, 0)];
        }
        let html = as_html(&document);
        let allowed = ["<!DOCTYPE", "<html", "<head", "<meta", "<title", "<link", "<style", "<body", "<p", "<article", "<h1", "<section", "<b>", "<table", "<tr", "<td", "<footer", "<dl", "<dt", "<dd", "<a ", "</"];
        for (at, _) in html.match_indices('<') {
            let rest = html.get(at..).unwrap_or_default();
            prop_assert!(allowed.iter().any(|tag| rest.starts_with(tag)), "{}", rest.chars().take(20).collect::<String>());
        }
    }
}
