//! Reads everything, and names what is not what was stored.

use domain::{Document, DocumentId, compare::Correspondence};
use sqlx::{FromRow, Row, SqliteConnection};

use super::{
    digests::{self, OriginalRow, RevisionRow, seal_columns},
    saving::{self, HeadColumns},
    words,
};
use crate::{Altered, Part, Result, StoreError};

/// The ids that follow `after`, in order.
pub async fn ids_after(
    connection: &mut SqliteConnection,
    after: Option<&DocumentId>,
    limit: u32,
) -> Result<Vec<DocumentId>> {
    let ids: Vec<String> = sqlx::query_scalar("SELECT id FROM documents WHERE id > ?1 ORDER BY id LIMIT ?2")
        .bind(after.map_or("", DocumentId::as_str))
        .bind(limit)
        .fetch_all(connection)
        .await?;
    ids.into_iter().map(words::id).collect()
}

/// What of a document was altered. One revision and one original are in memory at a time.
pub async fn altered(connection: &mut SqliteConnection, id: &DocumentId) -> Result<Vec<Altered>> {
    match parts(&mut *connection, id).await {
        // Pages of the file are damaged under it; the others may be sound.
        Err(StoreError::Corrupt(_)) => {
            let revision = saving::current_revision(connection, id).await.unwrap_or_default();
            Ok(vec![Altered::nameless(id, revision, Part::Unreadable)])
        }
        parts => parts,
    }
}

async fn parts(connection: &mut SqliteConnection, id: &DocumentId) -> Result<Vec<Altered>> {
    let head = sqlx::query(concat!(
        "SELECT d.revision, d.title, d.content_hash, ",
        seal_columns!("d"),
        " FROM documents d WHERE d.id = ?1"
    ))
    .bind(id.as_str())
    .fetch_optional(&mut *connection)
    .await?;
    // Taken out meanwhile.
    let Some(head) = head else { return Ok(Vec::new()) };
    let (current, title, content_hash): (u32, Vec<u8>, Vec<u8>) =
        (head.try_get("revision")?, head.try_get("title")?, head.try_get("content_hash")?);
    let title = String::from_utf8_lossy(&title).into_owned();
    let mut found: Vec<(u32, Part)> = Vec::new();
    let mut agrees = false;
    let mut before: Option<Document> = None;
    for number in 1..=current {
        let row = digests::revision(connection, id, number).await?;
        let Some(row) = row.as_ref().map(RevisionRow::from_row).transpose()?.filter(RevisionRow::is_sound) else {
            found.push((number, Part::Content));
            before = None;
            continue;
        };
        let document = row.document()?;
        if !is_original_sound(connection, id, number).await? {
            found.push((number, Part::Original));
        }
        if !are_edges_sound(connection, &document, number).await? {
            found.push((number, Part::Edges));
        }
        if !are_citations_sound(connection, &document, number).await? {
            found.push((number, Part::Citations));
        }
        if !is_correspondence_sound(connection, id, number, before.as_ref(), &document).await? {
            found.push((number, Part::Correspondence));
        }
        if number == current {
            agrees = document.id == *id
                && row.content_hash() == content_hash
                && columns(connection, id).await? == Some(HeadColumns::of(&document)?);
        }
        before = Some(document);
    }
    // Of a head whose content is not sound only the digest can be asked.
    if !digests::is_sealed(&head)? || (!agrees && !found.contains(&(current, Part::Content))) {
        found.push((current, Part::Head));
    }
    let is_public: bool = head.try_get("is_disclosed")?;
    Ok(found
        .into_iter()
        .map(|(revision, part)| Altered { id: id.clone(), revision, title: title.clone(), part, is_public })
        .collect())
}

/// Whether all that a head repeats of its content is what the content says, and the content what was stored.
pub async fn agrees_with_content(connection: &mut SqliteConnection, id: &DocumentId) -> Result<bool> {
    let number = saving::current_revision(connection, id).await?;
    let row = digests::revision(connection, id, number).await?;
    let Some(row) = row.as_ref().map(RevisionRow::from_row).transpose()?.filter(RevisionRow::is_sound) else {
        return Ok(false);
    };
    Ok(columns(connection, id).await? == Some(HeadColumns::of(&row.document()?)?))
}

