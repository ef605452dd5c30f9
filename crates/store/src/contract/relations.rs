use domain::{Document, DocumentNumber, Edge, EdgeType, Kind, Validity};

use super::{Place, samples::*, saving::undisclosed};
use crate::{ContentStore, IndexOp, Naming};

async fn validity(store: &dyn ContentStore, name: &str, on: &str) -> Option<Validity> {
    store.validity_facts(&id(name)).await.unwrap().on(day(on)).map(|statement| statement.state)
}

fn effective(document: Document, on: &str) -> Document {
    with(document, |policy| policy.effective_on = Some(day(on)))
}

fn by_number(edge_type: EdgeType, number: &str) -> Edge {
    Edge { document_number: Some(DocumentNumber::from_normal_form(number)), ..edge(edge_type) }
}

fn by_title(edge_type: EdgeType, title: &str) -> Edge {
    Edge { title: Some(title.into()), ..edge(edge_type) }
}

/// A repeal changes its target's validity and tells the index, with the write that declares it.
pub async fn edges_and_validity_follow_in_the_same_write(place: &impl Place) {
    let store = place.open().await;
    save(&*store, [effective(policy("old", "旧办法", "一"), "2022-01-01"), policy("other", "无关", "一")]).await;
    assert_eq!(validity(&*store, "old", "2026-03-01").await, Some(Validity::InForce));
    let before = store.generation().await.unwrap();

    let new = effective(related(policy("new", "新办法", "一"), edge_to(EdgeType::Repeals, "old")), "2026-03-01");
    save(&*store, [new.clone()]).await;
    assert_eq!(outbox_ids(&*store, before).await, ["new", "old"]);
    // Without a day of its own the edge waits for the source's.
    assert_eq!(validity(&*store, "old", "2026-02-28").await, Some(Validity::InForce));
    assert_eq!(validity(&*store, "old", "2026-03-01").await, Some(Validity::Repealed));
    let incoming = store.incoming_edges(&id("old")).await.unwrap();
    assert_eq!(incoming[0].edge, edge_to(EdgeType::Repeals, "old"));
    assert_eq!(incoming[0].other.as_ref().unwrap().id, id("new"));

    // The source's effective day moves, and the target is told again.
    let before = store.generation().await.unwrap();
    save(&*store, [effective(new.clone(), "2027-01-01")]).await;
    assert_eq!(outbox_ids(&*store, before).await, ["new", "old"]);
    assert_eq!(validity(&*store, "old", "2026-03-01").await, Some(Validity::InForce));

    let with_day = with(new, |policy| policy.edges[0].on = Some(day("2026-06-01")));
    save(&*store, [with_day]).await;
    assert_eq!(validity(&*store, "old", "2026-05-31").await, Some(Validity::InForce));
    assert_eq!(validity(&*store, "old", "2026-06-01").await, Some(Validity::Repealed));
}

/// The number decides; the title only where no number does.
pub async fn an_edge_may_name_its_target_by_number_or_title(place: &impl Place) {
    let store = place.open().await;
    let old = |name, number| effective(numbered(policy(name, "生育支持办法", name), number), "2020-01-01");
    save(&*store, [old("by-number", "明政规〔2020〕1号"), old("same-title", "明政规〔2021〕1号")]).await;
    save(&*store, [effective(policy("by-title", "人才办法", "一"), "2020-01-01")]).await;
    let before = store.generation().await.unwrap();
    let number_and_title = Edge {
        title: Some("《生育支持办法》".into()),
        ..by_number(EdgeType::Repeals, "明政规〔2020〕1号")
    };
    let new = policy("new", "人才办法", "二");
    save(&*store, [related(related(new, number_and_title), by_title(EdgeType::Replaces, " 《人才办法》 "))]).await;
    for (name, expected) in
        [("by-number", Validity::Repealed), ("same-title", Validity::InForce), ("by-title", Validity::Repealed)]
    {
        assert_eq!(validity(&*store, name, "2026-01-01").await, Some(expected), "{name}");
    }
    let told = outbox_ids(&*store, before).await;
    assert!(["new", "by-number", "by-title"].iter().all(|name| told.iter().any(|id| id == name)), "{told:?}");
    let outgoing = store.outgoing_edges(&id("new")).await.unwrap();
    let ends: Vec<_> = outgoing.iter().map(|link| link.other.as_ref().map(|head| head.id.to_string())).collect();
    assert_eq!(ends, [Some("by-number".to_owned()), Some("by-title".to_owned())]);
    // The new one shares the title but does not replace itself.
    assert_eq!(store.validity_facts(&id("new")).await.unwrap().changes, []);

    // A target that arrives after the edge is found as well.
    save(&*store, [related(policy("early", "早", "一"), by_number(EdgeType::Amends, "迟〔2026〕1号"))]).await;
    save(&*store, [effective(numbered(policy("late", "迟", "一"), "迟〔2026〕1号"), "2020-01-01")]).await;
    assert_eq!(validity(&*store, "late", "2026-01-01").await, Some(Validity::Amended));
}

