//! The one door to content.

use std::path::Path;

use async_trait::async_trait;
use domain::{
    ClauseCitation, Date, DocumentId, Kind, Timestamp, ValidityFacts, compare::Correspondence, media::MediaFile,
    staleness::CitedPolicy,
};

use crate::{
    AgencyRecord, Altered, ChangeRow, Counts, Current, GapReport, Head, Kept, Link, Naming, NewRevision, Original,
    OutboxRow, Page, PastRevision, Result, Saved, State, Stored, UnclearReport, Verified,
};

/// Changes to content. Several processes may write at once; each write is one transaction.
#[async_trait]
pub trait Writes: Send + Sync {
    /// Holds each item as the newest revision of its id, all or none; answers in the order of the batch.
    ///
    /// The same id twice in a batch is two revisions. What was gone or moved stays so. The outbox gets
    /// one row for each document written and one for each public document that its edges, old or
    /// new, name: validity and lineage follow in the same transaction.
    async fn save(&self, batch: Vec<NewRevision>, at: Timestamp) -> Result<Vec<Saved>>;

    /// Withdraws a document (410), with a reason for the reader. Its edges no longer count.
    async fn retire(&self, id: &DocumentId, reason: &str, successor: Option<&DocumentId>, at: Timestamp) -> Result<()>;

    /// Leads an id on to another document (301), at once to where that one leads. Edges to `id` then count for `to`.
    async fn redirect(&self, id: &DocumentId, to: &DocumentId, at: Timestamp) -> Result<()>;

    /// Publishes again what was gone or moved.
    async fn reinstate(&self, id: &DocumentId, at: Timestamp) -> Result<()>;

    /// Takes every demonstration document out, with its history; answers how many there were.
    async fn remove_demo(&self, at: Timestamp) -> Result<u64>;
}

/// Documents and their revisions as they are held. A read sees one moment: never half a batch. What is read is what was stored: a
/// document of which a byte was altered behind the store's back is [`crate::StoreError::Altered`], and left out of lists of which the
/// documentation does not say otherwise.
#[async_trait]
pub trait Documents: Send + Sync {
    /// The document in whatever state and disclosure; `None` if never held.
    async fn document(&self, id: &DocumentId) -> Result<Option<Stored>>;

    /// [`Self::document`] of many, in the order asked, in one statement.
    async fn documents(&self, ids: &[DocumentId]) -> Result<Vec<std::result::Result<Option<Stored>, Altered>>>;

    /// What links to documents show, in the order asked; `None` for what is not public. Reads no content.
    async fn heads(&self, ids: &[DocumentId]) -> Result<Vec<Option<Head>>>;

    /// The document with its links and all that their validity needs, of one moment; in at most five statements.
    async fn page(&self, id: &DocumentId) -> Result<Option<Page>>;

    /// Whether the id has a page.
    async fn state(&self, id: &DocumentId) -> Result<State>;

    /// One revision, whatever the document's state and disclosure.
    async fn revision(&self, id: &DocumentId, number: u32) -> Result<Option<PastRevision>>;

    /// What a revision was made from.
    async fn original(&self, id: &DocumentId, number: u32) -> Result<Option<Original>>;

    /// What became of each clause of revision `from` in revision `to`, in either direction; `None` when
    /// either is not held.
    async fn correspondence(&self, id: &DocumentId, from: u32, to: u32) -> Result<Option<Vec<Correspondence>>>;

    /// The public agencies in the order of their ids.
    async fn agencies(&self) -> Result<Vec<AgencyRecord>>;

    /// One public agency.
    async fn agency(&self, id: &DocumentId) -> Result<Option<AgencyRecord>>;

    /// The public agency of that name or, failing that, that short name; `None` when several have it.
    async fn agency_by_name(&self, name: &str) -> Result<Option<AgencyRecord>>;

    /// The ids of the public documents of a kind, in order.
    async fn ids(&self, kind: Kind) -> Result<Vec<DocumentId>>;

    /// Those of the ids that are of public documents, in order; reads no content.
    async fn public_among(&self, ids: &[DocumentId]) -> Result<Vec<DocumentId>>;

    /// How large the largest revision of each document is as it is held, or of those that it cites, in bytes, in the order asked; 0 for
    /// an unknown id. Reads no content.
    async fn sizes_of(&self, ids: &[DocumentId]) -> Result<Vec<u64>>;

    /// The public documents whose ids follow `after`, in the order of ids, and among them those that were altered; fewer than
    /// `limit` at the end.
    async fn documents_after(
        &self,
        after: Option<&DocumentId>,
        limit: u32,
    ) -> Result<Vec<std::result::Result<Current, Altered>>>;
}

/// What documents do to each other, and what follows for their validity.
#[async_trait]
pub trait Relations: Send + Sync {
    /// What public documents do to this one, by id, number or title; newest first.
    async fn incoming_edges(&self, id: &DocumentId) -> Result<Vec<Link>>;

    /// What this document does to others, in its own order.
    async fn outgoing_edges(&self, id: &DocumentId) -> Result<Vec<Link>>;

