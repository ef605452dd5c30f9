//! Real text, where it is at hand: read, never copied.

use std::{fs, path::PathBuf};

use documents::{Input, ReadOptions};
use domain::Kind;
use serde_json::Value;

use crate::portal::Fixture;

/// The folder of real texts, or a word that there is none.
fn corpus(file: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("MINGBAI_TEST_CORPUS")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/corpus")), PathBuf::from);
    let path = folder.join(file);
    if !path.exists() {
        let test = std::thread::current().name().unwrap_or_default().to_owned();
        println!("{test}: skipped, {} is not here", path.display());
        return None;
    }
    Some(path)
}

async fn imported(file: &str) -> Option<(Fixture, Value, Vec<String>)> {
    let path = corpus(file)?;
    let portal = Fixture::empty().await;
    let bytes = fs::read(&path).unwrap();
    let options = ReadOptions { kind: Some(Kind::Policy), ..ReadOptions::default() };
    let (summary, said) = portal.import(&[(file, &bytes)], options).await;
    println!("{file}: {summary}");
    assert_eq!((summary.imported, summary.rejected), (1, 0), "{said:?}");
    let id = domain::DocumentId::from_file_stem(file.trim_end_matches(".txt")).unwrap();
    let answer = portal.get(&format!("/api/v1/policies/{id}")).await;
    assert_eq!(answer.status.as_u16(), 200);
    let json = answer.json();
    Some((portal, json, said))
}

fn count_units(clauses: &[Value], role: &str) -> usize {
    clauses.iter().flat_map(|clause| clause["units"].as_array().unwrap()).filter(|note| note["role"] == role).count()
}

#[tokio::test]
async fn the_founding_document_is_read_as_a_person_reads_it() {
    for file in ["xinle-2020.txt", "xinle-2020.polluted.txt"] {
        let Some((portal, policy, _)) = imported(file).await else { return };
        let clauses = policy["clauses"].as_array().unwrap();
        let numbered = |depth: usize| {
            clauses
                .iter()
                .filter(|clause| {
                    let id = clause["id"].as_str().unwrap();
                    id.split('.').count() == depth && id.starts_with(|c: char| c.is_ascii_digit())
                })
                .count()
        };
        assert_eq!((numbered(1), numbered(2)), (6, 25), "{file}: parts and clauses");
        assert_eq!((count_units(clauses, "lead"), count_units(clauses, "responsible")), (12, 22), "{file}");
        assert_eq!(
            clauses.iter().map(|clause| clause["deadlines"].as_array().unwrap().len()).sum::<usize>(),
            4,
            "{file}"
        );
        let cited: std::collections::BTreeSet<String> = clauses
            .iter()
            .flat_map(|clause| clause["citations"].as_array().unwrap())
            .map(|citation| citation["title"].to_string())
            .collect();
        assert_eq!(cited.len(), 7, "{file}: {cited:?}");
        assert!(policy.to_string().contains("冀政办字〔2020〕111号"), "{file}: the number is in normal form");
        let together: String = clauses.iter().map(|clause| clause["text"].as_str().unwrap()).collect();
        assert_eq!(together, policy["body"].as_str().unwrap(), "{file}: nothing is lost");
        let page = portal.get(&format!("/policies/{}", policy["id"].as_str().unwrap())).await;
        assert!(page.text().contains("id=\"c-5.3\"") && page.text().contains("牵头单位"));
    }
}

#[tokio::test]
async fn a_polluted_copy_is_cleaned_and_the_spot_beyond_repair_is_left_to_a_person() {
    let Some((portal, polluted, said)) = imported("xinle-2020.polluted.txt").await else { return };
    let Some((_, clean, _)) = imported("xinle-2020.txt").await else { return };
    assert!(
        said.iter().any(|sentence| sentence.contains("已清洗"))
            && said.iter().any(|sentence| sentence.contains("请人工核对")),
        "{said:?}"
    );
    assert_eq!(polluted["unresolved"].as_array().unwrap().len(), 1);
    let (before, after) = (polluted["body"].as_str().unwrap(), clean["body"].as_str().unwrap());
    let differing: Vec<(&str, &str)> = before.lines().zip(after.lines()).filter(|(a, b)| a != b).collect();
    assert_eq!((before.lines().count(), differing.len()), (after.lines().count(), 1), "{differing:#?}");
    let page = portal.get("/policies/xinle-2020-polluted").await;
    assert!(page.text().contains("无法自动修复"));
    let id = domain::DocumentId::parse("xinle-2020-polluted").unwrap();
    let original = portal.store.original(&id, 1).await.unwrap().unwrap();
    assert_eq!(
        original.bytes,
        fs::read(corpus("xinle-2020.polluted.txt").unwrap()).unwrap(),
        "the file is kept as it came"
    );
}

#[tokio::test]
async fn the_state_council_documents_come_in_through_their_map() {
    let Some(path) = corpus("policies/documents.jsonl") else { return };
    let portal = Fixture::empty().await;
    let options = ReadOptions { map: Some(documents::FieldMap::load("policies").unwrap()), ..ReadOptions::default() };
    let run = async || {
        let inputs = vec![Input::Path(path.clone())];
        server::services::import::import(
            &portal.store,
            &portal.portal.media,
            inputs,
            options.clone(),
            false,
            portal.portal.clock.now(),
            |_| {},
        )
        .await
        .unwrap()
    };
    let summary = run().await;
    println!("{}: {summary}", path.display());
    assert_eq!((summary.imported, summary.rejected), (60, 0));
    assert_eq!(run().await.unchanged, 60);
    portal.catch_up().await;
    let found = portal.get("/api/v1/policies?per_page=100").await.json();
    assert_eq!(found["total"], 60);
    // Each is found first by its own number, in any spelling.
    let (mut looked_for, mut without_number) = (0, 0);
    for item in found["items"].as_array().unwrap() {
        let Some(number) = item["document_number"].as_str() else {
            without_number += 1;
            continue;
        };
        looked_for += 1;
        for spelling in [
            number.to_owned(),
            number.replace('〔', "[").replace('〕', "]"),
            number.replace('〔', "").replace('〕', " "),
        ] {
            let hits = portal.get(&format!("/api/v1/search?q={}", app::address::encode(&spelling))).await.json();
            assert_eq!(hits["hits"][0]["document_number"], number, "{spelling}");
        }
    }
    println!("{looked_for} were looked for by their numbers, {without_number} have none");
    assert_eq!((looked_for, without_number), (60, 0));
}
