//! Edges with the documents at their other ends, and the page that shows them.

use domain::{Document, DocumentId, DocumentNumber, Edge, ValidityFacts, validity::Change};
use sqlx::{FromRow, SqliteConnection};

use super::{
    digests::seal_columns,
    heads::{add_changes, head, head_columns},
    naming::{self, means_target, naming_columns, namings},
    reading, words,
};
use crate::{Head, Link, Page, Result, naming::Wanted};

#[derive(sqlx::FromRow)]
struct IncomingRow {
    edge_type: String,
    to_id: Option<String>,
    edge_title: Option<String>,
    edge_number: Option<String>,
    clause: Option<String>,
    on_date: Option<String>,
}

impl IncomingRow {
    fn read(self, source: Head) -> Result<Link> {
        let owner = source.id.as_str();
        let edge = Edge {
            edge_type: words::from_word(self.edge_type, owner)?,
            to: self.to_id.map(words::id).transpose()?,
            title: self.edge_title,
            document_number: self.edge_number.map(DocumentNumber::from_normal_form),
            clause: self.clause,
            on: words::day(self.on_date, owner)?,
        };
        Ok(Link { edge, other: Some(source) })
    }
}

async fn incoming(connection: &mut SqliteConnection, id: &DocumentId) -> Result<Vec<Link>> {
    let rows = sqlx::query(concat!(
        namings!(),
        " SELECT e.type AS edge_type, e.title AS edge_title, e.clause, e.on_date, ",
        naming_columns!(),
        ", ",
        head_columns!(),
        " FROM named n
         CROSS JOIN edges e ON e.from_id = n.from_id AND e.from_revision = n.from_revision AND e.ordinal = n.ordinal
         CROSS JOIN public_documents p ON p.id = e.from_id AND p.revision = e.from_revision
         WHERE p.id <> n.target
         ORDER BY p.listed_on DESC, p.id, e.ordinal"
    ))
    .bind(words::id_list([id])?)
    .fetch_all(&mut *connection)
    .await?;
    let mut links = Vec::with_capacity(rows.len());
    for row in rows {
        if !means_target(&row)? {
            continue;
        }
        // Of a source that was altered altogether nobody knows what it did: then nothing is said of this one either.
        if let Some(source) = head(connection, &row).await? {
            links.push(IncomingRow::from_row(&row)?.read(source)?);
        }
    }
    Ok(links)
}

async fn outgoing(connection: &mut SqliteConnection, document: &Document) -> Result<Vec<Link>> {
    let edges = document.as_policy().map_or(&[][..], |policy| &policy.edges);
    let wanted: Vec<Wanted> = edges.iter().map(Wanted::from).collect();
    let targets = naming::find(connection, &wanted, Some(&document.id)).await?;
    Ok(edges.iter().cloned().zip(targets).map(|(edge, other)| Link { edge, other }).collect())
}

pub async fn incoming_edges(connection: &mut SqliteConnection, id: &DocumentId) -> Result<Vec<Link>> {
    let mut links = incoming(connection, id).await?;
    add_changes(connection, links.iter_mut().filter_map(|link| link.other.as_mut())).await?;
    Ok(links)
}

pub async fn outgoing_edges(connection: &mut SqliteConnection, id: &DocumentId) -> Result<Vec<Link>> {
    let Some(stored) = reading::document(connection, id).await? else { return Ok(Vec::new()) };
    let mut links = outgoing(connection, &stored.document).await?;
    add_changes(connection, links.iter_mut().filter_map(|link| link.other.as_mut())).await?;
    Ok(links)
}

pub async fn page(connection: &mut SqliteConnection, id: &DocumentId) -> Result<Option<Page>> {
    let Some(stored) = reading::document(connection, id).await? else { return Ok(None) };
    let mut incoming = incoming(connection, id).await?;
    let mut outgoing = outgoing(connection, &stored.document).await?;
    let validity = ValidityFacts {
        changes: incoming.iter().filter_map(change).collect(),
        ..stored.document.as_policy().map(domain::Policy::validity_facts).unwrap_or_default()
    };
    let others = incoming.iter_mut().chain(&mut outgoing).filter_map(|link| link.other.as_mut());
    add_changes(connection, others).await?;
    let revisions = reading::revisions(connection, id).await?;
    Ok(Some(Page { stored, revisions, validity, incoming, outgoing }))
}

/// The change that an incoming link makes, if it makes one.
fn change(link: &Link) -> Option<Change> {
    let by = link.other.as_ref().filter(|_| link.edge.edge_type.changes_validity())?;
    Some(Change {
        edge_type: link.edge.edge_type,
        on: link.edge.on.or(by.validity.effective_on),
        by: by.id.clone(),
        clause: link.edge.clause.clone(),
    })
}
