//! The program under test: how it is run and asked, and how one waits for what it does.

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::mpsc,
    time::{Duration, Instant, SystemTime},
};

use serde_json::Value;
use sqlx::{ConnectOptions as _, Connection as _, sqlite::SqliteConnectOptions};

/// The longest that anything here is waited for.
pub const PATIENCE: Duration = Duration::from_mins(1);
/// Between two looks at a server: it needs the machine more than whoever waits for it.
const PAUSE: Duration = Duration::from_millis(10);
/// Between two looks at files that are being written.
const BLINK: Duration = Duration::from_micros(500);

/// The program, with its data in a folder.
pub fn mingbai(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mingbai"));
    command
        .env("MINGBAI_DATA", data)
        .env("MINGBAI_NOW", "2026-11-25T09:00:00+08:00")
        .env_remove("RUST_LOG")
        .stdin(Stdio::null());
    command
}

/// Runs it to its end.
pub fn run(data: &Path, arguments: &[&str]) -> Output {
    mingbai(data).args(arguments).output().unwrap()
}

/// Begins to run it, and lets nobody hear what it says.
pub fn begin(data: &Path, arguments: &[&str]) -> Child {
    mingbai(data).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// All that it said.
pub fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Looks again and again until there is what is waited for. A look that finds something else answers what that is; the last of them
/// stands in the sentence with which the waiting ends in vain.
pub fn wait_for<T>(what: &str, look: impl FnMut() -> Result<T, String>) -> T {
    wait_within(PATIENCE, PAUSE, what, look)
}

/// [`wait_for`], for as long as is promised, looking as often as is needed.
pub fn wait_within<T>(most: Duration, pause: Duration, what: &str, mut look: impl FnMut() -> Result<T, String>) -> T {
    let started = Instant::now();
    loop {
        match look() {
            Ok(found) => return found,
            Err(seen) if started.elapsed() > most => {
                panic!("waited {} s in vain until {what}; there was: {seen}", most.as_secs())
            }
            Err(_) => std::thread::sleep(pause),
        }
    }
}

/// Waits until the files of a folder have visibly changed so many times, or until the work is over by itself. Answers how many changes
/// were seen.
pub fn wait_for_changes(
    what: &str,
    before: &Files,
    folder: &Path,
    count: usize,
    mut is_over: impl FnMut() -> bool,
) -> usize {
    let (mut known, mut seen) = (before.clone(), 0);
    wait_within(PATIENCE, BLINK, what, || {
        let now = files(folder);
        if now != known {
            known = now;
            seen += 1;
        }
        if seen >= count || is_over() { Ok(seen) } else { Err(format!("{seen} changes of {}", folder.display())) }
    })
}

/// Files by their paths, with size and time of writing.
pub type Files = BTreeMap<PathBuf, (u64, SystemTime)>;

/// The files in a folder and below it. What goes away while one looks is not there.
pub fn files(folder: &Path) -> Files {
    let mut found = Files::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.metadata() {
                Ok(known) if known.is_dir() => folders.push(entry.path()),
                Ok(known) => _ = found.insert(entry.path(), (known.len(), known.modified().unwrap())),
                Err(_) => {}
            }
        }
    }
    found
}

/// The database of a data folder.
pub fn database(data: &Path) -> PathBuf {
    data.join("mingbai.db")
}

/// The highest row of the outbox that was committed, as another process sees it; 0 while there is no store.
pub fn committed(data: &Path) -> u64 {
    let highest = async {
        let options = SqliteConnectOptions::new().filename(database(data)).read_only(true);
        let mut reader = options.connect().await?;
        let highest: Option<i64> = sqlx::query_scalar("SELECT max(seq) FROM outbox").fetch_one(&mut reader).await?;
        reader.close().await?;
        Ok::<_, sqlx::Error>(highest.unwrap_or_default())
    };
    let read = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(highest);
    u64::try_from(read.unwrap_or_default()).unwrap()
}

/// Status and body of what answers at an address.
pub fn get(address: &str, path: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let text = String::from_utf8_lossy(&answer);
    let status = text.split(' ').nth(1).unwrap().parse().unwrap();
    (status, text.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default())
}

