//! The narrow port through which pages ask for data. The adapter lives in `server`; tests bring their own.

use async_trait::async_trait;
use domain::{
    Date, DocumentId, Kind,
    search::{SearchRequest, SearchResults},
};

use crate::{
    kinds::{KindPage, agency::AgencyRow, policy},
    ports::{ComparisonPage, HomePage, Linked, Lookup, PortError},
};

/// Everything the pages read.
#[async_trait]
pub trait Library: Send + Sync {
    /// The home page.
    async fn home(&self) -> Result<HomePage, PortError>;
    /// The page of a document of a kind.
    async fn document(&self, kind: Kind, id: &DocumentId) -> Result<Lookup<KindPage>, PortError>;
    /// A policy; the current revision unless one is named.
    async fn policy(&self, id: &DocumentId, revision: Option<u32>) -> Result<Lookup<policy::Page>, PortError>;
    /// Two revisions of a policy.
    async fn comparison(&self, id: &DocumentId, from: u32, to: u32) -> Result<Lookup<ComparisonPage>, PortError>;
    /// All agencies.
    async fn agencies(&self) -> Result<Vec<AgencyRow>, PortError>;
    /// Questions to try: authored ones that a search answers with a card, each of another subject as far as there are, at most so many.
    async fn examples(&self, most: usize) -> Result<Vec<String>, PortError>;
    /// A page of results.
    async fn search(&self, request: SearchRequest) -> Result<SearchResults, PortError>;
    /// Documents that a lost reader may have meant.
    async fn near(&self, kind: Kind, id: &str) -> Result<Vec<Linked>, PortError>;
    /// Today in Asia/Shanghai.
    fn today(&self) -> Date;
}
