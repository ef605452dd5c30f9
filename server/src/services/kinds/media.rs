//! 音视频: its page, and its files.

use app::{
    kinds::media::{MediaView, Page},
    ports::{Lookup, PortError},
};
use domain::{Body, Document, DocumentId, Kind, Media, media::MediaFile, staleness::Period};
use serde_json::{Map, Value, json};

use super::{Held, Written, value::explanation_value};
use crate::services::library::{
    explaining::{Basis, Explainer},
    held::PortalLibrary,
};

/// Its page.
pub async fn page(library: &PortalLibrary, held: Held) -> Result<Option<Page>, PortError> {
    library.explainer().media(&held.stored.document).await
}

/// What the API gives of it.
pub async fn written(library: &PortalLibrary, held: Held) -> Result<Option<Written>, PortError> {
    let mut value = explanation_value(&mut library.explainer(), &held).await?;
    if let (Some(object), Document { id, body: Body::Media(media), .. }) =
        (value.as_object_mut(), &held.stored.document)
    {
        add_files(object, media, id);
    }
    Ok(Some(Box::new(value)))
}

/// A recording or picture with its title, to give out its files.
pub async fn files_of(library: &PortalLibrary, id: &DocumentId) -> Result<Lookup<(String, Media)>, PortError> {
    Ok(match library.find(id, Kind::Media).await?.found() {
        Ok(page) => match &page.stored.document {
            Document { title, body: Body::Media(media), .. } => Lookup::Found((title.clone(), (**media).clone())),
            _ => Lookup::Unknown,
        },
        Err(other) => other,
    })
}

impl Explainer<'_> {
    /// What readers see of it.
    pub(in crate::services) async fn media(&mut self, document: &Document) -> Result<Option<MediaView>, PortError> {
        let Body::Media(media) = &document.body else { return Ok(None) };
        let Basis { clauses, standing } = self.basis(&media.cites, Period::default(), media.review_on).await?;
        let (agency, phone) = match &media.agency {
            Some(agency) => {
                let named = self.named(&document.title, std::iter::empty(), &clauses, &media.cites).await?;
                self.whom(agency, named).await.map(|(agency, phone)| (Some(agency), phone))?
            }
            None => (None, None),
        };
        let (id, title, demo) = (document.id.clone(), document.title.clone(), document.demo);
        Ok(Some(MediaView { id, title, demo, media: (**media).clone(), clauses, standing, agency, phone }))
    }
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
