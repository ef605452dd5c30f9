//! `xtask budget`: what a reader's phone has to load, as it goes over the line.

use std::{fs, process::ExitCode};

use anyhow::{Context, Result};

use crate::root;

/// What is measured together, the manifest's names for it, and the most Brotli bytes it may have.
const LIMITS: [(&str, &[&str], u64); 2] =
    [("交互部分（WebAssembly + JavaScript）", &["wasm", "glue", "boot"], 90_000), ("样式", &["css"], 15_000)];

/// Prints the sizes; fails when one is over its limit.
pub fn check() -> Result<ExitCode> {
    let folder = root().join("target/site");
    let manifest =
        fs::read(folder.join("manifest.json")).context("还没有 target/site，请先运行：cargo run -p xtask -- site")?;
    let manifest: serde_json::Value = serde_json::from_slice(&manifest)?;
    let mut code = ExitCode::SUCCESS;
    for (label, names, limit) in LIMITS {
        let mut total = 0;
        for name in names {
            let address = manifest
                .get(name)
                .and_then(serde_json::Value::as_str)
                .with_context(|| format!("manifest.json: {name}"))?;
            let file = folder.join(format!("{}.br", address.trim_start_matches('/')));
            let size = fs::metadata(&file).with_context(|| file.display().to_string())?.len();
            println!("  {size:>7}  {address}");
            total += size;
        }
        let verdict = if total > limit { "超出" } else { "合格" };
        println!("{label}：{total} 字节，限额 {limit}，{verdict}");
        if total > limit {
            code = ExitCode::FAILURE;
        }
    }
    Ok(code)
}
