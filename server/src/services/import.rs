//! From files to stored revisions: read, clean, cut into clauses, extract, save.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use documents::{IdOrigin, Input, ReadOptions, ReadReport, Rejection, SourceDocument, SourceFile};
use domain::{Agency, Body, ClauseId, Disclosure, Document, DocumentId, Kind, Policy, Timestamp, Validity, explanation::Material};
use store::{ContentStore, NewRevision, Original, Outcome, StoreError};
use tokio::sync::mpsc;

use super::media_store::{MediaError, MediaStore};

/// Documents saved in one transaction.
const BATCH: usize = 64;
/// Prepared documents that wait for the store.
const QUEUE: usize = 128;

/// What an import did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Summary {
    /// New ids.
    pub imported: u64,
    /// Known ids with other content.
    pub revised: u64,
    /// Known ids with the same content.
    pub unchanged: u64,
    /// Documents that were not taken.
    pub rejected: u64,
}

impl std::fmt::Display for Summary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "imported {}, revised {}, unchanged {}, rejected {}", self.imported, self.revised, self.unchanged, self.rejected)
    }
}

/// Why an import ended early.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The content store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The media store.
    #[error(transparent)]
    Media(#[from] MediaError),
}

/// What an import says while it runs.
#[derive(Debug)]
pub enum Event {
    /// One more document was read, good or not.
    Read,
    /// A document was not taken.
    Rejected(Rejection),
    /// Something a person should look at.
    Note(String),
    /// Everything counted so far is on the disk.
    Saved(Summary),
}

/// A document ready for the store, with its issuer by name where it is not known by id.
struct Prepared {
    revision: NewRevision,
    files: Vec<SourceFile>,
    issuer_name: Option<String>,
    place: documents::Place,
}

/// Imports inputs in order. What is good is kept, whatever else is rejected; what was acknowledged in the
/// summary is on the disk.
pub async fn import(
    store: &Arc<dyn ContentStore>,
    media: &MediaStore,
    inputs: Vec<Input>,
    options: ReadOptions,
    dry_run: bool,
    at: Timestamp,
    mut tell: impl FnMut(Event) + Send,
) -> Result<Summary, ImportError> {
    let (sender, mut receiver) = mpsc::channel::<Result<Box<Prepared>, Rejection>>(QUEUE);
    let (note_sender, mut notes) = mpsc::unbounded_channel::<String>();
    let reading = tokio::task::spawn_blocking(move || read_all(inputs, &options, &sender, &note_sender));

    let mut summary = Summary::default();
    let mut known = Known { is_dry: dry_run, ..Known::default() };
    // What explains comes after all that it may explain, in whatever order the files stand.
    let mut explaining: Vec<Prepared> = Vec::new();
    let mut batch: Vec<Prepared> = Vec::with_capacity(BATCH);
    while let Some(next) = receiver.recv().await {
        tell(Event::Read);
        match next {
            Err(rejection) => {
                summary.rejected += 1;
                tell(Event::Rejected(rejection));
            }
            Ok(prepared) => {
                let queue = if prepared.revision.document.explains().is_some() { &mut explaining } else { &mut batch };
                queue.push(*prepared);
                if batch.len() == BATCH {
                    save(store, media, &mut batch, &mut known, at, &mut summary, &mut tell).await?;
                }
            }
        }
        while let Ok(note) = notes.try_recv() {
            tell(Event::Note(note));
        }
    }
    save(store, media, &mut batch, &mut known, at, &mut summary, &mut tell).await?;
    while !explaining.is_empty() {
        batch.extend(explaining.drain(..explaining.len().min(BATCH)));
        save(store, media, &mut batch, &mut known, at, &mut summary, &mut tell).await?;
    }
    for sentence in known.missing_materials(store).await? {
        tell(Event::Note(sentence));
    }
    if let Ok(report) = reading.await {
        for sentence in report.sentences() {
            tell(Event::Note(sentence));
        }
    }
    while let Ok(note) = notes.try_recv() {
        tell(Event::Note(note));
    }
    Ok(summary)
}

