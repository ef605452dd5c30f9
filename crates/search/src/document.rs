//! What the index takes in.

use domain::{Date, DocumentId, Kind, Level, ValidityFacts, search::Facet};
use serde::{Deserialize, Serialize};

/// Whoever issued a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexAgency {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// A value of a facet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexFacet {
    /// The facet.
    pub facet: Facet,
    /// The value in addresses.
    pub value: String,
    /// The word that readers see.
    pub label: String,
}

impl IndexFacet {
    /// A subject by its name.
    pub fn subject(name: &str) -> Self {
        Self { facet: Facet::Subject, value: subject_id(name), label: name.to_owned() }
    }
}

/// A place in a document at which a hit may open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexClause {
    /// `art12`; the anchor is `#c-art12`. Empty: text without an anchor.
    pub id: String,
    /// `第十二条`
    pub label: String,
    /// The heading, without number.
    pub heading: String,
    /// The text, with number and heading, as it stands.
    pub text: String,
}

/// A day by which something is to be done, and where the document says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexDeadline {
    /// The last day.
    pub on: Date,
    /// The words of the text: `12月底前`.
    pub text: String,
    /// `二、（三）`; empty for text without a number.
    pub label: String,
    /// The id of the clause; empty: text without an anchor.
    pub clause: String,
}

/// A clause that an answer rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexCitation {
    /// The policy.
    pub policy: DocumentId,
    /// The clause's id; empty: the policy as a whole.
    pub clause: String,
}

/// A public document as the index sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexDocument {
    /// The id in addresses.
    pub id: DocumentId,
    /// Its kind.
    pub kind: Kind,
    /// 标题
    pub title: String,
    /// The policy that it explains first of all.
    pub explains: Option<DocumentId>,
    /// 同样的问法, of a question.
    pub aliases: Vec<String>,
    /// The clauses that a question rests on now.
    pub cites: Vec<IndexCitation>,
    /// What an author says that a question is about, and what it is not about.
    pub about: Option<domain::question::About>,
    /// The address of its page, without anchor.
    pub url: String,
    /// The day by which lists are ordered.
    pub date: Option<Date>,
    /// The issuer.
    pub agency: Option<IndexAgency>,
    /// 层级; where it is not known, the title tells what the text weighs ([`crate::authority_of`]).
    pub level: Option<Level>,
    /// What it is filtered by besides kind, day, validity and issuer: 主题 (their ids are [`subject_id`]), 体裁, 对象 …
    pub facets: Vec<IndexFacet>,
    /// 发文字号 in normal form.
    pub document_number: Option<String>,
    /// What its validity is computed from when somebody asks; `None` for kinds that have none.
    pub validity: Option<ValidityFacts>,
    /// Shown where no part of the text matches.
    pub summary: Option<String>,
    /// 演示
    pub demo: bool,
    /// The text, in reading order.
    pub clauses: Vec<IndexClause>,
    /// The deadlines whose day is known, in reading order.
    pub deadlines: Vec<IndexDeadline>,
}

/// One change to the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operation {
    /// Adds a document, or puts a newer revision in its place.
    Put(Box<IndexDocument>),
    /// Takes a document out.
    Delete(DocumentId),
}

/// The id of a subject in addresses: its pinyin.
pub fn subject_id(name: &str) -> String {
    hanzi::pinyin::slug(name)
}
