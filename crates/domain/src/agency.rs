//! 机关: whoever issues, explains and answers.

use serde::{Deserialize, Serialize};

use crate::{DocumentId, Level};

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
