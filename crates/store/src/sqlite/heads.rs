//! The row behind a link.

use std::collections::HashMap;

use domain::{DocumentId, DocumentNumber, Kind, Policy};
use sqlx::{FromRow, Row, SqliteConnection, sqlite::SqliteRow};

use super::{changes, digests, digests::seal_columns, reading, words};
use crate::{Head, Result, StoreError};

/// The columns of a [`head`], of a `public_documents` named `p`.
macro_rules! head_columns {
    () => {
        concat!(
            "p.id, p.revision AS head_revision, p.kind, p.title, p.document_number, p.listed_on, p.effective_on, p.expires_on, p.declared_validity, p.level, ",
            seal_columns!("p")
        )
    };
}
pub(super) use head_columns;

#[derive(sqlx::FromRow)]
struct HeadRow {
    id: String,
    kind: String,
    title: String,
    document_number: Option<String>,
    listed_on: Option<String>,
    effective_on: Option<String>,
    expires_on: Option<String>,
    declared_validity: Option<String>,
    level: Option<String>,
}

impl HeadRow {
    fn read(self) -> Result<Head> {
        let kind = Kind::parse(&self.kind).ok_or_else(|| StoreError::unreadable("kind of", &self.id, &self.kind))?;
        Ok(Head {
            validity: changes::own_facts(&self.id, self.effective_on, self.expires_on, self.declared_validity)?,
            date: words::day(self.listed_on, &self.id)?,
            level: self.level.map(|level| words::from_word(level, &self.id)).transpose()?,
            document_number: self.document_number.map(DocumentNumber::from_normal_form),
            title: self.title,
            kind,
            id: words::id(self.id)?,
        })
    }
}

/// The head of a row with the [`head_columns`], with what it says of its own validity; [`add_changes`] adds what others did to it.
///
/// A head that was altered is read from the content instead, which has a digest of its own: `None` where that is not for the
/// public, so that nothing is published by another word in a column.
pub async fn head(connection: &mut SqliteConnection, row: &SqliteRow) -> Result<Option<Head>> {
    if digests::is_sealed(row)? {
        return HeadRow::from_row(row)?.read().map(Some);
    }
    let (id, revision): (Vec<u8>, u32) = (row.try_get("head_id")?, row.try_get("head_revision")?);
    let id = words::id(String::from_utf8_lossy(&id).into_owned())?;
    let Some(held) = reading::revision(connection, &id, revision).await? else { return Ok(None) };
    let document = held.document;
    if !document.is_public() {
        return Ok(None);
    }
    let policy = document.as_policy();
    Ok(Some(Head {
        validity: policy.map(Policy::validity_facts).unwrap_or_default(),
        date: document.common().date,
        level: policy.and_then(|policy| policy.level),
        document_number: policy.and_then(|policy| policy.document_number.clone()),
        kind: document.kind(),
        title: document.title,
        id,
    }))
}

/// Two statements, however many are asked for.
pub async fn heads(connection: &mut SqliteConnection, ids: &[DocumentId]) -> Result<Vec<Option<Head>>> {
    let rows = sqlx::query(concat!(
        "SELECT ",
        head_columns!(),
        " FROM public_documents p WHERE p.id IN (SELECT value FROM json_each(?1))"
    ))
    .bind(words::id_list(ids)?)
    .fetch_all(&mut *connection)
    .await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in &rows {
        match head(connection, row).await {
            Err(StoreError::Altered(_)) => {}
            head => found.extend(head?),
        }
    }
    add_changes(connection, found.iter_mut()).await?;
    let found: HashMap<DocumentId, Head> = found.into_iter().map(|head| (head.id.clone(), head)).collect();
    Ok(ids.iter().map(|id| found.get(id).cloned()).collect())
}

/// Completes the validity of many heads in one statement.
pub async fn add_changes<'a>(
    connection: &mut SqliteConnection,
    heads: impl Iterator<Item = &'a mut Head>,
) -> Result<()> {
    let mut heads: Vec<&mut Head> = heads.collect();
    if heads.is_empty() {
        return Ok(());
    }
    let changes: HashMap<_, _> =
        changes::changes_of(connection, &words::id_list(heads.iter().map(|head| &head.id))?).await?;
    for head in &mut heads {
        if let Some(changes) = changes.get(&head.id) {
            head.validity.changes.clone_from(changes);
        }
    }
    Ok(())
}
