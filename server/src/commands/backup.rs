//! `mingbai backup` and `mingbai restore`

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context as _, bail, ensure};
use clap::Args;
use futures::StreamExt as _;
use media::hexadecimal;
use sha2::{Digest as _, Sha256};
use store::{Carried, CarriedFile, ContentStore, SqliteStore, StoreError};

use super::{Global, progress};
use crate::{
    config::DataDir,
    context::media_store::MediaStore,
    services::{operations::Act, soundness},
};

/// A file goes into a backup in parts of about this size, in bytes.
const PART: usize = 1 << 20;

/// The options.
#[derive(Debug, Args)]
pub struct Backup {
    /// 备份写到这个文件；已存在的文件不会被覆盖
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// 只备份内容库，录音、视频、图片另外备份
    #[arg(long, env = "MINGBAI_WITHOUT_MEDIA", value_parser = clap::builder::FalseyValueParser::new())]
    without_media: bool,
    /// 内容库里有与存入时不一致的内容时也备份：只为先留下现在这一份
    #[arg(long, env = "MINGBAI_EVEN_ALTERED", value_parser = clap::builder::FalseyValueParser::new())]
    even_altered: bool,
}

/// The options.
#[derive(Debug, Args)]
pub struct Restore {
    /// 备份文件
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// 备份里有与存入时不一致的内容时也恢复：只在没有别的备份时用
    #[arg(long, env = "MINGBAI_EVEN_ALTERED", value_parser = clap::builder::FalseyValueParser::new())]
    even_altered: bool,
}

impl Backup {
    pub(super) fn act(&self) -> Act {
        Act::new("backup").of_file(&self.file)
    }
}

impl Restore {
    pub(super) fn act(&self) -> Act {
        Act::new("restore").of_file(&self.file)
    }
}

pub(super) async fn backup(global: &Global, args: Backup) -> anyhow::Result<()> {
    let store = global.existing_store().await?;
    if args.file.try_exists()? {
        return Err(StoreError::AlreadyThere(args.file).into());
    }
    // The content first, then the files that it needs; only a whole backup gets its name.
    let folder = args.file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    ensure!(folder.is_dir(), "没有 {} 这个目录：请先建好，或换一个文件名", folder.display());
    let mut prefix = args.file.file_name().unwrap_or_default().to_owned();
    prefix.push(".filling-");
    let filling = tempfile::Builder::new()
        .prefix(&prefix)
        .tempdir_in(folder)
        .with_context(|| format!("备份不能写到 {}", folder.display()))?;
    let aside = filling.path().join("backup");
    let media = global.existing_media()?;
    let mut altered = 0;
    let Filled { files, missing } = {
        let _kept = media.hold().await?;
        store.backup_to(&aside).await?;
        // The copy, not the store: that is what somebody will rely on.
        let copy: Arc<dyn ContentStore> = Arc::new(SqliteStore::open_copy(&aside));
        let found = verify(&copy, "核对备份").await;
        copy.close().await;
        let found = found?;
        if !found.is_sound() {
            altered = tell(&found);
            ensure!(
                args.even_altered,
                "没有备份：内容库里有 {altered} 处与存入时不一致（见上）。请从最近一次完好的备份恢复；只想先留下现在这一份，用 mingbai backup --even-altered"
            );
        }
        if args.without_media { Filled::default() } else { fill(&media, &aside).await? }
    };
    fs::File::open(&aside)?.sync_all()?;
    let size = fs::metadata(&aside)?.len();
    if let Err(refused) = tempfile::TempPath::try_from_path(&aside)?.persist_noclobber(&args.file) {
        if args.file.try_exists()? {
            return Err(StoreError::AlreadyThere(args.file).into());
        }
        // A file system that cannot say whether a name is taken while it gives it.
        refused.path.persist(&args.file).map_err(|error| StoreError::Io(error.error))?;
    }
    fs::File::open(folder)?.sync_all()?;
    global.counts.note(&[("bytes", size), ("files", files as u64), ("missing", missing as u64)]);
    let with_files = match files {
        _ if args.without_media => "，不含音视频".to_owned(),
        0 => String::new(),
        files => format!("，含 {files} 个音视频文件"),
    };
    println!("已备份到 {}（{size} 字节{with_files}）", args.file.display());
    ensure!(altered == 0, "备份已写好，但其中有 {altered} 处与存入时不一致（见上）：请不要用它代替完好的备份");
    ensure!(missing == 0, "备份已写好，但有 {missing} 个音视频文件读不出来，没有备份：请运行 mingbai media check 查看");
    Ok(())
}

/// Reads all that a backup holds.
async fn verify(store: &Arc<dyn ContentStore>, what: &'static str) -> Result<soundness::Findings, StoreError> {
    let counts = store.counts().await?;
    let bar =
        progress(Some(counts.public.values().sum::<u64>() + counts.undisclosed + counts.gone + counts.moved), what);
    let found = soundness::check(store, |documents| bar.inc(documents)).await;
    bar.finish_and_clear();
    found
}

/// Names what is wrong, a line each; answers how many lines.
fn tell(found: &soundness::Findings) -> usize {
    for line in found.lines() {
        eprintln!("{line}");
    }
    found.lines().count()
}

