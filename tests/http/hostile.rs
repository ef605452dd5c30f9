//! Whatever stands in a document, or is asked for, is shown as text and runs nowhere: documents of every kind with hostile strings in
//! every field that takes a text, and every public surface read as a browser, a feed reader and a program read it.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    io::{Cursor, Read as _},
};

use axum::http::StatusCode;
use documents::ReadOptions;
use domain::Kind;
use quick_xml::events::Event;
use scraper::{ElementRef, Html, Selector};
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use crate::{
    explanations::lines,
    portal::{Answer, Fixture},
    samples::{self, Ground},
    surfaces,
};

/// The strings, each behind a mark of its own by which it is found again; short enough for the shortest field (40 characters).
const HOSTILE: [&str; 10] = [
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "</title></textarea><svg onload=a>",
    "\" onmouseover=\"a\" style='x:y' a='",
    "{{7*7}}${7*7}<%=7*7%>#{7*7}`7`",
    "[a](javascript:alert(1)) ![](//x/y)",
    "--></script>]]><!--<b>&lt;i&gt;&amp;",
    "\u{202e}\u{2066}neddih\u{0}\u{1b}[2J\u{85}\u{ffff}",
    "\\ %00 %3Cscript%3E ..\\.. ;a=b",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
];

/// What nobody can see and no form of text can hold, or what turns the text around it: taken out when a document is read.
fn is_unseen(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
        || matches!(c, '\u{fffe}' | '\u{ffff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The mark of a string.
fn mark(at: usize) -> String {
    format!("zq{at}")
}

fn hostile(at: usize) -> String {
    format!("{}-{}", mark(at), HOSTILE[at])
}

/// … as it is to be seen.
fn seen(at: usize) -> String {
    hostile(at).chars().filter(|c| !is_unseen(*c)).collect()
}

/// A document of every kind for each string, with it in every field; of each string they rest on one another.
fn samples_of(at: usize) -> Vec<Value> {
    let id = |kind: &str| format!("h{at}-{kind}");
    let (policy, agency, question) = (id("policy"), id("agency"), id("question"));
    let ground = Ground { policy: &policy, agency: &agency, question: &question };
    let of = |kind: &Kind| {
        // A semicolon would make two units of one.
        let text = |field: &str| if field == "unit" { hostile(at).replace(';', "") } else { hostile(at) };
        let mut one = samples::document(*kind, &id(kind.as_str()), "proactive", &ground, &text);
        if kind.as_str() == "policy" {
            one["edges"][0]["to"] = json!("ground");
        }
        one
    };
    Kind::ALL.iter().map(of).collect()
}

/// What there is nothing at, or cannot be read.
const NOWHERE: [&str; 12] = [
    "/nope",
    "/policies/nope",
    "/policies/nope.json",
    "/policies/Not_An_Id.json",
    "/policies/..json",
    "/policies?page=x",
    "/policies/",
    "/api/v1/nope",
    "/api/v1/policies/nope",
    "/feeds/nope.atom",
    "/assets/nope.js",
    "/.well-known/security.txt",
];

/// All that a portal answers of hostile documents, and to hostile questions.
pub async fn answers() -> &'static BTreeMap<String, Answer> {
    static ANSWERS: OnceCell<BTreeMap<String, Answer>> = OnceCell::const_new();
    ANSWERS.get_or_init(ask).await
}

async fn ask() -> BTreeMap<String, Answer> {
    let portal = Fixture::empty().await;
    let ground = json!({"kind": "policy", "id": "ground", "title": "旧办法", "body": "第一条　旧的内容。\n第二条　也是旧的。\n"});
    let (summary, said) = portal.import(&[("ground.jsonl", &lines(&[ground]))], ReadOptions::default()).await;
    assert_eq!(summary.imported, 1, "{said:?}");
    let all: Vec<Value> = (0..HOSTILE.len()).flat_map(samples_of).collect();
    // In captions `-->` tells times; nothing else is forbidden.
    let cue = |one: &Value| hostile(number(one)).replace("-->", "");
    samples::import(&portal, &all, &cue).await;
    samples::all_strings(&portal, &all, &|text| text.contains("zq")).await;

    let mut answers = surfaces::surfaces(&portal).await;
    let mut asked: Vec<String> = NOWHERE.map(str::to_owned).to_vec();
    let recordings = all.iter().filter(|one| one["captions"].is_string());
    asked.extend(recordings.map(|one| format!("{}.vtt", samples::page(one))));
    for at in 0..HOSTILE.len() {
        let typed = app::address::encode(&hostile(at));
        let lists = Kind::listed().flat_map(|kind| {
            let path = kind.path();
            [path.to_owned(), format!("/api/v1{path}"), format!("/feeds{path}.atom"), format!("/feeds{path}.rss")]
        });
        let searches = ["/search", "/search/gap", "/api/v1/search", "/api/v1/suggest"].map(str::to_owned);
        asked.extend(lists.chain(searches).map(|path| format!("{path}?q={typed}")));
        asked.extend([
            format!("/search?q={}", mark(at)),
            format!("/api/v1/suggest?q={}", mark(at)),
            format!("/policies?agency={typed}&subject={typed}"),
            format!("/settings?back={typed}"),
            format!("/policies/{typed}"),
            format!("/api/v1/policies/{typed}"),
        ]);
    }
    for address in asked {
        let answer = portal.get(&address).await;
        answers.insert(address, answer);
    }
    answers
}

/// Which string stands in a sample.
fn number(sample: &Value) -> usize {
    let id = sample["id"].as_str().unwrap();
    id.trim_start_matches('h').split('-').next().unwrap().parse().unwrap()
}

/// The answers of one form that are whole.
async fn of_form(form: &str) -> Vec<(&'static str, &'static Answer)> {
    let whole = |(address, answer): (&'static String, &'static Answer)| {
        answer.header("content-type").contains(form).then_some((address.as_str(), answer))
    };
    answers().await.iter().filter_map(whole).collect()
}

#[tokio::test]
async fn every_sample_is_seen_as_it_was_written_on_its_page_and_in_its_list() {
    let heading = Selector::parse("h1").unwrap();
    for at in 0..HOSTILE.len() {
        for sample in samples_of(at) {
            let (kind, page) = (sample["kind"].as_str().unwrap(), samples::page(&sample));
            let shown = Html::parse_document(answers().await[&page].text());
            let title: String = shown.select(&heading).flat_map(|heading| heading.text()).collect();
            assert!(title.contains(&seen(at)), "{page}: {title}");
            let data = answers().await[&format!("/api/v1{page}")].json();
            let title =
                [Kind::parse(kind).unwrap().facts().title.key, "title"].iter().find_map(|key| data[key].as_str());
            assert_eq!(title, Some(seen(at).as_str()), "{page}");
        }
        let found = answers().await[&format!("/search?q={}", mark(at))].text();
        assert!(Html::parse_document(found).root_element().text().any(|text| text.contains(&seen(at))), "{at}");
        let suggested = answers().await[&format!("/api/v1/suggest?q={}", mark(at))].json();
        let suggested = suggested["suggestions"].as_array().unwrap();
        assert!(suggested.iter().any(|one| one["text"].as_str().unwrap().contains(&seen(at))), "{at}: {suggested:?}");
    }
}

/// Elements that pages never have.
const NEVER: [&str; 9] = ["iframe", "object", "embed", "base", "applet", "frame", "math", "foreignobject", "set"];
/// Attributes that lead somewhere.
const LEADING: [&str; 7] = ["href", "src", "action", "formaction", "poster", "data", "srcset"];

/// What a browser would run, or be led to, that is not ours; in words.
fn wrong_with(element: &ElementRef<'_>) -> Option<String> {
    let element = element.value();
    let name = element.name();
    if NEVER.contains(&name) || name.contains("zq") || name == "script" && element.attr("src").is_none() {
        return Some(format!("<{name}>"));
    }
    element.attrs().find_map(|(key, value)| {
        let local = key.rsplit(':').next().unwrap_or_default();
        let address: String = value.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
        let address = address.to_lowercase();
        let is_ours = address.is_empty()
            || ["/", "#", "?", "tel:", "mailto:", "https://", "http://"].iter().any(|start| address.starts_with(start));
        // Pictures, sound and scripts are our own; links lead where a source says.
        let is_loaded = matches!(local, "src" | "poster" | "srcset" | "data");
        let is_elsewhere = is_loaded && (address.contains("//") || !address.starts_with('/'));
        let is_wrong = local.starts_with("on")
            || local == "style"
            || local.contains("zq")
            || LEADING.contains(&local) && (!is_ours || is_elsewhere);
        is_wrong.then(|| format!("<{name} {key}={value:?}>"))
    })
}

#[tokio::test]
async fn no_page_has_what_a_browser_would_run() {
    let pages = of_form("text/html").await;
    assert!(pages.len() > 150, "{}", pages.len());
    let everything = Selector::parse("*").unwrap();
    for (address, answer) in pages {
        // A policy as a file has its style inside, allowed by its hash; that of pages is empty here.
        let is_file = address.rsplit_once('.').is_some_and(|(_, form)| form == "html");
        let page = Html::parse_document(answer.text());
        let wrong: Vec<String> = page.select(&everything).filter_map(|element| wrong_with(&element)).collect();
        assert!(wrong.is_empty(), "{address}: {wrong:?}");
        for style in page.select(&Selector::parse("style").unwrap()) {
            let style: String = style.text().collect();
            assert!(style.is_empty() || is_file && style == documents::export::STYLE, "{address}: {style}");
        }
        let policy = answer.header("content-security-policy");
        assert!(!policy.contains("unsafe-inline") && !policy.contains("nonce"), "{address}: {policy}");
        let scripts = if is_file { "default-src 'none'" } else { "script-src 'self' 'wasm-unsafe-eval';" };
        assert!(policy.contains(scripts), "{address}: {policy}");
    }
}

#[tokio::test]
async fn nothing_that_is_sent_has_what_nobody_sees() {
    let mut looked_at = 0;
    for (address, answer) in answers().await {
        if answer.header("content-type").starts_with("audio/") {
            continue;
        }
        // What somebody asked is said back to them, but for what no text may hold.
        let is_asked = address.contains("%E2%80%AE");
        let may_not_be = |c: char| if is_asked { c.is_control() && is_unseen(c) } else { is_unseen(c) };
        let found = surfaces::text(answer).chars().find(|c| may_not_be(*c));
        assert_eq!(found, None, "{address}");
        looked_at += 1;
    }
    assert!(looked_at > 300, "{looked_at}");
}

/// Reads a text as XML to its end; answers its words.
fn read_xml(text: &str) -> Result<String, String> {
    let mut reader = quick_xml::Reader::from_str(text);
    let mut words = String::new();
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Eof => return Ok(words),
            Event::Text(text) => words.push_str(&text.decode().map_err(|error| error.to_string())?),
            Event::CData(text) => words.push_str(&text.decode().map_err(|error| error.to_string())?),
            Event::GeneralRef(name) => {
                let name = name.decode().map_err(|error| error.to_string())?;
                let entity =
                    quick_xml::escape::unescape(&format!("&{name};")).map_err(|error| error.to_string())?.into_owned();
                words.push_str(&entity);
            }
            Event::Start(tag) | Event::Empty(tag) => {
                for attribute in tag.attributes() {
                    let attribute = attribute.map_err(|error| error.to_string())?;
                    let value = attribute
                        .decoded_and_normalized_value(quick_xml::XmlVersion::Explicit1_0, reader.decoder())
                        .map_err(|error| error.to_string())?;
                    let _ = write!(words, "\n{value}\n");
                }
            }
            _ => {}
        }
    }
}

