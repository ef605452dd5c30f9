//! What explains a policy follows what happens to the policy.

use domain::{
    ClauseCitation, ClauseId, Document, EdgeType, Kind, Media, Question,
    media::{MediaFile, MediaFormat, MediaType},
    staleness::{Cause, causes},
};

use super::{Place, samples::*, saving::undisclosed};
use crate::ContentStore;

fn question(name: &str, policy_name: &str, revision: u32, clause: &str) -> Document {
    let question = Question {
        aliases: Vec::new(),
        about: None,
        short_answer: "2000元".into(),
        answer: None,
        cites: vec![cite(policy_name, revision, clause)],
        audience: Vec::new(),
        life_events: Vec::new(),
        subjects: Vec::new(),
        agency: id("office"),
        phone: None,
        next_step: None,
        related: Vec::new(),
        origin: None,
        published_on: None,
        review_on: None,
        applies_from: None,
        applies_until: None,
    };
    Document { body: question.into(), ..policy(name, "能领多少钱", "") }
}

fn cite(policy_name: &str, revision: u32, clause: &str) -> ClauseCitation {
    ClauseCitation {
        policy: id(policy_name),
        revision: Some(revision),
        clause: Some(ClauseId::new(clause)),
        background: false,
    }
}

async fn causes_of(store: &dyn ContentStore, citation: &ClauseCitation, on: &str) -> Vec<Cause> {
    let cited = store.cited(std::slice::from_ref(citation)).await.unwrap();
    causes(citation, cited[0].as_ref(), day(on))
}

/// Whatever changes a policy tells those that explain it, in the same write.
pub async fn explanations_are_told_of_every_change_to_what_they_cite(place: &impl Place) {
    let store = place.open().await;
    let old = policy("birth", "生育补贴办法", "第一个子女二千元。\n满一年申请。\n");
    save(&*store, [old.clone(), policy("other", "无关", "一")]).await;
    save(
        &*store,
        [
            question("q-amount", "birth", 1, "art1"),
            question("q-when", "birth", 1, "art2"),
            question("q-other", "other", 1, "art1"),
        ],
    )
    .await;
    let explanations = store.explanations(&id("birth"), None).await.unwrap();
    assert_eq!(
        explanations.iter().map(|current| current.document.id.as_str()).collect::<Vec<_>>(),
        ["q-amount", "q-when"]
    );
    assert_eq!(store.explanations(&id("birth"), Some(Kind::Question)).await.unwrap(), explanations);
    assert!(store.explanations(&id("birth"), Some(Kind::Interpretation)).await.unwrap().is_empty());
    let of_many = store.explanations_of(&[id("nobody"), id("birth"), id("other")], None).await.unwrap();
    let others = store.explanations(&id("other"), None).await.unwrap();
    assert_eq!(of_many, [Vec::new(), explanations, others], "many are asked at once");
    let [one, twice, nobody] = [id("q-when"), id("birth"), id("nobody")];
    let many = store.documents(&[twice.clone(), nobody, one.clone(), twice.clone()]).await.unwrap();
    let many: Vec<_> = many.into_iter().map(Result::unwrap).collect();
    let (one, twice) = (store.document(&one).await.unwrap(), store.document(&twice).await.unwrap());
    assert!(one.is_some() && twice.is_some());
    assert_eq!(many, [twice.clone(), None, one, twice], "in the order asked");

    // A revision that rewords one clause.
    let before = store.generation().await.unwrap();
    save(&*store, [policy("birth", "生育补贴办法", "第一个子女三千元。\n满一年申请。\n")]).await;
    assert_eq!(outbox_ids(&*store, before).await, ["birth", "q-amount", "q-when"]);
    let amount = cite("birth", 1, "art1");
    assert_eq!(causes_of(&*store, &amount, "2026-03-01").await, [Cause::Reworded { now: ClauseId::new("art1") }]);
    assert!(causes_of(&*store, &cite("birth", 1, "art2"), "2026-03-01").await.is_empty(), "the other clause stands");

    // An amendment of another clause, with its day.
    let before = store.generation().await.unwrap();
    let amend =
        domain::Edge { clause: Some("art2".into()), on: Some(day("2026-05-01")), ..edge_to(EdgeType::Amends, "birth") };
    save(&*store, [related(policy("decision", "修改决定", "一"), amend)]).await;
    assert_eq!(outbox_ids(&*store, before).await, ["decision", "birth", "q-amount", "q-when"]);
    assert!(causes_of(&*store, &cite("birth", 2, "art2"), "2026-04-30").await.is_empty());
    assert_eq!(
        causes_of(&*store, &cite("birth", 2, "art2"), "2026-05-01").await,
        [Cause::Amended { on: Some(day("2026-05-01")), by: id("decision") }]
    );
    assert!(causes_of(&*store, &cite("birth", 2, "art1"), "2026-05-01").await.is_empty());

    // A text that names the decision has it inside.
    let consolidated = related(
        policy("birth", "生育补贴办法", "第一个子女三千元。\n满半年申请。\n"),
        edge_to(EdgeType::Cites, "decision"),
    );
    save(&*store, [consolidated]).await;
    assert!(causes_of(&*store, &cite("birth", 3, "art2"), "2026-05-01").await.is_empty());
    assert_eq!(
        causes_of(&*store, &cite("birth", 2, "art2"), "2026-05-01").await,
        [Cause::Reworded { now: ClauseId::new("art2") }]
    );

    // A withdrawal.
    let before = store.generation().await.unwrap();
    store.retire(&id("birth"), "发布有误", None, now()).await.unwrap();
    assert!(outbox_ids(&*store, before).await.iter().any(|told| told == "q-amount"));
    assert_eq!(causes_of(&*store, &cite("birth", 3, "art1"), "2026-05-01").await, [Cause::Withdrawn]);
}

