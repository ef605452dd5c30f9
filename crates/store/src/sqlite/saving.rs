//! One batch, one transaction.

use std::{collections::HashMap, io::Write};

use domain::{Body, Disclosure, Document, DocumentId, Timestamp, compare};
use flate2::{Compression, write::DeflateEncoder};
use serde::Serialize;
use sqlx::SqliteConnection;

use super::{
    digests::{self, Digester},
    outbox::{self, Touched},
    packing, words,
};
use crate::{
    NewRevision, Original, Outcome, Result, Saved, StoreError, Stored, fingerprint::fingerprint, naming::title_key,
};

/// A revision with everything that can be made before the write lock is taken.
pub struct Prepared {
    document: Document,
    content: String,
    content_hash: [u8; 32],
    /// The digest of the content; the rest of the row is added when it is written.
    digest: Digester,
    head: HeadColumns,
    /// JSON of [`EdgeRow`]s, for `json_each`; empty where there are none.
    edges: Option<String>,
    /// JSON of [`domain::ClauseCitation`]s; empty where there are none.
    citations: Option<String>,
    original: Option<Packed>,
    source: Option<String>,
    /// The revision that its clauses were compared with, and the rows as JSON.
    correspondence: Option<(u32, String)>,
}

#[derive(Serialize)]
struct EdgeRow<'a> {
    #[serde(flatten)]
    edge: &'a domain::Edge,
    title_key: Option<String>,
}

struct Packed {
    media_type: String,
    encoding: &'static str,
    bytes: Vec<u8>,
}

/// Serialises, hashes and compresses, off the async threads.
pub async fn prepare(batch: Vec<NewRevision>) -> Result<Vec<Prepared>> {
    tokio::task::spawn_blocking(move || batch.into_iter().map(prepare_one).collect())
        .await
        .map_err(|error| StoreError::Io(std::io::Error::other(error)))?
}

/// Compares the clauses of what is to be revised with those that are held, before the lock is taken: while two long texts are
/// compared nobody else waits. What another writer has changed meanwhile is compared again under the lock.
pub async fn compare_ahead(connection: &mut SqliteConnection, mut batch: Vec<Prepared>) -> Result<Vec<Prepared>> {
    let known = held(connection, &batch).await?;
    let is_revised = |item: &Prepared| {
        let before = known.get(item.document.id.as_str());
        item.document.as_policy().is_some() && before.is_some_and(|before| before.content_hash != item.content_hash)
    };
    let revised: Vec<DocumentId> =
        batch.iter().filter(|item| is_revised(item)).map(|item| item.document.id.clone()).collect();
    if revised.is_empty() {
        return Ok(batch);
    }
    let before = super::reading::documents(connection, &revised).await?;
    let mut before: HashMap<DocumentId, Stored> = before
        .into_iter()
        .filter_map(|held| held.ok().flatten())
        .map(|held| (held.document.id.clone(), held))
        .collect();
    let compared = tokio::task::spawn_blocking(move || {
        for item in &mut batch {
            let Some(old) = before.remove(&item.document.id) else { continue };
            let Some((old_policy, new_policy)) = old.document.as_policy().zip(item.document.as_policy()) else {
                continue;
            };
            let rows = words::json(&compare::correspondence(&old_policy.clauses, &new_policy.clauses))?;
            item.correspondence = Some((old.revision, rows));
        }
        Ok(batch)
    });
    compared.await.map_err(|error| StoreError::Io(std::io::Error::other(error)))?
}

fn prepare_one(item: NewRevision) -> Result<Prepared> {
    let mut document = item.document;
    if let Body::Policy(policy) = &mut document.body {
        for citation in policy.clauses.iter_mut().flat_map(|clause| &mut clause.citations) {
            // What it resolves to is a matter of the moment of reading.
            citation.policy = None;
        }
    }
    let content_hash =
        fingerprint(&document).map_err(|error| StoreError::unreadable("content of", document.id.as_str(), error))?;
    let content = packing::packed(&mut document)?;
    Ok(Prepared {
        digest: Digester::of(content.as_bytes()),
        content,
        content_hash,
        head: HeadColumns::of(&document)?,
        edges: edges_of(&document)?,
        citations: citations_of(&document)?,
        original: item.original.map(pack).transpose()?,
        source: item.source,
        correspondence: None,
        document,
    })
}