#[tokio::test]
async fn feeds_and_maps_are_whole_and_say_what_was_written() {
    let feeds = of_form("xml;").await;
    assert!(feeds.len() > 30, "{}", feeds.len());
    for (address, answer) in feeds {
        let words = read_xml(answer.text()).unwrap_or_else(|error| panic!("{address}: {error}"));
        // The list as it is, without filters.
        if address.starts_with("/feeds/") && (!address.contains('?') || address.ends_with("?full=1")) {
            for at in 0..HOSTILE.len() {
                assert!(words.contains(&seen(at)), "{address} lacks {}", seen(at));
            }
        }
    }
}

#[tokio::test]
async fn data_reads_back_as_data() {
    let data = of_form("json").await;
    assert!(data.len() > 100, "{}", data.len());
    for (address, answer) in data {
        let read: Result<Value, _> = serde_json::from_slice(&answer.body);
        assert!(read.is_ok(), "{address}: {read:?}");
    }
    for (address, answer) in of_form("text/vtt").await {
        assert_eq!(answer.text().matches("-->").count(), 1, "{address}: {}", answer.text());
        assert!(!answer.text().contains("<script"), "{address}");
    }
    for (address, answer) in of_form("text/csv").await {
        assert!(answer.text().contains("zq"), "{address}");
    }
    assert_eq!(of_form("text/vtt").await.len(), HOSTILE.len());
    assert_eq!(of_form("text/csv").await.len(), HOSTILE.len());
}

