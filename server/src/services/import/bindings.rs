//! To which revision an explanation stays bound when it is imported again.

use domain::{Body, Document};

/// The same answer again is still about the text that it was written for, whatever else was corrected around it. An author who
/// has looked at it again says so with a later `review_on`, or names the revision.
pub fn keep_bindings(held: &Document, new: &mut Document) {
    if !new.body.says_the_same_as(&held.body) || new.common().review_on > held.common().review_on {
        return;
    }
    if let (Body::Interpretation(held), Body::Interpretation(new)) = (&held.body, &mut new.body) {
        new.policy_revision = held.policy_revision.filter(|_| held.policy == new.policy);
    }
    let known = held.cites();
    for citation in new.body.content_mut().cites_mut().into_iter().filter(|citation| citation.revision.is_none()) {
        let same = known.iter().find(|known| {
            known.policy == citation.policy
                && known.clause == citation.clause
                && known.background == citation.background
        });
        citation.revision = same.and_then(|known| known.revision);
    }
}
