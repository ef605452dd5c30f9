//! Collections of what the public may see.

use domain::{Body, DocumentId, Kind};
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

use super::{
    digests::{self, revision_columns, seal_columns, with_digest},
    reading, words,
};
use crate::{AgencyRecord, Altered, Current, Result};

pub async fn ids(connection: &mut SqliteConnection, kind: Kind) -> Result<Vec<DocumentId>> {
    let rows = sqlx::query(concat!(
        "SELECT p.revision, ",
        seal_columns!("p"),
        " FROM public_documents p WHERE p.kind = ?1 ORDER BY p.id"
    ))
    .bind(kind.as_str())
    .fetch_all(&mut *connection)
    .await?;
    truly_public(connection, &rows).await
}

pub async fn among(connection: &mut SqliteConnection, ids: &[DocumentId]) -> Result<Vec<DocumentId>> {
    let rows = sqlx::query(concat!(
        "SELECT p.revision, ",
        seal_columns!("p"),
        " FROM public_documents p WHERE p.id IN (SELECT value FROM json_each(?1)) ORDER BY p.id"
    ))
    .bind(words::id_list(ids)?)
    .fetch_all(&mut *connection)
    .await?;
    truly_public(connection, &rows).await
}

/// The ids of rows of `public_documents` with the [`seal_columns`]. Another word in a column publishes nothing: then the content is
/// asked.
async fn truly_public(connection: &mut SqliteConnection, rows: &[SqliteRow]) -> Result<Vec<DocumentId>> {
    let mut ids = Vec::with_capacity(rows.len());
    for row in rows {
        let id = words::id(row.try_get("head_id")?)?;
        if digests::is_sealed(row)? || is_public_by_content(connection, &id, row.try_get("revision")?).await? {
            ids.push(id);
        }
    }
    Ok(ids)
}

async fn is_public_by_content(connection: &mut SqliteConnection, id: &DocumentId, revision: u32) -> Result<bool> {
    let held = digests::or_altered(reading::revision(connection, id, revision).await)?;
    Ok(held.is_ok_and(|held| held.is_some_and(|held| held.document.is_public())))
}

/// The columns of a [`current`] document, of a `public_documents` named `p`.
macro_rules! current_columns {
    () => {
        concat!("p.revision, p.changed_at, ", seal_columns!("p"), ", ", revision_columns!())
    };
}
pub(super) use current_columns;

/// The current document of a row with the [`current_columns`].
pub fn current(row: &SqliteRow) -> Result<Current> {
    let document = digests::document(row)?;
    let changed_at: String = row.try_get("changed_at")?;
    Ok(Current {
        revision: row.try_get("revision")?,
        changed_at: words::instant(&changed_at, document.id.as_str())?,
        document,
    })
}

pub async fn documents_after(
    connection: &mut SqliteConnection,
    after: Option<&DocumentId>,
    limit: u32,
) -> Result<Vec<std::result::Result<Current, Altered>>> {
    let rows = sqlx::query(concat!(
        "SELECT ",
        current_columns!(),
        " FROM public_documents p JOIN revisions r ON r.document_id = p.id AND r.number = p.revision",
        with_digest!(),
        "WHERE p.id > ?1 ORDER BY p.id LIMIT ?2"
    ))
    .bind(after.map_or("", DocumentId::as_str))
    .bind(limit)
    .fetch_all(connection)
    .await?;
    rows.iter().map(|row| digests::or_altered(current(row))).collect()
}

/// Which agencies a statement is about; the columns of a [`record`].
macro_rules! agencies {
    ($which:literal) => {
        concat!(
            "SELECT ",
            seal_columns!("p"),
            ", ",
            revision_columns!(),
            " FROM public_documents p JOIN revisions r ON r.document_id = p.id AND r.number = p.revision",
            with_digest!(),
            "WHERE p.kind = 'agency'",
            $which
        )
    };
}

fn record(row: &SqliteRow) -> Result<Option<AgencyRecord>> {
    let document = digests::document(row)?;
    let Body::Agency(agency) = document.body else { return Ok(None) };
    Ok(Some(AgencyRecord { id: document.id, agency: *agency, demo: document.demo }))
}

pub async fn agencies(connection: &mut SqliteConnection) -> Result<Vec<AgencyRecord>> {
    let rows = sqlx::query(agencies!(" ORDER BY p.id")).fetch_all(connection).await?;
    let records: Vec<_> = rows.iter().map(|row| digests::or_altered(record(row))).collect::<Result<_>>()?;
    Ok(records.into_iter().filter_map(|record| record.ok().flatten()).collect())
}

pub async fn agency(connection: &mut SqliteConnection, id: &DocumentId) -> Result<Option<AgencyRecord>> {
    let row = sqlx::query(agencies!(" AND p.id = ?1")).bind(id.as_str()).fetch_optional(connection).await?;
    row.map_or(Ok(None), |row| record(&row))
}

pub async fn agency_by_name(connection: &mut SqliteConnection, name: &str) -> Result<Option<AgencyRecord>> {
    for sql in [agencies!(" AND p.title = ?1 LIMIT 2"), agencies!(" AND p.short_name = ?1 LIMIT 2")] {
        let mut rows = sqlx::query(sql).bind(name).fetch_all(&mut *connection).await?;
        match (rows.pop(), rows.is_empty()) {
            (Some(row), true) => return record(&row),
            (Some(_), false) => return Ok(None),
            (None, _) => {}
        }
    }
    Ok(None)
}
