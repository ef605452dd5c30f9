//! Collections of what the public may see.

use domain::{Body, Document, DocumentId, Kind};
use sqlx::SqliteConnection;

use super::words;
use crate::{AgencyRecord, Current, Result};

pub async fn ids(connection: &mut SqliteConnection, kind: Kind) -> Result<Vec<DocumentId>> {
    let ids: Vec<String> = sqlx::query_scalar("SELECT id FROM public_documents WHERE kind = ?1 ORDER BY id")
        .bind(kind.as_str())
        .fetch_all(connection)
        .await?;
    ids.into_iter().map(words::id).collect()
}

pub async fn among(connection: &mut SqliteConnection, ids: &[DocumentId]) -> Result<Vec<DocumentId>> {
    let ids: Vec<String> = sqlx::query_scalar("SELECT id FROM public_documents WHERE id IN (SELECT value FROM json_each(?1)) ORDER BY id")
        .bind(words::id_list(ids)?)
        .fetch_all(connection)
        .await?;
    ids.into_iter().map(words::id).collect()
}

#[derive(sqlx::FromRow)]
pub struct CurrentRow {
    id: String,
    revision: u32,
    changed_at: String,
    content: String,
}

impl CurrentRow {
    pub fn read(self) -> Result<Current> {
        Ok(Current {
            document: words::from_json(&self.content, &self.id)?,
            revision: self.revision,
            changed_at: words::instant(&self.changed_at, &self.id)?,
        })
    }
}

pub async fn documents_after(connection: &mut SqliteConnection, after: Option<&DocumentId>, limit: u32) -> Result<Vec<Current>> {
    let rows: Vec<CurrentRow> = sqlx::query_as(
        "SELECT p.id, p.revision, p.changed_at, r.content
         FROM public_documents p JOIN revisions r ON r.document_id = p.id AND r.number = p.revision
         WHERE p.id > ?1 ORDER BY p.id LIMIT ?2",
    )
    .bind(after.map_or("", DocumentId::as_str))
    .bind(limit)
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(CurrentRow::read).collect()
}

/// Which agencies a statement is about; the columns of a [`record`].
macro_rules! agencies {
    ($which:literal) => {
        concat!(
            "SELECT p.id, r.content FROM public_documents p
             JOIN revisions r ON r.document_id = p.id AND r.number = p.revision
             WHERE p.kind = 'agency'",
            $which
        )
    };
}

fn record((id, content): (String, String)) -> Result<Option<AgencyRecord>> {
    let document: Document = words::from_json(&content, &id)?;
    let Body::Agency(agency) = document.body else { return Ok(None) };
    Ok(Some(AgencyRecord { id: document.id, agency, demo: document.demo }))
}

pub async fn agencies(connection: &mut SqliteConnection) -> Result<Vec<AgencyRecord>> {
    let rows: Vec<(String, String)> = sqlx::query_as(agencies!(" ORDER BY p.id")).fetch_all(connection).await?;
    rows.into_iter().filter_map(|row| record(row).transpose()).collect()
}

pub async fn agency(connection: &mut SqliteConnection, id: &DocumentId) -> Result<Option<AgencyRecord>> {
    let row: Option<(String, String)> =
        sqlx::query_as(agencies!(" AND p.id = ?1")).bind(id.as_str()).fetch_optional(connection).await?;
    row.map_or(Ok(None), record)
}

pub async fn agency_by_name(connection: &mut SqliteConnection, name: &str) -> Result<Option<AgencyRecord>> {
    for sql in [agencies!(" AND p.title = ?1 LIMIT 2"), agencies!(" AND p.short_name = ?1 LIMIT 2")] {
        let mut rows: Vec<(String, String)> = sqlx::query_as(sql).bind(name).fetch_all(&mut *connection).await?;
        match (rows.pop(), rows.is_empty()) {
            (Some(row), true) => return record(row),
            (Some(_), false) => return Ok(None),
            (None, _) => {}
        }
    }
    Ok(None)
}
