//! One document and its history.

use std::{collections::HashMap, io::Read};

use domain::{Document, DocumentId, compare, compare::Correspondence};
use flate2::read::DeflateDecoder;
use sqlx::{FromRow, Row as _, SqliteConnection};

use super::{
    digests::{self, OriginalRow, RevisionRow, revision_columns, seal_columns, with_digest},
    words,
};
use crate::{Altered, Original, Part, PastRevision, Result, RevisionSummary, State, StoreError, Stored};

#[derive(sqlx::FromRow)]
struct StateRow {
    state: String,
    gone_reason: Option<String>,
    successor: Option<String>,
    left_at: Option<String>,
}

impl StateRow {
    fn read(self, id: &DocumentId) -> Result<State> {
        let broken = || StoreError::unreadable("state of", id.as_str(), &self.state);
        let successor = self.successor.map(words::id).transpose()?;
        match self.state.as_str() {
            "published" => Ok(State::Published),
            "moved" => Ok(State::Moved { to: successor.ok_or_else(broken)? }),
            "gone" => Ok(State::Gone {
                reason: self.gone_reason.ok_or_else(broken)?,
                successor,
                at: words::instant(&self.left_at.ok_or_else(broken)?, id.as_str())?,
            }),
            _ => Err(broken()),
        }
    }
}

#[derive(sqlx::FromRow)]
struct StoredRow {
    #[sqlx(flatten)]
    state: StateRow,
    revision: u32,
    changed_at: String,
}

pub async fn document(connection: &mut SqliteConnection, id: &DocumentId) -> Result<Option<Stored>> {
    match documents(connection, std::slice::from_ref(id)).await?.pop() {
        Some(held) => Ok(held?),
        None => Ok(None),
    }
}

/// [`crate::Documents::documents`] in one statement, however many are asked for.
pub async fn documents(
    connection: &mut SqliteConnection,
    ids: &[DocumentId],
) -> Result<Vec<std::result::Result<Option<Stored>, Altered>>> {
    let rows = sqlx::query(concat!(
        "SELECT d.state, d.gone_reason, d.successor, d.left_at, d.revision, d.changed_at, ",
        seal_columns!("d"),
        ", ",
        revision_columns!(),
        " FROM documents d LEFT JOIN revisions r ON r.document_id = d.id AND r.number = d.revision",
        with_digest!(),
        "WHERE d.id IN (SELECT value FROM json_each(?1))"
    ))
    .bind(words::id_list(ids)?)
    .fetch_all(connection)
    .await?;
    let mut held: HashMap<DocumentId, std::result::Result<Stored, Altered>> = HashMap::with_capacity(rows.len());
    for row in &rows {
        let id = words::id(row.try_get("head_id")?)?;
        // Before anything else is believed of it.
        let stored = match digests::or_altered(digests::document(row))? {
            Err(altered) => Err(altered),
            Ok(document) => {
                let row = StoredRow::from_row(row)?;
                Ok(Stored {
                    document,
                    revision: row.revision,
                    state: row.state.read(&id)?,
                    changed_at: words::instant(&row.changed_at, id.as_str())?,
                })
            }
        };
        held.insert(id, stored);
    }
    // Each is given away where it is asked for last, and copied only where it is asked for again.
    let mut times: HashMap<&DocumentId, usize> = HashMap::with_capacity(ids.len());
    for id in ids {
        *times.entry(id).or_default() += 1;
    }
    let give = |id| {
        let left = times.entry(id).or_default();
        *left = left.saturating_sub(1);
        if *left == 0 { held.remove(id) } else { held.get(id).cloned() }
    };
    Ok(ids.iter().map(give).map(Option::transpose).collect())
}

pub async fn sizes(connection: &mut SqliteConnection, ids: &[DocumentId]) -> Result<Vec<u64>> {
    let bytes: Vec<(String, Option<i64>)> = sqlx::query_as(
        "SELECT asked.value, (SELECT max(octet_length(content)) FROM revisions
            WHERE document_id = asked.value OR document_id IN (SELECT policy FROM citations WHERE from_id = asked.value))
         FROM json_each(?1) asked",
    )
    .bind(words::id_list(ids)?)
    .fetch_all(connection)
    .await?;
    let bytes: HashMap<String, u64> =
        bytes.into_iter().map(|(id, bytes)| (id, bytes.unwrap_or_default().unsigned_abs())).collect();
    Ok(ids.iter().map(|id| bytes.get(id.as_str()).copied().unwrap_or_default()).collect())
}

