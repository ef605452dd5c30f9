use domain::{Disclosure, Document, EdgeType, Kind};

use super::{Place, samples::*};
use crate::{IndexOp, Outcome, State, StoreError};

/// 410, with reason and successor; its edges no longer count.
pub async fn a_retired_document_is_gone_with_its_reason(place: &impl Place) {
    let store = place.open().await;
    let repealer = related(policy("a", "甲", "一"), edge_to(EdgeType::Repeals, "old"));
    save(&*store, [policy("old", "旧", "一"), repealer, policy("b", "乙", "一")]).await;
    let before = store.generation().await.unwrap();
    store.retire(&id("a"), "内容有误", Some(&id("b")), now()).await.unwrap();
    let state = State::Gone { reason: "内容有误".into(), successor: Some(id("b")), at: now() };
    assert_eq!(store.state(&id("a")).await.unwrap(), state);
    let stored = store.document(&id("a")).await.unwrap().unwrap();
    assert!(stored.state == state && !stored.is_public());
    let rows = store.outbox_after(before, 10).await.unwrap();
    assert_eq!(
        rows.iter().map(|row| (row.id.as_str(), row.op)).collect::<Vec<_>>(),
        [("a", IndexOp::Delete), ("old", IndexOp::Put)]
    );
    assert!(store.validity_facts(&id("old")).await.unwrap().changes.is_empty());
    assert_eq!(store.documents_after(None, 10).await.unwrap().len(), 2);

    store.reinstate(&id("a"), now()).await.unwrap();
    assert_eq!(store.state(&id("a")).await.unwrap(), State::Published);
    assert_eq!(store.validity_facts(&id("old")).await.unwrap().changes.len(), 1);
}

/// A nightly import does not undo a withdrawal.
pub async fn what_is_gone_stays_gone_when_it_is_imported_again(place: &impl Place) {
    let store = place.open().await;
    save(&*store, [policy("a", "甲", "一")]).await;
    store.retire(&id("a"), "撤回", None, now()).await.unwrap();
    for (body, outcome) in [("一", Outcome::Unchanged), ("二", Outcome::Revised)] {
        let saved = save(&*store, [policy("a", "甲", body)]).await;
        assert_eq!((saved[0].outcome, saved[0].published), (outcome, false));
        assert!(matches!(store.state(&id("a")).await.unwrap(), State::Gone { .. }));
    }
    assert_eq!(store.outbox_after(0, 10).await.unwrap().last().unwrap().op, IndexOp::Delete);
}

/// 301, always to the end of the way; edges to the old id count for the new one.
pub async fn a_redirect_leads_on_without_chains_or_circles(place: &impl Place) {
    let store = place.open().await;
    let repealer = related(policy("d", "丁", "一"), edge_to(EdgeType::Repeals, "a"));
    save(&*store, [policy("a", "甲", "一"), policy("b", "乙", "一"), policy("c", "丙", "一"), repealer]).await;
    store.redirect(&id("a"), &id("b"), now()).await.unwrap();
    store.redirect(&id("b"), &id("c"), now()).await.unwrap();
    for name in ["a", "b"] {
        assert_eq!(store.state(&id(name)).await.unwrap(), State::Moved { to: id("c") });
    }
    assert!(matches!(store.redirect(&id("c"), &id("a"), now()).await, Err(StoreError::Circular(_))));
    assert!(matches!(store.redirect(&id("c"), &id("c"), now()).await, Err(StoreError::Circular(_))));
    assert_eq!(store.state(&id("c")).await.unwrap(), State::Published);
    assert_eq!(store.validity_facts(&id("c")).await.unwrap().changes.len(), 1);
    assert_eq!(store.outgoing_edges(&id("d")).await.unwrap()[0].other.as_ref().unwrap().id, id("c"));
    assert!(outbox_ids(&*store, 4).await.iter().any(|id| id == "c"));
}

