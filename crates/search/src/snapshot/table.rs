//! The entries of one segment: they never change, so that their table is made once.

use std::{collections::HashMap, ops::Range};

use domain::DocumentId;
use hanzi::{document_number, fold, pinyin};
use tantivy::{DocId, SegmentReader};

use super::{
    entry::{Entry, bare},
    names::Names,
};
use crate::{
    Error,
    authority::authority_of,
    document::IndexEntry,
    schema::{Fields, VECTOR, read_stored},
    titles::title_keys,
    vectors::{PassageVectors, Rounded},
};

/// The entries of one segment.
#[derive(Debug)]
pub(crate) struct SegmentTable {
    /// In the order of their addresses.
    pub(crate) entries: Vec<Entry>,
    /// Their addresses side by side: every search goes through them all.
    pub(crate) starts: Vec<DocId>,
    /// For every tantivy document, the entry it belongs to.
    pub(crate) entry_of: Vec<u32>,
    /// [`title_keys`] → entries.
    pub(crate) by_title: HashMap<String, Vec<u32>>,
    /// Entries by id.
    pub(crate) by_id: HashMap<DocumentId, u32>,
    /// Of all passages.
    pub(crate) vectors: PassageVectors,
}

impl SegmentTable {
    /// Reads all entries, and the vectors of their passages.
    pub(crate) fn read(reader: &SegmentReader, fields: &Fields, names: &mut Names) -> Result<Self, Error> {
        let ordinals = reader.fast_fields().u64("ordinal")?;
        let store = reader.get_store_reader(8)?;
        let mut table = Self {
            entries: Vec::new(),
            starts: Vec::new(),
            entry_of: Vec::new(),
            by_title: HashMap::new(),
            by_id: HashMap::new(),
            vectors: PassageVectors::default(),
        };
        let vectors = reader.fast_fields().column_opt::<u64>(VECTOR)?;
        for address in 0..reader.max_doc() {
            let is_entry = ordinals.first(address) == Some(0);
            if is_entry {
                let (stored, articles) = read_stored(&store.get(address)?, fields)?;
                table.add(address, stored, articles, names);
            }
            let entry = u32::try_from(table.entries.len()).unwrap_or(u32::MAX).saturating_sub(1);
            table.entry_of.push(entry);
            if !is_entry {
                table.vectors.push(entry, vectors.iter().flat_map(|vectors| vectors.values_for_doc(address)));
            }
        }
        Ok(table)
    }

    /// The passage of an entry that is nearest to a text.
    pub(crate) fn nearest_passage(&self, entry: usize, text: &Rounded) -> Option<DocId> {
        let first = self.entries.get(entry)?.address + 1;
        let cosines = self.vectors.cosines(self.passages_of(entry), text);
        (first..).zip(cosines).max_by(|a, b| a.1.total_cmp(&b.1)).map(|(address, _)| address)
    }

    /// The places of an entry's passages among all passages of the segment.
    pub(crate) fn passages_of(&self, entry: usize) -> Range<usize> {
        // Of all tantivy documents before an entry, those that are no entries are passages.
        let start = |index: usize| {
            self.starts.get(index).map_or(self.entry_of.len(), |address| *address as usize).saturating_sub(index)
        };
        start(entry)..start(entry + 1)
    }

    fn add(&mut self, address: DocId, stored: IndexEntry, articles: Vec<String>, names: &mut Names) {
        let index = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        for key in title_keys(&stored.title) {
            self.by_title.entry(key).or_default().push(index);
        }
        self.by_id.insert(stored.id.clone(), index);
        self.starts.push(address);
        let folded_title = fold::fold(&stored.title);
        self.entries.push(Entry {
            address,
            authority: authority_of(&stored.title, stored.kind, stored.level),
            values: names.of(&stored),
            number: stored.document_number.as_deref().and_then(document_number::fragments),
            bare_title: bare(&folded_title),
            bare_aliases: stored.aliases.iter().map(|alias| bare(&fold::fold(alias))).collect(),
            bare_number: stored.document_number.as_deref().map(|number| bare(&fold::fold(number))).unwrap_or_default(),
            spelling: pinyin::spell(&folded_title),
            folded_title,
            stored,
            articles,
        });
    }
}
