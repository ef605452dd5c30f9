use std::path::PathBuf;

use domain::Date;

use super::{
    asked::Asked,
    candidates::candidates,
    card::{forbidden, surest},
    gap::gap_measured,
    lifts::lifts,
    passage,
    statement::{Layer, Statement},
};
use crate::{Index, language::gist, vectors::table::WordTable};

fn today() -> Date {
    "2026-11-27".parse().unwrap()
}

/// Writes what `tests/answers/fit.py` fits: `INDEX` is the `index` folder of a portal, `SET` a file of judged questions, `OUT`
/// where it goes.
#[test]
#[ignore = "for fitting; needs an index and a set"]
fn features() {
    let path = |name: &str| PathBuf::from(std::env::var(name).unwrap());
    let index = Index::open_or_create(path("INDEX")).unwrap();
    let view = index.view();
    let snapshot = &view.snapshot;
    let book = view.book(&index.shared.lexicon, &index.shared.segmenter).unwrap();
    let keys = |text: &str| {
        WordTable::shared()
            .words(text, &index.shared.segmenter)
            .into_iter()
            .map(|row| WordTable::shared().key(row))
            .collect::<Vec<_>>()
    };
    let how_known = |statement: &Statement, unit: &gist::Unit| {
        let known = statement.nearest(unit, &index.shared.lexicon);
        known.map_or(0.0, |known| known.worth() * if known.layer() <= Layer::Policy { 1.0 } else { 0.5 })
    };
    let mut questions = String::new();
    for statement in &book.statements {
        let wordings: Vec<_> = statement
            .wordings
            .iter()
            .map(|wording| serde_json::json!({"text": wording.text, "words": keys(&wording.text)}))
            .collect();
        let texts = [Layer::Answered, Layer::Policy, Layer::Told, Layer::Proved]
            .map(|layer| serde_json::json!({"text": statement.text(layer), "words": keys(statement.text(layer))}));
        questions.push_str(&serde_json::to_string(&serde_json::json!({"id": statement.id, "policy": statement.policy, "wordings": wordings, "texts": texts})).unwrap());
        questions.push('\n');
    }
    std::fs::write(path("OUT").with_extension("q"), questions).unwrap();
    let mut out = String::new();
    for line in std::fs::read_to_string(path("SET")).unwrap().lines() {
        let mut row: serde_json::Value = serde_json::from_str(line).unwrap();
        let query = row["text"].as_str().unwrap().to_owned();
        let question = index.understand(snapshot, &query, false);
        let asked = Asked::new(
            &question.text,
            question.gist.clone(),
            &index.shared.lexicon,
            &book,
            &index.shared.segmenter,
            today(),
        );
        let all = candidates(snapshot, &asked);
        let request = domain::search::SearchRequest {
            query,
            filters: domain::search::Filters::default(),
            sort: domain::search::Sort::Relevance,
            page: 1,
            per_page: 20,
            today: today(),
            literal: false,
        };
        let sure = surest(&asked, &all);
        let lifted = sure.as_ref().map(|sure| lifts(snapshot, &asked, sure, &all)).unwrap_or_default();
        let mut matches = index.matches(snapshot, &question, &request, &lifted).unwrap();
        let best = crate::results::page::page_of(snapshot, &mut matches.found, request.sort, 0, 100);
        let passages = passage::passages(snapshot, best, &asked).unwrap();
        row["words"] = keys(&asked.gist.text).into();
        row["text_read"] = asked.gist.text.clone().into();
        row["unit_list"] = asked
            .gist
            .units
            .iter()
            .zip(&asked.weights)
            .map(|(unit, weight)| serde_json::json!({"text": unit.text, "weight": weight, "denied": unit.is_denied, "class": asked.class(unit).map(|class| format!("{class:?}")), "tells": unit.tells}))
            .collect();
        row["units"] = asked
            .gist
            .units
            .iter()
            .zip(&asked.weights)
            .map(|(unit, weight)| format!("{}:{weight:.2}", asked.name(unit)))
            .collect();
        let leaning = &asked.leaning;
        row["leaning"] = vec![(leaning.most + 1e-4).ln(), leaning.entropy, leaning.nearest, leaning.private()].into();
        row["gap"] = gap_measured(&asked, sure.as_ref(), &all, &passages).to_vec().into();
        row["passage"] = passage::answering(&passages, &asked)
            .map(|passage| serde_json::json!({"policy": passage.place.policy, "clause": passage.place.clause}))
            .into();
        row["candidates"] = all
            .iter()
            .map(|candidate| {
                let statement = &book.statements[candidate.statement];
                serde_json::json!({
                    "id": statement.id, "policy": statement.policy, "state": candidate.state, "forbidden": forbidden(&asked, candidate), "f": candidate.evidence.features.list().to_vec(),
                    "contradicts": candidate.evidence.contradicts,
                    "known": asked.gist.units.iter().map(|unit| how_known(statement, unit)).collect::<Vec<f32>>(),
                })
            })
            .collect();
        out.push_str(&serde_json::to_string(&row).unwrap());
        out.push('\n');
    }
    std::fs::write(path("OUT"), out).unwrap();
}
