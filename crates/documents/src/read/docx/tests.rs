use std::io::Write;

use proptest::prelude::*;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::*;

fn read(bytes: &[u8]) -> Result<Record, Refusal> {
    super::read(bytes, &mut Meter::start())
}

fn field(record: &Record, key: &str) -> String {
    record.fields.get(key).and_then(|value| value.as_str()).unwrap_or_default().to_owned()
}

/// A Word file with that `document.xml`.
fn package(document: &str) -> Vec<u8> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", SimpleFileOptions::default()).expect("an entry");
    zip.write_all(document.as_bytes()).expect("written");
    zip.finish().expect("finished").into_inner()
}

fn body_of(paragraphs: &str) -> Result<Record, Refusal> {
    read(&package(&format!(
        r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>{paragraphs}</w:body></w:document>"#
    )))
}

#[test]
fn numbers_tables_and_revisions_of_an_official_file() {
    let record = read(include_bytes!("../../../tests/fixtures/python-docx-official.docx")).expect("readable");
    assert_eq!(field(&record, "title"), "明乐市人民政府关于做好生育支持工作的通知");
    assert_eq!(
        field(&record, "body"),
        "明乐市人民政府文件\n明政发〔2026〕3号\n明乐市人民政府关于\n做好生育支持工作的通知\n各乡镇人民政府：\n\
         一、总体要求\n（一）坚持自愿。\n（二）坚持公开。\n1.按月公示；\n2. 2026年底前完成。\n二、补助标准\n（一）一孩。\n\
         每月补助200元。\t按季发放\n公开的话。\n孩次\t金额\t备注\n一孩\t200元\t\n合计\t\t以实际为准\n一、重新编号的一项\n"
    );
    assert!(record.notes.iter().any(|note| note.contains("删除")));
}

#[test]
fn articles_numbered_by_their_style() {
    let record = read(include_bytes!("../../../tests/fixtures/python-docx-articles.docx")).expect("readable");
    assert_eq!(field(&record, "title"), "明乐市养犬管理办法");
    let body = field(&record, "body");
    let lines: Vec<&str> = body.lines().collect();
    assert_eq!(
        lines.get(..4),
        Some(["明乐市养犬管理办法", "第一条　这是条文1。", "第二条　这是条文2。", "本条第二款。"].as_slice())
    );
    assert_eq!(lines.get(12..), Some(["第十一条　这是条文11。", "第十二条　这是条文12。", "1.列表样式"].as_slice()));
}

#[test]
fn a_file_made_by_pandoc() {
    let record = read(include_bytes!("../../../tests/fixtures/pandoc.docx")).expect("readable");
    assert_eq!(field(&record, "title"), "明乐市物业收费办法");
    assert_eq!(
        field(&record, "body"),
        "明乐市物业收费办法\n第一章 总则\n为规范收费，制定本办法。\n1.业主按时缴费；\n2.企业按约服务：\na.公示价格；\nb.开具票据。\n\
         等级\t每平方米\n一级\t1.60元\n二级\t1.20元\n请注意办理时间。\n"
    );
    assert!(record.notes.iter().any(|note| note.contains("脚注")));
}

#[test]
fn a_fallback_is_not_read_twice_and_a_deleted_paragraph_mark_joins() {
    let record = body_of(
        r#"<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr><w:r><w:t>上半</w:t></w:r></w:p><w:p><w:r><w:t>下半 &lt;&#x4e00;</w:t><w:br/><w:t>又一行</w:t></w:r></w:p>
        <mc:AlternateContent><mc:Choice Requires="x"><w:p><w:r><w:t>框</w:t></w:r></w:p></mc:Choice><mc:Fallback><w:p><w:r><w:t>框</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>"#,
    )
    .expect("readable");
    assert_eq!(field(&record, "body"), "上半下半 <一\n又一行\n框\n");
}

#[test]
fn entities_are_refused() {
    let bomb = r#"<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>"#;
    assert!(read(&package(bomb)).is_err_and(|refusal| refusal.to_string().contains("实体")));
    assert!(body_of("<w:p><w:r><w:t>&xxe;</w:t></w:r></w:p>").is_err());
}

#[test]
fn bombs_are_refused() {
    let zeros = " ".repeat(8 * 1024 * 1024);
    assert!(read(&package(&zeros)).is_err_and(|refusal| refusal.to_string().contains("过大")));

    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for index in 0..5000 {
        zip.start_file(format!("f{index}"), stored).expect("an entry");
    }
    let bytes = zip.finish().expect("finished").into_inner();
    assert!(read(&bytes).is_err_and(|refusal| refusal.to_string().contains("4096")));
}

#[test]
fn what_is_not_word_says_so() {
    assert!(read(b"").is_err());
    assert!(read(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1]).is_err_and(|refusal| refusal.to_string().contains(".doc")));
    assert!(body_of("<w:p></w:p>").is_err());
    assert!(body_of("<w:p><w:r>").is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_damaged_file_never_panics(at in any::<prop::sample::Index>(), byte: u8, cut in any::<prop::sample::Index>()) {
        let mut bytes = include_bytes!("../../../tests/fixtures/python-docx-official.docx").to_vec();
        let place = at.index(bytes.len());
        if let Some(slot) = bytes.get_mut(place) {
            *slot = byte;
        }
        let _ = read(&bytes);
        bytes.truncate(cut.index(bytes.len()));
        let _ = read(&bytes);
    }

    #[test]
    fn no_markup_panics(parts in proptest::collection::vec(prop::sample::select(vec![
        "<w:p>", "</w:p>", "<w:r>", "</w:r>", "<w:t>", "</w:t>", "<w:tbl>", "</w:tbl>", "<w:tr>", "</w:tr>", "<w:tc>", "</w:tc>",
        "<w:del>", "</w:del>", "<w:tab/>", "<w:br/>", "<w:pPr>", "</w:pPr>", "<w:numPr><w:numId w:val='1'/></w:numPr>", "字", "&amp;", "<w:sdt>", "</w:sdt>",
    ]), 0..40)) {
        let _ = body_of(&parts.concat());
    }
}
