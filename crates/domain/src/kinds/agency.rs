//! 机关: whoever issues, explains and answers.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Common, Content, Entry, Facts, Nature, Title};
use crate::{DocumentId, Level};

/// What is the same of every agency.
pub const FACTS: Facts = Facts {
    word: "agency",
    label: "机构",
    path: "/agencies",
    nature: Nature::Actor,
    is_listed: false,
    title: Title { key: "name", missing: "缺少 name（机构名称）", is_quoted: false },
    summary_answers: false,
    has_files: false,
    kept_back: &[],
};

/// An agency as R3 of the disclosure regulation wants it known (条例 art 12; `domain.md` Appendix A).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agency {
    /// 机构名称
    pub name: String,
    /// 简称
    #[serde(default)]
    pub short_name: Option<String>,
    /// `government`, `department`, `township`, `street`, `zone`, `institution`.
    #[serde(default, rename = "type")]
    pub agency_type: Option<String>,
    /// Which level of government.
    #[serde(default)]
    pub level: Option<Level>,
    /// The agency above.
    #[serde(default)]
    pub parent: Option<DocumentId>,
    /// 主要职责
    #[serde(default)]
    pub duties: Option<String>,
    /// 办公地址
    #[serde(default)]
    pub address: Option<String>,
    /// 办公时间
    #[serde(default)]
    pub office_hours: Option<String>,
    /// 电话
    #[serde(default)]
    pub phone: Option<String>,
    /// 传真
    #[serde(default)]
    pub fax: Option<String>,
    /// 互联网联系方式
    #[serde(default)]
    pub email: Option<String>,
    /// 分管负责同志（职务）, S6.1
    #[serde(default)]
    pub officer_role: Option<String>,
}

impl Agency {
    /// An agency of which only the name is known, made when a document names an unknown issuer.
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            short_name: None,
            agency_type: None,
            level: None,
            parent: None,
            duties: None,
            address: None,
            office_hours: None,
            phone: None,
            fax: None,
            email: None,
            officer_role: None,
        }
    }
}

impl Content for Agency {
    fn common(&self) -> Common<'_> {
        Common::default()
    }

    fn short_name(&self) -> Option<&str> {
        self.short_name.as_deref()
    }

    fn entry(&self) -> Entry<'_> {
        let parts = [&self.short_name, &self.duties, &self.address, &self.office_hours, &self.phone];
        let text = parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join("\n");
        Entry { summary: self.duties.as_deref().map(Cow::Borrowed), texts: vec![Cow::Owned(text)], ..Entry::default() }
    }
}
