//! Whether what is read is what was stored: SHA-256 of every revision, of every original and of every head.
//!
//! A revision's digest covers its row as it stands in the file, bytes and not words, so that nothing depends on how a
//! later program reads or writes JSON. It does not cover itself from whoever can write the database: it finds damage and
//! careless hands, and is no signature
//! (docs/adr/0015-digests.md).

use std::borrow::Cow;

use domain::{Document, DocumentId};
use sha2::{Digest as _, Sha256};
use sqlx::{FromRow, QueryBuilder, Row, Sqlite, SqliteConnection, sqlite::SqliteRow};

use super::{packing::unpacked, words};
use crate::{Altered, Part, Result, StoreError};

/// A digest in the making: fields with their lengths, so that nothing can move from one to the next.
#[derive(Clone)]
pub struct Digester(Sha256);

impl Digester {
    /// Begins with the longest field, which needs no write lock.
    pub fn of(first: &[u8]) -> Self {
        Self(Sha256::new()).field(Some(first))
    }

    pub fn field(mut self, field: Option<&[u8]>) -> Self {
        // No field is as long as that.
        let length = field.map_or(u64::MAX, |field| field.len() as u64);
        self.0.update(length.to_le_bytes());
        self.0.update(field.unwrap_or_default());
        self
    }

    pub fn finish(self) -> Vec<u8> {
        self.0.finalize().to_vec()
    }
}

/// The columns of a [`RevisionRow`], of `revisions` named `r` and `digests` named `g`.
macro_rules! revision_columns {
    () => {
        "r.document_id, r.number, r.created_at, r.title AS revision_title, r.content_hash AS revision_hash, r.source, r.content, g.revision AS revision_digest"
    };
}
pub(super) use revision_columns;

/// How `digests` named `g` belongs to `revisions` named `r`.
macro_rules! with_digest {
    () => {
        " LEFT JOIN digests g ON g.document_id = r.document_id AND g.number = r.number "
    };
}
pub(super) use with_digest;

/// A revision as bytes, where its row lies (a large one is not copied first): what was altered need not be text any more.
#[derive(FromRow)]
pub struct RevisionRow<'r> {
    document_id: &'r [u8],
    pub number: u32,
    created_at: &'r [u8],
    revision_title: &'r [u8],
    revision_hash: &'r [u8],
    source: Option<&'r [u8]>,
    content: &'r [u8],
    revision_digest: Option<&'r [u8]>,
}

impl<'r> RevisionRow<'r> {
    /// The digest that belongs to the row.
    pub fn digest(&self) -> Vec<u8> {
        Digester::of(self.content)
            .revision(
                self.document_id,
                self.number,
                self.created_at,
                self.revision_title,
                self.revision_hash,
                self.source,
            )
            .finish()
    }

    pub fn is_sound(&self) -> bool {
        self.revision_digest == Some(self.digest().as_slice())
    }

    /// The content, if it is what was stored.
    pub fn document(&self) -> Result<Document> {
        if !self.is_sound() {
            return Err(self.altered()?.into());
        }
        unpacked(self.content).map_err(|error| StoreError::unreadable("content of", &self.id(), error))
    }

    /// The content as it stands, altered or not, if it can be read.
    pub fn as_it_stands(&self) -> Option<Document> {
        unpacked(self.content).ok()
    }

    fn id(&self) -> Cow<'r, str> {
        String::from_utf8_lossy(self.document_id)
    }

    /// What decides whether an import brings other content.
    pub fn content_hash(&self) -> &'r [u8] {
        self.revision_hash
    }

    /// When it was saved.
    pub fn created_at(&self) -> Cow<'r, str> {
        String::from_utf8_lossy(self.created_at)
    }

    /// Where it came from.
    pub fn source(&self) -> Option<String> {
        self.source.map(|source| String::from_utf8_lossy(source).into_owned())
    }

    /// How to name a revision that is not what was stored. Whether the public may hear of it is what the content says: the
    /// head has been asked already, or is asked besides.
    pub fn altered(&self) -> Result<Altered> {
        Ok(Altered {
            id: words::id(self.id().into_owned())?,
            revision: self.number,
            title: String::from_utf8_lossy(self.revision_title).into_owned(),
            part: Part::Content,
            // What cannot be read says nothing against it.
            is_public: self.as_it_stands().is_none_or(|document| document.is_public()),
        })
    }
}

impl Digester {
    /// Adds the rest of a revision, whose content came first.
    pub fn revision(
        self,
        id: &[u8],
        number: u32,
        created_at: &[u8],
        title: &[u8],
        content_hash: &[u8],
        source: Option<&[u8]>,
    ) -> Self {
        let number = number.to_string();
        [Some(id), Some(number.as_bytes()), Some(created_at), Some(title), Some(content_hash), source]
            .into_iter()
            .fold(self, Self::field)
    }
}

