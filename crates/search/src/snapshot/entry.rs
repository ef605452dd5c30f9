//! An entry: what is stored with a document, and what of it lies in memory.

use domain::{
    Date, DocumentId, Kind, Level, Validity, ValidityFacts, ValidityStatement, question::About, search::Facet,
};
use hanzi::{document_number, pinyin};
use serde::{Deserialize, Serialize};
use tantivy::DocId;

use crate::{
    authority::Authority,
    document::{IndexAgency, IndexCitation, IndexDeadline, IndexDocument, IndexFacet},
};

/// What is stored with an entry.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct StoredEntry {
    pub(crate) id: DocumentId,
    pub(crate) kind: Kind,
    pub(crate) title: String,
    pub(crate) explains: Option<DocumentId>,
    pub(crate) aliases: Vec<String>,
    #[serde(default)]
    pub(crate) cites: Vec<IndexCitation>,
    #[serde(default)]
    pub(crate) about: Option<About>,
    pub(crate) url: String,
    pub(crate) date: Option<Date>,
    pub(crate) agency: Option<IndexAgency>,
    pub(crate) level: Option<Level>,
    pub(crate) facets: Vec<IndexFacet>,
    pub(crate) document_number: Option<String>,
    pub(crate) validity: Option<ValidityFacts>,
    pub(crate) summary: Option<String>,
    pub(crate) demo: bool,
    /// Where each clause of a law stands is asked by citations: article ids in order.
    pub(crate) articles: Vec<String>,
    pub(crate) deadlines: Vec<IndexDeadline>,
}

impl StoredEntry {
    pub(crate) fn of(document: &IndexDocument) -> Self {
        Self {
            id: document.id.clone(),
            kind: document.kind,
            title: document.title.clone(),
            explains: document.explains.clone(),
            aliases: document.aliases.clone(),
            cites: document.cites.clone(),
            about: document.about.clone(),
            url: document.url.clone(),
            date: document.date,
            agency: document.agency.clone(),
            level: document.level,
            facets: document.facets.clone(),
            document_number: document.document_number.clone(),
            validity: document.validity.clone(),
            summary: document.summary.clone(),
            demo: document.demo,
            articles: document
                .clauses
                .iter()
                .filter(|clause| clause.id.starts_with("art") && !clause.id.contains('.'))
                .map(|clause| clause.id.clone())
                .collect(),
            deadlines: document.deadlines.clone(),
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

/// An entry in memory.
#[derive(Debug)]
pub(crate) struct Entry {
    /// Its tantivy document.
    pub(crate) address: DocId,
    /// What weight the text has.
    pub(crate) authority: Authority,
    pub(crate) stored: StoredEntry,
    /// Each value of each facet but validity, which is of a day, by its number in [`Names`](super::names::Names).
    pub(crate) values: Box<[(Facet, u32)]>,
    /// The number, cut into its pieces.
    pub(crate) number: Option<document_number::Fragment>,
    /// What suggestions compare: the folded title.
    pub(crate) folded_title: String,
    /// Title and number without punctuation, and the title's pinyin.
    pub(crate) bare_title: String,
    pub(crate) bare_number: String,
    /// The other wordings of a question, likewise.
    pub(crate) bare_aliases: Vec<String>,
    pub(crate) spelling: pinyin::Spelling,
}

impl Entry {
    pub(crate) fn validity(&self, today: Date) -> Option<Validity> {
        self.statement(today).map(|statement| statement.state)
    }

    pub(crate) fn statement(&self, today: Date) -> Option<ValidityStatement> {
        self.stored.validity.as_ref().and_then(|facts| facts.on(today))
    }
}

/// A folded text without blanks and punctuation.
pub(crate) fn bare(folded: &str) -> String {
    folded.chars().filter(|c| c.is_alphanumeric()).collect()
}
