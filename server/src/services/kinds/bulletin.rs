//! 公告 of a dry run (feature `trial-kind`): its page and its JSON.

use app::{kinds::bulletin::Page, ports::PortError};
use domain::{Body, Document};
use serde_json::json;

use super::{Held, Written};
use crate::services::library::held::PortalLibrary;

/// Its page.
pub async fn page(library: &PortalLibrary, held: Held) -> Result<Option<Page>, PortError> {
    let Document { id, title, demo, body: Body::Bulletin(bulletin), .. } = &held.stored.document else {
        return Ok(None);
    };
    let (agency, _) = library.explainer().whom(&bulletin.agency, None).await?;
    Ok(Some(Page { id: id.clone(), title: title.clone(), demo: *demo, bulletin: (**bulletin).clone(), agency }))
}

/// What the API gives of it.
pub async fn written(library: &PortalLibrary, held: Held) -> Result<Option<Written>, PortError> {
    let document = &held.stored.document;
    let mut value = library.explainer().as_seen(document).await?;
    if let Some(object) = value.as_object_mut() {
        object.insert("url".to_owned(), json!(document.url()));
        object.insert("revision".to_owned(), json!(held.stored.revision));
    }
    Ok(Some(Box::new(value)))
}
