//! What explains a policy: 简明问答, 图表图解, 解读, 回应. Each is bound to the clauses it explains.

use serde::{Deserialize, Serialize};

use crate::{ClauseId, Date, DocumentId, Figure};

/// The longest 一句话答案, in characters (`domain.md` Appendix A, QA).
pub const MAX_SHORT_ANSWER: usize = 60;
/// The longest gist of an interpretation, in characters.
pub const MAX_GIST: usize = 80;

/// A clause that an explanation rests on.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ClauseCitation {
    /// The policy.
    pub policy: DocumentId,
    /// The revision whose text was explained; filled in when the explanation is saved.
    #[serde(default)]
    pub revision: Option<u32>,
    /// The clause in that revision; `None` means the policy as a whole.
    #[serde(default)]
    pub clause: Option<ClauseId>,
    /// 作对比用: cited for what that revision said, as the “before” of a comparison. The explanation stands whatever became of it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub background: bool,
}

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
    /// 一句话答案, at most [`MAX_SHORT_ANSWER`] characters.
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

/// A figure with what it rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FigureSheet {
    /// What is drawn.
    #[serde(flatten)]
    pub figure: Figure,
    /// The clauses that the numbers come from; at least one.
    pub cites: Vec<ClauseCitation>,
    /// 责任单位
    #[serde(default)]
    pub agency: Option<DocumentId>,
    /// 主题
    #[serde(default)]
    pub subjects: Vec<String>,
    /// 发布日期
    #[serde(default)]
    pub published_on: Option<Date>,
}

/// The form of an interpretation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InterpretationForm {
    /// 解读
    #[default]
    Article,
    /// 新闻发布会
    PressConference,
    /// 吹风会
    Briefing,
}

impl InterpretationForm {
    /// Every form.
    pub const ALL: [Self; 3] = [Self::Article, Self::PressConference, Self::Briefing];

    /// The word a reader sees.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Article => "解读",
            Self::PressConference => "新闻发布会",
            Self::Briefing => "政策吹风会",
        }
    }

    /// Whether people met: date, place, speakers and exchanges are then known.
    pub const fn is_meeting(self) -> bool {
        !matches!(self, Self::Article)
    }
}

/// 谁/多少/何时/去哪/带什么/找谁, each one sentence.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct KeyFacts {
    /// 谁
    pub who: Option<String>,
    /// 多少
    pub how_much: Option<String>,
    /// 何时
    pub when: Option<String>,
    /// 去哪
    pub r#where: Option<String>,
    /// 带什么
    pub bring: Option<String>,
    /// 找谁
    pub contact: Option<String>,
}

impl KeyFacts {
    /// The words of those that are missing, in the order of reading.
    pub fn missing(&self) -> Vec<&'static str> {
        let present = self.rows();
        ["谁能办", "多少", "什么时候", "去哪里", "带什么", "找谁"]
            .into_iter()
            .filter(|label| !present.iter().any(|(known, _)| known == label))
            .collect()
    }

    /// The six in the order of reading, with the words a reader sees; those that are missing left out.
    pub fn rows(&self) -> Vec<(&'static str, &str)> {
        [
            ("谁能办", &self.who),
            ("多少", &self.how_much),
            ("什么时候", &self.when),
            ("去哪里", &self.r#where),
            ("带什么", &self.bring),
            ("找谁", &self.contact),
        ]
        .into_iter()
        .filter_map(|(label, fact)| Some((label, fact.as_deref()?)))
        .collect()
    }
}

/// One piece of an interpretation, in reading order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Material {
    /// A section of text.
    Text {
        /// Its heading.
        #[serde(default)]
        heading: Option<String>,
        /// Markdown.
        body: String,
        /// The clauses it explains.
        #[serde(default)]
        cites: Vec<ClauseCitation>,
    },
    /// A question of its own page.
    Question {
        /// Which.
        id: DocumentId,
    },
    /// A figure of its own page.
    Figure {
        /// Which.
        id: DocumentId,
    },
    /// A recording or picture of its own page.
    Media {
        /// Which.
        id: DocumentId,
    },
}

/// 解读方案
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Plan {
    /// 对象
    pub audience: Option<String>,
    /// 渠道
    pub channels: Vec<String>,
    /// 形式
    pub forms: Vec<String>,
    /// 时间
    pub due_on: Option<Date>,
    /// 责任人
    pub responsible: Option<String>,
}

/// Who spoke at a press conference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Speaker {
    /// The office.
    pub office: String,
    /// 职务
    #[serde(default)]
    pub role: Option<String>,
}

/// One question and its answer at a press conference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    /// Who asked.
    #[serde(default)]
    pub from: Option<String>,
    /// The question.
    pub question: String,
    /// The office that answered.
    #[serde(default)]
    pub by: Option<String>,
    /// Markdown.
    pub answer: String,
    /// The clauses it explains.
    #[serde(default)]
    pub cites: Vec<ClauseCitation>,
}

/// 解读: whoever drafts explains (谁起草、谁解读, S5.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interpretation {
    /// 形式
    #[serde(default)]
    pub form: InterpretationForm,
    /// The policy that it explains.
    pub policy: DocumentId,
    /// The revision that it was written for; filled in when it is saved.
    #[serde(default)]
    pub policy_revision: Option<u32>,
    /// 一句话, at most [`MAX_GIST`] characters.
    pub gist: String,
    /// 谁/多少/何时/去哪/带什么/找谁
    #[serde(default)]
    pub key_facts: KeyFacts,
    /// In reading order; at least one, or an exchange.
    #[serde(default)]
    pub materials: Vec<Material>,
    /// 解读方案
    #[serde(default)]
    pub plan: Option<Plan>,
    /// 起草部门
    pub author: DocumentId,
    /// 主题
    #[serde(default)]
    pub subjects: Vec<String>,
    /// 发布日期
    #[serde(default)]
    pub published_on: Option<Date>,
    /// 复核日期
    #[serde(default)]
    pub review_on: Option<Date>,
    /// 举行日期
    #[serde(default)]
    pub held_on: Option<Date>,
    /// 地点
    #[serde(default)]
    pub place: Option<String>,
    /// 出席单位
    #[serde(default)]
    pub speakers: Vec<Speaker>,
    /// 问答实录
    #[serde(default)]
    pub exchanges: Vec<Exchange>,
}

impl Interpretation {
    /// Its own words, as Markdown: sections and answers in reading order.
    pub fn texts(&self) -> Vec<&str> {
        let sections = self
            .materials
            .iter()
            .filter_map(|material| if let Material::Text { body, .. } = material { Some(body.as_str()) } else { None });
        sections.chain(self.exchanges.iter().map(|exchange| exchange.answer.as_str())).collect()
    }

    /// Every clause that its own words rest on, and the policy itself.
    pub fn cites(&self) -> Vec<ClauseCitation> {
        let of_texts = self.materials.iter().flat_map(|material| match material {
            Material::Text { cites, .. } => cites.as_slice(),
            Material::Question { .. } | Material::Figure { .. } | Material::Media { .. } => &[],
        });
        let mut cites: Vec<ClauseCitation> =
            of_texts.chain(self.exchanges.iter().flat_map(|exchange| &exchange.cites)).cloned().collect();
        cites.push(ClauseCitation {
            policy: self.policy.clone(),
            revision: self.policy_revision,
            clause: None,
            background: false,
        });
        cites.sort();
        cites.dedup();
        cites
    }
}

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
    /// At most [`MAX_SHORT_ANSWER`] characters.
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
