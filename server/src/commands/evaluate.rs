//! `mingbai evaluate`

use std::path::PathBuf;

use clap::Args;
use search::{EvaluationOptions, Ranking, evaluate};

/// The options.
#[derive(Debug, Args)]
pub struct Evaluate {
    /// 语料，每行 {"id","title","text"}
    #[arg(long, env = "MINGBAI_CORPUS", value_name = "F")]
    corpus: PathBuf,
    /// 问题，每行 {"id","text"}
    #[arg(long, env = "MINGBAI_QUERIES", value_name = "F")]
    queries: PathBuf,
    /// 标注，每行 {"qid","docid","rel"}
    #[arg(long, env = "MINGBAI_QRELS", value_name = "F")]
    qrels: PathBuf,
    /// 另存 TREC 格式的结果
    #[arg(long, env = "MINGBAI_RUN", value_name = "OUT")]
    run: Option<PathBuf>,
    /// 每个问题取多少条结果
    #[arg(long, env = "MINGBAI_DEPTH", default_value_t = 100, value_name = "N")]
    depth: usize,
}

pub(super) async fn run(args: Evaluate) -> anyhow::Result<()> {
    let Evaluate { corpus, queries, qrels, run, depth } = args;
    let options = EvaluationOptions { corpus, queries, qrels, run_out: run, depth, ranking: Ranking::default() };
    let evaluation = tokio::task::spawn_blocking(move || evaluate(&options)).await??;
    println!("{}", serde_json::to_string(&evaluation)?);
    Ok(())
}
