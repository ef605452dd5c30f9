//! Examples come from the portal itself, and each has an answer.

use app::library::Library;
use documents::ReadOptions;
use server::services::library::PortalLibrary;

use crate::{
    explanations::{agency, lines, policy},
    portal::Fixture,
};

#[tokio::test]
async fn every_example_gets_a_card() {
    let portal = Fixture::demo().await;
    let library = PortalLibrary(portal.portal.clone());
    let examples = library.examples(8).await.unwrap();
    assert_eq!(examples.len(), 8, "{examples:?}");
    assert_eq!(examples, library.examples(8).await.unwrap(), "the same all day");
    let mut subjects = std::collections::BTreeSet::new();
    for example in &examples {
        let found = portal.get(&format!("/api/v1/search?q={}", app::address::encode(example))).await.json();
        assert!(found["answer"].is_object(), "{example}");
        let question = portal.get(&format!("/api/v1{}", found["answer"]["url"].as_str().unwrap())).await.json();
        assert_eq!(
            (question["stands"].as_bool(), question["validity"].as_str()),
            (Some(true), Some("in_force")),
            "{example}"
        );
        subjects.insert(question["subjects"][0].to_string());
    }
    assert!(subjects.len() >= 6, "{examples:?}: {subjects:?}");
    for address in ["/", "/search"] {
        let page = portal.get(address).await;
        for example in &examples {
            assert!(
                page.text().contains(&format!("/search?q={}", app::address::encode(example))),
                "{address}: {example}"
            );
        }
    }
    let nothing = portal.get("/search?q=qqzzxxvv").await;
    assert!(nothing.text().contains(&examples[0]), "{}", nothing.text());
}

#[tokio::test]
async fn a_portal_offers_nothing_that_it_does_not_answer() {
    let portal = Fixture::empty().await;
    for address in ["/", "/search", "/search?q=x"] {
        let page = portal.get(address).await;
        assert!(page.status.as_u16() == 200 && !page.text().contains("/search?q="), "{address}");
    }
    portal.import(&[("policy.jsonl", &lines(&[agency(), policy()]))], ReadOptions::default()).await;
    let home = portal.get("/").await;
    assert!(home.text().contains("/policies/birth") && !home.text().contains("可以这样问"), "{}", home.text());
}
