//! `mingbai backup` and `mingbai restore`

use std::{fs, path::PathBuf};

use anyhow::{Context as _, bail};
use clap::Args;

use super::Global;

/// The options.
#[derive(Debug, Args)]
pub struct Backup {
    /// 备份写到这个文件；已存在的文件不会被覆盖
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// The options.
#[derive(Debug, Args)]
pub struct Restore {
    /// 备份文件
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

pub(super) async fn backup(global: &Global, args: Backup) -> anyhow::Result<()> {
    let store = global.existing_store().await?;
    store.backup_to(&args.file).await?;
    let size = fs::metadata(&args.file).map_or(0, |file| file.len());
    println!("已备份到 {}（{} 字节）", args.file.display(), size);
    Ok(())
}

pub(super) async fn restore(global: &Global, args: Restore) -> anyhow::Result<()> {
    let data = global.data();
    let occupied = fs::read_dir(&data.0).is_ok_and(|mut entries| entries.next().is_some());
    if occupied {
        bail!("数据目录 {} 不是空的：恢复只写进空目录，请换一个 --data", data.0.display());
    }
    fs::create_dir_all(&data.0).with_context(|| format!("建不了数据目录 {}", data.0.display()))?;
    // Beside its place first: a copy that was cut off must not look like a store.
    let aside = data.0.join("restoring.db");
    let written = copy_durably(&args.file, &aside).with_context(|| format!("读不了备份文件 {}", args.file.display()));
    let checked = match written {
        Ok(()) => check(&aside).await,
        Err(error) => Err(error),
    };
    if let Err(error) = checked {
        for suffix in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(format!("{}{suffix}", aside.display()));
        }
        return Err(error);
    }
    fs::rename(&aside, data.database()).context("备份不能就位")?;
    fs::File::open(&data.0).and_then(|directory| directory.sync_all()).context("备份不能写盘")?;
    println!("已从 {} 恢复；启动网站时会重建索引", args.file.display());
    Ok(())
}

fn copy_durably(from: &std::path::Path, to: &std::path::Path) -> std::io::Result<()> {
    let mut source = fs::File::open(from)?;
    let mut target = fs::File::create(to)?;
    std::io::copy(&mut source, &mut target)?;
    target.sync_all()
}

async fn check(path: &std::path::Path) -> anyhow::Result<()> {
    use store::ContentStore as _;
    let store = store::SqliteStore::open(path).await.context("这不是完好的备份")?;
    let wrong = store.check_integrity().await?;
    store.close().await;
    if let Some(first) = wrong.first() {
        bail!("备份已损坏：{first}");
    }
    Ok(())
}
