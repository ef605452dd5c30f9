//! What explanations rest on: the clauses as they stand today, whether the explanation still stands and why not, whom to call.
//!
//! # An explanation, and the policy moves
//!
//! 1. `documents::read` takes a question's fields (`read/kinds/`; `docs/IMPORT.md` describes them). `services::import`
//!    saves what explains after what it explains, and `Known::bind` checks that every cited clause exists and writes down
//!    the revision it was written for. The same answer imported again keeps the old revision: it is still about the old text, until
//!    `review_on` says that somebody has looked at it again.
//! 2. `store` keeps the citations of the current revision in a table of their own. Whatever is saved, withdrawn or brought back tells
//!    the outbox, in the same transaction, of every document that cites it (`sqlite/outbox.rs`, `touched`).
//! 3. A page asks this module: `Explanations::cited` gives dates, changes and the correspondence of clauses from the
//!    cited revision to the current one, of one moment; `domain::staleness::causes` says why a citation no longer stands;
//!    `clause_now` says where the clause stands today. An amending document that the current text itself names stands in that text already.
//! 4. The index keeps `staleness::standing`, facts from which the state of any later day follows: expiry by date needs no new write.
//! 5. A search reads the query and every authored question as typed statements and compares them (`search::answering`): the *answer card* when
//!    sure (`card::surest`), else up to three other questions, else the clause that says it (`answering::passage`), else that nothing
//!    here speaks of it (the *gap*). `complete` makes sentences of the ids. (ADR 11 (`docs/adr/0011-answers-from-statements.md`))
//!    A policy is ranked right below its best explanation (`results::lending::lend`).
//! 6. Whom to call is decided in one place (`services/library/phones.rs`): the number that an answer or a policy names for its matter
//!    (`hanzi::phones`), else the department's, else the organiser's.
//! 7. “没看懂这一条” and “缺这一件” are plain forms (`http/unclear.rs`, `http/gap.rs`): clause or question, words and day are kept, never who;
//!    `mingbai unclear` lists them.

use std::{
    borrow::Borrow,
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use app::{
    ports::{CauseLine, CitedClause, Linked, PortError, Standing},
    words::SOME_POLICY,
};
use domain::{
    Body, Clause, ClauseCitation, ClauseId, Date, Document, DocumentId, Policy, Validity,
    staleness::{self, Cause, CitedPolicy, Period},
};
use store::{Reading, State, StoreError, Stored};

use super::{
    held::{PortalLibrary, if_sound, quoted, unavailable},
    phones,
};

mod answer;
mod hits;
mod rich;

pub use hits::complete;
pub use rich::rich_text;

/// Answers about explanations for one page: what was read once is not read again.
pub struct Explainer<'a> {
    pub(in crate::services) store: &'a dyn Reading,
    pub(in crate::services) today: Date,
    /// The organiser's telephone: whom to call where nobody nearer is known.
    organiser: Option<&'a str>,
    pub(in crate::services) documents: HashMap<DocumentId, Option<Arc<Document>>>,
    /// Revisions that were cited for what they said.
    pasts: HashMap<(DocumentId, u32), Option<Arc<Document>>>,
    /// What took the place of documents that were read, and are gone or moved.
    successors: HashMap<DocumentId, DocumentId>,
    citations: HashMap<ClauseCitation, Option<Arc<CitedPolicy>>>,
}

/// In the place of the name of a department that is not for the public, or not known.
const SOME_AGENCY: &str = "有关部门";
/// How a sentence about changed words ends.
const REWORDED: &str = "后来改过，这里说的是改之前的内容。";

/// A policy of which several cited clauses were changed.
struct Reworded {
    policy: Linked,
    clauses: usize,
    /// Where the first of them stands among the causes.
    at: usize,
}

/// What an explanation rests on, and whether it stands.
pub(in crate::services) struct Basis {
    pub(in crate::services) clauses: Vec<CitedClause>,
    pub(in crate::services) standing: Standing,
}

impl PortalLibrary {
    /// Looks up what explains, and what is explained.
    pub fn explainer(&self) -> Explainer<'_> {
        Explainer::new(&*self.0.store, self.today(), &self.0.site.phone)
    }
}

