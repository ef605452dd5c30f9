//! What explains a policy, under the clause that it explains.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use app::{
    kinds::policy::{ClauseExplanations, MediaLine, PolicyExplanations},
    ports::{InterpretationLine, Linked, PortError, QuestionLine},
};
use domain::{
    Body, Clause, ClauseCitation, ClauseId, Document, DocumentId, Policy,
    interpretation::InterpretationForm,
    staleness::{self, CitedPolicy},
};

use crate::services::library::{explaining::Explainer, held::unavailable};

impl Explainer<'_> {
    /// What explains a policy, clause by clause.
    pub(super) async fn of_policy(
        &mut self,
        id: &DocumentId,
        policy: &Policy,
    ) -> Result<PolicyExplanations, PortError> {
        let found = self.store.explanations_of(std::slice::from_ref(id), None).await.map_err(unavailable)?;
        let documents: Vec<Arc<Document>> = found.iter().flat_map(|all| all.iter()).cloned().collect();
        // Few questions to the store for all that is to be known of what they rest on.
        self.read_ground(&documents).await?;

        let places = Places::of(policy);
        let mut by_clause: BTreeMap<usize, ClauseExplanations> = BTreeMap::new();
        // Questions of each clause, with how far down their list of clauses it stands: what is about it comes first.
        let mut asked: BTreeMap<usize, Vec<(usize, QuestionLine)>> = BTreeMap::new();
        let mut is_explained = vec![false; policy.clauses.len()];
        let mut found = PolicyExplanations::default();
        for document in documents {
            self.documents.insert(document.id.clone(), Some(document.clone()));
            // What is only compared with this policy explains another.
            let cites: Vec<ClauseCitation> = document
                .cites()
                .into_iter()
                .filter(|citation| citation.policy == *id && !citation.background)
                .collect();
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
                    found.interpretations.push(InterpretationLine {
                        link,
                        form: interpretation.form.label(),
                        standing: self.standing(&document).await?,
                    });
                }
                Body::Question(question) => {
                    found.questions += 1;
                    let line = QuestionLine {
                        link,
                        short_answer: question.short_answer.clone(),
                        standing: self.standing(&document).await?,
                    };
                    for (rank, place) in cited_at.into_iter().enumerate() {
                        asked.entry(place).or_default().push((rank, line.clone()));
                    }
                }
                Body::Response(response) => {
                    let link =
                        Linked { text: format!("“{}” {}", link.text, response.verdict.label()), url: link.url };
                    let line = QuestionLine {
                        link,
                        short_answer: response.short_answer.clone(),
                        standing: self.standing(&document).await?,
                    };
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
                // What else rests on clauses is found by itself.
                _ => {}
            }
        }
        for (place, mut lines) in asked {
            lines.sort_by_key(|(rank, line)| (!line.standing.stands(), *rank));
            by_clause.entry(place).or_default().questions = lines.into_iter().map(|(_, line)| line).collect();
        }
        count_coverage(policy, &is_explained, &mut found);
        found.interpretations.sort_by_key(|line| line.form != InterpretationForm::Article.label());
        found.by_clause = by_clause
            .into_iter()
            .filter_map(|(place, explanations)| Some((policy.clauses.get(place)?.id.clone(), explanations)))
            .collect();
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

/// Counts articles, each explained when anything in it is: people count 条, not 款 and 项. A text without articles is counted by
/// whatever has words.
fn count_coverage(policy: &Policy, is_explained: &[bool], found: &mut PolicyExplanations) {
    let is_article = |clause: &Clause| clause.id.as_str().starts_with("art") && !clause.id.as_str().contains('.');
    let has_articles = policy.clauses.iter().any(is_article);
    let is_counted =
        |clause: &Clause| if has_articles { is_article(clause) } else { !clause.label.is_empty() && has_words(clause) };
    for (clause, is_this_explained) in policy.clauses.iter().zip(is_explained).filter(|(clause, _)| is_counted(clause))
    {
        let is_any_explained = || {
            policy
                .clauses
                .iter()
                .zip(is_explained)
                .any(|(other, is_explained)| *is_explained && other.id.is_within(&clause.id))
        };
        found.explainable += 1;
        found.explained += usize::from(if has_articles { is_any_explained() } else { *is_this_explained });
    }
    found.unit = if has_articles { "条" } else { "处" };
}

/// Whether a clause says something besides its own heading.
fn has_words(clause: &Clause) -> bool {
    clause.text.trim().ends_with(['。', '；', '：', '，', '）', '”'])
        || clause.text.trim().chars().count() > clause.heading.chars().count() + clause.label.chars().count() + 6
}
