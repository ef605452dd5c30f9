//! 照搬原文, 空话, 长句: what makes an explanation no better than what it explains (`domain.md` N22).

use std::{
    collections::HashSet,
    hash::{BuildHasher, RandomState},
};

/// Characters in a row that nobody writes twice by chance.
const RUN: usize = 12;
/// The longest sentence that is understood when it is heard once, in characters.
pub const LONG_SENTENCE: usize = 60;

/// Words that fill a sentence and tell a reader nothing to do.
const EMPTY: [&str; 16] = [
    "进一步",
    "切实",
    "扎实",
    "着力",
    "大力",
    "积极稳妥",
    "有力有效",
    "高度重视",
    "统筹推进",
    "持续深化",
    "全面贯彻",
    "狠抓",
    "抓好落实",
    "不断提升",
    "充分发挥",
    "有序推进",
];

/// The runs of a text, to compare others with; each by its hash, a sixth of its size.
#[derive(Debug, Clone, Default)]
pub struct Runs {
    hashes: HashSet<u64>,
    hasher: RandomState,
}

impl Runs {
    /// Of an official text.
    pub fn of(text: &str) -> Self {
        let hasher = RandomState::new();
        let hashes = words_of(text).windows(RUN).map(|run| hasher.hash_one(run)).collect();
        Self { hashes, hasher }
    }

    /// The share of a text's characters (0..=1) that stand in a run of the official text, punctuation left out.
    pub fn copied_share(&self, text: &str) -> f64 {
        let words = words_of(text);
        let mut is_copied = vec![false; words.len()];
        for (at, run) in words.windows(RUN).enumerate() {
            if self.hashes.contains(&self.hasher.hash_one(run)) {
                is_copied.iter_mut().skip(at).take(RUN).for_each(|copied| *copied = true);
            }
        }
        let copied = is_copied.iter().filter(|copied| **copied).count();
        #[expect(clippy::cast_precision_loss, reason = "a text has far fewer than 2^52 characters")]
        if words.is_empty() { 0.0 } else { copied as f64 / words.len() as f64 }
    }
}

/// Letters and digits alone.
fn words_of(text: &str) -> Vec<char> {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The empty words of a text, each once, in the order of the list.
pub fn empty_words(text: &str) -> Vec<&'static str> {
    EMPTY.into_iter().filter(|word| text.contains(word)).collect()
}

/// The longest sentence above [`LONG_SENTENCE`], in characters.
pub fn too_long(text: &str) -> Option<usize> {
    let sentences = text.split(['。', '！', '？', '；', '\n']);
    sentences
        .map(|sentence| sentence.chars().filter(|c| c.is_alphanumeric()).count())
        .max()
        .filter(|longest| *longest > LONG_SENTENCE)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLAUSE: &str =
        "第五条　补贴按照孩次一次性发放：第一个子女2000元，第二个子女5000元，第三个及以上子女每人10000元。";

    #[test]
    fn what_was_copied_is_told_from_what_was_explained() {
        let runs = Runs::of(CLAUSE);
        assert!(runs.copied_share(CLAUSE) > 0.99);
        assert!(
            runs.copied_share(
                "补贴按照孩次一次性发放，第一个子女2000元。记得一年内去社区办，带上身份证和户口本，别的都不用。"
            ) > 0.3
        );
        assert!(runs.copied_share("头胎两千，二胎五千，三胎起每个一万，一次给清，打到社保卡上。") < 0.01);
        assert!(runs.copied_share("") < 0.01 && Runs::of("").copied_share(CLAUSE) < 0.01);
    }

    #[test]
    fn empty_words_and_long_sentences_are_found() {
        assert_eq!(empty_words("要进一步切实抓好"), ["进一步", "切实"]);
        assert!(empty_words("带身份证去社区办。").is_empty());
        assert_eq!(too_long(&"长".repeat(61)), Some(61));
        assert_eq!(too_long(&format!("{}。{}", "短".repeat(60), "短".repeat(60))), None);
    }
}
