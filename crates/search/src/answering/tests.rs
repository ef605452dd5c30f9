use std::path::PathBuf;

use super::*;
use crate::Index;

/// Dumps features: `INDEX` is a data directory's index, `SET` a file of judged queries, `OUT` where it goes.
#[test]
#[ignore = "for fitting; needs an index and a set"]
fn features() {
    let index = Index::open_or_create(PathBuf::from(std::env::var("INDEX").unwrap())).unwrap();
    let snapshot = index.snapshot();
    let lexicon = lexicon::Lexicon::shared().unwrap();
    let started = std::time::Instant::now();
    let book = Book::read(&snapshot, &lexicon, &index.shared.segmenter).unwrap();
    println!("book: {} statements in {:?}", book.statements.len(), started.elapsed());
    let today = "2026-11-27".parse().unwrap();
    let mut out = String::new();
    let started = std::time::Instant::now();
    let mut queries = 0;
    for line in std::fs::read_to_string(std::env::var("SET").unwrap()).unwrap().lines().filter(|line| !line.trim().is_empty()) {
        let mut row: serde_json::Value = serde_json::from_str(line).unwrap();
        let typed = row["text"].as_str().unwrap().to_owned();
        let question = index.understand(&snapshot, &typed, false);
        let asked = Asked::new(question.reading.clone(), &lexicon, &book, today);
        let all = candidates(&snapshot, &asked, &book);
        queries += 1;
        row["words"] = question.reading.text.clone().into();
        row["units"] = asked.reading.units.iter().zip(&asked.weights).map(|(unit, weight)| format!("{}{}:{weight:.2}", if unit.is_denied { "!" } else { "" }, asked.name(unit))).collect::<Vec<_>>().into();
        row["aspects"] = lexicon.aspects.iter().enumerate().filter(|(at, _)| asked.reading.aspects >> at & 1 == 1).map(|(_, a)| a.id.clone()).collect::<Vec<_>>().into();
        row["candidates"] = all
            .iter()
            .take(25)
            .map(|candidate| {
                let statement = &book.statements[candidate.statement];
                let state = candidate.state.map(|state| state.as_str());
                serde_json::json!({"id": statement.id.as_str(), "policy": statement.policy.as_ref().map(|id| id.as_str()), "state": state, "f": candidate.evidence.features, "score": candidate.evidence.score, "forbids": candidate.evidence.forbids, "agrees": candidate.evidence.agrees})
            })
            .collect::<Vec<_>>()
            .into();
        let request = domain::search::SearchRequest { query: typed.clone(), filters: Default::default(), sort: Default::default(), page: 1, per_page: 20, today, literal: false };
        let mut matches = index.matches(&snapshot, &question, &request).unwrap();
        let best = crate::results::page_of(&snapshot, &mut matches.found, Default::default(), 0, 100);
        row["total"] = best.len().into();
        row["hits"] = best.iter().take(20).map(|found| { let e = &snapshot.segments[found.scored.segment].table.entries[found.scored.entry]; serde_json::json!([e.stored.id.as_str(), e.stored.kind.as_str(), found.scored.score]) }).collect::<Vec<_>>().into();
        row["passages"] = passage::passages(&snapshot, best, &asked).unwrap().iter().map(|p| serde_json::json!({"policy": p.place.policy.as_str(), "clause": p.place.clause, "share": p.share, "policy_share": p.policy_share, "unknown": p.unknown, "fits": p.fits})).collect::<Vec<_>>().into();
        out.push_str(&serde_json::to_string(&row).unwrap());
        out.push('\n');
    }
    println!("{queries} queries in {:?}", started.elapsed());
    std::fs::write(std::env::var("OUT").unwrap(), out).unwrap();
}
