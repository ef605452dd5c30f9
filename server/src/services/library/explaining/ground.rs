//! Where a cited clause stands today.

use std::sync::Arc;

use app::{
    ports::{CauseLine, CitedClause, Linked, PortError},
    words::SOME_POLICY,
};
use domain::{
    Clause, ClauseCitation, ClauseId, Document, Validity,
    staleness::{self, CitedPolicy},
};

use super::{super::held::quoted, Explainer};

/// Where a cited clause stands today.
pub(super) struct Ground {
    pub(super) document: Option<Arc<Document>>,
    pub(super) policy: Linked,
    now: Option<ClauseId>,
    /// As people say it.
    pub(super) name: String,
    pub(super) url: Option<String>,
    validity: Option<Validity>,
}

impl Ground {
    /// The clause with its words.
    pub(super) fn into_clause(self, causes: Vec<CauseLine>) -> CitedClause {
        let policy = self.document.as_ref().and_then(|document| document.as_policy());
        let paragraphs =
            |id| policy.into_iter().flat_map(move |policy| domain::clause::paragraphs(&policy.clauses, id));
        CitedClause {
            document_number: policy.and_then(|policy| policy.document_number.as_ref()).map(ToString::to_string),
            paragraphs: self.now.iter().flat_map(paragraphs).map(str::to_owned).collect(),
            policy: self.policy,
            id: self.now,
            name: self.name,
            url: self.url,
            validity: self.validity,
            causes,
            background: false,
            was_reworded: false,
        }
    }
}

impl Explainer<'_> {
    /// Where a cited clause stands today.
    pub(super) async fn ground(
        &mut self,
        citation: &ClauseCitation,
        cited: Option<&CitedPolicy>,
    ) -> Result<Ground, PortError> {
        let document = self.document(&citation.policy).await?;
        let policy = Linked {
            text: document.as_ref().map_or_else(|| SOME_POLICY.to_owned(), |document| quoted(&document.title)),
            url: document.as_ref().map(|document| document.url()),
        };
        let now = cited.and_then(|cited| staleness::clause_now(citation, cited));
        let anchored = |url: &String| now.as_ref().map_or_else(|| url.clone(), |id| format!("{url}#{}", id.anchor()));
        let held = document.as_ref().and_then(|document| document.as_policy()).zip(now.as_ref());
        let clause = held.and_then(|(policy, id)| policy.clauses.iter().find(|clause| clause.id == *id));
        Ok(Ground {
            url: policy.url.as_ref().map(anchored),
            name: clause.map(Clause::name).unwrap_or_default(),
            validity: cited.and_then(|cited| cited.facts.state_on(self.today)),
            document,
            policy,
            now,
        })
    }
}
