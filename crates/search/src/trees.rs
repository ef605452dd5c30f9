//! Sums over many small decision trees (gradient boosting, Friedman 2001): how likely a card is right, fitted by
//! `tests/answers/fit.py` (ADR 12), and which of the best results comes first, fitted by `tests/relevance/fit.py` (ADR 13).

use std::sync::OnceLock;

use serde::Deserialize;

const CARD: &str = include_str!("../data/card.json");
const RANKING: &str = include_str!("../data/ranking.json");

/// Log-odds as a likelihood.
pub(crate) fn logistic(score: f32) -> f32 {
    1.0 / (1.0 + (-score).exp())
}

/// A forest of trees over a list of numbers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Trees {
    /// What each number is, in order.
    names: Vec<String>,
    /// Log-odds before any tree.
    bias: f32,
    sum: Vec<Tree>,
    /// The same trees, for many lists at once.
    #[serde(skip)]
    masks: OnceLock<Vec<Masks>>,
}

/// Leaves of a tree: a bit each.
const LEAVES: usize = 8;
/// Lists that go through a tree together.
const TOGETHER: usize = 8;

/// A tree without steps (`QuickScorer`, Lucchese 2015): each node strikes out the leaves that a list above its bound cannot reach; of
/// what is left, the first is reached. No step waits for the one before, nor is anything guessed.
#[derive(Debug)]
struct Masks {
    /// The place of the number, its bound, and the leaves that are left above it.
    nodes: Vec<(usize, f32, u32)>,
    /// From left to right.
    leaves: [f32; LEAVES],
}

/// A tree: nodes by number, the first is the root. A child that is negative is a leaf: −1 the first.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tree {
    /// By node: the place of the number it looks at, and the bound up to which it goes left.
    at: Vec<u16>,
    bound: Vec<f32>,
    left: Vec<i16>,
    right: Vec<i16>,
    /// By node: the mean of the leaves under it.
    mean: Vec<f32>,
    /// By leaf: log-odds.
    leaf: Vec<f32>,
}

impl Trees {
    /// What decides on cards.
    pub(crate) fn card() -> &'static Self {
        static CARD_TREES: OnceLock<Trees> = OnceLock::new();
        CARD_TREES
            .get_or_init(|| serde_json::from_str(CARD).expect("a test reads the trees that ship with the program"))
    }

    /// What decides on the order of the best results.
    pub(crate) fn ranking() -> &'static Self {
        static RANKING_TREES: OnceLock<Trees> = OnceLock::new();
        RANKING_TREES
            .get_or_init(|| serde_json::from_str(RANKING).expect("a test reads the trees that ship with the program"))
    }

    /// The sum of each list of numbers.
    pub(crate) fn scores<const N: usize>(&self, measured: &[[f32; N]]) -> Vec<f32> {
        let masks = self.masks.get_or_init(|| self.sum.iter().map(Tree::masks).collect());
        let mut scores = vec![self.bias; measured.len()];
        for (scores, measured) in scores.chunks_mut(TOGETHER).zip(measured.chunks(TOGETHER)) {
            let mut columns = [[0.0f32; TOGETHER]; N];
            for (at, list) in measured.iter().enumerate() {
                for (column, number) in columns.iter_mut().zip(list) {
                    if let Some(place) = column.get_mut(at) {
                        *place = *number;
                    }
                }
            }
            for tree in masks {
                let mut left = [u32::MAX; TOGETHER];
                for (at, bound, above) in &tree.nodes {
                    let Some(column) = columns.get(*at) else { continue };
                    for (left, number) in left.iter_mut().zip(column) {
                        *left &= if *number <= *bound { u32::MAX } else { *above };
                    }
                }
                for (score, left) in scores.iter_mut().zip(left) {
                    *score += tree.leaves.get(left.trailing_zeros() as usize).copied().unwrap_or_default();
                }
            }
        }
        scores
    }

    /// How likely, 0..=1, where the sum is of log-odds.
    pub(crate) fn likelihood(&self, measured: &[f32]) -> f32 {
        logistic(self.bias + self.sum.iter().map(|tree| tree.walk(measured, |_, _| {})).sum::<f32>())
    }

    /// What each number adds to the log-odds, by name, the weightiest first (Saabas 2014).
    pub(crate) fn reasons(&self, measured: &[f32]) -> Vec<(&str, f32)> {
        let mut sums = vec![0.0f32; self.names.len()];
        for tree in &self.sum {
            tree.walk(measured, |at, step| {
                if let Some(sum) = sums.get_mut(at) {
                    *sum += step;
                }
            });
        }
        let mut reasons: Vec<(&str, f32)> =
            self.names.iter().map(String::as_str).zip(sums).filter(|(_, sum)| *sum != 0.0).collect();
        reasons.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
        reasons
    }
}

