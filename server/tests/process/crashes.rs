//! Sudden death: nothing that was acknowledged is lost, and whoever comes next goes on.

use std::{fs, path::Path, process::Command};

use super::program::{
    Server, begin, committed, files, index_files, live_index, policies, run, said, stored, wait_for, wait_for_changes,
};

/// Each round goes on from what the one before it left. The first two die while the store is being made; the others after a certain part
/// of the work was acknowledged, every second one while the next batch is being written.
#[test]
fn an_import_that_is_killed_again_and_again_loses_nothing_and_ends_whole() {
    const DOCUMENTS: u64 = 1500;
    const ROUNDS: u64 = 12;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("many.jsonl");
    policies(&file, usize::try_from(DOCUMENTS).unwrap());
    let import = ["import", file.to_str().unwrap()];
    let data = folder.path().join("data");
    let (mut held_before, mut killed) = (0, 0);
    for round in 0..ROUNDS {
        let mut child = begin(&data, &import);
        let wanted = DOCUMENTS * round.saturating_sub(1) / (ROUNDS - 1);
        let acknowledged = wait_for(&format!("{wanted} documents are acknowledged"), || {
            let acknowledged = committed(&data);
            let is_over = child.try_wait().unwrap().is_some();
            if acknowledged >= wanted || is_over { Ok(acknowledged) } else { Err(acknowledged.to_string()) }
        });
        if round < 2 || round % 2 == 1 {
            let changes = if round == 1 { 3 } else { 1 };
            wait_for_changes("something is being written", &files(&data), &data, changes, || {
                child.try_wait().unwrap().is_some()
            });
        }
        killed += u64::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        // What one process has acknowledged, every later one finds.
        let held = held(&data, &file);
        assert!(held >= held_before.max(acknowledged), "round {round}: {held} after {held_before} and {acknowledged}");
        held_before = held;
    }
    assert!(killed > ROUNDS / 2, "only {killed} of {ROUNDS} died at work");
    let output = run(&data, &import);
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(held(&data, &file), DOCUMENTS);
}

/// What is there can be played, whenever the import that brings it is killed: after so many changes of its files that can be seen.
#[test]
fn an_import_of_recordings_that_is_killed_leaves_nothing_that_cannot_be_played() {
    const ROUNDS: usize = 10;
    let data = tempfile::tempdir().unwrap();
    let data = data.path();
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../demo");
    for part in ["agencies.jsonl", "policies", "revisions"] {
        assert!(run(data, &["import", demo.join(part).to_str().unwrap()]).status.success(), "{part}");
    }
    let recordings = demo.join("media/media.jsonl");
    let import = ["import", recordings.to_str().unwrap()];
    let mut killed = 0;
    for round in 1..=ROUNDS {
        let before = files(data);
        let mut child = begin(data, &import);
        wait_for_changes("recordings are being written", &before, data, round, || child.try_wait().unwrap().is_some());
        killed += usize::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        let checked = run(data, &["media", "check"]);
        assert!(checked.status.success(), "round {round}: {}", said(&checked));
    }
    assert!(killed > ROUNDS / 2, "only {killed} of {ROUNDS} died at work");
    assert!(run(data, &import).status.success());
    let needed = stored(data);
    // What was left behind half written goes, and nothing that is needed.
    assert!(run(data, &["media", "prune"]).status.success());
    let left = stored(data);
    assert!(
        left.keys().all(|name| name.len() == 64) && left.iter().all(|(name, bytes)| needed.get(name) == Some(bytes)),
        "{:?}",
        left.keys()
    );
    let checked = run(data, &["media", "check"]);
    assert!(
        checked.status.success() && said(&checked).contains(&format!("核对了 {} 个文件", left.len())),
        "{}",
        said(&checked)
    );
}

/// Documents that a dry run finds unchanged.
fn held(data: &Path, file: &Path) -> u64 {
    let output = run(data, &["import", "--dry-run", file.to_str().unwrap()]);
    let summary = String::from_utf8_lossy(&output.stdout).into_owned();
    summary
        .split("unchanged ")
        .nth(1)
        .unwrap_or_else(|| panic!("{}", said(&output)))
        .split(',')
        .next()
        .unwrap()
        .parse()
        .unwrap()
}

/// Killed after so many changes of the index that can be seen: before it begins to follow, among its segments, about its commit, and when
/// it is done.
#[test]
fn a_server_that_is_killed_while_indexing_repairs_its_index_at_the_next_start() {
    const EACH: usize = 200;
    let moments = [0, 1, 2, 4, 7, 11, 16, usize::MAX];
    let data = tempfile::tempdir().unwrap();
    let data = data.path();
    let index = data.join("index");
    let mut behind = 0;
    for (round, moment) in moments.into_iter().enumerate() {
        let file = data.join(format!("round{round}.jsonl"));
        let text = (0..EACH)
            .map(|number| format!("{{\"kind\":\"policy\",\"id\":\"r{round}-{number}\",\"title\":\"第{round}轮第{number}号\",\"body\":\"一、内容{number}\\n\"}}"))
            .collect::<Vec<_>>()
            .join("\n");
        fs::write(&file, text).unwrap();
        let mut server = Server::start(data, &[]);
        let before = files(&index);
        assert!(run(data, &["import", file.to_str().unwrap()]).status.success());
        let has_followed = || server.get("/readyz").0 == 200;
        wait_for_changes("the index follows", &before, &index, moment, has_followed);
        behind += usize::from(!has_followed());
        server.child.kill().unwrap();
        server.child.wait().unwrap();
    }
    assert!(behind > moments.len() / 2, "only {behind} of {} died at work", moments.len());
    // And with files of the index cut short, as a full disk leaves them.
    let cut = index_files(&live_index(data).unwrap(), "store");
    assert!(!cut.is_empty());
    for file in cut {
        fs::OpenOptions::new().write(true).open(file).unwrap().set_len(7).unwrap();
    }
    let server = Server::start(data, &[]);
    let all = format!("\"total\":{}", EACH * moments.len());
    server.wait_until("/api/v1/policies", |_, body| body.contains(&all));
    drop(server);
    let verified = run(data, &["index", "verify"]);
    assert!(verified.status.success(), "{}", said(&verified));
}

#[test]
fn a_store_on_a_full_disk_refuses_in_words_and_keeps_what_it_has() {
    let data = tempfile::tempdir().unwrap();
    let (small, large) = (data.path().join("small.jsonl"), data.path().join("large.jsonl"));
    policies(&small, 10);
    policies(&large, 4000);
    assert!(run(data.path(), &["import", small.to_str().unwrap()]).status.success());
    // A file may not grow beyond 1 MiB: the nearest to a full disk that needs no disk of its own.
    let script = format!("ulimit -f 1024; trap '' XFSZ; exec \"$0\" import '{}'", large.display());
    let output = Command::new("bash")
        .args(["-c", &script, env!("CARGO_BIN_EXE_mingbai")])
        .env("MINGBAI_DATA", data.path())
        .env("MINGBAI_NOW", "2026-11-25T09:00:00+08:00")
        .output()
        .unwrap();
    assert!(!output.status.success());
    assert!(
        said(&output).contains("mingbai：导入中断")
            && said(&output).contains("imported ")
            && !said(&output).contains("panicked"),
        "{}",
        said(&output)
    );
    let again = run(data.path(), &["import", "--dry-run", small.to_str().unwrap()]);
    assert!(said(&again).contains("unchanged 10"), "{}", said(&again));
}
