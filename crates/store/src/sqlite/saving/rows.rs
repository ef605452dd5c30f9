//! The rows of a batch: a statement for each table, however many documents there are.

use domain::Timestamp;
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::{
    super::{digests, words},
    preparing::Prepared,
};
use crate::Result;

/// An item of a batch with the number that its revision gets.
pub struct Written {
    pub item: Prepared,
    pub revision: u32,
    /// The number of the revision before it, if there was one.
    pub previous: Option<u32>,
}

/// The heads; the last of an id counts.
pub async fn heads(connection: &mut SqliteConnection, batch: &[Written], at: &str) -> Result<()> {
    let mut insert = QueryBuilder::<Sqlite>::new(
        "INSERT INTO documents (id, kind, state, revision, content_hash, title, title_key, short_name, document_number,
             disclosure, demo, listed_on, effective_on, expires_on, declared_validity, changed_at, level) ",
    );
    insert.push_values(batch, |mut row, Written { item, revision, .. }| {
        let head = &item.head;
        row.push_bind(item.document.id.as_str())
            .push_bind(&head.kind)
            .push("'published'")
            .push_bind(revision)
            .push_bind(item.content_hash.as_slice())
            .push_bind(&head.title)
            .push_bind(&head.title_key)
            .push_bind(&head.short_name)
            .push_bind(&head.document_number)
            .push_bind(&head.disclosure)
            .push_bind(head.demo)
            .push_bind(&head.listed_on)
            .push_bind(&head.effective_on)
            .push_bind(&head.expires_on)
            .push_bind(&head.declared_validity)
            .push_bind(at)
            .push_bind(&head.level);
    });
    insert.push(
        " ON CONFLICT (id) DO UPDATE SET
             kind = excluded.kind, revision = excluded.revision, content_hash = excluded.content_hash,
             title = excluded.title, title_key = excluded.title_key, short_name = excluded.short_name,
             document_number = excluded.document_number, disclosure = excluded.disclosure, demo = excluded.demo,
             listed_on = excluded.listed_on, effective_on = excluded.effective_on, expires_on = excluded.expires_on,
             declared_validity = excluded.declared_validity, changed_at = excluded.changed_at, level = excluded.level",
    );
    insert.build().execute(connection).await?;
    Ok(())
}

/// The contents.
pub async fn revisions(connection: &mut SqliteConnection, batch: &[Written], at: &str) -> Result<()> {
    let mut insert = QueryBuilder::<Sqlite>::new(
        "INSERT INTO revisions (document_id, number, created_at, title, content_hash, source, content) ",
    );
    insert.push_values(batch, |mut row, Written { item, revision, .. }| {
        row.push_bind(item.document.id.as_str())
            .push_bind(revision)
            .push_bind(at)
            .push_bind(&item.document.title)
            .push_bind(item.content_hash.as_slice())
            .push_bind(&item.source)
            .push_bind(&item.content);
    });
    insert.build().execute(connection).await?;
    Ok(())
}

/// What the revisions cite and do to others, out of the JSON that was made before.
pub async fn relations(connection: &mut SqliteConnection, batch: &[Written]) -> Result<()> {
    if let Some(citations) = parts(batch, |item| item.citations.as_deref())? {
        sqlx::query(
            "INSERT INTO citations (from_id, from_revision, ordinal, policy, policy_revision, clause)
             SELECT i.value ->> 0, i.value ->> 1, c.key, c.value ->> 'policy', c.value ->> 'revision', c.value ->> 'clause'
             FROM json_each(?1) i, json_each(i.value, '$[2]') c",
        )
        .bind(citations)
        .execute(&mut *connection)
        .await?;
    }
    if let Some(edges) = parts(batch, |item| item.edges.as_deref())? {
        sqlx::query(
            "INSERT INTO edges (from_id, from_revision, ordinal, type, to_id, title, title_key, document_number, clause, on_date)
             SELECT i.value ->> 0, i.value ->> 1, e.key, e.value ->> 'type', e.value ->> 'to', e.value ->> 'title',
                    e.value ->> 'title_key', e.value ->> 'document_number', e.value ->> 'clause', e.value ->> 'on'
             FROM json_each(?1) i, json_each(i.value, '$[2]') e",
        )
        .bind(edges)
        .execute(connection)
        .await?;
    }
    Ok(())
}

/// `[[id, revision, part], …]` of those that have the part, which is JSON already; `None`: nobody has it.
fn parts(batch: &[Written], part: impl Fn(&Prepared) -> Option<&str>) -> Result<Option<String>> {
    let mut rows = Vec::new();
    for Written { item, revision, .. } in batch {
        if let Some(part) = part(item) {
            rows.push(format!("[{},{revision},{part}]", words::json(&item.document.id)?));
        }
    }
    Ok(if rows.is_empty() { None } else { Some(format!("[{}]", rows.join(","))) })
}

/// What the revisions were made from.
pub async fn originals(connection: &mut SqliteConnection, batch: &[Written]) -> Result<()> {
    let originals = || batch.iter().filter_map(|written| Some((written, written.item.original.as_ref()?)));
    if originals().next().is_none() {
        return Ok(());
    }
    let mut insert =
        QueryBuilder::<Sqlite>::new("INSERT INTO originals (document_id, revision, media_type, encoding, bytes) ");
    insert.push_values(originals(), |mut row, (Written { item, revision, .. }, original)| {
        row.push_bind(item.document.id.as_str())
            .push_bind(revision)
            .push_bind(&original.media_type)
            .push_bind(original.encoding)
            .push_bind(&original.bytes);
    });
    insert.build().execute(connection).await?;
    Ok(())
}

/// What became of the clauses, for each item that has rows, in the order of the batch.
pub async fn correspondences(
    connection: &mut SqliteConnection,
    batch: &[Written],
    rows: &[Option<String>],
) -> Result<()> {
    let compared =
        || batch.iter().zip(rows).filter_map(|(written, rows)| Some((written, written.previous?, rows.as_ref()?)));
    if compared().next().is_none() {
        return Ok(());
    }
    let mut insert = QueryBuilder::<Sqlite>::new("INSERT INTO correspondences (document_id, from_rev, to_rev, rows) ");
    insert.push_values(compared(), |mut row, (Written { item, revision, .. }, previous, rows)| {
        row.push_bind(item.document.id.as_str()).push_bind(previous).push_bind(revision).push_bind(rows);
    });
    insert.build().execute(connection).await?;
    Ok(())
}

/// The digests of all that was written but the heads.
pub async fn digests(
    connection: &mut SqliteConnection,
    batch: &[Written],
    rows: &[Option<String>],
    at: Timestamp,
) -> Result<()> {
    let at = at.to_string();
    let mut insert =
        QueryBuilder::<Sqlite>::new("INSERT INTO digests (document_id, number, revision, original, correspondence) ");
    insert.push_values(batch.iter().zip(rows), |mut row, (Written { item, revision, .. }, rows)| {
        let id = item.document.id.as_str();
        let digest = item.digest.clone().revision(
            id.as_bytes(),
            *revision,
            at.as_bytes(),
            item.document.title.as_bytes(),
            &item.content_hash,
            item.source.as_deref().map(str::as_bytes),
        );
        let original = item.original.as_ref().map(|original| {
            digests::of_original(&original.bytes, id, *revision, &original.media_type, original.encoding)
        });
        row.push_bind(id)
            .push_bind(revision)
            .push_bind(digest.finish())
            .push_bind(original)
            .push_bind(rows.as_ref().map(|rows| digests::of_correspondence(rows.as_bytes())));
    });
    insert.build().execute(connection).await?;
    Ok(())
}
