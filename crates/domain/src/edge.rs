//! Typed relations between documents.

use serde::{Deserialize, Serialize};

use crate::{Date, DocumentId, DocumentNumber};

/// What one document does to another (`contracts.md`, `edges.type`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EdgeType {
    /// 依据
    BasedOn,
    /// 落实
    Implements,
    /// 转发
    Forwards,
    /// 修订
    Amends,
    /// 部分废止
    PartlyRepeals,
    /// 废止
    Repeals,
    /// 代替
    Replaces,
    /// 解释
    Interprets,
    /// 配套
    Supports,
    /// 引用
    Cites,
    /// 试点
    Pilots,
}

impl EdgeType {
    /// Every type, in the order of the contract.
    pub const ALL: [Self; 11] = [
        Self::BasedOn,
        Self::Implements,
        Self::Forwards,
        Self::Amends,
        Self::PartlyRepeals,
        Self::Repeals,
        Self::Replaces,
        Self::Interprets,
        Self::Supports,
        Self::Cites,
        Self::Pilots,
    ];

    /// The word a reader of the *source* document sees before the target.
    pub const fn label(self) -> &'static str {
        match self {
            Self::BasedOn => "依据",
            Self::Implements => "落实",
            Self::Forwards => "转发",
            Self::Amends => "修改",
            Self::PartlyRepeals => "部分废止",
            Self::Repeals => "废止",
            Self::Replaces => "代替",
            Self::Interprets => "解释",
            Self::Supports => "配套",
            Self::Cites => "引用",
            Self::Pilots => "试点",
        }
    }

    /// The word a reader of the *target* document sees before the source.
    pub const fn inverse_label(self) -> &'static str {
        match self {
            Self::BasedOn => "据此制定",
            Self::Implements => "由此落实",
            Self::Forwards => "转发本文件",
            Self::Amends => "修改本文件",
            Self::PartlyRepeals => "部分废止本文件",
            Self::Repeals => "废止本文件",
            Self::Replaces => "代替本文件",
            Self::Interprets => "解释本文件",
            Self::Supports => "配套文件",
            Self::Cites => "引用本文件",
            Self::Pilots => "试点本文件",
        }
    }

    /// Whether an edge of this type changes the validity of its target.
    pub const fn changes_validity(self) -> bool {
        matches!(self, Self::Amends | Self::PartlyRepeals | Self::Repeals | Self::Replaces)
    }
}

/// One relation. The target is a document that is held (`to`), or only named by title and number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edge {
    /// What the source does to the target.
    #[serde(rename = "type")]
    pub edge_type: EdgeType,
    /// The target, when its id is known.
    #[serde(default)]
    pub to: Option<DocumentId>,
    /// The target's title, as the source writes it.
    #[serde(default)]
    pub title: Option<String>,
    /// The target's number.
    #[serde(default)]
    pub document_number: Option<DocumentNumber>,
    /// The clause of the target that is meant; `None` means the whole document.
    #[serde(default)]
    pub clause: Option<String>,
    /// The day the relation takes effect; `None` means the source's own effective day.
    #[serde(default)]
    pub on: Option<Date>,
}
