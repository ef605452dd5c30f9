//! The answer card above the results of a search.

use app::ports::PortError;
use domain::{
    Date, DocumentId,
    search::{Answer, AnswerClause},
};
use store::ContentStore;

use super::Explainer;

/// The answer card of a question that answers: sentence, proof, whom to call. `None` when it no longer stands.
pub async fn answer(store: &dyn ContentStore, id: &DocumentId, today: Date) -> Result<Option<Answer>, PortError> {
    let mut explainer = Explainer::new(store, today);
    let Some(document) = explainer.document(id).await? else { return Ok(None) };
    let Some(view) = explainer.question(&document).await?.filter(|view| view.standing.stands()) else { return Ok(None) };
    let Some((citation, clause)) = view.question.cites.iter().zip(view.clauses).find(|(citation, _)| citation.clause.is_some() && !citation.background) else { return Ok(None) };
    Ok(Some(Answer {
        question: view.title,
        short_answer: view.question.short_answer.clone(),
        url: document.url(),
        clause: AnswerClause {
            policy: citation.policy.clone(),
            clause: clause.id.map(|id| id.to_string()).unwrap_or_default(),
            label: clause.name,
            text: clause.paragraphs.join("\n"),
            url: clause.url.unwrap_or_default(),
            document_number: clause.document_number,
            validity: Some(view.standing.state),
        },
        agency: Some(view.agency.text),
        phone: view.phone,
    }))
}
