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
    /// 用每个问答自己的各种问法去问，列出没有它时会被别的问答顶替的
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
        println!("{} 的问法“{}”，要是没有它，就会由 {}“{}”来回答", twin.id, twin.wording, twin.other, twin.question);
    }
    if twins.is_empty() {
        println!("没有两个问答会互相顶替");
        return Ok(ExitCode::SUCCESS);
    }
    println!("共 {} 个问法：请看两个问答分不分得清；分不清的，在 about 里写明各自不是什么，或者合并", twins.len());
    Ok(ExitCode::FAILURE)
}
