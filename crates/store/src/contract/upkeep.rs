use domain::{Body, Kind};

use super::{Place, samples::*, saving::undisclosed};
use crate::{NewRevision, StoreError};

/// By id, by name, by short name, and not by a name that several have.
pub async fn agencies_are_found_by_id_and_name(place: &impl Place) {
    let store = place.open().await;
    let short = |name: &str, title: &str, short: &str| {
        let mut document = agency(name, title);
        if let Body::Agency(agency) = &mut document.body {
            agency.short_name = Some(short.to_owned());
        }
        document
    };
    save(
        &*store,
        [
            short("health", "明乐县卫生健康局", "卫健局"),
            agency("health-2", "卫健委"),
            short("a", "甲局", "局"),
            short("b", "乙局", "局"),
        ],
    )
    .await;
    let found = async |name| store.agency_by_name(name).await.unwrap().map(|record| record.id.to_string());
    assert_eq!(found("明乐县卫生健康局").await.as_deref(), Some("health"));
    assert_eq!(found("卫健局").await.as_deref(), Some("health"));
    assert_eq!(found("局").await, None);
    assert_eq!(found("无").await, None);
    assert_eq!(store.agency(&id("a")).await.unwrap().unwrap().agency.name, "甲局");
    let all: Vec<_> = store.agencies().await.unwrap().into_iter().map(|record| record.id.to_string()).collect();
    assert_eq!(all, ["a", "b", "health", "health-2"]);
}

/// In the order of ids, each once, none that is not public.
pub async fn public_documents_come_in_pages(place: &impl Place) {
    let store = place.open().await;
    let names: Vec<String> = (0..25).map(|n| format!("p-{n:02}")).collect();
    save(&*store, names.iter().rev().map(|name| policy(name, name, "一"))).await;
    save(&*store, [undisclosed(policy("p-10", "p-10", "一")), agency("office", "办公室")]).await;
    let mut seen = Vec::new();
    loop {
        let page = store.documents_after(seen.last(), 10).await.unwrap();
        let last = page.len() < 10;
        seen.extend(page.into_iter().map(|current| current.unwrap().document.id));
        if last {
            break;
        }
    }
    let expected: Vec<_> =
        std::iter::once("office").chain(names.iter().map(String::as_str).filter(|name| *name != "p-10")).collect();
    assert_eq!(seen.iter().map(domain::DocumentId::as_str).collect::<Vec<_>>(), expected);
    assert_eq!(store.ids(Kind::Policy).await.unwrap().len(), 24);
}

/// Pages of the outbox join without gaps or repeats.
pub async fn the_outbox_rises_and_the_generation_with_it(place: &impl Place) {
    let store = place.open().await;
    assert_eq!((store.generation().await.unwrap(), store.outbox_after(0, 10).await.unwrap()), (0, vec![]));
    save(&*store, (0..7).map(|n| policy(&format!("p{n}"), "题", "一"))).await;
    let first = store.outbox_after(0, 5).await.unwrap();
    let rest = store.outbox_after(first[4].seq, 5).await.unwrap();
    assert_eq!((first.len(), rest.len()), (5, 2));
    assert!(first.iter().chain(&rest).is_sorted_by(|a, b| a.seq < b.seq));
    assert_eq!(store.generation().await.unwrap(), rest[1].seq);
    assert_eq!(rest[1].at, now());
    assert_eq!(place.open().await.generation().await.unwrap(), rest[1].seq);
    assert_eq!(place.open().await.identity().await.unwrap(), store.identity().await.unwrap());
}

/// By kind and state.
pub async fn counts_tell_what_is_held(place: &impl Place) {
    let store = place.open().await;
    let mut demo = agency("e", "戊");
    demo.demo = true;
    save(
        &*store,
        [
            policy("a", "甲", "一"),
            policy("b", "乙", "一"),
            policy("c", "丙", "一"),
            undisclosed(policy("d", "丁", "一")),
            demo,
        ],
    )
    .await;
    save(&*store, [policy("a", "甲", "二")]).await;
    store.retire(&id("b"), "撤回", None, now()).await.unwrap();
    store.redirect(&id("c"), &id("a"), now()).await.unwrap();
    let counts = store.counts().await.unwrap();
    assert_eq!(counts.public.into_iter().collect::<Vec<_>>(), [(Kind::Policy, 1), (Kind::Agency, 1)]);
    assert_eq!((counts.undisclosed, counts.gone, counts.moved, counts.demo, counts.revisions), (1, 1, 1, 1, 6));
}

/// Consistent while being written to, never over another file, with an identity of its own.
pub async fn a_backup_is_whole_and_another_store(place: &impl Place) {
    let store = place.open().await;
    save(&*store, (0..20).map(|n| policy(&format!("a{n}"), "题", "一"))).await;
    let writer = {
        let store = store.clone();
        tokio::spawn(async move {
            for n in 0..20 {
                save(&*store, (0..5).map(|m| policy(&format!("b{n}-{m}"), "题", "一"))).await;
            }
        })
    };
    let path = place.folder().join("copy '一'.db");
    store.backup_to(&path).await.unwrap();
    writer.await.unwrap();
    assert!(matches!(store.backup_to(&path).await, Err(StoreError::AlreadyThere(_))));
    let copy = place.open_backup(&path).await;
    assert!(copy.check_integrity().await.unwrap().is_empty());
    let held = copy.ids(Kind::Policy).await.unwrap().len();
    assert!(held >= 20 && held.is_multiple_of(5), "{held}");
    assert_eq!(copy.generation().await.unwrap(), held as u64);
    assert_ne!(copy.identity().await.unwrap(), store.identity().await.unwrap());
}

/// No hanging, no panic.
pub async fn a_closed_store_says_so(place: &impl Place) {
    let store = place.open().await;
    save(&*store, [policy("a", "甲", "一")]).await;
    store.close().await;
    assert!(matches!(store.document(&id("a")).await, Err(StoreError::Closed)));
    assert!(matches!(store.save(vec![NewRevision::of(policy("b", "乙", "一"))], now()).await, Err(StoreError::Closed)));
    assert!(place.open().await.document(&id("a")).await.unwrap().is_some());
}
