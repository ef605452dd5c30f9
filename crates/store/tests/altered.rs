//! Bytes that are altered behind the store's back are noticed, and named.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::path::{Path, PathBuf};

use domain::{Disclosure, EdgeType, Kind};
use sqlx::{ConnectOptions, Connection, Executor, SqliteConnection, sqlite::SqliteConnectOptions};
use store::prelude::*;
use store::{
    Altered, NewRevision, Original, Part, SqliteStore, State, StoreError,
    contract::samples::{agency, edge_to, id, now, numbered, policy, related, save, with},
};
use tempfile::TempDir;

/// A store with a bit of everything, and the file that it lives in.
async fn held() -> (TempDir, PathBuf, SqliteStore) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("content.db");
    let store = SqliteStore::open(&path).await.unwrap();
    fill(&store).await;
    (folder, path, store)
}

async fn fill(store: &SqliteStore) {
    save(
        store,
        [numbered(
            policy("subsidy", "补贴办法", "第一条　补贴每月二百元。\n第二条　本办法自公布之日起施行。\n"),
            "明政发〔2026〕1号",
        )],
    )
    .await;
    let mut second = NewRevision::of(numbered(
        policy("subsidy", "补贴办法", "第一条　补贴每月三百元。\n第二条　本办法自公布之日起施行。\n"),
        "明政发〔2026〕1号",
    ));
    second.original = Some(Original {
        media_type: "text/html".into(),
        bytes: "<p>补贴每月三百元。</p>".repeat(20).into_bytes(),
    });
    second.source = Some("subsidy.html".into());
    store.save(vec![second], now()).await.unwrap();
    let mut secret = policy("secret", "内部办法", "第一条　不得公开。\n");
    secret.disclosure = Disclosure::Withheld;
    let repealer = related(policy("repealer", "废止决定", "一\n"), edge_to(EdgeType::Repeals, "gone"));
    save(
        store,
        [
            secret,
            repealer,
            policy("gone", "撤下的", "一\n"),
            policy("plain", "通知", "一\n"),
            agency("office", "办公室"),
        ],
    )
    .await;
    store.retire(&id("gone"), "发布有误", None, now()).await.unwrap();
}

/// Alters the file as no program of ours would.
async fn alter(path: &Path, sql: &str) {
    let mut raw: SqliteConnection =
        SqliteConnectOptions::new().filename(path).foreign_keys(false).connect().await.unwrap();
    raw.execute("DROP TRIGGER IF EXISTS revisions_are_immutable").await.unwrap();
    let done = raw.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned()))).await.unwrap();
    assert!(done.rows_affected() > 0, "{sql}");
    raw.close().await.unwrap();
}

async fn named(store: &SqliteStore) -> Vec<(String, u32, Part)> {
    let mut named = Vec::new();
    let mut last = None;
    loop {
        let verified = store.verify_after(last.as_ref(), 2).await.unwrap();
        named.extend(
            verified.altered.into_iter().map(|altered| (altered.id.to_string(), altered.revision, altered.part)),
        );
        match verified.last {
            Some(id) => last = Some(id),
            None => return named,
        }
    }
}