/// Nothing is invented: a title that two documents have repeals neither, and both are told when that changes.
pub async fn an_ambiguous_title_names_nothing(place: &impl Place) {
    let store = place.open().await;
    save(&*store, [effective(policy("one", "通知", "一"), "2020-01-01")]).await;
    save(&*store, [related(policy("new", "决定", "一"), by_title(EdgeType::Repeals, "通知"))]).await;
    assert_eq!(validity(&*store, "one", "2026-01-01").await, Some(Validity::Repealed));
    let before = store.generation().await.unwrap();
    save(&*store, [effective(policy("two", "通知", "二"), "2020-01-01")]).await;
    assert_eq!(outbox_ids(&*store, before).await, ["two", "one"]);
    for name in ["one", "two"] {
        assert_eq!(validity(&*store, name, "2026-01-01").await, Some(Validity::InForce), "{name}");
    }
    assert_eq!(store.outgoing_edges(&id("new")).await.unwrap()[0].other, None);
}

/// Only the current revision's edges count.
pub async fn an_edge_that_a_revision_drops_no_longer_counts(place: &impl Place) {
    let store = place.open().await;
    save(&*store, [effective(policy("old", "旧", "一"), "2020-01-01")]).await;
    save(&*store, [related(policy("new", "新", "一"), edge_to(EdgeType::Repeals, "old"))]).await;
    let before = store.generation().await.unwrap();
    save(&*store, [policy("new", "新", "一")]).await;
    assert_eq!(outbox_ids(&*store, before).await, ["new", "old"]);
    assert_eq!(validity(&*store, "old", "2026-01-01").await, Some(Validity::InForce));
    assert!(store.incoming_edges(&id("old")).await.unwrap().is_empty());
}

/// Everything a page shows, and the same answers as the single questions.
pub async fn a_page_has_both_ends_and_their_validity(place: &impl Place) {
    let store = place.open().await;
    let law = effective(policy("law", "条例", "一"), "2019-01-01");
    let middle = effective(related(policy("middle", "办法", "一"), edge_to(EdgeType::BasedOn, "law")), "2022-01-01");
    let middle = related(middle, by_title(EdgeType::Cites, "不在库中"));
    let newer =
        effective(related(policy("newer", "新办法", "一"), edge_to(EdgeType::Replaces, "middle")), "2026-01-01");
    let newest = related(policy("newest", "更新", "一"), edge_to(EdgeType::Amends, "law"));
    save(&*store, [law, middle, newer, newest]).await;

    let page = store.page(&id("middle")).await.unwrap().unwrap();
    assert_eq!(page.stored.document.id, id("middle"));
    assert_eq!(page.validity, store.validity_facts(&id("middle")).await.unwrap());
    assert_eq!(page.validity.on(day("2026-01-01")).unwrap().by, Some(id("newer")));
    assert_eq!(page.incoming, store.incoming_edges(&id("middle")).await.unwrap());
    assert_eq!(page.outgoing, store.outgoing_edges(&id("middle")).await.unwrap());
    let law = page.outgoing[0].other.as_ref().unwrap();
    assert_eq!((law.title.as_str(), law.kind), ("条例", Kind::Policy));
    assert_eq!(law.validity.on(day("2026-01-01")).unwrap().state, Validity::Amended);
    assert_eq!(page.outgoing[1].other, None);
    assert_eq!(store.page(&id("nothing")).await.unwrap(), None);
    let heads = store.heads(&[id("nothing"), id("law"), id("law")]).await.unwrap();
    assert_eq!((&heads[0], &heads[1], &heads[2]), (&None, &Some(law.clone()), &Some(law.clone())));
    let ids = [id("middle"), id("nothing"), id("law"), id("middle")];
    let facts = store.validity_facts_of(&ids).await.unwrap();
    assert_eq!(facts.len(), 4);
    assert_eq!((&facts[0], &facts[1]), (&facts[3], &domain::ValidityFacts::default()));
}

/// Answers stand where the questions stood.
pub async fn citations_resolve_in_one_question(place: &impl Place) {
    let store = place.open().await;
    save(
        &*store,
        [
            numbered(policy("a", "甲", "一"), "国办发〔2020〕17号"),
            policy("b", "乙", "一"),
            numbered(policy("c", "甲", "三"), "二号"),
        ],
    )
    .await;
    let naming = |number: Option<&str>, title: Option<&str>| Naming {
        document_number: number.map(DocumentNumber::from_normal_form),
        title: title.map(Into::into),
    };
    let asked = [
        naming(None, Some("《乙》")),
        naming(Some("无此号"), Some("乙")),
        naming(Some("国办发〔2020〕17号"), None),
        naming(Some("无此号"), Some("甲")),
        naming(None, Some("甲")),
        naming(None, None),
    ];
    let found = store.resolve(&asked).await.unwrap();
    assert_eq!(found, [Some(id("b")), Some(id("b")), Some(id("a")), None, None, None]);
    assert_eq!(store.resolve(&[]).await.unwrap(), []);
}

