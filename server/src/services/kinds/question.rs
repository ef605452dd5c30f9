//! 问答: its page, and the line that it is in other pages.

use std::sync::Arc;

use app::{
    kinds::question::{Page, QuestionView},
    ports::{InterpretationLine, Linked, PortError, QuestionLine},
};
use domain::{Body, Document, DocumentId, Question};

use super::{Held, Written, value::explanation_value};
use crate::services::library::{
    PortalLibrary,
    explaining::{Basis, Explainer, rich_text},
    held::unavailable,
};

/// Interpretations that a question's page names.
const USED_IN: usize = 5;

/// Its page.
pub async fn page(library: &PortalLibrary, held: Held) -> Result<Option<Page>, PortError> {
    library.explainer().question_page(&held.stored.document).await
}

/// What the API gives of it.
pub async fn written(library: &PortalLibrary, held: Held) -> Result<Option<Written>, PortError> {
    Ok(Some(Box::new(explanation_value(&mut library.explainer(), &held).await?)))
}

impl Explainer<'_> {
    /// What readers see of it.
    pub(in crate::services) async fn question(
        &mut self,
        document: &Document,
    ) -> Result<Option<QuestionView>, PortError> {
        let Body::Question(question) = &document.body else { return Ok(None) };
        let Basis { clauses, standing } =
            self.basis(&question.cites, document.common().applies, question.review_on).await?;
        let Question { short_answer, next_step, answer, .. } = &**question;
        let named = if let Some(own) = &question.phone {
            Some(own.clone())
        } else {
            let texts = std::iter::once(short_answer).chain(next_step).chain(answer).map(String::as_str);
            self.named(&document.title, texts, &clauses, &question.cites).await?
        };
        let (agency, phone) = self.whom(&question.agency, named).await?;
        Ok(Some(QuestionView {
            id: document.id.clone(),
            title: document.title.clone(),
            demo: document.demo,
            answer_html: question.answer.as_deref().map(rich_text).unwrap_or_default(),
            question: (**question).clone(),
            clauses,
            standing,
            agency,
            phone,
        }))
    }

    async fn question_page(&mut self, document: &Document) -> Result<Option<Page>, PortError> {
        let Some(view) = self.question(document).await? else { return Ok(None) };
        self.read(view.question.related.iter().cloned()).await?;
        let mut others: Vec<Arc<Document>> = Vec::new();
        for id in &view.question.related {
            others.extend(self.document(id).await?);
        }
        self.read_ground(&others.iter().map(|document| &**document).collect::<Vec<_>>()).await?;
        let mut related = Vec::new();
        for other in others {
            let Body::Question(question) = &other.body else { continue };
            related.push(QuestionLine {
                link: Linked { text: other.title.clone(), url: Some(other.url()) },
                short_answer: question.short_answer.clone(),
                standing: self.standing(&other).await?,
            });
        }
        let mut used_in: Vec<InterpretationLine> = Vec::new();
        let mut policies: Vec<&DocumentId> = view.question.cites.iter().map(|citation| &citation.policy).collect();
        policies.dedup();
        let policies: Vec<DocumentId> = policies.into_iter().cloned().collect();
        let explaining = self.store.explanations_of(&policies).await.map_err(unavailable)?;
        let uses = |document: &Document| document.content().made_of().contains(&&view.id);
        let using: Vec<Document> =
            explaining.into_iter().flatten().map(|current| current.document).filter(uses).collect();
        self.read_ground(&using.iter().collect::<Vec<_>>()).await?;
        for document in using {
            let Body::Interpretation(interpretation) = &document.body else { continue };
            let link = Linked { text: document.title.clone(), url: Some(document.url()) };
            if used_in.len() == USED_IN || used_in.iter().any(|known: &InterpretationLine| known.link == link) {
                continue;
            }
            let standing = self.standing(&document).await?;
            used_in.push(InterpretationLine { link, form: interpretation.form.label(), standing });
        }
        Ok(Some(Page { view, related, used_in }))
    }
}
