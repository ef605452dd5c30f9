//! Lets the program embed the built site, and notice when it changes.

use std::{env, fs, path::Path};

fn main() {
    let here = env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    let site = Path::new(&here).join("../target/site");
    // Without a built site the program compiles all the same: tests of other things need none.
    if let Err(error) = fs::create_dir_all(site.join("assets")) {
        println!("cargo:warning=target/site: {error}");
    }
    for watched in ["../target/site", "../target/site/assets", "../demo"] {
        println!("cargo:rerun-if-changed={watched}");
    }
}
