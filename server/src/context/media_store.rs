//! Where recordings and pictures are kept: an object store of files that are known by their content.

use std::{
    collections::HashSet,
    fs::{File, TryLockError},
    ops::Range,
    path::Path,
    sync::Arc,
};

use anyhow::Context as _;
use documents::{Content, SourceFile};
use domain::media::MediaFile;
use futures::{Stream, StreamExt, TryStreamExt};
use media::hexadecimal;
use object_store::{
    GetOptions, GetRange, ObjectStore, ObjectStoreExt as _, PutPayload, buffered::BufWriter, local::LocalFileSystem,
    memory::InMemory, path::Path as Key,
};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// Files of at most this size are written in one piece, in bytes.
const PIECE: usize = 1 << 20;

/// The media store. Cheap to clone. A file is written once, under the SHA-256 of its bytes, and never changed.
#[derive(Debug, Clone)]
pub struct MediaStore {
    files: Arc<dyn ObjectStore>,
    /// `None` where there is no folder yet.
    folder: Option<Arc<Path>>,
}

/// The error of the media store: why a file cannot be read or written. An import refuses the document for some of them.
#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    /// The object store.
    #[error("媒体库出错：{0}")]
    Store(String),
    /// The source.
    #[error("读取失败：{0}")]
    Source(std::io::Error),
    /// Another content than was measured.
    #[error("文件在导入时被改动了，请再导入一次")]
    Changed,
    /// Somebody brings files, or reads them one after the other.
    #[error("正在导入、备份或清理：请等它结束再运行")]
    Busy,
}

impl MediaError {
    fn of_store(error: impl std::fmt::Display) -> Self {
        Self::Store(error.to_string())
    }
}

// The object store's errors say their causes themselves: as a source, each would be said twice.
impl From<object_store::Error> for MediaError {
    fn from(error: object_store::Error) -> Self {
        Self::of_store(error)
    }
}

/// While this is held, no file goes: files may be ahead of the documents that name them.
pub struct Hold {
    _lock: Option<File>,
}

/// While this is held, nobody else holds files: what no document names is not needed.
pub struct Alone {
    _lock: Option<File>,
}

/// The bytes of a file, piece by piece.
pub type Bytes = futures::stream::BoxStream<'static, Result<axum::body::Bytes, object_store::Error>>;

/// `ab/ab12…`: no folder holds too many.
fn key(sha256: &str) -> Key {
    Key::from_iter([sha256.get(..2).unwrap_or("_"), sha256])
}

/// Whether a name is that of a file that is still being written, as `object_store`'s `LocalFileSystem` calls it: `ab12…#1`.
fn is_being_written(name: &str) -> bool {
    name.split_once('#').is_some_and(|(sha256, _)| is_sha256(sha256))
}

