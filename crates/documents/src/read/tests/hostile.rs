//! Files that would eat the machine: each ends in a sentence while it is read, before it has cost much.

use std::{fmt::Write as _, io::Write as _};

use zip::{ZipWriter, write::SimpleFileOptions};

use super::*;

const WORD: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";

/// A Word file of that body, with that `numbering.xml`.
fn word(body: &str, numbering: &str) -> Vec<u8> {
    let mut zip = ZipWriter::new(io::Cursor::new(Vec::new()));
    // Stored: what compresses too well is refused for that.
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    zip.start_file("word/document.xml", options).expect("an entry");
    write!(zip, "<w:document {WORD}><w:body>{body}</w:body></w:document>").expect("written");
    zip.start_file("word/numbering.xml", options).expect("an entry");
    write!(zip, "<w:numbering {WORD}>{numbering}</w:numbering>").expect("written");
    zip.finish().expect("finished").into_inner()
}

fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

#[test]
fn numbering_does_not_multiply() {
    let numbered = |count: usize| {
        "<w:p><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>一</w:t></w:r></w:p>".repeat(count)
    };
    let level = |text: &str| {
        format!(
            "<w:abstractNum w:abstractNumId=\"1\"><w:lvl w:ilvl=\"0\"><w:numFmt w:val=\"upperLetter\"/><w:start w:val=\"2500\"/><w:lvlText w:val=\"{text}\"/></w:lvl></w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"1\"/></w:num>"
        )
    };
    assert!(refusal("a.docx", word(&numbered(1), &level(&"%1".repeat(10_000)))).contains("自动编号"));
    // Each number is within its bounds, all together are not: 12,000 characters a paragraph.
    assert!(refusal("a.docx", word(&numbered(3_000), &level(&"%1".repeat(120)))).contains("20 MB"));
}

#[test]
fn chains_of_numbering_styles_are_followed_once() {
    let mut numbering = String::new();
    for at in 0..5_000 {
        let _ = write!(
            numbering,
            "<w:abstractNum w:abstractNumId=\"{at}\"><w:styleLink w:val=\"s{at}\"/><w:numStyleLink w:val=\"s{}\"/></w:abstractNum>",
            at + 1
        );
    }
    numbering.push_str("<w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num>");
    let body =
        "<w:p><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>一</w:t></w:r></w:p>".repeat(20_000);
    assert_eq!(document("a.docx", word(&body, &numbering)).document.title, "一");
}

#[test]
fn tables_have_bounds() {
    let nested = |depth: usize| {
        format!("{}{}{}", "<w:tbl><w:tr><w:tc>".repeat(depth), paragraph("甲"), "</w:tc></w:tr></w:tbl>".repeat(depth))
    };
    assert!(refusal("a.docx", word(&nested(40), "")).contains("表格套表格"));
    let wide = format!("<w:tbl><w:tr>{}</w:tr></w:tbl>", "<w:tc><w:p/></w:tc>".repeat(2_000));
    assert!(refusal("a.docx", word(&wide, "")).contains("1000 格"));
    let spans = format!(
        "<w:tbl><w:tr>{}</w:tr></w:tbl>",
        format!("<w:tc><w:tcPr><w:gridSpan w:val=\"63\"/></w:tcPr>{}</w:tc>", paragraph("甲")).repeat(900)
    )
    .repeat(400);
    assert!(refusal("a.docx", word(&spans, "")).contains("20 MB"));
    assert!(
        refusal("a.docx", word(&format!("<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>", "<w:p/>".repeat(600_000)), ""))
            .contains("50 万")
    );
}

#[test]
fn lines_and_depth_have_bounds() {
    assert!(refusal("a.docx", word(&"<w:p/>".repeat(60_000), "")).contains("5 万行"));
    assert!(
        refusal("a.docx", word(&format!("<w:p><w:r>{}</w:r></w:p>", "<w:br/>".repeat(60_000)), "")).contains("5 万行")
    );
    assert!(
        refusal("a.docx", word(&format!("{}{}", "<w:x>".repeat(5_000), "</w:x>".repeat(5_000)), "")).contains("嵌套")
    );
    for name in ["a.txt", "a.md"] {
        assert!(
            refusal(name, "甲\n".repeat(60_000)).contains('行')
                || refusal(name, "甲\n".repeat(60_000)).contains("过长"),
            "{name}"
        );
    }
    let json = serde_json::json!({ "title": "甲", "body": "\n甲".repeat(60_000) }).to_string();
    assert!(refusal("a.jsonl", json).contains("5 万行"));
}

#[test]
fn a_page_of_too_many_elements_ends_early() {
    assert!(refusal("a.html", "<table>".to_owned() + &"<td>甲".repeat(400_000)).contains("30 万"));
    // Elements that open anew in every paragraph: tags in the thousands, elements in the millions.
    let formatting = (0..1_500).map(|at| format!("<b a={at}>")).collect::<Vec<_>>().concat();
    assert!(refusal("a.html", format!("<p>{formatting}</p>{}", "<p>甲</p>".repeat(3_000))).contains("30 万"));
    assert!(refusal("a.html", "<div>".repeat(9_000)).contains("嵌套"));
    let attributes = (0..300_000).map(|at| format!(" a{at}")).collect::<Vec<_>>().concat();
    assert!(refusal("a.html", format!("<p{attributes}>甲</p>")).contains("异常复杂"));
}

#[test]
fn a_line_of_json_has_bounds() {
    let many = |values: &str| format!("{{\"title\":\"甲\",\"body\":\"甲\",\"x\":[{values}]}}");
    assert!(refusal("a.jsonl", many("0,".repeat(600_000).trim_end_matches(','))).contains("50 万"));
    let keys = (0..2_000).map(|at| format!("\"k{at}\":1,")).collect::<Vec<_>>().concat();
    assert!(refusal("a.jsonl", format!("{{{keys}\"title\":\"甲\"}}")).contains("1000 个"));
    assert!(
        refusal(
            "a.jsonl",
            format!(
                "{{\"title\":\"甲\",\"body\":\"甲\",\"keywords\":[{}]}}",
                "\"甲\",".repeat(6_000).trim_end_matches(',')
            )
        )
        .contains("5000 项")
    );
    assert!(
        refusal("a.jsonl", format!("{{\"title\":\"甲\",\"body\":\"甲\",\"summary\":\"{}\"}}", "甲".repeat(50_000)))
            .contains("100 KB")
    );
    assert!(refusal("a.jsonl", format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000))).contains("JSON"));
}

#[test]
fn markdown_has_bounds() {
    assert!(refusal("a.md", "*甲".repeat(300_000)).contains("标记过多"));
    assert!(refusal("a.md", ">".repeat(300_000)).contains("标记过多"));
}

#[test]
fn what_a_report_says_of_keys_stays_short() {
    let line = serde_json::json!({ "title": "甲", "body": "甲", "键".repeat(10_000): 1 }).to_string();
    let (read, mut report) = read_all(bytes("a.jsonl", line), &policies());
    assert!(read.iter().all(Result::is_ok));
    assert!(report.sentences().iter().all(|sentence| sentence.chars().count() < 200), "{:?}", report.sentences());
    for at in 0..500 {
        report.unused_keys.insert(format!("k{at}"), UnusedKey { documents: 1, kept: true });
    }
    assert!(report.sentences().iter().any(|sentence| sentence.contains("还有 451 个")), "{:?}", report.sentences());
}
