//! The contract suite on one file.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use store::{ContentStore, SqliteStore, contract::Place};
use tempfile::TempDir;

struct SqlitePlace(TempDir);

impl SqlitePlace {
    fn new() -> Self {
        Self(TempDir::new().expect("a folder"))
    }
}

#[async_trait::async_trait]
impl Place for SqlitePlace {
    async fn open(&self) -> Arc<dyn ContentStore> {
        self.open_backup(&self.0.path().join("content.db")).await
    }

    async fn open_backup(&self, path: &Path) -> Arc<dyn ContentStore> {
        Arc::new(SqliteStore::open(path).await.expect("a store"))
    }

    fn folder(&self) -> PathBuf {
        self.0.path().to_owned()
    }
}

store::contract_tests!(SqlitePlace::new());
