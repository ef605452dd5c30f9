//! What explains a policy, under the clause that it explains.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use app::ports::{ClauseExplanations, InterpretationLine, Linked, MediaLine, PolicyExplanations, PortError, QuestionLine};
use domain::{
    Body, Clause, ClauseCitation, ClauseId, Document, DocumentId, Policy,
    explanation::InterpretationForm,
    staleness::{self, CitedPolicy},
};

use super::{Explainer, unavailable};

impl Explainer<'_> {
    /// What explains a policy, clause by clause.
    pub async fn of_policy(&mut self, id: &DocumentId, policy: &Policy) -> Result<PolicyExplanations, PortError> {
        let documents: Vec<Document> = self.store.explanations(id, None).await.map_err(unavailable)?.into_iter().map(|current| current.document).collect();
        // One question to the store for all that is to be known of their citations.
        let all: Vec<ClauseCitation> = documents.iter().flat_map(Document::cites).collect();
        self.cited(&all).await?;

        let places = Places::of(policy);
        let mut by_clause: BTreeMap<usize, ClauseExplanations> = BTreeMap::new();
        let mut is_explained = vec![false; policy.clauses.len()];
        let mut found = PolicyExplanations::default();
        for document in documents.into_iter().map(Arc::new) {
            self.documents.insert(document.id.clone(), Some(document.clone()));
            // What is only compared with this policy explains another.
            let cites: Vec<ClauseCitation> = document.cites().into_iter().filter(|citation| citation.policy == *id && !citation.background).collect();
            if cites.is_empty() {
                continue;
            }
            let mut cited_at: Vec<usize> = Vec::new();
            for (citation, cited) in cites.iter().zip(self.cited(&cites).await?) {
                let Some(place) = cited.as_deref().and_then(|cited| places.now(citation, cited)) else { continue };
                if !cited_at.contains(&place) {
                    cited_at.push(place);
                }
                if staleness::causes(citation, cited.as_deref(), self.today).is_empty() {
                    explain(policy, place, &mut is_explained);
                }
            }
            let link = Linked { text: document.title.clone(), url: Some(document.url()) };
            match &document.body {
                Body::Interpretation(interpretation) if interpretation.policy == *id => {
                    found.interpretations.push(InterpretationLine { link, form: interpretation.form.label(), standing: self.standing(&document).await? });
                }
                Body::Question(question) => {
                    found.questions += 1;
                    let line = QuestionLine { link, short_answer: question.short_answer.clone(), standing: self.standing(&document).await? };
                    for place in cited_at {
                        by_clause.entry(place).or_default().questions.push(line.clone());
                    }
                }
                Body::Response(response) => {
                    let link = Linked { text: format!("“{}” {}", link.text, response.verdict.label()), url: link.url };
                    let line = QuestionLine { link, short_answer: response.short_answer.clone(), standing: self.standing(&document).await? };
                    for place in cited_at {
                        by_clause.entry(place).or_default().responses.push(line.clone());
                    }
                }
                Body::Figure(_) => {
                    found.figures += 1;
                    // A figure is drawn once, at the first clause that it rests on.
                    if let (Some(figure), Some(place)) = (self.figure(&document).await?, cited_at.first()) {
                        by_clause.entry(*place).or_default().figures.push(figure);
                    }
                }
                Body::Media(_) => {
                    found.media += 1;
                    let Some(media) = self.media(&document).await? else { continue };
                    // Played at the first clause that it rests on; from the others one line leads to it.
                    let line = MediaLine { link, facts: media.media.facts(), standing: media.standing.clone() };
                    for place in cited_at.iter().skip(1) {
                        by_clause.entry(*place).or_default().more_media.push(line.clone());
                    }
                    if let Some(place) = cited_at.first() {
                        by_clause.entry(*place).or_default().media.push(media);
                    }
                }
                Body::Interpretation(_) | Body::Policy(_) | Body::Agency(_) => {}
            }
        }
        for explanations in by_clause.values_mut() {
            explanations.questions.sort_by_key(|line| !line.standing.stands());
        }
        let explainable = |clause: &Clause| !clause.label.is_empty() && has_words(clause);
        found.explainable = policy.clauses.iter().filter(|clause| explainable(clause)).count();
        found.explained = policy.clauses.iter().zip(&is_explained).filter(|(clause, is_explained)| **is_explained && explainable(clause)).count();
        found.interpretations.sort_by_key(|line| line.form != InterpretationForm::Article.label());
        found.by_clause = by_clause.into_iter().filter_map(|(place, explanations)| Some((policy.clauses.get(place)?.id.clone(), explanations))).collect();
        Ok(found)
    }
}

/// Where the clauses of a policy stand.
struct Places<'a>(HashMap<&'a ClauseId, usize>);

impl<'a> Places<'a> {
    fn of(policy: &'a Policy) -> Self {
        Self(policy.clauses.iter().enumerate().map(|(place, clause)| (&clause.id, place)).collect())
    }

    /// Where a cited clause stands now.
    fn now(&self, citation: &ClauseCitation, cited: &CitedPolicy) -> Option<usize> {
        self.0.get(&staleness::clause_now(citation, cited)?).copied()
    }
}

/// Explaining 第五条 explains its paragraphs.
fn explain(policy: &Policy, place: usize, is_explained: &mut [bool]) {
    let Some(clause) = policy.clauses.get(place) else { return };
    for (other, is_explained) in policy.clauses.iter().zip(is_explained) {
        *is_explained |= other.id.is_within(&clause.id);
    }
}

/// Whether a clause says something besides its own heading.
fn has_words(clause: &Clause) -> bool {
    clause.text.trim().ends_with(['。', '；', '：', '，', '）', '”']) || clause.text.trim().chars().count() > clause.heading.chars().count() + clause.label.chars().count() + 6
}
