//! `mingbai import`

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use documents::{FieldMap, Input, ReadOptions};
use domain::{DocumentId, Kind, Refusal};

use super::{Global, progress};
use crate::{
    clock::Clock,
    services::{
        import::{Event, Summary, import},
        operations::Act,
    },
};

/// The options.
#[derive(Debug, Args)]
pub struct Import {
    /// 文件或文件夹
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// 没有写明类型的文件按这个类型导入（policy、agency）
    #[arg(long, env = "MINGBAI_KIND", value_parser = kind, value_name = "K")]
    kind: Option<Kind>,
    /// 没有写明发文机关的政策归这个机构（编号）
    #[arg(long, env = "MINGBAI_AGENCY", value_parser = DocumentId::parse, value_name = "ID")]
    agency: Option<DocumentId>,
    /// 字段映射：随程序提供 policies、laws、reports，或一个 .toml 文件
    #[arg(long, env = "MINGBAI_MAP", value_name = "FILE.toml")]
    map: Option<String>,
    /// 只检查，不写入
    #[arg(long, env = "MINGBAI_DRY_RUN", value_parser = clap::builder::FalseyValueParser::new())]
    dry_run: bool,
}

impl Import {
    /// Not the names of what is imported, which may be those of persons.
    pub(super) fn act(&self) -> Option<Act> {
        let mut act = Act::new("import");
        if let Some(kind) = self.kind {
            act = act.of("kind", kind.as_str());
        }
        if let Some(agency) = &self.agency {
            act = act.of("agency", agency);
        }
        if let Some(map) = &self.map {
            act = act.of("map", &Path::new(map).file_name().unwrap_or_default().to_string_lossy());
        }
        (!self.dry_run).then_some(act)
    }
}

fn kind(text: &str) -> Result<Kind, Refusal> {
    Kind::parse(text).ok_or_else(|| format!("“{text}”不是文件类型，可用：{}", Kind::words().join("、")).into())
}

pub(super) async fn run(global: &Global, args: Import) -> anyhow::Result<ExitCode> {
    let clock = Clock::from_environment()?;
    let map = args.map.as_deref().map(FieldMap::load).transpose()?;
    let store = global.store().await?;
    let media = if args.dry_run { global.existing_media()? } else { global.media()? };
    let total = expected(&args.paths);
    let bar = progress(total, if args.dry_run { "检查" } else { "导入" });
    let options = ReadOptions { kind: args.kind, agency: args.agency, map, ..ReadOptions::default() };
    let inputs = args.paths.into_iter().map(Input::Path).collect();
    let mut on_disk = Summary::default();
    let count = |summary: &Summary| {
        let Summary { imported, revised, unchanged, rejected } = *summary;
        global.counts.note(&[
            ("imported", imported),
            ("revised", revised),
            ("unchanged", unchanged),
            ("rejected", rejected),
        ]);
    };
    let done = import(&store, &media, inputs, options, args.dry_run, clock.now(), |event| match event {
        Event::Read => bar.inc(1),
        Event::Rejected(rejection) => bar.suspend(|| eprintln!("未导入 {rejection}")),
        Event::Note(note) => bar.suspend(|| eprintln!("注意 {note}")),
        Event::Saved(summary) => on_disk = summary,
    })
    .await;
    bar.finish_and_clear();
    let summary = match done {
        Ok(summary) => summary,
        Err(error) => {
            println!("{on_disk}");
            count(&on_disk);
            return Err(anyhow::Error::new(error).context("导入中断：上面这些已经保存，其余请排除故障后再导入一次"));
        }
    };
    store.close().await;
    count(&summary);
    println!("{summary}");
    Ok(if summary.rejected > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// How many documents there may be, for the bar: a line of a `.jsonl` file each, else a file each.
fn expected(paths: &[PathBuf]) -> Option<u64> {
    paths.iter().map(|path| count(path)).sum()
}

fn count(path: &Path) -> Option<u64> {
    let kind = fs::symlink_metadata(path).ok()?.file_type();
    if kind.is_dir() {
        return fs::read_dir(path).ok()?.filter_map(Result::ok).map(|entry| count(&entry.path())).sum();
    }
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    match extension {
        "jsonl" | "ndjson" => lines(path).ok(),
        _ => Some(u64::from(documents::Format::of_file_name(&path.to_string_lossy()).is_some())),
    }
}

fn lines(path: &Path) -> std::io::Result<u64> {
    let mut file = fs::File::open(path)?;
    let mut buffer = vec![0; 1 << 18];
    let mut lines = 0;
    loop {
        let read = std::io::Read::read(&mut file, &mut buffer)?;
        if read == 0 {
            return Ok(lines);
        }
        lines += buffer.iter().take(read).filter(|byte| **byte == b'\n').count() as u64;
    }
}
