//! What pages show of questions, figures, interpretations and responses.

use domain::{
    ClauseId, Date, Validity,
    search::{HitCause, HitLink},
};

use super::Linked;
use crate::words::explanation;

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
            (true, _) => explanation::RULE_BEFORE,
            (false, true) => explanation::RULE_NOW,
            (false, false) if self.causes.is_empty() => explanation::BASIS,
            (false, false) => explanation::BASIS_THEN,
        }
    }

    /// Whether it can be shown: what a rule said once, only where that is public.
    pub fn is_shown(&self) -> bool {
        !self.background || self.url.is_some()
    }

    /// What leads to it in a line of sources.
    pub const fn source_label(&self) -> &'static str {
        if self.background { explanation::RULE_BEFORE } else { explanation::DATA_FROM }
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
