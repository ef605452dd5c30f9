//! What public documents did to the validity of others.

use std::collections::HashMap;

use domain::{DocumentId, EdgeType, Validity, ValidityFacts, validity::Change};
use sqlx::{FromRow as _, SqliteConnection};

use super::{
    naming::{means_target, naming_columns, namings},
    words,
};
use crate::{Result, StoreError};

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
    let rows = sqlx::query(concat!(
        namings!(),
        " SELECT e.type AS edge_type, COALESCE(e.on_date, p.effective_on) AS on_date, p.id AS \"by\", e.clause, ",
        naming_columns!(),
        " FROM named n
         CROSS JOIN edges e ON e.from_id = n.from_id AND e.from_revision = n.from_revision AND e.ordinal = n.ordinal
         CROSS JOIN public_documents p ON p.id = e.from_id AND p.revision = e.from_revision
         WHERE p.id <> n.target AND e.type IN (SELECT value FROM json_each(?2))
         ORDER BY n.target, on_date, p.id, e.ordinal"
    ))
    .bind(ids)
    .bind(words::json(&EdgeType::ALL.into_iter().filter(|edge| edge.changes_validity()).collect::<Vec<_>>())?)
    .fetch_all(connection)
    .await?;
    let mut changes: HashMap<DocumentId, Vec<Change>> = HashMap::new();
    for row in &rows {
        if !means_target(row)? {
            continue;
        }
        let row = ChangeRow::from_row(row)?;
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