#[tokio::test]
async fn word_files_open() {
    let files = of_form("wordprocessingml").await;
    assert!(files.len() >= HOSTILE.len(), "{}", files.len());
    for (address, answer) in files {
        let mut archive = zip::ZipArchive::new(Cursor::new(&answer.body)).unwrap();
        let mut words = String::new();
        for at in 0..archive.len() {
            let mut part = String::new();
            archive.by_index(at).unwrap().read_to_string(&mut part).unwrap();
            words.push_str(&read_xml(&part).unwrap_or_else(|error| panic!("{address}, part {at}: {error}")));
        }
        assert!(words.contains("zq") || address.contains("ground"), "{address}");
    }
}

#[tokio::test]
async fn nothing_fails_and_every_answer_says_what_it_is() {
    for (address, answer) in answers().await {
        assert!(!answer.status.is_server_error(), "{address}: {}", answer.status);
        for (name, value) in
            [("x-content-type-options", "nosniff"), ("x-frame-options", "DENY"), ("referrer-policy", "same-origin")]
        {
            assert_eq!(answer.header(name), value, "{address}");
        }
        // The fixture's own address is https.
        assert!(answer.header("strict-transport-security").starts_with("max-age="), "{address}");
        assert!(!answer.header("cache-control").is_empty(), "{address}");
        let location = answer.header("location");
        assert!(
            location.is_empty() || location.starts_with('/') && !location.starts_with("//"),
            "{address}: {location}"
        );
        let named = answer.header("content-disposition").split_once("filename*=UTF-8''").map(|(_, name)| name);
        let is_plain = |name: &str| name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~%".contains(&b));
        assert!(named.is_none_or(is_plain), "{address}: {named:?}");
    }
}

#[tokio::test]
async fn an_address_that_would_run_is_refused_with_its_document() {
    let portal = Fixture::empty().await;
    let policy = |at: usize, key: &str, address: &str| {
        let mut policy =
            json!({"kind": "policy", "id": format!("p-{at}"), "title": "办法", "body": "第一条　内容。\n"});
        policy[key] =
            if key == "source" { json!({"url": address}) } else { json!([{"name": "附件", "url": address}]) };
        policy
    };
    let addresses = [
        "javascript:alert(1)",
        " JavaScript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "//evil.example/",
        "vbscript:x",
    ];
    let mut all = Vec::new();
    for (at, address) in addresses.iter().enumerate() {
        all.push(policy(2 * at, "source", address));
        all.push(policy(2 * at + 1, "attachments", address));
    }
    let (summary, said) = portal.import(&[("all.jsonl", &lines(&all))], ReadOptions::default()).await;
    assert_eq!((summary.imported, summary.rejected), (0, all.len() as u64), "{said:#?}");
    assert!(said.iter().all(|line| line.contains("应以 http:// 或 https:// 开头")), "{said:#?}");
    assert_eq!(portal.get("/policies/p-0").await.status, StatusCode::NOT_FOUND);
}
