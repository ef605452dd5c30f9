//! `xtask dev`: builds again and restarts when a source file changes.

use std::{
    collections::BTreeMap,
    fs,
    path::PathBuf,
    process::{Child, Command},
    thread,
    time::{Duration, SystemTime},
};

use anyhow::Result;

use crate::{files, root, site};

/// What is watched.
const SOURCES: [&str; 7] = ["Cargo.toml", "app", "crates", "demo", "public", "server", "style"];

const PAUSE: Duration = Duration::from_millis(300);

/// Runs until it is interrupted; a build that fails leaves the last good server running.
pub fn run() -> Result<()> {
    let mut running: Option<Server> = None;
    let mut seen = Snapshot::new();
    loop {
        let now = snapshot()?;
        if now == seen {
            thread::sleep(PAUSE);
            continue;
        }
        seen = now;
        match build() {
            Ok(true) => {
                // The old one first: both use the same address and data.
                drop(running.take());
                running = Some(Server::start()?);
            }
            Ok(false) => println!("==> 构建失败，改好以后自动重来"),
            Err(error) => println!("==> 构建失败，改好以后自动重来：{error:#}"),
        }
    }
}

type Snapshot = BTreeMap<PathBuf, SystemTime>;

fn snapshot() -> Result<Snapshot> {
    let mut found = Snapshot::new();
    for source in SOURCES {
        for file in files::all(&root().join(source))? {
            // A file that an editor has just replaced is there the next time.
            if let Ok(changed) = fs::metadata(&file).and_then(|facts| facts.modified()) {
                found.insert(file, changed);
            }
        }
    }
    Ok(found)
}

fn build() -> Result<bool> {
    println!("==> 构建");
    site::build()?;
    let status = Command::new("cargo")
        .current_dir(root())
        .args(["build", "--package", "server", "--bin", "mingbai"])
        .status()?;
    Ok(status.success())
}

/// The portal, stopped when dropped.
struct Server(Child);

impl Server {
    fn start() -> Result<Self> {
        println!("==> 启动");
        Ok(Self(Command::new("target/debug/mingbai").current_dir(root()).args(["serve", "--demo"]).spawn()?))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The store is crash-safe: no need to wait for open connections.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
