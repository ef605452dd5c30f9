//! What hits say of explanations besides what the index holds.

use app::ports::PortError;
use domain::{Body, Date, Kind, search::SearchResults};
use store::ContentStore;

use super::{Explainer, answer::answer};

/// Puts on the results of a search what is not in the index: the answer card, the verdict on each claim, and why each explanation
/// that no longer stands does not.
pub async fn complete(store: &dyn ContentStore, results: &mut SearchResults, today: Date) -> Result<(), PortError> {
    if let Some(id) = &results.decided.card {
        results.answer = answer(store, id, today).await?;
    }
    let mut explainer = Explainer::new(store, today);
    for hit in &mut results.hits {
        let is_stale = search::is_stale(hit.kind, hit.validity);
        if !is_stale && hit.kind != Kind::Response {
            continue;
        }
        let Some(document) = explainer.document(&hit.id).await? else { continue };
        if let Body::Response(response) = &document.body {
            hit.verdict = Some(response.verdict);
        }
        if is_stale {
            hit.causes = explainer.standing(&document).await?.causes.into_iter().map(Into::into).collect();
        }
    }
    Ok(())
}
