//! What an import knows of other documents: the clauses that explanations are bound to, issuers by their names.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use domain::{Agency, Body, ClauseId, Disclosure, Document, DocumentId, Refusal};
use store::{ContentStore, NewRevision, StoreError, Stored};

use super::{
    NotSaved,
    advice::{OfficialTexts, advice},
    preparing::Prepared,
};

/// The same answer again is still about the text that it was written for, whatever else was corrected around it. An author who
/// has looked at it again says so with a later `review_on`, or names the revision.
pub fn keep_bindings(held: &Document, new: &mut Document) {
    if !new.body.says_the_same_as(&held.body) || new.common().review_on > held.common().review_on {
        return;
    }
    if let (Body::Interpretation(held), Body::Interpretation(new)) = (&held.body, &mut new.body) {
        new.policy_revision = held.policy_revision.filter(|_| held.policy == new.policy);
    }
    let known = held.cites();
    for citation in new.body.content_mut().cites_mut().into_iter().filter(|citation| citation.revision.is_none()) {
        let same = known.iter().find(|known| {
            known.policy == citation.policy
                && known.clause == citation.clause
                && known.background == citation.background
        });
        citation.revision = same.and_then(|known| known.revision);
    }
}

/// The clauses of a revision of a policy.
#[derive(Clone)]
struct ClausesOf {
    /// 0 is one that a dry run would make.
    revision: u32,
    ids: HashSet<ClauseId>,
    is_public: bool,
}

impl ClausesOf {
    fn of(revision: u32, document: &Document) -> Option<Self> {
        let policy = document.as_policy()?;
        Some(Self {
            revision,
            ids: policy.clauses.iter().map(|clause| clause.id.clone()).collect(),
            is_public: document.is_public(),
        })
    }
}

/// What this run knows of other documents.
#[derive(Default)]
pub struct Known {
    pub issuers: Issuers,
    /// The clauses of each revision of each policy that somebody cited; `None`: there is no such revision.
    clauses: HashMap<(DocumentId, Option<u32>), Option<ClausesOf>>,
    /// Nothing is saved.
    pub is_dry: bool,
    /// Policies that a dry run would save.
    unsaved: HashMap<DocumentId, ClausesOf>,
    /// Materials that interpretations name: they may come later in the run.
    materials: Vec<(DocumentId, DocumentId)>,
    texts: OfficialTexts,
    /// The policies that the documents of the batch rest on, as they are held.
    ground: HashMap<DocumentId, Stored>,
}

/// Policies of a batch that are read ahead; any more are read when their turn comes.
const MOST_GROUND: usize = 256;

impl Known {
    pub fn new(is_dry: bool) -> Self {
        Self { is_dry, ..Self::default() }
    }

