//! How fast batches are saved, pages are read and everything is verified:
//! `cargo run --release -p store --example saves --features contract-suite -- FOLDER [BATCHES]`.
#![allow(clippy::unwrap_used, clippy::cast_precision_loss, reason = "a measurement")]

use std::{path::PathBuf, time::Instant};

use domain::EdgeType;
use store::prelude::*;
use store::{
    SqliteStore,
    contract::samples::{edge, edge_to, id, numbered, policy, related, save},
};

const SIZE: usize = 100;

fn document(n: usize) -> domain::Document {
    let body = format!("第{n}条　为了规范政策文件的公开，保障公众依法获取政府信息，制定本办法。\n").repeat(30);
    let document = numbered(
        policy(&format!("p{n:07}"), &format!("关于第{n}号事项的通知"), &body),
        &format!("明政发〔2026〕{n}号"),
    );
    let document = related(document, edge_to(EdgeType::BasedOn, &format!("p{:07}", n / 2)));
    let document = related(
        document,
        domain::Edge {
            document_number: Some(domain::DocumentNumber::from_normal_form(format!(
                "明政发〔2026〕{}号",
                n.saturating_sub(7)
            ))),
            ..edge(EdgeType::Amends)
        },
    );
    related(
        document,
        domain::Edge {
            title: Some(format!("关于第{}号事项的通知", n.saturating_sub(9))), ..edge(EdgeType::Cites)
        },
    )
}

#[tokio::main]
async fn main() {
    let mut args = std::env::args().skip(1);
    let folder = PathBuf::from(args.next().expect("a folder"));
    let batches: usize = args.next().map_or(50, |text| text.parse().unwrap());
    let store = SqliteStore::open(folder.join("saves.db")).await.unwrap();
    println!("one document: {} bytes of JSON", serde_json::to_vec(&document(1000)).unwrap().len());
    for what in ["import", "unchanged"] {
        let begin = Instant::now();
        for batch in 0..batches {
            save(&store, (0..SIZE).map(|n| document(batch * SIZE + n))).await;
        }
        println!("{what}: {:.0} documents/s", (batches * SIZE) as f64 / begin.elapsed().as_secs_f64());
    }
    let begin = Instant::now();
    for n in 0..100 {
        save(&store, [policy(&format!("single{n}"), "单", "一")]).await;
    }
    println!("single saves: {:.0}/s", 100.0 / begin.elapsed().as_secs_f64());
    let mut times: Vec<_> = Vec::new();
    for n in (0..batches * SIZE).step_by((batches * SIZE / 1000).max(1)) {
        let begin = Instant::now();
        store.page(&id(&format!("p{n:07}"))).await.unwrap().unwrap();
        times.push(begin.elapsed());
    }
    times.sort();
    let at = |share: usize| times.get(times.len() * share / 100).unwrap();
    println!("page: p50 {:?}, p99 {:?}", at(50), at(99));
    let begin = Instant::now();
    let (mut last, mut read) = (None, 0_u64);
    loop {
        let verified = store.verify_after(last.as_ref(), 64).await.unwrap();
        assert!(verified.altered.is_empty());
        read += verified.documents;
        if verified.last.is_none() {
            break;
        }
        last = verified.last;
    }
    println!("verify: {:.0} documents/s", read as f64 / begin.elapsed().as_secs_f64());
    let begin = Instant::now();
    let held = store.ids(domain::Kind::Policy).await.unwrap().len();
    println!("ids of {held} documents: {:?}", begin.elapsed());
}
