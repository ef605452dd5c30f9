//! From a request to a page of results: filter, count, order, and read the page's hits.

use std::{
    cmp::Ordering,
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Instant,
};

use domain::{
    Date, DocumentId, Kind, Validity,
    search::{Decided, FacetValue, Facets, Filters, Hit, HitClause, SearchRequest, SearchResults, SnippetRun, Sort},
};
use hanzi::{document_number::Fragment, highlight, segment::TermKind};
use tantivy::{DocId, Term};

use crate::{
    Error, Index, Priors,
    answering::{self, Candidate, book::Book, judge::Asked},
    excerpt, near,
    passages::Piece,
    query::{self, Question, knowledge::Knowledge},
    rank::{self, ByWords, Scored},
    rerank::{self, Sought},
    snapshot::{Snapshot, entry::Entry, names::Interner},
    vectors::Vectors,
    view::View,
};

/// The most results on one page.
const MOST_PER_PAGE: u32 = 100;
/// What an explanation lends to the policy that it explains.
const LENT: f32 = 0.97;
/// Added where the query names the document itself; far above any text score.
const IS_THE_NUMBER: f32 = 4e4;
const IS_THE_TITLE: f32 = 2e4;
const HOLDS_THE_ARTICLE: f32 = 1e4;
const HOLDS_THE_NUMBER_PIECE: f32 = 5e3;

/// An entry that the query names.
#[derive(Debug, Clone, Default)]
struct Named {
    bonus: f32,
    clause: Option<String>,
}

/// A result before it is read from disk.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) scored: Scored,
    pub(crate) clause: Option<String>,
}

/// All that matched, filtered and counted, not yet ordered.
pub(crate) struct Matches {
    pub(crate) found: Vec<Found>,
    facets: Facets,
}

/// What was found for a question, and what was decided of it.
pub(crate) struct Considered {
    matches: Matches,
    pub(crate) candidates: Vec<Candidate>,
    pub(crate) decided: Decided,
}

/// Whether something is asked that a question or a clause could answer.
fn asks(question: &Question) -> bool {
    !question.is_empty() && !question.names_one()
}

/// The order of a list: an empty query has nothing to be relevant to.
fn sort_of(request: &SearchRequest) -> Sort {
    if request.query.trim().is_empty() && request.sort == Sort::Relevance { Sort::Newest } else { request.sort }
}

impl Index {
    /// Answers a request. A page beyond the last is empty; a query of nothing but punctuation finds nothing; an
    /// empty query lists everything, newest first.
    pub fn search(&self, request: &SearchRequest) -> Result<SearchResults, Error> {
        let started = Instant::now();
        let view = self.view();
        let snapshot = &view.snapshot;
        let question = self.understand(snapshot, &request.query, request.literal);
        let book = self.book_for(&view, &question)?;
        let asked = self.asked(&question, request, &book);
        let Considered { mut matches, decided, .. } = self.consider(snapshot, &question, asked.as_ref(), request)?;
        let total = matches.found.len() as u64;
        let per_page = request.per_page.clamp(1, MOST_PER_PAGE);
        let page = request.page.max(1);
        let from = u64::from(page - 1) * u64::from(per_page);
        let sort = sort_of(request);
        let on_page = match usize::try_from(from) {
            Ok(from) if from < matches.found.len() => {
                page_of(snapshot, &mut matches.found, sort, from, per_page as usize)
            }
            _ => &[][..],
        };
        let marks = question.marks();
        let hits = on_page.iter().map(|found| hit(snapshot, found, &marks, request.today)).collect::<Result<_, _>>()?;
        Ok(SearchResults {
            query: request.query.clone(),
            understood_as: question.notes,
            decided: if page == 1 { decided } else { Decided::default() },
            answer: None,
            similar: Vec::new(),
            gap: None,
            passage: None,
            total,
            hits,
            facets: matches.facets,
            page,
            per_page,
            took_ms: started.elapsed().as_secs_f64() * 1000.0,
        })
    }

