//! The interactive parts of pages. Each island is complete HTML without JavaScript.

#![allow(clippy::needless_pass_by_value, reason = "component props are owned")]

mod browser;
mod copy_links;
pub mod figure_tools;
mod player;
mod read_aloud;
mod reading_settings;
mod search_box;

pub use copy_links::CopyLinks;
pub use player::Player;
pub use read_aloud::ReadAloud;
pub use reading_settings::ReadingSettings;
pub use search_box::SearchBox;

/// Starts every island of the page; the boot script calls it once the module is loaded.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
    figure_tools::start();
}