    /// Binds an explanation to the clauses that it cites: each must exist, and gets the revision it was written for.
    pub async fn bind(&mut self, store: &Arc<dyn ContentStore>, document: &mut Document) -> Result<(), NotSaved> {
        if let Body::Policy(policy) = &document.body {
            self.clauses.retain(|(id, _), _| *id != document.id);
            self.ground.remove(&document.id);
            self.texts.forget(&document.id);
            if self.is_dry {
                self.unsaved.extend(ClausesOf::of(0, document).map(|clauses| (document.id.clone(), clauses)));
                self.texts.keep(&document.id, &policy.body);
            }
            return Ok(());
        }
        let own: Vec<ClauseId> = document.content().clauses_shown().into_iter().cloned().collect();
        let first_policy = document
            .cites()
            .into_iter()
            .find(|citation| !citation.background)
            .map(|citation| (citation.policy, citation.revision));
        for citation in document.body.content_mut().cites_mut() {
            let Some(clauses) = self.clauses_of(store, &citation.policy, citation.revision).await? else {
                return Err(refused(match citation.revision {
                    Some(revision) => format!("引用的政策“{}”没有第 {revision} 版：请核对 cites", citation.policy),
                    None => format!("引用的政策“{}”还没有导入：请先导入政策，再导入解读材料", citation.policy),
                }));
            };
            if let Some(clause) = &citation.clause
                && !clauses.ids.contains(clause)
            {
                return Err(refused(format!("政策“{}”没有“{clause}”这一条：请核对条款编号", citation.policy)));
            }
            if citation.background {
                if !clauses.is_public {
                    return Err(refused(format!(
                        "政策“{}”的这一版没有公开，不能用来对比：请核对 revision",
                        citation.policy
                    )));
                }
                continue;
            }
            citation.revision = Some(clauses.revision).filter(|revision| *revision > 0);
        }
        if let Some((policy, revision)) = first_policy
            && let Some(clauses) = self.clauses_of(store, &policy, revision).await?
            && let Some(missing) = own.iter().find(|clause| !clauses.ids.contains(clause))
        {
            return Err(refused(format!("政策“{policy}”没有“{missing}”这一条：请核对图里的 clause")));
        }
        if let Some((policy, revision)) = document.body.content_mut().whole_policy() {
            let Some(clauses) = self.clauses_of(store, policy, *revision).await? else {
                return Err(refused(format!("解读的政策“{policy}”还没有导入：请先导入政策")));
            };
            *revision = Some(clauses.revision).filter(|revision| *revision > 0);
        }
        let made_of = document.content().made_of().into_iter().cloned();
        self.materials.extend(made_of.map(|id| (document.id.clone(), id)));
        Ok(())
    }

    /// Reads the policies that a batch rests on, all at once; those of the batch before are let go.
    pub async fn read_ground(&mut self, store: &Arc<dyn ContentStore>, batch: &[Prepared]) -> Result<(), StoreError> {
        let cites = batch.iter().flat_map(|prepared| prepared.revision.document.cites());
        let policies: BTreeSet<DocumentId> = cites.map(|citation| citation.policy).take(MOST_GROUND).collect();
        let policies: Vec<DocumentId> = policies.into_iter().collect();
        self.ground.clear();
        for (policy, held) in policies.iter().zip(store.documents(&policies).await?) {
            // One that was altered is asked for itself, and said to be so, where it is needed.
            self.ground.extend(held.ok().flatten().map(|held| (policy.clone(), held)));
        }
        Ok(())
    }

    /// A revision, the current one unless named.
    async fn clauses_of(
        &mut self,
        store: &Arc<dyn ContentStore>,
        policy: &DocumentId,
        revision: Option<u32>,
    ) -> Result<Option<&ClausesOf>, StoreError> {
        let key = (policy.clone(), revision);
        if !self.clauses.contains_key(&key) {
            let unsaved = self.unsaved.get(policy).cloned();
            let current = self.ground.get(policy).filter(|held| revision.is_none_or(|number| held.revision == number));
            let found = match (revision, current) {
                (None, _) if unsaved.is_some() => unsaved,
                (_, Some(held)) => ClausesOf::of(held.revision, &held.document),
                (None, None) => {
                    store.document(policy).await?.and_then(|held| ClausesOf::of(held.revision, &held.document))
                }
                // It may be the one that this run would make.
                (Some(number), None) => store
                    .revision(policy, number)
                    .await?
                    .and_then(|past| ClausesOf::of(number, &past.document))
                    .or(unsaved),
            };
            self.clauses.insert(key.clone(), found);
        }
        Ok(self.clauses.get(&key).and_then(Option::as_ref))
    }

    /// What the author of an explanation may do better.
    pub async fn advice(
        &mut self,
        store: &Arc<dyn ContentStore>,
        document: &Document,
    ) -> Result<Vec<String>, StoreError> {
        let Some(policy) = document.explains() else { return Ok(Vec::new()) };
        Ok(advice(document, self.texts.runs_of(store, &policy, self.ground.get(&policy)).await?))
    }