/// Reads and prepares every document; runs on a blocking thread because parsing is work.
fn read_all(
    inputs: Vec<Input>,
    options: &ReadOptions,
    sender: &mpsc::Sender<Result<Box<Prepared>, Rejection>>,
    notes: &mpsc::UnboundedSender<String>,
) -> ReadReport {
    let mut seen: HashSet<DocumentId> = HashSet::new();
    let mut report = ReadReport::default();
    for input in inputs {
        let mut reader = documents::read(input, options);
        for next in reader.by_ref() {
            let prepared = next.and_then(|source| {
                if !seen.insert(source.document.id.clone()) {
                    return Err(Rejection {
                        place: source.place,
                        reason: format!("编号“{}”在这次导入中已经出现过，只保留第一份：请改编号，或分两次导入", source.document.id),
                    });
                }
                for note in &source.notes {
                    let _ = notes.send(format!("{}：{note}", source.place));
                }
                if source.id_origin == IdOrigin::LossyFileName {
                    let _ = notes.send(format!("{}：文件名里有不能用在编号里的字，编号取为“{}”", source.place, source.document.id));
                }
                Ok(Box::new(prepare(source, notes)))
            });
            if sender.blocking_send(prepared).is_err() {
                return report;
            }
        }
        report.merge(reader.report().clone());
    }
    report
}

fn prepare(source: SourceDocument, notes: &mpsc::UnboundedSender<String>) -> Prepared {
    let SourceDocument { mut document, issuer_name, original, files, place, .. } = source;
    let mut tell = |note: String| {
        let _ = notes.send(format!("{place}：{note}"));
    };
    let mut raw_body: Option<String> = None;
    if let Body::Policy(policy) = &mut document.body {
        raw_body = clean(&mut document.title, policy, &mut tell);
        read_out_of_text(&document.title, policy, &mut tell);
    }
    let original = original
        .map(|file| Original { media_type: file.media_type.to_owned(), bytes: file.bytes })
        .or_else(|| raw_body.map(|raw| Original { media_type: "text/plain; charset=utf-8".to_owned(), bytes: raw.into_bytes() }));
    Prepared { revision: NewRevision { document, original, source: Some(place.to_string()) }, files, issuer_name, place }
}

/// Cleans a polluted body and says what was done; answers the body as it came when it was changed.
fn clean(title: &mut String, policy: &mut Policy, tell: &mut impl FnMut(String)) -> Option<String> {
    let cleaned = hanzi::clean::clean(&policy.body);
    if !cleaned.was_polluted {
        return None;
    }
    let title_was_first_line = policy.body.lines().find(|line| !line.trim().is_empty()).is_some_and(|line| line.trim() == title.trim());
    if title_was_first_line {
        if let Some(first) = cleaned.text.lines().find(|line| !line.trim().is_empty()) {
            first.trim().clone_into(title);
        }
    } else {
        *title = hanzi::clean::clean(title).text;
    }
    let mut done = Vec::new();
    if cleaned.removed_glosses > 0 {
        done.push(format!("去掉 {} 处注音", cleaned.removed_glosses));
    }
    if !cleaned.removed_lines.is_empty() {
        done.push(format!("去掉 {} 行网页导航", cleaned.removed_lines.len()));
    }
    if cleaned.converted_traditional {
        done.push("繁体转为简体".to_owned());
    }
    let why = if cleaned.removed_glosses > 0 || !cleaned.removed_lines.is_empty() { "正文被转载网站改动过" } else { "正文是繁体" };
    tell(format!("{why}，已清洗（{}），原文另存", done.join("，")));
    for spot in &cleaned.unresolved {
        tell(format!("第 {} 行“{}”不能按规则修复（{}），请人工核对", spot.line, spot.text, spot.reason));
    }
    policy.unresolved = cleaned.unresolved;
    Some(std::mem::replace(&mut policy.body, cleaned.text))
}

