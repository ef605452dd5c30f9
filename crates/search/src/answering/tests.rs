use super::*;
use crate::Index;

fn load(path: &str) -> Index {
    let index = Index::in_memory().unwrap();
    let mut writer = index.writer().unwrap();
    let mut operations = Vec::new();
    for line in std::fs::read_to_string(path).unwrap().lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = |key: &str| row[key].as_str().map(str::to_owned);
        let id = domain::DocumentId::parse(row["id"].as_str().unwrap()).unwrap();
        let kind = domain::Kind::parse(row["kind"].as_str().unwrap()).unwrap();
        let day = |key: &str| row[key].as_str().and_then(|text| text.parse().ok());
        let changes = match row["repealed"].as_array() {
            Some(by) => vec![domain::validity::Change { edge_type: domain::EdgeType::Repeals, on: by[1].as_str().unwrap().parse().ok(), by: id.clone(), clause: None }],
            None => Vec::new(),
        };
        operations.push(crate::Operation::Put(Box::new(crate::IndexDocument {
            url: kind.url(&id),
            explains: text("explains").map(|id| domain::DocumentId::parse(&id).unwrap()),
            id,
            kind,
            title: text("title").unwrap(),
            date: None,
            agency: text("agency").map(|id| crate::IndexAgency { name: id.clone(), id }),
            level: None,
            subjects: row["subjects"].as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect(),
            genre: None,
            aliases: row["aliases"].as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect(),
            cites: row["cites"].as_array().unwrap().iter().map(|pair| crate::IndexCitation { policy: domain::DocumentId::parse(pair[0].as_str().unwrap()).unwrap(), clause: pair[1].as_str().unwrap().to_owned() }).collect(),
            about: None,
            audience: Vec::new(),
            life_events: Vec::new(),
            document_number: None,
            validity: (kind != domain::Kind::Agency).then(|| domain::ValidityFacts { effective_on: day("effective_on"), expires_on: day("expires_on"), changes, declared: None }),
            summary: text("summary"),
            demo: false,
            clauses: row["clauses"].as_array().unwrap().iter().map(|pair| crate::IndexClause { id: pair[0].as_str().unwrap().to_owned(), label: pair[0].as_str().unwrap().to_owned(), heading: String::new(), text: pair[1].as_str().unwrap().to_owned() }).collect(),
            deadlines: Vec::new(),
        })));
    }
    writer.apply(&operations).unwrap();
    writer.commit(1).unwrap();
    index
}

/// Dumps features: `CONTENT` holds documents, `SET` a file of judged queries, `OUT` where it goes.
#[test]
#[ignore = "for fitting; needs an index and a set"]
fn features() {
    let index = load(&std::env::var("CONTENT").unwrap());
    let snapshot = index.snapshot();
    let lexicon = lexicon::Lexicon::shared().unwrap();
    let started = std::time::Instant::now();
    let book = Book::read(&snapshot, &lexicon, &index.shared.segmenter, None).unwrap();
    println!("book: {} statements in {:?}", book.statements.len(), started.elapsed());
    let today = "2026-11-27".parse().unwrap();
    let mut out = String::new();
    let started = std::time::Instant::now();
    let mut queries = 0;
    for line in std::fs::read_to_string(std::env::var("SET").unwrap()).unwrap().lines().filter(|line| !line.trim().is_empty()) {
        let mut row: serde_json::Value = serde_json::from_str(line).unwrap();
        let typed = row["text"].as_str().unwrap().to_owned();
        let question = index.understand(&snapshot, &typed, false);
        let asked = Asked::new(question.reading.clone(), &lexicon, &book, &index.shared.segmenter, today);
        let all = candidates(&snapshot, &asked);
        queries += 1;
        row["words"] = question.reading.text.clone().into();
        row["units"] = asked.reading.units.iter().zip(&asked.weights).map(|(unit, weight)| format!("{}{}:{weight:.2}", if unit.is_denied { "!" } else { "" }, asked.name(unit))).collect::<Vec<_>>().into();
        row["aspects"] = lexicon.aspects.iter().enumerate().filter(|(at, _)| asked.reading.aspects >> at & 1 == 1).map(|(_, a)| a.id.clone()).collect::<Vec<_>>().into();
        row["candidates"] = all
            .iter()
            .take(400)
            .map(|candidate| {
                let statement = &book.statements[candidate.statement];
                let state = candidate.state.map(|state| state.as_str());
                serde_json::json!({"id": statement.id.as_str(), "policy": statement.policy.as_ref().map(|id| id.as_str()), "state": state, "f": candidate.evidence.features.list(), "contradicts": candidate.evidence.contradicts, "agrees": candidate.evidence.agrees, "disowned": candidate.evidence.is_disowned})
            })
            .collect::<Vec<_>>()
            .into();
        let request = domain::search::SearchRequest { query: typed.clone(), filters: Default::default(), sort: Default::default(), page: 1, per_page: 20, today, literal: false };
        let mut matches = index.matches(&snapshot, &question, &request, &[]).unwrap();
        let best = crate::results::page_of(&snapshot, &mut matches.found, Default::default(), 0, 100);
        row["total"] = best.len().into();
        row["hits"] = best.iter().take(20).map(|found| { let e = &snapshot.segments[found.scored.segment].table.entries[found.scored.entry]; serde_json::json!([e.stored.id.as_str(), e.stored.kind.as_str(), found.scored.score]) }).collect::<Vec<_>>().into();
        let passages = passage::passages(&snapshot, best, &asked).unwrap();
        row["gap"] = gap_measured(&asked, &all, &passages).to_vec().into();
        row["passage"] = passage::answering(&passages, &asked).map(|p| serde_json::json!({"policy": p.place.policy.as_str(), "clause": p.place.clause})).into();
        row["sure"] = surest(&book, &all).map(|sure| serde_json::json!({"id": book.statements[sure.best.statement].id.as_str(), "forbidden": sure.forbidden, "m": sure.measured.to_vec()})).into();
        out.push_str(&serde_json::to_string(&row).unwrap());
        out.push('\n');
    }
    println!("{queries} queries in {:?}", started.elapsed());
    std::fs::write(std::env::var("OUT").unwrap(), out).unwrap();
}
