//! `mingbai index`

use std::process::ExitCode;

use clap::{Args, Subcommand};
use domain::Kind;

use super::{Global, progress};
use crate::services::{indexing, operations::Act};

/// The options.
#[derive(Debug, Args)]
pub struct IndexArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Clone, Copy, Subcommand)]
enum Action {
    /// 索引的大小、文件数和进度
    Status,
    /// 和内容库逐份核对，检查文件有没有损坏；有问题时退出码为 1
    Verify,
    /// 在旁边重建一份再切换；网站运行时也可以做
    Rebuild,
}

impl IndexArgs {
    pub(super) fn act(&self) -> Option<Act> {
        matches!(self.action, Action::Rebuild).then(|| Act::new("index rebuild"))
    }
}

pub(super) async fn run(global: &Global, args: IndexArgs) -> anyhow::Result<ExitCode> {
    let store = global.existing_store().await?;
    let index = indexing::open(&global.data().index(), &store).await?;
    match args.action {
        Action::Status => {
            println!("{}", serde_json::to_string_pretty(&index.status()?)?);
            let (sequence, generation) = (index.sequence(), store.generation().await?);
            if sequence < generation {
                println!("索引比内容库落后 {} 步，网站运行时会自动补上", generation - sequence);
            }
            Ok(ExitCode::SUCCESS)
        }
        Action::Verify => {
            let mut ids = Vec::new();
            for kind in Kind::ALL.iter().copied() {
                ids.extend(store.ids(kind).await?);
            }
            let found = index.verify(&ids, store.generation().await?)?;
            println!("{}", serde_json::to_string_pretty(&found)?);
            if found.is_sound() {
                println!("索引完好");
                return Ok(ExitCode::SUCCESS);
            }
            println!("索引和内容库不一致：启动网站会自动补上落后的部分；文件损坏时请运行 mingbai index rebuild");
            Ok(ExitCode::FAILURE)
        }
        Action::Rebuild => {
            let counts = store.counts().await?;
            let bar = progress(Some(counts.public.values().sum()), "重建索引");
            indexing::rebuild(&store, &index, |documents| bar.inc(documents)).await?;
            bar.finish_and_clear();
            let documents = index.status()?.documents;
            global.counts.note(&[("documents", documents)]);
            println!("索引已重建，共 {documents} 份");
            Ok(ExitCode::SUCCESS)
        }
    }
}
