//! The clauses that an explanation rests on, as they stand today and as they were when it was written.

use app::{
    ports::{CitedClause, Linked, PortError, Standing},
    words::SOME_POLICY,
};
use domain::{
    ClauseCitation, ClauseId, Date, Document, Policy,
    staleness::{self, Period},
};

use super::{super::held::quoted, Explainer, standing::Told};

/// What an explanation rests on, and whether it stands.
pub(in crate::services) struct Basis {
    pub(in crate::services) clauses: Vec<CitedClause>,
    pub(in crate::services) standing: Standing,
}

impl Explainer<'_> {
    pub(in crate::services) async fn basis(
        &mut self,
        cites: &[ClauseCitation],
        applies: Period,
        review_on: Option<Date>,
    ) -> Result<Basis, PortError> {
        let cited = self.cited(cites).await?;
        self.read(cites.iter().map(|citation| citation.policy.clone())).await?;
        let mut clauses = Vec::with_capacity(cites.len());
        let mut told = Told::default();
        for (citation, cited) in cites.iter().zip(&cited) {
            if citation.background {
                let document = self.document(&citation.policy).await?;
                clauses.push(self.clause_once(citation, document.as_deref()).await?);
                continue;
            }
            let ground = self.ground(citation, cited.as_deref()).await?;
            let document = ground.document.clone();
            let mut lines = Vec::new();
            for cause in staleness::causes(citation, cited.as_deref(), self.today) {
                let line = self.cause(&citation.policy, &ground, &cause).await?;
                told.add(&cause, line.clone(), &ground.policy);
                lines.push(line);
            }
            let clause = ground.into_clause(lines);
            // What an answer was written for stands beside what took its place.
            if !clause.causes.is_empty() {
                let once = self.clause_once(citation, document.as_deref()).await?;
                if !once.paragraphs.is_empty() && once.paragraphs != clause.paragraphs {
                    clauses.push(once);
                    clauses.push(CitedClause { was_reworded: true, ..clause });
                    continue;
                }
            }
            clauses.push(clause);
        }
        Ok(Basis { clauses, standing: self.judged(cites, &cited, applies, review_on, told) })
    }

    /// A clause that is cited for what it said, in the words of that revision; without words and address where that is not public.
    async fn clause_once(
        &mut self,
        citation: &ClauseCitation,
        current: Option<&Document>,
    ) -> Result<CitedClause, PortError> {
        let held = match citation.revision.filter(|_| current.is_some()) {
            Some(number) => self.past(&citation.policy, number).await?,
            None => None,
        };
        // What was not yet public when it was held stays unseen.
        let then = held.as_deref().filter(|then| then.is_public());
        let policy = then.and_then(Document::as_policy);
        let text = policy.zip(citation.clause.as_ref()).map(|(policy, id)| words_of(policy, id)).unwrap_or_default();
        let page = then.zip(citation.revision).map(|(then, number)| match current {
            Some(current) if current == then => then.url(),
            _ => format!("{}/versions/{number}", then.url()),
        });
        let anchor = citation.clause.as_ref().map(|id| format!("#{}", id.anchor())).unwrap_or_default();
        Ok(CitedClause {
            policy: Linked {
                text: then.map_or_else(|| SOME_POLICY.to_owned(), |then| quoted(&then.title)),
                url: page.clone(),
            },
            document_number: policy.and_then(|policy| policy.document_number.as_ref()).map(ToString::to_string),
            id: citation.clause.clone(),
            name: text.name,
            paragraphs: text.paragraphs,
            url: page.map(|page| format!("{page}{anchor}")),
            validity: None,
            causes: Vec::new(),
            background: true,
            was_reworded: false,
        })
    }
}

/// A clause as people say it, and its words with those of the clauses below it.
#[derive(Default)]
pub(super) struct Words {
    pub(super) name: String,
    pub(super) paragraphs: Vec<String>,
}

pub(super) fn words_of(policy: &Policy, id: &ClauseId) -> Words {
    let Some(clause) = policy.clauses.iter().find(|clause| clause.id == *id) else { return Words::default() };
    let paragraphs = domain::clause::paragraphs(&policy.clauses, id).map(str::to_owned).collect();
    Words { name: clause.name(), paragraphs }
}
