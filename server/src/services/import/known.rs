//! What an import knows of other documents while it runs, and the clauses that explanations are bound to.

use std::sync::Arc;

use domain::{Body, ClauseId, Document, Refusal};
use store::{ContentStore, StoreError};

use super::{
    NotSaved,
    advice::{OfficialTexts, advice},
    clauses::Clauses,
    issuers::Issuers,
    materials::Materials,
};

/// What this run knows of other documents.
#[derive(Default)]
pub struct Known {
    pub issuers: Issuers,
    pub clauses: Clauses,
    pub materials: Materials,
    texts: OfficialTexts,
    /// Nothing is saved.
    pub is_dry: bool,
}

impl Known {
    pub fn new(is_dry: bool) -> Self {
        Self { is_dry, ..Self::default() }
    }

    /// Binds an explanation to the clauses that it cites: each must exist, and gets the revision it was written for.
    pub async fn bind(&mut self, store: &Arc<dyn ContentStore>, document: &mut Document) -> Result<(), NotSaved> {
        if let Body::Policy(policy) = &document.body {
            self.clauses.forget(&document.id);
            self.texts.forget(&document.id);
            if self.is_dry {
                self.clauses.keep(document);
                self.texts.keep(&document.id, &policy.body);
            }
            return Ok(());
        }
        let own: Vec<ClauseId> = document.content().clauses_shown().into_iter().cloned().collect();
        let first_policy = document
            .cites()
            .into_iter()
            .find(|citation| !citation.background)
            .map(|citation| (citation.policy, citation.revision));
        for citation in document.body.content_mut().cites_mut() {
            let Some(clauses) = self.clauses.of(store, &citation.policy, citation.revision).await? else {
                return Err(refused(match citation.revision {
                    Some(revision) => format!("引用的政策“{}”没有第 {revision} 版：请核对 cites", citation.policy),
                    None => format!("引用的政策“{}”还没有导入：请先导入政策，再导入解读材料", citation.policy),
                }));
            };
            if let Some(clause) = &citation.clause
                && !clauses.ids.contains(clause)
            {
                return Err(refused(format!("政策“{}”没有“{clause}”这一条：请核对条款编号", citation.policy)));
            }
            if citation.background {
                if !clauses.is_public {
                    return Err(refused(format!(
                        "政策“{}”的这一版没有公开，不能用来对比：请核对 revision",
                        citation.policy
                    )));
                }
                continue;
            }
            citation.revision = Some(clauses.revision).filter(|revision| *revision > 0);
        }
        if let Some((policy, revision)) = first_policy
            && let Some(clauses) = self.clauses.of(store, &policy, revision).await?
            && let Some(missing) = own.iter().find(|clause| !clauses.ids.contains(clause))
        {
            return Err(refused(format!("政策“{policy}”没有“{missing}”这一条：请核对图里的 clause")));
        }
        if let Some((policy, revision)) = document.body.content_mut().whole_policy() {
            let Some(clauses) = self.clauses.of(store, policy, *revision).await? else {
                return Err(refused(format!("解读的政策“{policy}”还没有导入：请先导入政策")));
            };
            *revision = Some(clauses.revision).filter(|revision| *revision > 0);
        }
        self.materials.note(document);
        Ok(())
    }

    /// What the author of an explanation may do better.
    pub async fn advice(
        &mut self,
        store: &Arc<dyn ContentStore>,
        document: &Document,
    ) -> Result<Vec<String>, StoreError> {
        let Some(policy) = document.explains() else { return Ok(Vec::new()) };
        Ok(advice(document, self.texts.runs_of(store, &policy, self.clauses.held(&policy)).await?))
    }
}

/// The refusal of a document whose citations lead nowhere.
fn refused(sentence: String) -> NotSaved {
    Refusal::from(sentence).into()
}
