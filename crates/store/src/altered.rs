//! What is not any more what was stored.

use std::fmt;

use domain::DocumentId;

/// A document, or a revision of it, of which something was altered behind the store's back. Where many are read it is
/// the error of one, so that the others can be had; [`crate::StoreError::Altered`] is the same for one alone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{id}”第 {revision} 版的{part}与存入时不一致：请运行 mingbai store verify 查看，从备份恢复")]
pub struct Altered {
    /// Which document.
    pub id: DocumentId,
    /// Which revision; the current one where the document itself is meant.
    pub revision: u32,
    /// The title that the document has, as far as it can be read.
    pub title: String,
    /// What was altered.
    pub part: Part,
    /// Whether the public may hear of it: whatever still says who may see the document says that all may.
    pub is_public: bool,
}

impl Altered {
    /// One of which nothing else is known, and of which only staff hears.
    pub(crate) fn nameless(id: &DocumentId, revision: u32, part: Part) -> Self {
        Self { id: id.clone(), revision, title: String::new(), part, is_public: false }
    }
}

/// What can be altered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// State, disclosure, or what lists and links show: title, number, dates, level.
    Head,
    /// The content of a revision, or what is kept beside it: when it was saved, where it came from.
    Content,
    /// What a revision was made from.
    Original,
    /// Relations to other documents.
    Edges,
    /// The clauses that an explanation rests on.
    Citations,
    /// What became of each clause of the revision before.
    Correspondence,
    /// The database cannot read it.
    Unreadable,
}

impl Part {
    /// The words for it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Head => "状态、公开属性、标题、文号或日期",
            Self::Content => "内容",
            Self::Original => "原件",
            Self::Edges => "和别的文件的关系",
            Self::Citations => "所依据的条款",
            Self::Correspondence => "和上一版的条款对应",
            Self::Unreadable => "记录（读不出来）",
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

/// What [`crate::Upkeep::verify_after`] has read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verified {
    /// How many documents.
    pub documents: u64,
    /// The last of them; `None` when there was none left.
    pub last: Option<DocumentId>,
    /// What is not as it was stored, in the order of ids.
    pub altered: Vec<Altered>,
}
