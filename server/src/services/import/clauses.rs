//! The clauses of the policies that explanations of a run cite.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use domain::{ClauseId, Document, DocumentId};
use store::{ContentStore, StoreError, Stored};

use super::preparing::Prepared;

/// The clauses of a revision of a policy.
#[derive(Clone)]
pub struct ClausesOf {
    /// 0 is one that a dry run would make.
    pub revision: u32,
    pub ids: HashSet<ClauseId>,
    pub is_public: bool,
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

/// Policies of a batch that are read ahead; any more are read when their turn comes.
const MOST_GROUND: usize = 256;

/// The clauses of policies, each revision read once in a run.
#[derive(Default)]
pub struct Clauses {
    /// Of each revision of each policy that somebody cited; `None`: there is no such revision.
    known: HashMap<(DocumentId, Option<u32>), Option<ClausesOf>>,
    /// Policies that a dry run would save.
    unsaved: HashMap<DocumentId, ClausesOf>,
    /// The policies that the documents of the batch rest on, as they are held.
    ground: HashMap<DocumentId, Stored>,
}

impl Clauses {
    /// Another text of a policy is coming.
    pub fn forget(&mut self, policy: &DocumentId) {
        self.known.retain(|(id, _), _| id != policy);
        self.ground.remove(policy);
    }

    /// Keeps those of a policy that a dry run does not save.
    pub fn keep(&mut self, policy: &Document) {
        self.unsaved.extend(ClausesOf::of(0, policy).map(|clauses| (policy.id.clone(), clauses)));
    }

    /// A policy that the batch rests on, as it is held.
    pub fn held(&self, policy: &DocumentId) -> Option<&Stored> {
        self.ground.get(policy)
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
    pub async fn of(
        &mut self,
        store: &Arc<dyn ContentStore>,
        policy: &DocumentId,
        revision: Option<u32>,
    ) -> Result<Option<&ClausesOf>, StoreError> {
        let key = (policy.clone(), revision);
        if !self.known.contains_key(&key) {
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
            self.known.insert(key.clone(), found);
        }
        Ok(self.known.get(&key).and_then(Option::as_ref))
    }
}