/// The revisions of a document, oldest first.
pub async fn revisions(connection: &mut SqliteConnection, id: &DocumentId) -> Result<Vec<RevisionSummary>> {
    let rows: Vec<(u32, String, String)> =
        sqlx::query_as("SELECT number, created_at, title FROM revisions WHERE document_id = ?1 ORDER BY number")
            .bind(id.as_str())
            .fetch_all(connection)
            .await?;
    rows.into_iter()
        .map(|(number, created_at, title)| {
            Ok(RevisionSummary { number, created_at: words::instant(&created_at, id.as_str())?, title })
        })
        .collect()
}

pub async fn state(connection: &mut SqliteConnection, id: &DocumentId) -> Result<State> {
    let row: Option<StateRow> =
        sqlx::query_as("SELECT state, gone_reason, successor, left_at FROM documents WHERE id = ?1")
            .bind(id.as_str())
            .fetch_optional(connection)
            .await?;
    row.map_or(Ok(State::Unknown), |row| row.read(id))
}

pub async fn revision(connection: &mut SqliteConnection, id: &DocumentId, number: u32) -> Result<Option<PastRevision>> {
    let row = digests::revision(connection, id, number).await?;
    row.map(|row| {
        let row = RevisionRow::from_row(&row)?;
        Ok(PastRevision {
            document: row.document()?,
            number,
            created_at: words::instant(&row.created_at(), id.as_str())?,
            source: row.source(),
        })
    })
    .transpose()
}

pub async fn original(connection: &mut SqliteConnection, id: &DocumentId, number: u32) -> Result<Option<Original>> {
    let row: Option<OriginalRow> = sqlx::query_as(
        "SELECT o.media_type, o.encoding, o.bytes, g.original AS original_digest
         FROM originals o LEFT JOIN digests g ON g.document_id = o.document_id AND g.number = o.revision
         WHERE o.document_id = ?1 AND o.revision = ?2",
    )
    .bind(id.as_str())
    .bind(number)
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    if !row.is_sound(id.as_str(), number) {
        return Err(Altered::nameless(id, number, Part::Original).into());
    }
    let bytes = if row.encoding == "deflate" {
        let mut bytes = Vec::new();
        DeflateDecoder::new(row.bytes.as_slice())
            .read_to_end(&mut bytes)
            .map_err(|error| StoreError::unreadable("original of", id.as_str(), error))?;
        bytes
    } else {
        row.bytes
    };
    Ok(Some(Original { media_type: row.media_type, bytes }))
}

pub async fn correspondence(
    connection: &mut SqliteConnection,
    id: &DocumentId,
    from: u32,
    to: u32,
) -> Result<Option<Vec<Correspondence>>> {
    let held: Option<(Vec<u8>, Option<Vec<u8>>)> = sqlx::query_as(
        "SELECT c.rows, g.correspondence FROM correspondences c LEFT JOIN digests g ON g.document_id = c.document_id AND g.number = c.to_rev
         WHERE c.document_id = ?1 AND c.from_rev = ?2 AND c.to_rev = ?3",
    )
    .bind(id.as_str())
    .bind(from)
    .bind(to)
    .fetch_optional(&mut *connection)
    .await?;
    if let Some((rows, digest)) = held {
        // What was altered is as if it were not held: both revisions are asked themselves, and they have digests of their own.
        if digest.as_deref() == Some(digests::of_correspondence(&rows).as_slice()) {
            return serde_json::from_slice(&rows)
                .map(Some)
                .map_err(|error| StoreError::unreadable("correspondence of", id.as_str(), error));
        }
    }
    // Not neighbours: computed from the words themselves, which is truer than composing tables.
    let Some(old) = revision(connection, id, from).await? else { return Ok(None) };
    let Some(new) = revision(connection, id, to).await? else { return Ok(None) };
    tokio::task::spawn_blocking(move || Some(compare::correspondence(clauses(&old.document), clauses(&new.document))))
        .await
        .map_err(|error| StoreError::Io(std::io::Error::other(error)))
}

fn clauses(document: &Document) -> &[domain::Clause] {
    document.as_policy().map_or(&[], |policy| &policy.clauses)
}
