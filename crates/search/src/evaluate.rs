//! Measuring the ranking on judged queries: `mingbai evaluate`.
//!
//! Builds a throw-away index with the production analysis and ranking, runs every query, and computes the usual
//! measures: nDCG with gains 2^rel − 1, reciprocal rank, recall. A query without a judged document is skipped.

mod measures;

use std::{
    collections::HashMap,
    fs::File,
    io::{BufRead, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
    time::Instant,
};

use domain::{
    DocumentId, Kind,
    search::{Filters, SearchRequest, Sort},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use self::measures::{Sums, percentile};
use crate::{
    Error, Index, IndexClause, IndexDocument, IndexEntry, Operation, Ranking, results::page::page_of, scoring::Scored,
    snapshot::Snapshot,
};

/// Documents handed to the writer at a time.
const BATCH: usize = 256;

/// What `mingbai evaluate` prints; the keys are the contract's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// Queries that have judgements.
    pub queries: usize,
    /// Documents in the corpus.
    pub documents: usize,
    /// Mean nDCG of the first ten.
    pub ndcg_at_10: f64,
    /// Mean reciprocal rank of the first relevant one among the first ten.
    pub mrr_at_10: f64,
    /// Mean share of the relevant ones among the first ten.
    pub recall_at_10: f64,
    /// … among the first hundred.
    pub recall_at_100: f64,
    /// Documents indexed in a second, commit included.
    pub index_docs_per_s: f64,
    /// Bytes of the index on disk.
    pub index_bytes: u64,
    /// Median time of a query, in milliseconds: understanding, scoring, filters, facets, order.
    pub p50_ms: f64,
    /// … of which 95 of 100 stay below.
    pub p95_ms: f64,
    /// … 99 of 100.
    pub p99_ms: f64,
}

/// What is measured, and how deep.
#[derive(Debug, Clone)]
pub struct EvaluationOptions {
    /// `{"id","title","text"}` a line.
    pub corpus: PathBuf,
    /// `{"id","text"}` a line.
    pub queries: PathBuf,
    /// `{"qid","docid","rel"}` a line.
    pub qrels: PathBuf,
    /// Where a TREC run goes.
    pub run_out: Option<PathBuf>,
    /// Results kept of every query.
    pub depth: usize,
    /// The numbers of the ranking; the default is production's.
    pub ranking: Ranking,
}

#[derive(Deserialize)]
struct CorpusLine {
    id: String,
    #[serde(default)]
    title: String,
    text: String,
}

#[derive(Deserialize)]
struct QueryLine {
    id: String,
    text: String,
}

#[derive(Deserialize)]
struct JudgementLine {
    qid: String,
    docid: String,
    rel: f64,
}

/// Measures.
pub fn evaluate(options: &EvaluationOptions) -> Result<Evaluation, Error> {
    let directory = tempfile::tempdir()?;
    let corpus = Corpus::build(&options.corpus, directory.path(), options.ranking)?;
    corpus.measure(options)
}

/// An indexed corpus.
pub(crate) struct Corpus {
    pub(crate) index: Index,
    /// Ids of the file; the index has its own, since a file's need not be fit for addresses.
    ids: Vec<String>,
    docs_per_s: f64,
}

impl Corpus {
    pub(crate) fn build(path: &Path, directory: &Path, ranking: Ranking) -> Result<Self, Error> {
        let index = Index::with_ranking(directory, ranking)?;
        let mut writer = index.writer()?;
        let mut ids = Vec::new();
        let mut batch = Vec::with_capacity(BATCH);
        let started = Instant::now();
        for line in lines::<CorpusLine>(path)? {
            let line = line?;
            let id = own_id(ids.len());
            ids.push(line.id);
            batch.push(Operation::Put(Box::new(policy(id, line.title, line.text))));
            if batch.len() == BATCH {
                writer.apply(&batch)?;
                batch.clear();
            }
        }
        writer.apply(&batch)?;
        writer.commit(ids.len() as u64)?;
        let seconds = started.elapsed().as_secs_f64();
        Ok(Self { index, docs_per_s: ratio(ids.len(), seconds), ids })
    }

    pub(crate) fn measure(&self, options: &EvaluationOptions) -> Result<Evaluation, Error> {
        let judged = judgements(&options.qrels)?;
        let mut run = match &options.run_out {
            Some(path) => Some((path, BufWriter::new(File::create(path).map_err(Error::file(path))?))),
            None => None,
        };
        let mut sums = Sums::default();
        let mut times_ms = Vec::new();
        for line in lines::<QueryLine>(&options.queries)? {
            let query = line?;
            let Some(relevant) = judged.get(&query.id) else { continue };
            let started = Instant::now();
            let ranked = self.rank(&query.text, options.depth)?;
            times_ms.push(started.elapsed().as_secs_f64() * 1000.0);
            sums.add(&ranked, relevant);
            if let Some((path, file)) = &mut run {
                write_run(file, &query.id, &ranked).map_err(Error::file(path.as_path()))?;
            }
        }
        if let Some((path, mut file)) = run {
            file.flush().map_err(Error::file(path))?;
        }
        times_ms.sort_by(f64::total_cmp);
        let count = times_ms.len();
        #[allow(clippy::cast_precision_loss, reason = "a mean")]
        let mean = |sum: f64| if count == 0 { 0.0 } else { sum / count as f64 };
        Ok(Evaluation {
            queries: count,
            documents: self.ids.len(),
            ndcg_at_10: mean(sums.ndcg),
            mrr_at_10: mean(sums.reciprocal_rank),
            recall_at_10: mean(sums.recall_at_10),
            recall_at_100: mean(sums.recall_at_100),
            index_docs_per_s: self.docs_per_s,
            index_bytes: self.index.status()?.size_bytes,
            p50_ms: percentile(&times_ms, 50),
            p95_ms: percentile(&times_ms, 95),
            p99_ms: percentile(&times_ms, 99),
        })
    }

    /// The ids of the best documents, with scores.
    pub(crate) fn rank(&self, query: &str, depth: usize) -> Result<Vec<(&str, f32)>, Error> {
        let view = self.index.view();
        let snapshot = &view.snapshot;
        let request = request(query);
        let question = self.index.understand(snapshot, query, request.literal);
        let mut matches = self.index.matches(snapshot, &question, &request, &[])?;
        let page = page_of(snapshot, &mut matches.found, Sort::Relevance, 0, depth);
        Ok(page.iter().filter_map(|found| Some((self.name(snapshot, &found.scored)?, found.scored.score))).collect())
    }

    /// The id that the file has.
    fn name(&self, snapshot: &Snapshot, scored: &Scored) -> Option<&str> {
        let number: usize = snapshot.entry_at(scored.segment, scored.entry)?.stored.id.as_str().parse().ok()?;
        self.ids.get(number).map(String::as_str)
    }
}

fn request(query: &str) -> SearchRequest {
    SearchRequest {
        query: query.to_owned(),
        filters: Filters::default(),
        sort: Sort::Relevance,
        page: 1,
        per_page: 100,
        today: domain::civil_day(domain::Timestamp::UNIX_EPOCH),
        literal: false,
    }
}

fn judgements(path: &Path) -> Result<HashMap<String, HashMap<String, f64>>, Error> {
    let mut judged: HashMap<String, HashMap<String, f64>> = HashMap::new();
    for line in lines::<JudgementLine>(path)? {
        let line = line?;
        if line.rel > 0.0 {
            judged.entry(line.qid).or_default().insert(line.docid, line.rel);
        }
    }
    Ok(judged)
}

fn policy(id: DocumentId, title: String, text: String) -> IndexDocument {
    IndexDocument {
        entry: IndexEntry::new(id, Kind::Policy, title),
        clauses: vec![IndexClause { id: String::new(), label: String::new(), heading: String::new(), text }],
    }
}

/// The place in the file, as an id.
fn own_id(number: usize) -> DocumentId {
    DocumentId::parse(&number.to_string()).expect("digits are an id")
}

fn lines<T: DeserializeOwned>(path: &Path) -> Result<impl Iterator<Item = Result<T, Error>>, Error> {
    let file = File::open(path).map_err(Error::file(path))?;
    let path = path.to_owned();
    Ok(BufReader::new(file).lines().enumerate().filter_map(move |(index, line)| {
        let line = match line {
            Ok(line) if line.trim().is_empty() => return None,
            Ok(line) => line,
            Err(source) => return Some(Err(Error::File { path: path.clone(), source })),
        };
        let line = line.strip_prefix('\u{feff}').unwrap_or(&line);
        Some(serde_json::from_str(line).map_err(|source| Error::Line { path: path.clone(), line: index + 1, source }))
    }))
}

/// `qid Q0 docid rank score mingbai`, scores strictly falling: equal ones are set apart by the least step.
fn write_run(file: &mut impl Write, query: &str, ranked: &[(&str, f32)]) -> std::io::Result<()> {
    let mut before = f64::INFINITY;
    for (rank, (id, score)) in ranked.iter().enumerate() {
        let score = f64::from(*score);
        before = if score < before { score } else { before - 1e-4 };
        writeln!(file, "{query} Q0 {id} {} {before:.6} mingbai", rank + 1)?;
    }
    Ok(())
}

#[allow(clippy::cast_precision_loss, reason = "a rate")]
fn ratio(count: usize, seconds: f64) -> f64 {
    count as f64 / seconds.max(1e-9)
}

#[cfg(test)]
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "numbers of a measurement"
)]
mod tests {
    use super::*;