/// What the text itself says: clauses, units, deadlines, citations; dates where the source gave none.
fn read_out_of_text(title: &str, policy: &mut Policy, tell: &mut impl FnMut(String)) {
    if let Some(number) = &policy.document_number {
        if let Some(normal) = hanzi::document_number::parse(number.as_str()) {
            policy.document_number = Some(normal);
        } else {
            tell(format!("发文字号“{number}”不是常见写法，按原样保留"));
        }
    }
    for edge in &mut policy.edges {
        if let Some(normal) = edge.document_number.as_ref().and_then(|number| hanzi::document_number::parse(number.as_str())) {
            edge.document_number = Some(normal);
        }
    }
    if policy.written_on.is_none() {
        policy.written_on = hanzi::dates::find_written_on(&policy.body);
    }
    let year = policy.written_on.or(policy.published_on).or(policy.effective_on).map(domain::Date::year);
    policy.clauses = hanzi::clauses::parse(&policy.body);
    hanzi::extract::fill(&mut policy.clauses, title, year);
    report_disagreement(policy, tell);
}

/// A declared validity is only used where dates say nothing; where they disagree, a person should know.
fn report_disagreement(policy: &Policy, tell: &mut impl FnMut(String)) {
    let (Some(declared), Some(last)) = (policy.validity, policy.expires_on.or(policy.effective_on)) else { return };
    let mut facts = policy.validity_facts();
    facts.declared = None;
    if let Some(computed) = facts.on(last).map(|statement| statement.state)
        && computed != declared
        && declared == Validity::NotYetEffective
    {
        tell(format!("来源标注“{}”，按日期应为“{}”，以日期为准", declared.label(), computed.label()));
    }
}

/// The same answer again is still about the text that it was written for, whatever else was corrected around it. An author who
/// has looked at it again says so with a later `review_on`, or names the revision.
fn keep_bindings(held: &Document, new: &mut Document) {
    if !answers_the_same(&held.body, &new.body) || new.review_on() > held.review_on() {
        return;
    }
    if let (Body::Interpretation(held), Body::Interpretation(new)) = (&held.body, &mut new.body) {
        new.policy_revision = held.policy_revision.filter(|_| held.policy == new.policy);
    }
    let known = held.cites();
    for citation in new.cites_mut().into_iter().filter(|citation| citation.revision.is_none()) {
        let same = known.iter().find(|known| known.policy == citation.policy && known.clause == citation.clause);
        citation.revision = same.and_then(|known| known.revision);
    }
}

/// Whether two explanations say the same to their readers.
fn answers_the_same(held: &Body, new: &Body) -> bool {
    match (held, new) {
        (Body::Question(held), Body::Question(new)) => held.short_answer == new.short_answer && held.answer == new.answer,
        (Body::Figure(held), Body::Figure(new)) => held.figure == new.figure,
        (Body::Media(held), Body::Media(new)) => {
            // What is said was recorded once: corrected captions are no new look at the policy.
            held.file == new.file && (held.duration_ms.is_some() || held.alt == new.alt)
        }
        (Body::Response(held), Body::Response(new)) => held.short_answer == new.short_answer && held.explanation == new.explanation,
        (Body::Interpretation(held), Body::Interpretation(new)) => {
            held.gist == new.gist
                && held.key_facts == new.key_facts
                && held.texts() == new.texts()
        }
        _ => false,
    }
}

/// More of an explanation than this that is copied from its policy explains nothing, as a share.
const MUCH_COPIED: f64 = 0.5;
/// Shorter texts are not measured, in characters.
const MEASURED: usize = 60;

