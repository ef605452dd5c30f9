//! For whoever watches the process.

use axum::{Json, extract::State, http::StatusCode};
use serde_json::{Value, json};

use crate::context::Portal;

/// `/healthz`: the process answers.
pub async fn alive() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

/// `/readyz`: the store can be read, and the index has everything that is in it.
pub async fn ready(State(portal): State<Portal>) -> (StatusCode, Json<Value>) {
    let index = portal.index.sequence();
    match portal.store.generation().await {
        Ok(store) if index >= store => (StatusCode::OK, Json(json!({ "status": "ready", "store": store, "index": index }))),
        Ok(store) => (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "indexing", "store": store, "index": index }))),
        Err(error) => {
            tracing::error!(error = error.to_string(), "内容库不能读取");
            (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "status": "store_unavailable" })))
        }
    }
}
