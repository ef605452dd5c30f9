//! The write transaction.

use std::ops::{Deref, DerefMut};

use sqlx::{Executor, Sqlite, SqliteConnection, pool::PoolConnection};

use super::SqliteStore;
use crate::Result;

/// A transaction that holds the write lock from its first moment. A connection whose transaction did
/// not commit, for whatever reason, is closed instead of reused: closing rolls back, and leaves no doubt
/// whether SQLite had already rolled back by itself, as it does when the disk is full.
pub struct WriteTx {
    connection: PoolConnection<Sqlite>,
    committed: bool,
}

impl SqliteStore {
    pub(super) async fn write(&self) -> Result<WriteTx> {
        let mut tx = WriteTx { connection: self.writer.acquire().await?, committed: false };
        tx.connection.execute("BEGIN IMMEDIATE").await?;
        Ok(tx)
    }
}

impl WriteTx {
    pub async fn commit(mut self) -> Result<()> {
        self.connection.execute("COMMIT").await?;
        self.committed = true;
        Ok(())
    }
}

impl Drop for WriteTx {
    fn drop(&mut self) {
        if !self.committed {
            self.connection.close_on_drop();
        }
    }
}

impl Deref for WriteTx {
    type Target = SqliteConnection;
    fn deref(&self) -> &SqliteConnection {
        &self.connection
    }
}

impl DerefMut for WriteTx {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }
}