    const CORPORA: [(&str, &[&str]); 5] = [
        ("articles", &["lay-questions-to-articles", "keywords-to-articles"]),
        ("answers", &["questions-to-answers", "keywords-to-answers"]),
        ("notices", &["questions-to-notices"]),
        ("articles-dated", &["citations-to-articles", "scenarios-to-articles"]),
        ("mixed", &["mixed-portal"]),
    ];

    /// Writes what is measured of the best results of each query, for `tests/relevance/fit.py`: `RELEVANCE` is the directory
    /// of the sets, `OUT` where `SET.jsonl` goes: `{"query", "relevant",
    /// "ideal", "candidates": [{"rel", "f"}]}` a line.
    #[test]
    #[ignore = "measures; needs the relevance sets and minutes"]
    fn features() {
        let [root, out] = ["RELEVANCE", "OUT"].map(|name| PathBuf::from(std::env::var(name).unwrap()));
        for (name, sets) in CORPORA {
            let directory = tempfile::tempdir().unwrap();
            let corpus =
                Corpus::build(&root.join(format!("corpora/{name}.jsonl")), directory.path(), Ranking::default())
                    .unwrap();
            let view = corpus.index.view();
            let snapshot = &view.snapshot;
            for set in sets {
                let judged = judgements(&root.join(set).join("qrels.jsonl")).unwrap();
                let mut file = BufWriter::new(File::create(out.join(format!("{set}.jsonl"))).unwrap());
                for query in lines::<QueryLine>(&root.join(set).join("queries.jsonl")).unwrap() {
                    let query = query.unwrap();
                    let Some(relevant) = judged.get(&query.id) else { continue };
                    let request = request(&query.text);
                    let question = corpus.index.understand(snapshot, &query.text, false);
                    let (mut scored, sought) = corpus.index.at_first_sight(snapshot, &question, &request).unwrap();
                    let Some(sought) = sought else { continue };
                    let best = crate::rerank::best(snapshot, &mut scored);
                    let measured = crate::rerank::measure(snapshot, &sought, best).unwrap();
                    let candidates: Vec<_> = best
                        .iter()
                        .zip(measured)
                        .map(|(scored, f)| serde_json::json!({"rel": corpus.name(snapshot, scored).and_then(|id| relevant.get(id)).unwrap_or(&0.0), "f": f.to_vec()}))
                        .collect();
                    let ideal: Vec<f64> = relevant.values().copied().collect();
                    serde_json::to_writer(&mut file, &serde_json::json!({"query": query.text, "relevant": relevant.keys().min(), "ideal": ideal, "candidates": candidates})).unwrap();
                    file.write_all(b"\n").unwrap();
                }
            }
        }
    }

