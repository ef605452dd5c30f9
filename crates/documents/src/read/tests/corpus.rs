//! Real documents through the maps that ship with the program.

use std::collections::HashSet;

use super::*;

/// The shared corpus beside the checkout, or where `MINGBAI_TEST_CORPUS` says; not everybody has it.
fn corpus() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let folder = std::env::var_os("MINGBAI_TEST_CORPUS").map_or(beside, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    let test = std::thread::current().name().unwrap_or_default().to_owned();
    println!("{test}: skipped, there is no corpus at {}", folder.display());
    None
}

/// The documents of a folder, the reasons for which some were refused, and the report.
fn mapped(folder: &Path, name: &str) -> (Vec<SourceDocument>, Vec<String>, ReadReport) {
    let map = FieldMap::load(name).expect("a shipped map");
    let options = ReadOptions { map: Some(map), ..ReadOptions::default() };
    let (items, report) = read_all(Input::Path(folder.join(name)), &options);
    let (mut documents, mut refused) = (Vec::new(), Vec::new());
    for item in items {
        match item {
            Ok(read) => documents.push(read),
            Err(rejection) => refused.push(rejection.reason.to_string()),
        }
    }
    (documents, refused, report)
}

/// Four laws of the corpus have a title and no text.
#[test]
fn every_document_of_the_corpus_is_read_through_its_map() {
    let Some(corpus) = corpus() else { return };
    let mut ids = HashSet::new();
    for (name, count, without_text, reported) in [
        ("policies", 60, 0, &[][..]),
        ("laws", 3471, 4, &["未使用的字段（原样保留）：notes、region", "按映射忽略的字段：path"]),
        ("reports", 88, 0, &["未使用的字段（原样保留）：year"]),
    ] {
        let (documents, refused, report) = mapped(&corpus, name);
        println!("{name}: {} documents read, {} refused: {refused:?}", documents.len(), refused.len());
        assert_eq!(refused, vec!["正文是空的，请补上 body"; without_text], "{name}");
        assert_eq!(
            (documents.len(), report.sentences()),
            (count, reported.iter().map(|line| (*line).to_owned()).collect()),
            "{name}"
        );
        assert!(documents.iter().all(|read| ids.insert(read.document.id.clone())), "{name}: an id twice");
        assert!(documents.iter().all(|read| !body(read).is_empty() && read.document.is_public()), "{name}");
    }
}

#[test]
fn a_mapped_policy_has_its_facts() {
    let Some(corpus) = corpus() else { return };
    let (documents, ..) = mapped(&corpus, "policies");
    assert_eq!(documents.len(), 60);
    for read in &documents {
        let policy = read.document.as_policy().expect("a policy");
        let facts = (
            policy.document_number.is_some(),
            policy.index_number.is_some(),
            policy.published_on.is_some(),
            policy.source.is_some(),
        );
        assert_eq!((facts, read.issuer_name.is_some()), ((true, true, true, true), true), "{}", read.document.id);
    }
}
