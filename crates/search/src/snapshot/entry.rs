//! An entry as it lies in memory: what is stored with a document, and what follows from it.

use domain::{Date, Validity, ValidityStatement, search::Facet};
use hanzi::{document_number, pinyin};
use tantivy::DocId;

use crate::{authority::Authority, document::IndexEntry};

/// An entry in memory.
#[derive(Debug)]
pub(crate) struct Entry {
    /// Its tantivy document.
    pub(crate) address: DocId,
    /// What weight the text has.
    pub(crate) authority: Authority,
    pub(crate) stored: IndexEntry,
    /// The ids of its articles, in order: citations ask which clause of a law stands where.
    pub(crate) articles: Vec<String>,
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
