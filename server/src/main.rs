//! The program `mingbai`.

use std::process::ExitCode;

use clap::Parser;

/// Rendering a page makes many small strings: a fifth of its time went into the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    server::commands::run(server::commands::Cli::parse()).await
}
