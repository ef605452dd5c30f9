//! Content in one SQLite file: WAL, one writer connection, a few readers.

mod carried;
mod changes;
mod citations;
mod digests;
mod gaps;
mod heads;
mod lifecycle;
mod links;
mod migrate;
mod naming;
mod open;
mod outbox;
mod packing;
mod public;
mod reading;
mod saving;
mod unclear;
mod upkeep;
mod verifying;
mod words;
mod writing;

use std::path::{Path, PathBuf};

use async_trait::async_trait;
use domain::{
    ClauseCitation, Date, DocumentId, Kind, Timestamp, ValidityFacts, compare::Correspondence, media::MediaFile,
    staleness::CitedPolicy,
};
use sqlx::{SqlitePool, sqlite::SqliteError};

use crate::{
    AgencyRecord, Altered, ChangeRow, Counts, Current, Documents, Explanations, GapReport, Head, Kept, Link, Naming,
    NewRevision, Original, Outbox, OutboxRow, Page, PastRevision, Relations, Reports, Result, Saved, State, StoreError,
    Stored, UnclearReport, Upkeep, Verified, Writes,
};

pub use carried::{Carried, CarriedFile};
pub use open::SqliteOptions;

/// A [`crate::ContentStore`] in one file. Several stores, in one process or many, may hold the same file open.
pub struct SqliteStore {
    path: PathBuf,
    /// One connection: writers of this process queue here, those of others at SQLite's lock.
    writer: SqlitePool,
    readers: SqlitePool,
}

/// SQLite's primary result codes that callers can act on: <https://www.sqlite.org/rescode.html>.
pub(crate) fn classify(error: &sqlx::Error) -> Option<StoreError> {
    let error = error.as_database_error()?.try_downcast_ref::<SqliteError>()?;
    let code: i32 = sqlx::error::DatabaseError::code(error)?.parse().ok()?;
    match (code & 0xff, code) {
        // IOERR_SHMSIZE: no room to grow the WAL's index.
        (13, _) | (_, 4874) => Some(StoreError::Full),
        (5 | 6, _) => Some(StoreError::Busy),
        (3 | 8, _) => Some(StoreError::ReadOnly),
        (14, _) => Some(StoreError::CannotOpen),
        (11 | 26, _) => Some(StoreError::Corrupt(error.to_string())),
        _ => None,
    }
}

#[async_trait]
impl Writes for SqliteStore {
    async fn save(&self, batch: Vec<NewRevision>, at: Timestamp) -> Result<Vec<Saved>> {
        let prepared = saving::prepare(batch).await?;
        let prepared = saving::compare_ahead(&mut *self.readers.acquire().await?, prepared).await?;
        let mut tx = self.write().await?;
        let saved = saving::save(&mut tx, prepared, at).await?;
        tx.commit().await?;
        Ok(saved)
    }

    async fn retire(&self, id: &DocumentId, reason: &str, successor: Option<&DocumentId>, at: Timestamp) -> Result<()> {
        let mut tx = self.write().await?;
        lifecycle::retire(&mut tx, id, reason, successor, at).await?;
        tx.commit().await
    }

    async fn redirect(&self, id: &DocumentId, to: &DocumentId, at: Timestamp) -> Result<()> {
        let mut tx = self.write().await?;
        lifecycle::redirect(&mut tx, id, to, at).await?;
        tx.commit().await
    }

    async fn reinstate(&self, id: &DocumentId, at: Timestamp) -> Result<()> {
        let mut tx = self.write().await?;
        lifecycle::reinstate(&mut tx, id, at).await?;
        tx.commit().await
    }

    async fn remove_demo(&self, at: Timestamp) -> Result<u64> {
        let mut tx = self.write().await?;
        let removed = lifecycle::remove_demo(&mut tx, at).await?;
        tx.commit().await?;
        Ok(removed)
    }
}

