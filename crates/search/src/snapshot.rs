//! What a search reads: one committed state of the index, with every entry in memory.
//!
//! The entries of a segment never change, so their table is made once and shared by all snapshots that hold the
//! segment; what was deleted since is asked of tantivy while searching.

use std::{
    collections::HashMap,
    ops::Range,
    sync::{Arc, OnceLock},
};

use domain::{
    Date, DocumentId, Kind, Level, Validity, ValidityFacts, ValidityStatement,
    explanation::{About, Audience},
};
use hanzi::{
    document_number, fold, pinyin,
    segment::{Segmenter, TermKind},
};
use serde::{Deserialize, Serialize};
use tantivy::{
    DocId, Searcher, SegmentReader, TantivyDocument, columnar::Column, fieldnorm::FieldNormReader,
    index::InvertedIndexReader, index::SegmentId, schema::Value,
};

use crate::{
    Error,
    answering::statement::Book,
    authority::{Authority, authority_of},
    document::{IndexAgency, IndexCitation, IndexDeadline, IndexDocument},
    language::{lexicon::Lexicon, vocabulary::Vocabulary},
    schema::{Fields, SENTENCES, VECTOR},
    titles::title_keys,
    vectors::{PassageVectors, Rounded},
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
    pub(crate) subjects: Vec<String>,
    pub(crate) genre: Option<String>,
    pub(crate) audience: Vec<String>,
    pub(crate) life_events: Vec<String>,
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
            subjects: document.subjects.clone(),
            genre: document.genre.clone(),
            audience: document.audience.clone(),
            life_events: document.life_events.clone(),
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
    /// Agency, subjects, genre, audience, life events in [`Names`].
    pub(crate) agency: Option<u32>,
    pub(crate) subjects: Vec<u32>,
    pub(crate) genre: Option<u32>,
    pub(crate) audience: Vec<u32>,
    pub(crate) life_events: Vec<u32>,
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

/// Filter values by number, so that counting needs no text. Grows only.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    pub(crate) agencies: Interner,
    pub(crate) subjects: Interner,
    pub(crate) genres: Interner,
    pub(crate) audiences: Interner,
    pub(crate) life_events: Interner,
}

/// Texts by number.
#[derive(Debug, Clone, Default)]
pub(crate) struct Interner {
    numbers: HashMap<String, u32>,
    /// Id and label by number.
    pub(crate) values: Vec<(String, String)>,
}

impl Interner {
    fn add(&mut self, id: &str, label: &str) -> u32 {
        if let Some(number) = self.numbers.get(id) {
            return *number;
        }
        let number = u32::try_from(self.values.len()).unwrap_or(u32::MAX);
        self.values.push((id.to_owned(), label.to_owned()));
        self.numbers.insert(id.to_owned(), number);
        number
    }

    pub(crate) fn number(&self, id: &str) -> Option<u32> {
        self.numbers.get(id).copied()
    }
}

/// A folded text without blanks and punctuation.
pub(crate) fn bare(folded: &str) -> String {
    folded.chars().filter(|c| c.is_alphanumeric()).collect()
}

impl Entry {
    pub(crate) fn validity(&self, today: Date) -> Option<Validity> {
        self.statement(today).map(|statement| statement.state)
    }

    pub(crate) fn statement(&self, today: Date) -> Option<ValidityStatement> {
        self.stored.validity.as_ref().and_then(|facts| facts.on(today))
    }
}

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
    fn read(reader: &SegmentReader, fields: &Fields, names: &mut Names) -> Result<Self, Error> {
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
                let stored: StoredEntry = read_stored(&store.get(address)?, fields)?;
                table.add(address, stored, names);
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

    fn add(&mut self, address: DocId, stored: StoredEntry, names: &mut Names) {
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
            agency: stored.agency.as_ref().map(|agency| names.agencies.add(&agency.id, &agency.name)),
            subjects: stored
                .subjects
                .iter()
                .map(|name| names.subjects.add(&crate::document::subject_id(name), name))
                .collect(),
            genre: stored.genre.as_deref().map(|genre| names.genres.add(genre, genre)),
            audience: stored
                .audience
                .iter()
                .map(|word| {
                    names.audiences.add(word, Audience::parse(word).map_or(word.as_str(), |audience| audience.label()))
                })
                .collect(),
            life_events: stored.life_events.iter().map(|name| names.life_events.add(name, name)).collect(),
            number: stored.document_number.as_deref().and_then(document_number::fragments),
            bare_title: bare(&folded_title),
            bare_aliases: stored.aliases.iter().map(|alias| bare(&fold::fold(alias))).collect(),
            bare_number: stored.document_number.as_deref().map(|number| bare(&fold::fold(number))).unwrap_or_default(),
            spelling: pinyin::spell(&folded_title),
            folded_title,
            stored,
        });
    }
}

/// The JSON under `stored`.
pub(crate) fn read_stored<T: serde::de::DeserializeOwned>(
    document: &TantivyDocument,
    fields: &Fields,
) -> Result<T, Error> {
    let bytes = document.get_first(fields.stored).and_then(|value| value.as_bytes()).unwrap_or_default();
    Ok(serde_json::from_slice(bytes)?)
}

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
    /// The authored questions, read when they are first asked for.
    book: OnceLock<Arc<Book>>,
    /// The one of the state before, which lends what did not change.
    book_before: Option<Arc<Book>>,
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
        let lent = before.and_then(|before| before.book.get().cloned());
        Ok(Self {
            searcher,
            fields,
            segments,
            sequence,
            title,
            body,
            vocabulary,
            names,
            book: OnceLock::new(),
            book_before: lent,
            is_mixed: 2 * statutes < entries,
        })
    }

    /// The authored questions as typed statements.
    pub(crate) fn book(&self, lexicon: &Lexicon, segmenter: &Segmenter) -> Result<Arc<Book>, Error> {
        if let Some(book) = self.book.get() {
            return Ok(Arc::clone(book));
        }
        let book = Arc::new(Book::read(self, lexicon, segmenter, self.book_before.as_deref())?);
        Ok(Arc::clone(self.book.get_or_init(|| book)))
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
