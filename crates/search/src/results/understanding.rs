//! What the index knows of the words of a query: a query is understood by what the collection holds.

use hanzi::segment::TermKind;
use tantivy::Term;

use crate::{
    Index,
    query::{self, Question, knowledge::Knowledge},
    snapshot::Snapshot,
};

impl Index {
    /// Understands what was typed; `literal` takes it as it stands.
    pub(crate) fn understand(&self, snapshot: &Snapshot, typed: &str, literal: bool) -> Question {
        let is_held = |fields: [tantivy::schema::Field; 2], text: &str| {
            fields
                .into_iter()
                .any(|field| snapshot.searcher.doc_freq(&Term::from_field_text(field, text)).unwrap_or(0) > 0)
        };
        let ([title, _, title_pairs], [body, _, body_pairs]) = (snapshot.fields.title, snapshot.fields.body);
        let is_indexed = |word: &str| is_held([title, body], word);
        let is_pair = |pair: &str| is_held([title_pairs, body_pairs], pair);
        let holds_pairs = |word: &str| {
            let mut pairs = 0;
            let mut all = true;
            self.shared.segmenter.each(word, TermKind::Bigram, |place| {
                pairs += 1;
                all = all && word.get(place).is_some_and(is_pair);
            });
            pairs > 0 && all
        };
        let titles_with = |word: &str| {
            let mut least = u64::MAX;
            self.shared.segmenter.each(word, TermKind::Bigram, |place| {
                let pair = word.get(place).unwrap_or_default();
                least = least.min(snapshot.searcher.doc_freq(&Term::from_field_text(title_pairs, pair)).unwrap_or(0));
            });
            if least == u64::MAX { 0 } else { least }
        };
        let knowledge = Knowledge {
            segmenter: &self.shared.segmenter,
            lexicon: &self.shared.lexicon,
            vocabulary: &snapshot.vocabulary,
            is_indexed: &is_indexed,
            holds_pairs: &holds_pairs,
            titles_with: &titles_with,
        };
        query::understand(typed, &knowledge, literal)
    }
}
