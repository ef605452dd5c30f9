//! A store that an earlier version wrote is opened, and shows the same pages.
//!
//! `before/mingbai.db.br` was written by the program of 29 November 2026 (`mingbai import`, `withdraw` and `redirect` over a part of the
//! demonstration), `before/answers.br` is what that program answered for it, a JSON line for each address. Neither is written again: what
//! has changed on purpose since then is said in [`ON_PURPOSE`].

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Read,
    path::PathBuf,
};

use serde::{Deserialize, Serialize};

use crate::{
    portal::{Answer, Fixture},
    surfaces,
};

/// What is asked besides all that links lead to.
const ASKED: [&str; 33] = [
    "/search?q=%E7%94%9F%E5%AD%A9%E5%AD%90%E8%83%BD%E9%A2%86%E5%A4%9A%E5%B0%91%E9%92%B1",
    "/search?q=%E9%AB%98%E9%BE%84%E6%B4%A5%E8%B4%B4",
    "/search?q=%E6%B4%A5%E8%B4%B4&kind=question&sort=newest",
    "/search?q=gaolingjintie",
    "/search?q=%E7%81%AB%E6%98%9F",
    "/search?year=2026&validity=in_force",
    "/search?kind=nobody",
    "/policies?sort=oldest&page=2",
    "/policies?validity=repealed",
    "/questions?subject=minsheng&audience=individual",
    "/questions?page=99",
    "/api/v1/search?q=%E9%AB%98%E9%BE%84%E6%B4%A5%E8%B4%B4%E5%A4%9A%E5%B0%91%E9%92%B1",
    "/api/v1/search?q=%E5%85%AC%E7%A7%9F%E6%88%BF&per_page=100",
    "/api/v1/search?q=%E6%8E%92%E7%8B%97%E5%AD%90%E8%A6%81%E5%8A%9E%E8%AF%81%E5%90%97",
    "/api/v1/suggest?q=%E9%AB%98%E9%BE%84",
    "/api/v1/suggest?q=sheng",
    "/api/v1/questions?per_page=3&page=2",
    "/api/v1/policies/nobody",
    "/api/v1/questions/q-birth22-deadline",
    "/api/v1/policies/motor-tricycle-2015",
    "/api/v1/policies/joint-enforcement-2025",
    "/api/v1/questions/birth-support-2026",
    "/api/v1/policies/birth-support-2026/clauses/art999",
    "/policies/nobody",
    "/policies/birth-support",
    "/policies/motor-tricycle-2015",
    "/policies/motor-tricycle-2015.docx",
    "/policies/joint-enforcement-2025",
    "/policies/joint-enforcement-2025.txt",
    "/policies/internal-inspection-2025",
    "/questions/q-birth22-deadline",
    "/questions/birth-support-2026",
    "/policies/public-rental-2025/compare/1..2",
];

/// What was changed on purpose since: in answers whose address begins so, the first is written as the second.
const ON_PURPOSE: [(&str, &str, &str); 3] = [
    // The menu and the tabs come from the list of kinds: a mark of the renderer, which nobody sees.
    ("/", ">机构</a></li></ul></nav>", ">机构</a></li><!></ul></nav>"),
    ("/", ">音视频</a></li></ul></nav>", ">音视频</a></li><!></ul></nav>"),
    // The map of the site comes from it too: the list of recordings had been forgotten.
    (
        "/sitemap.xml",
        "/responses</loc>\n\t</url>\n\t<url>\n\t\t<loc>https://mingle.example/figures</loc>",
        "/figures</loc>\n\t</url>\n\t<url>\n\t\t<loc>https://mingle.example/media</loc>\n\t</url>\n\t<url>\n\t\t<loc>https://mingle.example/responses</loc>",
    ),
];

/// Headers that say something of the content.
const HEADERS: [&str; 5] = ["content-type", "cache-control", "location", "content-disposition", "x-robots-tag"];

#[derive(Serialize, Deserialize)]
struct Recorded {
    address: String,
    status: u16,
    headers: BTreeMap<String, String>,
    body: String,
}

impl Recorded {
    fn of(address: &str, answer: &Answer) -> Self {
        let headers = HEADERS
            .iter()
            .filter(|name| !answer.header(name).is_empty())
            .map(|name| ((*name).to_owned(), answer.header(name).to_owned()))
            .collect();
        Self {
            address: address.to_owned(),
            status: answer.status.as_u16(),
            headers,
            body: without_counts(&surfaces::text(answer)),
        }
    }

    /// With the attributes of each element in the order of their names: words that stand together are values to the templates, which
    /// write the attributes of such an element in another order. To whoever reads the page it says the same.
    fn in_one_order(mut self) -> Self {
        if self.headers.get("content-type").is_some_and(|media_type| media_type.starts_with("text/html")) {
            self.body = in_one_order(&self.body);
        }
        self
    }

    /// As it is to be today.
    fn changed_on_purpose(mut self) -> Self {
        for (start, from, to) in ON_PURPOSE {
            if self.address.starts_with(start) {
                self.body = self.body.replace(from, to);
            }
        }
        self
    }
}

