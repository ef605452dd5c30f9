//! 回应关切: what people tell each other, and what the clause says.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Common, Content, Entry, FacetOf, Facts, Nature, Title};
use crate::{ClauseCitation, Date, DocumentId, search::Facet, staleness::Period};

/// What is the same of every response.
pub const FACTS: Facts = Facts {
    word: "response",
    label: "回应",
    path: "/responses",
    nature: Nature::Explanation,
    is_listed: true,
    title: Title { key: "claim", missing: "缺少 claim（说法原文）", is_quoted: true },
    summary_answers: true,
    has_files: false,
    kept_back: &[],
};

/// What a misreading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// 不实
    False,
    /// 片面
    OneSided,
    /// 过期
    Outdated,
    /// 属实但需说明
    NeedsContext,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Self; 4] = [Self::False, Self::OneSided, Self::Outdated, Self::NeedsContext];

    /// The word a reader sees.
    pub const fn label(self) -> &'static str {
        match self {
            Self::False => "不实",
            Self::OneSided => "片面",
            Self::Outdated => "过期",
            Self::NeedsContext => "属实，但要说明",
        }
    }
}

/// 回应: what people tell, and what the clause says. The document's title is the claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Response {
    /// 判断
    pub verdict: Verdict,
    /// At most [`crate::explanation::MAX_SHORT_ANSWER`] characters.
    pub short_answer: String,
    /// Markdown.
    pub explanation: String,
    /// The official clauses; at least one.
    pub cites: Vec<ClauseCitation>,
    /// 回应单位
    pub agency: DocumentId,
    /// 来源类型
    #[serde(default)]
    pub heard_in: Vec<String>,
    /// 首次出现
    #[serde(default)]
    pub first_heard_on: Option<Date>,
    /// 主题
    #[serde(default)]
    pub subjects: Vec<String>,
    /// 发布日期
    #[serde(default)]
    pub published_on: Option<Date>,
    /// 有效期
    #[serde(default)]
    pub valid_until: Option<Date>,
}

impl Content for Response {
    fn common(&self) -> Common<'_> {
        Common {
            agency: Some(&self.agency),
            subjects: &self.subjects,
            date: self.published_on,
            review_on: None,
            applies: Period { from: None, until: self.valid_until },
        }
    }

    fn cites(&self) -> Vec<ClauseCitation> {
        self.cites.clone()
    }

    fn cites_mut(&mut self) -> Vec<&mut ClauseCitation> {
        self.cites.iter_mut().collect()
    }

    fn says_the_same_as(&self, held: &Self) -> bool {
        held.short_answer == self.short_answer && held.explanation == self.explanation
    }

    fn own_words(&self) -> String {
        [self.short_answer.as_str(), &self.explanation].join("\n")
    }

    fn verdict(&self) -> Option<Verdict> {
        Some(self.verdict)
    }

    fn entry(&self) -> Entry<'_> {
        let texts = [&self.short_answer, &self.explanation];
        Entry {
            facets: vec![FacetOf::named(Facet::Genre, self.verdict.label())],
            summary: Some(Cow::Borrowed(&self.short_answer)),
            texts: texts.map(|text| Cow::Borrowed(text.as_str())).to_vec(),
            ..Entry::default()
        }
    }
}