/// The edges that a document declares, as JSON of [`EdgeRow`]s.
pub fn edges_of(document: &Document) -> Result<Option<String>> {
    let edges = document.as_policy().map_or(&[][..], |policy| &policy.edges);
    let rows: Vec<_> =
        edges.iter().map(|edge| EdgeRow { edge, title_key: edge.title.as_deref().and_then(title_key) }).collect();
    if rows.is_empty() { Ok(None) } else { words::json(&rows).map(Some) }
}

/// The clauses that a document rests on, as JSON.
pub fn citations_of(document: &Document) -> Result<Option<String>> {
    let citations = document.cites();
    if citations.is_empty() { Ok(None) } else { words::json(&citations).map(Some) }
}

fn pack(original: Original) -> Result<Packed> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&original.bytes)?;
    let deflated = encoder.finish()?;
    let (encoding, bytes) =
        if deflated.len() < original.bytes.len() { ("deflate", deflated) } else { ("identity", original.bytes) };
    Ok(Packed { media_type: original.media_type, encoding, bytes })
}

/// What is held under an id before an item is saved.
#[derive(Clone, sqlx::FromRow)]
struct Held {
    id: String,
    revision: u32,
    content_hash: Vec<u8>,
    title_key: String,
    published: bool,
    disclosed: bool,
}

pub async fn save(connection: &mut SqliteConnection, batch: Vec<Prepared>, at: Timestamp) -> Result<Vec<Saved>> {
    let mut held = held(connection, &batch).await?;
    let sealed = digests::sealed(connection, &words::id_list(batch.iter().map(|item| &item.document.id))?).await?;
    let mut saved = Vec::with_capacity(batch.len());
    let mut touched = Touched::default();
    for item in batch {
        let id = item.document.id.clone();
        let before = held.get(id.as_str()).cloned();
        let published = before.as_ref().is_none_or(|before| before.published);
        if let Some(before) = before.as_ref().filter(|before| before.content_hash == item.content_hash) {
            saved.push(Saved { id, outcome: Outcome::Unchanged, revision: before.revision, published });
            continue;
        }
        let (outcome, revision) = match &before {
            None => (Outcome::Imported, 1),
            Some(before) => (Outcome::Revised, before.revision + 1),
        };
        write_head(connection, &item, revision, at).await?;
        write_revision(connection, &item, revision, at).await?;
        if let Some(before) = &before {
            write_correspondence(connection, &item, before.revision).await?;
        }
        outbox::written(connection, &id, at).await?;

        let disclosed = item.document.disclosure == Disclosure::Proactive;
        if published && disclosed {
            touched.sources.push((id.clone(), revision));
            touched.title_keys.push(item.head.title_key.clone());
        }
        if let Some(before) = before.filter(|before| before.published && before.disclosed) {
            touched.sources.push((id.clone(), before.revision));
            touched.title_keys.push(before.title_key);
        }
        touched.written.push(id.clone());
        let now = Held {
            id: id.to_string(),
            revision,
            content_hash: item.content_hash.to_vec(),
            title_key: item.head.title_key,
            published,
            disclosed,
        };
        held.insert(now.id.clone(), now);
        saved.push(Saved { id, outcome, revision, published });
    }
    if !touched.written.is_empty() {
        outbox::touched(connection, &touched, at).await?;
        // A state that was altered before stays what it is, and is not to pass for sound.
        digests::seal(connection, touched.written.iter().filter(|id| sealed.contains(id))).await?;
    }
    Ok(saved)
}

