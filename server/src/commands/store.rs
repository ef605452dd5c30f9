//! `mingbai store`

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::{Global, progress};
use crate::services::soundness;

/// The options.
#[derive(Debug, Args)]
pub struct StoreArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Clone, Copy, Subcommand)]
enum Action {
    /// 逐份核对内容库：是不是和存入时一样；有问题时逐条说明，退出码为 1。网站运行时也可以做
    Verify,
}

pub(super) async fn run(global: &Global, args: StoreArgs) -> anyhow::Result<ExitCode> {
    let store = global.existing_store().await?;
    match args.action {
        Action::Verify => {
            let counts = store.counts().await?;
            let held = counts.public.values().sum::<u64>() + counts.undisclosed + counts.gone + counts.moved;
            let bar = progress(Some(held), "核对内容库");
            let found = soundness::check(&store, |documents| bar.inc(documents)).await?;
            bar.finish_and_clear();
            for line in found.lines() {
                println!("{line}");
            }
            if found.is_sound() {
                println!(
                    "内容库完好，核对了 {} 份文件、{} 个版本；音视频文件请用 mingbai media check 核对",
                    found.documents, counts.revisions
                );
                return Ok(ExitCode::SUCCESS);
            }
            println!(
                "核对了 {} 份文件，{} 处与存入时不一致：请从最近一次完好的备份恢复",
                found.documents,
                found.lines().count()
            );
            Ok(ExitCode::FAILURE)
        }
    }
}
