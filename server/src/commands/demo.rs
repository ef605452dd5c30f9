//! `mingbai demo`

use clap::{Args, Subcommand};

use super::Global;
use crate::{clock::Clock, services::operations::Act};

/// The options.
#[derive(Debug, Args)]
pub struct Demo {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Clone, Copy, Subcommand)]
enum Action {
    /// 去掉全部演示内容
    Remove,
}

impl Demo {
    pub(super) fn act(&self) -> Act {
        match self.action {
            Action::Remove => Act::new("demo remove"),
        }
    }
}

pub(super) async fn run(global: &Global, args: Demo) -> anyhow::Result<()> {
    match args.action {
        Action::Remove => {
            let store = global.existing_store().await?;
            let media = global.existing_media()?;
            let alone = media.alone()?;
            let before = store.media_files().await?;
            let removed = store.remove_demo(Clock::from_environment()?.now()).await?;
            media.delete_all_but(&store.media_files().await?, &before, &alone).await?;
            global.counts.note(&[("documents", removed)]);
            println!("已去掉 {removed} 份演示内容");
            Ok(())
        }
    }
}
