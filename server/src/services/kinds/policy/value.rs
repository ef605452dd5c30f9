//! A policy as the API and its `.json` give it.

use std::mem::take;

use app::ports::PortError;
use domain::{Clause, Disclosure, Kind};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{super::Written, PolicyText};
use crate::services::library::held::PortalLibrary;

/// What is long is no part of the fields, which are copied.
#[derive(Serialize)]
struct PolicyValue {
    #[serde(flatten)]
    fields: Map<String, Value>,
    body: String,
    clauses: Vec<Clause>,
}

/// Without the ids of what is not for the public. Which documents a clause cites was looked up among those that are.
pub async fn written(library: &PortalLibrary, mut text: PolicyText) -> Result<Written, PortError> {
    let (body, clauses) = (take(&mut text.policy.body), take(&mut text.policy.clauses));
    let mut value = fields(&text);
    library.explainer().hide_ids(&mut value).await?;
    let mut fields = match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
    fields.retain(|key, _| key != "body" && key != "clauses");
    Ok(Box::new(PolicyValue { fields, body, clauses }))
}

/// The import fields, the validity of today in the place of the declared one, and `revision`.
fn fields(text: &PolicyText) -> Value {
    let mut value = serde_json::to_value(&*text.policy).unwrap_or_default();
    if let Some(object) = value.as_object_mut() {
        let mut put = |key: &str, value: Value| {
            object.insert(key.to_owned(), value);
        };
        put("kind", json!(Kind::Policy));
        put("id", json!(text.id));
        put("title", json!(text.title));
        put("disclosure", json!(Disclosure::Proactive));
        put("demo", json!(text.demo));
        put("revision", json!(text.revision));
        put("url", json!(Kind::Policy.url(&text.id)));
        put("agency", json!(text.issuer.as_ref().map(|issuer| &issuer.agency.name)));
        let statement = text.validity.as_ref().map(|notice| &notice.statement);
        put("validity", json!(statement.map(|statement| statement.state)));
        put("validity_since", json!(statement.and_then(|statement| statement.since)));
        put("validity_by", json!(statement.and_then(|statement| statement.by.as_ref())));
        put("recorded_at", json!(domain::clock::rfc3339(text.recorded_at)));
    }
    value
}
