//! What a search reads: one committed state of the index, with every entry in memory.
//!
//! The entries of a segment never change, so their table is made once and shared by all snapshots that hold the
//! segment; what was deleted since is asked of tantivy while searching.

pub(crate) mod entry;
pub(crate) mod names;
pub(crate) mod table;

use std::{collections::HashMap, sync::Arc};

use domain::DocumentId;
use hanzi::{
    fold,
    segment::{Segmenter, TermKind},
};
use tantivy::{
    DocAddress, DocId, Searcher, SegmentReader, TantivyDocument, columnar::Column, fieldnorm::FieldNormReader,
    index::InvertedIndexReader, index::SegmentId,
};

use self::{entry::Entry, names::Names, table::SegmentTable};
use crate::{
    Error,
    language::vocabulary::Vocabulary,
    passages::ClausePiece,
    schema::{Fields, SENTENCES, read_stored},
};

/// Segment and entry, for good: what is there never changes.
pub(crate) type Lasting = (SegmentId, usize);

/// One field of one segment, open for scoring.
pub(crate) struct OpenField {
    pub(crate) postings: Arc<InvertedIndexReader>,
    pub(crate) lengths: FieldNormReader,
}

/// A segment, open for scoring.
pub(crate) struct OpenSegment {
    pub(crate) reader: SegmentReader,
    pub(crate) table: Arc<SegmentTable>,
    /// The vectors of sentences and titles.
    pub(crate) sentences: Option<Column>,
    /// In the order of [`crate::schema::KINDS`].
    pub(crate) title: [OpenField; 3],
    pub(crate) body: [OpenField; 3],
}

/// A committed state of the index.
pub(crate) struct Snapshot {
    pub(crate) searcher: Searcher,
    pub(crate) fields: Fields,
    pub(crate) segments: Vec<OpenSegment>,
    /// The outbox sequence it was committed with.
    pub(crate) sequence: u64,
    /// Average lengths and numbers of entries and passages.
    pub(crate) title: Statistics,
    pub(crate) body: Statistics,
    /// Pinyin → the commonest title words that are spelt so.
    pub(crate) vocabulary: Arc<Vocabulary>,
    pub(crate) names: Names,
    /// Whether statutes are the smaller part of it.
    pub(crate) is_mixed: bool,
}

/// What BM25 asks of a group of fields, deleted documents included.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Statistics {
    /// Titles, or passages.
    pub(crate) documents: f32,
    /// Average number of terms, in the order of [`crate::schema::KINDS`].
    pub(crate) average: [f32; 3],
}

impl Snapshot {
    /// Opens what the searcher sees; `before` lends the tables of segments that are still there.
    pub(crate) fn open(
        searcher: Searcher,
        fields: Fields,
        sequence: u64,
        segmenter: &Segmenter,
        before: Option<&Self>,
    ) -> Result<Self, Error> {
        let known: HashMap<SegmentId, Arc<SegmentTable>> = before
            .iter()
            .flat_map(|before| &before.segments)
            .map(|segment| (segment.reader.segment_id(), Arc::clone(&segment.table)))
            .collect();
        let mut names = before.map(|before| before.names.clone()).unwrap_or_default();
        let mut segments = Vec::new();
        for reader in searcher.segment_readers() {
            let table = match known.get(&reader.segment_id()) {
                Some(table) => Arc::clone(table),
                None => Arc::new(SegmentTable::read(reader, &fields, &mut names)?),
            };
            let open = |field| -> Result<OpenField, Error> {
                Ok(OpenField { postings: reader.inverted_index(field)?, lengths: reader.get_fieldnorms_reader(field)? })
            };
            let [title0, title1, title2] = fields.title;
            let [body0, body1, body2] = fields.body;
            segments.push(OpenSegment {
                title: [open(title0)?, open(title1)?, open(title2)?],
                body: [open(body0)?, open(body1)?, open(body2)?],
                sentences: reader.fast_fields().column_opt::<u64>(SENTENCES)?,
                reader: reader.clone(),
                table,
            });
        }
        let entries: usize = segments.iter().map(|segment| segment.table.entries.len()).sum();
        let all: usize = segments.iter().map(|segment| segment.table.entry_of.len()).sum();
        let title = statistics(segments.iter().map(|segment| &segment.title), entries);
        let body = statistics(segments.iter().map(|segment| &segment.body), all - entries);
        let vocabulary = match before {
            Some(before)
                if before.segments.len() == segments.len()
                    && segments.iter().all(|segment| known.contains_key(&segment.reader.segment_id())) =>
            {
                Arc::clone(&before.vocabulary)
            }
            _ => Arc::new(vocabulary(&segments, segmenter)),
        };
        let statutes = segments
            .iter()
            .flat_map(|segment| &segment.table.entries)
            .filter(|entry| entry.authority.is_statute())
            .count();
        Ok(Self {
            searcher,
            fields,
            segments,
            sequence,
            title,
            body,
            vocabulary,
            names,
            is_mixed: 2 * statutes < entries,
        })
    }