/// The digest of an original, which is kept packed.
pub fn of_original(bytes: &[u8], id: &str, number: u32, media_type: &str, encoding: &str) -> Vec<u8> {
    let number = number.to_string();
    [id, &number, media_type, encoding]
        .into_iter()
        .fold(Digester::of(bytes), |digester, field| digester.field(Some(field.as_bytes())))
        .finish()
}

/// The digest of the rows of a correspondence.
pub fn of_correspondence(rows: &[u8]) -> Vec<u8> {
    Digester::of(rows).finish()
}

/// The columns by which [`is_sealed`] knows whether the row of a `documents` or `public_documents` named `$head` is what was
/// stored: all but the digest, in SQL's own words, and the digest.
macro_rules! seal_columns {
    ($head:literal) => {
        concat!(
            "concat_ws(','",
            ", quote(",
            $head,
            ".id)",
            ", quote(",
            $head,
            ".kind)",
            ", quote(",
            $head,
            ".state)",
            ", quote(",
            $head,
            ".revision)",
            ", quote(",
            $head,
            ".content_hash)",
            ", quote(",
            $head,
            ".title)",
            ", quote(",
            $head,
            ".title_key)",
            ", quote(",
            $head,
            ".short_name)",
            ", quote(",
            $head,
            ".document_number)",
            ", quote(",
            $head,
            ".disclosure)",
            ", quote(",
            $head,
            ".demo)",
            ", quote(",
            $head,
            ".listed_on)",
            ", quote(",
            $head,
            ".effective_on)",
            ", quote(",
            $head,
            ".expires_on)",
            ", quote(",
            $head,
            ".declared_validity)",
            ", quote(",
            $head,
            ".changed_at)",
            ", quote(",
            $head,
            ".gone_reason)",
            ", quote(",
            $head,
            ".left_at)",
            ", quote(",
            $head,
            ".successor)",
            ", quote(",
            $head,
            ".level)",
            ") AS sealed, ",
            $head,
            ".digest AS head_digest, ",
            $head,
            ".id AS head_id, ",
            $head,
            ".disclosure = 'proactive' AS is_disclosed"
        )
    };
}
pub(super) use seal_columns;

/// Whether a row that has the [`seal_columns`] is what was stored.
pub fn is_sealed(row: &SqliteRow) -> Result<bool> {
    let (sealed, digest): (Vec<u8>, Option<Vec<u8>>) = (row.try_get("sealed")?, row.try_get("head_digest")?);
    Ok(digest.as_deref() == Some(Sha256::digest(&sealed).as_slice()))
}

/// The row of a revision, with the [`revision_columns`].
pub async fn revision(connection: &mut SqliteConnection, id: &DocumentId, number: u32) -> Result<Option<SqliteRow>> {
    let row = sqlx::query(concat!(
        "SELECT ",
        revision_columns!(),
        " FROM revisions r",
        with_digest!(),
        "WHERE r.document_id = ?1 AND r.number = ?2"
    ));
    Ok(row.bind(id.as_str()).bind(number).fetch_optional(connection).await?)
}

/// The document of a row with the [`seal_columns`] and the [`revision_columns`] of its current revision, if both are what was
/// stored.
pub fn document(row: &SqliteRow) -> Result<Document> {
    if row.try_get::<Option<&[u8]>, _>("document_id")?.is_none() {
        // The head names a revision that is lost.
        return Err(
            Altered::nameless(&words::id(row.try_get("head_id")?)?, row.try_get("revision")?, Part::Content).into()
        );
    }
    let revision = RevisionRow::from_row(row)?;
    if is_sealed(row)? {
        return match revision.document() {
            Err(StoreError::Altered(altered)) => {
                Err(Altered { is_public: altered.is_public && row.try_get("is_disclosed")?, ..altered }.into())
            }
            other => other,
        };
    }
    let altered = revision.altered()?;
    let part = if revision.is_sound() { Part::Head } else { Part::Content };
    Err(Altered { part, is_public: altered.is_public && row.try_get("is_disclosed")?, ..altered }.into())
}

/// What was read, or what of it was altered: for lists, which must not break because of one.
pub fn or_altered<T>(read: Result<T>) -> Result<std::result::Result<T, Altered>> {
    match read {
        Ok(sound) => Ok(Ok(sound)),
        Err(StoreError::Altered(altered)) => Ok(Err(altered)),
        Err(error) => Err(error),
    }
}

/// The ids, of a JSON array, whose heads are what was stored, or are not held yet.
pub async fn sealed(connection: &mut SqliteConnection, ids: &str) -> Result<Vec<DocumentId>> {
    let rows = sqlx::query(concat!(
        "SELECT j.value AS wanted, ",
        seal_columns!("d"),
        " FROM json_each(?1) j LEFT JOIN documents d ON d.id = j.value"
    ))
    .bind(ids)
    .fetch_all(connection)
    .await?;
    let mut sound = Vec::new();
    for row in rows {
        let is_new = row.try_get::<Option<Vec<u8>>, _>("head_id")?.is_none();
        if is_new || is_sealed(&row)? {
            sound.push(words::id(row.try_get("wanted")?)?);
        }
    }
    Ok(sound)
}

