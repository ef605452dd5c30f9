//! Everything published is a document with immutable revisions.

use serde::{Deserialize, Serialize};

use crate::{
    Agency, ClauseCitation, Date, DocumentId, FigureSheet, Interpretation, Media, Policy, Question, Response,
    staleness::Period,
};

/// The kinds of document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 政策
    Policy,
    /// 问答
    Question,
    /// 解读
    Interpretation,
    /// 图表
    Figure,
    /// 音频视频
    Media,
    /// 回应
    Response,
    /// 机构
    Agency,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 7] =
        [Self::Policy, Self::Question, Self::Interpretation, Self::Figure, Self::Media, Self::Response, Self::Agency];

    /// Those whose list is searched, filtered and subscribed to.
    pub const LISTED: [Self; 6] =
        [Self::Policy, Self::Question, Self::Interpretation, Self::Figure, Self::Media, Self::Response];

    /// The word of the contract.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Policy => "policy",
            Self::Question => "question",
            Self::Interpretation => "interpretation",
            Self::Figure => "figure",
            Self::Media => "media",
            Self::Response => "response",
            Self::Agency => "agency",
        }
    }

    /// Reads the word of the contract.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// The word a reader sees.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Policy => "政策",
            Self::Question => "问答",
            Self::Interpretation => "解读",
            Self::Figure => "图表",
            Self::Media => "音视频",
            Self::Response => "回应",
            Self::Agency => "机构",
        }
    }

    /// The list page, and the first segment of every page of this kind.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Policy => "/policies",
            Self::Question => "/questions",
            Self::Interpretation => "/interpretations",
            Self::Figure => "/figures",
            Self::Media => "/media",
            Self::Response => "/responses",
            Self::Agency => "/agencies",
        }
    }

    /// The address of one document's page.
    pub fn url(self, id: &DocumentId) -> String {
        format!("{}/{id}", self.path())
    }
}

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

/// The content that is particular to a kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Body {
    /// 政策文件 (boxed: it is by far the largest)
    Policy(Box<Policy>),
    /// 简明问答
    Question(Question),
    /// 解读
    Interpretation(Interpretation),
    /// 图表
    Figure(FigureSheet),
    /// 音频、视频、图片
    Media(Media),
    /// 回应
    Response(Response),
    /// 机关
    Agency(Agency),
}

/// One revision of one document: what an import line or a staff form yields.
/// In JSON: the fields of `contracts.md`, flat, with `kind` telling the body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// The id in addresses.
    pub id: DocumentId,
    /// 标题 (an agency's title is its name).
    pub title: String,
    /// 公开属性; a source that says nothing means `proactive` is unknown, and the importer decides.
    pub disclosure: Disclosure,
    /// 演示: invented content, labelled wherever it is shown.
    #[serde(default)]
    pub demo: bool,
    /// The rest.
    #[serde(flatten)]
    pub body: Body,
    /// Keys of the source that the contract does not know, kept as they came.
    #[serde(default, skip_serializing_if = "serde_json::Map::is_empty")]
    pub extra: serde_json::Map<String, serde_json::Value>,
}

impl Document {
    /// The kind of the body.
    pub const fn kind(&self) -> Kind {
        match self.body {
            Body::Policy(_) => Kind::Policy,
            Body::Question(_) => Kind::Question,
            Body::Interpretation(_) => Kind::Interpretation,
            Body::Figure(_) => Kind::Figure,
            Body::Media(_) => Kind::Media,
            Body::Response(_) => Kind::Response,
            Body::Agency(_) => Kind::Agency,
        }
    }

    /// The address of the document's page.
    pub fn url(&self) -> String {
        self.kind().url(&self.id)
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

    /// The day by which lists are ordered.
    pub fn date(&self) -> Option<Date> {
        match &self.body {
            Body::Policy(policy) => policy.date(),
            Body::Question(question) => question.published_on,
            Body::Interpretation(interpretation) => interpretation.published_on.or(interpretation.held_on),
            Body::Figure(figure) => figure.published_on,
            Body::Media(media) => media.published_on,
            Body::Response(response) => response.published_on,
            Body::Agency(_) => None,
        }
    }

    /// The clauses that it explains; empty for what explains nothing.
    pub fn cites(&self) -> Vec<ClauseCitation> {
        match &self.body {
            Body::Question(question) => question.cites.clone(),
            Body::Interpretation(interpretation) => interpretation.cites(),
            Body::Figure(figure) => figure.cites.clone(),
            Body::Media(media) => media.cites.clone(),
            Body::Response(response) => response.cites.clone(),
            Body::Policy(_) | Body::Agency(_) => Vec::new(),
        }
    }

    /// Every citation in it, to have its revision filled in.
    pub fn cites_mut(&mut self) -> Vec<&mut ClauseCitation> {
        match &mut self.body {
            Body::Question(question) => question.cites.iter_mut().collect(),
            Body::Figure(figure) => figure.cites.iter_mut().collect(),
            Body::Media(media) => media.cites.iter_mut().collect(),
            Body::Response(response) => response.cites.iter_mut().collect(),
            Body::Interpretation(interpretation) => {
                let of_texts = interpretation.materials.iter_mut().flat_map(|material| match material {
                    crate::explanation::Material::Text { cites, .. } => cites.as_mut_slice(),
                    _ => &mut [],
                });
                of_texts.chain(interpretation.exchanges.iter_mut().flat_map(|exchange| &mut exchange.cites)).collect()
            }
            Body::Policy(_) | Body::Agency(_) => Vec::new(),
        }
    }

    /// The period in which an explanation applies, whatever it rests on.
    pub fn applies(&self) -> Period {
        match &self.body {
            Body::Question(question) => Period { from: question.applies_from, until: question.applies_until },
            Body::Response(response) => Period { from: None, until: response.valid_until },
            _ => Period::default(),
        }
    }

    /// The policy that it explains first of all.
    pub fn explains(&self) -> Option<DocumentId> {
        match &self.body {
            Body::Interpretation(interpretation) => Some(interpretation.policy.clone()),
            _ => self.cites().into_iter().find(|citation| !citation.background).map(|citation| citation.policy),
        }
    }

    /// The day by which an explanation is to be looked at again.
    pub fn review_on(&self) -> Option<Date> {
        match &self.body {
            Body::Question(question) => question.review_on,
            Body::Interpretation(interpretation) => interpretation.review_on,
            Body::Media(media) => media.review_on,
            _ => None,
        }
    }

    /// Its subjects.
    pub fn subjects(&self) -> &[String] {
        match &self.body {
            Body::Policy(policy) => &policy.subjects,
            Body::Question(question) => &question.subjects,
            Body::Interpretation(interpretation) => &interpretation.subjects,
            Body::Figure(figure) => &figure.subjects,
            Body::Media(media) => &media.subjects,
            Body::Response(response) => &response.subjects,
            Body::Agency(_) => &[],
        }
    }

    /// Whoever issued or answers for it.
    pub fn agency(&self) -> Option<&DocumentId> {
        match &self.body {
            Body::Policy(policy) => policy.issuer.as_ref(),
            Body::Question(question) => Some(&question.agency),
            Body::Interpretation(interpretation) => Some(&interpretation.author),
            Body::Figure(figure) => figure.agency.as_ref(),
            Body::Media(media) => media.agency.as_ref(),
            Body::Response(response) => Some(&response.agency),
            Body::Agency(_) => None,
        }
    }
}
