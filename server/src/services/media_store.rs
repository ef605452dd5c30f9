//! Where recordings and pictures are kept: an object store of files that are known by their content.

use std::{collections::HashSet, ops::Range, path::Path};

use anyhow::Context as _;
use documents::{Content, SourceFile};
use domain::media::MediaFile;
use futures::{Stream, StreamExt, TryStreamExt};
use media::hexadecimal;
use object_store::{GetOptions, GetRange, ObjectStore, ObjectStoreExt as _, PutPayload, buffered::BufWriter, local::LocalFileSystem, path::Path as Key};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// Files of at most this size are written in one piece, in bytes.
const PIECE: usize = 1 << 20;

/// The media store. Cheap to clone. A file is written once, under the SHA-256 of its bytes, and never changed.
#[derive(Debug, Clone)]
pub struct MediaStore(Arc<dyn ObjectStore>);

/// Why a file cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    /// The object store.
    #[error("媒体库出错：{0}")]
    Store(#[from] object_store::Error),
    /// The source.
    #[error("读取失败：{0}")]
    Source(#[from] std::io::Error),
    /// Another content than was measured.
    #[error("文件在导入时被改动了，请再导入一次")]
    Changed,
}

/// The bytes of a file, piece by piece.
pub type Bytes = futures::stream::BoxStream<'static, Result<axum::body::Bytes, object_store::Error>>;

/// `ab/ab12…`: no folder holds too many.
fn key(sha256: &str) -> Key {
    Key::from_iter([sha256.get(..2).unwrap_or("_"), sha256])
}

impl MediaStore {
    /// The store in a folder, which is made where it is missing.
    pub fn open(folder: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(folder).with_context(|| format!("建不了媒体目录 {}", folder.display()))?;
        let files = LocalFileSystem::new_with_prefix(folder).with_context(|| format!("打不开媒体目录 {}", folder.display()))?;
        // Durable before the document that names it is acknowledged.
        Ok(Self(Arc::new(files.with_fsync(true))))
    }

    /// Whether a file is held.
    pub async fn holds(&self, sha256: &str) -> Result<bool, MediaError> {
        match self.0.head(&key(sha256)).await {
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
                let original = tokio::fs::read(path).await?;
                let encoded = tokio::task::spawn_blocking(move || media::picture(&original)).await.map_err(std::io::Error::other)?;
                self.put_bytes(&file.sha256, encoded.map_err(|_| MediaError::Changed)?.bytes).await
            }
            Content::Path(path) => {
                let mut source = tokio::fs::File::open(path).await?;
                let mut writer = self.writer(&file.sha256);
                let mut buffer = vec![0; PIECE];
                loop {
                    let read = source.read(&mut buffer).await?;
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
        self.0.put(&key(sha256), PutPayload::from(bytes)).await?;
        Ok(())
    }

    /// Writes a file whose content comes in pieces.
    pub fn writer(&self, sha256: &str) -> Writer {
        let inner = BufWriter::new(Arc::clone(&self.0), key(sha256));
        Writer { inner, hasher: Sha256::new(), sha256: sha256.to_owned() }
    }

    /// The bytes of a file, or of a part of it.
    pub async fn read(&self, sha256: &str, range: Option<Range<u64>>) -> Result<Bytes, MediaError> {
        let options = GetOptions { range: range.map(GetRange::Bounded), ..GetOptions::default() };
        Ok(self.0.get_opts(&key(sha256), options).await?.into_stream())
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

    /// Every file that is held, with its size and when it came.
    pub fn list(&self) -> impl Stream<Item = Result<(String, u64, std::time::SystemTime), MediaError>> + use<> {
        self.0.list(None).map(|found| {
            let found = found?;
            Ok((found.location.filename().unwrap_or_default().to_owned(), found.size, found.last_modified.into()))
        })
    }

    /// Lets a file go.
    pub async fn delete(&self, sha256: &str) -> Result<(), MediaError> {
        match self.0.delete(&key(sha256)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Lets those go that nothing needs any more; answers how many.
    pub async fn delete_all_but(&self, kept: &[MediaFile], candidates: &[MediaFile]) -> Result<usize, MediaError> {
        let kept: HashSet<&str> = kept.iter().map(|file| file.sha256.as_str()).collect();
        let gone: HashSet<&str> = candidates.iter().map(|file| file.sha256.as_str()).filter(|sha256| !kept.contains(sha256)).collect();
        for sha256 in &gone {
            self.delete(sha256).await?;
        }
        Ok(gone.len())
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
        Ok(self.inner.write_all(piece).await?)
    }

    /// Makes the file appear, if it is what its name says.
    pub async fn finish(mut self) -> Result<(), MediaError> {
        if hexadecimal(&self.hasher.finalize()) == self.sha256 {
            return Ok(self.inner.shutdown().await?);
        }
        self.inner.abort().await?;
        Err(MediaError::Changed)
    }
}
