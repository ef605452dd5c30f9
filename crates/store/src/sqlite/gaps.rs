//! What readers asked and nothing answers.

use domain::Date;
use sqlx::SqliteConnection;

use super::words;
use crate::{GapReport, Result, gaps::MOST_ASKED_A_DAY};

pub async fn add(connection: &mut SqliteConnection, report: &GapReport) -> Result<()> {
    // A question that is known already is counted, however many others there are.
    sqlx::query(
        "INSERT INTO gap_reports (asked, day, times)
         SELECT CASE WHEN (SELECT count(*) FROM gap_reports WHERE day = ?2) < ?4
             OR EXISTS (SELECT 1 FROM gap_reports WHERE day = ?2 AND asked = ?1) THEN ?1 ELSE '' END, ?2, ?3
         WHERE true
         ON CONFLICT (day, asked) DO UPDATE SET times = times + excluded.times",
    )
    .bind(&report.asked)
    .bind(report.day.to_string())
    .bind(report.times)
    .bind(MOST_ASKED_A_DAY)
    .execute(connection)
    .await?;
    Ok(())
}

pub async fn forget(connection: &mut SqliteConnection, before: Date) -> Result<u64> {
    Ok(sqlx::query("DELETE FROM gap_reports WHERE day < ?1").bind(before.to_string()).execute(connection).await?.rows_affected())
}

#[derive(sqlx::FromRow)]
struct Row {
    asked: String,
    day: String,
    times: u32,
}

pub async fn all(connection: &mut SqliteConnection) -> Result<Vec<GapReport>> {
    let rows: Vec<Row> = sqlx::query_as("SELECT asked, day, times FROM gap_reports ORDER BY day DESC, times DESC, asked").fetch_all(connection).await?;
    rows.into_iter()
        .map(|row| Ok(GapReport { day: words::day(Some(row.day), "gap_reports")?.unwrap_or_default(), asked: row.asked, times: row.times }))
        .collect()
}
