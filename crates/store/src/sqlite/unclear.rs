//! What readers could not understand.

use domain::{ClauseId, Date, DocumentId};
use sqlx::SqliteConnection;

use super::words;
use crate::{
    Kept, Result, UnclearReport,
    unclear::{MOST_WORDS_A_DAY, MOST_WORDS_OF_A_DAY},
};

/// Under which name `meta` holds the number of different words of the newest day: counting them anew would read every
/// day that is kept.
const WORDS_OF_DAY: &str = "unclear_words";

pub async fn add(connection: &mut SqliteConnection, report: &UnclearReport) -> Result<Kept> {
    let day = report.day.to_string();
    let (of_clause, is_known): (u32, bool) = sqlx::query_as(
        "SELECT count(*), coalesce(max(words = ?4), 0) FROM unclear_reports WHERE policy = ?1 AND clause = ?2 AND day = ?3 AND words <> ''",
    )
    .bind(report.policy.as_str())
    .bind(report.clause.as_str())
    .bind(&day)
    .bind(&report.words)
    .fetch_one(&mut *connection)
    .await?;
    // Words that are known already are counted, however many others there are.
    let is_new = !report.words.is_empty() && !is_known;
    let of_day = if is_new { words_of(connection, &day).await? } else { 0 };
    let has_room = !is_new || (of_clause < MOST_WORDS_A_DAY && of_day < MOST_WORDS_OF_A_DAY);
    sqlx::query(
        "INSERT INTO unclear_reports (policy, revision, clause, words, day, times) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (policy, clause, day, words) DO UPDATE SET times = times + excluded.times, revision = excluded.revision",
    )
    .bind(report.policy.as_str())
    .bind(report.revision)
    .bind(report.clause.as_str())
    .bind(if has_room { report.words.as_str() } else { "" })
    .bind(&day)
    .bind(report.times)
    .execute(&mut *connection)
    .await?;
    if is_new && has_room {
        sqlx::query(
            "INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        )
        .bind(WORDS_OF_DAY)
        .bind(format!("{day} {}", of_day + 1))
        .execute(connection)
        .await?;
    }
    Ok(if has_room { Kept::Words } else { Kept::Count })
}

/// How many different words of a day there are.
async fn words_of(connection: &mut SqliteConnection, day: &str) -> Result<u32> {
    let noted: Option<String> = sqlx::query_scalar("SELECT value FROM meta WHERE name = ?1")
        .bind(WORDS_OF_DAY)
        .fetch_optional(&mut *connection)
        .await?;
    let of_day = noted.as_deref().and_then(|noted| noted.strip_prefix(day)?.trim_start().parse().ok());
    match of_day {
        Some(count) => Ok(count),
        // They are counted once a day.
        None => Ok(sqlx::query_scalar("SELECT count(*) FROM unclear_reports WHERE day = ?1 AND words <> ''")
            .bind(day)
            .fetch_one(connection)
            .await?),
    }
}

pub async fn forget(connection: &mut SqliteConnection, before: Date) -> Result<u64> {
    sqlx::query("DELETE FROM meta WHERE name = ?1").bind(WORDS_OF_DAY).execute(&mut *connection).await?;
    Ok(sqlx::query("DELETE FROM unclear_reports WHERE day < ?1")
        .bind(before.to_string())
        .execute(connection)
        .await?
        .rows_affected())
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