    /// Reads the questions and the tables that answers are decided by, so that the first reader need not wait for them.
    pub fn warm(&self) -> Result<(), Error> {
        self.view().book(&self.shared.lexicon, &self.shared.segmenter).map(drop)
    }

    /// The questions that may answer; none are read for a list, or for who names a document.
    pub(crate) fn book_for(&self, view: &View, question: &Question) -> Result<Arc<Book>, Error> {
        if asks(question) { view.book(&self.shared.lexicon, &self.shared.segmenter) } else { Ok(Arc::default()) }
    }

    /// The question beside a book; `None` where nothing is asked.
    pub(crate) fn asked<'a>(
        &'a self,
        question: &Question,
        request: &SearchRequest,
        book: &'a Book,
    ) -> Option<Asked<'a>> {
        asks(question).then(|| {
            Asked::new(
                &question.text,
                question.gist.clone(),
                &self.shared.lexicon,
                book,
                &self.shared.segmenter,
                request.today,
            )
        })
    }

    /// Finds what matches, and decides what answers.
    pub(crate) fn consider(
        &self,
        snapshot: &Snapshot,
        question: &Question,
        asked: Option<&Asked<'_>>,
        request: &SearchRequest,
    ) -> Result<Considered, Error> {
        let candidates = asked.map(|asked| answering::candidates(snapshot, asked)).unwrap_or_default();
        let sure = asked.and_then(|asked| answering::surest(asked, &candidates));
        let lifts = match asked.zip(sure.as_ref()) {
            Some((asked, sure)) if !request.literal => answering::lifts(snapshot, asked, sure, &candidates),
            _ => Vec::new(),
        };
        let mut matches = self.matches(snapshot, question, request, &lifts)?;
        let sort = sort_of(request);
        let decided = match asked {
            // Whoever may answer stands among the best, of which the page is the beginning.
            Some(asked) if sort == Sort::Relevance && request.filters.is_empty() => {
                let best = page_of(snapshot, &mut matches.found, sort, 0, MOST_PER_PAGE as usize);
                let (decided, foremost) = answering::decide(snapshot, asked, sure.as_ref(), &candidates, best)?;
                raise(snapshot, &mut matches.found, &foremost);
                decided
            }
            _ => Decided::default(),
        };
        Ok(Considered { matches, candidates, decided })
    }

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

    /// All that matches; `lifts` adds to documents, found by their words or not, parts of the best score.
    pub(crate) fn matches(
        &self,
        snapshot: &Snapshot,
        question: &Question,
        request: &SearchRequest,
        lifts: &[(DocumentId, f32)],
    ) -> Result<Matches, Error> {
        let candidates = if request.query.trim().is_empty() {
            snapshot.entries().map(|(segment, entry, _)| Scored { segment, entry, score: 0.0, passage: None }).collect()
        } else {
            let mut scored =
                if question.is_empty() { Vec::new() } else { self.by_words_and_nearness(snapshot, question, request)? };
            let mut named = named(snapshot, question);
            // The words of an old explanation are still those of the question, but its answer is not: being named helps
            // neither it nor, by what it lends, the policy that it explained.
            named.retain(|(segment, entry), _| {
                snapshot
                    .entry_at(*segment, *entry)
                    .is_some_and(|entry| !is_stale(entry.stored.kind, entry.validity(request.today)))
            });
            let mut left: HashMap<_, _> = named.iter().map(|(place, named)| (*place, named.bonus)).collect();
            for scored in &mut scored {
                scored.score += left.remove(&(scored.segment, scored.entry)).unwrap_or_default();
            }
            scored.extend(left.into_iter().map(|((segment, entry), score)| Scored {
                segment,
                entry,
                score,
                passage: None,
            }));
            lend(snapshot, &mut scored);
            lift(snapshot, &mut scored, lifts);
            return Ok(count(snapshot, scored, &named, request, &self.shared.ranking.priors, &self.hidden()));
        };
        Ok(count(snapshot, candidates, &HashMap::new(), request, &self.shared.ranking.priors, &self.hidden()))
    }

    /// What the text of documents and what they bring along say, the best looked at once more.
    fn by_words_and_nearness(
        &self,
        snapshot: &Snapshot,
        question: &Question,
        request: &SearchRequest,
    ) -> Result<Vec<Scored>, Error> {
        let (mut scored, sought) = self.at_first_sight(snapshot, question, request)?;
        if let Some(sought) = sought.filter(|_| self.shared.ranking.reranks) {
            rerank::rerank(snapshot, &sought, &mut scored)?;
        }
        Ok(scored)
    }

    /// … before that, with what a second look wants to know. A list by date, and whoever wants only the words that were
    /// typed, get what words found; a citation or a number names what is wanted.
    pub(crate) fn at_first_sight(
        &self,
        snapshot: &Snapshot,
        question: &Question,
        request: &SearchRequest,
    ) -> Result<(Vec<Scored>, Option<Sought>), Error> {
        let ranking = &self.shared.ranking;
        let names_one = question.article.is_some() || question.number.is_some();
        let (found, near) = rayon::join(
            || rank::score(snapshot, question, ranking),
            || {
                (request.sort == Sort::Relevance && !request.literal && !names_one).then(|| {
                    let text = Vectors::shared().embed(&question.text, &self.shared.segmenter).rounded();
                    let cosines = near::cosines(snapshot, &text);
                    (text, cosines)
                })
            },
        );
        let ByWords { mut scored, rarities, is_short } = found?;
        if let Some((text, cosines)) = &near {
            near::fuse(snapshot, &mut scored, is_short, text, cosines, ranking);
        }
        for scored in &mut scored {
            let Some(table) = snapshot.segments.get(scored.segment).map(|segment| &segment.table) else { continue };
            if let Some(entry) = table.entries.get(scored.entry) {
                scored.score *= ranking.priors.of(entry, table.passages_of(scored.entry).len(), snapshot.is_mixed);
            }
        }
        let sought = near.map(|(text, _)| Sought::new(question, &rarities, text, &self.shared.segmenter));
        Ok((scored, sought))
    }
}

