//! The changes feed: what happened to public documents, in order.

use domain::{DocumentId, clock};
use serde::Serialize;
use store::{IndexOp, StoreError, Stored};

use crate::context::Portal;

/// Rows in one answer.
const MOST: u32 = 200;

/// One change.
#[derive(Debug, Clone, Serialize)]
pub struct Change {
    /// Its place in the order.
    pub seq: u64,
    /// Which document.
    pub id: DocumentId,
    /// `put` or `delete`.
    pub op: &'static str,
    /// When, RFC 3339.
    pub at: String,
    /// Where it can be read; absent for a deleted one.
    pub url: Option<String>,
    /// The kind, while it is public.
    pub kind: Option<&'static str>,
}

/// A page of the feed.
#[derive(Debug, Clone, Serialize)]
pub struct Changes {
    /// In order.
    pub changes: Vec<Change>,
    /// The cursor to ask with next.
    pub next: u64,
    /// Whether there may be more at once.
    pub more: bool,
}

/// What changed after a cursor; 0 begins at the beginning. A document that was never public is not named.
pub async fn since(portal: &Portal, cursor: u64) -> Result<Changes, StoreError> {
    let rows = portal.store.outbox_after(cursor, MOST).await?;
    let next = rows.last().map_or(cursor, |row| row.seq);
    let more = rows.len() == MOST as usize;
    let mut changes = Vec::with_capacity(rows.len());
    for row in rows {
        let stored = match portal.store.document(&row.id).await {
            // What became of it is not known any more, nor what it is.
            Err(StoreError::Altered(_)) => continue,
            stored => stored?,
        };
        let public = stored.as_ref().filter(|stored| stored.is_public());
        let was_public = match &stored {
            Some(stored) => was_once_public(portal, stored).await?,
            // Only invented content is ever taken out altogether.
            None => true,
        };
        let at = clock::rfc3339(row.at);
        match (row.op, public) {
            (IndexOp::Put, Some(stored)) => changes.push(Change {
                seq: row.seq,
                op: "put",
                at,
                url: Some(format!("{}{}", portal.site.base_url, stored.document.url())),
                kind: Some(stored.document.kind().as_str()),
                id: row.id,
            }),
            (IndexOp::Delete, None) if was_public => {
                changes.push(Change { seq: row.seq, id: row.id, op: "delete", at, url: None, kind: None });
            }
            // Superseded by a later row, or not for the public.
            _ => {}
        }
    }
    Ok(Changes { changes, next, more })
}

/// Whether a document that is not public now was, in some revision: then its readers must hear that it is gone.
async fn was_once_public(portal: &Portal, stored: &Stored) -> Result<bool, StoreError> {
    if stored.document.is_public() {
        return Ok(true);
    }
    for revision in stored.revisions.iter().rev().skip(1) {
        let past = match portal.store.revision(&stored.document.id, revision.number).await {
            Err(StoreError::Altered(_)) => continue,
            past => past?,
        };
        if past.is_some_and(|past| past.document.is_public()) {
            return Ok(true);
        }
    }
    Ok(false)
}
