//! What is on disk: commits, rebuilds, other versions, damage, and processes that die.

use std::{
    collections::BTreeSet,
    fs,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use super::*;
use crate::Error;

#[test]
fn what_was_not_committed_never_was() {
    let directory = tempfile::tempdir().unwrap();
    let index = Index::open_or_create(directory.path()).unwrap();
    fill(&index, vec![document("a", "生育", "补贴\n")], 7);
    let mut writer = index.writer().unwrap();
    writer.apply(&[put(document("b", "养老", "补贴\n")), Operation::Delete(DocumentId::parse("a").unwrap())]).unwrap();
    assert!(matches!(index.writer(), Err(Error::WriterBusy)));
    drop(writer);
    drop(index);
    let index = Index::open_or_create(directory.path()).unwrap();
    assert_eq!((index.sequence(), find(&index, "补贴")), (7, vec!["a".to_owned()]));
    fill(&index, vec![document("b", "养老", "补贴\n")], 9);
    assert_eq!((index.sequence(), index.search(&request("补贴")).unwrap().total), (9, 2));
}

/// The child of the test below: applies, and waits to be killed.
#[test]
#[ignore = "run by the test that kills it"]
fn applies_and_waits() {
    let Ok(directory) = std::env::var("KILLED_INDEX") else { return };
    let index = Index::open_or_create(directory).unwrap();
    let mut writer = index.writer().unwrap();
    writer.apply(&[put(document("b", "养老", "补贴\n")), Operation::Delete(DocumentId::parse("a").unwrap())]).unwrap();
    println!("applied");
    std::io::stdin().read_line(&mut String::new()).unwrap();
}

#[test]
fn a_killed_writer_leaves_the_last_commit_and_no_lock() {
    let directory = tempfile::tempdir().unwrap();
    let index = Index::open_or_create(directory.path()).unwrap();
    fill(&index, vec![document("a", "生育", "补贴\n")], 7);
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "--nocapture", "tests::durability::applies_and_waits"])
        .env("KILLED_INDEX", directory.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.map_while(Result::ok).any(|line| line.contains("applied")));
    assert!(matches!(index.writer(), Err(Error::WriterBusy)));
    child.kill().unwrap();
    child.wait().unwrap();
    let index = Index::open_or_create(directory.path()).unwrap();
    assert_eq!((index.sequence(), find(&index, "补贴")), (7, vec!["a".to_owned()]));
    fill(&index, vec![document("b", "养老", "补贴\n")], 8);
    assert_eq!((index.sequence(), index.search(&request("补贴")).unwrap().total), (8, 2));
}

#[test]
fn a_rebuild_serves_when_it_is_finished_and_leaves_the_old_one_when_it_is_not() {
    let directory = tempfile::tempdir().unwrap();
    let index = Index::open_or_create(directory.path()).unwrap();
    fill(&index, vec![document("old", "旧", "补贴\n")], 5);
    let other = Index::open_or_create(directory.path()).unwrap();
    let mut abandoned = index.rebuild().unwrap();
    abandoned.apply(&[put(document("lost", "失", "补贴\n"))]).unwrap();
    assert!(matches!(index.rebuild(), Err(Error::RebuildBusy)));
    drop(abandoned);
    assert_eq!(find(&Index::open_or_create(directory.path()).unwrap(), "补贴"), ["old"]);

    let mut writer = other.writer().unwrap();
    let mut rebuild = index.rebuild().unwrap();
    rebuild.apply(&[put(document("new", "新", "补贴\n"))]).unwrap();
    assert_eq!(find(&index, "补贴"), ["old"]);
    rebuild.finish(8).unwrap();
    assert_eq!((index.sequence(), find(&index, "补贴")), (8, vec!["new".to_owned()]));
    assert!(matches!(writer.apply(&[put(document("late", "晚", "补贴\n"))]), Err(Error::Superseded)));
    assert_eq!(find(&other, "补贴"), ["old"]);
    other.reload().unwrap();
    assert_eq!((other.sequence(), find(&other, "补贴")), (8, vec!["new".to_owned()]));
}

#[test]
fn an_index_of_another_version_is_refused_and_made_anew() {
    let directory = tempfile::tempdir().unwrap();
    fill(&Index::open_or_create(directory.path()).unwrap(), vec![document("a", "题", "文字\n")], 1);
    fs::write(directory.path().join("g1/version"), "0").unwrap();
    assert!(matches!(Index::open_or_create(directory.path()), Err(Error::OtherVersion { .. })));
    let index = Index::create_anew(directory.path()).unwrap();
    assert_eq!((index.sequence(), index.search(&request("")).unwrap().total), (0, 0));
    assert_eq!(Index::open_or_create(directory.path()).unwrap().sequence(), 0);
}