impl Tree {
    fn masks(&self) -> Masks {
        let mut masks = Masks { nodes: Vec::new(), leaves: [0.0; LEAVES] };
        if self.at.is_empty() {
            masks.leaves[0] = self.leaf.first().copied().unwrap_or_default();
        } else {
            self.below(0, 0, &mut masks);
        }
        masks
    }

    /// Adds what is at a node and below; the number of leaves so far, and then.
    fn below(&self, node: usize, before: usize, masks: &mut Masks) -> usize {
        let mut leaf_or_node = |child: Option<&i16>, before: usize| match child.copied().unwrap_or(-1) {
            leaf if leaf < 0 => {
                if let Some(place) = masks.leaves.get_mut(before) {
                    *place = self.leaf.get(usize::from(leaf.unsigned_abs()) - 1).copied().unwrap_or_default();
                }
                before + 1
            }
            node => self.below(usize::from(node.unsigned_abs()), before, masks),
        };
        let middle = leaf_or_node(self.left.get(node), before);
        let after = leaf_or_node(self.right.get(node), middle);
        let bits = |count: usize| (1u32 << count.min(31)) - 1;
        if let (Some(at), Some(bound)) = (self.at.get(node), self.bound.get(node)) {
            masks.nodes.push((usize::from(*at), *bound, !(bits(middle) & !bits(before))));
        }
        after
    }

    /// Goes down to a leaf and tells each step: the number looked at, and by how much the mean changes.
    fn walk(&self, measured: &[f32], mut told: impl FnMut(usize, f32)) -> f32 {
        let mut node = 0usize;
        let mut mean = self.mean.first().copied().unwrap_or_default();
        // A tree that is well formed is never deeper than it has nodes.
        for _ in 0..=self.at.len() {
            let (Some(at), Some(bound)) = (self.at.get(node), self.bound.get(node)) else { break };
            let at = usize::from(*at);
            let goes_left = measured.get(at).copied().unwrap_or_default() <= *bound;
            let next = if goes_left { self.left.get(node) } else { self.right.get(node) }.copied().unwrap_or(-1);
            if next < 0 {
                let leaf = self.leaf.get(usize::from(next.unsigned_abs()) - 1).copied().unwrap_or_default();
                told(at, leaf - mean);
                return leaf;
            }
            node = usize::from(next.unsigned_abs());
            let below = self.mean.get(node).copied().unwrap_or_default();
            told(at, below - mean);
            mean = below;
        }
        self.leaf.first().copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_add_up_and_tell_why() {
        let two = r#"{"names": ["likeness", "lead"], "bias": -1.0, "sum": [
            {"at": [0, 1], "bound": [0.5, 2.0], "left": [-1, -2], "right": [1, -3], "mean": [0.2, 0.6], "leaf": [-1.0, 0.5, 1.5]},
            {"at": [], "bound": [], "left": [], "right": [], "mean": [], "leaf": [0.25]}]}"#;
        let trees: Trees = serde_json::from_str(two).unwrap();
        for (measured, sum) in [([0.5, 9.0], -1.0), ([0.6, 2.0], 0.5), ([0.6, 2.1], 1.5)] {
            assert!((trees.likelihood(&measured) - logistic(sum + 0.25 - 1.0)).abs() < 1e-6);
            assert!((trees.scores(&[measured; 9])[8] - (sum + 0.25 - 1.0)).abs() < 1e-6);
        }
        let reasons = trees.reasons(&[0.6, 3.0]);
        assert_eq!(reasons.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["lead", "likeness"]);
        assert!((reasons[0].1 - 0.9).abs() < 1e-6 && (reasons[1].1 - 0.4).abs() < 1e-6);
    }

    #[test]
    fn the_trees_that_ship_look_at_what_is_measured() {
        assert_eq!(Trees::card().names.len(), crate::answering::card::MEASURED);
        assert_eq!(Trees::ranking().names, crate::rerank::MEASURED);
        for (names, tree) in [Trees::card(), Trees::ranking()]
            .into_iter()
            .flat_map(|trees| trees.sum.iter().map(|tree| (trees.names.len(), tree)))
        {
            let nodes = tree.at.len();
            assert!(tree.at.iter().all(|at| usize::from(*at) < names) && tree.leaf.len() <= LEAVES);
            assert!(
                [tree.bound.len(), tree.left.len(), tree.right.len(), tree.mean.len()]
                    .iter()
                    .all(|length| *length == nodes)
                    && tree.leaf.len() == nodes + 1
            );
            let children = || tree.left.iter().chain(&tree.right).copied();
            assert!(children().all(|child| if child < 0 {
                usize::from(child.unsigned_abs()) <= tree.leaf.len()
            } else {
                usize::from(child.unsigned_abs()) < nodes
            }));
            // Each child has one parent, so that nothing goes in circles.
            let mut inner: Vec<i16> = children().filter(|child| *child >= 0).collect();
            inner.sort_unstable();
            assert_eq!(inner, (1..i16::try_from(nodes.max(1)).unwrap()).collect::<Vec<_>>());
        }
    }
}