#[async_trait]
impl Documents for SqliteStore {
    async fn document(&self, id: &DocumentId) -> Result<Option<Stored>> {
        reading::document(&mut *self.readers.acquire().await?, id).await
    }

    async fn documents(&self, ids: &[DocumentId]) -> Result<Vec<std::result::Result<Option<Stored>, Altered>>> {
        // One statement sees one moment by itself.
        reading::documents(&mut *self.readers.acquire().await?, ids).await
    }

    async fn heads(&self, ids: &[DocumentId]) -> Result<Vec<Option<Head>>> {
        let mut snapshot = self.readers.begin().await?;
        heads::heads(&mut snapshot, ids).await
    }

    async fn page(&self, id: &DocumentId) -> Result<Option<Page>> {
        let mut snapshot = self.readers.begin().await?;
        links::page(&mut snapshot, id).await
    }

    async fn state(&self, id: &DocumentId) -> Result<State> {
        reading::state(&mut *self.readers.acquire().await?, id).await
    }

    async fn revision(&self, id: &DocumentId, number: u32) -> Result<Option<PastRevision>> {
        reading::revision(&mut *self.readers.acquire().await?, id, number).await
    }

    async fn original(&self, id: &DocumentId, number: u32) -> Result<Option<Original>> {
        reading::original(&mut *self.readers.acquire().await?, id, number).await
    }

    async fn correspondence(&self, id: &DocumentId, from: u32, to: u32) -> Result<Option<Vec<Correspondence>>> {
        reading::correspondence(&mut *self.readers.acquire().await?, id, from, to).await
    }

    async fn agencies(&self) -> Result<Vec<AgencyRecord>> {
        public::agencies(&mut *self.readers.acquire().await?).await
    }

    async fn agency(&self, id: &DocumentId) -> Result<Option<AgencyRecord>> {
        public::agency(&mut *self.readers.acquire().await?, id).await
    }

    async fn agency_by_name(&self, name: &str) -> Result<Option<AgencyRecord>> {
        public::agency_by_name(&mut *self.readers.acquire().await?, name).await
    }

    async fn ids(&self, kind: Kind) -> Result<Vec<DocumentId>> {
        public::ids(&mut *self.readers.acquire().await?, kind).await
    }

    async fn public_among(&self, ids: &[DocumentId]) -> Result<Vec<DocumentId>> {
        public::among(&mut *self.readers.acquire().await?, ids).await
    }

    async fn sizes_of(&self, ids: &[DocumentId]) -> Result<Vec<u64>> {
        reading::sizes(&mut *self.readers.acquire().await?, ids).await
    }

    async fn documents_after(
        &self,
        after: Option<&DocumentId>,
        limit: u32,
    ) -> Result<Vec<std::result::Result<Current, Altered>>> {
        public::documents_after(&mut *self.readers.acquire().await?, after, limit).await
    }
}

#[async_trait]
impl Relations for SqliteStore {
    async fn incoming_edges(&self, id: &DocumentId) -> Result<Vec<Link>> {
        let mut snapshot = self.readers.begin().await?;
        links::incoming_edges(&mut snapshot, id).await
    }

    async fn outgoing_edges(&self, id: &DocumentId) -> Result<Vec<Link>> {
        let mut snapshot = self.readers.begin().await?;
        links::outgoing_edges(&mut snapshot, id).await
    }

    async fn validity_facts_of(&self, ids: &[DocumentId]) -> Result<Vec<ValidityFacts>> {
        let mut snapshot = self.readers.begin().await?;
        changes::validity_facts_of(&mut snapshot, ids).await
    }

    async fn resolve(&self, namings: &[Naming]) -> Result<Vec<Option<DocumentId>>> {
        naming::resolve(&mut *self.readers.acquire().await?, namings).await
    }
}

#[async_trait]
impl Explanations for SqliteStore {
    async fn explanations_of(&self, policies: &[DocumentId], kind: Option<Kind>) -> Result<Vec<Vec<Current>>> {
        citations::explanations_of(&mut *self.readers.acquire().await?, policies, kind).await
    }

