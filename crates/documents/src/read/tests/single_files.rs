//! One file, one document.

use std::io::{Cursor, Write};

use zip::{ZipWriter, write::SimpleFileOptions};

use super::*;
use crate::IdOrigin;

/// Every extension that holds one document.
const EXTENSIONS: [&str; 4] = ["txt", "md", "html", "docx"];

#[test]
fn an_empty_file_says_so_in_every_format() {
    for extension in EXTENSIONS {
        for content in ["", " \n\u{3000}\r\n\t\n"] {
            let reason = refusal(&format!("a.{extension}"), content);
            assert!(["空的", "没有", "损坏"].iter().any(|word| reason.contains(word)), "{extension}: {reason}");
        }
    }
}

#[test]
fn binary_under_a_text_extension_is_refused_in_every_format() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0\0\0\x01\0\x08\x06".repeat(50);
    for extension in EXTENSIONS {
        let reason = refusal(&format!("a.{extension}"), png.clone());
        assert!(reason.contains("二进制") || reason.contains("损坏"), "{extension}: {reason}");
    }
}

#[test]
fn a_document_over_twenty_megabytes_is_refused() {
    let text = format!("某办法\n{}", "长".repeat(crate::MAX_TEXT_BYTES / 3));
    assert!(refusal("a.txt", text.as_bytes()).contains("20 MB"));
    let front = format!("+++\ntitle = \"某办法\"\n+++\n{text}");
    assert!(refusal("a.md", front.as_bytes()).contains("20 MB"));
}

#[test]
fn a_document_of_just_under_twenty_megabytes_is_read() {
    let text = format!("某办法\n{}\n", "长".repeat(crate::MAX_TEXT_BYTES / 3 - 100));
    assert_eq!(body(&document("a.txt", text.as_bytes())).len(), text.len());
}

#[test]
fn gb18030_is_decoded_and_told() {
    let text = "关于规范物业收费的通知\n各乡镇人民政府：\n一、收费标准由市政府制定。\n";
    let read = document("a.txt", encoding_rs::GB18030.encode(text).0);
    assert_eq!(body(&read), text);
    assert_eq!(read.notes, ["由 gb18030 编码转换为 UTF-8"]);
}

#[test]
fn other_encodings_are_refused_with_a_way_out() {
    let text = "關於規範物業收費的通知\n各鄉鎮人民政府：為了規範收費，現將有關事項通知如下。\n";
    let big5 = encoding_rs::BIG5.encode(text).0.into_owned();
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for content in [big5, utf16] {
        for extension in ["txt", "md"] {
            let reason = refusal(&format!("a.{extension}"), content.clone());
            assert!(reason.contains("UTF-8") || reason.contains("扩展名"), "{reason}");
        }
    }
}

#[test]
fn a_byte_order_mark_is_no_text() {
    for extension in ["txt", "md"] {
        let read = document(&format!("a.{extension}"), "\u{feff}某办法\n一、总则\n");
        assert_eq!((read.document.title.as_str(), body(&read)), ("某办法", "某办法\n一、总则\n"), "{extension}");
    }
}

#[test]
fn line_ends_of_other_systems_become_ours_and_are_told() {
    let read = document("a.txt", "某办法\r\n一、甲\r二、乙\n");
    assert_eq!(body(&read), "某办法\n一、甲\n二、乙\n");
    assert_eq!(read.notes, [LINE_ENDS_NOTE]);
}

#[test]
fn control_characters_go_and_that_is_told() {
    let read = document("a.txt", "某\u{1b}[31m\u{202e}办法\u{7f}\u{2066}\n一、甲\t乙\u{c}\u{85}\n");
    assert_eq!(read.document.title, "某[31m办法");
    assert_eq!(body(&read), "某[31m办法\n一、甲\t乙\n");
    assert_eq!(read.notes, ["控制字符已去掉"]);
}

#[test]
fn a_page_loses_its_scripts_and_keeps_its_words() {
    let page = "<html><head><title>某办法</title><script>alert('头')</script></head><body onload='alert(1)'><h1>某办法</h1>\
        <p>第一条 为了<img src=x onerror=alert(2)>规范<script>alert('体')</script>管理，制定本办法。</p>\
        <p><a href='javascript:alert(3)'>第二条</a> 本办法自公布之日起施行。</p><svg><script>alert(4)</script></svg></body></html>";
    let read = document("a.html", page);
    assert_eq!(body(&read), "某办法\n第一条 为了规范管理，制定本办法。\n第二条 本办法自公布之日起施行。\n");
    assert!(read.original.is_some_and(|original| original.bytes == page.as_bytes()), "the page is kept as it came");
}

