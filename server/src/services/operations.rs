//! What operators did to the content: one line a command in `operations.log`, in the data directory.
//!
//! A line is JSON and says when, which command, on which ids, how it ended, with which counts, and which user of the machine ran
//! it: no reason, no word that anybody wrote, no folder of anybody's. It is on the disk before the command ends. The file is only
//! appended to; one of [`MOST_BYTES`] makes room for a new one, and [`KEPT`] old ones are kept.

use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
    os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use domain::{Timestamp, clock};
use serde::{Deserialize, Serialize};

/// The file in the data directory; older ones have a number behind it, 1 the youngest.
const NAME: &str = "operations.log";
/// A file that would grow beyond this makes room for a new one.
const MOST_BYTES: u64 = 10 * 1024 * 1024;
/// Old files that are kept.
const KEPT: u32 = 5;
/// For its user and group alone.
const MODE: u32 = 0o640;
/// How often another command is waited for that is writing, and how long each time: five seconds in all.
const TRIES: u32 = 100;
const PAUSE: Duration = Duration::from_millis(50);
/// Characters of a name that are kept.
const MOST_CHARS: usize = 100;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// All of it was done.
    Done,
    /// Some of it was.
    Partly,
    /// Nothing was.
    Failed,
}

impl Outcome {
    /// For people.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Done => "完成",
            Self::Partly => "没有全部完成",
            Self::Failed => "没有完成",
        }
    }
}

/// A command that changes something, and on what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// `document withdraw`
    pub command: &'static str,
    /// Ids and other short names.
    pub of: BTreeMap<String, String>,
}

impl Act {
    /// A command without names.
    pub fn new(command: &'static str) -> Self {
        Self { command, of: BTreeMap::new() }
    }

    /// … with one more.
    #[must_use]
    pub fn of(mut self, what: &str, name: &(impl ToString + ?Sized)) -> Self {
        self.of.insert(what.to_owned(), name.to_string().chars().take(MOST_CHARS).collect());
        self
    }

    /// … with the name of a file, without its folder.
    #[must_use]
    pub fn of_file(self, path: &Path) -> Self {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        self.of("file", &name)
    }
}

/// What a command counts while it works, for its line.
#[derive(Debug, Clone, Default)]
pub struct Counts(Arc<Mutex<BTreeMap<String, u64>>>);

impl Counts {
    /// Notes numbers.
    pub fn note(&self, counts: &[(&str, u64)]) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.extend(counts.iter().map(|(name, count)| ((*name).to_owned(), *count)));
    }

    fn taken(&self) -> BTreeMap<String, u64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operation {
    /// When it ended, RFC 3339.
    pub at: String,
    /// `document withdraw`
    pub command: String,
    /// Ids and other short names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub of: BTreeMap<String, String>,
    /// How it ended.
    pub outcome: Outcome,
    /// How many of what.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub counts: BTreeMap<String, u64>,
    /// Of the program.
    pub version: String,
    /// The user of the machine who ran it.
    pub user: String,
    /// Who became that user by `sudo`, as `sudo` says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sudo_user: Option<String>,
}

impl Operation {
    /// Of a command that has ended. What failed after something was counted was done in part.
    pub fn new(act: Act, counts: &Counts, outcome: Outcome, at: Timestamp) -> Self {
        let counts = counts.taken();
        let has_begun = counts.values().any(|count| *count > 0);
        Self {
            at: clock::rfc3339(at),
            command: act.command.to_owned(),
            of: act.of,
            outcome: if outcome == Outcome::Failed && has_begun { Outcome::Partly } else { outcome },
            counts,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            user: user(),
            sudo_user: std::env::var("SUDO_USER")
                .ok()
                .filter(|name| !name.is_empty())
                .map(|name| name.chars().take(MOST_CHARS).collect()),
        }
    }
}

/// The name of the user, as far as the machine's own list has it.
fn user() -> String {
    let uid = rustix::process::getuid().as_raw().to_string();
    let known = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let named = known.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)? == uid).then(|| name.to_owned())
    });
    named.unwrap_or_else(|| format!("uid {uid}"))
}

/// Adds a line, and has it on the disk.
pub fn append(directory: &Path, operation: &Operation) -> io::Result<()> {
    append_within(directory, operation, MOST_BYTES)
}

fn append_within(directory: &Path, operation: &Operation, most: u64) -> io::Result<()> {
    let mut line = serde_json::to_vec(operation)?;
    line.push(b'\n');
    let mut file = open_alone(directory)?;
    let length = file.metadata()?.len();
    if length > 0 && length.saturating_add(line.len() as u64) > most {
        for number in (1..KEPT).rev() {
            rename_if_there(&old(directory, number), &old(directory, number + 1))?;
        }
        fs::rename(directory.join(NAME), old(directory, 1))?;
        file = open_alone(directory)?;
    } else if length > 0 {
        // A line that was cut off must not take the next one with it.
        let mut last = [0];
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
        if last != [b'\n'] {
            line.insert(0, b'\n');
        }
    }
    file.write_all(&line)?;
    file.sync_all()?;
    File::open(directory)?.sync_all()
}

fn old(directory: &Path, number: u32) -> PathBuf {
    directory.join(format!("{NAME}.{number}"))
}

