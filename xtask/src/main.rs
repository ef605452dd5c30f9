//! The project's own build steps: `cargo run -p xtask -- <step>`.
//!
//! `site` makes `target/site`, which the server embeds; `budget` measures it.

mod budget;
mod compress;
mod dev;
mod files;
mod front;
mod node;
mod publish;
mod sbom;
mod site;
mod style;
mod toolchain;

use std::{path::PathBuf, process::ExitCode};

const HELP: &str = "用法：cargo run -p xtask -- <步骤>

  site      生成静态文件 target/site（交互部分 WebAssembly、样式、图标），没有变化时什么也不做
  dev       启动开发服务器，源文件变化时重新构建、重启
  sbom      写出程序的物料清单 target/mingbai.cdx.json（CycloneDX）
  budget    检查交互部分和样式的压缩后大小，超出限额时退出码为 1
";

fn main() -> ExitCode {
    let step = std::env::args().nth(1).unwrap_or_default();
    let done = match step.as_str() {
        "site" => site::build().map(|()| ExitCode::SUCCESS),
        "dev" => dev::run().map(|()| ExitCode::SUCCESS),
        "budget" => budget::check(),
        "sbom" => sbom::write(),
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        _ => {
            eprint!("{HELP}");
            Ok(ExitCode::from(2))
        }
    };
    done.unwrap_or_else(|error| {
        eprintln!("出错了：{error:#}");
        ExitCode::FAILURE
    })
}

/// The top of the work tree.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}
