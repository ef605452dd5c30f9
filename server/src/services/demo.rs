//! The demonstration content that is embedded in the program.

use std::sync::Arc;

use documents::{Input, ReadOptions};
use domain::Timestamp;
use rust_embed::RustEmbed;
use store::ContentStore;

use super::import::{Event, Summary, import};
use crate::context::media_store::MediaStore;

/// Invented, labelled 演示.
#[derive(RustEmbed)]
#[folder = "../demo"]
// What makes the recordings is not part of the program.
#[exclude = "media/scripts/*"]
#[exclude = "media/*.py"]
#[exclude = "media/*.md"]
#[exclude = "media/*.css"]
#[exclude = "media/*.txt"]
#[exclude = "media/made.json"]
struct DemoFiles;

/// Folders in the order in which they are taken in: later ones hold new revisions of earlier documents, and what explains them.
const ROUNDS: [&str; 5] = ["agencies.jsonl", "policies/", "revisions/", "media/media.jsonl", "explanations/"];

/// Takes the demonstration content in, unless the store holds some already.
pub async fn load(store: &Arc<dyn ContentStore>, media: &MediaStore, at: Timestamp) -> anyhow::Result<Summary> {
    let mut total = Summary::default();
    if store.has_demo().await? {
        return Ok(total);
    }
    for round in ROUNDS {
        let mut names: Vec<String> =
            DemoFiles::iter().filter(|name| name.starts_with(round)).map(|name| name.to_string()).collect();
        names.sort();
        let inputs = names
            .into_iter()
            .filter_map(|name| Some(Input::Bytes { bytes: DemoFiles::get(&name)?.data.into_owned(), name }))
            .collect();
        let options = ReadOptions {
            held: Some(|name| DemoFiles::get(name).map(|file| file.data.into_owned())),
            ..ReadOptions::default()
        };
        let mut rejections = Vec::new();
        let summary = import(store, media, inputs, options, false, at, |event| {
            if let Event::Rejected(rejection) = event {
                rejections.push(rejection.to_string());
            }
        })
        .await?;
        anyhow::ensure!(rejections.is_empty(), "演示内容有错：{}", rejections.join("；"));
        total.imported += summary.imported;
        total.revised += summary.revised;
    }
    Ok(total)
}
