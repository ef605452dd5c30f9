//! `mingbai search`

use app::{address::MAX_QUERY_CHARS, words::HOTLINE};
use clap::Args;
use domain::{
    Validity,
    search::{Filters, Hit, SearchRequest, SearchResults, Sort},
};

use search::{ExplainedPiece, Explanation};

use super::Global;
use crate::{
    clock::Clock,
    context::{
        kept::{Kept, Reader},
        shown::Shown,
    },
    services::{
        indexing,
        library::{Explainer, complete},
    },
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
    /// 说明每个候选问答哪里对得上、哪里对不上、为什么给或者不给答案
    #[arg(long, env = "MINGBAI_EXPLAIN", value_parser = clap::builder::FalseyValueParser::new())]
    explain: bool,
}

pub(super) async fn run(global: &Global, args: Search) -> anyhow::Result<()> {
    let clock = Clock::from_environment()?;
    let config = global.config()?;
    let store = global.existing_store().await?;
    let index = indexing::open(&global.data().index(), &store).await?.with_priors(config.ranking);
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
    if args.explain {
        let explanation = tokio::task::spawn_blocking(move || index.explain(&request)).await??;
        if args.json {
            println!("{}", serde_json::to_string(&explanation)?);
        } else {
            explain(&explanation);
        }
        return Ok(());
    }
    let mut results = tokio::task::spawn_blocking(move || index.search(&request)).await??;
    let (kept, shown) = (Kept::default(), Shown::default());
    let reader = Reader::new(&*store, &kept, &shown);
    complete(&mut Explainer::new(reader, clock.today(), &config.site.phone), &mut results).await?;
    if args.json {
        println!("{}", serde_json::to_string(&results)?);
        return Ok(());
    }
    print_above(&results);
    for also in &results.understood_as {
        println!("已按『{}』一并查找", also.to);
    }
    println!(
        "{}",
        if results.gap.is_some() {
            format!("下面 {} 条可能有关", results.total)
        } else {
            format!("共 {} 条", results.total)
        }
    );
    for (number, hit) in (1..).zip(&results.hits) {
        println!("{}", line(number, hit));
    }
    Ok(())
}

fn explain(explanation: &Explanation) {
    let piece = |piece: &ExplainedPiece| {
        format!("{}{} {:.2}", if piece.is_denied { "不是" } else { "" }, piece.text, piece.weight)
    };
    println!("读到：{}", explanation.pieces.iter().map(piece).collect::<Vec<_>>().join("，"));
    println!("问的：{}", explanation.points.join("、"));
    if let Some((matter, likelihood)) = &explanation.matter {
        println!("像是：{matter}（{likelihood:.2}）");
    }
    let verdict = match (&explanation.card, &explanation.forbidden) {
        (Some(card), _) => format!("给出 {card}"),
        (None, Some(reason)) => format!("不给：{reason}"),
        (None, None) => "不给：把握不够".to_owned(),
    };
    println!(
        "决定：{verdict}（把握 {:.2}）{}",
        explanation.likelihood,
        if explanation.is_gap { "；这里没有写到这件事" } else { "" }
    );
    let reason = |(name, by): &(String, f32)| format!("{name} {by:+.2}");
    println!("主要看：{}", explanation.reasons.iter().map(reason).collect::<Vec<_>>().join("，"));
    for (number, candidate) in (1..).zip(&explanation.candidates) {
        let state = candidate.state.as_deref().unwrap_or("有效性未标注");
        println!("{number:>3}. {:+.2} {} {}（{state}）", candidate.score, candidate.id, candidate.question);
        println!("       对得上：{}", candidate.agrees.join("，"));
        println!("       对不上：{}", candidate.contradicts.join("；"));
    }
}

/// What a page shows above its list.
fn print_above(results: &SearchResults) {
    if let Some(answer) = &results.answer {
        println!(
            "{}\n  {}\n  依据：{} {}",
            answer.question, answer.short_answer, answer.clause.label, answer.clause.url
        );
        if let Some(phone) = &answer.phone {
            println!("  电话：{phone}");
        }
        if let Some(old) = &answer.replaced {
            let until = old.until.map(|day| format!("（到 {day} 为止）")).unwrap_or_default();
            println!("  以前的回答{until}，已经不适用：{} {}", old.short_answer, old.url);
        }
        if let Some(coming) = &answer.coming {
            println!("  {} 起改为：{} {}", coming.from, coming.short_answer, coming.url);
        }
        println!();
    }
    for similar in &results.similar {
        let from = similar.from.map(|day| format!("（{day} 起适用）")).unwrap_or_default();
        println!("是不是想问：{}{from}\n  {} {}\n", similar.question, similar.short_answer, similar.url);
    }
    if let Some(passage) = &results.passage {
        let validity = passage.validity.map_or("有效性未标注", Validity::label);
        println!(
            "原文：{}{}（{validity}）\n  {}\n  {}\n",
            passage.title,
            passage.label,
            passage.text.replace('\n', "\n  "),
            passage.url
        );
    }
    if let Some(gap) = &results.gap {
        let who = gap.agency.as_deref().map(|agency| format!("可能由{agency}答复，")).unwrap_or_default();
        let asked = gap.matter.as_deref().map(|matter| format!("像是在问“{matter}”，")).unwrap_or_default();
        let advice = gap.advice.as_deref().map(|advice| format!("{advice}。")).unwrap_or_default();
        println!("还没有写到这件事。{asked}{who}电话：{}。{advice}\n", gap.phone.as_deref().unwrap_or(HOTLINE));
    }
}

fn line(number: u32, hit: &Hit) -> String {
    let facts = [
        hit.document_number.clone(),
        hit.agency.clone(),
        hit.date.map(|date| date.to_string()),
        hit.validity.map(|state| state.label().to_owned()),
    ];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    let url = hit.clause.as_ref().map_or(&hit.url, |clause| &clause.url);
    let snippet: String = hit.snippet.iter().map(|run| run.text.as_str()).collect();
    format!("{number:>3}. {}\n     {}\n     {snippet}\n     {url}", hit.title, facts.join("　"))
}