#[test]
fn verification_finds_what_is_missing_extra_and_damaged() {
    let directory = tempfile::tempdir().unwrap();
    let index = Index::open_or_create(directory.path()).unwrap();
    fill(&index, vec![document("a", "题", "文字\n"), document("b", "题", "文字\n")], 4);
    let [a, b, c] = ["a", "b", "c"].map(|id| DocumentId::parse(id).unwrap());
    assert!(index.verify([&a, &b], 4).unwrap().is_sound());
    let found = index.verify([&a, &c], 5).unwrap();
    assert_eq!((found.missing, found.extra, found.sequence), (vec!["c".to_owned()], vec!["b".to_owned()], 4));
    damage_a_store(&directory.path().join("g1"));
    assert!(!index.verify([&a, &b], 4).unwrap().damaged.is_empty());
}

fn damage_a_store(directory: &Path) {
    let files = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    let store = files.into_iter().find(|path| path.extension().is_some_and(|extension| extension == "store")).unwrap();
    let mut bytes = fs::read(&store).unwrap();
    bytes[0] ^= 0xff;
    fs::write(store, bytes).unwrap();
}

#[test]
fn processes_that_begin_at_once_take_different_generations() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| Index::create_anew(path).unwrap());
        }
    });
    let index = Index::open_or_create(path).unwrap();
    fill(&index, vec![document("a", "题", "文字\n")], 1);
    assert_eq!(Index::open_or_create(path).unwrap().sequence(), 1);
}

#[test]
fn an_index_made_anew_leaves_a_rebuild_in_peace() {
    let directory = tempfile::tempdir().unwrap();
    let index = Index::open_or_create(directory.path()).unwrap();
    let mut rebuild = index.rebuild().unwrap();
    let anew = Index::create_anew(directory.path()).unwrap();
    rebuild.apply(&[put(document("a", "题", "文字\n"))]).unwrap();
    rebuild.finish(3).unwrap();
    anew.reload().unwrap();
    assert_eq!((anew.sequence(), find(&anew, "文字")), (3, vec!["a".to_owned()]));
}

#[test]
fn a_directory_taken_away_while_in_use_is_rebuilt() {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("index");
    let index = Index::open_or_create(&root).unwrap();
    fill(&index, vec![document("a", "题", "文字\n")], 1);
    fs::remove_dir_all(&root).unwrap();
    let mut rebuild = index.rebuild().unwrap();
    rebuild.apply(&[put(document("a", "题", "文字\n"))]).unwrap();
    rebuild.finish(1).unwrap();
    assert!(index.verify([&DocumentId::parse("a").unwrap()], 1).unwrap().is_sound());
}

#[test]
fn a_broken_pointer_to_the_live_generation_is_no_obstacle() {
    for pointer in ["", "g", "../g1", "g99", "\0\0\0"] {
        let directory = tempfile::tempdir().unwrap();
        fill(&Index::open_or_create(directory.path()).unwrap(), vec![document("a", "题", "文字\n")], 1);
        fs::write(directory.path().join("current"), pointer).unwrap();
        let opened = Index::open_or_create(directory.path()).or_else(|error| {
            assert!(error.calls_for_rebuild(), "{pointer:?}: {error}");
            Index::create_anew(directory.path())
        });
        assert_eq!(opened.unwrap().sequence(), 0, "{pointer:?}");
    }
}

/// Every file of an index, damaged in every way that a crash or a full disk leaves behind.
#[test]
fn damaged_files_call_for_a_rebuild_or_do_not_matter() {
    let whole = tempfile::tempdir().unwrap();
    let index = Index::open_or_create(whole.path()).unwrap();
    fill(&index, vec![document("a", "生育", "补贴\n"), document("b", "养老", "补贴\n")], 1);
    fill(&index, vec![document("b", "养老", "补贴提高\n"), document("c", "托育", "补贴\n")], 2);
    drop(index);
    let mut unusable = 0;
    for name in files(&whole.path().join("g1")) {
        for damage in [Damage::Missing, Damage::Empty, Damage::Half, Damage::Zeros] {
            let copy = tempfile::tempdir().unwrap();
            copy_index(whole.path(), copy.path());
            apply_damage(&copy.path().join("g1").join(&name), damage);
            match Index::open_or_create(copy.path()) {
                Ok(index) => assert_eq!(index.sequence(), 2, "{name} {damage:?}"),
                Err(error) => {
                    unusable += 1;
                    assert!(error.calls_for_rebuild(), "{name} {damage:?}: {error:?}");
                    let anew = Index::create_anew(copy.path()).unwrap();
                    fill(&anew, vec![document("a", "生育", "补贴\n")], 2);
                    assert_eq!(find(&Index::open_or_create(copy.path()).unwrap(), "补贴"), ["a"], "{name} {damage:?}");
                }
            }
        }
    }
    assert!(unusable > 10, "only {unusable} kinds of damage were noticed");
}

