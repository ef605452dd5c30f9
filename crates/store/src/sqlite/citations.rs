//! Explanations and the clauses that they rest on.

use std::collections::HashMap;

use domain::{ClauseCitation, DocumentId, Kind, compare::Correspondence, media::MediaFile, staleness::CitedPolicy};
use sqlx::{FromRow as _, Row as _, SqliteConnection};

use super::{
    changes,
    digests::{self, RevisionRow, revision_columns, seal_columns, with_digest},
    naming,
    public::{self, current_columns},
    reading, words,
};
use crate::{Current, Result, naming::Wanted};

/// [`crate::Explanations::explanations_of`] in one statement; a document that explains several of the policies is read
/// for each.
pub async fn explanations_of(
    connection: &mut SqliteConnection,
    policies: &[DocumentId],
    kind: Option<Kind>,
) -> Result<Vec<Vec<Current>>> {
    let rows = sqlx::query(concat!(
        // From the citations of these policies to the documents: not through all documents of the portal.
        "SELECT c.policy AS of_policy, ",
        current_columns!(),
        " FROM (SELECT DISTINCT policy, from_id, from_revision FROM citations
                WHERE policy IN (SELECT value FROM json_each(?1))) c
         CROSS JOIN public_documents p ON p.id = c.from_id AND p.revision = c.from_revision
         JOIN revisions r ON r.document_id = p.id AND r.number = p.revision",
        with_digest!(),
        "WHERE ?2 IS NULL OR p.kind = ?2
         ORDER BY p.id"
    ))
    .bind(words::id_list(policies)?)
    .bind(kind.map(Kind::as_str))
    .fetch_all(connection)
    .await?;
    let mut explanations: HashMap<String, Vec<Current>> = HashMap::new();
    for row in &rows {
        // Its own page says that it was altered; what it explains is read all the same.
        if let Ok(current) = digests::or_altered(public::current(row))? {
            explanations.entry(row.try_get("of_policy")?).or_default().push(current);
        }
    }
    Ok(policies.iter().map(|policy| explanations.remove(policy.as_str()).unwrap_or_default()).collect())
}

/// The files of all revisions. `strictly`: none that cannot be known is left out, as whoever deletes the others must know all.
pub async fn media_files(connection: &mut SqliteConnection, strictly: bool) -> Result<Vec<MediaFile>> {
    let mut files = Vec::new();
    for kind in Kind::ALL.iter().filter(|kind| kind.facts().has_files) {
        let rows = sqlx::query(concat!(
            "SELECT ",
            revision_columns!(),
            " FROM documents d JOIN revisions r ON r.document_id = d.id",
            with_digest!(),
            "WHERE d.kind = ?1"
        ))
        .bind(kind.as_str())
        .fetch_all(&mut *connection)
        .await?;
        for row in &rows {
            let row = RevisionRow::from_row(row)?;
            let document = if strictly { Some(row.document()?) } else { row.as_it_stands() };
            files.extend(document.iter().flat_map(|document| document.content().files()).cloned());
        }
    }
    Ok(files)
}

#[derive(sqlx::FromRow)]
struct PolicyRow {
    id: String,
    revision: u32,
}

pub async fn cited(
    connection: &mut SqliteConnection,
    citations: &[ClauseCitation],
) -> Result<Vec<Option<CitedPolicy>>> {
    let mut ids: Vec<DocumentId> = citations.iter().map(|citation| citation.policy.clone()).collect();
    ids.sort();
    ids.dedup();
    let list = words::id_list(&ids)?;
    let rows: Vec<PolicyRow> =
        sqlx::query_as("SELECT p.id, p.revision FROM json_each(?1) j CROSS JOIN public_documents p ON p.id = j.value WHERE p.kind = 'policy'")
            .bind(&list)
            .fetch_all(&mut *connection)
            .await?;
    let facts = changes::validity_facts_of(connection, &ids).await?;
    let mut incorporated = incorporated(connection, &list).await?;
    let mut policies: HashMap<DocumentId, (u32, CitedPolicy)> = HashMap::new();
    for row in rows {
        let id = words::id(row.id)?;
        let facts = ids.binary_search(&id).ok().and_then(|place| facts.get(place)).cloned().unwrap_or_default();
        let incorporated = incorporated.remove(&id).unwrap_or_default();
        policies.insert(id, (row.revision, CitedPolicy { facts, correspondence: Vec::new(), incorporated }));
    }
    let mut correspondences: HashMap<(DocumentId, u32), Option<Vec<Correspondence>>> = HashMap::new();
    let mut found = Vec::with_capacity(citations.len());
    for citation in citations {
        let Some((current, policy)) = policies.get(&citation.policy) else {
            found.push(None);
            continue;
        };
        let mut policy = policy.clone();
        if let Some(revision) = citation.revision.filter(|revision| revision != current) {
            let key = (citation.policy.clone(), revision);
            if !correspondences.contains_key(&key) {
                let rows = reading::correspondence(connection, &citation.policy, revision, *current).await?;
                correspondences.insert(key.clone(), rows);
            }
            // A revision that is not held (any more) proves nothing.
            let Some(rows) = correspondences.get(&key).cloned().flatten() else {
                found.push(None);
                continue;
            };
            policy.correspondence = rows;
        }
        found.push(Some(policy));
    }
    Ok(found)
}

/// The documents that the current text of each of the policies cites: an amendment that it names stands in it.
async fn incorporated(
    connection: &mut SqliteConnection,
    policies: &str,
) -> Result<HashMap<DocumentId, Vec<DocumentId>>> {
    let rows = sqlx::query(
        "SELECT e.from_id, e.to_id, e.document_number, e.title_key FROM json_each(?1) j CROSS JOIN documents d ON d.id = j.value
         CROSS JOIN edges e ON e.from_id = d.id AND e.from_revision = d.revision AND e.type = 'cites'",
    )
    .bind(policies)
    .fetch_all(&mut *connection)
    .await?;
    let (mut citing, mut wanted) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
    for row in rows {
        citing.push(words::id(row.try_get("from_id")?)?);
        wanted.push(Wanted {
            to_id: row.try_get("to_id")?,
            document_number: row.try_get("document_number")?,
            title_key: row.try_get("title_key")?,
        });
    }
    let mut incorporated: HashMap<DocumentId, Vec<DocumentId>> = HashMap::new();
    for (policy, named) in citing.into_iter().zip(naming::find(connection, &wanted, None).await?) {
        if let Some(named) = named {
            incorporated.entry(policy).or_default().push(named.id);
        }
    }
    Ok(incorporated)
}
