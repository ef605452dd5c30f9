//! What explanations share: the clauses that they rest on, and how short an answer is.

use serde::{Deserialize, Serialize};

use crate::{ClauseId, DocumentId};

/// The longest 一句话答案, in characters (`domain.md` Appendix A, QA).
pub const MAX_SHORT_ANSWER: usize = 60;

/// A clause that an explanation rests on.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ClauseCitation {
    /// The policy.
    pub policy: DocumentId,
    /// The revision whose text was explained; filled in when the explanation is saved.
    #[serde(default)]
    pub revision: Option<u32>,
    /// The clause in that revision; `None` means the policy as a whole.
    #[serde(default)]
    pub clause: Option<ClauseId>,
    /// 作对比用: cited for what that revision said, as the “before” of a comparison. The explanation stands whatever became of it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub background: bool,
}
