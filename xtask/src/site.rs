//! `xtask site`
//!
//! # The site is built
//!
//! `cargo xtask site` (`xtask/src/site.rs`; `make serve` and `make test` call it)
//!
//! 1. `style::build`: esbuild joins `style/index.css` and its parts into one file.
//! 2. `front::build`: `Toolchain::find` looks for a compiler that can make WebAssembly (the installed target, else a
//!    distribution's compiler with its own library sources and `-Zbuild-std`); `compile_islands` builds the crate `islands` with
//!    the profile `wasm-release`; `finish` runs wasm-bindgen as a library, drops exports that no island uses, and runs `wasm-opt`.
//!    Each step keeps a fingerprint of its inputs and is skipped when nothing changed.
//! 3. `publish::Site` writes every file under a name with its hash, with a Brotli and a gzip copy, and `manifest.json`.
//! 4. `http::assets` embeds `target/site` (a development build reads it from the disk); `addresses()` hands the names to
//!    `app::shell`. `xtask budget` fails when scripts exceed 90 kB or styles 15 kB in Brotli.
//!
//! The island's id is a hash of its printed tokens: **compile server and islands with the same rustc**, or nothing hydrates.
//! `xtask/boot.js` does what Leptos' inline script would: it loads the module when the browser is idle and hydrates.

use std::fs::{self, File};

use anyhow::{Context, Result};
use serde_json::json;

use crate::{files, front, publish::Site, root, style};

/// Makes `target/site` from the islands, the style and `public`.
pub fn build() -> Result<()> {
    let made = root().join("target/front");
    fs::create_dir_all(&made)?;
    // One at a time: a second run waits and then finds everything done.
    let lock = File::create(made.join("lock"))?;
    lock.lock().context("target/front/lock")?;

    let mut site = Site::at(root().join("target/site"));
    let css = site.add_asset("style", "css", &style::build()?)?;
    let front = front::build()?;
    let wasm = site.add_asset("islands", "wasm", &front.wasm)?;
    let glue = site.add_asset("islands", "js", &front.glue)?;
    let boot = front.boot.replace("GLUE", &glue).replace("WASM", &wasm);
    let boot = site.add_asset("boot", "js", boot.as_bytes())?;
    let public = root().join("public");
    for file in files::all(&public)? {
        site.add_public(file.strip_prefix(&public)?, &fs::read(&file)?)?;
    }
    let address = |name: &str| format!("/assets/{name}");
    site.finish(
        &json!({ "css": address(&css), "boot": address(&boot), "glue": address(&glue), "wasm": address(&wasm) }),
    )?;
    println!("静态文件：target/site 已是最新");
    Ok(())
}
