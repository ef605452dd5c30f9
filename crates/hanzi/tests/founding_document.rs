//! The founding document, from a scraper's page to clauses, units, deadlines and citations, against the reading
//! made by hand; and a small invented document that needs no corpus.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    reason = "a test that panics has failed, which is its job"
)]

use std::{
    collections::HashSet,
    fs,
    io::BufRead,
    path::{Path, PathBuf},
};

use domain::{Clause, ClauseId, clause::concatenate};
use hanzi::{clauses, clean, extract};
use serde_json::{Value, json};

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

fn units(clause: &Clause) -> Value {
    serde_json::to_value(&clause.units).unwrap()
}

/// A reading in the form of `xinle-2020.expected.json`.
fn reading(clauses: &[Clause]) -> Value {
    let numbered: Vec<&Clause> = clauses.iter().filter(|clause| !clause.label.is_empty()).collect();
    let notes = |role| numbered.iter().flat_map(|clause| &clause.units).filter(|note| note.role == role).count();
    let deadlines = numbered
        .iter()
        .flat_map(|clause| clause.deadlines.iter().map(|deadline| json!({"clause": clause.id, "text": deadline.text})));
    let citations = extract::citations(clauses)
        .into_iter()
        .map(|cited| json!({"title": cited.title, "document_number": cited.document_number}));
    let items =
        numbered.iter().map(|clause| json!({"id": clause.id, "heading": clause.heading, "units": units(clause)}));
    json!({
        "parts": numbered.iter().filter(|clause| clause.depth == 0).count(),
        "clauses": numbered.iter().filter(|clause| clause.depth == 1).count(),
        "lead_notes": notes(domain::UnitRole::Lead),
        "responsible_notes": notes(domain::UnitRole::Responsible),
        "deadlines": deadlines.collect::<Vec<_>>(),
        "citations": citations.collect::<Vec<_>>(),
        "items": items.collect::<Vec<_>>(),
    })
}

#[test]
fn the_polluted_page_becomes_the_document_but_for_the_lost_spot() {
    let Some(corpus) = corpus() else { return };
    let by_hand = fs::read_to_string(corpus.join("xinle-2020.txt")).unwrap();
    let cleaned = clean::clean(&fs::read_to_string(corpus.join("xinle-2020.polluted.txt")).unwrap());
    assert_eq!(cleaned.text.replace("发展?fàn)I造", "发展营造"), by_hand);
    assert!(cleaned.was_polluted && cleaned.converted_traditional);
    assert_eq!((cleaned.removed_glosses, cleaned.removed_lines.len()), (1327, 4));
    assert_eq!(cleaned.unresolved.len(), 1);
    let spot = &cleaned.unresolved[0];
    assert!(spot.text.contains("发展?fàn)I造"), "{spot:?}");
    assert!(cleaned.text.lines().nth(spot.line - 1).unwrap().contains(&spot.text));
    assert!(cleaned.text.contains("冀政办字〔2020〕111 号"));

    let untouched = clean::clean(&by_hand);
    assert_eq!((untouched.text.as_str(), untouched.was_polluted), (by_hand.as_str(), false));
}

#[test]
fn the_document_is_read_as_by_hand() {
    let Some(corpus) = corpus() else { return };
    let expected: Value =
        serde_json::from_str(&fs::read_to_string(corpus.join("xinle-2020.expected.json")).unwrap()).unwrap();
    let polluted = clean::clean(&fs::read_to_string(corpus.join("xinle-2020.polluted.txt")).unwrap()).text;
    for body in [fs::read_to_string(corpus.join("xinle-2020.txt")).unwrap(), polluted] {
        for title in ["新乐市人民政府办公室关于印发新乐市2020年政务公开工作要点的通知", "新乐市2020年政务公开工作要点"]
        {
            let mut clauses = clauses::parse(&body);
            extract::fill(&mut clauses, title, Some(2020));
            assert_eq!(concatenate(&clauses), body);
            assert_eq!(reading(&clauses), expected);
            let ids: Vec<&str> = clauses.iter().map(|clause| clause.id.as_str()).collect();
            assert_eq!((&ids[..2], &ids[ids.len() - 2..]), (&["cover", "intro"][..], &["6.3", "end"][..]));
            let days: Vec<String> = clauses
                .iter()
                .flat_map(|clause| &clause.deadlines)
                .map(|deadline| deadline.on.unwrap().to_string())
                .collect();
            assert_eq!(days, ["2020-09-30", "2020-12-31", "2020-12-31", "2020-09-30"]);
        }
    }
}

