//! Leaving and coming back.

use domain::{DocumentId, Timestamp};
use sqlx::SqliteConnection;

use super::{
    digests,
    outbox::{self, Touched},
    saving::current_revision,
    verifying, words,
};
use crate::{Result, StoreError};

pub async fn retire(
    connection: &mut SqliteConnection,
    id: &DocumentId,
    reason: &str,
    successor: Option<&DocumentId>,
    at: Timestamp,
) -> Result<()> {
    let revision = current_revision(connection, id).await?;
    if let Some(successor) = successor {
        current_revision(connection, successor).await?;
        if successor == id {
            return Err(StoreError::Circular(id.clone()));
        }
    }
    sqlx::query(
        "UPDATE documents SET state = 'gone', gone_reason = ?2, successor = ?3, left_at = ?4, changed_at = ?4 WHERE id = ?1",
    )
    .bind(id.as_str())
    .bind(reason)
    .bind(successor.map(DocumentId::as_str))
    .bind(at.to_string())
    .execute(&mut *connection)
    .await?;
    seal_anew(connection, std::slice::from_ref(id)).await?;
    follow(connection, id, revision, at).await
}

pub async fn redirect(
    connection: &mut SqliteConnection,
    id: &DocumentId,
    to: &DocumentId,
    at: Timestamp,
) -> Result<()> {
    let revision = current_revision(connection, id).await?;
    current_revision(connection, to).await?;
    // Chains are cut when they are made: no redirect leads to another.
    let last: String =
        sqlx::query_scalar("SELECT CASE state WHEN 'moved' THEN successor ELSE id END FROM documents WHERE id = ?1")
            .bind(to.as_str())
            .fetch_one(&mut *connection)
            .await?;
    if last == id.as_str() {
        return Err(StoreError::Circular(id.clone()));
    }
    let led_here: Vec<String> =
        sqlx::query_scalar("SELECT id FROM documents WHERE state = 'moved' AND successor = ?1 AND id <> ?1")
            .bind(id.as_str())
            .fetch_all(&mut *connection)
            .await?;
    let led_here = led_here.into_iter().map(words::id).collect::<Result<Vec<_>>>()?;
    sqlx::query(
        "UPDATE documents SET state = 'moved', gone_reason = NULL, successor = ?2, left_at = ?3, changed_at = ?3
         WHERE id = ?1 OR (state = 'moved' AND successor = ?1)",
    )
    .bind(id.as_str())
    .bind(&last)
    .bind(at.to_string())
    .execute(&mut *connection)
    .await?;
    seal_anew(connection, std::slice::from_ref(id)).await?;
    seal_anew(connection, &led_here).await?;
    // What named `id` now counts for the target.
    outbox::written(connection, &[words::id(last)?], at).await?;
    follow(connection, id, revision, at).await
}

pub async fn reinstate(connection: &mut SqliteConnection, id: &DocumentId, at: Timestamp) -> Result<()> {
    let revision = current_revision(connection, id).await?;
    let redirected_to: Option<String> =
        sqlx::query_scalar("SELECT successor FROM documents WHERE id = ?1 AND state = 'moved'")
            .bind(id.as_str())
            .fetch_optional(&mut *connection)
            .await?;
    sqlx::query(
        "UPDATE documents SET state = 'published', gone_reason = NULL, successor = NULL, left_at = NULL, changed_at = ?2
         WHERE id = ?1",
    )
    .bind(id.as_str())
    .bind(at.to_string())
    .execute(&mut *connection)
    .await?;
    seal_anew(connection, std::slice::from_ref(id)).await?;
    if let Some(target) = redirected_to {
        outbox::written(connection, &[words::id(target)?], at).await?;
    }
    follow(connection, id, revision, at).await
}

/// Seals heads of which all that says their state was just written, where the rest is what the content says: whoever says again
/// what state a document has mends one that was altered.
async fn seal_anew(connection: &mut SqliteConnection, ids: &[DocumentId]) -> Result<()> {
    for id in ids {
        if verifying::agrees_with_content(connection, id).await? {
            digests::seal(connection, [id]).await?;
        }
    }
    Ok(())
}

/// The outbox rows for a document whose state changed, and for what its edges name.
async fn follow(connection: &mut SqliteConnection, id: &DocumentId, revision: u32, at: Timestamp) -> Result<()> {
    outbox::written(connection, std::slice::from_ref(id), at).await?;
    let disclosed: Option<String> =
        sqlx::query_scalar("SELECT title_key FROM documents WHERE id = ?1 AND disclosure = 'proactive'")
            .bind(id.as_str())
            .fetch_optional(&mut *connection)
            .await?;
    let Some(title_key) = disclosed else { return Ok(()) };
    let touched =
        Touched { sources: vec![(id.clone(), revision)], title_keys: vec![title_key], written: vec![id.clone()] };
    outbox::touched(connection, &touched, at).await
}

/// The reason that is left where a document had moved to demonstration content.
const DEMO_TARGET_GONE: &str = "原转向的演示内容已移除";

pub async fn remove_demo(connection: &mut SqliteConnection, at: Timestamp) -> Result<u64> {
    let rows: Vec<(String, u32, String)> =
        sqlx::query_as("SELECT id, revision, title_key FROM documents WHERE demo = 1 ORDER BY id")
            .fetch_all(&mut *connection)
            .await?;
    let mut touched = Touched::default();
    for (id, revision, title_key) in rows {
        let id = words::id(id)?;
        touched.sources.push((id.clone(), revision));
        touched.title_keys.push(title_key);
        touched.written.push(id);
    }
    let led_on: Vec<String> =
        sqlx::query_scalar("SELECT id FROM documents WHERE demo = 0 AND state <> 'published' AND successor IN (SELECT id FROM documents WHERE demo = 1)").fetch_all(&mut *connection).await?;
    let led_on = led_on.into_iter().map(words::id).collect::<Result<Vec<_>>>()?;
    let sealed = digests::sealed(connection, &words::id_list(&led_on)?).await?;
    // Before the rows go: their edges tell what they touched.
    outbox::touched(connection, &touched, at).await?;
    for sql in [
        "INSERT INTO outbox (document_id, op, at) SELECT id, 'delete', ?1 FROM documents WHERE demo = 1 ORDER BY id",
        "UPDATE documents SET successor = NULL, changed_at = ?1
         WHERE state = 'gone' AND successor IN (SELECT id FROM documents WHERE demo = 1)",
    ] {
        sqlx::query(sql).bind(at.to_string()).execute(&mut *connection).await?;
    }
    sqlx::query(
        "UPDATE documents SET state = 'gone', gone_reason = ?1, successor = NULL, changed_at = ?2
         WHERE state = 'moved' AND successor IN (SELECT id FROM documents WHERE demo = 1)",
    )
    .bind(DEMO_TARGET_GONE)
    .bind(at.to_string())
    .execute(&mut *connection)
    .await?;
    digests::seal(connection, &sealed).await?;
    let removed = sqlx::query("DELETE FROM documents WHERE demo = 1").execute(connection).await?;
    Ok(removed.rows_affected())
}
