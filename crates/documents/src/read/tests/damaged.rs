//! A thousand files damaged at random: each is read, or refused with a sentence.

use super::*;
use crate::export::{self, ExportPolicy};

/// Numbers that look random, and are the same in every run (a linear congruential generator, Knuth's constants).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most.max(1)
    }
}

const BODY: &str = "各乡镇人民政府：\n　　为了规范管理，现通知如下。\n一、总体要求\n（一）坚持自愿。\n第一条　按月公示，见《某办法》（明政规〔2026〕3号）。\n等级\t金额\n一级\t1.60元\n2026年2月12日\n";

fn good_files() -> Vec<(&'static str, Vec<u8>)> {
    let policy: domain::Document = serde_json::from_value(serde_json::json!({
        "id": "a", "title": "某通知", "disclosure": "proactive", "kind": "policy", "body": BODY,
    }))
    .expect("a document");
    let export = ExportPolicy {
        title: "某通知",
        demo: true,
        policy: policy.as_policy().expect("a policy"),
        revision: 1,
        validity_label: None,
        agency_name: None,
        site_name: "明白纸",
        page_url: "https://example.cn/policies/a",
        exported_on: jiff::civil::date(2026, 11, 24),
    };
    let (mut docx, mut html) = (Vec::new(), Vec::new());
    export::docx(&export, &mut docx).expect("written");
    export::html(&export, &mut html).expect("written");
    let line = serde_json::json!({ "kind": "policy", "id": "a", "title": "某通知", "body": BODY, "edges": [{ "type": "cites", "title": "某办法" }], "published_on": "2026-02-12" });
    vec![
        ("a.docx", docx),
        ("a.html", html),
        ("a.txt", BODY.as_bytes().to_vec()),
        ("b.txt", encoding_rs::GB18030.encode(BODY).0.into_owned()),
        ("a.md", format!("+++\nkind = \"policy\"\ntitle = \"某通知\"\n+++\n{BODY}").into_bytes()),
        (
            "b.md",
            format!("# 某通知\n\n{}\n\n| 一 | 二 |\n|---|---|\n| 三 | 四 |\n", BODY.replace('\n', "\n\n")).into_bytes(),
        ),
        ("a.jsonl", line.to_string().into_bytes()),
    ]
}

/// Some bytes changed, left out, said twice, put in or made nothing, or the end cut off.
fn damage(bytes: &mut Vec<u8>, dice: &mut Dice) {
    let from = dice.below(bytes.len());
    let to = (from + 1 + dice.below(200)).min(bytes.len());
    match dice.below(6) {
        0 => {
            for _ in 0..=dice.below(50) {
                let at = dice.below(bytes.len());
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << dice.below(8);
                }
            }
        }
        1 => bytes.truncate(from),
        2 => drop(bytes.drain(from..to)),
        3 => {
            let again = bytes.get(from..to).unwrap_or_default().to_vec();
            bytes.splice(to..to, again);
        }
        4 => {
            let noise: Vec<u8> =
                (0..=dice.below(60)).map(|_| u8::try_from(dice.below(256)).unwrap_or_default()).collect();
            bytes.splice(from..from, noise);
        }
        _ => bytes.get_mut(from..to).unwrap_or_default().fill(0),
    }
}

/// Damages what stands inside a Word file, which a checksum of the archive would else keep from the reader of XML.
fn damage_inside(docx: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(io::Cursor::new(docx)).expect("an archive");
    let mut to = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
    let damaged = dice.below(from.len());
    for index in 0..from.len() {
        let mut entry = from.by_index(index).expect("an entry");
        if entry.is_dir() {
            continue;
        }
        let (name, mut bytes) = (entry.name().to_owned(), Vec::new());
        entry.read_to_end(&mut bytes).expect("read");
        if (index == damaged || name == "word/document.xml") && !bytes.is_empty() {
            damage(&mut bytes, dice);
        }
        to.start_file(name, zip::write::SimpleFileOptions::default()).expect("an entry");
        io::Write::write_all(&mut to, &bytes).expect("written");
    }
    to.finish().expect("finished").into_inner()
}

#[test]
fn a_thousand_damaged_files_end_in_a_sentence() {
    let good = good_files();
    let mut dice = Dice(2026);
    let (mut taken, mut refused) = (0, 0);
    for (round, (name, good)) in good.iter().cycle().take(1_000).enumerate() {
        let mut damaged = good.clone();
        if *name == "a.docx" && dice.below(3) > 0 {
            damaged = damage_inside(good, &mut dice);
        } else {
            damage(&mut damaged, &mut dice);
        }
        for read in read_all(bytes(name, damaged), &policies()).0 {
            match read {
                Ok(_) => taken += 1,
                Err(Rejection { reason, .. }) => {
                    refused += 1;
                    let reason = reason.to_string();
                    assert!(
                        reason.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)) && reason.chars().count() < 300,
                        "{name}, round {round}: {reason}"
                    );
                }
            }
        }
    }
    assert!(taken > 100 && refused > 100, "{taken} taken, {refused} refused");
}