#[test]
fn a_page_nested_beyond_reason_is_refused_at_once() {
    let deep = |tag: &str| {
        format!("<body>{}第一条 为了规范管理，制定本办法，请遵照执行。", format!("<{tag}>").repeat(1_000_000))
    };
    for tag in ["div", "SPAN", "article", "table><tr><td", "font"] {
        assert!(refusal("a.html", deep(tag)).contains("嵌套"), "{tag}");
    }
}

#[test]
fn a_page_of_many_elements_is_read_in_time() {
    let page = |tag: &str, times| {
        format!("<body>{}第一条 为了规范管理，制定本办法，请遵照执行。", format!("<{tag}>").repeat(times))
    };
    for page in [
        page("div", 7_000),
        page("span", 7_000),
        page("article", 7_000),
        page("table><tr><td", 7_000),
        page("p id=zoom", 200_000),
        page("br", 500_000),
    ] {
        let began = std::time::Instant::now();
        let _ = only("a.html", page.as_bytes());
        assert!(began.elapsed().as_secs() < 120, "{} {:?}", page.chars().take(30).collect::<String>(), began.elapsed());
    }
}

#[test]
fn a_word_file_that_unpacks_to_gigabytes_is_refused() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", SimpleFileOptions::default()).expect("an entry");
    let zeros = vec![b' '; 1 << 20];
    for _ in 0..1024 {
        zip.write_all(&zeros).expect("written");
    }
    let bomb = zip.finish().expect("finished").into_inner();
    assert!(bomb.len() < 2 << 20, "{}", bomb.len());
    assert!(refusal("a.docx", bomb).contains("过大"));
}

#[test]
fn a_word_file_whose_sizes_lie_is_refused() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", SimpleFileOptions::default()).expect("an entry");
    zip.write_all(&vec![b' '; 80 << 20]).expect("written");
    let mut bomb = zip.finish().expect("finished").into_inner();
    // Both headers say that the entry unpacks to 100 bytes.
    for (signature, offset) in [(b"PK\x03\x04", 22), (b"PK\x01\x02", 24)] {
        let at = bomb.windows(4).position(|window| window == signature).expect("a header");
        bomb.get_mut(at + offset..at + offset + 4).expect("a size").copy_from_slice(&100_u32.to_le_bytes());
    }
    let reason = refusal("a.docx", bomb);
    assert!(reason.contains("过大") || reason.contains("损坏"), "{reason}");
}

#[test]
fn a_fault_in_the_front_matter_is_told_with_its_line() {
    for (source, line) in [
        ("+++\nkind = \"policy\"\ntitle = \n+++\n正文", Some(3)),
        ("+++\nkind = \"policy\"\nkind = \"policy\"\n+++\n正文", Some(3)),
        ("+++\ntitle = \"没有结束\"\n正文", None),
        ("+++\ntitle = \"题\"\nbody = \"正文\"\n+++\n正文", None),
        ("+++\ntitle = \"题\"\npublished_on = 2026-02-30\n+++\n正文", Some(3)),
        ("+++\ntitle = \"题\"\nkind = \"poem\"\n+++\n正文", None),
    ] {
        let rejection = only("a.md", source).expect_err(source);
        assert_eq!(rejection.place.line, line, "{source}: {rejection}");
        assert!(!rejection.reason.to_string().is_ascii(), "{rejection}");
    }
}

#[test]
fn front_matter_without_text_is_refused() {
    assert!(refusal("a.md", "+++\ntitle = \"题\"\n+++\n").contains("body"));
    assert!(refusal("a.md", "+++\ntitle = \"题\"\n+++\n \n\n").contains("空"));
}

#[test]
fn a_first_line_too_long_for_a_title_is_cut_and_told() {
    let read = document("a.txt", "长".repeat(300));
    assert_eq!(read.document.title.chars().count(), 61);
    assert!(read.notes.iter().any(|note| note.contains("60 字")), "{:?}", read.notes);
}

#[test]
fn ids_come_from_file_names_and_say_what_was_lost() {
    let id = |name: &str| {
        let read = document(name, "某办法\n正文\n");
        (read.document.id.to_string(), read.id_origin)
    };
    assert_eq!(id("Xinle-2020.polluted.txt"), ("xinle-2020-polluted".to_owned(), IdOrigin::FileName));
    assert_eq!(id("办法 2026.txt"), ("2026".to_owned(), IdOrigin::LossyFileName));
    assert_eq!(id("办法.txt").1, IdOrigin::Hash);
    assert_ne!(id("办法.txt").0, id("通知.txt").0);
    assert_eq!(id(&format!("{}.txt", "a".repeat(120))), ("a".repeat(80), IdOrigin::LossyFileName));
}

#[test]
fn other_extensions_are_refused_with_a_way_out() {
    for (name, way_out) in [("a.doc", "docx"), ("a.pdf", "docx"), ("a.json", "jsonl"), ("a", ".txt"), ("a.exe", ".txt")]
    {
        assert!(refusal(name, "正文").contains(way_out), "{name}");
    }
}
