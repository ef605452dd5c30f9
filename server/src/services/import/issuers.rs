//! The issuers of policies by their names.

use std::{collections::HashMap, sync::Arc};

use domain::{Agency, Disclosure, Document, DocumentId};
use store::{ContentStore, NewRevision, StoreError};

/// Issuers named in words, found or made.
#[derive(Default)]
pub struct Issuers {
    by_name: HashMap<String, Issuer>,
}

#[derive(Clone)]
struct Issuer {
    id: DocumentId,
    /// Made for documents that are not for the public, and not to be seen either until one is that names it.
    is_hidden: bool,
}

/// Marks an agency that nobody imported: what is not public of it may become so.
const MADE_BY_IMPORT: &str = "made_by_import";

impl Issuers {
    /// The id of the agency of that name; an unknown one becomes a document of the batch, of which only the name is known, and
    /// which is as public as the document that names it.
    pub async fn id_of(
        &mut self,
        store: &Arc<dyn ContentStore>,
        name: &str,
        named_by: Disclosure,
        revisions: &mut Vec<NewRevision>,
    ) -> Result<Option<DocumentId>, StoreError> {
        let is_public = named_by == Disclosure::Proactive;
        let known = match self.by_name.get(name) {
            Some(known) => known.clone(),
            None => match store.agency_by_name(name).await? {
                Some(known) => Issuer { id: known.id, is_hidden: false },
                None => match self.unseen(store, name).await? {
                    Some((id, true)) => Issuer { id, is_hidden: true },
                    Some((id, false)) => {
                        revisions.push(made(&id, name, named_by));
                        Issuer { id, is_hidden: !is_public }
                    }
                    None => return Ok(None),
                },
            },
        };
        if known.is_hidden && is_public {
            revisions.retain(|revision| revision.document.id != known.id);
            revisions.push(made(&known.id, name, Disclosure::Proactive));
        }
        let id = known.id.clone();
        self.by_name.insert(name.to_owned(), Issuer { is_hidden: known.is_hidden && !is_public, ..known });
        Ok(Some(id))
    }

    /// The id of an agency that is not public: the pinyin of its name, with a number where other documents sound the same; and
    /// whether an import has made it already.
    async fn unseen(
        &self,
        store: &Arc<dyn ContentStore>,
        name: &str,
    ) -> Result<Option<(DocumentId, bool)>, StoreError> {
        /// Names that sound alike, at the most.
        const ALIKE: u32 = 20;
        let slug = hanzi::pinyin::slug(name);
        for number in 1..=ALIKE {
            let text = if number == 1 { slug.clone() } else { format!("{slug}-{number}") };
            let Ok(id) = DocumentId::parse(&text) else { return Ok(None) };
            if self.by_name.values().any(|known| known.id == id) {
                continue;
            }
            match store.document(&id).await? {
                None => return Ok(Some((id, false))),
                Some(held) if held.document.title == name && held.document.extra.contains_key(MADE_BY_IMPORT) => {
                    return Ok(Some((id, true)));
                }
                Some(_) => {}
            }
        }
        Ok(None)
    }
}

fn made(id: &DocumentId, name: &str, disclosure: Disclosure) -> NewRevision {
    let mut extra = serde_json::Map::default();
    if disclosure != Disclosure::Proactive {
        extra.insert(MADE_BY_IMPORT.to_owned(), true.into());
    }
    NewRevision::of(Document {
        id: id.clone(),
        title: name.to_owned(),
        disclosure,
        demo: false,
        body: Agency::named(name).into(),
        extra,
    })
}
