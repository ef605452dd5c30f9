//! What pages show of questions, figures, interpretations and responses.

use std::sync::Arc;

use domain::{
    ClauseId, Date, DocumentId, Media, Question, Response, Validity,
    explanation::{InterpretationForm, KeyFacts, Speaker},
    reading::TextSize,
    search::{HitCause, HitLink},
};

use super::Linked;

/// A clause that an explanation rests on, as it stands today.
#[derive(Debug, Clone)]
pub struct CitedClause {
    /// 《policy》 and its address.
    pub policy: Linked,
    /// 发文字号
    pub document_number: Option<String>,
    /// Its id today; `None` when it is gone or the policy as a whole is meant.
    pub id: Option<ClauseId>,
    /// `第五条　补贴标准`; empty when the policy as a whole is meant.
    pub name: String,
    /// Its words today, paragraph by paragraph; empty when the policy as a whole is meant or the clause is gone.
    pub paragraphs: Vec<String>,
    /// Where it stands now.
    pub url: Option<String>,
    /// The state of the policy today, as its own page says it; `None` where nothing is known, and of what it said once.
    pub validity: Option<Validity>,
    /// Why the explanation no longer rests on it; empty when it does.
    pub causes: Vec<CauseLine>,
    /// 作对比用: shown in the words of the revision that is cited, for what it said then.
    pub background: bool,
    /// The words that the explanation was written for stand before it, for comparison.
    pub was_reworded: bool,
}

impl CitedClause {
    /// What leads to it below its words.
    pub const fn proof_label(&self) -> &'static str {
        match (self.background, self.was_reworded) {
            (true, _) => "原来的规定：",
            (false, true) => "现在的规定：",
            (false, false) if self.causes.is_empty() => "依据：",
            (false, false) => "当时的依据：",
        }
    }

    /// Whether it can be shown: what a rule said once, only where that is public.
    pub fn is_shown(&self) -> bool {
        !self.background || self.url.is_some()
    }

    /// What leads to it in a line of sources.
    pub const fn source_label(&self) -> &'static str {
        if self.background { "原来的规定：" } else { "数据来自：" }
    }
}

/// Why an explanation no longer stands, ready to be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CauseLine {
    /// `所依据的《…》已于 2026-03-01 废止。`
    pub sentence: String,
    /// The document that did it, or that is to be used.
    pub by: Option<Linked>,
}

impl From<CauseLine> for HitCause {
    fn from(cause: CauseLine) -> Self {
        Self { text: cause.sentence, by: cause.by.map(|by| HitLink { title: by.text, url: by.url }) }
    }
}

/// Whether an explanation still stands.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The state of what it rests on; `None` where nothing is known of it.
    pub state: Option<Validity>,
    /// Why it does not stand; empty when it does.
    pub causes: Vec<CauseLine>,
    /// Since which day it does not stand, where that is known.
    pub since: Option<Date>,
    /// It rests on what is not yet in force: from which day.
    pub from: Option<Date>,
    /// It should have been looked at again by this day.
    pub overdue: Option<Date>,
}

impl Standing {
    /// Whether a reader may rely on it.
    pub fn stands(&self) -> bool {
        self.causes.is_empty()
    }
}

/// A question with the clauses that prove its answer.
#[derive(Debug, Clone)]
pub struct QuestionView {
    /// The id in addresses.
    pub id: DocumentId,
    /// The question.
    pub title: String,
    /// 演示
    pub demo: bool,
    /// Its facts.
    pub question: Question,
    /// The full answer as HTML.
    pub answer_html: String,
    /// The proof.
    pub clauses: Vec<CitedClause>,
    /// Whether it still stands.
    pub standing: Standing,
    /// 责任单位
    pub agency: Linked,
    /// Whom to call.
    pub phone: Option<String>,
}

/// A drawing, made when it is shown and for the size of type it is shown in: 长辈模式 needs a narrower one. Empty for a table.
#[derive(Clone)]
pub struct Drawing(Arc<dyn Fn(TextSize) -> String + Send + Sync>);

impl Drawing {
    /// From what draws it.
    pub fn new(draw: impl Fn(TextSize) -> String + Send + Sync + 'static) -> Self {
        Self(Arc::new(draw))
    }

    /// The one for a reader.
    pub fn of_size(&self, size: TextSize) -> String {
        (self.0)(size)
    }
}

impl std::fmt::Debug for Drawing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Drawing")
    }
}

/// A figure, drawn.
#[derive(Debug, Clone)]
pub struct FigureView {
    /// The id in addresses.
    pub id: DocumentId,
    /// The caption.
    pub title: String,
    /// 演示
    pub demo: bool,
    /// `柱状图`
    pub type_label: &'static str,
    /// The drawing.
    pub svg: Drawing,
    /// 文字等价内容
    pub text: String,
    /// A line below.
    pub note: Option<String>,
    /// The heads of the data table.
    pub columns: Vec<String>,
    /// Its rows.
    pub rows: Vec<Vec<String>>,
    /// Where the numbers come from.
    pub clauses: Vec<CitedClause>,
    /// Whether it still stands.
    pub standing: Standing,
}

