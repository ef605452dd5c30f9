//! What can be made of a revision before the write lock is taken: what others wait for is only the writing.

use std::{collections::HashMap, io::Write};

use domain::{Body, Document, DocumentId, compare};
use flate2::{Compression, write::DeflateEncoder};
use serde::Serialize;
use sqlx::SqliteConnection;

use super::{
    super::{digests::Digester, packing, reading, words},
    held,
};
use crate::{NewRevision, Original, Result, StoreError, Stored, fingerprint::fingerprint, naming::title_key};

/// A revision with everything that can be made before the write lock is taken.
pub struct Prepared {
    pub document: Document,
    pub content: String,
    pub content_hash: [u8; 32],
    /// Of the content; the rest of the row is known when it is written.
    pub digest: Digester,
    pub head: HeadColumns,
    /// JSON of [`EdgeRow`]s, for `json_each`; empty where there are none.
    pub edges: Option<String>,
    /// JSON of [`domain::ClauseCitation`]s; empty where there are none.
    pub citations: Option<String>,
    pub original: Option<Packed>,
    pub source: Option<String>,
    /// The revision that its clauses were compared with, and the rows as JSON.
    pub correspondence: Option<(u32, String)>,
}

#[derive(Serialize)]
struct EdgeRow<'a> {
    #[serde(flatten)]
    edge: &'a domain::Edge,
    title_key: Option<String>,
}

/// An original as it is kept.
pub struct Packed {
    pub media_type: String,
    pub encoding: &'static str,
    pub bytes: Vec<u8>,
}

/// Serialises, hashes and compresses, off the async threads.
pub async fn prepare(batch: Vec<NewRevision>) -> Result<Vec<Prepared>> {
    tokio::task::spawn_blocking(move || batch.into_iter().map(prepare_one).collect())
        .await
        .map_err(|error| StoreError::Io(std::io::Error::other(error)))?
}

/// Compares the clauses of what is to be revised with those that are held, before the lock is taken: while two long texts are
/// compared nobody else waits. What another writer has changed meanwhile is compared again under the lock.
pub async fn compare_ahead(connection: &mut SqliteConnection, mut batch: Vec<Prepared>) -> Result<Vec<Prepared>> {
    let known = held(connection, &batch).await?;
    let is_revised = |item: &Prepared| {
        let before = known.get(item.document.id.as_str());
        item.document.as_policy().is_some() && before.is_some_and(|before| before.content_hash != item.content_hash)
    };
    let revised: Vec<DocumentId> =
        batch.iter().filter(|item| is_revised(item)).map(|item| item.document.id.clone()).collect();
    if revised.is_empty() {
        return Ok(batch);
    }
    let before = reading::documents(connection, &revised).await?;
    let mut before: HashMap<DocumentId, Stored> = before
        .into_iter()
        .filter_map(|held| held.ok().flatten())
        .map(|held| (held.document.id.clone(), held))
        .collect();
    let compared = tokio::task::spawn_blocking(move || {
        for item in &mut batch {
            let Some(old) = before.remove(&item.document.id) else { continue };
            let Some((old_policy, new_policy)) = old.document.as_policy().zip(item.document.as_policy()) else {
                continue;
            };
            let rows = words::json(&compare::correspondence(&old_policy.clauses, &new_policy.clauses))?;
            item.correspondence = Some((old.revision, rows));
        }
        Ok(batch)
    });
    compared.await.map_err(|error| StoreError::Io(std::io::Error::other(error)))?
}

fn prepare_one(item: NewRevision) -> Result<Prepared> {
    let mut document = item.document;
    if let Body::Policy(policy) = &mut document.body {
        for citation in policy.clauses.iter_mut().flat_map(|clause| &mut clause.citations) {
            // What it resolves to is a matter of the moment of reading.
            citation.policy = None;
        }
    }
    let content_hash =
        fingerprint(&document).map_err(|error| StoreError::unreadable("content of", document.id.as_str(), error))?;
    let content = packing::packed(&mut document)?;
    Ok(Prepared {
        digest: Digester::of(content.as_bytes()),
        content,
        content_hash,
        head: HeadColumns::of(&document)?,
        edges: edges_of(&document)?,
        citations: citations_of(&document)?,
        original: item.original.map(pack).transpose()?,
        source: item.source,
        correspondence: None,
        document,
    })
}

/// The edges that a document declares, as JSON of [`EdgeRow`]s.
pub fn edges_of(document: &Document) -> Result<Option<String>> {
    let edges = document.as_policy().map_or(&[][..], |policy| &policy.edges);
    let rows: Vec<_> =
        edges.iter().map(|edge| EdgeRow { edge, title_key: edge.title.as_deref().and_then(title_key) }).collect();
    if rows.is_empty() { Ok(None) } else { words::json(&rows).map(Some) }
}

/// The clauses that a document rests on, as JSON.
pub fn citations_of(document: &Document) -> Result<Option<String>> {
    let citations = document.cites();
    if citations.is_empty() { Ok(None) } else { words::json(&citations).map(Some) }
}

fn pack(original: Original) -> Result<Packed> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&original.bytes)?;
    let deflated = encoder.finish()?;
    let (encoding, bytes) =
        if deflated.len() < original.bytes.len() { ("deflate", deflated) } else { ("identity", original.bytes) };
    Ok(Packed { media_type: original.media_type, encoding, bytes })
}

/// What a head repeats of the current content, for lists, links and validity.
#[derive(Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct HeadColumns {
    pub kind: String,
    pub title: String,
    pub title_key: String,
    pub short_name: Option<String>,
    pub document_number: Option<String>,
    pub disclosure: String,
    pub demo: bool,
    pub listed_on: Option<String>,
    pub effective_on: Option<String>,
    pub expires_on: Option<String>,
    pub declared_validity: Option<String>,
    pub level: Option<String>,
}

impl HeadColumns {
    pub fn of(document: &Document) -> Result<Self> {
        let policy = document.as_policy();
        let day = |day: Option<domain::Date>| day.map(|day| day.to_string());
        Ok(Self {
            kind: document.kind().as_str().to_owned(),
            title: document.title.clone(),
            title_key: title_key(&document.title).unwrap_or_default(),
            short_name: document.content().short_name().map(str::to_owned),
            document_number: policy.and_then(|policy| policy.document_number.as_ref()).map(ToString::to_string),
            disclosure: words::word(document.disclosure)?,
            demo: document.demo,
            listed_on: day(document.common().date),
            effective_on: day(policy.and_then(|policy| policy.effective_on)),
            expires_on: day(policy.and_then(|policy| policy.expires_on)),
            declared_validity: policy.and_then(|policy| policy.validity).map(|validity| validity.as_str().to_owned()),
            level: policy.and_then(|policy| policy.level).map(words::word).transpose()?,
        })
    }
}