impl<'a> Explainer<'a> {
    /// For a day, with the telephone of the organiser (empty where it has none).
    pub fn new(store: &'a dyn Reading, today: Date, organiser: &'a str) -> Self {
        let organiser = Some(organiser).filter(|phone| !phone.trim().is_empty());
        Self {
            store,
            today,
            organiser,
            documents: HashMap::new(),
            pasts: HashMap::new(),
            successors: HashMap::new(),
            citations: HashMap::new(),
        }
    }

    /// A public document; what was read once is not read again.
    pub(in crate::services) async fn document(&mut self, id: &DocumentId) -> Result<Option<Arc<Document>>, PortError> {
        if !self.documents.contains_key(id) {
            self.read([id.clone()]).await?;
        }
        Ok(self.documents.get(id).cloned().flatten())
    }

    /// Reads what is going to be asked for, all at once: a page asks as often whether it names two documents or fifty.
    pub(in crate::services) async fn read(
        &mut self,
        ids: impl IntoIterator<Item = DocumentId>,
    ) -> Result<(), PortError> {
        let unknown: BTreeSet<DocumentId> = ids.into_iter().filter(|id| !self.documents.contains_key(id)).collect();
        let unknown: Vec<DocumentId> = unknown.into_iter().collect();
        if unknown.is_empty() {
            return Ok(());
        }
        let held = self.store.documents(&unknown).await.map_err(unavailable)?;
        for (id, held) in unknown.into_iter().zip(held) {
            let held = if_sound(held.map_err(StoreError::Altered))?;
            if let Some((State::Gone { successor: Some(next), .. } | State::Moved { to: next }, true)) =
                held.as_ref().map(|held| (&held.state, held.document.is_public()))
            {
                self.successors.insert(id.clone(), next.clone());
            }
            let public = held.filter(Stored::is_public).map(|stored| Arc::new(stored.document));
            self.documents.insert(id, public);
        }
        Ok(())
    }

    /// Those of the documents that are public, in the order asked.
    pub(in crate::services) async fn public(&mut self, ids: &[DocumentId]) -> Result<Vec<Arc<Document>>, PortError> {
        self.read(ids.iter().cloned()).await?;
        Ok(ids.iter().filter_map(|id| self.documents.get(id)?.clone()).collect())
    }

    /// Reads what documents rest on: standings of their citations, the policies, who answers for them, and whatever changed the policies.
    pub(in crate::services) async fn read_ground<D: Borrow<Document>>(
        &mut self,
        documents: &[D],
    ) -> Result<(), PortError> {
        let documents = || documents.iter().map(Borrow::borrow);
        let cites: Vec<ClauseCitation> = documents().flat_map(Document::cites).collect();
        let cited = self.cited(&cites).await?;
        let causes = cites.iter().zip(&cited).flat_map(|(citation, cited)| {
            staleness::causes(citation, cited.as_deref(), self.today).into_iter().filter_map(|cause| match cause {
                Cause::Repealed { by, .. } | Cause::PartlyVoid { by, .. } | Cause::Amended { by, .. } => Some(by),
                _ => None,
            })
        });
        let agencies = documents().filter_map(|document| document.common().agency.cloned());
        let policies = cites.iter().map(|citation| citation.policy.clone());
        let ids: Vec<DocumentId> = policies.chain(agencies).chain(causes).collect();
        self.read(ids).await?;
        let successors: Vec<DocumentId> =
            cites.iter().filter_map(|citation| self.successors.get(&citation.policy)).cloned().collect();
        self.read(successors).await
    }

    pub(in crate::services) async fn public_among(&self, ids: &[DocumentId]) -> Result<Vec<DocumentId>, PortError> {
        self.store.public_among(ids).await.map_err(unavailable)
    }

    /// A document by its title, or other words where it is not for the public.
    pub(in crate::services) async fn link(&mut self, id: &DocumentId, otherwise: &str) -> Result<Linked, PortError> {
        Ok(match self.document(id).await? {
            Some(document) => Linked { text: document.title.clone(), url: Some(document.url()) },
            None => Linked { text: otherwise.to_owned(), url: None },
        })
    }

    /// Who answers, and whom to call: the number that is named for the matter, else the department's own, else the organiser's.
    pub(in crate::services) async fn whom(
        &mut self,
        id: &DocumentId,
        named: Option<String>,
    ) -> Result<(Linked, Option<String>), PortError> {
        let link = self.link(id, SOME_AGENCY).await?;
        let known = self.document(id).await?;
        let own = known
            .as_ref()
            .and_then(|document| if let Body::Agency(agency) = &document.body { agency.phone.clone() } else { None });
        Ok((link, named.or(own).or_else(|| self.organiser.map(str::to_owned))))
    }