/// Whether a document has nothing more to say: an amended policy is still the policy, an answer about what has been amended
/// is none.
pub(crate) fn has_ended(kind: Kind, validity: Option<Validity>) -> bool {
    match (kind, validity) {
        (_, Some(Validity::Repealed | Validity::Expired)) => true,
        (Kind::Policy, _) => false,
        (_, Some(Validity::Amended | Validity::PartlyVoid | Validity::UnderReview)) => true,
        _ => false,
    }
}

/// Whether a document explains what has ended or changed.
pub fn is_stale(kind: Kind, validity: Option<Validity>) -> bool {
    kind != Kind::Policy && has_ended(kind, validity)
}

/// Gives each policy what its best explanation scored: whoever is shown an answer is shown, right below, what it rests on,
/// also where the official text has none of the words that people use.
fn lend(snapshot: &Snapshot, scored: &mut Vec<Scored>) {
    let mut lent: HashMap<(usize, usize), f32> = HashMap::new();
    for explanation in scored.iter() {
        let Some(policy) = entry_of(snapshot, explanation).and_then(|entry| entry.stored.explains.as_ref()) else {
            continue;
        };
        if let Some(place) = snapshot.place_of(policy) {
            let held = lent.entry(place).or_default();
            *held = held.max(explanation.score * LENT);
        }
    }
    for scored in scored.iter_mut() {
        if let Some(score) = lent.remove(&(scored.segment, scored.entry)) {
            scored.score = scored.score.max(score);
        }
    }
    scored.extend(lent.into_iter().map(|((segment, entry), score)| Scored { segment, entry, score, passage: None }));
}

