//! The command line (`contracts.md`, Commands).

mod backup;
mod demo;
mod document;
mod evaluate;
mod import;
mod index;
mod media;
mod operations;
mod questions;
mod search;
mod serve;
mod store;
mod synonyms;
mod unclear;

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand};

use ::store::{ContentStore, StoreError};

use crate::{
    clock::Clock,
    config::{Config, DataDir},
    context::{self, media_store::MediaStore},
    services::operations::{Act, Counts, Operation, Outcome},
};

/// 明白纸：把政策变成看得懂、办得成的答案。
#[derive(Debug, Parser)]
#[command(name = "mingbai", version, disable_help_subcommand = true)]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// What every command takes.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// 数据目录（内容库、索引）
    #[arg(long, global = true, env = "MINGBAI_DATA", default_value = "./data", value_name = "DIR")]
    data: PathBuf,
    /// 配置文件；不写时读 mingbai.toml（可以没有）
    #[arg(long, global = true, env = "MINGBAI_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// What the command counts, for `operations.log`.
    #[arg(skip)]
    counts: Counts,
}

impl Global {
    fn data(&self) -> DataDir {
        DataDir(self.data.clone())
    }

    fn config(&self) -> anyhow::Result<Config> {
        match &self.config {
            Some(path) => Config::read(path, false),
            None => Config::read(&PathBuf::from("mingbai.toml"), true),
        }
    }

    /// The store of a data directory that has one: a command that only looks must not make another.
    async fn existing_store(&self) -> anyhow::Result<std::sync::Arc<dyn ContentStore>> {
        anyhow::ensure!(
            self.data().database().exists(),
            "数据目录 {} 里没有内容库：请用 --data 指明，或先导入、启动一次",
            self.data.display()
        );
        self.store().await
    }

    fn media(&self) -> anyhow::Result<MediaStore> {
        MediaStore::open(&self.data().media())
    }

    /// The media store for a command that brings nothing into it.
    fn existing_media(&self) -> anyhow::Result<MediaStore> {
        MediaStore::open_existing(&self.data().media())
    }

