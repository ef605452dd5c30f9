//! What pages are told, whatever they show: what is there and what is not, names with addresses, what explains and proves.

mod explanations;

use domain::{
    Date, DocumentId, Edge, Timestamp, ValidityStatement,
    compare::ComparedClause,
    search::{Facets, Hit},
};

pub use explanations::*;

use crate::words::{SOME_POLICY, errors};

/// What a page can be told when data cannot be had. The cause has been logged where it happened.
#[derive(Debug, Clone, thiserror::Error)]
pub enum PortError {
    /// The store or the index cannot be reached just now.
    #[error("{}", errors::UNREACHABLE)]
    Unavailable,
    /// The index does not read back and is being made again; single documents can be read.
    #[error("{}", errors::REBUILDING)]
    Rebuilding,
    /// The document is not any more what was stored: wrong words are worse than none.
    #[error("{}", errors::ALTERED)]
    Altered,
}

/// What stands under an id.
#[derive(Debug, Clone)]
pub enum Lookup<T> {
    /// It is there.
    Found(T),
    /// It was taken back: 410.
    Gone {
        /// Why.
        reason: String,
        /// What replaces it: title and address.
        successor: Option<Linked>,
        /// When.
        at: Timestamp,
    },
    /// It has another address: 301.
    Moved(String),
    /// Nobody knows it: 404.
    Unknown,
}

impl<T> From<Option<T>> for Lookup<T> {
    /// What is not there is unknown.
    fn from(found: Option<T>) -> Self {
        found.map_or(Self::Unknown, Self::Found)
    }
}

impl<T> Lookup<T> {
    /// What was found, or the same answer about something else.
    pub fn found<U>(self) -> Result<T, Lookup<U>> {
        match self {
            Self::Found(it) => Ok(it),
            Self::Gone { reason, successor, at } => Err(Lookup::Gone { reason, successor, at }),
            Self::Moved(to) => Err(Lookup::Moved(to)),
            Self::Unknown => Err(Lookup::Unknown),
        }
    }
}

/// The name of something and its address, where it has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linked {
    /// The words to show.
    pub text: String,
    /// Where they lead.
    pub url: Option<String>,
}

/// The validity of a document with the documents that caused it, ready to be said.
#[derive(Debug, Clone)]
pub struct ValidityNotice {
    /// The state and its reason.
    pub statement: ValidityStatement,
    /// The document that did it.
    pub by: Option<Linked>,
    /// The document that is to be used instead.
    pub successor: Option<Linked>,
}

/// One revision in a list of versions.
#[derive(Debug, Clone)]
pub struct RevisionRow {
    /// From 1.
    pub number: u32,
    /// When it was taken into the portal.
    pub recorded_at: Timestamp,
}

/// A relation as one reader sees it.
#[derive(Debug, Clone)]
pub struct Relation {
    /// The word before the other document: 依据, 废止本文件 …
    pub label: &'static str,
    /// The level of the other document (国家, 省 …), where known.
    pub level: Option<&'static str>,
    /// The other document.
    pub target: Linked,
    /// Its number.
    pub document_number: Option<String>,
    /// Its state today.
    pub validity: Option<domain::Validity>,
}

/// Whom to call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// The telephone.
    pub phone: String,
    /// Whose it is; empty where the text itself names the number.
    pub who: String,
}

/// Two revisions, clause by clause.
#[derive(Debug, Clone)]
pub struct ComparisonPage {
    /// The id in addresses.
    pub id: DocumentId,
    /// 标题
    pub title: String,
    /// 演示
    pub demo: bool,
    /// The older revision.
    pub from: u32,
    /// The newer revision.
    pub to: u32,
    /// All revisions, oldest first.
    pub revisions: Vec<RevisionRow>,
    /// The clauses in the order of the newer revision; `None` for texts that are too long to be set side by side.
    pub clauses: Option<Vec<ComparedClause>>,
}

/// A date ahead that concerns somebody.
#[derive(Debug, Clone)]
pub struct Coming {
    /// The day.
    pub on: Date,
    /// `施行`, `到期`, or the deadline's words.
    pub what: String,
    /// The document and clause.
    pub target: Linked,
}

/// All that the home page shows.
#[derive(Debug, Clone)]
pub struct HomePage {
    /// The newest policies, with their summaries.
    pub newest: Vec<NewPolicy>,
    /// Counts for the grid of subjects.
    pub facets: Facets,
    /// Public policies.
    pub total: u64,
    /// What begins or ends soon, nearest first.
    pub coming: Vec<Coming>,
    /// The newest questions that stand.
    pub questions: Vec<Hit>,
    /// The newest misreadings that were answered.
    pub responses: Vec<Hit>,
}

/// A policy on the home page.
#[derive(Debug, Clone)]
pub struct NewPolicy {
    /// Title, agency, dates, validity.
    pub hit: Hit,
    /// One line: what it says.
    pub summary: Option<String>,
    /// 施行日期
    pub effective_on: Option<Date>,
    /// What explains it: `问答`, `图解`, `录音` …
    pub explained_by: Vec<&'static str>,
}

/// The target of an edge as plain words, for those that are not held.
pub fn edge_words(edge: &Edge) -> String {
    match (&edge.title, &edge.document_number) {
        (Some(title), _) => format!("《{title}》"),
        (None, Some(number)) => number.to_string(),
        (None, None) => SOME_POLICY.to_owned(),
    }
}