    /// What validity is computed from: the document's own dates, and the changes that public documents
    /// make to it. Empty for an unknown id.
    async fn validity_facts(&self, id: &DocumentId) -> Result<ValidityFacts> {
        let mut facts = self.validity_facts_of(std::slice::from_ref(id)).await?;
        Ok(facts.pop().unwrap_or_default())
    }

    /// [`Self::validity_facts`] of many, in the order asked.
    async fn validity_facts_of(&self, ids: &[DocumentId]) -> Result<Vec<ValidityFacts>>;

    /// The public document that each naming means, in the order asked.
    async fn resolve(&self, namings: &[Naming]) -> Result<Vec<Option<DocumentId>>>;
}

/// What explains which clause, and what became of the clauses.
#[async_trait]
pub trait Explanations: Send + Sync {
    /// The public documents, of all kinds or one, whose current revision cites a clause of this policy, in the order of their ids.
    async fn explanations(&self, policy: &DocumentId, kind: Option<Kind>) -> Result<Vec<Current>> {
        let mut of_one = self.explanations_of(std::slice::from_ref(policy), kind).await?;
        Ok(of_one.pop().unwrap_or_default())
    }

    /// [`Self::explanations`] of many policies, each asked for once, in the order asked, in one statement.
    async fn explanations_of(&self, policies: &[DocumentId], kind: Option<Kind>) -> Result<Vec<Vec<Current>>>;

    /// What the standing of citations is computed from, in the order asked; `None` for a policy that is not public.
    async fn cited(&self, citations: &[ClauseCitation]) -> Result<Vec<Option<CitedPolicy>>>;

    /// The files that any revision of any document is made of, public or not.
    async fn media_files(&self) -> Result<Vec<MediaFile>>;
}

/// What readers did not understand or find: words, clause and day, never who.
#[async_trait]
pub trait Reports: Send + Sync {
    /// Counts one more reader who did not understand a clause. The words are kept while there are not too many of them, of the
    /// clause and of the day.
    async fn report_unclear(&self, report: &UnclearReport) -> Result<Kept>;

    /// What readers did not understand, of one policy or all; newest day first.
    async fn unclear_reports(&self, policy: Option<&DocumentId>) -> Result<Vec<UnclearReport>>;

    /// Forgets what readers said before a day; answers how many rows that was.
    async fn forget_unclear(&self, before: Date) -> Result<u64>;

    /// Counts one more reader whose question nothing answers; the question is kept while there are not too many of the day.
    async fn report_gap(&self, report: &GapReport) -> Result<Kept>;

    /// What readers asked and nothing answers; newest day first, then what was asked most.
    async fn gap_reports(&self) -> Result<Vec<GapReport>>;

    /// Forgets what was missing before a day; answers how many rows that was.
    async fn forget_gaps(&self, before: Date) -> Result<u64>;
}

/// The rows that whoever follows the content reads, in order.
#[async_trait]
pub trait Outbox: Send + Sync {
    /// The rows after `seq`, in order.
    async fn outbox_after(&self, seq: u64, limit: u32) -> Result<Vec<OutboxRow>>;

    /// [`Self::outbox_after`], with what the public may hear of each row; reads no content.
    async fn changes_after(&self, seq: u64, limit: u32) -> Result<Vec<ChangeRow>>;

    /// The content generation: the highest `seq` ever written, 0 for none.
    async fn generation(&self) -> Result<u64>;

    /// Which store this is. A backup carries another identity: an index that followed this one must not
    /// believe that it is up to date with the restored one.
    async fn identity(&self) -> Result<String>;
}

/// What operators need.
#[async_trait]
pub trait Upkeep: Send + Sync {
    /// How much is held.
    async fn counts(&self) -> Result<Counts>;

    /// Whether any demonstration document is held.
    async fn has_demo(&self) -> Result<bool>;

    /// What is wrong with the data as a database, in words; empty when it is sound. Reads everything, at once.
    async fn check_structure(&self) -> Result<Vec<String>>;

    /// Reads all of the documents whose ids follow `after`, in the order of ids and whatever their state, and names what is not
    /// what was stored.
    async fn verify_after(&self, after: Option<&DocumentId>, limit: u32) -> Result<Verified>;

    /// What is wrong with the data in either way, in words; empty when it is sound.
    async fn check_integrity(&self) -> Result<Vec<String>> {
        /// Documents at a time.
        const CHUNK: u32 = 64;
        let mut problems = self.check_structure().await?;
        let mut last = None;
        loop {
            let verified = self.verify_after(last.as_ref(), CHUNK).await?;
            problems.extend(verified.altered.iter().map(ToString::to_string));
            if verified.last.is_none() {
                return Ok(problems);
            }
            last = verified.last;
        }
    }

    /// Writes a consistent copy beside running writers. The file appears whole and durable, or not at all.
    async fn backup_to(&self, path: &Path) -> Result<()>;

    /// Finishes what is in hand; every later call answers [`crate::StoreError::Closed`].
    async fn close(&self);
}

/// What pages read.
pub trait Reading: Documents + Relations + Explanations {}

impl<S: Documents + Relations + Explanations> Reading for S {}

/// The whole store. Whoever needs less of it asks for less.
pub trait ContentStore: Writes + Reading + Reports + Outbox + Upkeep {}

impl<S: Writes + Reading + Reports + Outbox + Upkeep> ContentStore for S {}
