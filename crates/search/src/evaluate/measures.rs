//! The measures themselves: nDCG with gains 2^rel − 1, reciprocal rank, recall, percentiles.

use std::collections::HashMap;

/// Sums over queries, for means.
#[derive(Default)]
pub(super) struct Sums {
    pub(super) ndcg: f64,
    pub(super) reciprocal_rank: f64,
    pub(super) recall_at_10: f64,
    pub(super) recall_at_100: f64,
}

impl Sums {
    /// Adds one query.
    pub(super) fn add(&mut self, ranked: &[(&str, f32)], relevant: &HashMap<String, f64>) {
        let gain = |rel: f64| rel.exp2() - 1.0;
        let discount = |rank: usize| (f64::from(u32::try_from(rank).unwrap_or(u32::MAX)) + 2.0).log2();
        let mut ideal: Vec<f64> = relevant.values().copied().collect();
        ideal.sort_by(|a, b| b.total_cmp(a));
        let best: f64 = ideal.iter().take(10).enumerate().map(|(rank, rel)| gain(*rel) / discount(rank)).sum();
        let found: Vec<(usize, f64)> =
            ranked.iter().enumerate().filter_map(|(rank, (id, _))| Some((rank, *relevant.get(*id)?))).collect();
        let got: f64 =
            found.iter().filter(|(rank, _)| *rank < 10).map(|(rank, rel)| gain(*rel) / discount(*rank)).sum();
        self.ndcg += got / best;
        if let Some((rank, _)) = found.first().filter(|(rank, _)| *rank < 10) {
            self.reciprocal_rank += 1.0 / f64::from(u32::try_from(rank + 1).unwrap_or(u32::MAX));
        }
        #[allow(clippy::cast_precision_loss, reason = "a share")]
        let share =
            |depth: usize| found.iter().filter(|(rank, _)| *rank < depth).count() as f64 / relevant.len() as f64;
        self.recall_at_10 += share(10);
        self.recall_at_100 += share(100);
    }
}

/// The nearest rank.
pub(super) fn percentile(sorted: &[f64], percent: usize) -> f64 {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or_default()
}
