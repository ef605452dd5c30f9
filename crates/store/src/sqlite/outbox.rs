//! The outbox: what the index has to do.

use std::collections::HashSet;

use domain::{DocumentId, Kind, Timestamp};
use sqlx::SqliteConnection;

use super::{naming, words};
use crate::{ChangeRow, IndexOp, OutboxRow, Result, StoreError, naming::Wanted};

#[derive(sqlx::FromRow)]
struct Row {
    seq: i64,
    document_id: String,
    op: String,
    at: String,
}

pub async fn after(connection: &mut SqliteConnection, seq: u64, limit: u32) -> Result<Vec<OutboxRow>> {
    let rows: Vec<Row> =
        sqlx::query_as("SELECT seq, document_id, op, at FROM outbox WHERE seq > ?1 ORDER BY seq LIMIT ?2")
            .bind(i64::try_from(seq).unwrap_or(i64::MAX))
            .bind(limit)
            .fetch_all(connection)
            .await?;
    rows.into_iter().map(Row::read).collect()
}

impl Row {
    fn read(self) -> Result<OutboxRow> {
        let op = match self.op.as_str() {
            "put" => IndexOp::Put,
            "delete" => IndexOp::Delete,
            other => return Err(StoreError::unreadable("outbox", &self.document_id, other)),
        };
        let at = words::instant(&self.at, &self.document_id)?;
        Ok(OutboxRow { seq: self.seq.unsigned_abs(), id: words::id(self.document_id)?, op, at })
    }
}

#[derive(sqlx::FromRow)]
struct TellableRow {
    #[sqlx(flatten)]
    row: Row,
    kind: Option<String>,
    was_public: bool,
}

pub async fn changes_after(connection: &mut SqliteConnection, seq: u64, limit: u32) -> Result<Vec<ChangeRow>> {
    let rows: Vec<TellableRow> = sqlx::query_as(
        "SELECT o.seq, o.document_id, o.op, o.at, p.kind,
                EXISTS (SELECT 1 FROM outbox e WHERE e.document_id = o.document_id AND e.op = 'put' AND e.seq < o.seq) AS was_public
         FROM outbox o LEFT JOIN public_documents p ON p.id = o.document_id
         WHERE o.seq > ?1 ORDER BY o.seq LIMIT ?2",
    )
    .bind(i64::try_from(seq).unwrap_or(i64::MAX))
    .bind(limit)
    .fetch_all(&mut *connection)
    .await?;
    // A head that was altered publishes nothing.
    let named: Vec<DocumentId> = rows
        .iter()
        .filter(|row| row.kind.is_some())
        .filter_map(|row| DocumentId::parse(&row.row.document_id).ok())
        .collect();
    let public: HashSet<DocumentId> = super::public::among(connection, &named).await?.into_iter().collect();
    rows.into_iter()
        .map(|TellableRow { row, kind, was_public }| {
            let row = row.read()?;
            let kind = kind.and_then(|kind| Kind::parse(&kind)).filter(|_| public.contains(&row.id));
            Ok(ChangeRow { public: kind, was_public, row })
        })
        .collect()
}

pub async fn generation(connection: &mut SqliteConnection) -> Result<u64> {
    let seq: Option<i64> =
        sqlx::query_scalar("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'").fetch_optional(connection).await?;
    Ok(seq.unwrap_or(0).unsigned_abs())
}

/// The rows for documents that were written themselves, in order: each goes in if it is public now, and out otherwise.
pub async fn written(connection: &mut SqliteConnection, ids: &[DocumentId], at: Timestamp) -> Result<()> {
    sqlx::query(
        "INSERT INTO outbox (document_id, op, at)
         SELECT j.value, CASE WHEN EXISTS (SELECT 1 FROM public_documents WHERE id = j.value) THEN 'put' ELSE 'delete' END, ?2
         FROM json_each(?1) j ORDER BY j.key",
    )
    .bind(words::id_list(ids)?)
    .bind(at.to_string())
    .execute(connection)
    .await?;
    Ok(())
}

/// Whose edges came, went or changed their weight, and what that may have touched.
#[derive(Debug, Default)]
pub struct Touched {
    /// Revisions whose edges begin or cease to count.
    pub sources: Vec<(DocumentId, u32)>,
    /// Titles that a document took or gave up: an edge that names its target by title alone counts
    /// only while one document has that title.
    pub title_keys: Vec<String>,
    /// Documents that have a row of their own.
    pub written: Vec<DocumentId>,
}

/// One row for each public document whose validity or lineage may have changed, and for each that explains one of them.
pub async fn touched(connection: &mut SqliteConnection, touched: &Touched, at: Timestamp) -> Result<()> {
    // Who may be meant is more than who is meant: what one document gains another may have lost.
    let named: Vec<(Option<String>, Option<String>, Option<String>)> = sqlx::query_as(
        "SELECT e.to_id, e.document_number, e.title_key FROM json_each(?1) j
         CROSS JOIN edges e ON e.from_id = j.value ->> 0 AND e.from_revision = j.value ->> 1
         UNION SELECT NULL, NULL, j.value FROM json_each(?2) j
         WHERE EXISTS (SELECT 1 FROM edges e WHERE e.to_id IS NULL AND e.title_key = j.value)",
    )
    .bind(words::json(&touched.sources)?)
    .bind(words::json(&touched.title_keys)?)
    .fetch_all(&mut *connection)
    .await?;
    let wanted: Vec<Wanted> = named
        .into_iter()
        .map(|(to_id, document_number, title_key)| Wanted { to_id, document_number, title_key })
        .collect();
    let targets = naming::all_candidates(connection, &wanted).await?;
    sqlx::query(
        "WITH changed (id) AS (SELECT value FROM json_each(?1) UNION SELECT value FROM json_each(?2)),
         concerned (id) AS (
             SELECT value FROM json_each(?1)
             UNION SELECT c.from_id FROM changed CROSS JOIN citations c ON c.policy = changed.id
                 CROSS JOIN documents d ON d.id = c.from_id AND d.revision = c.from_revision)
         INSERT INTO outbox (document_id, op, at)
         SELECT p.id, 'put', ?3 FROM concerned t CROSS JOIN public_documents p ON p.id = t.id
         WHERE p.id NOT IN (SELECT value FROM json_each(?2))
         ORDER BY p.id",
    )
    .bind(words::json(&targets)?)
    .bind(words::json(&touched.written)?)
    .bind(at.to_string())
    .execute(connection)
    .await?;
    Ok(())
}
