//! Whether an explanation still stands, and the sentences that say why not.

use std::sync::Arc;

use app::{
    ports::{CauseLine, Linked, PortError, Standing},
    words::{SOME_POLICY, explanation},
};
use domain::{
    ClauseCitation, Date, Document, DocumentId,
    staleness::{self, Cause, CitedPolicy, Period},
};

use super::{super::held::quoted, Explainer, ground::Ground};

impl Explainer<'_> {
    /// Whether a document stands, and why not; the words of its clauses are not read for that.
    pub(in crate::services) async fn standing(&mut self, document: &Document) -> Result<Standing, PortError> {
        let (cites, common) = (document.cites(), document.common());
        let cited = self.cited(&cites).await?;
        let mut told = Told::default();
        for (citation, cited) in cites.iter().zip(&cited).filter(|(citation, _)| !citation.background) {
            let causes = staleness::causes(citation, cited.as_deref(), self.today);
            if causes.is_empty() {
                continue;
            }
            let ground = self.ground(citation, cited.as_deref()).await?;
            for cause in causes {
                let line = self.cause(&citation.policy, &ground, &cause).await?;
                told.add(&cause, line, &ground.policy);
            }
        }
        Ok(self.judged(&cites, &cited, common.applies, common.review_on, told))
    }

    pub(super) fn judged(
        &self,
        cites: &[ClauseCitation],
        cited: &[Option<Arc<CitedPolicy>>],
        applies: Period,
        review_on: Option<Date>,
        told: Told,
    ) -> Standing {
        let mut causes = told.causes;
        let facts = staleness::standing(cites.iter().zip(cited.iter().map(Option::as_deref)), applies);
        if let Some(last) = applies.until.filter(|last| *last < self.today) {
            causes.push(CauseLine { sentence: explanation::applied_until(last), by: None });
        }
        let statement = facts.on(self.today);
        Standing {
            state: statement.as_ref().map(|statement| statement.state),
            since: statement.and_then(|statement| statement.since).filter(|_| !causes.is_empty()),
            from: facts.effective_on.filter(|first| *first > self.today),
            overdue: review_on.filter(|day| *day < self.today && causes.is_empty()),
            causes,
        }
    }

    pub(super) async fn cause(
        &mut self,
        policy: &DocumentId,
        ground: &Ground,
        cause: &Cause,
    ) -> Result<CauseLine, PortError> {
        let (title, clause, url) = (&ground.policy.text, &ground.name, ground.url.as_ref());
        let by = match cause {
            Cause::Repealed { by, .. } | Cause::PartlyVoid { by, .. } | Cause::Amended { by, .. } => {
                let mut link = self.link(by, SOME_POLICY).await?;
                link.text = quoted(&link.text);
                Some(link)
            }
            Cause::Reworded { .. } => Some(Linked { text: explanation::clause_now(clause), url: url.cloned() }),
            Cause::Revised => Some(Linked { text: explanation::DOCUMENT_NOW.to_owned(), url: url.cloned() }),
            Cause::Withdrawn => self.successor(policy).await?,
            Cause::Expired { .. } | Cause::Removed | Cause::Declared { .. } => None,
        };
        let sentence = explanation::cause(cause, title, clause, by.is_some());
        Ok(CauseLine { sentence, by })
    }
}

/// Why an explanation does not stand, each reason once; many clauses of one policy that were changed are said in one sentence.
#[derive(Default)]
pub(super) struct Told {
    causes: Vec<CauseLine>,
    reworded: Vec<Reworded>,
}

impl Told {
    pub(super) fn add(&mut self, cause: &Cause, line: CauseLine, policy: &Linked) {
        if matches!(cause, Cause::Reworded { .. }) {
            if let Some(Reworded { clauses, at, .. }) = self.reworded.iter_mut().find(|known| known.policy == *policy) {
                *clauses += 1;
                let sentence = explanation::reworded_in(&policy.text, *clauses);
                if let Some(first) = self.causes.get_mut(*at) {
                    *first = CauseLine { sentence, by: Some(policy.clone()) };
                }
                return;
            }
            self.reworded.push(Reworded { policy: policy.clone(), clauses: 1, at: self.causes.len() });
        }
        if !self.causes.contains(&line) {
            self.causes.push(line);
        }
    }
}

/// A policy of which several cited clauses were changed.
struct Reworded {
    policy: Linked,
    clauses: usize,
    /// Where the first of them stands among the causes.
    at: usize,
}
