//! 机构: its page with what it has issued last.

use app::{
    kinds::agency::Page,
    ports::{Linked, PortError},
};
use domain::{
    Agency, Body, Document, DocumentId, Kind,
    search::{Facet, Filters},
};
use serde_json::{Value, json};

use super::{Held, Written};
use crate::services::library::held::{PortalLibrary, if_sound, unavailable};

/// Policies on its page.
const OF_AGENCY: u32 = 8;

/// Its page.
pub async fn page(library: &PortalLibrary, held: Held) -> Result<Option<Page>, PortError> {
    let Document { id, demo, body: Body::Agency(agency), .. } = &held.stored.document else { return Ok(None) };
    let parent = match &agency.parent {
        Some(parent) => if_sound(library.0.reader().agency(parent).await)?,
        None => None,
    };
    let filters = Filters::of_kind(Kind::Policy).with(Facet::Agency, id.as_str());
    let results = library.ask(library.newest(filters, OF_AGENCY)).await?;
    Ok(Some(Page {
        id: id.clone(),
        agency: (**agency).clone(),
        demo: *demo,
        parent: parent.map(|known| Linked { text: known.agency.name, url: Some(Kind::Agency.url(&known.id)) }),
        policies: results.hits,
        total: results.total,
    }))
}

/// What the API gives of it: its fields, and where its page is.
pub async fn written(library: &PortalLibrary, held: Held) -> Result<Option<Written>, PortError> {
    let Document { id, body: Body::Agency(agency), .. } = &held.stored.document else { return Ok(None) };
    let mut value = fields(id, agency);
    library.explainer().hide_ids(&mut value).await?;
    Ok(Some(Box::new(value)))
}

/// What the API gives of all.
pub async fn all(library: &PortalLibrary) -> Result<Value, PortError> {
    let agencies = library.0.store.agencies().await.map_err(unavailable)?;
    let items: Vec<Value> = agencies.iter().map(|record| fields(&record.id, &record.agency)).collect();
    let mut value = json!({ "total": items.len(), "items": items });
    library.explainer().hide_ids(&mut value).await?;
    Ok(value)
}

fn fields(id: &DocumentId, agency: &Agency) -> Value {
    let mut value = serde_json::to_value(agency).unwrap_or_default();
    if let Some(object) = value.as_object_mut() {
        object.insert("kind".to_owned(), json!(Kind::Agency));
        object.insert("id".to_owned(), json!(id));
        object.insert("url".to_owned(), json!(Kind::Agency.url(id)));
    }
    value
}
