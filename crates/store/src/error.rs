//! The error of the store: what can go wrong between a caller and its content.

use std::path::PathBuf;

use domain::DocumentId;

use crate::Altered;

/// Why an operation failed. After any of them the store is as it was before the operation, and usable.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No room left on the disk, or the configured size is reached.
    #[error("磁盘已满，内容没有保存：请腾出空间后重试")]
    Full,
    /// Another process kept the database locked for longer than the busy timeout.
    #[error("内容库正被另一个进程占用：请稍后重试")]
    Busy,
    /// The database, or a value in it, is damaged.
    #[error("内容库已损坏（{0}）：请从备份恢复")]
    Corrupt(String),
    /// What was read is not what was stored.
    #[error(transparent)]
    Altered(#[from] Altered),
    /// The file, or its directory, may not be written.
    #[error("内容库不能写：请检查数据目录的属主、权限和文件系统")]
    ReadOnly,
    /// There is no file, or none that may be read.
    #[error("打不开内容库的文件：请检查数据目录是否存在、运行用户有没有权限")]
    CannotOpen,
    /// The database was migrated by a newer program.
    #[error("内容库的版本是 {found}，本程序只认识到 {known}：请使用更新的程序")]
    Newer {
        /// The version of the database.
        found: u32,
        /// The newest version this program knows.
        known: u32,
    },
    /// The file is a database of some other program.
    #[error("{} 不是明白纸的内容库：请检查数据目录", .0.display())]
    NotAStore(PathBuf),
    /// The operation names a document that is not held.
    #[error("没有编号为“{0}”的文件：请核对编号")]
    UnknownDocument(DocumentId),
    /// A redirect would lead back to where it starts.
    #[error("“{0}”不能转到它自己")]
    Circular(DocumentId),
    /// A backup never overwrites.
    #[error("{} 已存在：请换一个文件名", .0.display())]
    AlreadyThere(PathBuf),
    /// The file system refused.
    #[error("读写文件失败：{0}")]
    Io(#[from] std::io::Error),
    /// [`crate::Upkeep::close`] was called before.
    #[error("内容库已关闭")]
    Closed,
    /// Anything else the database says.
    #[error("数据库出错：{0}")]
    Database(#[source] sqlx::Error),
}

impl StoreError {
    /// A stored value that cannot be what this program wrote.
    pub(crate) fn unreadable(what: &str, id: &str, why: impl std::fmt::Display) -> Self {
        Self::Corrupt(format!("{what} {id}: {why}"))
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::PoolTimedOut => Self::Busy,
            sqlx::Error::PoolClosed => Self::Closed,
            sqlx::Error::Io(error) => Self::Io(error),
            sqlx::Error::ColumnDecode { index, source } => Self::Corrupt(format!("{index}: {source}")),
            other => crate::sqlite::classify(&other).unwrap_or(Self::Database(other)),
        }
    }
}
