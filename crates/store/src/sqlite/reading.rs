//! One document and its history.

use std::io::Read;

use domain::{Document, DocumentId, compare, compare::Correspondence};
use flate2::read::DeflateDecoder;
use sqlx::SqliteConnection;

use super::words;
use crate::{Original, PastRevision, Result, RevisionSummary, State, StoreError, Stored};

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
    content: String,
}

pub async fn document(connection: &mut SqliteConnection, id: &DocumentId) -> Result<Option<Stored>> {
    let row: Option<StoredRow> = sqlx::query_as(
        "SELECT d.state, d.gone_reason, d.successor, d.left_at, d.revision, d.changed_at, r.content
         FROM documents d JOIN revisions r ON r.document_id = d.id AND r.number = d.revision WHERE d.id = ?1",
    )
    .bind(id.as_str())
    .fetch_optional(&mut *connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Stored {
        document: words::from_json(&row.content, id.as_str())?,
        revision: row.revision,
        revisions: revisions(connection, id).await?,
        state: row.state.read(id)?,
        changed_at: words::instant(&row.changed_at, id.as_str())?,
    }))
}

pub async fn size(connection: &mut SqliteConnection, id: &DocumentId) -> Result<u64> {
    let bytes: Option<i64> =
        sqlx::query_scalar("SELECT max(octet_length(content)) FROM revisions WHERE document_id = ?1").bind(id.as_str()).fetch_one(connection).await?;
    Ok(bytes.unwrap_or_default().unsigned_abs())
}

async fn revisions(connection: &mut SqliteConnection, id: &DocumentId) -> Result<Vec<RevisionSummary>> {
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
    let row: Option<StateRow> = sqlx::query_as("SELECT state, gone_reason, successor, left_at FROM documents WHERE id = ?1")
        .bind(id.as_str())
        .fetch_optional(connection)
        .await?;
    row.map_or(Ok(State::Unknown), |row| row.read(id))
}

pub async fn revision(connection: &mut SqliteConnection, id: &DocumentId, number: u32) -> Result<Option<PastRevision>> {
    let row: Option<(String, Option<String>, String)> =
        sqlx::query_as("SELECT created_at, source, content FROM revisions WHERE document_id = ?1 AND number = ?2")
            .bind(id.as_str())
            .bind(number)
            .fetch_optional(connection)
            .await?;
    row.map(|(created_at, source, content)| {
        Ok(PastRevision {
            document: words::from_json(&content, id.as_str())?,
            number,
            created_at: words::instant(&created_at, id.as_str())?,
            source,
        })
    })
    .transpose()
}

pub async fn original(connection: &mut SqliteConnection, id: &DocumentId, number: u32) -> Result<Option<Original>> {
    let row: Option<(String, String, Vec<u8>)> =
        sqlx::query_as("SELECT media_type, encoding, bytes FROM originals WHERE document_id = ?1 AND revision = ?2")
            .bind(id.as_str())
            .bind(number)
            .fetch_optional(connection)
            .await?;
    row.map(|(media_type, encoding, packed)| {
        let bytes = if encoding == "deflate" {
            let mut bytes = Vec::new();
            DeflateDecoder::new(packed.as_slice())
                .read_to_end(&mut bytes)
                .map_err(|error| StoreError::unreadable("original of", id.as_str(), error))?;
            bytes
        } else {
            packed
        };
        Ok(Original { media_type, bytes })
    })
    .transpose()
}

pub async fn correspondence(
    connection: &mut SqliteConnection,
    id: &DocumentId,
    from: u32,
    to: u32,
) -> Result<Option<Vec<Correspondence>>> {
    let rows: Option<String> =
        sqlx::query_scalar("SELECT rows FROM correspondences WHERE document_id = ?1 AND from_rev = ?2 AND to_rev = ?3")
            .bind(id.as_str())
            .bind(from)
            .bind(to)
            .fetch_optional(&mut *connection)
            .await?;
    if let Some(rows) = rows {
        return words::from_json(&rows, id.as_str()).map(Some);
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
