//! The vocabulary of search: what is asked and what is answered. Serialised, it is the JSON of `/api/v1/search`.

mod facets;

use serde::{Deserialize, Serialize};

pub use facets::{Facet, FacetValue, Facets, Filters};

use crate::{Date, DocumentId, Kind, Validity, response::Verdict};

/// The order of a result list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// 最相关 (with an empty query: newest)
    #[default]
    Relevance,
    /// 最新
    Newest,
    /// 最早
    Oldest,
}

impl Sort {
    /// Every order.
    pub const ALL: [Self; 3] = [Self::Relevance, Self::Newest, Self::Oldest];

    /// The word of the contract.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Relevance => "relevance",
            Self::Newest => "newest",
            Self::Oldest => "oldest",
        }
    }

    /// Reads the word of the contract.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.as_str() == text)
    }

    /// The word a reader sees.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Relevance => "最相关",
            Self::Newest => "最新",
            Self::Oldest => "最早",
        }
    }
}

/// A page of results is asked for with this.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SearchRequest {
    /// What the reader typed, as typed; empty lists everything.
    pub query: String,
    /// What the results are narrowed to.
    pub filters: Filters,
    /// The order.
    pub sort: Sort,
    /// Which page of the results, from 1.
    pub page: u32,
    /// Results on a page.
    pub per_page: u32,
    /// The day on which validity is asked.
    pub today: Date,
    /// `true`: take the query literally, without the synonym table.
    pub literal: bool,
}

/// “已按『最低生活保障』一并查找”.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnderstoodAs {
    /// The words of the query.
    pub from: String,
    /// What was searched too, or instead.
    pub to: String,
    /// Why: `synonym`, `pinyin`, `typo`, `traditional`, `document_number`.
    pub why: String,
}

/// A run of a snippet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnippetRun {
    /// The words.
    pub text: String,
    /// Whether they match the query.
    pub hit: bool,
}

/// The clause at which a hit opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HitClause {
    /// Its label, `第五条`.
    pub label: String,
    /// The address with its anchor.
    pub url: String,
}

/// One result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// The kind of document.
    pub kind: Kind,
    /// Its id.
    pub id: DocumentId,
    /// Its title.
    pub title: String,
    /// The address of its page.
    pub url: String,
    /// The day of publication, or the nearest known.
    pub date: Option<Date>,
    /// The name of the issuing agency.
    pub agency: Option<String>,
    /// The state on the day of asking.
    pub validity: Option<Validity>,
    /// Since which day it is in that state, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validity_since: Option<Date>,
    /// 发文字号
    pub document_number: Option<String>,
    /// About two lines around the best match, or the summary, of a question or response its short answer; “…” where something is left out.
    pub snippet: Vec<SnippetRun>,
    /// Where the snippet stands.
    pub clause: Option<HitClause>,
    /// 演示
    #[serde(default)]
    pub demo: bool,
    /// 判断, of a claim (`response`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// Why an explanation no longer stands.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub causes: Vec<HitCause>,
}

/// Why an explanation no longer stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HitCause {
    /// A Chinese sentence.
    pub text: String,
    /// What changed it, or is to be read instead.
    pub by: Option<HitLink>,
}

/// A title with its address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HitLink {
    /// 《title》
    pub title: String,
    /// The address of its page.
    pub url: Option<String>,
}

/// The clause that proves an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerClause {
    /// The policy's id.
    pub policy: DocumentId,
    /// 《its title》
    pub title: String,
    /// The clause's id.
    pub clause: String,
    /// Its label.
    pub label: String,
    /// Its text.
    pub text: String,
    /// Its address.
    pub url: String,
    /// 发文字号
    pub document_number: Option<String>,
    /// The state of the policy on the day of asking, as its own page says it; `None` where nothing is known.
    pub validity: Option<Validity>,
}

/// The answer card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The authored question.
    pub question: String,
    /// At most 60 characters.
    pub short_answer: String,
    /// The question's page.
    pub url: String,
    /// The clause that proves it.
    pub clause: AnswerClause,
    /// Who is responsible.
    pub agency: Option<String>,
    /// Whom to call.
    pub phone: Option<String>,
    /// What used to be the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced: Option<ReplacedAnswer>,
    /// What will be the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coming: Option<ComingAnswer>,
}

