//! 解读: whoever drafts a policy explains it (谁起草、谁解读), also the record of a press conference.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Common, Content, Entry, FacetOf, Facts, Nature, Title};
use crate::{ClauseCitation, Date, DocumentId, search::Facet};

/// What is the same of every interpretation.
pub const FACTS: Facts = Facts {
    word: "interpretation",
    label: "解读",
    path: "/interpretations",
    nature: Nature::Explanation,
    is_listed: true,
    title: Title::TITLE,
    summary_answers: false,
    has_files: false,
    kept_back: &["plan"],
};

/// The longest gist of an interpretation, in characters.
pub const MAX_GIST: usize = 80;

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
        /// The id of its document.
        id: DocumentId,
    },
    /// A figure of its own page.
    Figure {
        /// The id of its document.
        id: DocumentId,
    },
    /// A recording or picture of its own page.
    Media {
        /// The id of its document.
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

impl Content for Interpretation {
    fn common(&self) -> Common<'_> {
        Common {
            agency: Some(&self.author),
            subjects: &self.subjects,
            date: self.published_on.or(self.held_on),
            review_on: self.review_on,
            ..Common::default()
        }
    }

    fn cites(&self) -> Vec<ClauseCitation> {
        self.cites()
    }

    fn cites_mut(&mut self) -> Vec<&mut ClauseCitation> {
        let of_texts = self.materials.iter_mut().flat_map(|material| match material {
            Material::Text { cites, .. } => cites.as_mut_slice(),
            _ => &mut [],
        });
        of_texts.chain(self.exchanges.iter_mut().flat_map(|exchange| &mut exchange.cites)).collect()
    }

    fn explains(&self) -> Option<DocumentId> {
        Some(self.policy.clone())
    }

    fn whole_policy(&mut self) -> Option<(&DocumentId, &mut Option<u32>)> {
        Some((&self.policy, &mut self.policy_revision))
    }

    fn made_of(&self) -> Vec<&DocumentId> {
        let materials = self.materials.iter();
        materials
            .filter_map(|material| match material {
                Material::Question { id } | Material::Figure { id } | Material::Media { id } => Some(id),
                Material::Text { .. } => None,
            })
            .collect()
    }

    fn says_the_same_as(&self, held: &Self) -> bool {
        held.gist == self.gist && held.key_facts == self.key_facts && held.texts() == self.texts()
    }

    fn own_words(&self) -> String {
        self.texts().join("\n")
    }

    fn missing(&self) -> Vec<&'static str> {
        if self.form.is_meeting() { Vec::new() } else { self.key_facts.missing() }
    }

    fn mark(&self) -> Option<&'static str> {
        Some("解读")
    }

    /// What it says itself; its questions and figures are found by themselves.
    fn entry(&self) -> Entry<'_> {
        let facts: Vec<String> =
            self.key_facts.rows().into_iter().map(|(label, fact)| format!("{label}：{fact}")).collect();
        let sections = self.materials.iter().flat_map(|material| match material {
            Material::Text { heading, body, .. } => [heading.as_deref(), Some(body.as_str())],
            _ => [None, None],
        });
        let exchanges = self.exchanges.iter().flat_map(|exchange| [&exchange.question, &exchange.answer]);
        let mut texts = vec![Cow::Borrowed(self.gist.as_str()), Cow::Owned(facts.join("\n"))];
        texts.extend(sections.flatten().chain(exchanges.map(String::as_str)).map(Cow::Borrowed));
        texts.retain(|text| !text.trim().is_empty());
        let facets = vec![FacetOf::named(Facet::Genre, self.form.label())];
        Entry { facets, summary: Some(Cow::Borrowed(&self.gist)), texts, ..Entry::default() }
    }
}
