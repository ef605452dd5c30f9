//! What is read for a page: documents, revisions and the standings of citations, each of them once.

use std::{borrow::Borrow, collections::BTreeSet, sync::Arc};

use app::ports::{Linked, PortError};
use domain::{
    ClauseCitation, Document, DocumentId,
    staleness::{self, Cause, CitedPolicy},
};
use store::{State, StoreError};

use super::{
    super::held::{if_sound, quoted, unavailable},
    Explainer,
};
use crate::context::kept::Seen;

impl Explainer<'_> {
    /// A public document; what was read once is not read again.
    pub(in crate::services) async fn document(&mut self, id: &DocumentId) -> Result<Option<Arc<Document>>, PortError> {
        if !self.documents.contains_key(id) {
            self.read([id.clone()]).await?;
        }
        Ok(self.documents.get(id).cloned().flatten())
    }

    /// Reads what is going to be asked for, all at once: a page asks as often whether it names two documents or fifty.
    pub(in crate::services) async fn read(
        &mut self,
        ids: impl IntoIterator<Item = DocumentId>,
    ) -> Result<(), PortError> {
        let unknown: BTreeSet<DocumentId> = ids.into_iter().filter(|id| !self.documents.contains_key(id)).collect();
        let unknown: Vec<DocumentId> = unknown.into_iter().collect();
        if unknown.is_empty() {
            return Ok(());
        }
        let held = self.store.documents(&unknown).await.map_err(unavailable)?;
        for (id, held) in unknown.into_iter().zip(held) {
            let held = if_sound(held.map_err(StoreError::Altered))?;
            if let Some((State::Gone { successor: Some(next), .. } | State::Moved { to: next }, true)) =
                held.as_ref().map(|held| (&held.state, held.document.is_public()))
            {
                self.successors.insert(id.clone(), next.clone());
            }
            self.documents.insert(id, held.and_then(Seen::public));
        }
        Ok(())
    }

    /// Those of the documents that are public, in the order asked.
    pub(in crate::services) async fn public(&mut self, ids: &[DocumentId]) -> Result<Vec<Arc<Document>>, PortError> {
        self.read(ids.iter().cloned()).await?;
        Ok(ids.iter().filter_map(|id| self.documents.get(id)?.clone()).collect())
    }

    /// Reads what documents rest on: standings of their citations, the policies, who answers for them, and whatever changed the policies.
    pub(in crate::services) async fn read_ground<D: Borrow<Document>>(
        &mut self,
        documents: &[D],
    ) -> Result<(), PortError> {
        let documents = || documents.iter().map(Borrow::borrow);
        let cites: Vec<ClauseCitation> = documents().flat_map(Document::cites).collect();
        let cited = self.cited(&cites).await?;
        let causes = cites.iter().zip(&cited).flat_map(|(citation, cited)| {
            staleness::causes(citation, cited.as_deref(), self.today).into_iter().filter_map(|cause| match cause {
                Cause::Repealed { by, .. } | Cause::PartlyVoid { by, .. } | Cause::Amended { by, .. } => Some(by),
                _ => None,
            })
        });
        let agencies = documents().filter_map(|document| document.common().agency.cloned());
        let policies = cites.iter().map(|citation| citation.policy.clone());
        let ids: Vec<DocumentId> = policies.chain(agencies).chain(causes).collect();
        self.read(ids).await?;
        let successors: Vec<DocumentId> =
            cites.iter().filter_map(|citation| self.successors.get(&citation.policy)).cloned().collect();
        self.read(successors).await
    }

    pub(in crate::services) async fn public_among(&self, ids: &[DocumentId]) -> Result<Vec<DocumentId>, PortError> {
        self.store.store.public_among(ids).await.map_err(unavailable)
    }

    /// A document by its title, or other words where it is not for the public.
    pub(in crate::services) async fn link(&mut self, id: &DocumentId, otherwise: &str) -> Result<Linked, PortError> {
        Ok(match self.document(id).await? {
            Some(document) => Linked { text: document.title.clone(), url: Some(document.url()) },
            None => Linked { text: otherwise.to_owned(), url: None },
        })
    }

    /// A revision, public or not.
    pub(super) async fn past(&mut self, id: &DocumentId, number: u32) -> Result<Option<Arc<Document>>, PortError> {
        let key = (id.clone(), number);
        if !self.pasts.contains_key(&key) {
            let held = if_sound(self.store.store.revision(id, number).await)?;
            self.pasts.insert(key.clone(), held.map(|held| Arc::new(held.document)));
        }
        Ok(self.pasts.get(&key).cloned().flatten())
    }

    /// What took the place of a document that is gone or moved.
    pub(super) async fn successor(&mut self, id: &DocumentId) -> Result<Option<Linked>, PortError> {
        self.read([id.clone()]).await?;
        let Some(next) = self.successors.get(id).cloned() else { return Ok(None) };
        let next = self.document(&next).await?;
        Ok(next.map(|next| Linked { text: quoted(&next.title), url: Some(next.url()) }))
    }

    /// What is known of each citation; asked of the store once.
    pub(in crate::services) async fn cited(
        &mut self,
        cites: &[ClauseCitation],
    ) -> Result<Vec<Option<Arc<CitedPolicy>>>, PortError> {
        let missing: Vec<ClauseCitation> =
            cites.iter().filter(|citation| !self.citations.contains_key(*citation)).cloned().collect();
        if !missing.is_empty() {
            let found = self.store.cited(&missing).await.map_err(unavailable)?;
            self.citations.extend(missing.into_iter().zip(found));
        }
        Ok(cites.iter().map(|citation| self.citations.get(citation).cloned().flatten()).collect())
    }
}
