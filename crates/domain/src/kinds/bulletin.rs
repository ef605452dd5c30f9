//! 公告: the kind of a dry run (feature `trial-kind`), which shows that a kind is one file in each layer. It is in no program that
//! is built for people (`docs/ADDING.md`, `tests/kinds`).

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Common, Content, Entry, FacetOf, Facts, Nature, Title};
use crate::{ClauseCitation, Date, DocumentId, search::Facet};

/// What is the same of every bulletin.
pub const FACTS: Facts = Facts {
    word: "bulletin",
    label: "公告",
    path: "/bulletins",
    nature: Nature::Record,
    is_listed: true,
    title: Title::TITLE,
    summary_answers: false,
    has_files: false,
    kept_back: &["drafted_by"],
};

/// What was announced, by whom, on which ground.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bulletin {
    /// The text.
    pub text: String,
    /// 公告单位
    pub agency: DocumentId,
    /// The clauses that it rests on.
    #[serde(default)]
    pub cites: Vec<ClauseCitation>,
    /// 主题
    #[serde(default)]
    pub subjects: Vec<String>,
    /// 公告日期
    #[serde(default)]
    pub published_on: Option<Date>,
    /// 张贴处
    #[serde(default)]
    pub posted_at: Vec<String>,
    /// 经办人, for staff.
    #[serde(default)]
    pub drafted_by: Option<String>,
}

impl Content for Bulletin {
    fn common(&self) -> Common<'_> {
        Common { agency: Some(&self.agency), subjects: &self.subjects, date: self.published_on, ..Common::default() }
    }

    fn cites(&self) -> Vec<ClauseCitation> {
        self.cites.clone()
    }

    fn cites_mut(&mut self) -> Vec<&mut ClauseCitation> {
        self.cites.iter_mut().collect()
    }

    fn says_the_same_as(&self, held: &Self) -> bool {
        held.text == self.text
    }

    fn entry(&self) -> Entry<'_> {
        let first = self.text.lines().next().unwrap_or_default();
        Entry {
            facets: self.posted_at.iter().map(|place| FacetOf::named(Facet::Bulletin, place)).collect(),
            summary: Some(Cow::Borrowed(first)),
            texts: self.text.lines().map(Cow::Borrowed).collect(),
            ..Entry::default()
        }
    }
}