/// Puts documents among the first three.
fn raise(snapshot: &Snapshot, found: &mut [Found], foremost: &[DocumentId]) {
    if foremost.is_empty() {
        return;
    }
    let mut scores: Vec<f32> = found.iter().map(|found| found.scored.score).collect();
    scores.sort_by(|a, b| b.total_cmp(a));
    let Some(third) = scores.get(2).copied() else { return };
    for found in found.iter_mut() {
        let is_meant = entry_of(snapshot, &found.scored).is_some_and(|entry| foremost.contains(&entry.stored.id));
        if is_meant && found.scored.score <= third {
            found.scored.score = third * 1.0001 + f32::EPSILON;
        }
    }
}

/// Raises documents by parts of the best score; adds those that no word found.
fn lift(snapshot: &Snapshot, scored: &mut Vec<Scored>, lifts: &[(DocumentId, f32)]) {
    let best = scored.iter().map(|scored| scored.score).fold(0.0f32, f32::max).clamp(1e-3, IS_THE_TITLE / 100.0);
    let mut by_place: HashMap<(usize, usize), f32> = HashMap::new();
    for (id, part) in lifts {
        if let Some(place) = snapshot.place_of(id) {
            let held = by_place.entry(place).or_default();
            *held = held.max(part * best);
        }
    }
    for scored in scored.iter_mut() {
        scored.score += by_place.remove(&(scored.segment, scored.entry)).unwrap_or_default();
    }
    scored.extend(by_place.into_iter().map(|((segment, entry), score)| Scored {
        segment,
        entry,
        score,
        passage: None,
    }));
}

/// The entries that the query names by number, by title, or by an article of theirs.
fn named(snapshot: &Snapshot, question: &Question) -> HashMap<(usize, usize), Named> {
    let mut named: HashMap<(usize, usize), Named> = HashMap::new();
    let mut add = |place: (usize, usize), bonus: f32, clause: Option<&str>| {
        let held = named.entry(place).or_default();
        held.bonus = held.bonus.max(bonus);
        held.clause = held.clause.take().or_else(|| clause.map(str::to_owned));
    };
    for (segment_index, segment) in snapshot.segments.iter().enumerate() {
        let is_alive = |entry: &Entry| segment.reader.alive_bitset().is_none_or(|alive| alive.is_alive(entry.address));
        let titled = |title: &str| {
            let indices = segment.table.by_title.get(title).into_iter().flatten();
            indices
                .filter_map(|index| Some((*index as usize, segment.table.entries.get(*index as usize)?)))
                .filter(|(_, entry)| is_alive(entry))
        };
        for (index, _) in titled(&question.title) {
            add((segment_index, index), IS_THE_TITLE, None);
        }
        if let Some(article) = &question.article {
            for (index, entry) in titled(&article.law) {
                if entry.stored.articles.contains(&article.clause) {
                    add((segment_index, index), HOLDS_THE_ARTICLE, Some(&article.clause));
                }
            }
        }
        if question.number.is_none() && question.whole_numbers.is_empty() {
            continue;
        }
        for (index, entry) in segment.table.entries.iter().enumerate() {
            let is_it =
                entry.stored.document_number.as_ref().is_some_and(|number| question.whole_numbers.contains(number));
            let is_piece = || {
                question
                    .number
                    .as_ref()
                    .is_some_and(|piece| entry.number.as_ref().is_some_and(|number| holds(number, piece)))
            };
            if (is_it || is_piece()) && is_alive(entry) {
                add((segment_index, index), if is_it { IS_THE_NUMBER } else { HOLDS_THE_NUMBER_PIECE }, None);
            }
        }
    }
    named
}

/// Whether a number has everything that a piece says.
fn holds(number: &Fragment, piece: &Fragment) -> bool {
    let same_prefix = match (&piece.prefix, &number.prefix) {
        (Some(piece), Some(number)) => number.ends_with(piece.as_str()),
        (Some(_), None) => false,
        (None, _) => true,
    };
    same_prefix
        && piece.year.is_none_or(|year| number.year == Some(year))
        && piece.serial.is_none_or(|serial| number.serial == Some(serial))
}

/// Which keys a filter leaves open, by the numbers of [`crate::snapshot::names::Names`].
struct Wanted<'a> {
    filters: &'a Filters,
    agency: Vec<u32>,
    subject: Vec<u32>,
    genre: Vec<u32>,
    audience: Vec<u32>,
    life_event: Vec<u32>,
}

