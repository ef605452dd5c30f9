//! 回应: its page.

use app::{
    kinds::response::{Page, ResponseView},
    ports::PortError,
};
use domain::{Body, Document, Response};

use super::{Held, Written, value::explanation_value};
use crate::services::library::{
    explaining::{Basis, Explainer, rich_text},
    held::PortalLibrary,
};

/// Its page.
pub async fn page(library: &PortalLibrary, held: Held) -> Result<Option<Page>, PortError> {
    library.explainer().response(&held.stored.document).await
}

/// What the API gives of it.
pub async fn written(library: &PortalLibrary, held: Held) -> Result<Option<Written>, PortError> {
    Ok(Some(Box::new(explanation_value(&mut library.explainer(), &held).await?)))
}

impl Explainer<'_> {
    /// What readers see of it.
    pub(in crate::services) async fn response(
        &mut self,
        document: &Document,
    ) -> Result<Option<ResponseView>, PortError> {
        let Body::Response(response) = &document.body else { return Ok(None) };
        let Response { cites, agency, short_answer, explanation, .. } = &**response;
        let Basis { clauses, standing } = self.basis(cites, document.common().applies, None).await?;
        let named = self
            .named(&document.title, [short_answer, explanation].into_iter().map(String::as_str), &clauses, cites)
            .await?;
        let (agency, phone) = self.whom(agency, named).await?;
        Ok(Some(ResponseView {
            id: document.id.clone(),
            title: document.title.clone(),
            demo: document.demo,
            html: rich_text(explanation),
            response: (**response).clone(),
            clauses,
            standing,
            agency,
            phone,
        }))
    }
}