#[test]
fn an_invented_document_is_read() {
    let body = "明县人民政府关于印发明县2026年便民服务要点的通知\n各乡镇人民政府：\n现印发给你们，请认真落实。\n明县人民政府\n2026年2月10日\n明县2026年便民服务要点\n根据《某省便民办法》（某政发[2025]3 号），制定本要点。\n一、畅通渠道\n（一）设立窗口。各单位要在办事大厅设立便民窗口，公布办事指南和咨询电话，6月底前完成，并且及时更新有关信息。（牵头单位：县政务办；责任单位：县民政局（县老龄办）、县医保局等部门）\n（二）上门服务。对行动不便的老人和残疾人，要主动上门办理，不得推诿，不得收费，做到随叫随到。（责任单位：各乡镇）\n（三）公开结果。办理结果要在十个工作日以内向申请人说明，涉及个人隐私的除外，并接受群众监督。\n各单位要将落实情况于12月15日前报县政府。\n";
    let mut clauses = clauses::parse(body);
    extract::fill(&mut clauses, "明县2026年便民服务要点", Some(2026));
    assert_eq!(concatenate(&clauses), body);
    let ids: Vec<&str> = clauses.iter().map(|clause| clause.id.as_str()).collect();
    assert_eq!(ids, ["cover", "intro", "1", "1.1", "1.2", "1.3", "end"]);
    let window = &clauses[3];
    assert_eq!((window.label.as_str(), window.heading.as_str()), ("一、（一）", "设立窗口"));
    assert_eq!(
        units(window),
        json!([{"role": "lead", "names": ["县政务办"]}, {"role": "responsible", "names": ["县民政局（县老龄办）", "县医保局等部门"]}])
    );
    assert_eq!(
        (window.deadlines[0].text.as_str(), window.deadlines[0].on.unwrap().to_string().as_str()),
        ("6月底前", "2026-06-30")
    );
    assert_eq!(clauses[6].deadlines[0].on.unwrap().to_string(), "2026-12-15");
    let cited = extract::citations(&clauses);
    assert_eq!(cited.len(), 1);
    assert_eq!(
        (cited[0].title.as_str(), cited[0].document_number.as_ref().unwrap().as_str()),
        ("某省便民办法", "某政发〔2025〕3号")
    );
}

#[test]
fn every_document_of_the_corpus_comes_back_whole() {
    let Some(corpus) = corpus() else { return };
    for (folder, count) in [("policies", 60), ("laws", 3475), ("reports", 88)] {
        let (mut documents, mut clauses_read, mut empty) = (0, 0, 0);
        for line in
            std::io::BufReader::new(fs::File::open(corpus.join(folder).join("documents.jsonl")).unwrap()).lines()
        {
            let document: Value = serde_json::from_str(&line.unwrap()).unwrap();
            let (id, title, body) =
                (&document["id"], document["title"].as_str().unwrap(), document["text"].as_str().unwrap());
            let mut clauses = clauses::parse(body);
            extract::fill(&mut clauses, title, None);
            assert_eq!(concatenate(&clauses), body, "{id}");
            let mut seen = HashSet::new();
            for clause in &clauses {
                assert!(
                    ClauseId::is_well_formed(clause.id.as_str()) && seen.insert(clause.id.clone()),
                    "{id} {:?}",
                    clause.id
                );
            }
            if folder == "policies" {
                let cleaned = clean::clean(body);
                assert_eq!((cleaned.text.as_str(), cleaned.was_polluted), (body, false), "{id}");
            }
            documents += 1;
            clauses_read += clauses.len();
            empty += usize::from(body.is_empty());
        }
        println!("{folder}: {documents} documents read into {clauses_read} clauses, {empty} of them without a text");
        assert_eq!(documents, count, "{folder}");
        // Reports are cut into a dozen parts each, laws into a hundred articles.
        assert!(clauses_read > 10 * documents, "{folder}: {clauses_read} clauses of {documents} documents");
    }
}