/// The keys, as bits of what an entry fails.
const KIND: u8 = 1;
const AGENCY: u8 = 2;
const SUBJECT: u8 = 4;
const YEAR: u8 = 8;
const VALIDITY: u8 = 16;
const GENRE: u8 = 32;
const AUDIENCE: u8 = 64;
const LIFE_EVENT: u8 = 128;

impl Wanted<'_> {
    fn failed(&self, entry: &Entry, validity: Option<Validity>) -> u8 {
        let filters = self.filters;
        let fails = |bit: u8, is_open: bool, passes: &dyn Fn() -> bool| if is_open || passes() { 0 } else { bit };
        fails(KIND, filters.kind.is_empty(), &|| filters.kind.contains(&entry.stored.kind))
            | fails(AGENCY, filters.agency.is_empty(), &|| {
                entry.agency.is_some_and(|agency| self.agency.contains(&agency))
            })
            | fails(SUBJECT, filters.subject.is_empty(), &|| {
                entry.subjects.iter().any(|subject| self.subject.contains(subject))
            })
            | fails(YEAR, filters.year.is_empty(), &|| {
                entry.stored.date.is_some_and(|date| filters.year.contains(&date.year()))
            })
            | fails(VALIDITY, filters.validity.is_empty(), &|| {
                validity.is_some_and(|validity| filters.validity.contains(&validity))
            })
            | fails(GENRE, filters.genre.is_empty(), &|| entry.genre.is_some_and(|genre| self.genre.contains(&genre)))
            | fails(AUDIENCE, filters.audience.is_empty(), &|| {
                entry.audience.iter().any(|audience| self.audience.contains(audience))
            })
            | fails(LIFE_EVENT, filters.life_event.is_empty(), &|| {
                entry.life_events.iter().any(|event| self.life_event.contains(event))
            })
    }
}

/// One pass: keeps what every filter lets through, and counts every facet with the *other* keys' filters.
fn count(
    snapshot: &Snapshot,
    candidates: Vec<Scored>,
    named: &HashMap<(usize, usize), Named>,
    request: &SearchRequest,
    priors: &Priors,
    hidden: &HashSet<DocumentId>,
) -> Matches {
    let filters = &request.filters;
    let values = &snapshot.names;
    let numbers =
        |interner: &Interner, ids: &[String]| ids.iter().filter_map(|id| interner.number(id)).collect::<Vec<_>>();
    let wanted = Wanted {
        filters,
        agency: numbers(&values.agencies, &filters.agency),
        subject: numbers(&values.subjects, &filters.subject),
        genre: numbers(&values.genres, &filters.genre),
        audience: numbers(&values.audiences, &filters.audience),
        life_event: numbers(&values.life_events, &filters.life_event),
    };
    let mut kinds = [0u64; Kind::ALL.len()];
    let mut validities = [0u64; Validity::ALL.len()];
    let mut years: HashMap<i16, u64> = HashMap::new();
    let [mut agencies, mut subjects, mut genres, mut audiences, mut life_events] =
        [&values.agencies, &values.subjects, &values.genres, &values.audiences, &values.life_events]
            .map(|interner| vec![0u64; interner.values.len()]);
    let bump = |counts: &mut [u64], index: Option<usize>| {
        if let Some(count) = index.and_then(|index| counts.get_mut(index)) {
            *count += 1;
        }
    };
    let mut found = Vec::with_capacity(candidates.len());
    for mut scored in candidates {
        let Some(entry) = entry_of(snapshot, &scored).filter(|entry| !hidden.contains(&entry.stored.id)) else {
            continue;
        };
        let validity = entry.validity(request.today);
        let failed = wanted.failed(entry, validity);
        let counts_for = |bit: u8| failed & !bit == 0;
        if failed.count_ones() > 1 {
            continue;
        }
        if counts_for(KIND) {
            bump(&mut kinds, Kind::ALL.iter().position(|kind| *kind == entry.stored.kind));
        }
        if counts_for(AGENCY) {
            bump(&mut agencies, entry.agency.map(|number| number as usize));
        }
        for (bit, counts, numbers) in [
            (SUBJECT, &mut subjects, &entry.subjects),
            (AUDIENCE, &mut audiences, &entry.audience),
            (LIFE_EVENT, &mut life_events, &entry.life_events),
        ] {
            if counts_for(bit) {
                for number in numbers {
                    bump(counts, Some(*number as usize));
                }
            }
        }
        if counts_for(GENRE) {
            bump(&mut genres, entry.genre.map(|number| number as usize));
        }
        if counts_for(VALIDITY) {
            bump(
                &mut validities,
                validity.and_then(|validity| Validity::ALL.iter().position(|state| *state == validity)),
            );
        }
        if counts_for(YEAR)
            && let Some(date) = entry.stored.date
        {
            *years.entry(date.year()).or_default() += 1;
        }
        if failed == 0 {
            scored.score *= priors.of_standing(entry.stored.kind, validity);
            let clause = named.get(&(scored.segment, scored.entry)).and_then(|named| named.clause.clone());
            found.push(Found { scored, clause });
        }
    }
    let mut years: Vec<(i16, u64)> = years.into_iter().collect();
    years.sort_unstable_by_key(|(year, _)| std::cmp::Reverse(*year));
    let facets = Facets {
        kind: facet(Kind::ALL.iter().map(|kind| (kind.as_str(), kind.label())), &kinds),
        agency: named_facet(&values.agencies, &agencies),
        subject: named_facet(&values.subjects, &subjects),
        year: years
            .into_iter()
            .map(|(year, count)| FacetValue { value: year.to_string(), label: format!("{year}年"), count })
            .collect(),
        validity: facet(Validity::ALL.iter().map(|state| (state.as_str(), state.label())), &validities),
        genre: named_facet(&values.genres, &genres),
        audience: named_facet(&values.audiences, &audiences),
        life_event: named_facet(&values.life_events, &life_events),
    };
    Matches { found, facets }
}