    /// The number that an explanation names for its matter, else the clauses that it rests on, else their policies.
    pub(in crate::services) async fn named<'t>(
        &mut self,
        matter: &str,
        texts: impl Iterator<Item = &'t str>,
        clauses: &[CitedClause],
        cites: &[ClauseCitation],
    ) -> Result<Option<String>, PortError> {
        let cited = clauses
            .iter()
            .filter(|clause| !clause.background && clause.causes.is_empty())
            .flat_map(|clause| &clause.paragraphs)
            .map(String::as_str);
        if let Some(named) = phones::named(matter, texts).or_else(|| phones::named(matter, cited)) {
            return Ok(Some(named));
        }
        for citation in cites.iter().filter(|citation| !citation.background) {
            let document = self.document(&citation.policy).await?;
            if let Some(named) = document.as_ref().and_then(|document| document.as_policy()).and_then(phones::of_policy)
            {
                return Ok(Some(named));
            }
        }
        Ok(None)
    }

    pub(in crate::services) async fn basis(
        &mut self,
        cites: &[ClauseCitation],
        applies: Period,
        review_on: Option<Date>,
    ) -> Result<Basis, PortError> {
        let cited = self.cited(cites).await?;
        self.read(cites.iter().map(|citation| citation.policy.clone())).await?;
        let mut clauses = Vec::with_capacity(cites.len());
        let mut told = Told::default();
        for (citation, cited) in cites.iter().zip(&cited) {
            if citation.background {
                let document = self.document(&citation.policy).await?;
                clauses.push(self.clause_once(citation, document.as_deref()).await?);
                continue;
            }
            let ground = self.ground(citation, cited.as_deref()).await?;
            let document = ground.document.clone();
            let mut lines = Vec::new();
            for cause in staleness::causes(citation, cited.as_deref(), self.today) {
                let line = self.cause(&citation.policy, &ground, &cause).await?;
                told.add(&cause, line.clone(), &ground.policy);
                lines.push(line);
            }
            let clause = ground.into_clause(lines);
            // What an answer was written for stands beside what took its place.
            if !clause.causes.is_empty() {
                let once = self.clause_once(citation, document.as_deref()).await?;
                if !once.paragraphs.is_empty() && once.paragraphs != clause.paragraphs {
                    clauses.push(once);
                    clauses.push(CitedClause { was_reworded: true, ..clause });
                    continue;
                }
            }
            clauses.push(clause);
        }
        Ok(Basis { clauses, standing: self.judged(cites, &cited, applies, review_on, told) })
    }

    /// Whether a document stands, and why not; the words of its clauses are not read for that.
    pub(in crate::services) async fn standing(&mut self, document: &Document) -> Result<Standing, PortError> {
        let (cites, common) = (document.cites(), document.common());
        let cited = self.cited(&cites).await?;
        let mut told = Told::default();
        for (citation, cited) in cites.iter().zip(&cited).filter(|(citation, _)| !citation.background) {
            let causes = staleness::causes(citation, cited.as_deref(), self.today);
            if causes.is_empty() {
                continue;
            }
            let ground = self.ground(citation, cited.as_deref()).await?;
            for cause in causes {
                let line = self.cause(&citation.policy, &ground, &cause).await?;
                told.add(&cause, line, &ground.policy);
            }
        }
        Ok(self.judged(&cites, &cited, common.applies, common.review_on, told))
    }

    fn judged(
        &self,
        cites: &[ClauseCitation],
        cited: &[Option<Arc<CitedPolicy>>],
        applies: Period,
        review_on: Option<Date>,
        told: Told,
    ) -> Standing {
        let mut causes = told.causes;
        let facts = staleness::standing(cites.iter().zip(cited.iter().map(Option::as_deref)), applies);
        if let Some(last) = applies.until.filter(|last| *last < self.today) {
            causes.push(CauseLine { sentence: format!("这个回答只适用到 {last}。"), by: None });
        }
        let statement = facts.on(self.today);
        Standing {
            state: statement.as_ref().map(|statement| statement.state),
            since: statement.and_then(|statement| statement.since).filter(|_| !causes.is_empty()),
            from: facts.effective_on.filter(|first| *first > self.today),
            overdue: review_on.filter(|day| *day < self.today && causes.is_empty()),
            causes,
        }
    }

    /// Where a cited clause stands today.
    async fn ground(&mut self, citation: &ClauseCitation, cited: Option<&CitedPolicy>) -> Result<Ground, PortError> {
        let document = self.document(&citation.policy).await?;
        let policy = Linked {
            text: document.as_ref().map_or_else(|| SOME_POLICY.to_owned(), |document| quoted(&document.title)),
            url: document.as_ref().map(|document| document.url()),
        };
        let now = cited.and_then(|cited| staleness::clause_now(citation, cited));
        let anchored = |url: &String| now.as_ref().map_or_else(|| url.clone(), |id| format!("{url}#{}", id.anchor()));
        let held = document.as_ref().and_then(|document| document.as_policy()).zip(now.as_ref());
        let clause = held.and_then(|(policy, id)| policy.clauses.iter().find(|clause| clause.id == *id));
        Ok(Ground {
            url: policy.url.as_ref().map(anchored),
            name: clause.map(Clause::name).unwrap_or_default(),
            validity: cited.and_then(|cited| cited.facts.state_on(self.today)),
            document,
            policy,
            now,
        })
    }

    /// A clause that is cited for what it said, in the words of that revision; without words and address where that is not public.
    async fn clause_once(
        &mut self,
        citation: &ClauseCitation,
        current: Option<&Document>,
    ) -> Result<CitedClause, PortError> {
        let held = match citation.revision.filter(|_| current.is_some()) {
            Some(number) => self.past(&citation.policy, number).await?,
            None => None,
        };
        // What was not yet public when it was held stays unseen.
        let then = held.as_deref().filter(|then| then.is_public());
        let policy = then.and_then(Document::as_policy);
        let text = policy.zip(citation.clause.as_ref()).map(|(policy, id)| words_of(policy, id)).unwrap_or_default();
        let page = then.zip(citation.revision).map(|(then, number)| match current {
            Some(current) if current == then => then.url(),
            _ => format!("{}/versions/{number}", then.url()),
        });
        let anchor = citation.clause.as_ref().map(|id| format!("#{}", id.anchor())).unwrap_or_default();
        Ok(CitedClause {
            policy: Linked {
                text: then.map_or_else(|| SOME_POLICY.to_owned(), |then| quoted(&then.title)),
                url: page.clone(),
            },
            document_number: policy.and_then(|policy| policy.document_number.as_ref()).map(ToString::to_string),
            id: citation.clause.clone(),
            name: text.name,
            paragraphs: text.paragraphs,
            url: page.map(|page| format!("{page}{anchor}")),
            validity: None,
            causes: Vec::new(),
            background: true,
            was_reworded: false,
        })
    }

    /// A revision, public or not.
    async fn past(&mut self, id: &DocumentId, number: u32) -> Result<Option<Arc<Document>>, PortError> {
        let key = (id.clone(), number);
        if !self.pasts.contains_key(&key) {
            let held = if_sound(self.store.revision(id, number).await)?;
            self.pasts.insert(key.clone(), held.map(|held| Arc::new(held.document)));
        }
        Ok(self.pasts.get(&key).cloned().flatten())
    }

    /// What took the place of a document that is gone or moved.
    async fn successor(&mut self, id: &DocumentId) -> Result<Option<Linked>, PortError> {
        self.read([id.clone()]).await?;
        let Some(next) = self.successors.get(id).cloned() else { return Ok(None) };
        let next = self.document(&next).await?;
        Ok(next.map(|next| Linked { text: quoted(&next.title), url: Some(next.url()) }))
    }

    async fn cause(&mut self, policy: &DocumentId, ground: &Ground, cause: &Cause) -> Result<CauseLine, PortError> {
        let (title, clause, url) = (&ground.policy.text, &ground.name, ground.url.as_ref());
        let on = |day: Option<Date>| day.map(|day| format!("自 {day} 起")).unwrap_or_default();
        let by = match cause {
            Cause::Repealed { by, .. } | Cause::PartlyVoid { by, .. } | Cause::Amended { by, .. } => {
                let mut link = self.link(by, SOME_POLICY).await?;
                link.text = quoted(&link.text);
                Some(link)
            }
            Cause::Reworded { .. } => Some(Linked { text: format!("新的{clause}"), url: url.cloned() }),
            Cause::Revised => Some(Linked { text: "现在的文件".to_owned(), url: url.cloned() }),
            Cause::Withdrawn => self.successor(policy).await?,
            Cause::Expired { .. } | Cause::Removed | Cause::Declared { .. } => None,
        };
        let sentence = match cause {
            Cause::Withdrawn if by.is_some() => "所依据的文件已经由另一份代替。".to_owned(),
            Cause::Withdrawn => "所依据的文件已经撤下。".to_owned(),
            Cause::Repealed { on: day, .. } => format!("所依据的{title}{}已经废止。", on(*day)),
            Cause::Expired { since } => format!("所依据的{title}有效期已满，{}失效。", on(*since)),
            Cause::PartlyVoid { on: day, .. } => format!("所依据的{title}{}有一部分失效。", on(*day)),
            Cause::Amended { on: day, .. } => format!("所依据的{title}{}有修改，这里说的可能已经变了。", on(*day)),
            Cause::Reworded { .. } => format!("所依据的{title}{clause}{REWORDED}"),
            Cause::Revised => format!("所依据的{title}后来改过，这里说的可能已经变了。"),
            Cause::Declared { state } => format!("所依据的{title}标注为“{}”。", state.label()),
            Cause::Removed => format!("所依据的{title}里，这一条后来删去了。"),
        };
        Ok(CauseLine { sentence, by })
    }

    /// What is known of each citation; asked of the store once.
    pub(in crate::services) async fn cited(
        &mut self,
        cites: &[ClauseCitation],
    ) -> Result<Vec<Option<Arc<CitedPolicy>>>, PortError> {
        let missing: Vec<ClauseCitation> =
            cites.iter().filter(|citation| !self.citations.contains_key(*citation)).cloned().collect();
        if !missing.is_empty() {
            let found = self.store.cited(&missing).await.map_err(unavailable)?;
            self.citations.extend(missing.into_iter().zip(found.into_iter().map(|cited| cited.map(Arc::new))));
        }
        Ok(cites.iter().map(|citation| self.citations.get(citation).cloned().flatten()).collect())
    }
}