/// What an author may do better (`domain.md` N22); nothing of it keeps an explanation out.
fn advice(document: &Document, runs: &hanzi::plain::Runs) -> Vec<String> {
    let mut sentences = Vec::new();
    let text = match &document.body {
        Body::Question(question) => [question.short_answer.as_str(), question.answer.as_deref().unwrap_or_default()].join("\n"),
        Body::Response(response) => [response.short_answer.as_str(), &response.explanation].join("\n"),
        Body::Media(media) => media.words(),
        Body::Interpretation(interpretation) => {
            let missing = interpretation.key_facts.missing();
            if !interpretation.form.is_meeting() && !missing.is_empty() {
                sentences.push(format!("没有写：{}", missing.join("、")));
            }
            interpretation.texts().join("\n")
        }
        Body::Figure(_) | Body::Policy(_) | Body::Agency(_) => return sentences,
    };
    if text.chars().count() >= MEASURED {
        let share = runs.copied_share(&text);
        if share >= MUCH_COPIED {
            sentences.push(format!("文字有 {:.0}% 照搬政策原文：请用自己的话说", share * 100.0));
        }
    }
    let empty = hanzi::plain::empty_words(&text);
    if !empty.is_empty() {
        sentences.push(format!("有说了等于没说的词（{}）：请删去", empty.join("、")));
    }
    if let Some(longest) = hanzi::plain::too_long(&text) {
        sentences.push(format!("有一句长达 {longest} 字，听一遍听不明白：请拆开"));
    }
    sentences
}

/// A revision and the clauses in it.
type ClausesOf = (u32, HashSet<ClauseId>);

/// What this run knows of other documents.
#[derive(Default)]
struct Known {
    issuers: Issuers,
    /// The clauses of each revision of each policy that somebody cited; `None`: there is no such revision.
    clauses: HashMap<(DocumentId, Option<u32>), Option<ClausesOf>>,
    /// Nothing is saved.
    is_dry: bool,
    /// Policies of this run, which a dry run does not save.
    of_this_run: HashMap<DocumentId, HashSet<ClauseId>>,
    /// Materials that interpretations name: they may come later in the run.
    materials: Vec<(DocumentId, DocumentId)>,
    /// The words of policies, for telling what was copied from them.
    runs: HashMap<DocumentId, hanzi::plain::Runs>,
}

impl Known {
    /// Binds an explanation to the clauses that it cites: each must exist, and gets the revision it was written for.
    async fn bind(&mut self, store: &Arc<dyn ContentStore>, document: &mut Document) -> Result<Result<(), String>, StoreError> {
        if let Body::Policy(policy) = &document.body {
            self.clauses.retain(|(id, _), _| *id != document.id);
            self.of_this_run.insert(document.id.clone(), policy.clauses.iter().map(|clause| clause.id.clone()).collect());
            return Ok(Ok(()));
        }
        let own: Vec<ClauseId> = if let Body::Figure(sheet) = &document.body { sheet.figure.clauses().into_iter().cloned().collect() } else { Vec::new() };
        let first_policy = document.cites().first().map(|citation| (citation.policy.clone(), citation.revision));
        for citation in document.cites_mut() {
            let Some(clauses) = self.clauses_of(store, &citation.policy, citation.revision).await? else {
                return Ok(Err(match citation.revision {
                    Some(revision) => format!("引用的政策“{}”没有第 {revision} 版：请核对 cites", citation.policy),
                    None => format!("引用的政策“{}”还没有导入：请先导入政策，再导入解读材料", citation.policy),
                }));
            };
            let (revision, ids) = clauses;
            if let Some(clause) = &citation.clause
                && !ids.contains(clause)
            {
                return Ok(Err(format!("政策“{}”没有“{clause}”这一条：请核对条款编号", citation.policy)));
            }
            citation.revision = Some(*revision).filter(|revision| *revision > 0);
        }
        if let Some((policy, revision)) = first_policy
            && let Some((_, ids)) = self.clauses_of(store, &policy, revision).await?
            && let Some(missing) = own.iter().find(|clause| !ids.contains(clause))
        {
            return Ok(Err(format!("政策“{policy}”没有“{missing}”这一条：请核对图里的 clause")));
        }
        if let Body::Interpretation(interpretation) = &mut document.body {
            let Some((revision, _)) = self.clauses_of(store, &interpretation.policy, interpretation.policy_revision).await? else {
                return Ok(Err(format!("解读的政策“{}”还没有导入：请先导入政策", interpretation.policy)));
            };
            interpretation.policy_revision = Some(*revision).filter(|revision| *revision > 0);
            let named = interpretation.materials.iter().filter_map(|material| match material {
                Material::Question { id } | Material::Figure { id } | Material::Media { id } => Some(id.clone()),
                Material::Text { .. } => None,
            });
            self.materials.extend(named.map(|id| (document.id.clone(), id)));
        }
        Ok(Ok(()))
    }

