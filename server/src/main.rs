//! The program `mingbai`.

use std::process::ExitCode;

use clap::Parser;

/// Everybody else.
const OTHERS: rustix::fs::Mode = rustix::fs::Mode::RWXO;

/// Rendering a page makes many small strings: a fifth of its time went into the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    // What it writes (content that is not for the public, readers' reports) is for its own user and group.
    let before = rustix::process::umask(OTHERS);
    rustix::process::umask(before | OTHERS);
    server::commands::run(server::commands::Cli::parse()).await
}