/// Where a cited clause stands today.
struct Ground {
    document: Option<Arc<Document>>,
    policy: Linked,
    now: Option<ClauseId>,
    /// As people say it.
    name: String,
    url: Option<String>,
    validity: Option<Validity>,
}

impl Ground {
    /// The clause with its words.
    fn into_clause(self, causes: Vec<CauseLine>) -> CitedClause {
        let policy = self.document.as_ref().and_then(|document| document.as_policy());
        let paragraphs =
            |id| policy.into_iter().flat_map(move |policy| domain::clause::paragraphs(&policy.clauses, id));
        CitedClause {
            document_number: policy.and_then(|policy| policy.document_number.as_ref()).map(ToString::to_string),
            paragraphs: self.now.iter().flat_map(paragraphs).map(str::to_owned).collect(),
            policy: self.policy,
            id: self.now,
            name: self.name,
            url: self.url,
            validity: self.validity,
            causes,
            background: false,
            was_reworded: false,
        }
    }
}

/// Why an explanation does not stand, each reason once; many clauses of one policy that were changed are said in one sentence.
#[derive(Default)]
struct Told {
    causes: Vec<CauseLine>,
    reworded: Vec<Reworded>,
}

impl Told {
    fn add(&mut self, cause: &Cause, line: CauseLine, policy: &Linked) {
        if matches!(cause, Cause::Reworded { .. }) {
            if let Some(Reworded { clauses, at, .. }) = self.reworded.iter_mut().find(|known| known.policy == *policy) {
                *clauses += 1;
                let sentence = format!("所依据的{}有 {clauses} 处{REWORDED}", policy.text);
                if let Some(first) = self.causes.get_mut(*at) {
                    *first = CauseLine { sentence, by: Some(policy.clone()) };
                }
                return;
            }
            self.reworded.push(Reworded { policy: policy.clone(), clauses: 1, at: self.causes.len() });
        }
        if !self.causes.contains(&line) {
            self.causes.push(line);
        }
    }
}

/// A clause as people say it, and its words with those of the clauses below it.
#[derive(Default)]
struct Words {
    name: String,
    paragraphs: Vec<String>,
}

fn words_of(policy: &Policy, id: &ClauseId) -> Words {
    let Some(clause) = policy.clauses.iter().find(|clause| clause.id == *id) else { return Words::default() };
    let paragraphs = domain::clause::paragraphs(&policy.clauses, id).map(str::to_owned).collect();
    Words { name: clause.name(), paragraphs }
}
