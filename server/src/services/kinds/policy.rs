//! 政策: its page, its text as the API and the files give it.

use std::{collections::HashSet, sync::Arc};

use app::{
    kinds::policy::{Page, PolicyExplanations},
    ports::{Contact, Linked, Lookup, PortError, Relation, RevisionRow, ValidityNotice, edge_words},
};
use domain::{Body, Document, DocumentId, DocumentNumber, EdgeType, Kind, Level, Policy, Timestamp, ValidityFacts};
use store::{AgencyRecord, Link, Naming, RevisionSummary, Stored};

use super::{Held, Written};
use crate::services::library::{
    held::{PortalLibrary, if_sound, if_sound_or_hidden, quoted, unavailable},
    phones,
};

mod explained;
mod value;

/// A revision of a policy with what is said of it in every form: on its page, in its files, by the API.
pub struct PolicyText {
    /// The id in addresses.
    pub id: DocumentId,
    /// 标题
    pub title: String,
    /// 演示
    pub demo: bool,
    /// The policy; the citations of its clauses are resolved.
    pub policy: Box<Policy>,
    /// The revision.
    pub revision: u32,
    /// Whether it is in force today, and why not.
    pub validity: Option<ValidityNotice>,
    /// The issuer, where it is known and public.
    pub issuer: Option<AgencyRecord>,
    /// When the revision was taken in.
    pub recorded_at: Timestamp,
}

/// The page of the current revision.
pub async fn page(library: &PortalLibrary, held: Held) -> Result<Option<Page>, PortError> {
    revision(library, held, None).await
}

/// The page of a revision, the current one unless it is named; `None` where there is no such one that readers may see.
pub async fn revision(library: &PortalLibrary, held: Held, number: Option<u32>) -> Result<Option<Page>, PortError> {
    let store::Page { stored, revisions, validity, incoming, outgoing } = Arc::unwrap_or_clone(held);
    let newest = stored.revision;
    let Some(text) = text(library, stored, &revisions, number, &validity, &incoming).await? else { return Ok(None) };
    let PolicyText { id, title, demo, policy, revision, validity, issuer, recorded_at } = text;
    // An older revision shows its text alone: explanations are of the newest.
    let explanations = if revision == newest {
        library.explainer().of_policy(&id, &policy).await?
    } else {
        PolicyExplanations::default()
    };
    let agency =
        |known: &AgencyRecord| Linked { text: known.agency.name.clone(), url: Some(Kind::Agency.url(&known.id)) };
    Ok(Some(Page {
        id,
        title,
        demo,
        revision,
        current_revision: newest,
        revisions: revision_rows(&revisions),
        validity,
        agency: issuer.as_ref().map(agency),
        contact: library.contact(&policy, issuer.as_ref()).await?,
        relations: library.relations(&outgoing, &incoming, &policy),
        explanations,
        recorded_at,
        policy: Arc::from(policy),
    }))
}

/// The current text under an id, without what explains it.
pub async fn current(library: &PortalLibrary, id: &DocumentId) -> Result<Lookup<PolicyText>, PortError> {
    match library.find(id, Kind::Policy).await?.found() {
        Ok(held) => {
            let store::Page { stored, revisions, validity, incoming, .. } = Arc::unwrap_or_clone(held);
            Ok(text(library, stored, &revisions, None, &validity, &incoming).await?.into())
        }
        Err(other) => Ok(other),
    }
}

/// What the API gives of it.
pub async fn written(library: &PortalLibrary, held: Held) -> Result<Option<Written>, PortError> {
    let store::Page { stored, revisions, validity, incoming, .. } = Arc::unwrap_or_clone(held);
    match text(library, stored, &revisions, None, &validity, &incoming).await? {
        Some(text) => value::written(library, text).await.map(Some),
        None => Ok(None),
    }
}

