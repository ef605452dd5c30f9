//! `xtask site`

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
