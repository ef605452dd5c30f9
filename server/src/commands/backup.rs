//! `mingbai backup` and `mingbai restore`

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail, ensure};
use clap::Args;
use futures::StreamExt as _;
use store::{Carried, ContentStore, StoreError};

use super::Global;
use crate::services::media_store::MediaStore;

/// Pieces of a file that go into a backup at once, at the most.
const CHUNKS: usize = 128;

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
    if args.file.try_exists()? {
        return Err(StoreError::AlreadyThere(args.file).into());
    }
    // The content first, then the files that it needs; only a whole backup gets its name.
    let mut aside = args.file.clone().into_os_string();
    aside.push(".filling");
    let aside = PathBuf::from(aside);
    remove(&aside);
    let filled = match store.backup_to(&aside).await {
        Ok(()) => fill(&*store, &global.media()?, &aside).await,
        Err(error) => Err(error.into()),
    };
    let Filled { files, missing } = match filled {
        Ok(filled) => filled,
        Err(error) => {
            remove(&aside);
            return Err(error);
        }
    };
    fs::File::open(&aside)?.sync_all()?;
    fs::rename(&aside, &args.file).context("备份不能就位")?;
    let folder = args.file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::File::open(folder)?.sync_all()?;
    let size = fs::metadata(&args.file).map_or(0, |file| file.len());
    let with_files = if files > 0 { format!("，含 {files} 个音视频文件") } else { String::new() };
    println!("已备份到 {}（{size} 字节{with_files}）", args.file.display());
    ensure!(missing == 0, "备份已写好，但有 {missing} 个音视频文件读不出来，没有备份：请运行 mingbai media check 查看");
    Ok(())
}

/// How many files a backup holds, and how many it should hold besides.
#[derive(Default)]
struct Filled {
    files: usize,
    missing: usize,
}

/// Puts the files into a backup. One that is lost must not keep everything else from being saved.
async fn fill(store: &dyn ContentStore, media: &MediaStore, backup: &Path) -> anyhow::Result<Filled> {
    let mut filled = Filled::default();
    let names: BTreeSet<String> = store.media_files().await?.into_iter().map(|file| file.sha256).collect();
    if names.is_empty() {
        return Ok(filled);
    }
    let mut carried = Carried::open(backup).await?;
    for name in &names {
        if media.is_sound(name).await? != Some(true) {
            filled.missing += 1;
            continue;
        }
        filled.files += 1;
        let mut bytes = media.read(name, None).await?.ready_chunks(CHUNKS);
        let mut part = 0;
        while let Some(pieces) = bytes.next().await {
            let pieces: Vec<_> = pieces.into_iter().collect::<Result<_, _>>()?;
            carried.put(name, part, &pieces.concat()).await?;
            part += 1;
        }
    }
    carried.close().await?;
    Ok(filled)
}

/// Puts the files of a backup where they belong, and takes them out of the content.
async fn unpack(content: &Path, media: &MediaStore) -> anyhow::Result<()> {
    let mut carried = Carried::open(content).await?;
    for name in carried.names().await? {
        let mut writer = media.writer(&name);
        let mut number = 0;
        while let Some(part) = carried.part(&name, number).await? {
            writer.write(&part).await?;
            number += 1;
        }
        writer.finish().await.with_context(|| format!("备份里的音视频文件 {name} 已损坏"))?;
    }
    carried.empty().await?;
    Ok(carried.close().await?)
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
        Ok(()) => match check(&aside).await {
            Ok(()) => unpack(&aside, &global.media()?).await,
            Err(error) => Err(error),
        },
        Err(error) => Err(error),
    };
    if let Err(error) = checked {
        remove(&aside);
        let _ = fs::remove_dir_all(data.media());
        return Err(error);
    }
    fs::rename(&aside, data.database()).context("备份不能就位")?;
    fs::File::open(&data.0).and_then(|directory| directory.sync_all()).context("备份不能写盘")?;
    println!("已从 {} 恢复；启动网站时会重建索引", args.file.display());
    Ok(())
}

/// A database that is not wanted any more, with what belongs to it.
fn remove(path: &Path) {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let mut name = path.to_owned().into_os_string();
        name.push(suffix);
        // It may not be there.
        let _ = fs::remove_file(name);
    }
}

fn copy_durably(from: &Path, to: &Path) -> std::io::Result<()> {
    let mut source = fs::File::open(from)?;
    let mut target = fs::File::create(to)?;
    std::io::copy(&mut source, &mut target)?;
    target.sync_all()
}

async fn check(path: &Path) -> anyhow::Result<()> {
    let store = store::SqliteStore::open(path).await.context("这不是完好的备份")?;
    let wrong = store.check_integrity().await?;
    store.close().await;
    if let Some(first) = wrong.first() {
        bail!("备份已损坏：{first}");
    }
    Ok(())
}
