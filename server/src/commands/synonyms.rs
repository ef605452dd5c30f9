//! `mingbai synonyms`

use std::process::ExitCode;

use clap::{Args, Subcommand};
use search::check_lexicon;

use crate::clock::Clock;

/// The options.
#[derive(Debug, Args)]
pub struct Synonyms {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// 检查词表：重复的说法、绕圈的上下级、认不出自己例句的词条、过了复核日期的词条
    Check,
}

pub(super) fn run(args: &Synonyms) -> anyhow::Result<ExitCode> {
    let Command::Check = args.command;
    let report = check_lexicon(Clock::from_environment()?.today())?;
    for fault in &report.faults {
        println!("{} {}　{}", if fault.is_error { "错误" } else { "留意" }, fault.entry, fault.sentence);
    }
    let errors = report.faults.iter().filter(|fault| fault.is_error).count();
    println!(
        "词条 {} 个，说法 {} 个；错误 {errors} 处，留意 {} 处",
        report.entries,
        report.words,
        report.faults.len() - errors
    );
    Ok(if errors == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
