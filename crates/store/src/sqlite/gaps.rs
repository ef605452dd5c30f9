//! What readers asked and nothing answers.

use domain::Date;
use sqlx::SqliteConnection;

use super::words;
use crate::{GapReport, Kept, Result, gaps::MOST_ASKED_A_DAY};

pub async fn add(connection: &mut SqliteConnection, report: &GapReport) -> Result<Kept> {
    // A question that is known already is counted, however many others there are.
    let has_room: bool = sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM gap_reports WHERE day = ?2 AND asked = ?1) OR (SELECT count(*) FROM gap_reports WHERE day = ?2) < ?3",
    )
    .bind(&report.asked)
    .bind(report.day.to_string())
    .bind(MOST_ASKED_A_DAY)
    .fetch_one(&mut *connection)
    .await?;
    sqlx::query(
        "INSERT INTO gap_reports (asked, day, times) VALUES (?1, ?2, ?3)
         ON CONFLICT (day, asked) DO UPDATE SET times = times + excluded.times",
    )
    .bind(if has_room { report.asked.as_str() } else { "" })
    .bind(report.day.to_string())
    .bind(report.times)
    .execute(connection)
    .await?;
    Ok(if has_room { Kept::Words } else { Kept::Count })
}

pub async fn forget(connection: &mut SqliteConnection, before: Date) -> Result<u64> {
    Ok(sqlx::query("DELETE FROM gap_reports WHERE day < ?1")
        .bind(before.to_string())
        .execute(connection)
        .await?
        .rows_affected())
}

#[derive(sqlx::FromRow)]
struct Row {
    asked: String,
    day: String,
    times: u32,
}

pub async fn all(connection: &mut SqliteConnection) -> Result<Vec<GapReport>> {
    let rows: Vec<Row> =
        sqlx::query_as("SELECT asked, day, times FROM gap_reports ORDER BY day DESC, times DESC, asked")
            .fetch_all(connection)
            .await?;
    rows.into_iter()
        .map(|row| {
            Ok(GapReport {
                day: words::day(Some(row.day), "gap_reports")?.unwrap_or_default(),
                asked: row.asked,
                times: row.times,
            })
        })
        .collect()
}
