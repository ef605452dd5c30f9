//! The two tools from npm: `wasm-opt` and `esbuild`, pinned in `xtask/package.json`.

use std::{
    io::Write,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail, ensure};

/// A tool, ready for its arguments.
fn tool(name: &str) -> Result<Command> {
    let program = crate::root().join("xtask/node_modules/.bin").join(name);
    if !program.exists() {
        bail!("缺少 {name}。请运行：npm --prefix xtask ci");
    }
    let mut command = Command::new(program);
    command.current_dir(crate::root());
    Ok(command)
}

/// Runs a tool to its end.
pub fn run(name: &str, arguments: &[&str]) -> Result<()> {
    let status = tool(name)?.args(arguments).status().with_context(|| name.to_owned())?;
    ensure!(status.success(), "{name} 失败：{status}");
    Ok(())
}

/// Runs a tool as a filter.
pub fn filter(name: &str, arguments: &[&str], input: &[u8]) -> Result<Vec<u8>> {
    let mut child = tool(name)?
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| name.to_owned())?;
    // Both tools read all of their input before they write: no deadlock.
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(input)?;
    }
    let output = child.wait_with_output()?;
    ensure!(output.status.success(), "{name} 失败：{}", output.status);
    Ok(output.stdout)
}
