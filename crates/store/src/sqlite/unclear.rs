//! What readers could not understand.

use domain::{ClauseId, Date, DocumentId};
use sqlx::SqliteConnection;

use super::words;
use crate::{Result, UnclearReport, unclear::MOST_WORDS_A_DAY};

pub async fn add(connection: &mut SqliteConnection, report: &UnclearReport) -> Result<()> {
    sqlx::query(
        "INSERT INTO unclear_reports (policy, revision, clause, words, day, times)
         SELECT ?1, ?2, ?3, CASE WHEN (SELECT count(*) FROM unclear_reports WHERE policy = ?1 AND clause = ?3 AND day = ?5) < ?7
             THEN ?4 ELSE '' END, ?5, ?6
         WHERE true
         ON CONFLICT (policy, clause, day, words) DO UPDATE SET times = times + excluded.times, revision = excluded.revision",
    )
    .bind(report.policy.as_str())
    .bind(report.revision)
    .bind(report.clause.as_str())
    .bind(&report.words)
    .bind(report.day.to_string())
    .bind(report.times)
    .bind(MOST_WORDS_A_DAY)
    .execute(connection)
    .await?;
    Ok(())
}

pub async fn forget(connection: &mut SqliteConnection, before: Date) -> Result<u64> {
    Ok(sqlx::query("DELETE FROM unclear_reports WHERE day < ?1").bind(before.to_string()).execute(connection).await?.rows_affected())
}

#[derive(sqlx::FromRow)]
struct Row {
    policy: String,
    revision: u32,
    clause: String,
    words: String,
    day: String,
    times: u32,
}

pub async fn all(connection: &mut SqliteConnection, policy: Option<&DocumentId>) -> Result<Vec<UnclearReport>> {
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT policy, revision, clause, words, day, times FROM unclear_reports WHERE ?1 IS NULL OR policy = ?1
         ORDER BY day DESC, policy, clause, times DESC, words",
    )
    .bind(policy.map(DocumentId::as_str))
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            let day = words::day(Some(row.day), &row.policy)?.unwrap_or_default();
            Ok(UnclearReport {
                day,
                policy: words::id(row.policy)?,
                revision: row.revision,
                clause: ClauseId::new(row.clause),
                words: row.words,
                times: row.times,
            })
        })
        .collect()
}
