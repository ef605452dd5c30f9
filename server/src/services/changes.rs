//! The changes feed: what happened to public documents, in order.

use domain::{DocumentId, clock};
use serde::Serialize;
use store::{ChangeRow, IndexOp, OutboxRow};

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
pub async fn since(portal: &Portal, cursor: u64) -> Result<Changes, store::StoreError> {
    let rows = portal.store.changes_after(cursor, MOST).await?;
    let next = rows.last().map_or(cursor, |change| change.row.seq);
    let more = rows.len() == MOST as usize;
    let told = |ChangeRow { row: OutboxRow { seq, id, op, at }, public, was_public }| {
        let at = clock::rfc3339(at);
        match (op, public) {
            (IndexOp::Put, Some(kind)) => {
                let url = format!("{}{}", portal.site.base_url, kind.url(&id));
                Some(Change { seq, id, op: "put", at, url: Some(url), kind: Some(kind.as_str()) })
            }
            (IndexOp::Delete, None) if was_public => Some(Change { seq, id, op: "delete", at, url: None, kind: None }),
            // Superseded by a later row, or never for the public.
            _ => None,
        }
    };
    Ok(Changes { changes: rows.into_iter().filter_map(told).collect(), next, more })
}