/// How long something took is never the same, and the paragraphs of Word files are counted by the process.
pub fn without_counts(text: &str) -> String {
    let mut parts = text.split("w14:paraId=\"");
    let first = parts.next().unwrap_or_default();
    let (before, after) = first.split_once("\"took_ms\":").unwrap_or((first, ""));
    let rest = parts.map(|part| part.split_once('"').map_or(part, |(_, rest)| rest));
    std::iter::once(before)
        .chain(std::iter::once(after.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.')))
        .chain(rest)
        .collect()
}

fn in_one_order(html: &str) -> String {
    let mut ordered = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((text, tag)) = rest.split_once('<') {
        ordered.push_str(text);
        ordered.push('<');
        // A `>` may stand in a value.
        let mut is_value = false;
        let end = tag.find(|c| {
            is_value ^= c == '"';
            c == '>' && !is_value
        });
        let (inside, after) = tag.split_at(end.unwrap_or(tag.len()));
        rest = after;
        if !inside.starts_with(|c: char| c.is_ascii_alphabetic()) {
            ordered.push_str(inside);
            continue;
        }
        let mut is_value = false;
        let mut attributes: Vec<&str> = inside
            .split(|c| {
                is_value ^= c == '"';
                c == ' ' && !is_value
            })
            .collect();
        if let Some((_, attributes)) = attributes.split_first_mut() {
            attributes.sort_unstable();
        }
        ordered.push_str(&attributes.join(" "));
    }
    ordered + rest
}

#[test]
fn only_attributes_change_places() {
    let html = r#"a<p id="x y" class="b" hidden>1 < 2</p><!-- b a --><i title="a > b" alt></i>"#;
    let ordered = r#"a<p class="b" hidden id="x y">1 < 2</p><!-- b a --><i alt title="a > b"></i>"#;
    assert_eq!(in_one_order(html), ordered);
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("http/before")
}

fn unpacked(name: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    brotli::Decompressor::new(std::fs::File::open(folder().join(name)).unwrap(), 1 << 16)
        .read_to_end(&mut bytes)
        .unwrap();
    bytes
}

/// Where two texts part, with some of what stands around.
fn parting(then: &str, now: &str) -> String {
    let same = then.chars().zip(now.chars()).take_while(|(then, now)| then == now).count();
    let around = |text: &str| text.chars().skip(same.saturating_sub(80)).take(240).collect::<String>();
    format!("  then: …{}…\n  now:  …{}…", around(then), around(now))
}

#[tokio::test]
async fn a_store_of_an_earlier_version_shows_the_same_pages() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("mingbai.db"), unpacked("mingbai.db.br")).unwrap();
    let portal = Fixture::over(directory).await;
    let mut answers = surfaces::surfaces(&portal).await;
    for address in ASKED {
        answers.insert(address.to_owned(), portal.get(address).await);
    }
    // Recordings are not part of the store; the settings say back what led to them.
    let is_file = |address: &str| {
        [".mp3", ".mp4", ".jpg", ".png"]
            .iter()
            .any(|end| address.split('?').next().is_some_and(|path| path.ends_with(end)))
    };
    let is_told = |address: &str| {
        !["/healthz", "/readyz", "/api/openapi.json"].contains(&address)
            && !address.starts_with("/settings?")
            && !is_file(address)
    };
    let now: Vec<Recorded> = answers
        .iter()
        .filter(|(address, _)| is_told(address))
        .map(|(address, answer)| Recorded::of(address, answer))
        .collect();
    if std::env::var_os("MINGBAI_RECORD_ANSWERS").is_some() {
        let lines: String = now.iter().map(|answer| serde_json::to_string(answer).unwrap() + "\n").collect();
        let params = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 24, ..Default::default() };
        brotli::BrotliCompress(
            &mut lines.as_bytes(),
            &mut std::fs::File::create(folder().join("answers.br")).unwrap(),
            &params,
        )
        .unwrap();
    }
    let then = String::from_utf8(unpacked("answers.br")).unwrap();
    let then: BTreeMap<String, Recorded> = then
        .lines()
        .map(|line| serde_json::from_str::<Recorded>(line).unwrap())
        .map(|answer| (answer.address.clone(), answer.changed_on_purpose().in_one_order()))
        .collect();
    assert!(then.len() > 400, "{}", then.len());

    let now: Vec<Recorded> = now.into_iter().map(Recorded::in_one_order).collect();
    let mut differences: Vec<String> = Vec::new();
    for now in &now {
        match then.get(&now.address) {
            None => differences.push(format!("{} is new", now.address)),
            Some(then) if then.status != now.status || then.headers != now.headers => {
                differences.push(format!(
                    "{}: {} {:?}, was {} {:?}",
                    now.address, now.status, now.headers, then.status, then.headers
                ));
            }
            Some(then) if then.body != now.body => {
                differences.push(format!("{}\n{}", now.address, parting(&then.body, &now.body)));
            }
            Some(_) => {}
        }
    }
    let known: BTreeSet<&str> = now.iter().map(|answer| answer.address.as_str()).collect();
    differences.extend(
        then.keys().filter(|address| !known.contains(address.as_str())).map(|address| format!("{address} is gone")),
    );
    let (count, shown) = (differences.len(), differences.iter().take(10).cloned().collect::<Vec<_>>().join("\n"));
    assert!(differences.is_empty(), "{count} of {} answers differ:\n{shown}", then.len());
}
