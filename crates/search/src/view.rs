//! What searches see until the next commit: a snapshot, and the book of its questions, which is read when it is first asked for.

use std::sync::{Arc, OnceLock};

use hanzi::segment::Segmenter;
use tantivy::Searcher;

use crate::{Error, answering::book::Book, language::lexicon::Lexicon, schema::Fields, snapshot::Snapshot};

/// A snapshot with its book.
pub(crate) struct View {
    pub(crate) snapshot: Snapshot,
    /// The authored questions, read when they are first asked for.
    book: OnceLock<Arc<Book>>,
    /// The one of the state before, which lends what did not change.
    book_before: Option<Arc<Book>>,
}

impl View {
    /// Opens what the searcher sees; `before` lends what is still there.
    pub(crate) fn open(
        searcher: Searcher,
        fields: Fields,
        sequence: u64,
        segmenter: &Segmenter,
        before: Option<&Self>,
    ) -> Result<Self, Error> {
        Ok(Self {
            snapshot: Snapshot::open(searcher, fields, sequence, segmenter, before.map(|before| &before.snapshot))?,
            book: OnceLock::new(),
            book_before: before.and_then(|before| before.book.get().cloned()),
        })
    }

    /// The authored questions as typed statements.
    pub(crate) fn book(&self, lexicon: &Lexicon, segmenter: &Segmenter) -> Result<Arc<Book>, Error> {
        if let Some(book) = self.book.get() {
            return Ok(Arc::clone(book));
        }
        let book = Arc::new(Book::read(&self.snapshot, lexicon, segmenter, self.book_before.as_deref())?);
        Ok(Arc::clone(self.book.get_or_init(|| book)))
    }
}