/// An address of this machine at which nobody listens.
pub fn free_address() -> String {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

/// A server that is stopped when it goes out of sight.
pub struct Server {
    pub child: Child,
    pub address: String,
}

impl Server {
    pub fn start(data: &Path, arguments: &[&str]) -> Self {
        Self::start_logging(data, arguments, Stdio::null())
    }

    /// With its log somewhere.
    pub fn start_logging(data: &Path, arguments: &[&str], log: impl Into<Stdio>) -> Self {
        Starting::begin(data, "127.0.0.1:0", arguments, log).ready()
    }

    /// Ends one server in order, and starts another on the same data.
    pub fn start_again(mut ended: Self, data: &Path) -> Self {
        ended.end();
        Self::start(data, &[])
    }

    /// Asks it to end, and waits until it has: whatever it had in hand is done then.
    pub fn end(&mut self) {
        self.signal("TERM");
        self.child.wait().unwrap();
    }

    pub fn get(&self, path: &str) -> (u16, String) {
        get(&self.address, path)
    }

    pub fn signal(&self, name: &str) {
        assert!(
            Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status().unwrap().success()
        );
    }

    pub fn wait_until(&self, path: &str, wanted: impl Fn(u16, &str) -> bool) {
        wait_for(&format!("{path} answers as it should"), || {
            let (status, body) = self.get(path);
            if wanted(status, &body) { Ok(()) } else { Err(format!("{status} {body}")) }
        });
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A server that has not said yet that it is ready.
pub struct Starting {
    server: Server,
    line: mpsc::Receiver<String>,
}

impl Starting {
    pub fn begin(data: &Path, listen: &str, arguments: &[&str], log: impl Into<Stdio>) -> Self {
        let mut child = mingbai(data)
            .args(["serve", "--listen", listen])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let (tell, line) = mpsc::channel();
        // Whoever does not wait for the line any more does not hear it.
        std::thread::spawn(move || lines.next().map(|line| tell.send(line.unwrap())));
        Self { server: Server { child, address: listen.to_owned() }, line }
    }

    /// Whether it has said that it is ready.
    pub fn is_ready(&self) -> bool {
        self.line.try_recv().is_ok()
    }

    /// Waits until it says so.
    pub fn ready(mut self) -> Server {
        let line = match self.line.recv_timeout(PATIENCE) {
            Ok(line) => line,
            Err(mpsc::RecvTimeoutError::Timeout) => {
                panic!("waited {} s in vain until the server said that it is ready", PATIENCE.as_secs())
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => {
                panic!("the server ended before it was ready: {}", self.server.child.wait().unwrap())
            }
        };
        let address = line.strip_prefix("mingbai ready on http://").unwrap_or_else(|| panic!("{line}"));
        address.clone_into(&mut self.server.address);
        self.server
    }

    /// The server as it is, ready or not.
    pub fn server(&self) -> &Server {
        &self.server
    }
}

/// So many invented policies, in one file.
pub fn policies(path: &Path, count: usize) {
    let mut file = fs::File::create(path).unwrap();
    for number in 0..count {
        writeln!(
            file,
            r#"{{"kind":"policy","id":"p{number}","title":"试验通知第{number}号","body":"一、总体要求\n按期完成第{number}项。\n二、分工\n（一）办公室负责。\n","published_on":"2026-01-01","effective_on":"2026-01-01"}}"#
        )
        .unwrap();
    }
}

/// Results of a search for what all invented policies say.
pub fn total(server: &Server) -> u64 {
    let (status, body) = server.get("/api/v1/search?q=%E8%AF%95%E9%AA%8C%E9%80%9A%E7%9F%A5&per_page=1");
    assert_eq!(status, 200, "{body}");
    serde_json::from_str::<Value>(&body).unwrap()["total"].as_u64().unwrap()
}

/// Every file of sound and film, by its name.
pub fn stored(data: &Path) -> BTreeMap<String, Vec<u8>> {
    let shelves = fs::read_dir(data.join("media")).unwrap().map(|shelf| shelf.unwrap().path());
    shelves
        .flat_map(|shelf| fs::read_dir(shelf).unwrap())
        .map(|file| file.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap()))
        .collect()
}

/// The folder of the live generation of an index, where it is whole.
pub fn live_index(data: &Path) -> Option<PathBuf> {
    let index = data.join("index");
    let name = fs::read_to_string(index.join("current")).ok()?;
    Some(index.join(name.trim())).filter(|live| live.join("meta.json").exists())
}

/// The files of an index that end so.
pub fn index_files(live: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(live).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.extension().is_some_and(|is| is == extension)).collect()
}
