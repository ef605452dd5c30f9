//! `mingbai document`: taking a document off the portal, leading its address on, bringing it back.

use clap::{Args, Subcommand};
use domain::DocumentId;

use super::Global;
use crate::{clock::Clock, services::operations::Act};

/// The options.
#[derive(Debug, Args)]
pub struct DocumentArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Clone, Subcommand)]
enum Action {
    /// 撤下一份文件：网址从此回答“已撤下”（410）和理由
    Withdraw {
        /// 文件的编号，就是网址的最后一段
        id: DocumentId,
        /// 给读者看的理由
        #[arg(long)]
        reason: String,
        /// 由哪份文件代替
        #[arg(long, value_name = "ID")]
        successor: Option<DocumentId>,
    },
    /// 网址并到另一份文件（301）
    Redirect {
        /// 原来的编号
        id: DocumentId,
        /// 转到的编号
        to: DocumentId,
    },
    /// 恢复撤下或移走的文件
    Reinstate {
        /// 文件的编号
        id: DocumentId,
    },
}

impl DocumentArgs {
    /// Without the reason: it stands where readers see it.
    pub(super) fn act(&self) -> Act {
        match &self.action {
            Action::Withdraw { id, reason: _, successor } => {
                let act = Act::new("document withdraw").of("id", id);
                match successor {
                    Some(successor) => act.of("successor", successor),
                    None => act,
                }
            }
            Action::Redirect { id, to } => Act::new("document redirect").of("id", id).of("to", to),
            Action::Reinstate { id } => Act::new("document reinstate").of("id", id),
        }
    }
}

pub(super) async fn run(global: &Global, args: DocumentArgs) -> anyhow::Result<()> {
    let store = global.existing_store().await?;
    let now = Clock::from_environment()?.now();
    match args.action {
        Action::Withdraw { id, reason, successor } => {
            anyhow::ensure!(!reason.trim().is_empty(), "要写明撤下的理由，读者会看到它");
            store.retire(&id, reason.trim(), successor.as_ref(), now).await?;
            println!("已撤下 {id}");
        }
        Action::Redirect { id, to } => {
            store.redirect(&id, &to, now).await?;
            println!("{id} 已转到 {to}");
        }
        Action::Reinstate { id } => {
            store.reinstate(&id, now).await?;
            println!("已恢复 {id}");
        }
    }
    Ok(())
}
