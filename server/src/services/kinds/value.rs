//! An explanation as the API gives it.

use app::ports::PortError;
use domain::search::HitCause;
use serde_json::{Value, json};

use super::Held;
use crate::services::library::explaining::{Basis, Explainer};

/// The import fields of an explanation, and what it rests on today.
pub async fn explanation_value(explainer: &mut Explainer<'_>, held: &Held) -> Result<Value, PortError> {
    let document = &held.stored.document;
    let Basis { clauses, standing } = explainer.basis(&document.cites(), document.common().applies, None).await?;
    let mut value = explainer.as_seen(document).await?;
    if let Some(object) = value.as_object_mut() {
        let clauses: Vec<Value> = clauses
            .iter()
            .map(|clause| {
                json!({
                    "policy_title": clause.policy.text, "label": clause.name, "text": clause.paragraphs.join("\n"), "url": clause.url,
                    "document_number": clause.document_number, "validity": clause.validity, "stands": clause.causes.is_empty(), "background": clause.background,
                })
            })
            .collect();
        object.insert("revision".to_owned(), json!(held.stored.revision));
        object.insert("url".to_owned(), json!(document.url()));
        object.insert("validity".to_owned(), json!(standing.state));
        object.insert("stands".to_owned(), json!(standing.stands()));
        let causes: Vec<HitCause> = standing.causes.into_iter().map(Into::into).collect();
        object.insert("causes".to_owned(), json!(causes));
        object.insert("clauses".to_owned(), Value::Array(clauses));
    }
    Ok(value)
}
