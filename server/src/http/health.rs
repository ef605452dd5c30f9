//! For whoever watches the process.

use std::sync::atomic::Ordering;

use axum::{Json, extract::State, http::StatusCode};
use domain::ClauseCitation;
use serde_json::{Value, json};
use store::{ContentStore, StoreError};

use crate::context::Portal;

/// `/healthz`: the process answers.
pub async fn alive() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

/// `/readyz`: the store can be read, and the index that readers see has everything that is in it.
pub async fn ready(State(portal): State<Portal>) -> (StatusCode, Json<Value>) {
    let index = portal.index.sequence().min(portal.shown.generation());
    match read(&*portal.store).await {
        Ok(store) if portal.index_is_damaged.load(Ordering::Acquire) => {
            (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "rebuilding", "store": store, "index": index })))
        }
        Ok(store) if index >= store => {
            let mut ready = json!({ "status": "ready", "store": store, "index": index });
            // All else can be read: that is no reason to take the whole portal away.
            let altered = portal.altered.load(Ordering::Acquire);
            if let (true, Some(fields)) = (altered > 0, ready.as_object_mut()) {
                fields.insert("altered".to_owned(), json!(altered));
            }
            (StatusCode::OK, Json(ready))
        }
        Ok(store) => {
            let waiting = json!({ "status": "indexing", "store": store, "index": index, "behind_seconds": behind(&portal, index).await });
            (StatusCode::SERVICE_UNAVAILABLE, Json(waiting))
        }
        Err(error) => {
            tracing::error!(error = error.to_string(), "内容库不能读取");
            (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "store_unavailable" })))
        }
    }
}

/// Reads a little of all that pages are made of, and nothing that may be large; answers the content generation.
async fn read(store: &dyn ContentStore) -> Result<u64, StoreError> {
    let generation = store.generation().await?;
    let last = store.outbox_after(generation.saturating_sub(1), 1).await?.into_iter().next();
    if let Some(row) = last {
        let citation = ClauseCitation { policy: row.id, revision: None, clause: None, background: false };
        store.public_among(std::slice::from_ref(&citation.policy)).await?;
        store.validity_facts(&citation.policy).await?;
        store.cited(&[citation]).await?;
    }
    Ok(generation)
}

/// For how long the oldest change has waited that readers do not see yet, in seconds.
async fn behind(portal: &Portal, index: u64) -> Option<i64> {
    let oldest = portal.store.outbox_after(index, 1).await.ok()?.into_iter().next()?;
    Some((portal.clock.now().as_second() - oldest.at.as_second()).max(0))
}
