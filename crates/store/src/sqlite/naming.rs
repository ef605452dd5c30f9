//! The documents that may be meant by what names a document, and what names it: candidates for [`crate::naming`], which decides.

use std::collections::HashMap;

use domain::DocumentId;
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

use super::{
    digests::seal_columns,
    heads::{head, head_columns},
    words,
};
use crate::{
    Head, Naming, Result, StoreError,
    naming::{Candidate, Wanted},
};

/// The documents that may be meant by the rows of a JSON array of [`Wanted`], as `candidates (place, is_called, id)`; held, public or not.
macro_rules! candidates {
    () => {
        "WITH wanted AS MATERIALIZED (
             SELECT key AS place, value ->> 'to_id' AS to_id, value ->> 'document_number' AS document_number, value ->> 'title_key' AS title_key
             FROM json_each(?1)),
         candidates (place, is_called, id) AS (
             SELECT w.place, TRUE, CASE d.state WHEN 'moved' THEN d.successor ELSE d.id END
             FROM wanted w CROSS JOIN documents d ON d.id = w.to_id
             UNION
             SELECT w.place, FALSE, d.id FROM wanted w CROSS JOIN documents d ON d.document_number = w.document_number WHERE w.to_id IS NULL
             UNION
             SELECT w.place, FALSE, d.id FROM wanted w CROSS JOIN documents d ON d.title_key = w.title_key WHERE w.to_id IS NULL)"
    };
}

/// The public document that each of `wanted` means, in the order asked; among several of one number the first id.
pub async fn find(
    connection: &mut SqliteConnection,
    wanted: &[Wanted],
    except: Option<&DocumentId>,
) -> Result<Vec<Option<Head>>> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let rows = sqlx::query(concat!(
        candidates!(),
        " SELECT c.place, c.is_called, p.title_key, ",
        head_columns!(),
        " FROM candidates c CROSS JOIN public_documents p ON p.id = c.id
         WHERE p.id <> ?2
         ORDER BY c.place, p.id"
    ))
    .bind(words::json(&wanted)?)
    .bind(except.map_or("", DocumentId::as_str))
    .fetch_all(&mut *connection)
    .await?;
    let mut candidates: HashMap<u32, Vec<(Candidate, &SqliteRow)>> = HashMap::new();
    for row in &rows {
        let candidate = Candidate {
            is_called: row.try_get("is_called")?,
            document_number: row.try_get("document_number")?,
            title_key: row.try_get("title_key")?,
        };
        candidates.entry(row.try_get("place")?).or_default().push((candidate, row));
    }
    let mut found = Vec::with_capacity(wanted.len());
    for (place, wanted) in (0u32..).zip(wanted) {
        let candidates = candidates.remove(&place).unwrap_or_default();
        let meant = wanted.meant(candidates.iter().map(|(candidate, _)| candidate));
        let row = meant.first().and_then(|place| candidates.get(*place)).map(|(_, row)| *row);
        found.push(match row {
            None => None,
            Some(row) => match head(connection, row).await {
                // What names it goes on naming it, in its own words.
                Err(StoreError::Altered(_)) => None,
                head => head?,
            },
        });
    }
    Ok(found)
}

pub async fn resolve(connection: &mut SqliteConnection, namings: &[Naming]) -> Result<Vec<Option<DocumentId>>> {
    let wanted: Vec<Wanted> = namings.iter().map(Wanted::from).collect();
    let found = find(connection, &wanted, None).await?;
    Ok(found.into_iter().map(|head| head.map(|head| head.id)).collect())
}

/// All documents, public or not, that may be meant by any of `wanted`.
pub async fn all_candidates(connection: &mut SqliteConnection, wanted: &[Wanted]) -> Result<Vec<String>> {
    let ids = sqlx::query_scalar(concat!(candidates!(), " SELECT DISTINCT id FROM candidates"));
    Ok(ids.bind(words::json(&wanted)?).fetch_all(connection).await?)
}

/// The edges that may mean the documents of the JSON array `?1`, as `named` with a row for each edge and document. The ones that do are
/// told by [`means_target`] from the [`naming_columns`].
macro_rules! namings {
    () => {
        "WITH wanted AS MATERIALIZED (
             SELECT d.id, d.document_number, d.title_key FROM json_each(?1) j CROSS JOIN documents d ON d.id = j.value),
         named (target, target_number, target_title_key, is_called, from_id, from_revision, ordinal) AS (
             SELECT w.id, w.document_number, w.title_key, TRUE, e.from_id, e.from_revision, e.ordinal
             FROM wanted w CROSS JOIN edges e ON e.to_id = w.id
             UNION
             SELECT w.id, w.document_number, w.title_key, TRUE, e.from_id, e.from_revision, e.ordinal
             FROM wanted w CROSS JOIN documents m ON m.successor = w.id AND m.state = 'moved' CROSS JOIN edges e ON e.to_id = m.id
             UNION
             SELECT w.id, w.document_number, w.title_key, FALSE, e.from_id, e.from_revision, e.ordinal
             FROM wanted w CROSS JOIN edges e ON e.to_id IS NULL AND e.document_number = w.document_number
             UNION
             SELECT w.id, w.document_number, w.title_key, FALSE, e.from_id, e.from_revision, e.ordinal
             FROM wanted w CROSS JOIN edges e ON e.to_id IS NULL AND e.title_key = w.title_key)"
    };
}
pub(super) use namings;

/// What [`means_target`] asks of a row of `named n` and its edge `e`: how the document is named, and which others may be meant as well.
macro_rules! naming_columns {
    () => {
        "n.target, n.target_number, n.target_title_key, n.is_called, e.from_id, e.to_id,
         e.document_number AS edge_number, e.title_key AS edge_title_key,
         CASE WHEN e.to_id IS NULL THEN (
             SELECT json_group_array(json_array(o.id, o.document_number, o.title_key)) FROM public_documents o
             WHERE o.id IN (SELECT id FROM documents WHERE document_number = e.document_number
                            UNION SELECT id FROM documents WHERE title_key = e.title_key)) END AS rivals"
    };
}
pub(super) use naming_columns;

/// Whether the edge of a row means the document of the row.
pub fn means_target(row: &SqliteRow) -> Result<bool> {
    let (target, source): (String, String) = (row.try_get("target")?, row.try_get("from_id")?);
    let wanted = Wanted {
        to_id: row.try_get("to_id")?,
        document_number: row.try_get("edge_number")?,
        title_key: row.try_get("edge_title_key")?,
    };
    let rivals: Vec<(String, Option<String>, String)> = match row.try_get::<Option<&str>, _>("rivals")? {
        Some(rivals) => {
            serde_json::from_str(rivals).map_err(|error| StoreError::unreadable("names of", &target, error))?
        }
        None => Vec::new(),
    };
    let others = rivals
        .into_iter()
        .filter(|(id, ..)| *id != target && *id != source)
        .map(|(_, document_number, title_key)| Candidate { is_called: false, document_number, title_key });
    let others: Vec<Candidate> = others.collect();
    let asked = Candidate {
        is_called: row.try_get("is_called")?,
        document_number: row.try_get("target_number")?,
        title_key: row.try_get("target_title_key")?,
    };
    Ok(wanted.meant(std::iter::once(&asked).chain(&others)).contains(&0))
}
