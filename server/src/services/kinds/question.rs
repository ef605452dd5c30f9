//! 问答: its page, and the line that it is in other pages.

use app::{
    kinds::question::{Page, QuestionView},
    ports::{InterpretationLine, Linked, PortError, QuestionLine},
};
use domain::{Body, Document, DocumentId, Kind, Question, interpretation::Material};

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
        let mut related = Vec::new();
        for id in view.question.related.clone() {
            let Some(other) = self.document(&id).await? else { continue };
            let Some(other) = self.question(&other).await? else { continue };
            related.push(QuestionLine {
                link: Linked { text: other.title, url: Some(Kind::Question.url(&other.id)) },
                short_answer: other.question.short_answer,
                standing: other.standing,
            });
        }
        let mut used_in: Vec<InterpretationLine> = Vec::new();
        let mut policies: Vec<&DocumentId> = view.question.cites.iter().map(|citation| &citation.policy).collect();
        policies.dedup();
        for policy in policies {
            for other in self.store.explanations(policy, Some(Kind::Interpretation)).await.map_err(unavailable)? {
                let Body::Interpretation(interpretation) = &other.document.body else { continue };
                let uses = interpretation
                    .materials
                    .iter()
                    .any(|material| matches!(material, Material::Question { id } if *id == view.id));
                let link = Linked { text: other.document.title.clone(), url: Some(other.document.url()) };
                if !uses || used_in.len() == USED_IN || used_in.iter().any(|known| known.link == link) {
                    continue;
                }
                let standing = self.standing(&other.document).await?;
                used_in.push(InterpretationLine { link, form: interpretation.form.label(), standing });
            }
        }
        Ok(Some(Page { view, related, used_in }))
    }
}