async fn text(
    library: &PortalLibrary,
    stored: Stored,
    revisions: &[RevisionSummary],
    number: Option<u32>,
    facts: &ValidityFacts,
    incoming: &[Link],
) -> Result<Option<PolicyText>, PortError> {
    let Stored { document: current, revision: newest, changed_at, .. } = stored;
    let number = number.unwrap_or(newest);
    let Document { id, title, demo, body, .. } = if number == newest {
        current
    } else {
        let id = current.id;
        match if_sound_or_hidden(library.0.store.revision(&id, number).await)? {
            // What was not yet public when it was held stays unseen.
            Some(past) if past.document.is_public() => past.document,
            _ => return Ok(None),
        }
    };
    let Body::Policy(mut policy) = body else { return Ok(None) };
    library.resolve_citations(&mut policy, &id).await?;
    let issuer = match &policy.issuer {
        Some(issuer) => if_sound(library.0.reader().agency(issuer).await)?,
        None => None,
    };
    let recorded_at =
        revisions.iter().find(|known| known.number == number).map_or(changed_at, |known| known.created_at);
    let validity = library.notice(facts, incoming).await?;
    Ok(Some(PolicyText { id, title, demo, policy, revision: number, validity, issuer, recorded_at }))
}

/// What a relation names a document by.
type Names<'a> = (Option<&'a DocumentId>, Option<&'a DocumentNumber>, Option<&'a str>);

/// The documents that relations name already, by whatever names them.
#[derive(Default)]
struct Named<'a> {
    ids: HashSet<&'a DocumentId>,
    numbers: HashSet<&'a DocumentNumber>,
    titles: HashSet<&'a str>,
}

impl<'a> Named<'a> {
    /// Whether one of these was named before.
    fn knows(&self, (id, number, title): Names<'_>) -> bool {
        id.is_some_and(|id| self.ids.contains(id))
            || number.is_some_and(|number| self.numbers.contains(number))
            || title.is_some_and(|title| self.titles.contains(title))
    }

    fn add(&mut self, (id, number, title): Names<'a>) {
        self.ids.extend(id);
        self.numbers.extend(number);
        self.titles.extend(title);
    }
}

impl PortalLibrary {
    /// Whom to call about a policy: the number that its text names, else the department that explains it, else its issuer, else
    /// the organiser.
    async fn contact(&self, policy: &Policy, issuer: Option<&AgencyRecord>) -> Result<Option<Contact>, PortError> {
        if let Some(phone) = phones::of_policy(policy) {
            return Ok(Some(Contact { phone, who: String::new() }));
        }
        let explaining = match phones::explained_by(policy) {
            Some(name) => if_sound(self.0.reader().agency_by_name(name).await)?,
            None => None,
        };
        let of = |record: &AgencyRecord| {
            Some(Contact { phone: record.agency.phone.clone()?, who: record.agency.name.clone() })
        };
        let site = &self.0.site;
        let organiser =
            || (!site.phone.is_empty()).then(|| Contact { phone: site.phone.clone(), who: site.organiser.clone() });
        Ok(explaining.as_ref().and_then(of).or_else(|| issuer.and_then(of)).or_else(organiser))
    }

    /// Why a document is not (wholly) in force, with the documents that caused it.
    async fn notice(&self, facts: &ValidityFacts, incoming: &[Link]) -> Result<Option<ValidityNotice>, PortError> {
        let Some(statement) = facts.on(self.today()) else { return Ok(None) };
        let cause = statement
            .by
            .as_ref()
            .and_then(|by| incoming.iter().find(|link| link.other.as_ref().is_some_and(|head| head.id == *by)));
        let by = cause
            .and_then(|link| link.other.as_ref())
            .map(|head| Linked { text: quoted(&head.title), url: Some(head.kind.url(&head.id)) });
        let replaces = match (cause, &statement.by) {
            (Some(link), _) if link.edge.edge_type == EdgeType::Replaces => true,
            // A new 办法 that repeals the old one takes its place; a decision that only clears away does not.
            (Some(link), Some(by)) if link.edge.edge_type == EdgeType::Repeals => {
                self.public(by).await?.and_then(|document| document.as_policy().map(sets_rules)).unwrap_or(false)
            }
            _ => false,
        };
        let successor = by.clone().filter(|_| replaces);
        Ok(Some(ValidityNotice { statement, by, successor }))
    }

