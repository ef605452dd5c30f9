//! What is particular to one file on one disk.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::{path::Path, sync::Arc};

use sqlx::{ConnectOptions, Connection, Executor, SqliteConnection, sqlite::SqliteConnectOptions};
use store::prelude::*;
use store::{
    NewRevision, SqliteOptions, SqliteStore, StoreError,
    contract::samples::{id, now, policy, save},
};
use tempfile::TempDir;

async fn raw(path: &Path) -> SqliteConnection {
    SqliteConnectOptions::new().filename(path).create_if_missing(true).connect().await.unwrap()
}

#[tokio::test]
async fn a_full_disk_says_so_and_the_store_goes_on() {
    let folder = TempDir::new().unwrap();
    let options = SqliteOptions { max_pages: Some(200), ..SqliteOptions::default() };
    let store = SqliteStore::open_with(folder.path().join("content.db"), &options).await.unwrap();
    save(&store, [policy("before", "前", "一")]).await;
    for round in 0..5 {
        let big = (0..10).map(|n| NewRevision::of(policy(&format!("big-{n}"), "大", &"满".repeat(100_000)))).collect();
        assert!(matches!(store.save(big, now()).await, Err(StoreError::Full)));
        assert_eq!(store.document(&id("big-0")).await.unwrap(), None);
        save(&store, [policy("after", "后", &round.to_string())]).await;
    }
    assert_eq!(store.document(&id("after")).await.unwrap().unwrap().revision, 5);
    assert!(store.check_integrity().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_may_open_a_new_file_at_once() {
    let folder = TempDir::new().unwrap();
    for round in 0..5 {
        let path: Arc<Path> = folder.path().join(format!("{round}.db")).into();
        let openers: Vec<_> = (0..8)
            .map(|n| {
                let path = path.clone();
                tokio::spawn(async move {
                    let store = SqliteStore::open(path).await.unwrap();
                    save(&store, [policy(&format!("p{n}"), "题", "一")]).await;
                })
            })
            .collect();
        for opener in openers {
            opener.await.unwrap();
        }
        let store = SqliteStore::open(path).await.unwrap();
        assert_eq!(store.generation().await.unwrap(), 8);
    }
}

#[tokio::test]
async fn a_newer_or_foreign_database_is_left_alone() {
    let folder = TempDir::new().unwrap();
    let newer = folder.path().join("newer.db");
    SqliteStore::open(&newer).await.unwrap().close().await;
    raw(&newer).await.execute("PRAGMA user_version = 99").await.unwrap();
    assert!(matches!(SqliteStore::open(&newer).await, Err(StoreError::Newer { found: 99, .. })));

    let foreign = folder.path().join("foreign.db");
    raw(&foreign).await.execute("CREATE TABLE recipes (name TEXT)").await.unwrap();
    assert!(matches!(SqliteStore::open(&foreign).await, Err(StoreError::NotAStore(_))));

    let garbage = folder.path().join("garbage.db");
    std::fs::write(&garbage, "这不是数据库".repeat(1000)).unwrap();
    assert!(matches!(SqliteStore::open(&garbage).await, Err(StoreError::Corrupt(_))));
}

#[tokio::test]
async fn another_writer_that_does_not_let_go_is_busy() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("content.db");
    let options = SqliteOptions { busy_timeout: std::time::Duration::from_millis(50), ..SqliteOptions::default() };
    let store = SqliteStore::open_with(&path, &options).await.unwrap();
    let mut other = raw(&path).await;
    other.execute("BEGIN IMMEDIATE").await.unwrap();
    assert!(matches!(store.save(vec![NewRevision::of(policy("a", "甲", "一"))], now()).await, Err(StoreError::Busy)));
    assert_eq!(store.document(&id("a")).await.unwrap(), None);
    other.execute("ROLLBACK").await.unwrap();
    save(&store, [policy("a", "甲", "一")]).await;
}

#[tokio::test]
async fn a_caller_that_gives_up_leaves_nothing_behind() {
    let folder = TempDir::new().unwrap();
    let store = SqliteStore::open(folder.path().join("content.db")).await.unwrap();
    for n in 0u64..30 {
        let batch = (0..50).map(|m| NewRevision::of(policy(&format!("p{n}-{m}"), "题", "一"))).collect();
        let _ = tokio::time::timeout(std::time::Duration::from_micros(n * 300), store.save(batch, now())).await;
    }
    save(&store, [policy("last", "后", "一")]).await;
    assert_eq!(store.generation().await.unwrap() % 50, 1);
    assert!(store.check_integrity().await.unwrap().is_empty());
}

#[tokio::test]
async fn revisions_cannot_be_rewritten() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("content.db");
    let store = SqliteStore::open(&path).await.unwrap();
    save(&store, [policy("a", "甲", "一")]).await;
    let mut other = raw(&path).await;
    assert!(other.execute("UPDATE revisions SET content = '{}'").await.is_err());
    other.close().await.unwrap();
}
