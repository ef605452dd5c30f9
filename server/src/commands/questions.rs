//! `mingbai questions`

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::Global;
use crate::{clock::Clock, services::indexing};

/// The options.
#[derive(Debug, Args)]
pub struct Questions {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// 用每个问答自己的各种问法去问，列出会问到别的问答、或者两个分不清的
    Check,
}

pub(super) async fn run(global: &Global, args: &Questions) -> anyhow::Result<ExitCode> {
    let Command::Check = args.command;
    let today = Clock::from_environment()?.today();
    let store = global.existing_store().await?;
    let index = indexing::open(&global.data().index(), &store).await?;
    indexing::catch_up(&store, &index, |_| {}).await?;
    let twins = tokio::task::spawn_blocking(move || index.twins(today)).await??;
    for twin in &twins {
        let goes = if twin.is_lost { "会问到" } else { "分不清是它还是" };
        println!("{} 的问法“{}”{goes} {}“{}”", twin.id, twin.wording, twin.other, twin.question);
    }
    if twins.is_empty() {
        println!("每个问法都问得到自己的问答");
        return Ok(ExitCode::SUCCESS);
    }
    println!("共 {} 个问法：请在 about 里写明说的是哪件事、对谁说、不是什么，或者改问法、合并问答", twins.len());
    Ok(ExitCode::FAILURE)
}
