//! Files that travel inside a backup, so that a backup stays one file.

use std::{collections::BTreeSet, path::Path};

use sqlx::{
    ConnectOptions, Connection, Sqlite, SqliteConnection, Transaction,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

use super::citations;
use crate::Result;

/// A backup that is being filled, or emptied. Nothing of it is durable before the whole file is: that is for the caller, who
/// gives it its name.
pub struct Carried(SqliteConnection);

impl Carried {
    /// Opens a backup.
    pub async fn open(path: &Path) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .journal_mode(SqliteJournalMode::Delete)
            .synchronous(SqliteSynchronous::Off)
            .disable_statement_logging();
        let mut connection = options.connect().await?;
        sqlx::query(
            "CREATE TABLE IF NOT EXISTS carried_files (
                 name TEXT NOT NULL, part INTEGER NOT NULL, content BLOB NOT NULL, PRIMARY KEY (name, part)) STRICT",
        )
        .execute(&mut connection)
        .await?;
        Ok(Self(connection))
    }

    /// The names of the files that the content of this backup needs.
    pub async fn needed_names(&mut self) -> Result<BTreeSet<String>> {
        Ok(citations::media_files(&mut self.0, false).await?.into_iter().map(|file| file.sha256).collect())
    }

    /// Begins to put a file in, which is not there before [`CarriedFile::keep`].
    pub async fn begin<'a>(&'a mut self, name: &'a str) -> Result<CarriedFile<'a>> {
        Ok(CarriedFile { tx: self.0.begin().await?, name, parts: 0 })
    }

    /// The names of the files, in order.
    pub async fn names(&mut self) -> Result<Vec<String>> {
        Ok(sqlx::query_scalar("SELECT DISTINCT name FROM carried_files ORDER BY name").fetch_all(&mut self.0).await?)
    }

    /// One part of a file, from 0; `None` after the last.
    pub async fn part(&mut self, name: &str, part: u32) -> Result<Option<Vec<u8>>> {
        let statement = sqlx::query_scalar("SELECT content FROM carried_files WHERE name = ?1 AND part = ?2");
        Ok(statement.bind(name).bind(part).fetch_optional(&mut self.0).await?)
    }

    /// Takes the files out, and their room with them.
    pub async fn empty(&mut self) -> Result<()> {
        sqlx::query("DROP TABLE carried_files").execute(&mut self.0).await?;
        sqlx::query("VACUUM").execute(&mut self.0).await?;
        Ok(())
    }

    /// Closes the file.
    pub async fn close(self) -> Result<()> {
        Ok(self.0.close().await?)
    }
}

/// A file on its way into a backup.
pub struct CarriedFile<'a> {
    tx: Transaction<'a, Sqlite>,
    name: &'a str,
    parts: u32,
}

impl CarriedFile<'_> {
    /// The next part of it.
    pub async fn put(&mut self, content: &[u8]) -> Result<()> {
        let statement = sqlx::query("INSERT INTO carried_files (name, part, content) VALUES (?1, ?2, ?3)");
        statement.bind(self.name).bind(self.parts).bind(content).execute(&mut *self.tx).await?;
        self.parts += 1;
        Ok(())
    }

    /// The file is whole.
    pub async fn keep(self) -> Result<()> {
        Ok(self.tx.commit().await?)
    }
}