fn named_facet(interner: &Interner, counts: &[u64]) -> Vec<FacetValue> {
    facet(interner.values.iter().map(|(id, label)| (id.as_str(), label.as_str())), counts)
}

/// The values that occur, most frequent first, then by label.
fn facet<'a>(values: impl Iterator<Item = (&'a str, &'a str)>, counts: &[u64]) -> Vec<FacetValue> {
    let mut facet: Vec<FacetValue> = values
        .zip(counts)
        .filter(|(_, count)| **count > 0)
        .map(|((value, label), count)| FacetValue { value: value.to_owned(), label: label.to_owned(), count: *count })
        .collect();
    facet.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.label.cmp(&b.label)));
    facet
}

fn entry_of<'a>(snapshot: &'a Snapshot, scored: &Scored) -> Option<&'a Entry> {
    snapshot.entry_at(scored.segment, scored.entry)
}

/// Orders as much as the page needs, and gives the page.
pub(crate) fn page_of<'a>(
    snapshot: &Snapshot,
    found: &'a mut [Found],
    sort: Sort,
    from: usize,
    length: usize,
) -> &'a [Found] {
    let order = |a: &Found, b: &Found| order(snapshot, a, b, sort);
    let until = from.saturating_add(length).min(found.len());
    if until < found.len() {
        found.select_nth_unstable_by(until, order);
    }
    let Some(head) = found.get_mut(..until) else { return &[] };
    head.sort_unstable_by(order);
    head.get(from..).unwrap_or_default()
}