    /// Prints the table of the relevance sets; `RELEVANCE` is their directory, `SETS` names some of them,
    /// `RANKINGS` holds variants of the ranking, one JSON object a line, and `RUNS` is where the runs of the last go.
    #[test]
    #[ignore = "measures; needs the relevance sets and minutes"]
    fn table() {
        let root = PathBuf::from(std::env::var("RELEVANCE").unwrap());
        let only = std::env::var("SETS").unwrap_or_default();
        let variants: Vec<serde_json::Value> = match std::env::var("RANKINGS") {
            Ok(path) => {
                std::fs::read_to_string(path).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
            }
            Err(_) => vec![serde_json::json!({})],
        };
        let chars: usize =
            std::env::var("PASSAGE").map_or(crate::passages::PASSAGE_CHARS, |chars| chars.parse().unwrap());
        for (name, sets) in CORPORA {
            if !sets.iter().any(|set| only.is_empty() || only.split(',').any(|wanted| set.starts_with(wanted))) {
                continue;
            }
            let directory = tempfile::tempdir().unwrap();
            let base = Ranking { passage_chars: chars, ..Ranking::default() };
            let mut corpus =
                Corpus::build(&root.join(format!("corpora/{name}.jsonl")), directory.path(), base).unwrap();
            for set in
                sets.iter().filter(|set| only.is_empty() || only.split(',').any(|wanted| set.starts_with(wanted)))
            {
                for variant in &variants {
                    let ranking = vary(base, variant);
                    corpus.index = corpus.index.ranked_with(ranking);
                    let options = EvaluationOptions {
                        corpus: PathBuf::new(),
                        queries: root.join(set).join("queries.jsonl"),
                        qrels: root.join(set).join("qrels.jsonl"),
                        run_out: std::env::var("RUNS").ok().map(|runs| PathBuf::from(runs).join(format!("{set}.run"))),
                        depth: 100,
                        ranking,
                    };
                    let e = corpus.measure(&options).unwrap();
                    println!(
                        "{set:26} {:.3} / {:.3}  mrr {:.3}  p50 {:.2} p95 {:.2} p99 {:.2} ms  {:.0} docs/s {} MB  {variant}",
                        e.ndcg_at_10,
                        e.recall_at_100,
                        e.mrr_at_10,
                        e.p50_ms,
                        e.p95_ms,
                        e.p99_ms,
                        e.index_docs_per_s,
                        e.index_bytes >> 20
                    );
                }
            }
        }
    }

