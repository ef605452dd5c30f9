//! What may depend on what (`ARCHITECTURE.md`): checked over what cargo itself says.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that panics has failed, which is its job")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

/// Each crate and the crates of ours that it may know. `server` knows all and is known by none.
const MAY_KNOW: [(&str, &[&str]); 11] = [
    ("domain", &[]),
    ("hanzi", &["domain"]),
    ("store", &["domain"]),
    ("search", &["domain", "hanzi"]),
    ("media", &["domain"]),
    ("documents", &["domain", "media"]),
    ("figures", &["domain"]),
    ("islands", &["domain"]),
    ("app", &["domain", "hanzi", "islands"]),
    ("server", &["domain", "hanzi", "store", "search", "documents", "figures", "media", "app"]),
    ("xtask", &[]),
];

/// The rooms of the server from the ground up: each may know those before it.
const ROOMS: [&str; 8] = ["clock", "config", "telemetry", "context", "services", "http", "jobs", "commands"];

/// Nothing that is compiled to WebAssembly may bring these.
const TOO_HEAVY_FOR_A_PHONE: [&str; 6] = ["regex", "chrono", "uuid", "jieba-rs", "tantivy", "sqlx"];

fn metadata(arguments: &[&str]) -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--locked"])
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Our crates with the names of what they depend on, tests and build scripts left out.
fn dependencies() -> BTreeMap<String, Vec<String>> {
    let metadata = metadata(&["--no-deps"]);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| {
            let known = package["dependencies"].as_array().unwrap().iter();
            (
                text(&package["name"]),
                known
                    .filter(|dependency| dependency["kind"].is_null())
                    .map(|dependency| text(&dependency["name"]))
                    .collect(),
            )
        })
        .collect()
}

#[test]
fn dependencies_point_one_way() {
    let all = dependencies();
    let ours: Vec<&str> = all.keys().map(String::as_str).collect();
    for (name, known) in &all {
        if name == "tests" {
            continue;
        }
        let allowed = MAY_KNOW
            .iter()
            .find(|(crate_name, _)| crate_name == name)
            .unwrap_or_else(|| panic!("{name} has no place in the architecture"))
            .1;
        for dependency in known.iter().filter(|dependency| ours.contains(&dependency.as_str())) {
            assert!(allowed.contains(&dependency.as_str()), "{name} must not know {dependency}");
        }
    }
}

/// Rust files below a folder; none where there is no folder.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

/// The rooms that a file names, in uses and in paths: `crate::a::b`, `crate::{a::b, c::{d, e}}`.
fn rooms_named(source: &str) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for rest in source.split("crate::").skip(1) {
        let name = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
        let Some(group) = rest.strip_prefix('{') else {
            named.insert(name(rest));
            continue;
        };
        let mut depth = 1;
        let mut begins = true;
        for (at, c) in group.char_indices().filter(|(_, c)| !c.is_whitespace()) {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ if begins && depth == 1 => _ = named.insert(name(group.split_at(at).1)),
                _ => {}
            }
            begins = c == ',';
            if depth == 0 {
                break;
            }
        }
    }
    named
}

#[test]
fn uses_and_paths_name_rooms() {
    let source =
        "use crate::{\n    one::{a, b},\n    two,\n    three::c as four,\n};\nuse crate::five::d;\ncrate::six::e();";
    let named = ["one", "two", "three", "five", "six"].map(str::to_owned);
    assert_eq!(rooms_named(source), BTreeSet::from(named));
}

#[test]
fn the_rooms_of_the_server_stand_upon_each_other() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../server/src");
    for (floor, room) in ROOMS.into_iter().enumerate() {
        let mut files = files_below(&source.join(room));
        files.extend(Some(source.join(room).with_extension("rs")).filter(|file| file.exists()));
        assert!(!files.is_empty(), "there is no {room}");
        for file in files {
            let named = rooms_named(&fs::read_to_string(&file).unwrap());
            let above = ROOMS[floor + 1..].iter().find(|above| named.contains(**above));
            assert_eq!(above, None, "{} must not know what stands above it", file.display());
        }
    }
    let declared = fs::read_to_string(source.join("lib.rs")).unwrap();
    let declared: BTreeSet<&str> =
        declared.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert_eq!(declared, BTreeSet::from(ROOMS), "each room has its place");
}

#[test]
fn the_islands_stay_light() {
    let all = dependencies();
    for name in ["islands", "domain"] {
        for heavy in TOO_HEAVY_FOR_A_PHONE {
            assert!(!all[name].iter().any(|dependency| dependency == heavy), "{name} brings {heavy} to phones");
        }
    }
}