/// An answer that no longer holds, shown struck out beside the one that does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplacedAnswer {
    /// At most 60 characters.
    pub short_answer: String,
    /// Its question's page.
    pub url: String,
    /// The last day on which it held, where known.
    pub until: Option<Date>,
}

/// An answer that does not hold yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComingAnswer {
    /// At most 60 characters.
    pub short_answer: String,
    /// Its question's page.
    pub url: String,
    /// The first day on which it holds.
    pub from: Date,
}

/// What the index decided about a question in words, by id; whoever holds the store makes the answer of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Decided {
    /// The authored question that answers, only when sure.
    pub card: Option<DocumentId>,
    /// A question that answered the same before its policy changed.
    pub before: Option<DocumentId>,
    /// A question that will answer once its policy is in force.
    pub coming: Option<DocumentId>,
    /// Questions worth offering, best first, at most three.
    pub similar: Vec<DocumentId>,
    /// A clause that answers where no authored question does.
    pub passage: Option<PassagePlace>,
    /// Who may know, where nothing fits.
    pub gap: Option<GapHint>,
}

/// A clause of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassagePlace {
    /// The policy.
    pub policy: DocumentId,
    /// The clause's id.
    pub clause: String,
}

/// Who may know where the portal holds nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GapHint {
    /// The agency whose duties and subjects are nearest.
    pub agency: Option<DocumentId>,
    /// The nearest subjects, by name.
    pub subjects: Vec<String>,
    /// The matter that the query is about, as governments call it, where that is clear.
    pub matter: Option<String>,
    /// It is no matter of a government: 天气, 菜谱.
    pub is_private: bool,
    /// What to do all the same, in Chinese: 急病请打 120.
    pub advice: Option<String>,
}

/// A question offered as “您是不是想问”.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SimilarQuestion {
    /// Its id.
    pub id: DocumentId,
    /// The authored question.
    pub question: String,
    /// At most 60 characters.
    pub short_answer: String,
    /// Its page.
    pub url: String,
    /// Where it does not hold yet: from which day it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
}

/// “还没有写到这件事”: nothing on the portal fits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// The department that probably answers.
    pub agency: Option<String>,
    /// Its page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency_url: Option<String>,
    /// Whom to call: the department's number, else 12345.
    pub phone: Option<String>,
    /// The nearest subjects.
    pub subjects: Vec<GapSubject>,
    /// The matter that was asked about, as governments call it, where that is clear.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matter: Option<String>,
    /// What was asked is no matter of a government: 天气, 菜谱.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_private: bool,
    /// What to do all the same, in Chinese: 急病请打 120.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
}

/// A subject that is near, for the filter of lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GapSubject {
    /// The value for the address.
    pub value: String,
    /// The word a reader sees.
    pub label: String,
}

/// A page of results.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SearchResults {
    /// The query as typed.
    pub query: String,
    /// What else was searched.
    pub understood_as: Vec<UnderstoodAs>,
    /// What the index decided; whoever holds the store makes [`Self::answer`] and the rest of it.
    #[serde(skip)]
    pub decided: Decided,
    /// The answer, only when sure.
    pub answer: Option<Answer>,
    /// Questions offered when no card is sure.
    #[serde(default)]
    pub similar: Vec<SimilarQuestion>,
    /// Where to turn, when nothing fits.
    #[serde(default)]
    pub gap: Option<Gap>,
    /// A clause in its own words that answers where no authored question does.
    #[serde(default)]
    pub passage: Option<AnswerClause>,
    /// How many results there are on all pages.
    pub total: u64,
    /// The results of this page.
    pub hits: Vec<Hit>,
    /// How many of all results have which value of a facet.
    pub facets: Facets,
    /// Which page of the results, from 1.
    pub page: u32,
    /// Results on a page.
    pub per_page: u32,
    /// Milliseconds spent.
    pub took_ms: f64,
}

/// One line of the type-ahead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// The words to show.
    pub text: String,
    /// The kind of what it leads to.
    pub kind: Kind,
    /// Where it leads.
    pub url: String,
}

/// The answer of `/api/v1/suggest`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Suggestions {
    /// At most ten, best first.
    pub suggestions: Vec<Suggestion>,
}
