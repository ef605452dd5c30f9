//! What hits say of explanations besides what the index holds.

use app::ports::PortError;
use domain::{
    Body, Date, Kind, Validity,
    search::{HitCause, HitLink, SearchResults},
};
use store::ContentStore;

use super::{Explainer, answer::answer};

/// Puts on the results of a search what is not in the index: the answer card, the verdict on each claim, and why each explanation
/// that no longer stands does not.
pub async fn complete(store: &dyn ContentStore, results: &mut SearchResults, today: Date) -> Result<(), PortError> {
    if let Some(id) = &results.answered_by {
        results.answer = answer(store, id, today).await?;
    }
    let mut explainer = Explainer::new(store, today);
    for hit in &mut results.hits {
        let has_ended = hit.validity.is_some_and(|state| !matches!(state, Validity::InForce | Validity::NotYetEffective));
        let is_stale = has_ended && !matches!(hit.kind, Kind::Policy | Kind::Agency);
        if !is_stale && hit.kind != Kind::Response {
            continue;
        }
        let Some(document) = explainer.document(&hit.id).await? else { continue };
        if let Body::Response(response) = &document.body {
            hit.verdict = Some(response.verdict);
        }
        if is_stale {
            let causes = explainer.standing(&document).await?.causes;
            hit.causes = causes
                .into_iter()
                .map(|cause| HitCause { text: cause.sentence, by: cause.by.map(|by| HitLink { title: by.text, url: by.url }) })
                .collect();
        }
    }
    Ok(())
}