    async fn store(&self) -> anyhow::Result<std::sync::Arc<dyn ContentStore>> {
        context::open_store(&self.data()).await
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// 启动网站：缺什么建什么，建好后在标准输出打印 mingbai ready on 网址
    Serve(serve::Serve),
    /// 导入文件和文件夹（.jsonl .docx .html .txt .md）；不合格的逐条说明，其余照常导入
    Import(import::Import),
    /// 在命令行搜索，和网页、接口结果一致
    Search(search::Search),
    /// 用标注好的问题测量搜索质量和速度，只在标准输出打印一个 JSON
    Evaluate(evaluate::Evaluate),
    /// 查看、核对、重建搜索索引
    Index(index::IndexArgs),
    /// 把内容库和音视频完整备份成一个文件；网站运行时也可以做
    Backup(backup::Backup),
    /// 从备份恢复到空的数据目录
    Restore(backup::Restore),
    /// 撤下、移走、恢复一份文件
    Document(document::DocumentArgs),
    /// 读者说没看懂的条款（不记是谁）
    Unclear(unclear::Unclear),
    /// 检查问答是不是分得清
    Questions(questions::Questions),
    /// 检查词表
    Synonyms(synonyms::Synonyms),
    /// 核对、清理音视频文件
    Media(media::Media),
    /// 核对内容库
    Store(store::StoreArgs),
    /// 管理演示内容
    Demo(demo::Demo),
    /// 谁在什么时候用命令改过内容（新的在前）
    Operations(operations::Operations),
}

impl Command {
    /// What stands in `operations.log` of a command that changes something.
    fn act(&self) -> Option<Act> {
        match self {
            Self::Import(args) => args.act(),
            Self::Index(args) => args.act(),
            Self::Backup(args) => Some(args.act()),
            Self::Restore(args) => Some(args.act()),
            Self::Document(args) => Some(args.act()),
            Self::Unclear(args) => args.act(),
            Self::Media(args) => args.act(),
            Self::Demo(args) => Some(args.act()),
            // What a server loads for a demonstration it tells itself, when it does.
            Self::Serve(_)
            | Self::Search(_)
            | Self::Evaluate(_)
            | Self::Questions(_)
            | Self::Synonyms(_)
            | Self::Store(_)
            | Self::Operations(_) => None,
        }
    }
}

/// Runs one command. The exit status: 0 done, 1 not (wholly) done, 2 wrong usage.
pub async fn run(cli: Cli) -> ExitCode {
    let Cli { global, command } = cli;
    let act = command.act();
    let done = match command {
        Command::Serve(args) => serve::run(&global, args).await.map(|()| ExitCode::SUCCESS),
        Command::Import(args) => import::run(&global, args).await,
        Command::Search(args) => search::run(&global, args).await.map(|()| ExitCode::SUCCESS),
        Command::Evaluate(args) => evaluate::run(args).await.map(|()| ExitCode::SUCCESS),
        Command::Index(args) => index::run(&global, args).await,
        Command::Backup(args) => backup::backup(&global, args).await.map(|()| ExitCode::SUCCESS),
        Command::Restore(args) => backup::restore(&global, args).await.map(|()| ExitCode::SUCCESS),
        Command::Document(args) => document::run(&global, args).await.map(|()| ExitCode::SUCCESS),
        Command::Unclear(args) => unclear::run(&global, args).await.map(|()| ExitCode::SUCCESS),
        Command::Questions(args) => questions::run(&global, &args).await,
        Command::Synonyms(args) => synonyms::run(&args),
        Command::Media(args) => media::run(&global, args).await,
        Command::Store(args) => store::run(&global, args).await,
        Command::Demo(args) => demo::run(&global, args).await.map(|()| ExitCode::SUCCESS),
        Command::Operations(args) => operations::run(&global, &args).map(|()| ExitCode::SUCCESS),
    };
    if let Some(act) = act {
        let outcome = match &done {
            Ok(code) if *code == ExitCode::SUCCESS => Outcome::Done,
            Ok(_) => Outcome::Partly,
            Err(_) => Outcome::Failed,
        };
        record(&global, act, outcome);
    }
    done.unwrap_or_else(|error| {
        eprintln!("mingbai：{}", told(&error));
        ExitCode::FAILURE
    })
}

/// Leaves a trace in the data directory. What was done is done: a trace that cannot be written is told and no more.
fn record(global: &Global, act: Act, outcome: Outcome) {
    let data = global.data();
    // A folder without content was not changed, and stays as empty as `restore` wants it.
    if !data.database().exists() {
        return;
    }
    let operation = Operation::new(act, &global.counts, outcome, Clock::from_environment().unwrap_or_default().now());
    if let Err(error) = crate::services::operations::append(&data.0, &operation) {
        eprintln!("注意 这次操作没有写进操作记录 {}：{}", data.operations().display(), in_words(&error));
    }
}

/// An error with what caused it; what the system says, in words that say what to do.
fn told(error: &anyhow::Error) -> String {
    let mut lines: Vec<String> = Vec::new();
    for cause in error.chain() {
        let line = match (cause.downcast_ref::<std::io::Error>(), cause.downcast_ref::<StoreError>()) {
            (Some(io), _) => in_words(io),
            (_, Some(StoreError::Io(io))) => format!("读写文件失败：{}", in_words(io)),
            _ => cause.to_string(),
        };
        if !lines.iter().any(|known| known.contains(&line)) {
            lines.push(line);
        }
    }
    lines.join("：")
}

fn in_words(error: &std::io::Error) -> String {
    use std::io::ErrorKind;
    let words = match error.kind() {
        ErrorKind::NotFound => "没有这个文件或目录",
        ErrorKind::PermissionDenied => "没有权限，请检查属主和权限，或换一个用户运行",
        ErrorKind::ReadOnlyFilesystem => "文件系统是只读的，请换一个目录，或重新挂载",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "磁盘已满，请腾出空间后重试",
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => "同名的文件已经在那里，请换一个名字",
        ErrorKind::IsADirectory => "这是一个目录，不是文件",
        ErrorKind::AddrInUse => "地址或端口已被占用",
        ErrorKind::UnexpectedEof => "文件不完整",
        _ => return error.to_string(),
    };
    words.to_owned()
}

/// A progress bar on a terminal, nothing elsewhere.
fn progress(length: Option<u64>, what: &'static str) -> indicatif::ProgressBar {
    let bar = match length {
        Some(length) => indicatif::ProgressBar::new(length),
        None => indicatif::ProgressBar::new_spinner(),
    };
    let template = if length.is_some() {
        "{msg} {bar:30} {pos}/{len}，{per_sec}，还要 {eta}"
    } else {
        "{spinner} {msg} {pos}（{per_sec}）"
    };
    if let Ok(style) = indicatif::ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.set_message(what);
    bar
}
