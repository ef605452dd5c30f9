//! One batch, one transaction.

use std::collections::HashMap;

use domain::{Disclosure, DocumentId, Timestamp, compare};
use sqlx::SqliteConnection;

use self::rows::Written;
use super::{
    digests,
    outbox::{self, Touched},
    reading, words,
};
use crate::{Outcome, Result, Saved, StoreError};

mod preparing;
mod rows;

pub use preparing::{HeadColumns, Prepared, citations_of, compare_ahead, edges_of, prepare};

/// Rows that one statement writes: it has a bound on its parameters.
const MOST_ROWS: usize = 256;

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
    let mut written: Vec<Written> = Vec::with_capacity(batch.len());
    for item in batch {
        let id = item.document.id.clone();
        let before = held.get(id.as_str()).cloned();
        let published = before.as_ref().is_none_or(|before| before.published);
        if let Some(before) = before.as_ref().filter(|before| before.content_hash == item.content_hash) {
            saved.push(Saved { id, outcome: Outcome::Unchanged, revision: before.revision, published });
            continue;
        }
        let previous = before.as_ref().map(|before| before.revision);
        let (outcome, revision) = match previous {
            None => (Outcome::Imported, 1),
            Some(previous) => (Outcome::Revised, previous + 1),
        };
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
            title_key: item.head.title_key.clone(),
            published,
            disclosed,
        };
        held.insert(now.id.clone(), now);
        written.push(Written { item, revision, previous });
        saved.push(Saved { id, outcome, revision, published });
    }
    for rows in written.chunks(MOST_ROWS) {
        write(connection, rows, at).await?;
    }
    if !touched.written.is_empty() {
        outbox::written(connection, &touched.written, at).await?;
        outbox::touched(connection, &touched, at).await?;
        // A state that was altered before stays what it is, and is not to pass for sound.
        digests::seal(connection, touched.written.iter().filter(|id| sealed.contains(id))).await?;
    }
    Ok(saved)
}

async fn write(connection: &mut SqliteConnection, batch: &[Written], at: Timestamp) -> Result<()> {
    let recorded = at.to_string();
    rows::heads(connection, batch, &recorded).await?;
    rows::revisions(connection, batch, &recorded).await?;
    rows::relations(connection, batch).await?;
    rows::originals(connection, batch).await?;
    let mut compared = Vec::with_capacity(batch.len());
    for Written { item, previous, .. } in batch {
        compared.push(match (previous, &item.correspondence) {
            (None, _) => None,
            (Some(previous), Some((revision, rows))) if revision == previous => Some(rows.clone()),
            (Some(previous), _) => correspondence_with(connection, item, *previous).await?,
        });
    }
    rows::correspondences(connection, batch, &compared).await?;
    rows::digests(connection, batch, &compared, at).await
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

/// The correspondence with a revision that is held, as JSON; none where there are no clauses to compare.
async fn correspondence_with(
    connection: &mut SqliteConnection,
    item: &Prepared,
    previous: u32,
) -> Result<Option<String>> {
    let Some(new) = item.document.as_policy() else { return Ok(None) };
    let old = match reading::revision(connection, &item.document.id, previous).await {
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