    async fn cited(&self, citations: &[ClauseCitation]) -> Result<Vec<Option<CitedPolicy>>> {
        let mut snapshot = self.readers.begin().await?;
        citations::cited(&mut snapshot, citations).await
    }

    async fn media_files(&self) -> Result<Vec<MediaFile>> {
        citations::media_files(&mut *self.readers.acquire().await?, true).await
    }
}

#[async_trait]
impl Reports for SqliteStore {
    async fn report_unclear(&self, report: &UnclearReport) -> Result<Kept> {
        let mut tx = self.write().await?;
        let kept = unclear::add(&mut tx, report).await?;
        tx.commit().await?;
        Ok(kept)
    }

    async fn unclear_reports(&self, policy: Option<&DocumentId>) -> Result<Vec<UnclearReport>> {
        unclear::all(&mut *self.readers.acquire().await?, policy).await
    }

    async fn forget_unclear(&self, before: Date) -> Result<u64> {
        let mut tx = self.write().await?;
        let forgotten = unclear::forget(&mut tx, before).await?;
        tx.commit().await?;
        Ok(forgotten)
    }

    async fn report_gap(&self, report: &GapReport) -> Result<Kept> {
        let mut tx = self.write().await?;
        let kept = gaps::add(&mut tx, report).await?;
        tx.commit().await?;
        Ok(kept)
    }

    async fn gap_reports(&self) -> Result<Vec<GapReport>> {
        gaps::all(&mut *self.readers.acquire().await?).await
    }

    async fn forget_gaps(&self, before: Date) -> Result<u64> {
        let mut tx = self.write().await?;
        let forgotten = gaps::forget(&mut tx, before).await?;
        tx.commit().await?;
        Ok(forgotten)
    }
}

#[async_trait]
impl Outbox for SqliteStore {
    async fn outbox_after(&self, seq: u64, limit: u32) -> Result<Vec<OutboxRow>> {
        outbox::after(&mut *self.readers.acquire().await?, seq, limit).await
    }

    async fn changes_after(&self, seq: u64, limit: u32) -> Result<Vec<ChangeRow>> {
        outbox::changes_after(&mut *self.readers.acquire().await?, seq, limit).await
    }

    async fn generation(&self) -> Result<u64> {
        outbox::generation(&mut *self.readers.acquire().await?).await
    }

    async fn identity(&self) -> Result<String> {
        upkeep::identity(&mut *self.readers.acquire().await?).await
    }
}

#[async_trait]
impl Upkeep for SqliteStore {
    async fn counts(&self) -> Result<Counts> {
        upkeep::counts(&mut *self.readers.acquire().await?).await
    }

    async fn has_demo(&self) -> Result<bool> {
        upkeep::has_demo(&mut *self.readers.acquire().await?).await
    }

    async fn check_structure(&self) -> Result<Vec<String>> {
        let mut snapshot = self.readers.begin().await?;
        upkeep::check_structure(&mut snapshot).await
    }

    async fn verify_after(&self, after: Option<&DocumentId>, limit: u32) -> Result<Verified> {
        let ids = verifying::ids_after(&mut *self.readers.acquire().await?, after, limit).await?;
        let mut verified = Verified { documents: ids.len() as u64, ..Verified::default() };
        for id in &ids {
            // A moment of its own for each: whoever writes meanwhile is not kept from tidying its log.
            let mut snapshot = self.readers.begin().await?;
            verified.altered.extend(verifying::altered(&mut snapshot, id).await?);
        }
        verified.last = ids.into_iter().next_back();
        Ok(verified)
    }

    async fn backup_to(&self, path: &Path) -> Result<()> {
        upkeep::backup(&self.path, path).await
    }

    async fn close(&self) {
        // Readers first: the last connection to close is then the one that may checkpoint.
        self.readers.close().await;
        self.writer.close().await;
    }
}
