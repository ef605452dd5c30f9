//! 问答: its page, and the line that it is in other pages.

use std::sync::Arc;

use app::{
    kinds::question::{Page, QuestionView},
    ports::{InterpretationLine, Linked, PortError, QuestionLine},
};
use domain::{Body, Document, DocumentId, Kind, Question};

use super::{Held, Written, value::explanation_value};
use crate::services::library::{
    explaining::{Basis, Explainer, rich_text},
    held::{PortalLibrary, unavailable},
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
        let others = self.public(&view.question.related).await?;
        self.read_ground(&others).await?;
        let mut related = Vec::new();
        for other in others {
            let Body::Question(question) = &other.body else { continue };
            related.push(QuestionLine {
                link: Linked { text: other.title.clone(), url: Some(other.url()) },
                short_answer: question.short_answer.clone(),
                standing: self.standing(&other).await?,
            });
        }
        let mut policies: Vec<DocumentId> =
            view.question.cites.iter().map(|citation| citation.policy.clone()).collect();
        policies.dedup();
        let explaining =
            self.store.explanations_of(&policies, Some(Kind::Interpretation)).await.map_err(unavailable)?;
        let mut using: Vec<Arc<Document>> = Vec::new();
        for document in explaining.iter().flat_map(|all| all.iter()).cloned() {
            let is_new = !using.iter().any(|known| known.id == document.id);
            if using.len() < USED_IN && is_new && document.content().made_of().contains(&&view.id) {
                using.push(document);
            }
        }
        self.read_ground(&using).await?;
        let mut used_in = Vec::with_capacity(using.len());
        for document in using {
            let Body::Interpretation(interpretation) = &document.body else { continue };
            used_in.push(InterpretationLine {
                link: Linked { text: document.title.clone(), url: Some(document.url()) },
                form: interpretation.form.label(),
                standing: self.standing(&document).await?,
            });
        }
        Ok(Some(Page { view, related, used_in }))
    }
}