    /// 依据与关联: declared relations, what others do to it, and documents that its text names.
    fn relations(&self, outgoing: &[Link], incoming: &[Link], policy: &Policy) -> Vec<Relation> {
        let today = self.today();
        let mut relations = Vec::new();
        let mut named = Named::default();
        for (link, is_incoming) in
            outgoing.iter().map(|link| (link, false)).chain(incoming.iter().map(|link| (link, true)))
        {
            if is_incoming && link.edge.edge_type == EdgeType::Cites {
                continue;
            }
            let label = if is_incoming { link.edge.edge_type.inverse_label() } else { link.edge.edge_type.label() };
            let level = link.other.as_ref().and_then(|head| head.level);
            let number = |fallback: Option<&DocumentNumber>| fallback.map(ToString::to_string);
            let relation = match &link.other {
                Some(head) => Relation {
                    label,
                    level: level.map(Level::label),
                    target: Linked { text: quoted(&head.title), url: Some(head.kind.url(&head.id)) },
                    document_number: number(head.document_number.as_ref()),
                    validity: head.validity.state_on(today),
                },
                None => Relation {
                    label,
                    level: None,
                    target: Linked { text: edge_words(&link.edge), url: None },
                    document_number: number(link.edge.document_number.as_ref().filter(|_| link.edge.title.is_some())),
                    validity: None,
                },
            };
            named.add((
                link.other.as_ref().map(|head| &head.id),
                link.edge.document_number.as_ref(),
                link.edge.title.as_deref(),
            ));
            relations.push((level, relation));
        }
        relations.sort_by_key(|(level, _)| {
            level.map_or(usize::MAX, |level| Level::ALL.iter().position(|known| *known == level).unwrap_or(usize::MAX))
        });
        let mut relations: Vec<Relation> = relations.into_iter().map(|(_, relation)| relation).collect();
        for citation in policy.clauses.iter().flat_map(|clause| &clause.citations) {
            let names = (
                citation.policy.as_ref(),
                citation.document_number.as_ref(),
                Some(citation.title.as_str()).filter(|title| !title.is_empty()),
            );
            if named.knows(names) {
                continue;
            }
            named.add(names);
            let number = citation.document_number.as_ref().map(ToString::to_string);
            let text =
                if citation.title.is_empty() { number.clone().unwrap_or_default() } else { quoted(&citation.title) };
            relations.push(Relation {
                label: EdgeType::Cites.label(),
                level: None,
                target: Linked { text, url: citation.policy.as_ref().map(|id| Kind::Policy.url(id)) },
                document_number: number.filter(|_| !citation.title.is_empty()),
                validity: None,
            });
        }
        relations
    }

    /// Fills in which of the documents that the text names are held.
    async fn resolve_citations(&self, policy: &mut Policy, itself: &DocumentId) -> Result<(), PortError> {
        let namings: Vec<Naming> = policy
            .clauses
            .iter()
            .flat_map(|clause| &clause.citations)
            .map(|citation| Naming {
                document_number: citation.document_number.clone(),
                title: Some(citation.title.clone()).filter(|title| !title.is_empty()),
            })
            .collect();
        if namings.is_empty() {
            return Ok(());
        }
        let resolved = self.0.reader().resolve(&namings).await.map_err(unavailable)?;
        let citations = policy.clauses.iter_mut().flat_map(|clause| &mut clause.citations);
        for (citation, id) in citations.zip(resolved) {
            citation.policy = id.filter(|id| id != itself);
        }
        Ok(())
    }
}

/// Whether a policy makes rules of its own, and does not only clear others away.
fn sets_rules(policy: &Policy) -> bool {
    policy.normative == Some(true) && !matches!(policy.genre.as_deref(), Some("决定" | "公告" | "通知"))
}

/// The revisions, oldest first.
pub fn revision_rows(revisions: &[RevisionSummary]) -> Vec<RevisionRow> {
    revisions.iter().map(|revision| RevisionRow { number: revision.number, recorded_at: revision.created_at }).collect()
}
