//! What has nothing more to say: texts that ended, and explanations of what has ended or changed.

use domain::{Kind, Validity};

/// Whether a document has nothing more to say: an amended policy is still the policy, an answer about what has been amended
/// is none.
pub(crate) fn has_ended(kind: Kind, validity: Option<Validity>) -> bool {
    let nature = kind.nature();
    match validity {
        Some(Validity::Repealed | Validity::Expired) => nature.has_validity() || nature.falls_with_its_ground(),
        Some(Validity::Amended | Validity::PartlyVoid | Validity::UnderReview) => nature.falls_with_its_ground(),
        _ => false,
    }
}

/// Whether a document explains what has ended or changed.
pub fn is_stale(kind: Kind, validity: Option<Validity>) -> bool {
    kind.nature().falls_with_its_ground() && has_ended(kind, validity)
}