fn order(snapshot: &Snapshot, a: &Found, b: &Found, sort: Sort) -> Ordering {
    let key = |found: &Found| entry_of(snapshot, &found.scored).map(|entry| (entry.stored.date, &entry.stored.id));
    let by_score = || b.scored.score.total_cmp(&a.scored.score);
    if sort == Sort::Relevance
        && let unequal @ (Ordering::Less | Ordering::Greater) = by_score()
    {
        return unequal;
    }
    let (Some((first, first_id)), Some((second, second_id))) = (key(a), key(b)) else { return Ordering::Equal };
    let by_day = match (first, second, sort) {
        // Unknown dates come last in either direction.
        (None, None, _) => Ordering::Equal,
        (None, Some(_), _) => Ordering::Greater,
        (Some(_), None, _) => Ordering::Less,
        (Some(a), Some(b), Sort::Oldest) => a.cmp(&b),
        (Some(a), Some(b), _) => b.cmp(&a),
    };
    by_day.then_with(by_score).then_with(|| first_id.cmp(second_id))
}

/// Letters only: titles are broken into lines in many ways.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn hit(snapshot: &Snapshot, found: &Found, marks: &[highlight::QueryTerm], today: Date) -> Result<Hit, Error> {
    let missing = || Error::Read(std::io::Error::other("an entry that was found is gone"));
    let segment = snapshot.segments.get(found.scored.segment).ok_or_else(missing)?;
    let entry = segment.table.entries.get(found.scored.entry).ok_or_else(missing)?;
    let until = segment.table.entries.get(found.scored.entry + 1).map_or(segment.reader.max_doc(), |next| next.address);
    let pieces = |address: DocId| snapshot.pieces_at(found.scored.segment, address);
    let passages = entry.address + 1..until;
    // Whichever of its wordings matched: what somebody wants to read of a question is its answer.
    let answer =
        entry.stored.summary.as_deref().filter(|summary| {
            matches!(entry.stored.kind, Kind::Question | Kind::Response) && !summary.trim().is_empty()
        });
    let mut place: Option<(Piece, bool)> = None;
    if answer.is_some() {
        // Nothing needs to be read.
    } else if let Some(clause) = &found.clause {
        for address in passages.clone() {
            if let Some(piece) = pieces(address)?.into_iter().find(|piece| piece.clause == *clause) {
                place = Some((piece, true));
                break;
            }
        }
    } else if let Some(address) = found.scored.passage {
        // A text that opens with its own title says nothing more than the title above the snippet does.
        let repeats_title = |piece: &Piece| squeezed(&entry.stored.title).contains(&squeezed(&piece.text));
        let weight = |piece: &Piece| if repeats_title(piece) { 0.0 } else { highlight::coverage(&piece.text, marks) };
        place = pieces(address)?
            .into_iter()
            .rev()
            .max_by(|a, b| weight(a).total_cmp(&weight(b)))
            .filter(|piece| weight(piece) > 0.0)
            .map(|piece| (piece, true));
    }
    if place.is_none() && entry.stored.summary.is_none() && !passages.is_empty() {
        place = pieces(passages.start)?
            .into_iter()
            .find(|piece| piece.text.chars().nth(12).is_some())
            .map(|piece| (piece, false));
    }
    let snippet: Vec<SnippetRun> = match (answer, &place, &entry.stored.summary) {
        (Some(answer), ..) => excerpt::beginning(answer, marks),
        (None, Some((piece, _)), _) => excerpt::around(&piece.text, marks),
        (None, None, Some(summary)) => excerpt::around(summary, marks),
        (None, None, None) => Vec::new(),
    };
    let clause = place
        .filter(|(piece, is_match)| *is_match && !piece.clause.is_empty() && !piece.label.is_empty())
        .map(|(piece, _)| HitClause { url: entry.stored.url_of(&piece.clause), label: piece.label });
    let stored = &entry.stored;
    let statement = entry.statement(today);
    Ok(Hit {
        kind: stored.kind,
        id: stored.id.clone(),
        title: stored.title.clone(),
        url: stored.url.clone(),
        date: stored.date,
        agency: stored.agency.as_ref().map(|agency| agency.name.clone()),
        validity: statement.as_ref().map(|statement| statement.state),
        validity_since: statement.and_then(|statement| statement.since),
        document_number: stored.document_number.clone(),
        snippet,
        clause,
        demo: stored.demo,
        verdict: None,
        causes: Vec::new(),
    })
}
