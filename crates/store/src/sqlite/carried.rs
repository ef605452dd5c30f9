//! Files that travel inside a backup, so that a backup stays one file.

use std::path::Path;

use sqlx::{
    ConnectOptions, Connection, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteSynchronous},
};

use crate::Result;

/// A backup that is being filled, or emptied.
pub struct Carried(SqliteConnection);

impl Carried {
    /// Opens a backup.
    pub async fn open(path: &Path) -> Result<Self> {
        let options = SqliteConnectOptions::new().filename(path).synchronous(SqliteSynchronous::Full).disable_statement_logging();
        let mut connection = options.connect().await?;
        sqlx::query(
            "CREATE TABLE IF NOT EXISTS carried_files (
                 name TEXT NOT NULL, part INTEGER NOT NULL, content BLOB NOT NULL, PRIMARY KEY (name, part)) STRICT",
        )
        .execute(&mut connection)
        .await?;
        Ok(Self(connection))
    }

    /// Puts one part of a file in; parts count from 0.
    pub async fn put(&mut self, name: &str, part: u32, content: &[u8]) -> Result<()> {
        let statement = sqlx::query("INSERT INTO carried_files (name, part, content) VALUES (?1, ?2, ?3)");
        statement.bind(name).bind(part).bind(content).execute(&mut self.0).await?;
        Ok(())
    }

    /// The names of the files, in order.
    pub async fn names(&mut self) -> Result<Vec<String>> {
        Ok(sqlx::query_scalar("SELECT DISTINCT name FROM carried_files ORDER BY name").fetch_all(&mut self.0).await?)
    }

    /// One part of a file; `None` after the last.
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

    /// Makes durable what was put in.
    pub async fn close(self) -> Result<()> {
        Ok(self.0.close().await?)
    }
}
