use domain::{Body, Disclosure, Source, Validity, compare::Fate, policy::Attachment};

use super::{Place, samples::*};
use crate::{NewRevision, Original, Outcome};

/// The three outcomes; unchanged content writes nothing.
pub async fn what_is_new_is_imported_what_differs_revised_what_equals_unchanged(place: &impl Place) {
    let store = place.open().await;
    let first = policy("a", "办法", "第一条\n第二条\n");
    let outcome = |saved: Vec<crate::Saved>| (saved[0].outcome, saved[0].revision);
    assert_eq!(outcome(save(&*store, [first.clone()]).await), (Outcome::Imported, 1));
    let generation = store.generation().await.unwrap();
    assert_eq!(outcome(save(&*store, [first.clone()]).await), (Outcome::Unchanged, 1));
    assert_eq!(store.generation().await.unwrap(), generation);
    let second = policy("a", "办法", "第一条\n第三条\n");
    assert_eq!(outcome(save(&*store, [second.clone()]).await), (Outcome::Revised, 2));
    assert_eq!(outcome(save(&*store, [second.clone()]).await), (Outcome::Unchanged, 2));
    // Going back is a revision too: history is what happened.
    assert_eq!(outcome(save(&*store, [first.clone()]).await), (Outcome::Revised, 3));

    let page = store.page(&id("a")).await.unwrap().unwrap();
    assert_eq!((page.stored.document, page.stored.revision), (first.clone(), 3));
    assert_eq!(
        page.revisions.iter().map(|r| (r.number, r.created_at)).collect::<Vec<_>>(),
        [(1, now()), (2, now()), (3, now())]
    );
    assert_eq!(store.revision(&id("a"), 2).await.unwrap().unwrap().document, second);
    assert_eq!(store.revision(&id("a"), 4).await.unwrap(), None);
}

/// Answers stand where the items stood; an id twice in a batch is two revisions.
pub async fn a_batch_answers_in_its_order_and_takes_an_id_twice(place: &impl Place) {
    let store = place.open().await;
    let batch = || [policy("b", "乙", "一"), policy("a", "甲", "一"), policy("b", "乙", "二"), policy("b", "乙", "二")];
    let saved = save(&*store, batch()).await;
    let told: Vec<_> = saved.iter().map(|s| (s.id.as_str(), s.outcome, s.revision)).collect();
    assert_eq!(
        told,
        [
            ("b", Outcome::Imported, 1),
            ("a", Outcome::Imported, 1),
            ("b", Outcome::Revised, 2),
            ("b", Outcome::Unchanged, 2)
        ]
    );
    assert!(store.check_integrity().await.unwrap().is_empty());
}

/// Nothing in, nothing out.
pub async fn an_empty_batch_does_nothing(place: &impl Place) {
    let store = place.open().await;
    assert_eq!(save(&*store, []).await, []);
    assert_eq!(store.generation().await.unwrap(), 0);
}

/// Every field of a document survives, and another store over the same content reads it.
pub async fn what_was_saved_comes_back_as_it_was(place: &impl Place) {
    let mut document =
        with(numbered(policy("a", "办法", "第一条　甲\n\u{1F600}\n"), "明政规〔2026〕3号"), |policy| {
            policy.effective_on = Some(day("2026-03-01"));
            policy.validity = Some(Validity::InForce);
            policy.normative = Some(true);
            policy.subjects = vec!["卫生健康".into()];
            policy.source = Some(Source { name: Some("公报".into()), url: None });
            policy.attachments =
                vec![Attachment { name: "附件1".into(), url: None, size_bytes: Some(u64::from(u32::MAX) + 1) }];
        });
    document.extra.insert("陌生".into(), serde_json::json!({"b": [1, null, 2.5], "a": "文"}));
    let store = place.open().await;
    save(&*store, [document.clone()]).await;
    assert_eq!(place.open().await.document(&id("a")).await.unwrap().unwrap().document, document);
    assert_eq!(save(&*store, [document]).await[0].outcome, Outcome::Unchanged);
}

