//! Everything published is a document with immutable revisions.

use serde::{Deserialize, Serialize};

use crate::{Body, ClauseCitation, Common, Content, DocumentId, Kind, Policy};

/// Which government speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 国家
    State,
    /// 省
    Province,
    /// 设区的市
    City,
    /// 县（市、区）
    County,
    /// 乡镇（街道）
    Township,
}

impl Level {
    /// The word a reader sees.
    pub const fn label(self) -> &'static str {
        match self {
            Self::State => "国家",
            Self::Province => "省",
            Self::City => "设区的市",
            Self::County => "县（市、区）",
            Self::Township => "乡镇（街道）",
        }
    }

    /// From the highest to the lowest.
    pub const ALL: [Self; 5] = [Self::State, Self::Province, Self::City, Self::County, Self::Township];
}

/// 公开属性. Only `proactive` ever reaches a public page, search, suggestion, feed, API, sitemap or export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Disclosure {
    /// 主动公开
    Proactive,
    /// 依申请公开
    OnRequest,
    /// 不予公开
    Withheld,
}

impl Disclosure {
    /// The word a reader sees.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Proactive => "主动公开",
            Self::OnRequest => "依申请公开",
            Self::Withheld => "不予公开",
        }
    }
}

/// Where a document came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// 信息来源
    #[serde(default)]
    pub name: Option<String>,
    /// The address it was taken from.
    #[serde(default)]
    pub url: Option<String>,
}

/// One revision of one document: what an import line or a staff form yields.
/// In JSON: the fields of `contracts.md`, flat, with `kind` telling the body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// The id in addresses.
    pub id: DocumentId,
    /// 标题 (an agency's title is its name).
    pub title: String,
    /// 公开属性. Where a source does not say it, whoever imports decides (`documents::ReadOptions::default_disclosure`).
    pub disclosure: Disclosure,
    /// 演示: invented content, labelled wherever it is shown.
    #[serde(default)]
    pub demo: bool,
    /// What is particular to its kind.
    #[serde(flatten)]
    pub body: Body,
    /// Keys of the source that the contract does not know, kept as they came.
    #[serde(default, skip_serializing_if = "serde_json::Map::is_empty")]
    pub extra: serde_json::Map<String, serde_json::Value>,
}

impl Document {
    /// The kind of the body.
    pub const fn kind(&self) -> Kind {
        self.body.kind()
    }

    /// The address of the document's page.
    pub fn url(&self) -> String {
        self.kind().url(&self.id)
    }

    /// What it answers about itself, whatever its kind.
    pub fn content(&self) -> &dyn Content {
        self.body.content()
    }

    /// What documents of all kinds may have.
    pub fn common(&self) -> Common<'_> {
        self.content().common()
    }

    /// The policy, when it is one.
    pub fn as_policy(&self) -> Option<&Policy> {
        match &self.body {
            Body::Policy(policy) => Some(policy),
            _ => None,
        }
    }

    /// Whether the public may see it at all.
    pub fn is_public(&self) -> bool {
        self.disclosure == Disclosure::Proactive
    }

    /// The clauses that it explains; empty for what explains nothing.
    pub fn cites(&self) -> Vec<ClauseCitation> {
        self.content().cites()
    }

    /// The policy that it explains first of all.
    pub fn explains(&self) -> Option<DocumentId> {
        self.content().explains()
    }
}