/// Disks rot: whatever a byte turned into, opening does not panic.
#[test]
fn a_rotten_byte_opens_or_calls_for_a_rebuild() {
    let whole = tempfile::tempdir().unwrap();
    fill(
        &Index::open_or_create(whole.path()).unwrap(),
        vec![document("a", "生育", "补贴\n"), document("b", "养老", "补贴\n")],
        1,
    );
    let copy = tempfile::tempdir().unwrap();
    copy_index(whole.path(), copy.path());
    for name in files(&whole.path().join("g1")) {
        let path = copy.path().join("g1").join(&name);
        let bytes = fs::read(&path).unwrap();
        for at in (0..bytes.len()).step_by(1 + bytes.len() / 40) {
            let mut rotten = bytes.clone();
            rotten[at] ^= 0xff;
            fs::write(&path, rotten).unwrap();
            if let Err(error) = Index::open_or_create(copy.path()) {
                assert!(error.calls_for_rebuild(), "{name} {at}: {error:?}");
            }
        }
        fs::write(&path, bytes).unwrap();
    }
}

#[derive(Debug, Clone, Copy)]
enum Damage {
    Missing,
    Empty,
    Half,
    Zeros,
}

fn apply_damage(path: &Path, damage: Damage) {
    let bytes = fs::read(path).unwrap();
    match damage {
        Damage::Missing => fs::remove_file(path).unwrap(),
        Damage::Empty => fs::write(path, b"").unwrap(),
        Damage::Half => fs::write(path, &bytes[..bytes.len() / 2]).unwrap(),
        Damage::Zeros => fs::write(path, vec![0; bytes.len()]).unwrap(),
    }
}

fn files(directory: &Path) -> BTreeSet<String> {
    fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

fn copy_index(from: &Path, to: &Path) {
    fs::create_dir(to.join("g1")).unwrap();
    fs::copy(from.join("current"), to.join("current")).unwrap();
    for name in files(&from.join("g1")) {
        fs::copy(from.join("g1").join(&name), to.join("g1").join(&name)).unwrap();
    }
}

const ROUNDS: usize = 8;

/// The document of a commit.
fn numbered(number: u64) -> IndexDocument {
    document(&format!("d{number}"), "题", &"第一条 为了检验断电之后什么也不丢，写入这一条。\n".repeat(40))
}

/// The child of the test below: commits, and now and then rebuilds, until it is killed. A line for each that was
/// acknowledged.
#[test]
#[ignore = "run by the test that kills it"]
fn writes_until_killed() {
    let Ok(directory) = std::env::var("KILLED_INDEX") else { return };
    let index = Index::open_or_create(directory).unwrap();
    loop {
        let number = index.sequence() + 1;
        if number.is_multiple_of(4) {
            let mut rebuild = index.rebuild().unwrap();
            rebuild.apply(&(1..=number).map(|number| put(numbered(number))).collect::<Vec<_>>()).unwrap();
            rebuild.finish(number).unwrap();
        } else {
            fill(&index, vec![numbered(number)], number);
        }
        // Not println: the test harness may hold that back.
        let mut out = std::io::stdout();
        writeln!(out, "\nreached {number}").unwrap();
        out.flush().unwrap();
    }
}

#[test]
fn a_process_killed_while_committing_or_rebuilding_leaves_a_sound_index() {
    let directory = tempfile::tempdir().unwrap();
    let mut reached = 0;
    for round in 0..ROUNDS {
        reached = write_and_kill(directory.path(), 1 + round % 5).max(reached);
        let index = Index::open_or_create(directory.path()).unwrap();
        let sequence = index.sequence();
        assert!(sequence >= reached, "{reached} was acknowledged, {sequence} is there");
        let ids: Vec<DocumentId> = (1..=sequence).map(|number| numbered(number).entry.id).collect();
        let verification = index.verify(&ids, sequence).unwrap();
        assert!(verification.is_sound(), "{verification:?}");
    }
    let generations = files(directory.path()).into_iter().filter(|name| name.starts_with('g')).count();
    assert!(generations <= 3, "{generations} generations are left");
}

/// Starts a writer, kills it some milliseconds after a number of acknowledgements, and answers the last one.
fn write_and_kill(directory: &Path, enough: usize) -> u64 {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "--nocapture", "tests::durability::writes_until_killed"])
        .env("KILLED_INDEX", directory)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut reached = lines.map_while(Result::ok).filter_map(|line| line.strip_prefix("reached ")?.parse::<u64>().ok());
    let mut last = reached.nth(enough - 1).unwrap();
    let nanos = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().subsec_nanos();
    std::thread::sleep(Duration::from_micros(u64::from(nanos) % 30_000));
    child.kill().unwrap();
    child.wait().unwrap();
    last = reached.last().unwrap_or(last);
    last
}