    /// Times of whole requests, snippets included, and of suggestions, over the mixed corpus.
    #[test]
    #[ignore = "measures; needs the relevance sets"]
    fn times() {
        let root = PathBuf::from(std::env::var("RELEVANCE").unwrap());
        let corpus_name = std::env::var("CORPUS").unwrap_or_else(|_| "mixed".into());
        let directory = tempfile::tempdir().unwrap();
        let corpus =
            Corpus::build(&root.join(format!("corpora/{corpus_name}.jsonl")), directory.path(), Ranking::default())
                .unwrap();
        let started = Instant::now();
        corpus.index.reload().unwrap();
        println!("reload {:?}", started.elapsed());
        let today = domain::civil_day(domain::Timestamp::UNIX_EPOCH);
        let (mut searches, mut suggestions, mut totals) = (Vec::new(), Vec::new(), Vec::new());
        let set = std::env::var("QUERIES").unwrap_or_else(|_| "mixed-portal".into());
        for line in lines::<QueryLine>(&root.join(set).join("queries.jsonl")).unwrap() {
            let query = line.unwrap().text;
            for length in [2, 4, 8] {
                let typed: String = query.chars().take(length).collect();
                for typed in [hanzi::pinyin::spell(&typed).initials, typed] {
                    let started = Instant::now();
                    corpus.index.suggest(&typed, today);
                    suggestions.push(started.elapsed().as_secs_f64() * 1000.0);
                }
            }
            let request = SearchRequest {
                query,
                filters: Filters::default(),
                sort: Sort::Relevance,
                page: 1,
                per_page: 10,
                today,
                literal: false,
            };
            let started = Instant::now();
            totals.push(corpus.index.search(&request).unwrap().total);
            searches.push(started.elapsed().as_secs_f64() * 1000.0);
        }
        let request = SearchRequest {
            query: String::new(),
            filters: Filters::default(),
            sort: Sort::Relevance,
            page: 1,
            per_page: 10,
            today,
            literal: false,
        };
        let started = Instant::now();
        corpus.index.search(&request).unwrap();
        println!("everything {:?}", started.elapsed());
        totals.sort_unstable();
        println!("total: median {} largest {}", totals[totals.len() / 2], totals[totals.len() - 1]);
        for (name, mut times) in [("search", searches), ("suggest", suggestions)] {
            times.sort_by(f64::total_cmp);
            println!(
                "{name}: p50 {:.2} p95 {:.2} p99 {:.2} ms",
                percentile(&times, 50),
                percentile(&times, 95),
                percentile(&times, 99)
            );
        }
    }

    fn vary(base: Ranking, variant: &serde_json::Value) -> Ranking {
        let number = |key: &str, held: f32| variant[key].as_f64().map_or(held, |value| value as f32);
        let three = |key: &str, held: [f32; 3]| {
            if variant[key].is_array() {
                [0, 1, 2].map(|index| variant[key][index].as_f64().unwrap() as f32)
            } else {
                held
            }
        };
        let priors = serde_json::from_value(variant["priors"].clone()).unwrap_or(base.priors);
        Ranking {
            k1: number("k1", base.k1),
            title_b: number("title_b", base.title_b),
            body_b: number("body_b", base.body_b),
            title: three("title", base.title),
            bridge: number("bridge", base.bridge),
            titled: number("titled", base.titled),
            body: three("body", base.body),
            most_terms: number("most_terms", base.most_terms as f32) as usize,
            commonest: number("commonest", base.commonest),
            coverage: number("coverage", base.coverage),
            coverage_terms: number("coverage_terms", base.coverage_terms),
            least_coverage: number("least_coverage", base.least_coverage),
            near_best: number("near_best", base.near_best),
            few: number("few", base.few as f32) as usize,
            passage_chars: base.passage_chars,
            nearness: number("nearness", base.nearness),
            reranks: variant["reranks"].as_bool().unwrap_or(base.reranks),
            priors,
        }
    }
}
