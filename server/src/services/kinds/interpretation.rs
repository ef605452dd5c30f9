//! 解读: its page, with the questions, figures and recordings that it is made of.

use app::{
    kinds::interpretation::{ExchangeView, MaterialView, Page},
    ports::PortError,
};
use domain::{
    Body, ClauseCitation, Content as _, Document, DocumentId, Interpretation, interpretation::Material,
    staleness::Period,
};

use super::{Held, Written, value::explanation_value};
use crate::services::library::{
    explaining::{Explainer, rich_text},
    held::PortalLibrary,
};

/// Its page.
pub async fn page(library: &PortalLibrary, held: Held) -> Result<Option<Page>, PortError> {
    library.explainer().interpretation(&held.stored.document).await
}

/// What the API gives of it.
pub async fn written(library: &PortalLibrary, held: Held) -> Result<Option<Written>, PortError> {
    Ok(Some(Box::new(explanation_value(&mut library.explainer(), &held).await?)))
}

impl Explainer<'_> {
    /// What readers see of it.
    pub(in crate::services) async fn interpretation(&mut self, document: &Document) -> Result<Option<Page>, PortError> {
        let Body::Interpretation(interpretation) = &document.body else { return Ok(None) };
        let Interpretation {
            form,
            policy,
            gist,
            key_facts,
            author,
            subjects,
            published_on,
            review_on,
            held_on,
            place,
            speakers,
            ..
        } = &**interpretation;
        let whole = ClauseCitation { policy: policy.clone(), revision: None, clause: None, background: false };
        let mut policy_basis = self.basis(std::slice::from_ref(&whole), Period::default(), None).await?;
        let standing = self.standing(document).await?;
        let parts: Vec<DocumentId> = interpretation.made_of().into_iter().cloned().collect();
        let parts = self.public(&parts).await?;
        self.read_ground(&parts).await?;
        let mut materials = Vec::with_capacity(interpretation.materials.len());
        for material in &interpretation.materials {
            materials.extend(self.material(material).await?);
        }
        let mut exchanges = Vec::with_capacity(interpretation.exchanges.len());
        for exchange in &interpretation.exchanges {
            exchanges.push(ExchangeView {
                from: exchange.from.clone(),
                question: exchange.question.clone(),
                by: exchange.by.clone(),
                html: rich_text(&exchange.answer),
                clauses: self.basis(&exchange.cites, Period::default(), None).await?.clauses,
            });
        }
        let named = self
            .named(&document.title, key_facts.contact.as_deref().into_iter(), &[], std::slice::from_ref(&whole))
            .await?;
        let (author, phone) = self.whom(author, named).await?;
        let Some(policy) = policy_basis.clauses.pop() else { return Ok(None) };
        Ok(Some(Page {
            id: document.id.clone(),
            title: document.title.clone(),
            demo: document.demo,
            form: *form,
            gist: gist.clone(),
            key_facts: key_facts.clone(),
            policy,
            materials,
            exchanges,
            speakers: speakers.clone(),
            held_on: *held_on,
            place: place.clone(),
            author,
            phone,
            subjects: subjects.clone(),
            published_on: *published_on,
            review_on: *review_on,
            standing,
        }))
    }

    /// Nothing for a question or figure that is not public.
    async fn material(&mut self, material: &Material) -> Result<Option<MaterialView>, PortError> {
        Ok(match material {
            Material::Text { heading, body, cites } => {
                let clauses = self.basis(cites, Period::default(), None).await?.clauses;
                Some(MaterialView::Text { heading: heading.clone(), html: rich_text(body), clauses })
            }
            Material::Question { id } => match self.document(id).await? {
                Some(document) => self.question(&document).await?.map(MaterialView::Question),
                None => None,
            },
            Material::Media { id } => match self.document(id).await? {
                Some(document) => self.media(&document).await?.map(MaterialView::Media),
                None => None,
            },
            Material::Figure { id } => match self.document(id).await? {
                Some(document) => self.figure(&document).await?.map(MaterialView::Figure),
                None => None,
            },
        })
    }
}
