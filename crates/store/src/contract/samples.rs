//! Invented documents.

use domain::{
    Agency, Body, Clause, ClauseId, Date, Disclosure, Document, DocumentId, DocumentNumber, Edge, EdgeType, Policy,
    Timestamp,
};

use crate::{ContentStore, NewRevision, Saved};

/// An id.
pub fn id(text: &str) -> DocumentId {
    DocumentId::parse(text).unwrap()
}

/// A moment.
pub fn now() -> Timestamp {
    "2026-03-01T02:00:00Z".parse().unwrap()
}

/// A day.
pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A public policy with one clause a line.
pub fn policy(name: &str, title: &str, body: &str) -> Document {
    let clauses = body
        .split_inclusive('\n')
        .enumerate()
        .map(|(i, line)| Clause::new(ClauseId::new(format!("art{}", i + 1)), "", "", line, 0))
        .collect();
    let policy = Policy {
        document_number: None,
        issuer: None,
        level: None,
        genre: None,
        index_number: None,
        written_on: None,
        published_on: None,
        effective_on: None,
        expires_on: None,
        validity: None,
        normative: None,
        subjects: Vec::new(),
        keywords: Vec::new(),
        summary: None,
        body: body.to_owned(),
        clauses,
        edges: Vec::new(),
        attachments: Vec::new(),
        source: None,
        unresolved: Vec::new(),
    };
    Document {
        id: id(name),
        title: title.to_owned(),
        disclosure: Disclosure::Proactive,
        demo: false,
        body: policy.into(),
        extra: serde_json::Map::new(),
    }
}

/// A public agency.
pub fn agency(name: &str, title: &str) -> Document {
    Document { body: Agency::named(title).into(), ..policy(name, title, "") }
}

/// The document with its policy changed.
pub fn with(mut document: Document, change: impl FnOnce(&mut Policy)) -> Document {
    if let Body::Policy(policy) = &mut document.body {
        change(policy);
    }
    document
}

/// The document with a number.
pub fn numbered(document: Document, number: &str) -> Document {
    with(document, |policy| policy.document_number = Some(DocumentNumber::from_normal_form(number)))
}

/// The document with one more edge.
pub fn related(document: Document, edge: Edge) -> Document {
    with(document, |policy| policy.edges.push(edge))
}

/// An edge that names nothing yet.
pub fn edge(edge_type: EdgeType) -> Edge {
    Edge { edge_type, to: None, title: None, document_number: None, clause: None, on: None }
}

/// An edge to an id.
pub fn edge_to(edge_type: EdgeType, to: &str) -> Edge {
    Edge { to: Some(id(to)), ..edge(edge_type) }
}

/// Saves at [`now`].
pub async fn save(store: &dyn ContentStore, documents: impl IntoIterator<Item = Document>) -> Vec<Saved> {
    store.save(documents.into_iter().map(NewRevision::of).collect(), now()).await.unwrap()
}

/// The ids in the outbox after a sequence, in order.
pub async fn outbox_ids(store: &dyn ContentStore, after: u64) -> Vec<String> {
    store.outbox_after(after, 1000).await.unwrap().into_iter().map(|row| row.id.to_string()).collect()
}
