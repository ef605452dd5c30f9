//! From the words that name a document to the document.

use domain::{DocumentId, DocumentNumber, Edge};
use serde::Serialize;
use sqlx::{Row, SqliteConnection};

use super::{
    digests::seal_columns,
    heads::{head, head_columns},
    words,
};
use crate::{Head, Naming, Result, StoreError, naming::title_key};

/// What is looked for: by id, else by number, else by title.
#[derive(Serialize)]
pub struct Wanted<'a> {
    to: Option<&'a DocumentId>,
    number: Option<&'a DocumentNumber>,
    title_key: Option<String>,
}

impl<'a> From<&'a Edge> for Wanted<'a> {
    fn from(edge: &'a Edge) -> Self {
        Self {
            to: edge.to.as_ref(),
            number: edge.document_number.as_ref(),
            title_key: edge.title.as_deref().and_then(title_key),
        }
    }
}

impl<'a> From<&'a Naming> for Wanted<'a> {
    fn from(naming: &'a Naming) -> Self {
        Self {
            to: None,
            number: naming.document_number.as_ref(),
            title_key: naming.title.as_deref().and_then(title_key),
        }
    }
}

/// The public document that each of `wanted` means, in the order asked. The strongest candidates count;
/// among several of one number the first id; a title that several documents have means none of them.
pub async fn find(
    connection: &mut SqliteConnection,
    wanted: &[Wanted<'_>],
    except: Option<&DocumentId>,
) -> Result<Vec<Option<Head>>> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let rows = sqlx::query(concat!(
        "WITH wanted AS MATERIALIZED (
             SELECT key AS place, value ->> 'to' AS to_id, value ->> 'number' AS number, value ->> 'title_key' AS title_key
             FROM json_each(?1)),
         candidates (place, strength, id) AS (
             SELECT w.place, 0, CASE d.state WHEN 'moved' THEN d.successor ELSE d.id END
             FROM wanted w CROSS JOIN documents d ON d.id = w.to_id
             UNION ALL
             SELECT w.place, CASE d.title_key WHEN w.title_key THEN 1 ELSE 2 END, d.id
             FROM wanted w CROSS JOIN documents d ON d.document_number = w.number WHERE w.to_id IS NULL
             UNION ALL
             SELECT w.place, 3, d.id
             FROM wanted w CROSS JOIN documents d ON d.title_key = w.title_key
             WHERE w.to_id IS NULL AND (w.number IS NULL OR d.document_number IS NULL))
         SELECT c.place, /* 0 by id, 1 by number and title, 2 by number, 3 by title */ c.strength, ",
        head_columns!(),
        " FROM candidates c CROSS JOIN public_documents p ON p.id = c.id
         WHERE p.id <> ?2
         ORDER BY c.place, c.strength, p.id"
    ))
    .bind(words::json(&wanted)?)
    .bind(except.map_or("", DocumentId::as_str))
    .fetch_all(&mut *connection)
    .await?;

    let mut candidates = Vec::with_capacity(rows.len());
    for row in rows {
        candidates.push((row.try_get::<u32, _>("place")?, row.try_get::<u32, _>("strength")?, row));
    }
    let mut candidates = candidates.into_iter().peekable();
    let mut found = Vec::with_capacity(wanted.len());
    for (place, _) in (0u32..).zip(wanted) {
        let Some((_, strength, best)) = candidates.next_if(|(of, ..)| *of == place) else {
            found.push(None);
            continue;
        };
        let mut rivals = 0;
        while let Some((_, other, _)) = candidates.next_if(|(of, ..)| *of == place) {
            rivals += u32::from(other == strength);
        }
        if strength == 3 && rivals > 0 {
            found.push(None);
            continue;
        }
        found.push(match head(connection, &best).await {
            // What names it goes on naming it, in its own words.
            Err(StoreError::Altered(_)) => None,
            head => head?,
        });
    }
    Ok(found)
}

pub async fn resolve(connection: &mut SqliteConnection, namings: &[Naming]) -> Result<Vec<Option<DocumentId>>> {
    let wanted: Vec<Wanted<'_>> = namings.iter().map(Wanted::from).collect();
    let found = find(connection, &wanted, None).await?;
    Ok(found.into_iter().map(|head| head.map(|head| head.id)).collect())
}