#[tokio::test]
async fn whatever_is_altered_is_named() {
    for (sql, name, revision, part) in [
        (
            "UPDATE revisions SET content = replace(content, '三百', '八百') WHERE document_id = 'subsidy' AND number = 2",
            "subsidy",
            2,
            Part::Content,
        ),
        (
            "UPDATE revisions SET content = replace(content, '二百', '九百') WHERE document_id = 'subsidy' AND number = 1",
            "subsidy",
            1,
            Part::Content,
        ),
        (
            "UPDATE revisions SET created_at = '2020-01-01T00:00:00Z' WHERE document_id = 'subsidy' AND number = 1",
            "subsidy",
            1,
            Part::Content,
        ),
        ("UPDATE revisions SET content_hash = zeroblob(32) WHERE document_id = 'plain'", "plain", 1, Part::Content),
        ("DELETE FROM revisions WHERE document_id = 'subsidy' AND number = 1", "subsidy", 1, Part::Content),
        ("DELETE FROM digests WHERE document_id = 'plain'", "plain", 1, Part::Content),
        ("UPDATE originals SET bytes = zeroblob(length(bytes))", "subsidy", 2, Part::Original),
        ("UPDATE originals SET media_type = 'text/plain'", "subsidy", 2, Part::Original),
        ("DELETE FROM originals", "subsidy", 2, Part::Original),
        ("INSERT INTO originals VALUES ('plain', 1, 'text/plain', 'identity', x'00')", "plain", 1, Part::Original),
        ("UPDATE documents SET title = '补贴法' WHERE id = 'subsidy'", "subsidy", 2, Part::Head),
        ("UPDATE documents SET title = CAST(x'ff' AS TEXT) WHERE id = 'subsidy'", "subsidy", 2, Part::Head),
        ("UPDATE documents SET title_key = '补贴法' WHERE id = 'subsidy'", "subsidy", 2, Part::Head),
        ("UPDATE documents SET document_number = '明政发〔2026〕9号' WHERE id = 'subsidy'", "subsidy", 2, Part::Head),
        ("UPDATE documents SET expires_on = '2026-01-01' WHERE id = 'subsidy'", "subsidy", 2, Part::Head),
        ("UPDATE documents SET level = 'state' WHERE id = 'plain'", "plain", 1, Part::Head),
        ("UPDATE documents SET demo = 1 WHERE id = 'plain'", "plain", 1, Part::Head),
        ("UPDATE documents SET disclosure = 'proactive' WHERE id = 'secret'", "secret", 1, Part::Head),
        (
            "UPDATE documents SET state = 'published', gone_reason = NULL, left_at = NULL WHERE id = 'gone'",
            "gone",
            1,
            Part::Head,
        ),
        ("UPDATE documents SET gone_reason = '另有原因' WHERE id = 'gone'", "gone", 1, Part::Head),
        ("DELETE FROM edges WHERE from_id = 'repealer'", "repealer", 1, Part::Edges),
        ("UPDATE edges SET on_date = '2030-01-01' WHERE from_id = 'repealer'", "repealer", 1, Part::Edges),
        (
            "INSERT INTO edges (from_id, from_revision, ordinal, type, to_id) VALUES ('plain', 1, 0, 'repeals', 'subsidy')",
            "plain",
            1,
            Part::Edges,
        ),
        ("INSERT INTO citations VALUES ('plain', 1, 0, 'subsidy', 1, 'art1')", "plain", 1, Part::Citations),
        ("UPDATE correspondences SET rows = replace(rows, 'changed', 'same')", "subsidy", 2, Part::Correspondence),
        ("DELETE FROM correspondences", "subsidy", 2, Part::Correspondence),
    ] {
        let (_folder, path, store) = held().await;
        assert_eq!(named(&store).await, [], "before: {sql}");
        alter(&path, sql).await;
        assert_eq!(named(&store).await, [(name.to_owned(), revision, part)], "{sql}");
        assert!(store.check_integrity().await.unwrap().iter().any(|line| line.contains(name)), "{sql}");
    }
}

#[tokio::test]
async fn what_is_altered_is_not_read() {
    let (_folder, path, store) = held().await;
    alter(
        &path,
        "UPDATE revisions SET content = replace(content, '三百', '八百') WHERE document_id = 'subsidy' AND number = 2",
    )
    .await;
    // One byte, which leaves no text behind.
    alter(&path, "UPDATE revisions SET content = CAST(substr(CAST(content AS BLOB), 1, 40) || x'ff' || substr(CAST(content AS BLOB), 42) AS TEXT) WHERE document_id = 'plain'").await;
    for (name, revision) in [("subsidy", 2), ("plain", 1)] {
        for error in [
            store.document(&id(name)).await.unwrap_err(),
            store.page(&id(name)).await.unwrap_err(),
            store.revision(&id(name), revision).await.unwrap_err(),
        ] {
            assert!(
                matches!(&error, StoreError::Altered(Altered { id, revision: found, part: Part::Content, is_public: true, .. }) if id.as_str() == name && *found == revision),
                "{error}"
            );
        }
    }
    // The revision before is what it was, and so is everything else.
    assert!(store.revision(&id("subsidy"), 1).await.unwrap().is_some());
    let listed = store.documents_after(None, 10).await.unwrap();
    let (sound, altered): (Vec<_>, Vec<_>) = listed.into_iter().partition(Result::is_ok);
    assert_eq!(
        sound.into_iter().map(|current| current.unwrap().document.id.to_string()).collect::<Vec<_>>(),
        ["office", "repealer"]
    );
    assert_eq!(
        altered.into_iter().map(|altered| altered.unwrap_err().id.to_string()).collect::<Vec<_>>(),
        ["plain", "subsidy"]
    );
}

#[tokio::test]
async fn another_word_in_a_column_publishes_nothing() {
    let (_folder, path, store) = held().await;
    save(&store, [related(policy("naming", "依据内部办法的通知", "一\n"), edge_to(EdgeType::BasedOn, "secret"))]).await;
    save(
        &store,
        [related(
            {
                let mut hidden = policy("hidden", "内部废止", "一\n");
                hidden.disclosure = Disclosure::Withheld;
                hidden
            },
            edge_to(EdgeType::Repeals, "plain"),
        )],
    )
    .await;
    alter(&path, "UPDATE documents SET disclosure = 'proactive' WHERE id IN ('secret', 'hidden')").await;
    // Nobody is told that there is something.
    assert!(matches!(
        store.document(&id("secret")).await,
        Err(StoreError::Altered(Altered { part: Part::Head, is_public: false, .. }))
    ));
    assert_eq!(store.outgoing_edges(&id("naming")).await.unwrap()[0].other, None);
    assert_eq!(
        store.ids(Kind::Policy).await.unwrap().iter().map(domain::DocumentId::as_str).collect::<Vec<_>>(),
        ["naming", "plain", "repealer", "subsidy"]
    );
    assert!(store.incoming_edges(&id("plain")).await.unwrap().is_empty());
    assert!(
        store
            .documents_after(None, 20)
            .await
            .unwrap()
            .into_iter()
            .filter_map(Result::ok)
            .all(|current| current.document.is_public())
    );
}

