//! A store of which a part answers nothing while it is told so, over one that does.

use std::{
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use async_trait::async_trait;
use domain::{
    ClauseCitation, Date, DocumentId, Kind, Timestamp, ValidityFacts, compare::Correspondence, media::MediaFile,
    staleness::CitedPolicy,
};
use store::{
    AgencyRecord, Altered, ChangeRow, ContentStore, Counts, Current, GapReport, Head, Kept, Link, Naming, NewRevision,
    Original, OutboxRow, Page, PastRevision, Result, Saved, State, StoreError, Stored, UnclearReport, Verified,
};

/// A part of the store: one of its narrow ports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Writes,
    Documents,
    Relations,
    Explanations,
    Reports,
    Outbox,
    Upkeep,
}

/// What stands in the error, and is nobody's business but the operator's.
pub const INSIDE: &str = "zqinsideqz";

/// The store; see the module.
pub struct Failing {
    inner: Arc<dyn ContentStore>,
    fails: Mutex<Vec<Part>>,
    /// Operations of the failing parts that are answered all the same, before the first that is not.
    spared: AtomicUsize,
    refused: AtomicUsize,
}

impl Failing {
    pub fn over(inner: Arc<dyn ContentStore>) -> Arc<Self> {
        Arc::new(Self { inner, fails: Mutex::default(), spared: AtomicUsize::new(0), refused: AtomicUsize::new(0) })
    }

    /// From now on these parts fail, and no others.
    pub fn let_fail(&self, parts: &[Part]) {
        self.let_fail_after(0, parts);
    }

    /// … after so many of their operations.
    pub fn let_fail_after(&self, spared: usize, parts: &[Part]) {
        *self.fails.lock().unwrap() = parts.to_vec();
        self.spared.store(spared, Ordering::Relaxed);
        self.refused.store(0, Ordering::Relaxed);
    }

    /// How many operations have failed since it was said what does.
    pub fn refused(&self) -> usize {
        self.refused.load(Ordering::Relaxed)
    }

    fn answers(&self, part: Part) -> Result<()> {
        let is_spared =
            || self.spared.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok();
        if !self.fails.lock().unwrap().contains(&part) || is_spared() {
            return Ok(());
        }
        self.refused.fetch_add(1, Ordering::Relaxed);
        Err(StoreError::Corrupt(INSIDE.to_owned()))
    }
}

/// A port of which every operation fails when its part does.
macro_rules! port {
    ($port:ident { $(fn $name:ident($($argument:ident: $type:ty),*) -> $answer:ty;)+ } $($rest:tt)*) => {
        #[async_trait]
        impl store::$port for Failing {
            $(async fn $name(&self, $($argument: $type),*) -> Result<$answer> {
                self.answers(Part::$port)?;
                self.inner.$name($($argument),*).await
            })+
            $($rest)*
        }
    };
}

port!(Writes {
    fn save(batch: Vec<NewRevision>, at: Timestamp) -> Vec<Saved>;
    fn retire(id: &DocumentId, reason: &str, successor: Option<&DocumentId>, at: Timestamp) -> ();
    fn redirect(id: &DocumentId, to: &DocumentId, at: Timestamp) -> ();
    fn reinstate(id: &DocumentId, at: Timestamp) -> ();
    fn remove_demo(at: Timestamp) -> u64;
});

port!(Documents {
    fn document(id: &DocumentId) -> Option<Stored>;
    fn documents(ids: &[DocumentId]) -> Vec<std::result::Result<Option<Stored>, Altered>>;
    fn heads(ids: &[DocumentId]) -> Vec<Option<Head>>;
    fn page(id: &DocumentId) -> Option<Page>;
    fn state(id: &DocumentId) -> State;
    fn revision(id: &DocumentId, number: u32) -> Option<PastRevision>;
    fn original(id: &DocumentId, number: u32) -> Option<Original>;
    fn correspondence(id: &DocumentId, from: u32, to: u32) -> Option<Vec<Correspondence>>;
    fn agencies() -> Vec<AgencyRecord>;
    fn agency(id: &DocumentId) -> Option<AgencyRecord>;
    fn agency_by_name(name: &str) -> Option<AgencyRecord>;
    fn ids(kind: Kind) -> Vec<DocumentId>;
    fn public_among(ids: &[DocumentId]) -> Vec<DocumentId>;
    fn sizes_of(ids: &[DocumentId]) -> Vec<u64>;
    fn documents_after(after: Option<&DocumentId>, limit: u32) -> Vec<std::result::Result<Current, Altered>>;
});

port!(Relations {
    fn incoming_edges(id: &DocumentId) -> Vec<Link>;
    fn outgoing_edges(id: &DocumentId) -> Vec<Link>;
    fn validity_facts_of(ids: &[DocumentId]) -> Vec<ValidityFacts>;
    fn resolve(namings: &[Naming]) -> Vec<Option<DocumentId>>;
});

port!(Explanations {
    fn explanations_of(policies: &[DocumentId], kind: Option<Kind>) -> Vec<Vec<Current>>;
    fn cited(citations: &[ClauseCitation]) -> Vec<Option<CitedPolicy>>;
    fn media_files() -> Vec<MediaFile>;
});

port!(Reports {
    fn report_unclear(report: &UnclearReport) -> Kept;
    fn unclear_reports(policy: Option<&DocumentId>) -> Vec<UnclearReport>;
    fn forget_unclear(before: Date) -> u64;
    fn report_gap(report: &GapReport) -> Kept;
    fn gap_reports() -> Vec<GapReport>;
    fn forget_gaps(before: Date) -> u64;
});

port!(Outbox {
    fn outbox_after(seq: u64, limit: u32) -> Vec<OutboxRow>;
    fn changes_after(seq: u64, limit: u32) -> Vec<ChangeRow>;
    fn generation() -> u64;
    fn identity() -> String;
});

port!(Upkeep {
    fn counts() -> Counts;
    fn has_demo() -> bool;
    fn check_structure() -> Vec<String>;
    fn verify_after(after: Option<&DocumentId>, limit: u32) -> Verified;
    fn backup_to(path: &Path) -> ();
}
async fn close(&self) {
    self.inner.close().await;
});
