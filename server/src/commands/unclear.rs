//! `mingbai unclear`: what readers could not understand, and what they asked and did not find, for those who write.

use clap::Args;
use domain::{Date, DocumentId};
use serde_json::json;
use store::{GapReport, StoreError};

use super::Global;
use crate::services::operations::Act;

/// The options.
#[derive(Debug, Args)]
pub struct Unclear {
    /// 只看这份政策
    #[arg(long, env = "MINGBAI_POLICY", value_name = "ID")]
    policy: Option<DocumentId>,
    /// 只看这个机关起草的政策
    #[arg(long, env = "MINGBAI_AGENCY", value_name = "ID")]
    agency: Option<DocumentId>,
    /// 一行一个 JSON
    #[arg(long, env = "MINGBAI_JSON", value_parser = clap::builder::FalseyValueParser::new())]
    json: bool,
    /// 删去这一天以前的（YYYY-MM-DD）：写成问答以后，就不必再留着
    #[arg(long, env = "MINGBAI_FORGET_BEFORE", value_name = "DATE", conflicts_with_all = ["policy", "agency", "json"])]
    forget_before: Option<Date>,
}

impl Unclear {
    pub(super) fn act(&self) -> Option<Act> {
        self.forget_before.map(|day| Act::new("unclear forget").of("before", &day))
    }
}

pub(super) async fn run(global: &Global, args: Unclear) -> anyhow::Result<()> {
    let store = global.existing_store().await?;
    if let Some(day) = args.forget_before {
        let unclear = store.forget_unclear(day).await?;
        global.counts.note(&[("unclear", unclear)]);
        let gaps = store.forget_gaps(day).await?;
        global.counts.note(&[("gaps", gaps)]);
        println!("删去没看懂的 {unclear} 条、缺少的 {gaps} 条");
        return Ok(());
    }
    let mut shown = 0;
    for report in store.unclear_reports(args.policy.as_ref()).await? {
        let held = match store.document(&report.policy).await {
            // The report is to be read all the same.
            Err(StoreError::Altered(_)) => None,
            held => held?,
        };
        let agency = held.as_ref().and_then(|held| held.document.common().agency).cloned();
        if args.agency.is_some() && args.agency != agency {
            continue;
        }
        shown += 1;
        let title = held.as_ref().map_or_else(|| report.policy.to_string(), |held| held.document.title.clone());
        if args.json {
            let line = json!({
                "policy": report.policy, "title": title, "revision": report.revision, "clause": report.clause, "agency": agency,
                "words": report.words, "day": report.day, "times": report.times,
            });
            println!("{line}");
        } else {
            let words = if report.words.is_empty() { "（没有写）" } else { &report.words };
            println!("{}　{title}　{}　{} 次　{words}", report.day, report.clause, report.times);
        }
    }
    if shown == 0 && !args.json {
        println!("还没有人说哪一条没看懂");
    }
    // What is missing belongs to no policy and no department yet.
    if args.policy.is_none() && args.agency.is_none() {
        print_gaps(&store.gap_reports().await?, args.json);
    }
    Ok(())
}

/// A section of its own: “还没有写到这件事”.
fn print_gaps(gaps: &[GapReport], as_json: bool) {
    if as_json {
        for GapReport { asked, day, times } in gaps {
            println!("{}", json!({ "asked": asked, "day": day, "times": times }));
        }
        return;
    }
    println!("\n问了没有找到的事：");
    for GapReport { asked, day, times } in gaps {
        let asked = if asked.is_empty() { "（当天问法太多，只计了次数）" } else { asked };
        println!("{day}　{times} 次　{asked}");
    }
    if gaps.is_empty() {
        println!("还没有人说缺哪一件");
    }
}