/// No field is ever part of a statement.
pub async fn sql_in_every_field_is_text(place: &impl Place) {
    const EVIL: &str = "'); DROP TABLE documents; --\"?1 $1 %s \\ ` /* \u{0}";
    let mut document = with(numbered(policy("a", EVIL, EVIL), EVIL), |policy| {
        policy.genre = Some(EVIL.into());
        policy.index_number = Some(EVIL.into());
        policy.subjects = vec![EVIL.into()];
        policy.keywords = vec![EVIL.into()];
        policy.summary = Some(EVIL.into());
        policy.edges = vec![domain::Edge {
            title: Some(EVIL.into()),
            document_number: Some(domain::DocumentNumber::from_normal_form(EVIL)),
            clause: Some(EVIL.into()),
            ..edge(domain::EdgeType::Cites)
        }];
    });
    document.extra.insert(EVIL.into(), EVIL.into());
    let store = place.open().await;
    let item = NewRevision {
        document: document.clone(),
        original: Some(Original { media_type: EVIL.into(), bytes: EVIL.into() }),
        source: Some(EVIL.into()),
    };
    store.save(vec![item], now()).await.unwrap();
    let mut office = agency("b", EVIL);
    if let Body::Agency(agency) = &mut office.body {
        agency.short_name = Some(EVIL.into());
    }
    save(&*store, [office]).await;
    store.retire(&id("a"), EVIL, None, now()).await.unwrap();
    let stored = store.document(&id("a")).await.unwrap().unwrap();
    assert_eq!(stored.document, document);
    assert_eq!(stored.state, crate::State::Gone { reason: EVIL.into(), successor: None, at: now() });
    assert_eq!(store.original(&id("a"), 1).await.unwrap().unwrap().media_type, EVIL);
    assert_eq!(store.agency_by_name(EVIL).await.unwrap().unwrap().id, id("b"));
    let naming = crate::Naming {
        title: Some(EVIL.into()),
        document_number: Some(domain::DocumentNumber::from_normal_form(EVIL)),
    };
    store.resolve(&[naming]).await.unwrap();
}

/// The contract's longest text (20 MB), in clauses.
pub async fn a_body_of_twenty_megabytes_is_held(place: &impl Place) {
    let line = "第一条　为了规范政策文件的公开，制定本办法。\n".repeat(300);
    let body: String = std::iter::repeat_n(line.as_str(), 20_000_000 / line.len()).collect();
    let document = with(policy("a", "长文", ""), |policy| {
        policy.clauses = body
            .split_inclusive('\n')
            .collect::<Vec<_>>()
            .chunks(300)
            .zip(1..)
            .map(|(lines, n)| domain::Clause::new(domain::ClauseId::new(format!("art{n}")), "", "", lines.concat(), 0))
            .collect();
        policy.body = body;
    });
    let store = place.open().await;
    save(&*store, [document.clone()]).await;
    assert!(store.document(&id("a")).await.unwrap().unwrap().document == document, "the long text came back otherwise");
    assert!(store.check_integrity().await.unwrap().is_empty());
}

/// Compressible or not.
pub async fn originals_are_kept_byte_for_byte(place: &impl Place) {
    let store = place.open().await;
    let noise: Vec<u8> = (0u32..5000).map(|i| (i.wrapping_mul(2_654_435_761) >> 13).to_le_bytes()[0]).collect();
    for (name, bytes) in [("a", b"<p>".repeat(10_000)), ("b", noise), ("c", Vec::new())] {
        let original = Original { media_type: "text/html".into(), bytes };
        let item = NewRevision { original: Some(original.clone()), ..NewRevision::of(policy(name, "办法", "一")) };
        store.save(vec![item], now()).await.unwrap();
        assert_eq!(store.original(&id(name), 1).await.unwrap(), Some(original));
        assert_eq!(store.original(&id(name), 2).await.unwrap(), None);
    }
}

/// Stored or not, forward or back; and none where a revision is not held.
pub async fn correspondence_leads_between_any_two_revisions(place: &impl Place) {
    let store = place.open().await;
    for body in ["甲甲甲\n", "甲甲甲\n乙乙乙\n", "乙乙乙\n"] {
        save(&*store, [policy("a", "办法", body)]).await;
    }
    let store = &*store;
    let fates = async |from, to| {
        let rows = store.correspondence(&id("a"), from, to).await.unwrap();
        rows.map(|rows| rows.into_iter().map(|row| row.fate).collect::<Vec<_>>())
    };
    assert_eq!(fates(1, 2).await, Some(vec![Fate::Same, Fate::Added]));
    assert_eq!(fates(2, 3).await, Some(vec![Fate::Removed, Fate::Moved]));
    assert_eq!(fates(2, 1).await, Some(vec![Fate::Same, Fate::Removed]));
    assert_eq!(fates(2, 2).await, Some(vec![Fate::Same, Fate::Same]));
    let far = fates(1, 3).await.unwrap();
    assert!(far.contains(&Fate::Removed) && far.contains(&Fate::Added), "{far:?}");
    assert_eq!(fates(1, 4).await, None);
}

/// Used by the other behaviours: what is withheld.
pub(super) fn undisclosed(mut document: domain::Document) -> domain::Document {
    document.disclosure = Disclosure::OnRequest;
    document
}