    /// A sentence for each material that an interpretation of this run names and nobody has brought.
    pub async fn missing_materials(&self, store: &Arc<dyn ContentStore>) -> Result<Vec<String>, StoreError> {
        let asked: Vec<DocumentId> = self.materials.iter().map(|(_, material)| material.clone()).collect();
        let held = store.documents(&asked).await?;
        let missing = self.materials.iter().zip(held).filter(|(_, held)| matches!(held, Ok(None)));
        let sentence = |((interpretation, material), _): (&(DocumentId, DocumentId), _)| {
            format!("解读“{interpretation}”用到的“{material}”还没有导入，网页上暂时不显示这一项")
        };
        Ok(missing.map(sentence).collect())
    }
}

/// The refusal of a document whose citations lead nowhere.
fn refused(sentence: String) -> NotSaved {
    Refusal::from(sentence).into()
}

/// Issuers named in words, found or made.
#[derive(Default)]
pub struct Issuers {
    by_name: HashMap<String, Issuer>,
}

#[derive(Clone)]
struct Issuer {
    id: DocumentId,
    /// Made for documents that are not for the public, and not to be seen either until one is that names it.
    is_hidden: bool,
}

/// Marks an agency that nobody imported: what is not public of it may become so.
const MADE_BY_IMPORT: &str = "made_by_import";

impl Issuers {
    /// The id of the agency of that name; an unknown one becomes a document of the batch, of which only the name is known, and
    /// which is as public as the document that names it.
    pub async fn id_of(
        &mut self,
        store: &Arc<dyn ContentStore>,
        name: &str,
        named_by: Disclosure,
        revisions: &mut Vec<NewRevision>,
    ) -> Result<Option<DocumentId>, StoreError> {
        let is_public = named_by == Disclosure::Proactive;
        let known = match self.by_name.get(name) {
            Some(known) => known.clone(),
            None => match store.agency_by_name(name).await? {
                Some(known) => Issuer { id: known.id, is_hidden: false },
                None => match self.unseen(store, name).await? {
                    Some((id, true)) => Issuer { id, is_hidden: true },
                    Some((id, false)) => {
                        revisions.push(made(&id, name, named_by));
                        Issuer { id, is_hidden: !is_public }
                    }
                    None => return Ok(None),
                },
            },
        };
        if known.is_hidden && is_public {
            revisions.retain(|revision| revision.document.id != known.id);
            revisions.push(made(&known.id, name, Disclosure::Proactive));
        }
        let id = known.id.clone();
        self.by_name.insert(name.to_owned(), Issuer { is_hidden: known.is_hidden && !is_public, ..known });
        Ok(Some(id))
    }

    /// The id of an agency that is not public: the pinyin of its name, with a number where other documents sound the same; and
    /// whether an import has made it already.
    async fn unseen(
        &self,
        store: &Arc<dyn ContentStore>,
        name: &str,
    ) -> Result<Option<(DocumentId, bool)>, StoreError> {
        /// Names that sound alike, at the most.
        const ALIKE: u32 = 20;
        let slug = hanzi::pinyin::slug(name);
        for number in 1..=ALIKE {
            let text = if number == 1 { slug.clone() } else { format!("{slug}-{number}") };
            let Ok(id) = DocumentId::parse(&text) else { return Ok(None) };
            if self.by_name.values().any(|known| known.id == id) {
                continue;
            }
            match store.document(&id).await? {
                None => return Ok(Some((id, false))),
                Some(held) if held.document.title == name && held.document.extra.contains_key(MADE_BY_IMPORT) => {
                    return Ok(Some((id, true)));
                }
                Some(_) => {}
            }
        }
        Ok(None)
    }
}

fn made(id: &DocumentId, name: &str, disclosure: Disclosure) -> NewRevision {
    let mut extra = serde_json::Map::default();
    if disclosure != Disclosure::Proactive {
        extra.insert(MADE_BY_IMPORT.to_owned(), true.into());
    }
    NewRevision::of(Document {
        id: id.clone(),
        title: name.to_owned(),
        disclosure,
        demo: false,
        body: Agency::named(name).into(),
        extra,
    })
}
