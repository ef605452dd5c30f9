//! What commands and jobs ask of the file.

use std::{
    ffi::OsString,
    fs::File,
    path::{Path, PathBuf},
};

use domain::Kind;
use sqlx::{
    ConnectOptions, Connection, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteSynchronous},
};

use crate::{Counts, Result, StoreError};

pub async fn identity(connection: &mut SqliteConnection) -> Result<String> {
    Ok(sqlx::query_scalar("SELECT value FROM meta WHERE name = 'identity'").fetch_one(connection).await?)
}

pub async fn counts(connection: &mut SqliteConnection) -> Result<Counts> {
    let rows: Vec<(String, String, bool, bool, i64, i64)> = sqlx::query_as(
        "SELECT kind, state, disclosure = 'proactive', demo, COUNT(*), SUM(revision) FROM documents GROUP BY 1, 2, 3, 4",
    )
    .fetch_all(connection)
    .await?;
    let mut counts = Counts::default();
    for (kind, state, disclosed, demo, documents, revisions) in rows {
        let documents = documents.unsigned_abs();
        counts.revisions += revisions.unsigned_abs();
        counts.demo += if demo { documents } else { 0 };
        match (state.as_str(), disclosed) {
            ("published", true) => {
                let kind = Kind::parse(&kind).ok_or_else(|| StoreError::unreadable("kind", &kind, "unknown"))?;
                *counts.public.entry(kind).or_default() += documents;
            }
            ("published", false) => counts.undisclosed += documents,
            ("moved", _) => counts.moved += documents,
            _ => counts.gone += documents,
        }
    }
    Ok(counts)
}

pub async fn has_demo(connection: &mut SqliteConnection) -> Result<bool> {
    Ok(sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM documents WHERE demo = 1)").fetch_one(connection).await?)
}

pub async fn check_structure(connection: &mut SqliteConnection) -> Result<Vec<String>> {
    let mut problems: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check").fetch_all(&mut *connection).await?;
    problems.retain(|line| line != "ok");
    let orphans: Vec<String> = sqlx::query_scalar(
        "SELECT format('%s: row %s refers to a missing %s', \"table\", rowid, parent) FROM pragma_foreign_key_check",
    )
    .fetch_all(&mut *connection)
    .await?;
    let gaps: Vec<String> = sqlx::query_scalar(
        "SELECT format('%s: %d revisions, the current one is %d', d.id, COUNT(r.number), d.revision)
         FROM documents d LEFT JOIN revisions r ON r.document_id = d.id
         GROUP BY d.id HAVING COUNT(r.number) <> d.revision",
    )
    .fetch_all(&mut *connection)
    .await?;
    problems.extend(orphans.into_iter().chain(gaps));
    Ok(problems)
}

/// Copies into a neighbour of `to`, gives the copy its own identity, makes it durable, and only then its name.
pub async fn backup(from: &Path, to: &Path) -> Result<()> {
    if to.try_exists()? {
        return Err(StoreError::AlreadyThere(to.to_owned()));
    }
    let partial = with_suffix(to, ".partial");
    remove_if_there(&partial)?;
    let copied = copy(from, &partial).await;
    if let Err(error) = copied {
        remove_if_there(&partial)?;
        return Err(error);
    }
    std::fs::rename(&partial, to)?;
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Ok(File::open(folder)?.sync_all()?)
}

async fn copy(from: &Path, to: &Path) -> Result<()> {
    let mut source = SqliteConnectOptions::new().filename(from).disable_statement_logging().connect().await?;
    let copied = sqlx::query("VACUUM INTO ?1").bind(to.to_string_lossy().into_owned()).execute(&mut source).await;
    source.close().await?;
    copied?;
    let mut copy = SqliteConnectOptions::new()
        .filename(to)
        .synchronous(SqliteSynchronous::Full)
        .disable_statement_logging()
        .connect()
        .await?;
    let renamed = sqlx::query("UPDATE meta SET value = lower(hex(randomblob(16))) WHERE name = 'identity'")
        .execute(&mut copy)
        .await;
    copy.close().await?;
    renamed?;
    Ok(File::open(to)?.sync_all()?)
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    name.into()
}

fn remove_if_there(path: &Path) -> Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
