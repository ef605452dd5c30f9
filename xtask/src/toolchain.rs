//! Which compiler can make WebAssembly on this machine.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail, ensure};

const TARGET: &str = "wasm32-unknown-unknown";

/// Where distributions put their compiler, beside a rustup that lacks the target.
const SYSTEM_FOLDER: &str = "/usr/bin";

/// A compiler that can make WebAssembly.
pub struct Toolchain {
    /// The folder to be looked up first, when it is not the first on `PATH` anyway.
    folder: Option<&'static str>,
    /// Its libraries have to be compiled from source.
    build_std: bool,
    /// `rustc -vV`: another compiler makes other code.
    pub version: String,
}

impl Toolchain {
    /// The compiler on `PATH` if it can, else the system's.
    pub fn find() -> Result<Self> {
        if let Some(found) = [None, Some(SYSTEM_FOLDER)].into_iter().find_map(Self::examine) {
            return Ok(found);
        }
        bail!(
            "这台机器的 Rust 编译器不能编译 WebAssembly（缺少 {TARGET}）。\n\
             用 rustup 的，请运行：rustup target add {TARGET}\n\
             用 Debian 的，请运行：sh xtask/setup.sh"
        )
    }

    fn examine(folder: Option<&'static str>) -> Option<Self> {
        let ask = |arguments: &[&str]| {
            let output = command(folder, "rustc").args(arguments).stderr(Stdio::null()).output().ok()?;
            output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
        };
        let libraries = PathBuf::from(ask(&["--print", "target-libdir", "--target", TARGET])?);
        let build_std = !libraries.is_dir();
        if build_std {
            let sysroot = PathBuf::from(ask(&["--print", "sysroot"])?);
            let sources = sysroot.join("lib/rustlib/src/rust/library");
            // A distribution's sources carry their dependencies along and its compiler is the one they belong to;
            // rustup's would have to be fetched, and there `rustup target add` is the better way.
            if !sources.join("Cargo.lock").is_file() || !has_vendored_dependencies(&sources) {
                return None;
            }
        }
        Some(Self { folder, build_std, version: ask(&["-vV"])? })
    }

    /// Compiles the islands; the path of the module.
    pub fn compile_islands(&self, target_dir: &Path) -> Result<PathBuf> {
        let mut cargo = command(self.folder, "cargo");
        cargo
            .current_dir(crate::root())
            .args(["build", "-p", "islands", "--lib", "--features", "hydrate"])
            .args(["--target", TARGET, "--profile", "wasm-release", "--target-dir"])
            .arg(target_dir);
        if self.build_std {
            // -Z flags want a nightly compiler or this; only this one build sees it.
            cargo.arg("-Zbuild-std=std,panic_abort").env("RUSTC_BOOTSTRAP", "1");
            // Where a panic came from and how values look to programmers: nobody sees either in a reader's browser.
            cargo.env("RUSTFLAGS", "-Zlocation-detail=none -Zfmt-debug=none");
        }
        let status = cargo.status().context("cargo")?;
        ensure!(status.success(), "交互部分编译失败：{status}");
        Ok(target_dir.join(TARGET).join("wasm-release/islands.wasm"))
    }
}

fn has_vendored_dependencies(sources: &Path) -> bool {
    ["vendor", "../vendor"].iter().any(|folder| sources.join(folder).is_dir())
}

fn command(folder: Option<&str>, program: &str) -> Command {
    let Some(folder) = folder else { return Command::new(program) };
    let mut command = Command::new(Path::new(folder).join(program));
    let path = std::env::var("PATH").unwrap_or_default();
    command.env("PATH", format!("{folder}:{path}"));
    // A cargo that runs us tells its children about itself.
    for name in ["CARGO", "RUSTC", "RUSTDOC", "RUSTUP_TOOLCHAIN", "RUSTUP_HOME"] {
        command.env_remove(name);
    }
    command
}
