//! 政策文件: the official text and its facts.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Common, Content, Entry, FacetOf, Facts, Nature, Title};
use crate::{Clause, Date, DocumentId, DocumentNumber, Edge, Level, Source, Validity, ValidityFacts, search::Facet};

/// What is the same of every policy.
pub const FACTS: Facts = Facts {
    word: "policy",
    label: "政策",
    path: "/policies",
    nature: Nature::Rule,
    is_listed: true,
    title: Title::TITLE,
    summary_answers: false,
    has_files: false,
    kept_back: &[],
};

/// A file that goes with a policy; kept as facts, the bytes are media.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// 名称
    pub name: String,
    /// Where it was found.
    #[serde(default)]
    pub url: Option<String>,
    /// In bytes.
    #[serde(default)]
    pub size_bytes: Option<u64>,
}

/// A policy document as imported (`contracts.md`, Documents; field list in `domain.md` Appendix A).
/// What is missing is unknown, never invented.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// 发文字号
    #[serde(default)]
    pub document_number: Option<DocumentNumber>,
    /// 发文机关
    #[serde(default)]
    pub issuer: Option<DocumentId>,
    /// 层级
    #[serde(default)]
    pub level: Option<Level>,
    /// 体裁: 通知, 办法, 意见 …
    #[serde(default)]
    pub genre: Option<String>,
    /// 索引号
    #[serde(default)]
    pub index_number: Option<String>,
    /// 成文日期
    #[serde(default)]
    pub written_on: Option<Date>,
    /// 公布日期
    #[serde(default)]
    pub published_on: Option<Date>,
    /// 施行日期
    #[serde(default)]
    pub effective_on: Option<Date>,
    /// 有效期的最后一天
    #[serde(default)]
    pub expires_on: Option<Date>,
    /// What the source says of its validity; used only where nothing else is known.
    #[serde(default)]
    pub validity: Option<Validity>,
    /// 是否行政规范性文件
    #[serde(default)]
    pub normative: Option<bool>,
    /// 主题分类, by name
    #[serde(default)]
    pub subjects: Vec<String>,
    /// 主题词
    #[serde(default)]
    pub keywords: Vec<String>,
    /// 内容概述
    #[serde(default)]
    pub summary: Option<String>,
    /// The official text, byte-exact, lines ended by `\n`.
    pub body: String,
    /// The body cut into clauses; derived from `body`.
    #[serde(default)]
    pub clauses: Vec<Clause>,
    /// Relations to other documents, declared by the source.
    #[serde(default)]
    pub edges: Vec<Edge>,
    /// 附件
    #[serde(default)]
    pub attachments: Vec<Attachment>,
    /// 信息来源
    #[serde(default)]
    pub source: Option<Source>,
    /// Spots that a person must repair: where the text was damaged beyond rule.
    #[serde(default)]
    pub unresolved: Vec<UnresolvedSpot>,
}

/// A damaged spot in a cleaned text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnresolvedSpot {
    /// The words as they stand, with a little around them.
    pub text: String,
    /// The line, from 1.
    pub line: usize,
    /// Why no rule repairs it.
    pub reason: String,
}

impl Policy {
    /// What the policy itself says of the time it is in force.
    pub fn validity_facts(&self) -> ValidityFacts {
        ValidityFacts {
            effective_on: self.effective_on,
            expires_on: self.expires_on,
            declared: self.validity,
            ..ValidityFacts::default()
        }
    }

    /// The day by which lists are ordered: published, else written, else effective.
    pub fn date(&self) -> Option<Date> {
        self.published_on.or(self.written_on).or(self.effective_on)
    }
}

impl Content for Policy {
    fn common(&self) -> Common<'_> {
        Common { agency: self.issuer.as_ref(), subjects: &self.subjects, date: self.date(), ..Common::default() }
    }

    fn entry(&self) -> Entry<'_> {
        Entry {
            number: self.document_number.as_ref(),
            level: self.level,
            facets: self.genre.iter().map(|genre| FacetOf::named(Facet::Genre, genre)).collect(),
            summary: self.summary.as_deref().map(Cow::Borrowed),
            clauses: &self.clauses,
            texts: if self.clauses.is_empty() { vec![Cow::Borrowed(&self.body)] } else { Vec::new() },
            ..Entry::default()
        }
    }
}
