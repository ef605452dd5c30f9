//! What interpretations are made of (figures, questions, recordings): it may come later in the run.

use std::sync::Arc;

use domain::{Document, DocumentId};
use store::{ContentStore, StoreError};

/// The materials that the interpretations of a run name.
#[derive(Default)]
pub struct Materials {
    /// An interpretation, and what it names.
    named: Vec<(DocumentId, DocumentId)>,
}

impl Materials {
    /// Notes what a document names.
    pub fn note(&mut self, document: &Document) {
        let made_of = document.content().made_of().into_iter().cloned();
        self.named.extend(made_of.map(|id| (document.id.clone(), id)));
    }

    /// A sentence for each that nobody has brought.
    pub async fn missing(&self, store: &Arc<dyn ContentStore>) -> Result<Vec<String>, StoreError> {
        let asked: Vec<DocumentId> = self.named.iter().map(|(_, material)| material.clone()).collect();
        let held = store.documents(&asked).await?;
        let missing = self.named.iter().zip(held).filter(|(_, held)| matches!(held, Ok(None)));
        let sentence = |((interpretation, material), _): (&(DocumentId, DocumentId), _)| {
            format!("解读“{interpretation}”用到的“{material}”还没有导入，网页上暂时不显示这一项")
        };
        Ok(missing.map(sentence).collect())
    }
}
