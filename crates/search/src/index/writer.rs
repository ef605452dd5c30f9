//! Writing: batches of operations, committed with the outbox sequence they end at.

use std::{fmt, sync::Arc};

use hanzi::segment::Segmenter;
use tantivy::{
    IndexWriter, TantivyDocument, TantivyError, Term, directory::error::LockError, indexer::UserOperation,
    schema::Field,
};

use super::live::{Live, Payload, Shared};
use crate::{
    Error,
    document::{IndexClause, IndexDocument, Operation},
    passages,
    schema::Fields,
    vectors::table::WordTable,
};

/// Memory for text that is not written to a segment yet, for all threads together.
const MEMORY_BYTES: usize = 128 << 20;

/// The one that writes. What was applied and not committed when it is dropped, or the process dies, never was.
pub struct Writer {
    shared: Arc<Shared>,
    live: Arc<Live>,
    engine: IndexWriter,
    is_rebuild: bool,
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Writer")
    }
}

impl Writer {
    pub(crate) fn over(shared: Arc<Shared>, live: Arc<Live>) -> Result<Self, Error> {
        let threads = std::thread::available_parallelism().map_or(1, |threads| threads.get().min(4));
        let engine = live.engine.writer_with_num_threads(threads, MEMORY_BYTES).map_err(|error| match error {
            TantivyError::LockFailure(LockError::LockBusy, _) => Error::WriterBusy,
            other => Error::Engine(other),
        })?;
        Ok(Self { shared, live, engine, is_rebuild: false })
    }

    pub(crate) fn for_rebuild(mut self) -> Self {
        self.is_rebuild = true;
        self
    }

    pub(crate) fn into_live(self) -> (Arc<Shared>, Arc<Live>) {
        (self.shared, self.live)
    }

    /// Takes operations, in order. Nobody sees them before [`Self::commit`].
    ///
    /// [`Error::Superseded`]: a rebuild was swapped in; [`crate::Index::reload`], make a new writer and resume.
    pub fn apply(&mut self, operations: &[Operation]) -> Result<(), Error> {
        self.ensure_live()?;
        for operation in operations {
            let group = match operation {
                Operation::Delete(id) => vec![delete(&self.live.fields, id.as_str())],
                Operation::Put(document) => {
                    group(&self.live.fields, document, self.shared.ranking.passage_chars, &self.shared.segmenter)?
                }
            };
            self.engine.run(group)?;
        }
        Ok(())
    }

    /// Makes everything applied durable and visible, with the outbox sequence it reaches to.
    pub fn commit(&mut self, sequence: u64) -> Result<(), Error> {
        self.ensure_live()?;
        let payload = serde_json::to_string(&Payload { sequence })?;
        let mut prepared = self.engine.prepare_commit()?;
        prepared.set_payload(&payload);
        prepared.commit()?;
        self.live.refresh(&self.shared.segmenter)
    }

    fn ensure_live(&self) -> Result<(), Error> {
        if self.is_rebuild || self.shared.is_live(&self.live)? { Ok(()) } else { Err(Error::Superseded) }
    }
}

fn delete(fields: &Fields, id: &str) -> UserOperation {
    UserOperation::Delete(Term::from_field_text(fields.id, id))
}

/// The operations that put one document in the place of its older revision ([`crate::schema`]).
fn group(
    fields: &Fields,
    document: &IndexDocument,
    passage_chars: usize,
    segmenter: &Segmenter,
) -> Result<Vec<UserOperation>, Error> {
    let (id, title) = (document.entry.id.as_str(), document.entry.title.as_str());
    let mut entry = member(fields, id, 0, &serde_json::to_vec(&(&document.entry, articles(&document.clauses)))?);
    add_text(&mut entry, fields.title, title);
    add_vector(&mut entry, fields.sentences, title, segmenter);
    let mut group = vec![delete(fields, id), UserOperation::Add(entry)];
    for (ordinal, pieces) in (1u64..).zip(passages::passages(&document.clauses, passage_chars)) {
        let text = passages::text(&pieces);
        let mut passage = member(fields, id, ordinal, &serde_json::to_vec(&pieces)?);
        add_text(&mut passage, fields.body, &text);
        add_vector(&mut passage, fields.vector, &format!("{title}\n{text}"), segmenter);
        for sentence in passages::sentences(&text) {
            add_vector(&mut passage, fields.sentences, sentence, segmenter);
        }
        group.push(UserOperation::Add(passage));
    }
    Ok(group)
}

/// The ids of whole articles.
fn articles(clauses: &[IndexClause]) -> Vec<&str> {
    let ids = clauses.iter().map(|clause| clause.id.as_str());
    ids.filter(|id| id.starts_with("art") && !id.contains('.')).collect()
}

fn member(fields: &Fields, id: &str, ordinal: u64, stored: &[u8]) -> TantivyDocument {
    let mut member = TantivyDocument::default();
    member.add_text(fields.id, id);
    member.add_u64(fields.ordinal, ordinal);
    member.add_bytes(fields.stored, stored);
    member
}

fn add_vector(member: &mut TantivyDocument, field: Field, text: &str, segmenter: &Segmenter) {
    for word in WordTable::shared().embed(text, segmenter).rounded().packed() {
        member.add_u64(field, word);
    }
}

fn add_text(member: &mut TantivyDocument, fields: [Field; 3], text: &str) {
    let folded = hanzi::fold::fold(text);
    for field in fields {
        member.add_text(field, &folded);
    }
}
