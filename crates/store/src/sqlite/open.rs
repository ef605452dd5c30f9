//! Opening the file.

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use sqlx::{
    ConnectOptions, Connection,
    pool::PoolOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqliteSynchronous},
};

use super::{SqliteStore, migrate};
use crate::{Result, StoreError};

/// How a file is opened; [`SqliteStore::open`] takes the defaults.
#[derive(Debug, Clone)]
pub struct SqliteOptions {
    /// How many connections read at once.
    pub readers: u32,
    /// How long a writer waits for those of other processes, and a caller for a free connection.
    pub busy_timeout: Duration,
    /// The most that the file may grow to, in pages of 4096 bytes; beyond it writes answer [`StoreError::Full`].
    pub max_pages: Option<u32>,
    /// Every statement is an event at `sqlx::query`, of level debug, for whoever counts them.
    pub tells_statements: bool,
}

impl Default for SqliteOptions {
    fn default() -> Self {
        Self { readers: 4, busy_timeout: Duration::from_secs(30), max_pages: None, tells_statements: false }
    }
}

impl SqliteOptions {
    fn connection(&self, path: &Path) -> SqliteConnectOptions {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .busy_timeout(self.busy_timeout)
            .foreign_keys(true)
            // FULL: in WAL mode only this syncs every commit, so that an acknowledged write survives power loss.
            .synchronous(SqliteSynchronous::Full)
            .pragma("cache_size", "-16384")
            .pragma("trusted_schema", "OFF");
        if self.tells_statements { options } else { options.disable_statement_logging() }
    }

    fn writer(&self, path: &Path) -> SqliteConnectOptions {
        let options = self
            .connection(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .pragma("journal_size_limit", "67108864");
        match self.max_pages {
            Some(pages) => options.pragma("max_page_count", pages.to_string()),
            None => options,
        }
    }

    /// How a reader opens the file; not `read_only`, since such a connection could not open a WAL that a killed process
    /// left behind.
    fn reader(&self, path: &Path) -> SqliteConnectOptions {
        self.connection(path).pragma("query_only", "ON")
    }
}

impl SqliteStore {
    /// Opens the file, creating and migrating it where needed. The directory must exist.
    pub async fn open(path: impl AsRef<Path>) -> Result<Self> {
        Self::open_with(path, &SqliteOptions::default()).await
    }

    /// [`Self::open`] with options.
    pub async fn open_with(path: impl AsRef<Path>, options: &SqliteOptions) -> Result<Self> {
        let path = path.as_ref().to_owned();
        prepare(&path, options).await?;
        Ok(Self::over(path, options))
    }

    /// A copy that [`crate::Upkeep::backup_to`] has just written and nobody else has, to be read as it stands: neither
    /// migrated nor given a log of its own.
    pub fn open_copy(path: impl AsRef<Path>) -> Self {
        Self::over(path.as_ref().to_owned(), &SqliteOptions { readers: 1, ..SqliteOptions::default() })
    }

    fn over(path: PathBuf, options: &SqliteOptions) -> Self {
        let pool = |connections| {
            PoolOptions::new()
                .max_connections(connections)
                .acquire_timeout(options.busy_timeout)
                .idle_timeout(None)
                .max_lifetime(None)
                .test_before_acquire(false)
        };
        let writer: SqlitePool = pool(1).connect_lazy_with(options.writer(&path));
        let readers: SqlitePool = pool(options.readers.max(1)).connect_lazy_with(options.reader(&path));
        Self { path, writer, readers }
    }
}

/// Creates and migrates. Repeats while another process does the same: SQLite's busy handler is not
/// asked when the change to WAL meets a lock.
async fn prepare(path: &Path, options: &SqliteOptions) -> Result<()> {
    let deadline = Instant::now() + options.busy_timeout;
    loop {
        match try_prepare(path, options).await {
            Err(StoreError::Busy) if Instant::now() < deadline => tokio::time::sleep(Duration::from_millis(20)).await,
            result => return result,
        }
    }
}

async fn try_prepare(path: &Path, options: &SqliteOptions) -> Result<()> {
    let mut connection = options.writer(path).connect().await?;
    let result = migrate::migrate(&mut connection, path).await;
    // An open transaction is rolled back by closing.
    let closed = connection.close().await;
    result?;
    Ok(closed?)
}
