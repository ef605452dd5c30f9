//! `mingbai operations`: what operators did to the content.

use std::collections::BTreeMap;

use clap::Args;

use super::Global;
use crate::services::operations::{self, Operation};

/// The options.
#[derive(Debug, Args)]
pub struct Operations {
    /// 最多列出几次，新的在前
    #[arg(long, env = "MINGBAI_LIMIT", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1_000_000), value_name = "N")]
    limit: u32,
    /// 一行一个 JSON
    #[arg(long, env = "MINGBAI_JSON", value_parser = clap::builder::FalseyValueParser::new())]
    json: bool,
}

pub(super) fn run(global: &Global, args: &Operations) -> anyhow::Result<()> {
    let data = global.data();
    anyhow::ensure!(data.0.is_dir(), "没有数据目录 {}：请用 --data 指明", data.0.display());
    let lines = operations::newest(&data.0, args.limit as usize)?;
    if lines.is_empty() && !args.json {
        println!("还没有操作记录");
    }
    for line in lines {
        match line {
            Ok(operation) if args.json => println!("{}", serde_json::to_string(&operation)?),
            Ok(operation) => println!("{}", in_words(&operation)),
            Err(_) if args.json => {}
            Err(unreadable) => println!("{unreadable}"),
        }
    }
    Ok(())
}

/// `2026-11-25 09:00:00　撤下（编号 birth-support-2022，由 birth-support-2026 代替）　完成　mingbai　0.1.0 版`
fn in_words(operation: &Operation) -> String {
    let at = operation.at.get(..19).unwrap_or(&operation.at).replace('T', " ");
    let of = joined(&operation.of, |what, name| match what {
        "id" => format!("编号 {name}"),
        "to" => format!("转到 {name}"),
        "successor" => format!("由 {name} 代替"),
        "file" => format!("文件 {name}"),
        "before" => format!("{name} 以前的"),
        "kind" => format!("类型 {name}"),
        "agency" => format!("机构 {name}"),
        "map" => format!("映射 {name}"),
        other => format!("{other} {name}"),
    });
    let counts = joined(&operation.counts, |what, count| match what {
        "paths" => format!("来源 {count} 个"),
        "imported" => format!("新增 {count}"),
        "revised" => format!("新版 {count}"),
        "unchanged" => format!("没变 {count}"),
        "rejected" => format!("不合格 {count}"),
        "documents" => format!("{count} 份"),
        "files" => format!("音视频 {count} 个"),
        "missing" => format!("缺音视频 {count} 个"),
        "bytes" => format!("{count} 字节"),
        "unclear" => format!("没看懂 {count} 条"),
        "gaps" => format!("缺少 {count} 条"),
        other => format!("{other} {count}"),
    });
    let command = match operation.command.as_str() {
        "import" => "导入",
        "backup" => "备份",
        "restore" => "从备份恢复",
        "index rebuild" => "重建索引",
        "document withdraw" => "撤下",
        "document redirect" => "移走",
        "document reinstate" => "恢复文件",
        "unclear forget" => "删去反馈",
        "media prune" => "清理音视频",
        "demo remove" => "去掉演示内容",
        "demo load" => "装入演示内容",
        other => other,
    };
    let whose = operation.sudo_user.as_ref().map(|name| format!("（{name} 用 sudo）")).unwrap_or_default();
    let details: Vec<String> = [of, counts].into_iter().filter(|part| !part.is_empty()).collect();
    let details = if details.is_empty() { String::new() } else { format!("（{}）", details.join("；")) };
    // Whoever could write the file could have put anything into it: a terminal gets no commands.
    format!(
        "{at}　{command}{details}　{}　{}{whose}　{} 版",
        operation.outcome.label(),
        operation.user,
        operation.version
    )
    .chars()
    .filter(|c| !c.is_control())
    .collect()
}

fn joined<T>(of: &BTreeMap<String, T>, words: impl Fn(&str, &T) -> String) -> String {
    of.iter().map(|(what, value)| words(what, value)).collect::<Vec<_>>().join("，")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::operations::{Act, Counts, Outcome};

    #[test]
    fn a_line_is_read_by_people() {
        let at = "2026-11-25T09:00:00+08:00".parse().expect("a moment");
        let counts = Counts::default();
        let act = Act::new("document withdraw").of("id", "birth-support-2022").of("successor", "birth-support-2026");
        let operation = Operation {
            user: "mingbai".to_owned(),
            sudo_user: Some("zhang\u{1b}[2J".to_owned()),
            version: "0.1.0".to_owned(),
            ..Operation::new(act, &counts, Outcome::Done, at)
        };
        assert_eq!(
            in_words(&operation),
            "2026-11-25 09:00:00　撤下（编号 birth-support-2022，由 birth-support-2026 代替）　完成　mingbai（zhang[2J 用 sudo）　0.1.0 版"
        );
        counts.note(&[("imported", 3), ("rejected", 1)]);
        let operation = Operation {
            user: "root".to_owned(),
            sudo_user: None,
            ..Operation::new(Act::new("import"), &counts, Outcome::Partly, at)
        };
        assert!(
            in_words(&operation).starts_with("2026-11-25 09:00:00　导入（新增 3，不合格 1）　没有全部完成　root　"),
            "{}",
            in_words(&operation)
        );
    }
}
