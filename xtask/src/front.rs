//! The islands: from Rust to a WebAssembly module, its glue, and the script that starts both.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::{files, node, root, toolchain::Toolchain};

/// What every browser of the last years understands. `--all-features` would be refused by them.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-multivalue",
];

/// Syntax that those browsers read.
const JS_TARGET: &str = "--target=es2022";

/// The three files of the islands, without hashes in their names yet.
pub struct Front {
    /// The module.
    pub wasm: Vec<u8>,
    /// The script that wasm-bindgen makes for it.
    pub glue: Vec<u8>,
    /// The script of the page; names the others as `GLUE` and `WASM`.
    pub boot: String,
}

/// Compiles the islands, or takes what an earlier run made from the same inputs.
pub fn build() -> Result<Front> {
    let made = root().join("target/front");
    let (wasm, glue, boot) = (made.join("islands.wasm"), made.join("islands.js"), made.join("boot.js"));
    let toolchain = Toolchain::find()?;
    let sources = inputs()?;
    let inputs = files::fingerprint(&sources, &toolchain.version)?;
    let stamp = made.join("islands.inputs");
    if !files::is_fresh(&stamp, &inputs, &[&wasm, &glue, &boot]) {
        println!("交互部分：编译为 WebAssembly");
        let module = toolchain.compile_islands(&made)?;
        finish(&module, &made, &wasm, &glue)?;
        let script = fs::read(root().join("xtask/boot.js"))?;
        files::write(&boot, &node::filter("esbuild", &["--minify", "--format=esm", JS_TARGET], &script)?)?;
        files::write(&stamp, inputs.as_bytes())?;
    }
    Ok(Front { wasm: fs::read(wasm)?, glue: fs::read(glue)?, boot: fs::read_to_string(boot)? })
}

fn inputs() -> Result<Vec<PathBuf>> {
    let names = [
        "Cargo.toml",
        "Cargo.lock",
        "app/islands",
        "crates/domain",
        "xtask/src",
        "xtask/boot.js",
        "xtask/package-lock.json",
    ];
    names.iter().map(|name| root().join(name).canonicalize().with_context(|| (*name).to_owned())).collect()
}

/// Glue and optimiser: half a minute that is saved when the compiler made the same module again.
fn finish(module: &Path, made: &Path, wasm: &Path, glue: &Path) -> Result<()> {
    let tools = [root().join("xtask/src/front.rs"), root().join("xtask/package-lock.json"), module.to_owned()];
    let tools = files::fingerprint(&tools, "")?;
    let stamp = made.join("glue.inputs");
    if files::is_fresh(&stamp, &tools, &[wasm, glue]) {
        return Ok(());
    }
    println!("交互部分：生成接口脚本，压缩");
    let bound = made.join("bound");
    let mut output = Bindgen::new()
        .input_path(module)
        .out_name("islands")
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .remove_producers_section(true)
        .generate_output()?;
    let exports = &mut output.wasm_mut().exports;
    let mut unused = Vec::new();
    for export in exports.iter() {
        if is_unused(&export.name) {
            unused.push(export.id());
        }
    }
    for export in unused {
        exports.delete(export);
    }
    output.emit(&bound)?;
    let input = bound.join("islands_bg.wasm");
    let (input, output) = (input.to_string_lossy(), wasm.to_string_lossy());
    let mut arguments = vec![&*input, "-o", &*output, "-Oz", "--converge"];
    arguments.extend(WASM_FEATURES);
    node::run("wasm-opt", &arguments)?;
    let script = fs::read(bound.join("islands.js"))?;
    files::write(glue, &node::filter("esbuild", &["--minify", "--format=esm", JS_TARGET], &script)?)?;
    files::write(&stamp, tools.as_bytes())
}

/// Streams of request and response bodies: leptos' server functions bring them along, exported, so that no linker can
/// drop them. No island has server functions.
fn is_unused(export: &str) -> bool {
    export.contains("intounderlying")
}
