//! What explanations rest on: the clauses as they stand today, whether the explanation still stands and why not, whom to call.

use std::{collections::HashMap, sync::Arc};

use app::{
    ports::{CauseLine, CitedClause, Linked, PortError, Standing},
    words::SOME_POLICY,
};
use domain::{
    Body, ClauseCitation, ClauseId, Date, Document, DocumentId, Policy,
    staleness::{self, Cause, CitedPolicy, Period},
};
use store::{ContentStore, State, Stored};

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
    pub(in crate::services) store: &'a dyn ContentStore,
    pub(in crate::services) today: Date,
    /// The organiser's telephone: whom to call where nobody nearer is known.
    organiser: Option<&'a str>,
    pub(in crate::services) documents: HashMap<DocumentId, Option<Arc<Document>>>,
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
    pub fn new(store: &'a dyn ContentStore, today: Date, organiser: &'a str) -> Self {
        let organiser = Some(organiser).filter(|phone| !phone.trim().is_empty());
        Self { store, today, organiser, documents: HashMap::new(), citations: HashMap::new() }
    }

    pub(in crate::services) async fn document(&mut self, id: &DocumentId) -> Result<Option<Arc<Document>>, PortError> {
        if let Some(known) = self.documents.get(id) {
            return Ok(known.clone());
        }
        let held = if_sound(self.store.document(id).await)?;
        let found = held.filter(Stored::is_public).map(|stored| Arc::new(stored.document));
        self.documents.insert(id.clone(), found.clone());
        Ok(found)
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
        let mut clauses = Vec::with_capacity(cites.len());
        let mut causes: Vec<CauseLine> = Vec::new();
        let mut reworded: Vec<Reworded> = Vec::new();
        for (citation, cited) in cites.iter().zip(&cited) {
            let clause = self.clause(citation, cited.as_deref()).await?;
            for (cause, line) in staleness::causes(citation, cited.as_deref(), self.today).iter().zip(&clause.causes) {
                if matches!(cause, Cause::Reworded { .. }) {
                    // Many clauses of one policy that were changed are said in one sentence.
                    if let Some(Reworded { policy, clauses, at }) =
                        reworded.iter_mut().find(|known| known.policy == clause.policy)
                    {
                        *clauses += 1;
                        let sentence = format!("所依据的{}有 {clauses} 处{REWORDED}", policy.text);
                        if let Some(first) = causes.get_mut(*at) {
                            *first = CauseLine { sentence, by: Some(policy.clone()) };
                        }
                        continue;
                    }
                    reworded.push(Reworded { policy: clause.policy.clone(), clauses: 1, at: causes.len() });
                }
                if !causes.contains(line) {
                    causes.push(line.clone());
                }
            }
            // What an answer was written for stands beside what took its place.
            if !clause.causes.is_empty() {
                let document = self.document(&citation.policy).await?;
                let once = self.clause_once(citation, document.as_deref()).await?;
                if !once.paragraphs.is_empty() && once.paragraphs != clause.paragraphs {
                    clauses.push(once);
                    clauses.push(CitedClause { was_reworded: true, ..clause });
                    continue;
                }
            }
            clauses.push(clause);
        }
        let facts = staleness::standing(cites.iter().zip(cited.iter().map(Option::as_deref)), applies);
        if let Some(last) = applies.until.filter(|last| *last < self.today) {
            causes.push(CauseLine { sentence: format!("这个回答只适用到 {last}。"), by: None });
        }
        let statement = facts.on(self.today);
        let standing = Standing {
            state: statement.as_ref().map(|statement| statement.state),
            since: statement.and_then(|statement| statement.since).filter(|_| !causes.is_empty()),
            from: facts.effective_on.filter(|first| *first > self.today),
            overdue: review_on.filter(|day| *day < self.today && causes.is_empty()),
            causes,
        };
        Ok(Basis { clauses, standing })
    }

    pub(in crate::services) async fn standing(&mut self, document: &Document) -> Result<Standing, PortError> {
        Ok(self.basis(&document.cites(), document.common().applies, document.common().review_on).await?.standing)
    }

    async fn clause(
        &mut self,
        citation: &ClauseCitation,
        cited: Option<&CitedPolicy>,
    ) -> Result<CitedClause, PortError> {
        let document = self.document(&citation.policy).await?;
        if citation.background {
            return self.clause_once(citation, document.as_deref()).await;
        }
        let policy = document.as_ref().and_then(|document| document.as_policy());
        let title = document.as_ref().map_or_else(|| SOME_POLICY.to_owned(), |document| quoted(&document.title));
        let url = document.as_ref().map(|document| document.url());
        let now = cited.and_then(|cited| staleness::clause_now(citation, cited));
        let text = policy.zip(now.as_ref()).map(|(policy, id)| words_of(policy, id)).unwrap_or_default();
        let clause_url =
            url.as_ref().map(|url| now.as_ref().map_or_else(|| url.clone(), |id| format!("{url}#{}", id.anchor())));
        let mut causes = Vec::new();
        for cause in staleness::causes(citation, cited, self.today) {
            causes.push(self.cause(&citation.policy, &title, &text.name, clause_url.as_ref(), cause).await?);
        }
        Ok(CitedClause {
            policy: Linked { text: title, url },
            document_number: policy.and_then(|policy| policy.document_number.as_ref()).map(ToString::to_string),
            id: now,
            name: text.name,
            paragraphs: text.paragraphs,
            url: clause_url,
            validity: cited.and_then(|cited| cited.facts.state_on(self.today)),
            causes,
            background: false,
            was_reworded: false,
        })
    }

    /// A clause that is cited for what it said, in the words of that revision; without words and address where that is not public.
    async fn clause_once(
        &self,
        citation: &ClauseCitation,
        current: Option<&Document>,
    ) -> Result<CitedClause, PortError> {
        let held = match citation.revision.filter(|_| current.is_some()) {
            Some(number) => if_sound(self.store.revision(&citation.policy, number).await)?,
            None => None,
        };
        // What was not yet public when it was held stays unseen.
        let then = held.as_ref().map(|held| &held.document).filter(|then| then.is_public());
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

    /// What took the place of a document that is gone or moved.
    async fn successor(&self, id: &DocumentId) -> Result<Option<Linked>, PortError> {
        let held = if_sound(self.store.document(id).await)?;
        let next = match held.filter(|held| held.document.is_public()).map(|held| held.state) {
            Some(State::Gone { successor, .. }) => successor,
            Some(State::Moved { to }) => Some(to),
            _ => None,
        };
        let Some(next) = next else { return Ok(None) };
        let next = if_sound(self.store.document(&next).await)?.filter(Stored::is_public);
        Ok(next.map(|next| Linked { text: quoted(&next.document.title), url: Some(next.document.url()) }))
    }

    async fn cause(
        &mut self,
        policy: &DocumentId,
        title: &str,
        clause: &str,
        url: Option<&String>,
        cause: Cause,
    ) -> Result<CauseLine, PortError> {
        let on = |day: Option<Date>| day.map(|day| format!("自 {day} 起")).unwrap_or_default();
        let by = match &cause {
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
            Cause::Repealed { on: day, .. } => format!("所依据的{title}{}已经废止。", on(day)),
            Cause::Expired { since } => format!("所依据的{title}有效期已满，{}失效。", on(since)),
            Cause::PartlyVoid { on: day, .. } => format!("所依据的{title}{}有一部分失效。", on(day)),
            Cause::Amended { on: day, .. } => format!("所依据的{title}{}有修改，这里说的可能已经变了。", on(day)),
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