/// What the columns of a head say; `None` where they are not even text.
async fn columns(connection: &mut SqliteConnection, id: &DocumentId) -> Result<Option<HeadColumns>> {
    let row = sqlx::query(
        "SELECT kind, title, title_key, short_name, document_number, disclosure, demo, listed_on, effective_on, expires_on, declared_validity, level
         FROM documents WHERE id = ?1",
    )
    .bind(id.as_str())
    .fetch_one(connection)
    .await?;
    Ok(HeadColumns::from_row(&row).ok())
}

async fn is_original_sound(connection: &mut SqliteConnection, id: &DocumentId, number: u32) -> Result<bool> {
    let row = sqlx::query(
        "SELECT o.media_type, o.encoding, o.bytes, g.original AS original_digest
         FROM digests g LEFT JOIN originals o ON o.document_id = g.document_id AND o.revision = g.number
         WHERE g.document_id = ?1 AND g.number = ?2",
    )
    .bind(id.as_str())
    .bind(number)
    .fetch_one(connection)
    .await?;
    let (is_held, is_known) = (
        row.try_get::<Option<Vec<u8>>, _>("bytes")?.is_some(),
        row.try_get::<Option<Vec<u8>>, _>("original_digest")?.is_some(),
    );
    if !is_held && !is_known {
        return Ok(true);
    }
    Ok(OriginalRow::from_row(&row).is_ok_and(|original| original.is_sound(id.as_str(), number)))
}

async fn are_edges_sound(connection: &mut SqliteConnection, document: &Document, number: u32) -> Result<bool> {
    let statement = sqlx::query_scalar(
        "SELECT (SELECT json_group_array(json_array(ordinal, type, to_id, title, title_key, document_number, clause, on_date))
                 FROM (SELECT * FROM edges WHERE from_id = ?1 AND from_revision = ?2 ORDER BY ordinal))
             IS (SELECT json_group_array(json_array(key, value ->> 'type', value ->> 'to', value ->> 'title', value ->> 'title_key',
                        value ->> 'document_number', value ->> 'clause', value ->> 'on'))
                 FROM (SELECT key, value FROM json_each(?3) ORDER BY key))",
    );
    let edges = saving::edges_of(document)?.unwrap_or_else(|| "[]".to_owned());
    Ok(statement.bind(document.id.as_str()).bind(number).bind(edges).fetch_one(connection).await?)
}

async fn are_citations_sound(connection: &mut SqliteConnection, document: &Document, number: u32) -> Result<bool> {
    let statement = sqlx::query_scalar(
        "SELECT (SELECT json_group_array(json_array(ordinal, policy, policy_revision, clause))
                 FROM (SELECT * FROM citations WHERE from_id = ?1 AND from_revision = ?2 ORDER BY ordinal))
             IS (SELECT json_group_array(json_array(key, value ->> 'policy', value ->> 'revision', value ->> 'clause'))
                 FROM (SELECT key, value FROM json_each(?3) ORDER BY key))",
    );
    let citations = saving::citations_of(document)?.unwrap_or_else(|| "[]".to_owned());
    Ok(statement.bind(document.id.as_str()).bind(number).bind(citations).fetch_one(connection).await?)
}

/// Whether a correspondence is what was stored, and names clauses that both revisions have.
async fn is_correspondence_sound(
    connection: &mut SqliteConnection,
    id: &DocumentId,
    number: u32,
    before: Option<&Document>,
    now: &Document,
) -> Result<bool> {
    let (rows, digest): (Option<Vec<u8>>, Option<Vec<u8>>) = sqlx::query_as(
        "SELECT c.rows, g.correspondence
         FROM digests g LEFT JOIN correspondences c ON c.document_id = g.document_id AND c.to_rev = g.number AND c.from_rev = g.number - 1
         WHERE g.document_id = ?1 AND g.number = ?2",
    )
    .bind(id.as_str())
    .bind(number)
    .fetch_one(connection)
    .await?;
    let Some(rows) = rows else { return Ok(digest.is_none()) };
    if digest.as_deref() != Some(digests::of_correspondence(&rows).as_slice()) {
        return Ok(false);
    }
    let Ok(rows) = serde_json::from_slice::<Vec<Correspondence>>(&rows) else { return Ok(false) };
    let has = |document: Option<&Document>, wanted: &domain::ClauseId| {
        // Of what is not sound itself nothing can be said.
        document.is_none_or(|document| {
            document.as_policy().is_some_and(|policy| policy.clauses.iter().any(|clause| clause.id == *wanted))
        })
    };
    Ok(rows.iter().all(|row| {
        row.from.as_ref().is_none_or(|from| has(before, from)) && row.to.as_ref().is_none_or(|to| has(Some(now), to))
    }))
}