async fn held(connection: &mut SqliteConnection, batch: &[Prepared]) -> Result<HashMap<String, Held>> {
    let rows: Vec<Held> = sqlx::query_as(
        "SELECT id, revision, content_hash, title_key, state = 'published' AS published, disclosure = 'proactive' AS disclosed
         FROM documents WHERE id IN (SELECT value FROM json_each(?1))",
    )
    .bind(words::id_list(batch.iter().map(|item| &item.document.id))?)
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id.clone(), row)).collect())
}

/// What a head repeats of the current content, for lists, links and validity.
#[derive(Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct HeadColumns {
    kind: String,
    title: String,
    title_key: String,
    short_name: Option<String>,
    document_number: Option<String>,
    disclosure: String,
    demo: bool,
    listed_on: Option<String>,
    effective_on: Option<String>,
    expires_on: Option<String>,
    declared_validity: Option<String>,
    level: Option<String>,
}

impl HeadColumns {
    pub fn of(document: &Document) -> Result<Self> {
        let policy = document.as_policy();
        let day = |day: Option<domain::Date>| day.map(|day| day.to_string());
        Ok(Self {
            kind: document.kind().as_str().to_owned(),
            title: document.title.clone(),
            title_key: title_key(&document.title).unwrap_or_default(),
            short_name: document.content().short_name().map(str::to_owned),
            document_number: policy.and_then(|policy| policy.document_number.as_ref()).map(ToString::to_string),
            disclosure: words::word(document.disclosure)?,
            demo: document.demo,
            listed_on: day(document.common().date),
            effective_on: day(policy.and_then(|policy| policy.effective_on)),
            expires_on: day(policy.and_then(|policy| policy.expires_on)),
            declared_validity: policy.and_then(|policy| policy.validity).map(|validity| validity.as_str().to_owned()),
            level: policy.and_then(|policy| policy.level).map(words::word).transpose()?,
        })
    }
}

async fn write_head(connection: &mut SqliteConnection, item: &Prepared, revision: u32, at: Timestamp) -> Result<()> {
    let head = &item.head;
    sqlx::query(
        "INSERT INTO documents (id, kind, state, revision, content_hash, title, title_key, short_name, document_number,
             disclosure, demo, listed_on, effective_on, expires_on, declared_validity, changed_at, level)
         VALUES (?1, ?2, 'published', ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
         ON CONFLICT (id) DO UPDATE SET
             kind = excluded.kind, revision = excluded.revision, content_hash = excluded.content_hash,
             title = excluded.title, title_key = excluded.title_key, short_name = excluded.short_name,
             document_number = excluded.document_number, disclosure = excluded.disclosure, demo = excluded.demo,
             listed_on = excluded.listed_on, effective_on = excluded.effective_on, expires_on = excluded.expires_on,
             declared_validity = excluded.declared_validity, changed_at = excluded.changed_at, level = excluded.level",
    )
    .bind(item.document.id.as_str())
    .bind(&head.kind)
    .bind(revision)
    .bind(item.content_hash.as_slice())
    .bind(&head.title)
    .bind(&head.title_key)
    .bind(&head.short_name)
    .bind(&head.document_number)
    .bind(&head.disclosure)
    .bind(head.demo)
    .bind(&head.listed_on)
    .bind(&head.effective_on)
    .bind(&head.expires_on)
    .bind(&head.declared_validity)
    .bind(at.to_string())
    .bind(&head.level)
    .execute(connection)
    .await?;
    Ok(())
}

