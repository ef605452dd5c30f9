//! Counters and times, and the address where a monitor reads them.

use std::{net::SocketAddr, time::Duration};

use anyhow::Context as _;
use axum::{Router, http::StatusCode, routing::get};
use metrics::{Counter, Gauge, Histogram, counter, gauge, histogram};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use super::incidents::Incident;

/// The handles, looked up once.
pub struct Metrics {
    cached: Counter,
    answers: [Counter; 5],
    seconds: Histogram,
    render_seconds: Histogram,
    search_seconds: Histogram,
    generation: Gauge,
    behind: Gauge,
    altered: Gauge,
    limited: Counter,
    refused: [Counter; Incident::ALL.len()],
}

impl Metrics {
    /// Takes the handles from whichever recorder is installed; without one they do nothing.
    pub fn register() -> Self {
        Self {
            cached: counter!("mingbai_cached_answers_total"),
            answers: ["1xx", "2xx", "3xx", "4xx", "5xx"]
                .map(|class| counter!("mingbai_answers_total", "status" => class)),
            seconds: histogram!("mingbai_answer_seconds"),
            render_seconds: histogram!("mingbai_render_seconds"),
            search_seconds: histogram!("mingbai_search_seconds"),
            generation: gauge!("mingbai_content_generation"),
            behind: gauge!("mingbai_index_behind_changes"),
            altered: gauge!("mingbai_altered_documents"),
            limited: counter!("mingbai_limited_total"),
            refused: Incident::ALL.map(|incident| counter!("mingbai_refused_total", "event" => incident.as_str())),
        }
    }

    pub(crate) fn answered_from_cache(&self) {
        self.cached.increment(1);
    }

    pub(crate) fn answered(&self, status: StatusCode, took: Duration) {
        let class = usize::from(status.as_u16() / 100).saturating_sub(1);
        if let Some(counter) = self.answers.get(class) {
            counter.increment(1);
        }
        self.seconds.record(took);
    }

    pub(crate) fn rendered(&self, took: Duration) {
        self.render_seconds.record(took);
    }

    pub(crate) fn search(&self, took: Duration) {
        self.search_seconds.record(took);
    }

    pub(crate) fn limited(&self) {
        self.limited.increment(1);
    }

    pub(crate) fn refused(&self, incident: Incident) {
        for (known, counter) in Incident::ALL.into_iter().zip(&self.refused) {
            if known == incident {
                counter.increment(1);
            }
        }
    }

    /// Changes that readers do not see yet.
    #[allow(clippy::cast_precision_loss, reason = "a sequence below 2^52")]
    pub(crate) fn behind(&self, changes: u64) {
        self.behind.set(changes as f64);
    }

    /// What in the store is not what was stored.
    #[allow(clippy::cast_precision_loss, reason = "a number of documents")]
    pub(crate) fn altered(&self, documents: u64) {
        self.altered.set(documents as f64);
    }

    #[allow(clippy::cast_precision_loss, reason = "a sequence below 2^52")]
    pub(crate) fn generation(&self, generation: u64) {
        self.generation.set(generation as f64);
    }
}

/// Installs the recorder. To be called before any [`Metrics`] are registered.
pub fn install() -> anyhow::Result<PrometheusHandle> {
    PrometheusBuilder::new()
        .set_buckets(&[0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0])
        .and_then(PrometheusBuilder::install_recorder)
        .context("指标不能启用")
}

/// Serves the metrics on their own address until the process ends.
pub async fn serve(address: SocketAddr, handle: PrometheusHandle) -> anyhow::Result<()> {
    let listener =
        tokio::net::TcpListener::bind(address).await.with_context(|| format!("指标地址 {address} 不能使用"))?;
    let router = Router::new().route(
        "/metrics",
        get(move || {
            let handle = handle.clone();
            async move { handle.render() }
        }),
    );
    tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::error!(error = error.to_string(), "指标服务停止");
        }
    });
    Ok(())
}