/// A recording, film or picture, ready to be played.
#[derive(Debug, Clone)]
pub struct MediaView {
    /// The id in addresses.
    pub id: DocumentId,
    /// 标题
    pub title: String,
    /// 演示
    pub demo: bool,
    /// What was measured, and what is said.
    pub media: Media,
    /// The clauses it explains.
    pub clauses: Vec<CitedClause>,
    /// Whether it still stands.
    pub standing: Standing,
    /// 责任单位
    pub agency: Option<Linked>,
    /// Whom to call.
    pub phone: Option<String>,
}

/// One piece of an interpretation.
#[derive(Debug, Clone)]
pub enum MaterialView {
    /// A section of text.
    Text {
        /// Its heading.
        heading: Option<String>,
        /// HTML.
        html: String,
        /// The clauses it explains.
        clauses: Vec<CitedClause>,
    },
    /// A question.
    Question(QuestionView),
    /// A figure.
    Figure(FigureView),
    /// A recording, film or picture.
    Media(MediaView),
}

/// One question and answer of a press conference.
#[derive(Debug, Clone)]
pub struct ExchangeView {
    /// Who asked.
    pub from: Option<String>,
    /// The question.
    pub question: String,
    /// Who answered.
    pub by: Option<String>,
    /// HTML.
    pub html: String,
    /// The clauses it explains.
    pub clauses: Vec<CitedClause>,
}

/// All that an interpretation's page shows.
#[derive(Debug, Clone)]
pub struct InterpretationPage {
    /// The id in addresses.
    pub id: DocumentId,
    /// 标题
    pub title: String,
    /// 演示
    pub demo: bool,
    /// 形式
    pub form: InterpretationForm,
    /// 一句话
    pub gist: String,
    /// 谁/多少/何时/去哪/带什么/找谁
    pub key_facts: KeyFacts,
    /// The policy that it explains.
    pub policy: CitedClause,
    /// In reading order.
    pub materials: Vec<MaterialView>,
    /// 问答实录
    pub exchanges: Vec<ExchangeView>,
    /// 出席单位
    pub speakers: Vec<Speaker>,
    /// 举行日期
    pub held_on: Option<Date>,
    /// 地点
    pub place: Option<String>,
    /// 起草部门
    pub author: Linked,
    /// Its telephone.
    pub phone: Option<String>,
    /// 主题
    pub subjects: Vec<String>,
    /// 发布日期
    pub published_on: Option<Date>,
    /// 复核日期
    pub review_on: Option<Date>,
    /// Whether it still stands.
    pub standing: Standing,
}

/// All that a question's page shows.
#[derive(Debug, Clone)]
pub struct QuestionPage {
    /// The question.
    pub view: QuestionView,
    /// Related questions.
    pub related: Vec<QuestionLine>,
    /// Interpretations that use it.
    pub used_in: Vec<InterpretationLine>,
}

/// A misreading, answered.
#[derive(Debug, Clone)]
pub struct ResponseView {
    /// The id in addresses.
    pub id: DocumentId,
    /// The claim.
    pub title: String,
    /// 演示
    pub demo: bool,
    /// Its facts.
    pub response: Response,
    /// HTML.
    pub html: String,
    /// The official clauses.
    pub clauses: Vec<CitedClause>,
    /// Whether it still stands.
    pub standing: Standing,
    /// 回应单位
    pub agency: Linked,
    /// Its telephone.
    pub phone: Option<String>,
}

/// What explains one clause.
#[derive(Debug, Clone, Default)]
pub struct ClauseExplanations {
    /// Questions, those that stand first.
    pub questions: Vec<QuestionLine>,
    /// Figures.
    pub figures: Vec<FigureView>,
    /// Recordings, films and pictures that begin here, to be played.
    pub media: Vec<MediaView>,
    /// Those that are played at an earlier clause.
    pub more_media: Vec<MediaLine>,
    /// Misreadings.
    pub responses: Vec<QuestionLine>,
}

impl ClauseExplanations {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.questions.len() + self.figures.len() + self.media.len() + self.more_media.len() + self.responses.len()
    }
}

/// A recording by its name.
#[derive(Debug, Clone)]
pub struct MediaLine {
    /// The title and the page.
    pub link: Linked,
    /// What it is, how long and how large.
    pub facts: String,
    /// Whether it still stands.
    pub standing: Standing,
}

/// A question, or a misreading with its answer, below the clause.
#[derive(Debug, Clone)]
pub struct QuestionLine {
    /// The words and the page.
    pub link: Linked,
    /// 一句话答案
    pub short_answer: String,
    /// Whether it still stands.
    pub standing: Standing,
}

/// An interpretation in a list.
#[derive(Debug, Clone)]
pub struct InterpretationLine {
    /// The title and the page.
    pub link: Linked,
    /// `解读`, `新闻发布会` …
    pub form: &'static str,
    /// Whether it still stands.
    pub standing: Standing,
}

/// What explains a policy.
#[derive(Debug, Clone, Default)]
pub struct PolicyExplanations {
    /// By clause of the current revision.
    pub by_clause: Vec<(ClauseId, ClauseExplanations)>,
    /// Clauses that can be explained: the articles (条), or where there are none, whatever has words of its own.
    pub explainable: usize,
    /// Of these, those that a standing explanation rests on.
    pub explained: usize,
    /// 条, or where there are none, 处.
    pub unit: &'static str,
    /// Interpretations of the policy as a whole.
    pub interpretations: Vec<InterpretationLine>,
    /// All questions.
    pub questions: usize,
    /// All figures.
    pub figures: usize,
    /// All recordings, films and pictures.
    pub media: usize,
}
