//! What the API gives of a document: not what staff plan, not the keys of a source that nobody knows, and no id of what is not for
//! the public.

use std::collections::BTreeSet;

use app::ports::PortError;
use domain::{Document, DocumentId};
use serde_json::Value;

use super::explaining::Explainer;

/// Keys whose values are ids of other documents, or lists of them.
const NAMING: [&str; 8] = ["agency", "author", "issuer", "parent", "policy", "related", "to", "validity_by"];
/// Of what stands in these lists, nothing is told where it names what is hidden.
const LISTS: [&str; 2] = ["materials", "cites"];

impl Explainer<'_> {
    /// A document as the public sees it.
    pub async fn as_seen(&mut self, document: &Document) -> Result<Value, PortError> {
        let mut value = serde_json::to_value(document).unwrap_or_default();
        if let Some(fields) = value.as_object_mut() {
            let staffs = document.kind().facts().kept_back;
            for key in document.extra.keys().map(String::as_str).chain(staffs.iter().copied()) {
                fields.remove(key);
            }
        }
        self.hide_ids(&mut value).await?;
        Ok(value)
    }

    /// Takes out the ids of what is not for the public.
    pub async fn hide_ids(&mut self, value: &mut Value) -> Result<(), PortError> {
        let mut named = BTreeSet::new();
        collect(value, "", &mut named);
        let named: Vec<DocumentId> = named.iter().filter_map(|id| DocumentId::parse(id).ok()).collect();
        let seen: BTreeSet<DocumentId> = self.public_among(&named).await?.into_iter().collect();
        let hidden: BTreeSet<&str> = named.iter().filter(|id| !seen.contains(*id)).map(DocumentId::as_str).collect();
        hide(value, "", &|id| hidden.contains(id));
        Ok(())
    }
}

/// Ids that are named anywhere; `list` is the key of the list in which a value stands.
fn collect(value: &Value, list: &str, named: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (key, field) in fields {
                if NAMING.contains(&key.as_str()) || (key == "id" && list == "materials") {
                    let ids = field
                        .as_str()
                        .into_iter()
                        .chain(field.as_array().into_iter().flatten().filter_map(Value::as_str));
                    named.extend(ids.map(str::to_owned));
                }
                collect(field, key, named);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, list, named)),
        _ => {}
    }
}

fn hide(value: &mut Value, list: &str, is_hidden: &dyn Fn(&str) -> bool) {
    match value {
        Value::Object(fields) => {
            for (key, field) in fields.iter_mut() {
                if NAMING.contains(&key.as_str()) {
                    if field.as_str().is_some_and(is_hidden) {
                        *field = Value::Null;
                    } else if let Value::Array(ids) = field {
                        ids.retain(|id| !id.as_str().is_some_and(is_hidden));
                    }
                }
                hide(field, key, is_hidden);
            }
        }
        Value::Array(values) => {
            if LISTS.contains(&list) {
                let names_hidden = |value: &Value| {
                    ["policy", "id"].iter().any(|key| value.get(key).and_then(Value::as_str).is_some_and(is_hidden))
                };
                values.retain(|value| !names_hidden(value));
            }
            for value in values {
                hide(value, list, is_hidden);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_names_a_hidden_document_names_nothing() {
        let mut value = json!({"id": "secret", "agency": "secret", "related": ["a", "secret"], "materials": [{"type": "figure", "id": "secret"}, {"type": "text", "cites": [{"policy": "secret"}, {"policy": "a"}]}],
            "edges": [{"type": "based_on", "to": "secret", "title": "某文件"}], "clauses": [{"id": "secret", "citations": [{"title": "某文件", "policy": "secret"}]}]});
        let mut named = BTreeSet::new();
        collect(&value, "", &mut named);
        assert_eq!(named.into_iter().collect::<Vec<_>>(), ["a", "secret"]);
        hide(&mut value, "", &|id| id == "secret");
        assert_eq!(
            value,
            json!({"id": "secret", "agency": null, "related": ["a"], "materials": [{"type": "text", "cites": [{"policy": "a"}]}],
            "edges": [{"type": "based_on", "to": null, "title": "某文件"}], "clauses": [{"id": "secret", "citations": [{"title": "某文件", "policy": null}]}]})
        );
    }
}