/// What a document names and what is named by it are one rule, whichever end is asked.
pub async fn both_ends_of_an_edge_agree_on_who_is_meant(place: &impl Place) {
    let store = place.open().await;
    let held = [
        numbered(policy("one", "甲", "一"), "一号"),
        numbered(policy("same-number", "乙", "一"), "一号"),
        policy("same-title", "丙", "一"),
        numbered(policy("other", "丙", "二"), "二号"),
        policy("twin", "丁", "一"),
        policy("twins-twin", "丁", "二"),
        undisclosed(numbered(policy("hidden", "戊", "一"), "三号")),
        policy("from", "己", "一"),
        policy("to", "庚", "一"),
    ];
    save(&*store, held).await;
    store.redirect(&id("from"), &id("to"), now()).await.unwrap();
    let names = [None, Some("一号"), Some("二号"), Some("三号"), Some("九号")];
    let titles = [None, Some("甲"), Some("乙"), Some("丙"), Some("丁"), Some("戊"), Some("无"), Some("自己")];
    let mut edges: Vec<Edge> = ["one", "from", "to", "hidden", "nobody"].map(|to| edge_to(EdgeType::Amends, to)).into();
    for number in names {
        edges.extend(titles.iter().filter(|title| title.is_some() || number.is_some()).map(|title| Edge {
            document_number: number.map(DocumentNumber::from_normal_form),
            title: title.map(Into::into),
            to: None,
            ..edge_to(EdgeType::Amends, "nobody")
        }));
    }
    let source = edges.iter().fold(policy("source", "自己", "一"), |source, edge| related(source, edge.clone()));
    save(&*store, [source]).await;

    let outgoing = store.outgoing_edges(&id("source")).await.unwrap();
    assert_eq!(outgoing.len(), edges.len());
    let mut meant = 0;
    for target in store.ids(Kind::Policy).await.unwrap() {
        let incoming: Vec<Edge> =
            store.incoming_edges(&target).await.unwrap().into_iter().map(|link| link.edge).collect();
        for link in &outgoing {
            let is_meant = link.other.as_ref().is_some_and(|other| other.id == target);
            // Of several with one number the first is named; the edge means them all.
            let shares = link.edge.document_number.as_ref().is_some_and(|number| number.as_str() == "一号")
                && target.as_str() == "same-number"
                && link.edge.title.as_deref() != Some("甲");
            assert_eq!(incoming.contains(&link.edge), is_meant || shares, "{target}: {:?}", link.edge);
            meant += usize::from(is_meant);
        }
    }
    assert!(meant > 15, "most of these names mean somebody: {meant}");
}

/// `on_request` documents do nothing to others, are no one's other end, and are in no public collection.
pub async fn what_is_not_public_changes_nothing_and_appears_nowhere(place: &impl Place) {
    let store = place.open().await;
    save(&*store, [effective(policy("old", "旧", "一"), "2020-01-01")]).await;
    let secret = related(numbered(policy("secret", "内部", "一"), "密〔2026〕1号"), edge_to(EdgeType::Repeals, "old"));
    save(&*store, [undisclosed(secret.clone()), undisclosed(agency("office", "内部机构"))]).await;
    save(&*store, [related(policy("open", "开", "一"), edge_to(EdgeType::Cites, "secret"))]).await;

    assert_eq!(validity(&*store, "old", "2026-01-01").await, Some(Validity::InForce));
    assert!(store.incoming_edges(&id("old")).await.unwrap().is_empty());
    assert_eq!(store.outgoing_edges(&id("open")).await.unwrap()[0].other, None);
    let naming = Naming {
        document_number: Some(DocumentNumber::from_normal_form("密〔2026〕1号")),
        title: Some("内部".into()),
    };
    assert_eq!(store.resolve(&[naming]).await.unwrap(), [None]);
    assert_eq!(store.heads(&[id("secret"), id("old")]).await.unwrap().iter().flatten().count(), 1);
    assert_eq!(store.ids(Kind::Policy).await.unwrap(), [id("old"), id("open")]);
    assert_eq!(store.documents_after(None, 10).await.unwrap().len(), 2);
    assert!(store.agencies().await.unwrap().is_empty());
    assert_eq!(store.agency(&id("office")).await.unwrap(), None);
    assert_eq!(store.agency_by_name("内部机构").await.unwrap(), None);
    let ops = store.outbox_after(0, 100).await.unwrap();
    assert!(
        ops.iter().all(|row| row.op
            == if row.id == id("secret") || row.id == id("office") { IndexOp::Delete } else { IndexOp::Put })
    );
    assert!(!store.document(&id("secret")).await.unwrap().unwrap().is_public());

    // Disclosed later, it counts; taken back, it no longer does.
    for (document, expected) in [(secret.clone(), Validity::Repealed), (undisclosed(secret), Validity::InForce)] {
        let before = store.generation().await.unwrap();
        save(&*store, [document]).await;
        assert_eq!(outbox_ids(&*store, before).await, ["secret", "old"]);
        assert_eq!(validity(&*store, "old", "2026-01-01").await, Some(expected));
    }
}