    /// The clauses of a revision, the current one unless named; revision 0 is one that a dry run would make.
    async fn clauses_of(&mut self, store: &Arc<dyn ContentStore>, policy: &DocumentId, revision: Option<u32>) -> Result<Option<&ClausesOf>, StoreError> {
        let key = (policy.clone(), revision);
        if !self.clauses.contains_key(&key) {
            let ids_of = |document: &Document| document.as_policy().map(|policy| policy.clauses.iter().map(|clause| clause.id.clone()).collect::<HashSet<_>>());
            let unsaved = self.of_this_run.get(policy).filter(|_| self.is_dry && revision.is_none()).map(|ids| (0, ids.clone()));
            let found = match revision {
                _ if unsaved.is_some() => unsaved,
                Some(number) => store.revision(policy, number).await?.and_then(|past| Some((number, ids_of(&past.document)?))),
                None => store.document(policy).await?.and_then(|held| Some((held.revision, ids_of(&held.document)?))),
            };
            self.clauses.insert(key.clone(), found);
        }
        Ok(self.clauses.get(&key).and_then(Option::as_ref))
    }

    /// What the author of an explanation may do better.
    async fn advice(&mut self, store: &Arc<dyn ContentStore>, document: &Document) -> Result<Vec<String>, StoreError> {
        let Some(policy) = document.explains() else { return Ok(Vec::new()) };
        if !self.runs.contains_key(&policy) {
            let held = store.document(&policy).await?;
            let body = held.as_ref().and_then(|held| held.document.as_policy()).map_or("", |policy| policy.body.as_str());
            self.runs.insert(policy.clone(), hanzi::plain::Runs::of(body));
        }
        Ok(self.runs.get(&policy).map(|runs| advice(document, runs)).unwrap_or_default())
    }

    /// A sentence for each material that an interpretation of this run names and nobody has brought.
    async fn missing_materials(&self, store: &Arc<dyn ContentStore>) -> Result<Vec<String>, StoreError> {
        let mut sentences = Vec::new();
        for (interpretation, material) in &self.materials {
            if store.document(material).await?.is_none() {
                sentences.push(format!("解读“{interpretation}”用到的“{material}”还没有导入，网页上暂时不显示这一项"));
            }
        }
        Ok(sentences)
    }
}

/// Issuers named in words, found or made.
#[derive(Default)]
struct Issuers {
    by_name: HashMap<String, DocumentId>,
}

impl Issuers {
    /// The id of the agency of that name; an unknown one becomes a document of the batch, of which only
    /// the name is known.
    async fn id_of(&mut self, store: &Arc<dyn ContentStore>, name: &str, revisions: &mut Vec<NewRevision>) -> Result<Option<DocumentId>, StoreError> {
        if let Some(id) = self.by_name.get(name) {
            return Ok(Some(id.clone()));
        }
        let id = if let Some(known) = store.agency_by_name(name).await? {
            known.id
        } else {
            let Some(id) = self.free_id(store, name).await? else { return Ok(None) };
            revisions.push(NewRevision::of(Document {
                id: id.clone(),
                title: name.to_owned(),
                disclosure: Disclosure::Proactive,
                demo: false,
                body: Body::Agency(Agency::named(name)),
                extra: serde_json::Map::default(),
            }));
            id
        };
        self.by_name.insert(name.to_owned(), id.clone());
        Ok(Some(id))
    }
}

