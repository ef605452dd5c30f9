//! The program `mingbai`.

use std::process::ExitCode;

use clap::Parser;

#[tokio::main]
async fn main() -> ExitCode {
    server::commands::run(server::commands::Cli::parse()).await
}
