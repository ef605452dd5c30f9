//! What matter a text leans to, which points it asks for, and how far two texts are about the same.

use super::{
    grams::{Pieces, meet},
    matters::{Asks, FULL, Matter, Matters, STEP, is_private},
};

/// How sharply likelihood follows nearness: e to this times the cosine.
const SHARPNESS: f32 = 30.0;

/// Matters kept of a text.
const KEPT: usize = 24;
/// Pieces of one text overlap, and so each tells half of what it would alone.
const OVERLAP: f32 = 0.5;

/// What a text may be about.
#[derive(Debug, Clone, Default)]
pub(crate) struct Leaning {
    /// Matters with how likely each is, of all 1; sorted by matter.
    shares: Vec<(u16, f32)>,
    /// The same of domains.
    domains: Vec<(u8, f32)>,
    /// The likeliest, and how likely it is.
    top: u16,
    pub(crate) most: f32,
    /// The cosine with the nearest matter, 0..=1.
    pub(crate) nearest: f32,
    /// How undecided it is: entropy in nats.
    pub(crate) entropy: f32,
    /// The points asked for; of a question, by itself and by any wording.
    asks: Asks,
    asks_any: Asks,
}

/// How far two texts are about one matter: natural logarithms of likelihoods, each at least that of about nothing.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Agreement {
    /// That both are about the same.
    pub(crate) same: f32,
    /// Of how much the two have in common (Bhattacharyya).
    pub(crate) common: f32,
    /// How likely the other is about what the one is most likely about, and the other way round.
    pub(crate) theirs: f32,
    pub(crate) ours: f32,
    /// That both are of the same domain.
    pub(crate) domain: f32,
    /// That the query asks for the point that the question itself asks for, and that any wording of it does.
    pub(crate) point: f32,
    pub(crate) point_any: f32,
    /// Of how much in common the query has with the question itself in the points asked for.
    pub(crate) points: f32,
}

impl Leaning {
    /// Compares a query with a question.
    pub(crate) fn agreement(&self, other: &Self) -> Agreement {
        let same: f32 = meet(&self.shares, &other.shares).map(|(a, b)| a * b).sum();
        let common: f32 = meet(&self.shares, &other.shares).map(|(a, b)| (a * b).sqrt()).sum();
        let domain: f32 = meet(&self.domains, &other.domains).map(|(a, b)| a * b).sum();
        let asks = |of: &dyn Fn(f32, f32) -> f32, theirs: &Asks| {
            (self.asks.iter().zip(theirs).map(|(a, b)| of(*a, *b)).sum::<f32>() + 1e-3).ln()
        };
        Agreement {
            same: (same + 1e-5).ln(),
            common: (common + 1e-3).ln(),
            theirs: (other.share(self.top) + 1e-4).ln(),
            ours: (self.share(other.top) + 1e-4).ln(),
            domain: (domain + 1e-3).ln(),
            point: asks(&|a, b| a * b, &other.asks),
            point_any: asks(&|a, b| a * b, &other.asks_any),
            points: asks(&|a, b| (a * b).sqrt(), &other.asks),
        }
    }

    /// Matters with how likely each is, by matter.
    pub(crate) fn shares(&self) -> &[(u16, f32)] {
        &self.shares
    }

    fn share(&self, matter: u16) -> f32 {
        self.shares
            .binary_search_by_key(&matter, |(matter, _)| *matter)
            .ok()
            .and_then(|at| self.shares.get(at))
            .map_or(0.0, |(_, share)| *share)
    }

    /// How likely no government sees to it.
    pub(crate) fn private(&self) -> f32 {
        self.domains.iter().filter(|(domain, _)| is_private(*domain)).map(|(_, share)| share).sum()
    }
}

impl Matters {
    /// How likely a text asks for each point.
    fn asks(&self, pieces: &Pieces) -> Asks {
        let mut sums = self.points.map(f32::ln);
        for steps in pieces.0.iter().filter_map(|(number, _)| self.asked.get(*number as usize)) {
            sums.iter_mut().zip(steps).for_each(|(sum, step)| *sum += STEP * f32::from(*step));
        }
        let most = sums.iter().copied().fold(f32::MIN, f32::max);
        let shares = sums.map(|sum| (OVERLAP * (sum - most)).exp());
        let all: f32 = shares.iter().sum();
        shares.map(|share| share / all)
    }

    /// Adds a share of the cosine with each matter.
    fn add_cosines(&self, pieces: &Pieces, share: f32, cosines: &mut [f32]) {
        for (number, weight) in &pieces.0 {
            let at = *number as usize;
            let (Some(from), Some(until)) = (self.starts.get(at), self.starts.get(at + 1)) else { continue };
            for (matter, held) in self.weights.get(*from as usize..*until as usize).into_iter().flatten() {
                if let Some(cosine) = cosines.get_mut(usize::from(*matter)) {
                    *cosine += share * weight * f32::from(*held) / FULL;
                }
            }
        }
    }

