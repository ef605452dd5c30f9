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

/// A document as lists and hits show it, with what it is found, filtered and ordered by besides its text. It is stored as it stands, and
/// lies in memory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexEntry {
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
    /// The deadlines whose day is known, in reading order.
    pub deadlines: Vec<IndexDeadline>,
}

impl IndexEntry {
    /// A document of which nothing is known but this.
    pub fn new(id: DocumentId, kind: Kind, title: impl Into<String>) -> Self {
        Self {
            url: kind.url(&id),
            id,
            kind,
            title: title.into(),
            explains: None,
            aliases: Vec::new(),
            cites: Vec::new(),
            about: None,
            date: None,
            agency: None,
            level: None,
            facets: Vec::new(),
            document_number: None,
            validity: None,
            summary: None,
            demo: false,
            deadlines: Vec::new(),
        }
    }

    /// The values of a facet, with the words that readers see.
    pub(crate) fn facet(&self, facet: Facet) -> impl Iterator<Item = &IndexFacet> {
        self.facets.iter().filter(move |of| of.facet == facet)
    }

    /// The address of a clause; of the page, where the text has no anchor.
    pub(crate) fn url_of(&self, clause: &str) -> String {
        if clause.is_empty() { self.url.clone() } else { format!("{}#c-{clause}", self.url) }
    }
}

/// A public document as the index takes it in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexDocument {
    /// What is shown of it.
    pub entry: IndexEntry,
    /// The text, in reading order.
    pub clauses: Vec<IndexClause>,
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
