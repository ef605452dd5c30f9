//! The numbers of the ranking, and what was measured of them.

use crate::priors::Priors;

/// The numbers of the ranking, one set for every kind of content; measured with [`crate::evaluate()`].
///
/// What the measurements said (nDCG@10 on everyday questions → articles / questions → notices / mixed portal):
/// passages against whole documents .403/.908/.809 against .40/.906/.773; length normalisation 0.5 instead of 0.9 costs
/// .03 on long documents; titles at equal weight cost .01 to .02 everywhere, at 0.15 nothing; the second best passage adds
/// nothing; rarity to a power above 1 costs; question words left in cost up to .005. Holding a short query that finds
/// little to [`Ranking::coverage`] costs .015 of recall on keywords. Differences below .02 are noise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranking {
    /// How soon repetitions stop counting.
    pub k1: f32,
    /// How much a long title loses.
    pub title_b: f32,
    /// How much a long passage loses.
    pub body_b: f32,
    /// Weights of words, characters, bigrams in titles.
    pub title: [f32; 3],
    /// How much more a title counts that holds nearly all of the query: it is what somebody looks for who types
    /// keywords, while a title that shares a word with a question is chance.
    pub titled: f32,
    /// Weights of words, characters, bigrams in passages.
    pub body: [f32; 3],
    /// What a pair of neighbours counts that belong to two words.
    pub bridge: f32,
    /// Terms of one kind that are looked up, the most telling first.
    pub most_terms: usize,
    /// Characters that stand in more than this part of all passages are not looked up: they cost most and tell least.
    pub commonest: f32,
    /// Characters of a passage (when indexing).
    pub passage_chars: usize,
    /// The part of a short query that a result must hold, by weight.
    pub coverage: f32,
    /// The number of bigrams' worth that a result to a long query must hold.
    pub coverage_terms: f32,
    /// To a longer query, and to a short one that finds little, what holds less is a result too, if it holds half a bigram's
    /// worth, or this part of the query …
    pub least_coverage: f32,
    /// … and scores this part of the best.
    pub near_best: f32,
    /// With fewer results than this a short query finds little.
    pub few: usize,
    /// What nearness counts beside words, in the score of the tenth: as much as words, where they do not decide.
    pub nearness: f32,
    /// What a document brings along.
    pub priors: Priors,
    /// Whether the best are looked at once more.
    pub reranks: bool,
}

impl Default for Ranking {
    fn default() -> Self {
        Self {
            k1: 0.9,
            title_b: 0.3,
            body_b: 0.9,
            title: [0.15, 0.1, 0.15],
            titled: 5.0,
            body: [0.6, 0.9, 1.0],
            bridge: 0.7,
            most_terms: 64,
            commonest: 0.3,
            passage_chars: crate::passages::PASSAGE_CHARS,
            coverage: 0.5,
            coverage_terms: 2.0,
            least_coverage: 0.2,
            near_best: 0.25,
            few: 100,
            nearness: 1.0,
            priors: Priors::default(),
            reranks: true,
        }
    }
}