#[tokio::test]
async fn a_head_that_was_altered_is_linked_by_what_the_content_says() {
    let (_folder, path, store) = held().await;
    save(&store, [related(policy("naming", "通知", "一\n"), edge_to(EdgeType::BasedOn, "subsidy"))]).await;
    alter(&path, "UPDATE documents SET title = '假的', document_number = NULL WHERE id = 'subsidy'").await;
    let link = store.outgoing_edges(&id("naming")).await.unwrap().remove(0);
    let head = link.other.unwrap();
    assert_eq!((head.title.as_str(), head.document_number.unwrap().as_str()), ("补贴办法", "明政发〔2026〕1号"));
}

/// What was altered is not sealed by the next write as if it were sound; whoever says the state again mends it.
#[tokio::test]
async fn a_write_does_not_make_sound_what_was_altered() {
    let (_folder, path, store) = held().await;
    alter(&path, "UPDATE documents SET state = 'published', gone_reason = NULL, left_at = NULL WHERE id = 'gone'")
        .await;
    save(&store, [policy("gone", "撤下的", "二\n")]).await;
    assert_eq!(named(&store).await, [("gone".to_owned(), 2, Part::Head)]);
    store.retire(&id("gone"), "发布有误", None, now()).await.unwrap();
    assert_eq!(named(&store).await, []);

    alter(&path, "UPDATE documents SET disclosure = 'proactive' WHERE id = 'secret'").await;
    store.retire(&id("secret"), "发布有误", None, now()).await.unwrap();
    assert_eq!(named(&store).await, [("secret".to_owned(), 1, Part::Head)]);
    assert!(store.save(vec![NewRevision::of(policy("plain", "通知", "三\n"))], now()).await.unwrap()[0].published);
    assert_eq!(store.ids(Kind::Policy).await.unwrap().len(), 3);
}

#[tokio::test]
async fn whatever_happens_to_documents_in_order_stays_sound() {
    let (_folder, _, store) = held().await;
    let mut demo = policy("demo", "演示", "一\n");
    demo.demo = true;
    save(&store, [demo, policy("old", "旧", "一\n"), policy("older", "更旧", "一\n")]).await;
    store.redirect(&id("older"), &id("old"), now()).await.unwrap();
    store.redirect(&id("old"), &id("demo"), now()).await.unwrap();
    store.retire(&id("plain"), "撤回", Some(&id("demo")), now()).await.unwrap();
    assert_eq!(named(&store).await, []);
    store.reinstate(&id("gone"), now()).await.unwrap();
    assert_eq!(store.remove_demo(now()).await.unwrap(), 1);
    assert_eq!(named(&store).await, []);
    assert!(matches!(store.state(&id("old")).await.unwrap(), State::Gone { .. }));
    save(
        &store,
        [with(policy("subsidy", "补贴办法", "第一条　改了。\n"), |policy| {
            policy.genre = Some("办法".into());
        })],
    )
    .await;
    assert_eq!(store.check_integrity().await.unwrap(), Vec::<String>::new());
}

/// A database of the time before digests is trusted as it stands, and guarded from then on.
#[tokio::test]
async fn a_database_without_digests_gets_them_when_it_is_opened() {
    let (_folder, path, store) = held().await;
    store.close().await;
    let mut raw: SqliteConnection = SqliteConnectOptions::new().filename(&path).connect().await.unwrap();
    raw.execute(sqlx::raw_sql("DROP TABLE digests; DROP INDEX outbox_of_document; ALTER TABLE documents DROP COLUMN digest; PRAGMA user_version = 4;")).await.unwrap();
    raw.close().await.unwrap();
    let store = SqliteStore::open(&path).await.unwrap();
    assert_eq!(named(&store).await, []);
    assert_eq!(store.original(&id("subsidy"), 2).await.unwrap().unwrap().media_type, "text/html");
    alter(&path, "UPDATE revisions SET content = replace(content, '三百', '八百') WHERE document_id = 'subsidy'").await;
    assert!(matches!(store.page(&id("subsidy")).await, Err(StoreError::Altered(_))));
}