impl Issuers {
    /// The pinyin of the name, with a number where other documents sound the same.
    async fn free_id(&self, store: &Arc<dyn ContentStore>, name: &str) -> Result<Option<DocumentId>, StoreError> {
        /// Names that sound alike, at the most.
        const ALIKE: u32 = 20;
        let slug = hanzi::pinyin::slug(name);
        for number in 1..=ALIKE {
            let text = if number == 1 { slug.clone() } else { format!("{slug}-{number}") };
            let Ok(id) = DocumentId::parse(&text) else { return Ok(None) };
            if !self.by_name.values().any(|known| *known == id) && store.document(&id).await?.is_none() {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }
}

async fn save(
    store: &Arc<dyn ContentStore>,
    media: &MediaStore,
    batch: &mut Vec<Prepared>,
    known: &mut Known,
    at: Timestamp,
    summary: &mut Summary,
    tell: &mut (impl FnMut(Event) + Send),
) -> Result<(), ImportError> {
    if batch.is_empty() {
        return Ok(());
    }
    let mut agencies: Vec<NewRevision> = Vec::new();
    let mut revisions: Vec<NewRevision> = Vec::with_capacity(batch.len());
    for mut prepared in batch.drain(..) {
        // An id belongs to one kind: a policy must not become an agency by an import.
        let kind: Kind = prepared.revision.document.kind();
        let held = store.document(&prepared.revision.document.id).await?;
        let refusal = match held {
            Some(held) if held.document.kind() != kind => Some(format!("编号“{}”已经是一个{}，不能再用作{}：请改编号", held.document.id, held.document.kind().label(), kind.label())),
            held => {
                if let Some(held) = held {
                    keep_bindings(&held.document, &mut prepared.revision.document);
                }
                known.bind(store, &mut prepared.revision.document).await?.err()
            }
        };
        if let Some(reason) = refusal {
            summary.rejected += 1;
            tell(Event::Rejected(Rejection { place: prepared.place, reason }));
            continue;
        }
        if let Body::Policy(policy) = &mut prepared.revision.document.body
            && policy.issuer.is_none()
            && let Some(name) = &prepared.issuer_name
        {
            policy.issuer = known.issuers.id_of(store, name, &mut agencies).await?;
        }
        for sentence in known.advice(store, &prepared.revision.document).await? {
            tell(Event::Note(format!("{}：{sentence}", prepared.place)));
        }
        // First the files: a document that is there can be played.
        for file in prepared.files.iter().filter(|_| !known.is_dry) {
            media.put(file).await?;
        }
        revisions.push(prepared.revision);
    }
    if known.is_dry {
        for revision in &revisions {
            match store.document(&revision.document.id).await? {
                None => summary.imported += 1,
                Some(known) if known.document == revision.document => summary.unchanged += 1,
                Some(_) => summary.revised += 1,
            }
        }
        return Ok(());
    }
    if !agencies.is_empty() {
        store.save(agencies, at).await?;
    }
    for saved in store.save(revisions, at).await? {
        match saved.outcome {
            Outcome::Imported => summary.imported += 1,
            Outcome::Revised => summary.revised += 1,
            Outcome::Unchanged => summary.unchanged += 1,
        }
        if !saved.published {
            tell(Event::Note(format!("“{}”已经撤下或移走，新内容已保存但不公开", saved.id)));
        }
    }
    tell(Event::Saved(*summary));
    Ok(())
}
