//! How a document lies in tantivy, and how its text is cut.
//!
//! One document is a *group* of tantivy documents that stand side by side in one segment: first the
//! **entry** (title, and everything a result list needs, stored), then its **passages** (a few hundred
//! characters of text each, stored with their clauses). `IndexWriter::run` keeps a group together, and merges
//! keep its order. `ordinal` counts within the group: 0 is the entry, so `address − ordinal` is the entry.
//!
//! A passage keeps its vector ([`crate::vectors`]) in a column, which opens without reading a single text; in another stand
//! the vectors of its sentences one after the other, and that of the title with the entry.
//!
//! Text is folded *before* it is handed over; every text is indexed three ways: words, characters, bigrams.

use std::ops::Range;

use hanzi::segment::{Segmenter, TermKind};
use serde::de::DeserializeOwned;
use tantivy::{
    Index, IndexSettings, TantivyDocument,
    schema::{FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value},
    tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer},
};

use crate::Error;

/// Raised whenever schema, folding, segmenting, passages, vectors or what is stored change: an index of another version is rebuilt.
pub(crate) const VERSION: u32 = 9;

/// The three ways in which text is indexed.
pub(crate) const KINDS: [TermKind; 3] = [TermKind::Word, TermKind::Character, TermKind::Bigram];

/// The column of vectors.
pub(crate) const VECTOR: &str = "vector";
/// The column of the vectors of sentences and titles.
pub(crate) const SENTENCES: &str = "sentences";

/// The fields, by what they are for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    /// The id, on every member of the group, for deleting.
    pub(crate) id: Field,
    /// The place in the group.
    pub(crate) ordinal: Field,
    /// What is read back, as JSON.
    pub(crate) stored: Field,
    /// The title, in the order of [`KINDS`]; entries only.
    pub(crate) title: [Field; 3],
    /// The text, in the order of [`KINDS`]; passages only.
    pub(crate) body: [Field; 3],
    /// The vector ([`crate::vectors::Rounded::packed`]); passages only.
    pub(crate) vector: Field,
    /// The vectors of a passage's sentences ([`crate::passages::sentences`]), of an entry its title's.
    pub(crate) sentences: Field,
}

/// The JSON under `stored`.
pub(crate) fn read_stored<T: DeserializeOwned>(document: &TantivyDocument, fields: &Fields) -> Result<T, Error> {
    let bytes = document.get_first(fields.stored).and_then(|value| value.as_bytes()).unwrap_or_default();
    Ok(serde_json::from_slice(bytes)?)
}

pub(crate) fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let id = builder.add_text_field("id", STRING);
    let ordinal = builder.add_u64_field("ordinal", FAST | INDEXED);
    let stored = builder.add_bytes_field("stored", STORED);
    let mut text = |name: &str, kind: TermKind| {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(tokenizer_name(kind))
            .set_index_option(IndexRecordOption::WithFreqs)
            .set_fieldnorms(true);
        builder.add_text_field(
            &format!("{name}_{}", tokenizer_name(kind)),
            TextOptions::default().set_indexing_options(indexing),
        )
    };
    let title = KINDS.map(|kind| text("title", kind));
    let body = KINDS.map(|kind| text("body", kind));
    let vector = builder.add_u64_field(VECTOR, FAST);
    let sentences = builder.add_u64_field(SENTENCES, FAST);
    (builder.build(), Fields { id, ordinal, stored, title, body, vector, sentences })
}

/// Small blocks of stored texts: a search reads a few dozen of them, each from another place.
pub(crate) fn settings() -> IndexSettings {
    IndexSettings { docstore_blocksize: 4096, ..IndexSettings::default() }
}

pub(crate) fn register_tokenizers(index: &Index, segmenter: &Segmenter) {
    for kind in KINDS {
        let tokenizer =
            KindTokenizer { segmenter: segmenter.clone(), kind, places: Vec::new(), token: Token::default() };
        index.tokenizers().register(tokenizer_name(kind), TextAnalyzer::from(tokenizer));
    }
}

const fn tokenizer_name(kind: TermKind) -> &'static str {
    match kind {
        TermKind::Word => "words",
        TermKind::Character => "characters",
        TermKind::Bigram => "bigrams",
    }
}

/// Terms of one kind of a folded text, for tantivy.
#[derive(Clone)]
struct KindTokenizer {
    segmenter: Segmenter,
    kind: TermKind,
    places: Vec<Range<usize>>,
    token: Token,
}

struct KindStream<'a> {
    text: &'a str,
    places: &'a [Range<usize>],
    next: usize,
    token: &'a mut Token,
}

impl Tokenizer for KindTokenizer {
    type TokenStream<'a> = KindStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> KindStream<'a> {
        self.places.clear();
        let places = &mut self.places;
        self.segmenter.each(text, self.kind, |place| places.push(place));
        self.token.reset();
        KindStream { text, places: &self.places, next: 0, token: &mut self.token }
    }
}

impl TokenStream for KindStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(place) = self.places.get(self.next) else { return false };
        self.token.text.clear();
        self.token.text.push_str(self.text.get(place.clone()).unwrap_or_default());
        self.token.offset_from = place.start;
        self.token.offset_to = place.end;
        self.token.position = self.next;
        self.next += 1;
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}
