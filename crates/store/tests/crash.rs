//! What was acknowledged survives `kill -9`.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use domain::Kind;
use store::prelude::*;
use store::{
    SqliteStore,
    contract::samples::{policy, save},
};
use tempfile::TempDir;

const FILE: &str = "MINGBAI_TEST_CRASH_FILE";
const ROUND: &str = "MINGBAI_TEST_CRASH_ROUND";
const SIZE: usize = 20;
const ROUNDS: usize = 12;
/// The longest that a writer is waited for.
const PATIENCE: Duration = Duration::from_mins(1);

/// Not a test of its own: the process that `nothing_acknowledged_is_lost` starts and kills. It
/// writes batches and a line for each that was acknowledged.
#[tokio::test]
async fn writer() {
    let (Ok(file), Ok(round)) = (std::env::var(FILE), std::env::var(ROUND)) else { return };
    let store = SqliteStore::open(file).await.unwrap();
    for batch in 0.. {
        let body = "第一条　为了检验断电之后什么也不丢，写入这一条。\n".repeat(40);
        save(&store, (0..SIZE).map(|n| policy(&format!("r{round}-b{batch}-{n}"), "题", &body))).await;
        // Not println: the test harness may hold that back.
        let mut out = std::io::stdout();
        writeln!(out, "\nsaved r{round}-b{batch}").unwrap();
        out.flush().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("content.db");
    let mut acknowledged = Vec::new();
    for round in 0..ROUNDS {
        acknowledged.extend(write_and_kill(&file, round));
        let store = SqliteStore::open(&file).await.unwrap();
        assert_eq!(store.check_integrity().await.unwrap(), Vec::<String>::new());
        let mut held: BTreeMap<String, usize> = BTreeMap::new();
        for id in store.ids(Kind::Policy).await.unwrap() {
            *held.entry(id.as_str().rsplit_once('-').unwrap().0.to_owned()).or_default() += 1;
        }
        assert!(held.values().all(|size| *size == SIZE), "half a batch: {held:?}");
        for batch in &acknowledged {
            assert!(held.contains_key(batch), "{batch} was acknowledged and is lost");
        }
        assert_eq!(store.generation().await.unwrap(), (held.len() * SIZE) as u64);
    }
    assert!(acknowledged.len() > ROUNDS, "the writer hardly wrote: {acknowledged:?}");
}

/// Starts a writer, kills it after its first acknowledgements, every second time while the next batch is being written, and answers what
/// it acknowledged.
fn write_and_kill(file: &Path, round: usize) -> Vec<String> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "writer", "--nocapture", "--test-threads=1"])
        .env(FILE, file)
        .env(ROUND, round.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut acknowledged = Vec::new();
    let mut read = |line: &str| {
        if let Some(batch) = line.strip_prefix("saved ") {
            acknowledged.push(batch.to_owned());
        }
        acknowledged.len()
    };
    // Some rounds end within the very first batches, others after several checkpoints.
    let enough = 1 + round * 3;
    for line in lines.by_ref() {
        if read(&line.unwrap()) >= enough {
            break;
        }
    }
    if round % 2 == 1 {
        let log = file.with_extension("db-wal");
        let written = || fs::metadata(&log).and_then(|known| Ok((known.len(), known.modified()?))).ok();
        let (before, started) = (written(), Instant::now());
        while written() == before {
            assert!(started.elapsed() < PATIENCE, "waited {PATIENCE:?} in vain until the next batch is being written");
            std::thread::sleep(Duration::from_micros(100));
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
    for line in lines.map_while(Result::ok) {
        read(&line);
    }
    acknowledged
}
