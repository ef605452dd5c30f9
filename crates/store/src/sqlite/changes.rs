//! What public documents did to the validity of others.

use std::collections::HashMap;

use domain::{DocumentId, EdgeType, Validity, ValidityFacts, validity::Change};
use sqlx::SqliteConnection;

use super::words;
use crate::{Result, StoreError};

/// The edges that hit the documents of the JSON array `?1`, as `hits (target, from_id, from_revision, ordinal)`.
///
/// An edge hits by id (also by the id of a document that moved to the target), by number, or by title.
/// A number shared by several documents hits the one whose title the edge names, or all where it names
/// none of them. A title hits where no number decides and only one public document other than the source has it.
macro_rules! hits {
    () => {
        "WITH wanted AS MATERIALIZED (
             SELECT d.id, d.document_number, d.title_key FROM json_each(?1) j CROSS JOIN documents d ON d.id = j.value),
         hits (target, from_id, from_revision, ordinal) AS (
             SELECT w.id, e.from_id, e.from_revision, e.ordinal FROM wanted w CROSS JOIN edges e ON e.to_id = w.id
             UNION ALL
             SELECT w.id, e.from_id, e.from_revision, e.ordinal FROM wanted w
             CROSS JOIN documents m ON m.successor = w.id AND m.state = 'moved' CROSS JOIN edges e ON e.to_id = m.id
             UNION ALL
             SELECT w.id, e.from_id, e.from_revision, e.ordinal FROM wanted w
             CROSS JOIN edges e ON e.to_id IS NULL AND e.document_number = w.document_number
             WHERE e.title_key IS NULL OR e.title_key = w.title_key OR NOT EXISTS (
                 SELECT 1 FROM public_documents o WHERE o.document_number = w.document_number AND o.title_key = e.title_key)
             UNION ALL
             SELECT w.id, e.from_id, e.from_revision, e.ordinal FROM wanted w
             CROSS JOIN edges e ON e.to_id IS NULL AND e.title_key = w.title_key
             WHERE (e.document_number IS NULL OR (w.document_number IS NULL AND NOT EXISTS (
                     SELECT 1 FROM public_documents o WHERE o.document_number = e.document_number AND o.id <> e.from_id)))
               AND NOT EXISTS (
                     SELECT 1 FROM public_documents o WHERE o.title_key = w.title_key AND o.id NOT IN (w.id, e.from_id)
                     AND (e.document_number IS NULL OR o.document_number IS NULL)))"
    };
}
pub(super) use hits;

#[derive(sqlx::FromRow)]
struct ChangeRow {
    target: String,
    edge_type: String,
    on_date: Option<String>,
    by: String,
    clause: Option<String>,
}

/// The changes to the documents of a JSON array; those without any are missing.
pub async fn changes_of(connection: &mut SqliteConnection, ids: &str) -> Result<HashMap<DocumentId, Vec<Change>>> {
    let rows: Vec<ChangeRow> = sqlx::query_as(concat!(
        hits!(),
        "SELECT h.target, e.type AS edge_type, COALESCE(e.on_date, p.effective_on) AS on_date, p.id AS \"by\", e.clause
         FROM hits h
         CROSS JOIN edges e ON e.from_id = h.from_id AND e.from_revision = h.from_revision AND e.ordinal = h.ordinal
         CROSS JOIN public_documents p ON p.id = e.from_id AND p.revision = e.from_revision
         WHERE p.id <> h.target AND e.type IN (SELECT value FROM json_each(?2))
         ORDER BY h.target, on_date, p.id, e.ordinal"
    ))
    .bind(ids)
    .bind(words::json(&EdgeType::ALL.into_iter().filter(|edge| edge.changes_validity()).collect::<Vec<_>>())?)
    .fetch_all(connection)
    .await?;
    let mut changes: HashMap<DocumentId, Vec<Change>> = HashMap::new();
    for row in rows {
        let change = Change {
            edge_type: words::from_word(row.edge_type, &row.by)?,
            on: words::day(row.on_date, &row.by)?,
            by: words::id(row.by)?,
            clause: row.clause,
        };
        changes.entry(words::id(row.target)?).or_default().push(change);
    }
    Ok(changes)
}

#[derive(sqlx::FromRow)]
struct OwnRow {
    id: String,
    effective_on: Option<String>,
    expires_on: Option<String>,
    declared_validity: Option<String>,
}

pub async fn validity_facts_of(connection: &mut SqliteConnection, ids: &[DocumentId]) -> Result<Vec<ValidityFacts>> {
    let list = words::id_list(ids)?;
    let rows: Vec<OwnRow> = sqlx::query_as(
        "SELECT d.id, d.effective_on, d.expires_on, d.declared_validity
         FROM json_each(?1) j CROSS JOIN documents d ON d.id = j.value",
    )
    .bind(&list)
    .fetch_all(&mut *connection)
    .await?;
    let changes = changes_of(connection, &list).await?;
    let mut facts: HashMap<DocumentId, ValidityFacts> = HashMap::new();
    for row in rows {
        let mut own = own_facts(&row.id, row.effective_on, row.expires_on, row.declared_validity)?;
        let id = words::id(row.id)?;
        own.changes = changes.get(&id).cloned().unwrap_or_default();
        facts.insert(id, own);
    }
    Ok(ids.iter().map(|id| facts.get(id).cloned().unwrap_or_default()).collect())
}

/// What a document's own columns say of its validity.
pub fn own_facts(
    id: &str,
    effective_on: Option<String>,
    expires_on: Option<String>,
    declared: Option<String>,
) -> Result<ValidityFacts> {
    let declared = declared
        .map(|word| Validity::parse(&word).ok_or_else(|| StoreError::unreadable("validity of", id, &word)))
        .transpose()?;
    Ok(ValidityFacts {
        effective_on: words::day(effective_on, id)?,
        expires_on: words::day(expires_on, id)?,
        declared,
        ..ValidityFacts::default()
    })
}