    /// What a text is about.
    pub(crate) fn leaning(&self, pieces: &Pieces) -> Leaning {
        let mut cosines = vec![0.0; self.all.len()];
        self.add_cosines(pieces, 1.0, &mut cosines);
        let asks = self.asks(pieces);
        Leaning { asks, asks_any: asks, ..self.leaning_of(&cosines) }
    }

    /// What a question is about: half by its own words, half by all its wordings, itself among them.
    #[allow(clippy::cast_precision_loss, reason = "a handful of wordings")]
    pub(crate) fn leaning_of_question(&self, wordings: &[Pieces]) -> Leaning {
        let mut cosines = vec![0.0; self.all.len()];
        let each = 0.5 / wordings.len().max(1) as f32;
        for (at, pieces) in wordings.iter().enumerate() {
            self.add_cosines(pieces, if at == 0 { 0.5 + each } else { each }, &mut cosines);
        }
        let mut asks = wordings.iter().map(|pieces| self.asks(pieces));
        let first = asks.next().unwrap_or_default();
        let mut any = first;
        for asks in asks {
            any.iter_mut().zip(asks).for_each(|(any, asks)| *any = any.max(asks));
        }
        let all: f32 = any.iter().sum();
        Leaning { asks: first, asks_any: any.map(|share| share / all.max(1.0)), ..self.leaning_of(&cosines) }
    }

    #[allow(clippy::cast_possible_truncation, reason = "far below 2¹⁶ matters")]
    fn leaning_of(&self, cosines: &[f32]) -> Leaning {
        let nearest = cosines.iter().copied().fold(0.0, f32::max);
        if nearest <= 0.0 {
            return Leaning::default();
        }
        let mut shares: Vec<(u16, f32)> =
            cosines.iter().enumerate().map(|(matter, cosine)| (matter as u16, *cosine)).collect();
        if shares.len() > KEPT {
            shares.select_nth_unstable_by(KEPT, |a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            shares.truncate(KEPT);
        }
        for (_, share) in &mut shares {
            *share = (SHARPNESS * (*share - nearest)).exp();
        }
        let all: f32 = shares.iter().map(|(_, share)| share).sum();
        for (_, share) in &mut shares {
            *share /= all;
        }
        shares.sort_unstable_by_key(|(matter, _)| *matter);
        let (top, most) = shares.iter().copied().fold((0, 0.0), |best, next| if next.1 > best.1 { next } else { best });
        let mut domains: Vec<(u8, f32)> = Vec::new();
        // Matters stand by domain, so that those of one follow one another.
        for (matter, share) in &shares {
            let domain = self.all.get(usize::from(*matter)).map_or(0, |matter| matter.domain);
            match domains.last_mut() {
                Some((last, sum)) if *last == domain => *sum += share,
                _ => domains.push((domain, *share)),
            }
        }
        let entropy = -shares.iter().map(|(_, share)| share * (share + 1e-9).ln()).sum::<f32>();
        Leaning { shares, domains, top, most, nearest, entropy, ..Leaning::default() }
    }

    /// What a text is most likely about; `None` where nothing of it is known.
    pub(crate) fn top(&self, leaning: &Leaning) -> Option<&Matter> {
        self.all.get(usize::from(leaning.top)).filter(|_| leaning.most > 0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answering::matters::plain;

    fn about(text: &str) -> (String, f32) {
        let matters = Matters::shared();
        let leaning = matters.leaning(&matters.pieces(&plain(text)));
        (matters.top(&leaning).map(|matter| matter.name.clone()).unwrap_or_default(), leaning.private())
    }

    #[test]
    fn near_twins_are_told_apart() {
        // Sentences that are not in the library.
        assert!(about("我想开一家药房要办哪些手续").0.contains('药'));
        assert!(about("给我家金毛办个狗证去哪儿").0.contains('犬'));
        assert!(about("红烧肉怎么做才好吃").1 > 0.5);
        assert!(about("工地上从架子摔下来算不算工伤").1 < 0.2);
    }

    #[test]
    fn what_is_in_common_is_symmetric_and_nothing_is_about_nothing() {
        let matters = Matters::shared();
        let lean = |text: &str| matters.leaning(&matters.pieces(&plain(text)));
        let (a, b) = (lean("低保怎么申请"), lean("吃低保要找谁"));
        assert!((a.agreement(&b).common - b.agreement(&a).common).abs() < 1e-6);
        assert!((a.agreement(&b).theirs - b.agreement(&a).ours).abs() < 1e-6);
        assert!(a.agreement(&b).common > a.agreement(&lean("怎么办护照")).common);
        assert!(lean("").shares.is_empty());
        assert!((a.shares.iter().map(|(_, share)| share).sum::<f32>() - 1.0).abs() < 1e-3);
    }
}