/// The feed of changes tells of a document while it is public, and of its end once it was.
pub async fn what_was_never_public_is_not_told_of(place: &impl Place) {
    let store = place.open().await;
    let disclosed_as = |disclosure| Document { disclosure, ..policy("a", "甲", "一") };
    save(&*store, [disclosed_as(Disclosure::Withheld), policy("b", "乙", "一")]).await;
    let told = async || -> Vec<_> {
        let rows = store.changes_after(0, 10).await.unwrap();
        rows.into_iter()
            .map(|change| (change.row.id.to_string(), change.row.op, change.public, change.was_public))
            .collect()
    };
    let (a, b) = ("a".to_owned(), ("b".to_owned(), IndexOp::Put, Some(Kind::Policy), false));
    assert_eq!(told().await, [(a.clone(), IndexOp::Delete, None, false), b.clone()]);
    assert_eq!(store.public_among(&[id("a"), id("b"), id("c")]).await.unwrap(), [id("b")]);
    save(&*store, [disclosed_as(Disclosure::Proactive)]).await;
    assert_eq!(told().await.last(), Some(&(a.clone(), IndexOp::Put, Some(Kind::Policy), false)));
    save(&*store, [disclosed_as(Disclosure::Withheld)]).await;
    let end = (a.clone(), IndexOp::Delete, None, true);
    assert_eq!(told().await.last(), Some(&end));
    store.retire(&id("b"), "撤回", None, now()).await.unwrap();
    assert_eq!(told().await.last(), Some(&("b".to_owned(), IndexOp::Delete, None, true)));
    let rows = store.changes_after(2, 1).await.unwrap();
    assert_eq!(
        rows.iter().map(|change| change.row.clone()).collect::<Vec<_>>(),
        store.outbox_after(2, 1).await.unwrap()
    );
    let sizes = store.sizes_of(&[id("c"), id("a")]).await.unwrap();
    assert!(matches!(sizes.as_slice(), [0, bytes] if *bytes > 20), "{sizes:?}");
}

/// Refusals name the document, and change nothing.
pub async fn operations_on_unknown_documents_say_so(place: &impl Place) {
    let store = place.open().await;
    save(&*store, [policy("a", "甲", "一")]).await;
    let generation = store.generation().await.unwrap();
    let (a, nothing) = (id("a"), id("nothing"));
    for refused in [
        store.retire(&nothing, "无", None, now()).await,
        store.retire(&a, "无", Some(&nothing), now()).await,
        store.redirect(&nothing, &a, now()).await,
        store.redirect(&a, &nothing, now()).await,
        store.reinstate(&nothing, now()).await,
    ] {
        assert!(matches!(refused, Err(StoreError::UnknownDocument(id)) if id == nothing));
    }
    assert_eq!(store.state(&nothing).await.unwrap(), State::Unknown);
    assert_eq!(store.document(&nothing).await.unwrap(), None);
    assert_eq!((store.state(&a).await.unwrap(), store.generation().await.unwrap()), (State::Published, generation));
}

/// Rows, history, and what it did to real documents.
pub async fn demonstration_content_leaves_without_a_trace(place: &impl Place) {
    let store = place.open().await;
    let demo = |name: &str, target: &str| {
        let mut document = related(policy(name, name, "演示"), edge_to(EdgeType::Repeals, target));
        document.demo = true;
        document
    };
    save(
        &*store,
        [policy("real", "真", "一"), policy("moved", "移", "一"), demo("demo-1", "real"), demo("demo-2", "demo-1")],
    )
    .await;
    store.redirect(&id("moved"), &id("demo-1"), now()).await.unwrap();
    assert!(store.has_demo().await.unwrap());
    assert_eq!(store.validity_facts(&id("real")).await.unwrap().changes.len(), 1);
    let before = store.generation().await.unwrap();

    assert_eq!(store.remove_demo(now()).await.unwrap(), 2);
    assert!(!store.has_demo().await.unwrap());
    assert_eq!(store.state(&id("demo-1")).await.unwrap(), State::Unknown);
    assert_eq!(store.revision(&id("demo-1"), 1).await.unwrap(), None);
    assert!(matches!(store.state(&id("moved")).await.unwrap(), State::Gone { .. }));
    assert!(store.validity_facts(&id("real")).await.unwrap().changes.is_empty());
    assert_eq!(outbox_ids(&*store, before).await, ["real", "demo-1", "demo-2"]);
    assert_eq!(store.remove_demo(now()).await.unwrap(), 0);
    assert!(store.check_integrity().await.unwrap().is_empty());
}
