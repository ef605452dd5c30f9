//! 图表图解: a figure with the clauses that its numbers come from. What is drawn is [`crate::figure`].

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Common, Content, Entry, FacetOf, Facts, Nature, Title};
use crate::{ClauseCitation, ClauseId, Date, DocumentId, Figure, search::Facet};

/// What is the same of every figure.
pub const FACTS: Facts = Facts {
    word: "figure",
    label: "图表",
    path: "/figures",
    nature: Nature::Explanation,
    is_listed: true,
    title: Title::TITLE,
    summary_answers: false,
    has_files: false,
    kept_back: &[],
};

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

impl Content for FigureSheet {
    fn common(&self) -> Common<'_> {
        Common { agency: self.agency.as_ref(), subjects: &self.subjects, date: self.published_on, ..Common::default() }
    }

    fn cites(&self) -> Vec<ClauseCitation> {
        self.cites.clone()
    }

    fn cites_mut(&mut self) -> Vec<&mut ClauseCitation> {
        self.cites.iter_mut().collect()
    }

    fn clauses_shown(&self) -> Vec<&ClauseId> {
        self.figure.clauses()
    }

    fn says_the_same_as(&self, held: &Self) -> bool {
        held.figure == self.figure
    }

    fn mark(&self) -> Option<&'static str> {
        Some("图解")
    }

    fn entry(&self) -> Entry<'_> {
        let text = Cow::Borrowed(self.figure.text.as_str());
        Entry {
            facets: vec![FacetOf::named(Facet::Genre, self.figure.drawing.label())],
            summary: Some(text.clone()),
            texts: vec![text],
            ..Entry::default()
        }
    }
}