fn rename_if_there(from: &Path, to: &Path) -> io::Result<()> {
    match fs::rename(from, to) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// The file, while no other command writes it. Whoever waited may hold one that has made room meanwhile: then once more.
fn open_alone(directory: &Path) -> io::Result<File> {
    let path = directory.join(NAME);
    for _ in 0..TRIES {
        let file = OpenOptions::new().read(true).append(true).create(true).mode(MODE).open(&path)?;
        let known = file.metadata()?;
        if known.permissions().mode() & 0o007 != 0 {
            // Whoever owns it may have to do it.
            let _ = file.set_permissions(fs::Permissions::from_mode(MODE));
        }
        match file.try_lock() {
            Ok(()) if fs::metadata(&path).is_ok_and(|now| (now.dev(), now.ino()) == (known.dev(), known.ino())) => {
                return Ok(file);
            }
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
    Err(io::Error::other("另一个命令一直占着操作记录"))
}

/// A line of the log that is no operation: it was cut off, or somebody wrote into the file. Holds the line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("（这一行读不出来）")]
pub struct UnreadableLine(pub String);

/// The last lines, the youngest first. A file that cannot be read is an error; a line that cannot is one beside the
/// others.
pub fn newest(directory: &Path, most: usize) -> io::Result<Vec<Result<Operation, UnreadableLine>>> {
    let mut lines = Vec::new();
    for path in std::iter::once(directory.join(NAME)).chain((1..=KEPT).map(|number| old(directory, number))) {
        if lines.len() >= most {
            break;
        }
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        let text = String::from_utf8_lossy(&bytes);
        let read = |line: &str| serde_json::from_str(line).map_err(|_| UnreadableLine(line.to_owned()));
        lines.extend(text.lines().rev().filter(|line| !line.trim().is_empty()).take(most - lines.len()).map(read));
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operation(id: &str) -> Operation {
        Operation::new(
            Act::new("document withdraw").of("id", id),
            &Counts::default(),
            Outcome::Done,
            "2026-11-25T09:00:00+08:00".parse().expect("a moment"),
        )
    }

    fn ids(directory: &Path, most: usize) -> Vec<String> {
        let lines = newest(directory, most).expect("a log");
        lines
            .into_iter()
            .map(|line| {
                line.map_or_else(|UnreadableLine(cut)| cut, |line| line.of.get("id").cloned().unwrap_or_default())
            })
            .collect()
    }

    #[test]
    fn lines_are_added_and_read_from_the_end() {
        let directory = tempfile::tempdir().expect("a directory");
        assert!(newest(directory.path(), 5).expect("no log yet").is_empty());
        for number in 0..10 {
            append(directory.path(), &operation(&format!("p{number}"))).expect("a line");
        }
        assert_eq!(ids(directory.path(), 3), ["p9", "p8", "p7"]);
        assert_eq!(ids(directory.path(), 100).len(), 10);
        let path = directory.path().join(NAME);
        assert_eq!(fs::metadata(&path).expect("the file").permissions().mode() & 0o007, 0);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("rights");
        append(directory.path(), &operation("p10")).expect("a line");
        assert_eq!(
            fs::metadata(&path).expect("the file").permissions().mode() & 0o777,
            0o640,
            "taken back from others"
        );
    }

    #[test]
    fn a_line_that_was_cut_off_takes_no_other_with_it() {
        let directory = tempfile::tempdir().expect("a directory");
        append(directory.path(), &operation("a")).expect("a line");
        let mut file = OpenOptions::new().append(true).open(directory.path().join(NAME)).expect("the file");
        file.write_all(b"{\"at\":\"2026").expect("half a line");
        append(directory.path(), &operation("b")).expect("a line");
        assert_eq!(ids(directory.path(), 10), ["b", "{\"at\":\"2026", "a"]);
    }

    #[test]
    fn it_is_bounded_and_loses_nothing_where_many_write() {
        let directory = tempfile::tempdir().expect("a directory");
        let length = serde_json::to_vec(&operation("p000")).expect("a line").len() as u64 + 1;
        let most = 20 * length;
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let directory = directory.path();
                scope.spawn(move || {
                    for number in 0..20 {
                        append_within(directory, &operation(&format!("p{thread}{number:02}")), most).expect("a line");
                    }
                });
            }
        });
        let mut all = ids(directory.path(), 1_000);
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 80, "four files of twenty");
        for number in 0..100 {
            append_within(directory.path(), &operation(&format!("q{number:03}")), most).expect("a line");
        }
        let files: Vec<_> = fs::read_dir(directory.path())
            .expect("files")
            .map(|entry| entry.expect("an entry").metadata().expect("a file").len())
            .collect();
        assert_eq!(files.len(), 1 + KEPT as usize);
        assert!(files.iter().all(|length| *length <= most), "{files:?}");
        assert_eq!(ids(directory.path(), 1), ["q099"]);
    }

    #[test]
    fn what_failed_after_something_was_done_was_done_in_part() {
        let at = "2026-11-25T09:00:00+08:00".parse().expect("a moment");
        let counts = Counts::default();
        counts.note(&[("imported", 0)]);
        assert_eq!(Operation::new(Act::new("import"), &counts, Outcome::Failed, at).outcome, Outcome::Failed);
        counts.note(&[("imported", 3)]);
        assert_eq!(Operation::new(Act::new("import"), &counts, Outcome::Failed, at).outcome, Outcome::Partly);
    }
}
