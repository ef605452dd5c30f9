//! `mingbai serve`

use std::{net::SocketAddr, time::Duration};

use anyhow::Context as _;
use clap::Args;
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::watch,
};

use super::Global;
use crate::{
    clock::Clock,
    context::{Portal, metrics},
    http::{assets, front::Front, listen, render},
    jobs::{guard, incidents, indexer, withheld},
    services::{
        demo, indexing,
        operations::{Act, Outcome},
    },
    telemetry,
};

/// The options.
#[derive(Debug, Args)]
pub struct Serve {
    /// 监听的地址和端口；默认同时接受 IPv6 和 IPv4
    #[arg(long, env = "MINGBAI_LISTEN", default_value = "[::]:3000", value_name = "ADDR")]
    listen: SocketAddr,
    /// 带演示内容启动（均为虚构，每页注明）
    #[arg(long, env = "MINGBAI_DEMO", value_parser = clap::builder::FalseyValueParser::new())]
    demo: bool,
    /// 在另一个地址上提供运行指标，例如 127.0.0.1:9464
    #[arg(long, env = "MINGBAI_METRICS", value_name = "ADDR")]
    metrics: Option<SocketAddr>,
}

/// How long the index may take to end its commit after we were asked to stop.
const INDEX_TIME: Duration = Duration::from_secs(20);

pub(super) async fn run(global: &Global, args: Serve) -> anyhow::Result<()> {
    telemetry::start();
    render::prepare();
    let config = global.config()?;
    let clock = Clock::from_environment()?;
    let handle = args.metrics.map(|address| metrics::install().map(|handle| (address, handle))).transpose()?;
    let listener = listen::bind(args.listen)?;
    let url = listen::url(&listener)?;

    let store = global.store().await?;
    let media = global.media()?;
    if args.demo {
        let loaded = demo::load(&store, &media, clock.now()).await?;
        if loaded.imported > 0 {
            global.counts.note(&[("imported", loaded.imported), ("revised", loaded.revised)]);
            super::record(global, Act::new("demo load"), Outcome::Done);
            tracing::info!(documents = loaded.imported, revisions = loaded.revised, "演示内容已装入");
        }
    } else if store.has_demo().await? {
        anyhow::bail!("内容库里有演示内容：加上 --demo 启动，或先运行 mingbai demo remove 把它全部去掉");
    }
    let index = indexing::open(&global.data().index(), &store).await?.with_priors(config.ranking);
    let warmed = index.clone();
    tokio::task::spawn_blocking(move || {
        warmed
            .warm()
            .inspect_err(|error| tracing::warn!(error = error.to_string(), "问答没有预先读好，第一次搜索时再读"))
    });
    let site = config.site(args.demo, url.clone(), assets::addresses()?);
    let portal = Portal::new(store, media, index, clock, site, config);
    if let Some((address, handle)) = handle {
        metrics::serve(address, handle).await?;
    }

    let (stop, stopping) = watch::channel(false);
    let (caught_up, mut in_step) = watch::channel(false);
    let indexer = tokio::spawn(indexer::run(portal.clone(), stopping.clone(), caught_up));
    tokio::spawn(withheld::run(portal.clone(), stopping.clone()));
    tokio::spawn(incidents::run(portal.clone(), stopping.clone()));
    tokio::spawn(guard::run(portal.clone(), stopping.clone(), in_step.clone()));
    let server = tokio::spawn(listen::serve(listener, Front::new(portal.clone()), stopping));
    let mut interrupt = signal(SignalKind::interrupt()).context("不能接收信号")?;
    let mut terminate = signal(SignalKind::terminate()).context("不能接收信号")?;
    let ready = tokio::select! {
        // What `wait_for` answers holds the channel's lock: it must not be kept.
        done = async { in_step.wait_for(|done| *done).await.is_ok() } => done,
        _ = interrupt.recv() => false,
        _ = terminate.recv() => false,
    };
    if ready {
        println!("mingbai ready on {url}");
        tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
    }
    tracing::info!("正在停止：先完成手里的请求");
    stop.send_replace(true);
    server.await.context("服务没有正常结束")?;
    portal.incidents.tell();
    if tokio::time::timeout(INDEX_TIME, indexer).await.is_err() {
        tracing::warn!("索引没有在期限内停下，下次启动时补上");
    }
    portal.store.close().await;
    Ok(())
}