/// Whether a name is that of a file of ours.
pub fn is_sha256(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

impl MediaStore {
    /// The store in a folder, which is made where it is missing.
    pub fn open(folder: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(folder).with_context(|| format!("建不了媒体目录 {}", folder.display()))?;
        Self::open_existing(folder)
    }

    /// The store in a folder; an empty one where there is none.
    pub fn open_existing(folder: &Path) -> anyhow::Result<Self> {
        if !folder.exists() {
            return Ok(Self { files: Arc::new(InMemory::new()), folder: None });
        }
        let files =
            LocalFileSystem::new_with_prefix(folder).with_context(|| format!("打不开媒体目录 {}", folder.display()))?;
        // Durable before the document that names it is acknowledged.
        Ok(Self { files: Arc::new(files.with_fsync(true)), folder: Some(folder.into()) })
    }

    /// Keeps all files where they are; waits while somebody lets some go.
    pub async fn hold(&self) -> Result<Hold, MediaError> {
        let lock = self.locked_folder()?;
        tokio::task::spawn_blocking(move || lock.map(|folder| folder.lock_shared().map(|()| folder)).transpose())
            .await
            .map_err(std::io::Error::other)
            .flatten()
            .map(|lock| Hold { _lock: lock })
            .map_err(MediaError::of_store)
    }

    /// Keeps others from holding files, or says that somebody does.
    pub fn alone(&self) -> Result<Alone, MediaError> {
        let lock = self.locked_folder()?;
        match lock.as_ref().map_or(Ok(()), File::try_lock) {
            Ok(()) => Ok(Alone { _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(MediaError::Busy),
            Err(TryLockError::Error(error)) => Err(MediaError::of_store(error)),
        }
    }

    /// The folder is its own lock.
    fn locked_folder(&self) -> Result<Option<File>, MediaError> {
        self.folder.as_deref().map(File::open).transpose().map_err(MediaError::of_store)
    }

    /// Whether a file is held.
    pub async fn holds(&self, sha256: &str) -> Result<bool, MediaError> {
        match self.files.head(&key(sha256)).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Holds a file. It appears whole, or not at all.
    pub async fn put(&self, file: &SourceFile) -> Result<(), MediaError> {
        // A damaged file is written again.
        if self.is_sound(&file.sha256).await? == Some(true) {
            return Ok(());
        }
        match &file.content {
            Content::Bytes(bytes) => self.put_bytes(&file.sha256, bytes.clone()).await,
            Content::Picture(path) => {
                let original = tokio::fs::read(path).await.map_err(MediaError::Source)?;
                let encoded = tokio::task::spawn_blocking(move || media::picture(&original))
                    .await
                    .map_err(|_| MediaError::Changed)?;
                self.put_bytes(&file.sha256, encoded.map_err(|_| MediaError::Changed)?.bytes).await
            }
            Content::Path(path) => {
                let mut source = tokio::fs::File::open(path).await.map_err(MediaError::Source)?;
                let mut writer = self.writer(&file.sha256);
                let mut buffer = vec![0; PIECE];
                loop {
                    let read = source.read(&mut buffer).await.map_err(MediaError::Source)?;
                    let Some(piece) = buffer.get(..read).filter(|piece| !piece.is_empty()) else { break };
                    writer.write(piece).await?;
                }
                writer.finish().await
            }
        }
    }

    async fn put_bytes(&self, sha256: &str, bytes: Vec<u8>) -> Result<(), MediaError> {
        if hexadecimal(&Sha256::digest(&bytes)) != sha256 {
            return Err(MediaError::Changed);
        }
        self.files.put(&key(sha256), PutPayload::from(bytes)).await?;
        Ok(())
    }

    /// Writes a file whose content comes in pieces.
    pub fn writer(&self, sha256: &str) -> Writer {
        let inner = BufWriter::new(Arc::clone(&self.files), key(sha256));
        Writer { inner, hasher: Sha256::new(), sha256: sha256.to_owned() }
    }

    /// The bytes of a file, or of a part of it.
    pub async fn read(&self, sha256: &str, range: Option<Range<u64>>) -> Result<Bytes, MediaError> {
        let options = GetOptions { range: range.map(GetRange::Bounded), ..GetOptions::default() };
        Ok(self.files.get_opts(&key(sha256), options).await?.into_stream())
    }

    /// Whether the bytes are those that the name says; `None` when there is no such file.
    pub async fn is_sound(&self, sha256: &str) -> Result<Option<bool>, MediaError> {
        if !self.holds(sha256).await? {
            return Ok(None);
        }
        let mut hasher = Sha256::new();
        let mut bytes = self.read(sha256, None).await?;
        while let Some(piece) = bytes.try_next().await? {
            hasher.update(&piece);
        }
        Ok(Some(hexadecimal(&hasher.finalize()) == sha256))
    }

    /// Every file that is held, with its size.
    pub fn list(&self) -> impl Stream<Item = Result<(String, u64), MediaError>> + use<> {
        self.files.list(None).map(|found| {
            let found = found?;
            Ok((found.location.filename().unwrap_or_default().to_owned(), found.size))
        })
    }

    /// Lets a file go.
    pub async fn delete(&self, sha256: &str, _alone: &Alone) -> Result<(), MediaError> {
        match self.files.delete(&key(sha256)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Lets those go that nothing needs any more; answers how many.
    pub async fn delete_all_but(
        &self,
        kept: &[MediaFile],
        candidates: &[MediaFile],
        alone: &Alone,
    ) -> Result<usize, MediaError> {
        let kept: HashSet<&str> = kept.iter().map(|file| file.sha256.as_str()).collect();
        let gone: HashSet<&str> =
            candidates.iter().map(|file| file.sha256.as_str()).filter(|sha256| !kept.contains(sha256)).collect();
        for sha256 in &gone {
            self.delete(sha256, alone).await?;
        }
        Ok(gone.len())
    }

    /// Lets go what a process that was killed had begun to write; answers how many files and bytes that was.
    pub async fn delete_leftovers(&self, _alone: &Alone) -> Result<(usize, u64), MediaError> {
        let Some(folder) = self.folder.clone() else { return Ok((0, 0)) };
        let deleting = move || -> std::io::Result<(usize, u64)> {
            let (mut count, mut bytes) = (0, 0);
            for shelf in std::fs::read_dir(&folder)?
                .filter_map(Result::ok)
                .filter(|shelf| shelf.file_name().len() == 2 && shelf.path().is_dir())
            {
                for file in std::fs::read_dir(shelf.path())? {
                    let file = file?;
                    if is_being_written(&file.file_name().to_string_lossy()) {
                        bytes += file.metadata()?.len();
                        std::fs::remove_file(file.path())?;
                        count += 1;
                    }
                }
            }
            Ok((count, bytes))
        };
        let deleted = tokio::task::spawn_blocking(deleting).await.map_err(std::io::Error::other).flatten();
        deleted.map_err(MediaError::of_store)
    }
}

/// A file that is being written; nothing of it is there before [`Writer::finish`].
pub struct Writer {
    inner: BufWriter,
    hasher: Sha256,
    sha256: String,
}

impl Writer {
    /// The next piece.
    pub async fn write(&mut self, piece: &[u8]) -> Result<(), MediaError> {
        self.hasher.update(piece);
        self.inner.write_all(piece).await.map_err(MediaError::of_store)
    }

    /// Makes the file appear, if it is what its name says.
    pub async fn finish(mut self) -> Result<(), MediaError> {
        if hexadecimal(&self.hasher.finalize()) == self.sha256 {
            return self.inner.shutdown().await.map_err(MediaError::of_store);
        }
        self.inner.abort().await?;
        Err(MediaError::Changed)
    }
}