/// Heads that one statement seals: it has a bound on its parameters.
const MOST_SEALED: usize = 1024;

/// Writes the digests of heads that were written. What was altered before must not be in `ids`: it would pass for sound.
pub async fn seal<'a>(connection: &mut SqliteConnection, ids: impl IntoIterator<Item = &'a DocumentId>) -> Result<()> {
    let rows = sqlx::query(concat!(
        "SELECT ",
        seal_columns!("d"),
        " FROM json_each(?1) j CROSS JOIN documents d ON d.id = j.value"
    ))
    .bind(words::id_list(ids)?)
    .fetch_all(&mut *connection)
    .await?;
    let mut digests: Vec<(Vec<u8>, Vec<u8>)> = Vec::with_capacity(rows.len());
    for row in rows {
        let sealed: Vec<u8> = row.try_get("sealed")?;
        digests.push((row.try_get("head_id")?, Sha256::digest(&sealed).to_vec()));
    }
    for digests in digests.chunks(MOST_SEALED) {
        let mut update = QueryBuilder::<Sqlite>::new("UPDATE documents SET digest = new.column2 FROM (");
        update.push_values(digests, |mut row, (id, digest)| {
            row.push_bind(id.as_slice()).push_bind(digest.as_slice());
        });
        // `id` as text: a key of the table is never compared with a blob.
        update.push(") new WHERE documents.id = CAST(new.column1 AS TEXT)");
        update.build().execute(&mut *connection).await?;
    }
    Ok(())
}

/// Computes the digests of all that is held, for a database of the time before them: it is trusted as it stands. One
/// revision is in memory at a time.
pub async fn fill(connection: &mut SqliteConnection) -> Result<()> {
    let mut last = 0;
    loop {
        let row = sqlx::query(concat!(
            "SELECT r.rowid AS place, ",
            revision_columns!(),
            " FROM revisions r",
            with_digest!(),
            "WHERE r.rowid > ?1 ORDER BY r.rowid LIMIT 1"
        ))
        .bind(last)
        .fetch_optional(&mut *connection)
        .await?;
        let Some(row) = row else { break };
        last = row.try_get::<i64, _>("place")?;
        let revision = RevisionRow::from_row(&row)?;
        let original: Option<OriginalRow> = sqlx::query_as(
            "SELECT o.media_type, o.encoding, o.bytes, NULL AS original_digest FROM originals o WHERE o.document_id = CAST(?1 AS TEXT) AND o.revision = ?2",
        )
        .bind(revision.document_id)
        .bind(revision.number)
        .fetch_optional(&mut *connection)
        .await?;
        let original = original.map(|original| original.digest(&revision.id(), revision.number));
        let correspondence: Option<Vec<u8>> = sqlx::query_scalar("SELECT rows FROM correspondences WHERE document_id = CAST(?1 AS TEXT) AND to_rev = ?2 AND from_rev = to_rev - 1")
            .bind(revision.document_id)
            .bind(revision.number)
            .fetch_optional(&mut *connection)
            .await?;
        sqlx::query("INSERT INTO digests (document_id, number, revision, original, correspondence) VALUES (CAST(?1 AS TEXT), ?2, ?3, ?4, ?5)")
            .bind(revision.document_id)
            .bind(revision.number)
            .bind(revision.digest())
            .bind(original)
            .bind(correspondence.as_deref().map(of_correspondence))
            .execute(&mut *connection)
            .await?;
    }
    let mut after = String::new();
    loop {
        let ids: Vec<String> = sqlx::query_scalar("SELECT id FROM documents WHERE id > ?1 ORDER BY id LIMIT 256")
            .bind(&after)
            .fetch_all(&mut *connection)
            .await?;
        let Some(last) = ids.last() else { return Ok(()) };
        after.clone_from(last);
        let ids = ids.into_iter().map(words::id).collect::<Result<Vec<_>>>()?;
        seal(connection, &ids).await?;
    }
}

/// An original as it is kept.
#[derive(FromRow)]
pub struct OriginalRow {
    pub media_type: String,
    pub encoding: String,
    pub bytes: Vec<u8>,
    original_digest: Option<Vec<u8>>,
}

impl OriginalRow {
    fn digest(&self, id: &str, number: u32) -> Vec<u8> {
        of_original(&self.bytes, id, number, &self.media_type, &self.encoding)
    }

    pub fn is_sound(&self, id: &str, number: u32) -> bool {
        self.original_digest.as_deref() == Some(self.digest(id, number).as_slice())
    }
}