/// How many files a backup holds, and how many it should hold besides.
#[derive(Default)]
struct Filled {
    files: usize,
    missing: usize,
}

/// Puts the files into a backup that its content needs. One that is lost must not keep everything else from being saved.
async fn fill(media: &MediaStore, backup: &Path) -> anyhow::Result<Filled> {
    let mut filled = Filled::default();
    let mut carried = Carried::open(backup).await?;
    let names = carried.needed_names().await?;
    let bar = progress(Some(names.len() as u64), "备份音视频");
    for name in &names {
        let mut file = carried.begin(name).await?;
        if put(media, name, &mut file).await? {
            file.keep().await?;
            filled.files += 1;
        } else {
            filled.missing += 1;
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    carried.close().await?;
    Ok(filled)
}

/// Whether the file could be read, and is what its name says.
async fn put(media: &MediaStore, name: &str, file: &mut CarriedFile<'_>) -> Result<bool, StoreError> {
    let Ok(mut bytes) = media.read(name, None).await else { return Ok(false) };
    let mut hasher = Sha256::new();
    let mut part = Vec::with_capacity(2 * PART);
    while let Some(piece) = bytes.next().await {
        let Ok(piece) = piece else { return Ok(false) };
        hasher.update(&piece);
        part.extend_from_slice(&piece);
        if part.len() >= PART {
            file.put(&part).await?;
            part.clear();
        }
    }
    if !part.is_empty() {
        file.put(&part).await?;
    }
    Ok(hexadecimal(&hasher.finalize()) == name)
}

/// Puts the files of a backup where they belong, and takes them out of the content; answers how many the content needs besides.
async fn unpack(content: &Path, data: &DataDir) -> anyhow::Result<usize> {
    let media = MediaStore::open(&data.media())?;
    let mut carried = Carried::open(content).await?;
    let (mut missing, names) = (carried.needed_names().await?, carried.names().await?);
    let bar = progress(Some(names.len() as u64), "恢复音视频");
    for name in names {
        let mut writer = media.writer(&name);
        let mut number = 0;
        while let Some(part) = carried.part(&name, number).await? {
            writer.write(&part).await?;
            number += 1;
        }
        writer.finish().await.with_context(|| format!("备份里的音视频文件 {name} 已损坏"))?;
        missing.remove(&name);
        bar.inc(1);
    }
    bar.finish_and_clear();
    carried.empty().await?;
    carried.close().await?;
    fs::File::open(content)?.sync_all()?;
    Ok(missing.len())
}

pub(super) async fn restore(global: &Global, args: Restore) -> anyhow::Result<()> {
    let data = global.data();
    let aside = data.restoring();
    if aside.exists() && !data.database().exists() {
        // What a restore left that was cut off.
        remove(&aside);
        let _ = fs::remove_dir_all(data.media());
    }
    let occupied = fs::read_dir(&data.0).is_ok_and(|mut entries| entries.next().is_some());
    if occupied {
        bail!("数据目录 {} 不是空的：恢复只写进空目录，请换一个 --data", data.0.display());
    }
    fs::create_dir_all(&data.0).with_context(|| format!("建不了数据目录 {}", data.0.display()))?;
    // Beside its place first: a copy that was cut off must not look like a store.
    let written = copy_durably(&args.file, &aside).with_context(|| format!("读不了备份文件 {}", args.file.display()));
    let checked = match written {
        Ok(()) => match check(&aside, args.even_altered).await {
            Ok(()) => unpack(&aside, &data).await,
            Err(error) => Err(error),
        },
        Err(error) => Err(error),
    };
    let missing = match checked {
        Ok(missing) => missing,
        Err(error) => {
            remove(&aside);
            let _ = fs::remove_dir_all(data.media());
            return Err(error);
        }
    };
    fs::rename(&aside, data.database()).context("备份不能就位")?;
    fs::File::open(&data.0).and_then(|directory| directory.sync_all()).context("备份不能写盘")?;
    global.counts.note(&[("missing", missing as u64)]);
    println!("已从 {} 恢复；启动网站时会重建索引", args.file.display());
    if missing > 0 {
        eprintln!(
            "注意 有 {missing} 个音视频文件不在这份备份里：请把它们放回 {}，再运行 mingbai media check 核对",
            data.media().display()
        );
    }
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

async fn check(path: &Path, even_altered: bool) -> anyhow::Result<()> {
    let store: Arc<dyn ContentStore> = Arc::new(SqliteStore::open(path).await.context("这不是完好的备份")?);
    let found = verify(&store, "核对备份").await;
    store.close().await;
    let found = found.context("这不是完好的备份")?;
    if !found.is_sound() {
        let altered = tell(&found);
        ensure!(
            even_altered,
            "没有恢复：备份里有 {altered} 处与存入时不一致（见上）。请换一份更早的备份；只有这一份时，用 mingbai restore --even-altered"
        );
        eprintln!("注意 恢复了有 {altered} 处与存入时不一致的备份：这些文件在网站上暂停显示");
    }
    Ok(())
}
