//! Migrations go forward only; `PRAGMA user_version` is the number of the last one applied.
//!
//! Not sqlx's migrator: it takes no lock on SQLite, so two processes that start at once would both
//! apply the first migration.

use std::path::Path;

use sqlx::{Executor, SqliteConnection};

use super::digests;
use crate::{Result, StoreError};

/// The files of `migrations/sqlite`; the first is number 1.
const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/sqlite/0001_content.sql"),
    include_str!("../../migrations/sqlite/0002_explanations.sql"),
    include_str!("../../migrations/sqlite/0003_unclear.sql"),
    include_str!("../../migrations/sqlite/0004_gaps.sql"),
    include_str!("../../migrations/sqlite/0005_digests.sql"),
    include_str!("../../migrations/sqlite/0006_outbox_of_document.sql"),
];

/// The migration after which the digests of what is held are computed: SQLite has no function for it.
const DIGESTS: u32 = 5;

/// Brings the database to the newest version, in one transaction.
pub async fn migrate(connection: &mut SqliteConnection, path: &Path) -> Result<()> {
    // Looking first spares every start after the first the write lock.
    if version(connection, path).await? == known() {
        return Ok(());
    }
    connection.execute("BEGIN IMMEDIATE").await?;
    let found = version(connection, path).await?;
    for (number, sql) in (1u32..).zip(MIGRATIONS).filter(|(number, _)| *number > found) {
        connection.execute(sqlx::raw_sql(*sql)).await?;
        if number == DIGESTS {
            digests::fill(connection).await?;
        }
        connection.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(format!("PRAGMA user_version = {number}")))).await?;
    }
    connection.execute("COMMIT").await?;
    Ok(())
}

fn known() -> u32 {
    u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX)
}

async fn version(connection: &mut SqliteConnection, path: &Path) -> Result<u32> {
    let found: u32 = sqlx::query_scalar("PRAGMA user_version").fetch_one(&mut *connection).await?;
    if found > known() {
        return Err(StoreError::Newer { found, known: known() });
    }
    let ours: bool = sqlx::query_scalar(
        "SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema) OR EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'outbox')",
    )
    .fetch_one(connection)
    .await?;
    if ours { Ok(found) } else { Err(StoreError::NotAStore(path.to_owned())) }
}

#[cfg(test)]
mod tests {
    use super::MIGRATIONS;

    #[test]
    fn every_migration_file_is_embedded_under_its_number() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/sqlite");
        let mut names: Vec<_> = std::fs::read_dir(folder)
            .expect("the folder")
            .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"))
            .collect();
        names.sort();
        assert_eq!(names.len(), MIGRATIONS.len());
        for (number, (name, sql)) in (1..).zip(names.iter().zip(MIGRATIONS)) {
            assert!(name.starts_with(&format!("{number:04}_")), "{name}");
            assert_eq!(&std::fs::read_to_string(format!("{folder}/{name}")).expect("the file"), sql, "{name}");
        }
    }
}