    /// The entry at a place, deleted or not.
    pub(crate) fn entry_at(&self, segment: usize, entry: usize) -> Option<&Entry> {
        self.segments.get(segment)?.table.entries.get(entry)
    }

    /// The stored text of a passage, in order.
    pub(crate) fn pieces_at(&self, segment: usize, address: DocId) -> Result<Vec<ClausePiece>, Error> {
        let segment = u32::try_from(segment).unwrap_or(u32::MAX);
        let document: TantivyDocument = self.searcher.doc(DocAddress::new(segment, address))?;
        read_stored(&document, &self.fields)
    }

    /// The stored text of an entry's passages, in order.
    pub(crate) fn pieces_of(&self, segment: usize, entry: usize) -> Result<Vec<ClausePiece>, Error> {
        let mut pieces = Vec::new();
        let Some(held) = self.segments.get(segment) else { return Ok(pieces) };
        let Some(from) = held.table.entries.get(entry).map(|entry| entry.address + 1) else { return Ok(pieces) };
        let until = held.table.entries.get(entry + 1).map_or(held.reader.max_doc(), |next| next.address);
        for address in from..until {
            pieces.extend(self.pieces_at(segment, address)?);
        }
        Ok(pieces)
    }

    /// Where the entry of an id is, if it is not deleted.
    pub(crate) fn place_of(&self, id: &DocumentId) -> Option<(usize, usize)> {
        self.segments.iter().enumerate().find_map(|(segment_index, segment)| {
            let index = *segment.table.by_id.get(id)? as usize;
            let address = segment.table.entries.get(index)?.address;
            segment.reader.alive_bitset().is_none_or(|alive| alive.is_alive(address)).then_some((segment_index, index))
        })
    }

    /// Every entry that is not deleted, with the number of its segment and its own.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (usize, usize, &Entry)> {
        self.segments.iter().enumerate().flat_map(|(segment_index, segment)| {
            let alive = segment.reader.alive_bitset();
            segment.table.entries.iter().enumerate().filter_map(move |(index, entry)| {
                alive.is_none_or(|alive| alive.is_alive(entry.address)).then_some((segment_index, index, entry))
            })
        })
    }
}

#[allow(clippy::cast_precision_loss, reason = "lengths and counts in a score")]
fn statistics<'a>(segments: impl Iterator<Item = &'a [OpenField; 3]>, documents: usize) -> Statistics {
    let mut tokens = [0u64; 3];
    for fields in segments {
        for (sum, field) in tokens.iter_mut().zip(fields) {
            *sum += field.postings.total_num_tokens();
        }
    }
    let documents = documents as f32;
    Statistics { documents, average: tokens.map(|tokens| (tokens as f32 / documents.max(1.0)).max(1.0)) }
}

fn vocabulary(segments: &[OpenSegment], segmenter: &Segmenter) -> Vocabulary {
    let mut counts: HashMap<&str, u32> = HashMap::new();
    for entry in segments.iter().flat_map(|segment| &segment.table.entries) {
        segmenter.each(&entry.folded_title, TermKind::Word, |place| {
            if let Some(word) = entry.folded_title.get(place).filter(|word| word.chars().all(fold::is_hanzi)) {
                *counts.entry(word).or_default() += 1;
            }
        });
    }
    let mut words: Vec<(&str, u32)> = counts.into_iter().collect();
    words.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| b.0.cmp(a.0)));
    Vocabulary::of(words.into_iter().map(|(word, _)| word))
}
