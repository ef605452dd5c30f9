//! `mingbai search`

use app::address::MAX_QUERY_CHARS;
use clap::Args;
use domain::search::{Filters, Hit, SearchRequest, Sort};

use super::Global;
use crate::{
    clock::Clock,
    services::{indexing, library::complete},
};

/// The options.
#[derive(Debug, Args)]
pub struct Search {
    /// 要查的话、文件名或文号
    #[arg(value_name = "QUERY")]
    query: String,
    /// 最多列出几条（1 到 100）
    #[arg(long, env = "MINGBAI_LIMIT", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=100), value_name = "N")]
    limit: u32,
    /// 打印和 /api/v1/search 一样的 JSON
    #[arg(long, env = "MINGBAI_JSON", value_parser = clap::builder::FalseyValueParser::new())]
    json: bool,
}

pub(super) async fn run(global: &Global, args: Search) -> anyhow::Result<()> {
    let clock = Clock::from_environment()?;
    let store = global.existing_store().await?;
    let index = indexing::open(&global.data().index(), &store).await?;
    indexing::catch_up(&store, &index, |_| {}).await?;
    let request = SearchRequest {
        query: args.query.chars().take(MAX_QUERY_CHARS).collect(),
        filters: Filters::default(),
        sort: Sort::default(),
        page: 1,
        per_page: args.limit,
        today: clock.today(),
        literal: false,
    };
    let mut results = tokio::task::spawn_blocking(move || index.search(&request)).await??;
    complete(&*store, &mut results, clock.today()).await?;
    if args.json {
        println!("{}", serde_json::to_string(&results)?);
        return Ok(());
    }
    if let Some(answer) = &results.answer {
        println!("{}\n  {}\n  依据：{} {}\n", answer.question, answer.short_answer, answer.clause.label, answer.clause.url);
    }
    for also in &results.understood_as {
        println!("已按『{}』一并查找", also.to);
    }
    println!("共 {} 条", results.total);
    for (number, hit) in (1..).zip(&results.hits) {
        println!("{}", line(number, hit));
    }
    Ok(())
}

fn line(number: u32, hit: &Hit) -> String {
    let facts = [hit.document_number.clone(), hit.agency.clone(), hit.date.map(|date| date.to_string()), hit.validity.map(|state| state.label().to_owned())];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    let url = hit.clause.as_ref().map_or(&hit.url, |clause| &clause.url);
    let snippet: String = hit.snippet.iter().map(|run| run.text.as_str()).collect();
    format!("{number:>3}. {}\n     {}\n     {snippet}\n     {url}", hit.title, facts.join("　"))
}
