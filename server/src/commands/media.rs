//! `mingbai media`

use std::{collections::HashSet, process::ExitCode};

use clap::{Args, Subcommand};
use futures::{TryStreamExt as _, pin_mut};

use super::{Global, progress};
use crate::{context::media_store::is_sha256, services::operations::Act};

/// The options.
#[derive(Debug, Args)]
pub struct Media {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Clone, Copy, Subcommand)]
enum Action {
    /// 逐个核对文件：在不在，内容有没有变
    Check,
    /// 删去没有任何内容用到的文件，和导入中断留下的半个文件
    Prune,
}

impl Media {
    pub(super) fn act(&self) -> Option<Act> {
        matches!(self.action, Action::Prune).then(|| Act::new("media prune"))
    }
}

pub(super) async fn run(global: &Global, args: Media) -> anyhow::Result<ExitCode> {
    let store = global.existing_store().await?;
    let media = global.existing_media()?;
    let needed = async || {
        anyhow::Ok(store.media_files().await?.into_iter().map(|file| file.sha256).collect::<HashSet<String>>())
    };
    match args.action {
        Action::Check => {
            let needed = needed().await?;
            let bar = progress(Some(needed.len() as u64), "核对");
            let mut wrong = 0;
            for sha256 in &needed {
                let finding = match media.is_sound(sha256).await? {
                    Some(true) => None,
                    Some(false) => Some("内容变了"),
                    None => Some("不见了"),
                };
                if let Some(finding) = finding {
                    wrong += 1;
                    bar.suspend(|| eprintln!("文件 {sha256} {finding}：请从备份恢复，或再导入一次"));
                }
                bar.inc(1);
            }
            bar.finish_and_clear();
            println!("核对了 {} 个文件，{wrong} 个有问题", needed.len());
            Ok(if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        Action::Prune => {
            // A file is there before the document that names it: nobody may be bringing one while this looks.
            let alone = media.alone()?;
            let needed = needed().await?;
            let (mut count, mut bytes) = media.delete_leftovers(&alone).await?;
            let held = media.list();
            pin_mut!(held);
            while let Some((sha256, size)) = held.try_next().await? {
                if is_sha256(&sha256) && !needed.contains(&sha256) {
                    media.delete(&sha256, &alone).await?;
                    (count, bytes) = (count + 1, bytes + size);
                }
            }
            global.counts.note(&[("files", count as u64), ("bytes", bytes)]);
            println!("删去 {count} 个文件，腾出 {}", domain::media::size_label(bytes));
            Ok(ExitCode::SUCCESS)
        }
    }
}