async fn write_revision(
    connection: &mut SqliteConnection,
    item: &Prepared,
    revision: u32,
    at: Timestamp,
) -> Result<()> {
    let id = item.document.id.as_str();
    sqlx::query(
        "INSERT INTO revisions (document_id, number, created_at, title, content_hash, source, content)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )
    .bind(id)
    .bind(revision)
    .bind(at.to_string())
    .bind(&item.document.title)
    .bind(item.content_hash.as_slice())
    .bind(&item.source)
    .bind(&item.content)
    .execute(&mut *connection)
    .await?;
    if let Some(citations) = &item.citations {
        sqlx::query(
            "INSERT INTO citations (from_id, from_revision, ordinal, policy, policy_revision, clause)
             SELECT ?1, ?2, key, value ->> 'policy', value ->> 'revision', value ->> 'clause' FROM json_each(?3)",
        )
        .bind(id)
        .bind(revision)
        .bind(citations)
        .execute(&mut *connection)
        .await?;
    }
    if let Some(edges) = &item.edges {
        sqlx::query(
            "INSERT INTO edges (from_id, from_revision, ordinal, type, to_id, title, title_key, document_number, clause, on_date)
             SELECT ?1, ?2, key, value ->> 'type', value ->> 'to', value ->> 'title', value ->> 'title_key',
                    value ->> 'document_number', value ->> 'clause', value ->> 'on'
             FROM json_each(?3)",
        )
        .bind(id)
        .bind(revision)
        .bind(edges)
        .execute(&mut *connection)
        .await?;
    }
    let digest = item.digest.clone().revision(
        id.as_bytes(),
        revision,
        at.to_string().as_bytes(),
        item.document.title.as_bytes(),
        &item.content_hash,
        item.source.as_deref().map(str::as_bytes),
    );
    let original = item
        .original
        .as_ref()
        .map(|original| digests::of_original(&original.bytes, id, revision, &original.media_type, original.encoding));
    sqlx::query("INSERT INTO digests (document_id, number, revision, original) VALUES (?1, ?2, ?3, ?4)")
        .bind(id)
        .bind(revision)
        .bind(digest.finish())
        .bind(original)
        .execute(&mut *connection)
        .await?;
    if let Some(original) = &item.original {
        sqlx::query(
            "INSERT INTO originals (document_id, revision, media_type, encoding, bytes) VALUES (?1, ?2, ?3, ?4, ?5)",
        )
        .bind(id)
        .bind(revision)
        .bind(&original.media_type)
        .bind(original.encoding)
        .bind(&original.bytes)
        .execute(connection)
        .await?;
    }
    Ok(())
}

async fn write_correspondence(connection: &mut SqliteConnection, item: &Prepared, previous: u32) -> Result<()> {
    let id = &item.document.id;
    let rows = match &item.correspondence {
        Some((revision, rows)) if *revision == previous => Some(rows.clone()),
        _ => correspondence_with(connection, item, previous).await?,
    };
    let Some(rows) = rows else { return Ok(()) };
    sqlx::query("INSERT INTO correspondences (document_id, from_rev, to_rev, rows) VALUES (?1, ?2, ?3, ?4)")
        .bind(id.as_str())
        .bind(previous)
        .bind(previous + 1)
        .bind(&rows)
        .execute(&mut *connection)
        .await?;
    sqlx::query("UPDATE digests SET correspondence = ?3 WHERE document_id = ?1 AND number = ?2")
        .bind(id.as_str())
        .bind(previous + 1)
        .bind(digests::of_correspondence(rows.as_bytes()))
        .execute(connection)
        .await?;
    Ok(())
}

/// The correspondence with a revision that is held, as JSON; none where there are no clauses to compare.
async fn correspondence_with(
    connection: &mut SqliteConnection,
    item: &Prepared,
    previous: u32,
) -> Result<Option<String>> {
    let Some(new) = item.document.as_policy() else { return Ok(None) };
    let old = match super::reading::revision(connection, &item.document.id, previous).await {
        Ok(Some(old)) => old,
        // What was altered corresponds to nothing.
        Ok(None) | Err(StoreError::Altered(_)) => return Ok(None),
        Err(error) => return Err(error),
    };
    let Some(old) = old.document.as_policy() else { return Ok(None) };
    words::json(&compare::correspondence(&old.clauses, &new.clauses)).map(Some)
}

/// The current revision of a document, for operations that need it held.
pub async fn current_revision(connection: &mut SqliteConnection, id: &DocumentId) -> Result<u32> {
    sqlx::query_scalar("SELECT revision FROM documents WHERE id = ?1")
        .bind(id.as_str())
        .fetch_optional(connection)
        .await?
        .ok_or_else(|| StoreError::UnknownDocument(id.clone()))
}
