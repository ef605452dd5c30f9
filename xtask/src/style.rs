//! The stylesheet: `style/index.css` and what it imports, as one small file.

use std::fs;

use anyhow::Result;

use crate::{files, node, root};

/// Browsers from about 2022 on; what older ones do not know (`text-spacing-trim`) is passed on as it is written.
const CSS_TARGET: &str = "--target=chrome105,safari16,firefox110";

/// Bundles the style, or takes what an earlier run made from the same parts.
pub fn build() -> Result<Vec<u8>> {
    let made = root().join("target/front");
    let (output, stamp) = (made.join("style.css"), made.join("style.inputs"));
    let sources = [root().join("style"), root().join("xtask/src/style.rs"), root().join("xtask/package-lock.json")];
    let inputs = files::fingerprint(&sources, CSS_TARGET)?;
    if !files::is_fresh(&stamp, &inputs, &[&output]) {
        println!("样式：合并、压缩");
        let outfile = format!("--outfile={}", output.display());
        node::run(
            "esbuild",
            &["style/index.css", "--bundle", "--minify", "--log-level=warning", CSS_TARGET, &outfile],
        )?;
        files::write(&stamp, inputs.as_bytes())?;
    }
    Ok(fs::read(output)?)
}
