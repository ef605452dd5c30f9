//! What may depend on what (`ARCHITECTURE.md`): checked over what cargo itself says.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that panics has failed, which is its job")]

use std::{collections::BTreeMap, process::Command};

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

#[test]
fn the_islands_stay_light() {
    let all = dependencies();
    for name in ["islands", "domain"] {
        for heavy in TOO_HEAVY_FOR_A_PHONE {
            assert!(!all[name].iter().any(|dependency| dependency == heavy), "{name} brings {heavy} to phones");
        }
    }
}
