//! Explanations as the API gives them.

use app::ports::{Lookup, PortError};
use domain::{Body, DocumentId, Kind, Media, media::MediaFile, search::HitCause};
use serde_json::{Map, Value, json};

use super::{super::PortalLibrary, Basis};

/// An explanation as the API gives it: the import fields, and what it rests on today.
pub async fn explanation_value(
    library: &PortalLibrary,
    kind: Kind,
    id: &DocumentId,
) -> Result<Lookup<Value>, PortError> {
    let page = match library.find(id, kind).await?.found() {
        Ok(page) => page,
        Err(other) => return Ok(other),
    };
    let document = &page.stored.document;
    let mut explainer = library.explainer();
    let Basis { clauses, standing } = explainer.basis(&document.cites(), document.applies(), None).await?;
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
        if let Body::Media(media) = &document.body {
            add_files(object, media, id);
        }
        object.insert("revision".to_owned(), json!(page.stored.revision));
        object.insert("url".to_owned(), json!(document.url()));
        object.insert("validity".to_owned(), json!(standing.state));
        object.insert("stands".to_owned(), json!(standing.stands()));
        let causes: Vec<HitCause> = standing.causes.into_iter().map(Into::into).collect();
        object.insert("causes".to_owned(), json!(causes));
        object.insert("clauses".to_owned(), Value::Array(clauses));
    }
    Ok(Lookup::Found(value))
}

/// The files of a recording by the names that an import takes, and what was measured.
fn add_files(object: &mut Map<String, Value>, media: &Media, id: &DocumentId) {
    let name = |file: &MediaFile| format!("{id}.{}", file.format.extension());
    let MediaFile { sha256, format, size_bytes, width, height } = &media.file;
    object.remove("duration_ms");
    object.insert("file".to_owned(), json!(name(&media.file)));
    object.insert("captions".to_owned(), json!((!media.cues.is_empty()).then(|| format!("{id}.vtt"))));
    object.insert("poster".to_owned(), json!(media.poster.as_ref().map(name)));
    let measured = json!({
        "format": format, "size_bytes": size_bytes, "sha256": sha256, "width": width, "height": height, "duration_ms": media.duration_ms,
    });
    object.insert("measured".to_owned(), measured);
}
