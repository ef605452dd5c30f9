//! Who answers for an explanation, and whom to call.

use app::{
    ports::{CitedClause, Linked, PortError},
    words::SOME_AGENCY,
};
use domain::{Body, ClauseCitation, DocumentId};

use super::{super::phones, Explainer};

impl Explainer<'_> {
    /// Who answers, and whom to call: the number that is named for the matter, else the department's own, else the organiser's.
    pub(in crate::services) async fn whom(
        &mut self,
        id: &DocumentId,
        named: Option<String>,
    ) -> Result<(Linked, Option<String>), PortError> {
        let link = self.link(id, SOME_AGENCY).await?;
        let known = self.document(id).await?;
        let own = known
            .as_ref()
            .and_then(|document| if let Body::Agency(agency) = &document.body { agency.phone.clone() } else { None });
        Ok((link, named.or(own).or_else(|| self.organiser.map(str::to_owned))))
    }

    /// The number that an explanation names for its matter, else the clauses that it rests on, else their policies.
    pub(in crate::services) async fn named<'t>(
        &mut self,
        matter: &str,
        texts: impl Iterator<Item = &'t str>,
        clauses: &[CitedClause],
        cites: &[ClauseCitation],
    ) -> Result<Option<String>, PortError> {
        let cited = clauses
            .iter()
            .filter(|clause| !clause.background && clause.causes.is_empty())
            .flat_map(|clause| &clause.paragraphs)
            .map(String::as_str);
        if let Some(named) = phones::named(matter, texts).or_else(|| phones::named(matter, cited)) {
            return Ok(Some(named));
        }
        for citation in cites.iter().filter(|citation| !citation.background) {
            let document = self.document(&citation.policy).await?;
            if let Some(named) = document.as_ref().and_then(|document| document.as_policy()).and_then(phones::of_policy)
            {
                return Ok(Some(named));
            }
        }
        Ok(None)
    }
}
