//! The API says what its description says.

use serde_json::{Value, json};

use crate::portal::Fixture;

/// What a described address is asked with: the first document of its kind, a clause of it. A parameter that this does not know is a
/// path without an example, and fails.
async fn example(portal: &Fixture, path: &str) -> String {
    let mut address = path.to_owned();
    if path.contains("{id}") {
        let list = path.trim_start_matches("/api/v1").split('/').nth(1).unwrap();
        let kind = domain::Kind::of_list(list).unwrap_or_else(|| panic!("no example for {path}"));
        let ids = portal.store.ids(kind).await.unwrap();
        let id = ids.iter().find(|id| id.as_str() == "birth-support-2026").or(ids.first()).unwrap();
        address = address.replace("{id}", id.as_str());
    }
    address = address.replace("{clause}", "art5");
    assert!(!address.contains('{'), "no example for {path}");
    if path.ends_with("/search") || path.ends_with("/suggest") { address + "?q=%E7%94%9F%E8%82%B2" } else { address }
}

#[tokio::test]
async fn every_answer_fits_its_description() {
    let portal = Fixture::demo().await;
    let description = portal.get("/api/openapi.json").await.json();
    let paths = description["paths"].as_object().unwrap();
    for (path, item) in paths {
        let content = item["get"]["responses"]["200"]["content"].as_object().unwrap();
        let (form, schema) = content.iter().next().unwrap();
        let address = example(&portal, path).await;
        let answer = portal.get(&address).await;
        assert_eq!(answer.status.as_u16(), 200, "{address}");
        assert!(
            answer.header("content-type").starts_with(form.as_str()),
            "{address}: {}",
            answer.header("content-type")
        );
        if !form.contains("json") {
            continue;
        }
        // The schemas refer to each other within the description.
        let schema = json!({ "$ref": "#/whole", "whole": schema["schema"], "components": description["components"] });
        let validator = jsonschema::validator_for(&schema).unwrap();
        let wrong: Vec<String> =
            validator.iter_errors(&answer.json()).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(wrong.is_empty(), "{address}: {wrong:#?}");
    }
    let described = |path: String| assert!(paths.contains_key(&path), "{path} is not described");
    for kind in domain::Kind::ALL {
        described(format!("/api/v1{}/{{id}}", kind.path()));
        described(format!("/api/v1{}", kind.path()));
    }
}

#[tokio::test]
async fn no_reference_of_the_description_leads_nowhere() {
    fn references(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                found.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
                fields.values().for_each(|value| references(value, found));
            }
            Value::Array(values) => values.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }
    let description = Fixture::empty().await.get("/api/openapi.json").await.json();
    let mut found = Vec::new();
    references(&description, &mut found);
    assert!(found.len() > 200, "{}", found.len());
    for reference in found {
        let place = reference.strip_prefix('#').unwrap();
        assert!(description.pointer(place).is_some(), "{reference}");
    }
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
