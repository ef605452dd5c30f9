//! The API says what its description says.

use serde_json::{Value, json};

use crate::portal::Fixture;

/// An address for each described path that takes parameters.
fn example(path: &str) -> Option<String> {
    Some(match path {
        "/api/v1/search" => "/api/v1/search?q=%E7%94%9F%E8%82%B2".to_owned(),
        "/api/v1/suggest" => "/api/v1/suggest?q=%E7%94%9F%E8%82%B2".to_owned(),
        "/api/v1/policies/{id}" => "/api/v1/policies/openness-points-2026".to_owned(),
        "/api/v1/policies/{id}/clauses/{clause}" => "/api/v1/policies/birth-support-2026/clauses/art5".to_owned(),
        "/api/v1/agencies/{id}" => "/api/v1/agencies/mingle-gov".to_owned(),
        "/api/v1/questions/{id}" => "/api/v1/questions/q-shop-rent-amount".to_owned(),
        "/api/v1/interpretations/{id}" => "/api/v1/interpretations/i-small-business".to_owned(),
        "/api/v1/responses/{id}" => "/api/v1/responses/r-shop-rent-half".to_owned(),
        "/api/v1/figures/{id}" => "/api/v1/figures/f-shop-rent-split".to_owned(),
        "/api/v1/media/{id}" => "/api/v1/media/m-birth-audio".to_owned(),
        "/policies/{id}.json" => "/policies/openness-points-2026.json".to_owned(),
        path if path.contains('{') => return None,
        path => path.to_owned(),
    })
}

#[tokio::test]
async fn every_answer_fits_its_description() {
    let portal = Fixture::demo().await;
    let description = portal.get("/api/openapi.json").await.json();
    let mut checked = 0;
    for (path, item) in description["paths"].as_object().unwrap() {
        let content = &item["get"]["responses"]["200"]["content"];
        let Some((kind, schema)) =
            content.as_object().and_then(|kinds| kinds.iter().find(|(kind, _)| kind.contains("json")))
        else {
            continue;
        };
        let Some(address) = example(path) else { continue };
        let answer = portal.get(&address).await;
        assert_eq!(answer.status.as_u16(), 200, "{address}");
        assert!(answer.header("content-type").starts_with(kind.as_str()), "{address}");
        // The schemas refer to each other within the description.
        let schema = json!({ "$ref": "#/whole", "whole": schema["schema"], "components": description["components"] });
        let validator = jsonschema::validator_for(&schema).unwrap();
        let wrong: Vec<String> =
            validator.iter_errors(&answer.json()).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(wrong.is_empty(), "{address}: {wrong:#?}");
        checked += 1;
    }
    assert!(checked >= 16, "only {checked} answers were described");
}

#[tokio::test]
async fn search_answers_as_the_contract_says() {
    let portal = Fixture::demo().await;
    let found = portal
        .get("/api/v1/search?q=%E7%94%9F%E5%AD%A9%E5%AD%90%E8%83%BD%E9%A2%86%E5%A4%9A%E5%B0%91%E9%92%B1")
        .await
        .json();
    for key in ["query", "understood_as", "answer", "total", "hits", "facets", "page", "per_page", "took_ms"] {
        assert!(found.get(key).is_some(), "{key}");
    }
    let hit = found["hits"].as_array().unwrap().iter().find(|hit| hit["kind"] == "policy").unwrap();
    assert_eq!(hit["id"], "birth-support-2026");
    for key in ["kind", "id", "title", "url", "date", "agency", "validity", "document_number", "snippet", "clause"] {
        assert!(hit.get(key).is_some(), "{key}");
    }
    assert!(hit["snippet"].as_array().unwrap().iter().any(|run| run["hit"] == true));
}

#[tokio::test]
async fn a_policy_is_given_with_its_clauses_flat_in_reading_order() {
    let portal = Fixture::demo().await;
    let policy = portal.get("/api/v1/policies/birth-support-2026").await.json();
    let clauses = policy["clauses"].as_array().unwrap();
    let together: String = clauses.iter().map(|clause| clause["text"].as_str().unwrap()).collect();
    assert_eq!(together, policy["body"].as_str().unwrap());
    assert_eq!(policy["revision"], 1);
    let cited: Vec<&Value> = clauses
        .iter()
        .flat_map(|clause| clause["citations"].as_array().unwrap())
        .filter(|citation| !citation["policy"].is_null())
        .collect();
    assert!(!cited.is_empty(), "held documents are linked");
    assert_eq!(portal.get("/policies/birth-support-2026.json").await.json(), policy);
}

#[tokio::test]
async fn the_changes_feed_goes_on_from_its_cursor() {
    let portal = Fixture::demo().await;
    let mut cursor = 0;
    let mut seen = std::collections::BTreeSet::new();
    loop {
        let page = portal.get(&format!("/api/v1/changes?since={cursor}")).await.json();
        seen.extend(page["changes"].as_array().unwrap().iter().map(|change| change["id"].as_str().unwrap().to_owned()));
        cursor = page["next"].as_u64().unwrap();
        if page["more"] == false {
            break;
        }
    }
    assert!(seen.contains("birth-support-2026") && !seen.contains("internal-inspection-2025"));
    let after = portal.get(&format!("/api/v1/changes?since={cursor}")).await.json();
    assert_eq!((after["changes"].as_array().unwrap().len(), after["next"].as_u64().unwrap()), (0, cursor));
}