/// What is not public explains nothing, and cannot be rested on.
pub async fn explanations_that_are_not_public_are_not_shown(place: &impl Place) {
    let store = place.open().await;
    save(&*store, [policy("open", "公开", "一\n"), undisclosed(policy("closed", "不公开", "一\n"))]).await;
    save(&*store, [undisclosed(question("q-draft", "open", 1, "art1")), question("q-closed", "closed", 1, "art1")])
        .await;
    assert!(store.explanations(&id("open"), None).await.unwrap().is_empty());
    assert_eq!(causes_of(&*store, &cite("closed", 1, "art1"), "2026-05-01").await, [Cause::Withdrawn]);
    assert_eq!(causes_of(&*store, &cite("nobody", 1, "art1"), "2026-05-01").await, [Cause::Withdrawn]);
    // A later revision that cites something else no longer explains the first.
    save(&*store, [question("q-moves", "open", 1, "art1")]).await;
    assert_eq!(store.explanations(&id("open"), None).await.unwrap().len(), 1);
    save(&*store, [policy("next", "另一份", "一\n"), question("q-moves", "next", 1, "art1")]).await;
    assert!(store.explanations(&id("open"), None).await.unwrap().is_empty());
}

fn recording(sha256: &str) -> Document {
    let file =
        |sha256: &str, format| MediaFile { sha256: sha256.into(), format, size_bytes: 1, width: None, height: None };
    let media = Media {
        media_type: MediaType::Video,
        file: file(sha256, MediaFormat::Mp4),
        duration_ms: Some(1000),
        cues: Vec::new(),
        poster: Some(file("poster", MediaFormat::Jpeg)),
        chapters: Vec::new(),
        alt: None,
        synthetic: false,
        cites: vec![cite("birth", 1, "art1")],
        agency: None,
        subjects: Vec::new(),
        published_on: None,
        review_on: None,
    };
    Document { body: media.into(), ..policy("m-birth", "怎么领", "") }
}

/// A file is let go only when no revision of anything, shown or not, is made of it.
pub async fn the_files_of_every_revision_are_needed(place: &impl Place) {
    let store = place.open().await;
    save(&*store, [policy("birth", "生育办法", "第一条\n"), recording("first")]).await;
    save(&*store, [undisclosed(recording("second"))]).await;
    let mut needed: Vec<String> = store.media_files().await.unwrap().into_iter().map(|file| file.sha256).collect();
    needed.sort();
    assert_eq!(needed, ["first", "poster", "poster", "second"]);
}
