//! 简明问答: a question in people's own words, and the one sentence that answers it.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Common, Content, Entry, FacetOf, Facts, Nature, Title};
use crate::{ClauseCitation, Date, DocumentId, search::Facet, staleness::Period};

/// What is the same of every question.
pub const FACTS: Facts = Facts {
    word: "question",
    label: "问答",
    path: "/questions",
    nature: Nature::Explanation,
    is_listed: true,
    title: Title { key: "question", missing: "缺少 question（问题）", is_quoted: false },
    summary_answers: true,
    has_files: false,
    kept_back: &[],
};

/// Whom an answer is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// 个人
    Individual,
    /// 企业
    Enterprise,
}

impl Audience {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Individual, Self::Enterprise];

    /// The word of the contract.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Individual => "individual",
            Self::Enterprise => "enterprise",
        }
    }

    /// Reads the word of the contract.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|audience| audience.as_str() == text)
    }

    /// The word a reader sees.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Individual => "个人",
            Self::Enterprise => "企业",
        }
    }
}

/// Where a question came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// 起草时
    Drafting,
    /// 群众提问
    Asked,
    /// 12345
    Hotline,
    /// “没看懂这一条”
    UnclearClause,
}

impl Origin {
    /// Every origin.
    pub const ALL: [Self; 4] = [Self::Drafting, Self::Asked, Self::Hotline, Self::UnclearClause];
}

/// The points that a question may ask for, as `about.aspect` names them (`crates/search/data/aspects.toml` says how people ask for each).
pub const ASPECTS: [&str; 18] = [
    "amount", "fee", "benefit", "who", "where", "how", "bring", "when", "payday", "how_long", "duration", "age",
    "size", "phone", "penalty", "allowed", "change", "effect",
];

/// What a question is about, as its author says it where the words alone mislead; each list may be empty.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct About {
    /// 说的是哪件事: schemes and things, in the words people use.
    pub scheme: Vec<String>,
    /// 对谁说: groups, where the answer holds for them alone.
    pub group: Vec<String>,
    /// 问的是哪一点: `amount`, `where`, `bring` … (`docs/IMPORT.md`).
    pub aspect: Vec<String>,
    /// 在哪: sorts of places.
    pub place: Vec<String>,
    /// 不是: near twins that this answer must not be shown for.
    pub not: Vec<String>,
}

/// 简明问答: the document's title is the question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// 同样的问法
    #[serde(default)]
    pub aliases: Vec<String>,
    /// What it is about and what not, where the author says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<About>,
    /// 一句话答案, at most [`crate::explanation::MAX_SHORT_ANSWER`] characters.
    pub short_answer: String,
    /// 详答, Markdown.
    #[serde(default)]
    pub answer: Option<String>,
    /// The clauses that prove it; at least one.
    pub cites: Vec<ClauseCitation>,
    /// 适用对象
    #[serde(default)]
    pub audience: Vec<Audience>,
    /// 人生或经营事件
    #[serde(default)]
    pub life_events: Vec<String>,
    /// 主题
    #[serde(default)]
    pub subjects: Vec<String>,
    /// 责任单位
    pub agency: DocumentId,
    /// A telephone of its own.
    #[serde(default)]
    pub phone: Option<String>,
    /// 下一步
    #[serde(default)]
    pub next_step: Option<String>,
    /// Related questions.
    #[serde(default)]
    pub related: Vec<DocumentId>,
    /// 来源
    #[serde(default)]
    pub origin: Option<Origin>,
    /// 发布日期
    #[serde(default)]
    pub published_on: Option<Date>,
    /// 复核日期
    #[serde(default)]
    pub review_on: Option<Date>,
    /// 适用期间, first day
    #[serde(default)]
    pub applies_from: Option<Date>,
    /// 适用期间, last day
    #[serde(default)]
    pub applies_until: Option<Date>,
}

impl Content for Question {
    fn common(&self) -> Common<'_> {
        Common {
            agency: Some(&self.agency),
            subjects: &self.subjects,
            date: self.published_on,
            review_on: self.review_on,
            applies: Period { from: self.applies_from, until: self.applies_until },
        }
    }

    fn cites(&self) -> Vec<ClauseCitation> {
        self.cites.clone()
    }

    fn cites_mut(&mut self) -> Vec<&mut ClauseCitation> {
        self.cites.iter_mut().collect()
    }

    fn says_the_same_as(&self, held: &Self) -> bool {
        held.short_answer == self.short_answer && held.answer == self.answer
    }

    fn own_words(&self) -> String {
        [self.short_answer.as_str(), self.answer.as_deref().unwrap_or_default()].join("\n")
    }

    fn mark(&self) -> Option<&'static str> {
        Some("问答")
    }

    fn entry(&self) -> Entry<'_> {
        let audience = self.audience.iter().map(|audience| FacetOf {
            facet: Facet::Audience,
            value: audience.as_str(),
            label: audience.label(),
        });
        let events = self.life_events.iter().map(|event| FacetOf::named(Facet::LifeEvent, event));
        let own = self.aliases.iter().chain([&self.short_answer]).chain(&self.answer).chain(&self.next_step);
        Entry {
            summary: Some(Cow::Borrowed(&self.short_answer)),
            aliases: &self.aliases,
            about: self.about.as_ref(),
            rests_on: self.cites.iter().filter(|citation| !citation.background).collect(),
            facets: audience.chain(events).collect(),
            texts: own.chain(&self.life_events).map(|text| Cow::Borrowed(text.as_str())).collect(),
            ..Entry::default()
        }
    }
}
