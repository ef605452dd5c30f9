//! What results say of explanations besides what the index holds.

use app::ports::PortError;
use domain::{
    DocumentId,
    search::{Hit, SearchResults},
};

use super::Explainer;

/// Puts on the results of a search what is not in the index: what was decided about the question as a whole, the verdict on each
/// claim, and why each explanation that no longer stands does not.
pub async fn complete(explainer: &mut Explainer<'_>, results: &mut SearchResults) -> Result<(), PortError> {
    let decided = std::mem::take(&mut results.decided);
    results.answer = explainer.answer(&decided).await?;
    results.similar = explainer.similar(&decided, results.answer.as_ref()).await?;
    if let Some(place) = decided.passage.as_ref().filter(|_| results.answer.is_none()) {
        results.passage = explainer.passage(place).await?;
    }
    // What answers, or may, is no gap.
    if let Some(hint) = decided.gap.as_ref().filter(|_| results.answer.is_none() && results.passage.is_none()) {
        results.gap = Some(explainer.gap(hint).await?);
    }
    // All that is to be known of them is asked at once.
    let is_stale = |hit: &Hit| search::is_stale(hit.kind, hit.validity);
    let is_asked = |hit: &Hit| is_stale(hit) || hit.kind.facts().title.is_quoted;
    let asked: Vec<DocumentId> = results.hits.iter().filter(|hit| is_asked(hit)).map(|hit| hit.id.clone()).collect();
    let documents = explainer.public(&asked).await?;
    explainer.read_ground(&documents).await?;
    for hit in results.hits.iter_mut().filter(|hit| is_asked(hit)) {
        let Some(document) = explainer.document(&hit.id).await? else { continue };
        hit.verdict = document.content().verdict();
        if is_stale(hit) {
            hit.causes = explainer.standing(&document).await?.causes.into_iter().map(Into::into).collect();
        }
    }
    Ok(())
}
