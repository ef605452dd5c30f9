//! Titles as people type them: the keys under which a title is found, and the article of a law that stands behind its title.

use hanzi::{fold, numerals};

/// “某法第三十七条”
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CitedArticle {
    /// The key of the law's title.
    pub(crate) law: String,
    /// `art37`
    pub(crate) clause: String,
}

/// The keys under which a title is found when it is typed whole: all of it, and without a bracket at its end.
pub(crate) fn title_keys(title: &str) -> Vec<String> {
    let folded = articles_in_words(&fold::fold(title));
    let whole = title_key(&folded);
    let mut keys = Vec::new();
    if let Some((before, _)) = folded.trim_end().strip_suffix(')').and_then(|open| open.rsplit_once('(')) {
        keys.push(title_key(before));
    }
    keys.push(whole);
    keys.retain(|key| !key.is_empty());
    keys.dedup();
    keys
}

/// Letters, digits and hanzi only, without the state's name before a law's.
pub(crate) fn title_key(folded: &str) -> String {
    let key: String = folded.chars().filter(|c| c.is_alphanumeric()).collect();
    match key.strip_prefix("中华人民共和国") {
        Some(rest) if rest.chars().nth(1).is_some() => rest.to_owned(),
        _ => key,
    }
}

/// `第37条` → `第三十七条`: texts count their articles in words.
pub(crate) fn articles_in_words(folded: &str) -> String {
    let mut text = String::with_capacity(folded.len());
    let mut rest = folded;
    while let Some((before, after)) = rest.split_once('第') {
        text.push_str(before);
        text.push('第');
        rest = after;
        let after_blank = after.trim_start();
        let digits = after_blank.len() - after_blank.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let number = after_blank
            .get(..digits)
            .filter(|digits| (1..=4).contains(&digits.len()))
            .and_then(|digits| digits.parse().ok());
        let unit = after_blank
            .get(digits..)
            .map(str::trim_start)
            .filter(|tail| tail.starts_with(['条', '章', '款', '项', '节', '编']));
        if let (Some(number), Some(unit)) = (number, unit) {
            text.push_str(&numerals::to_chinese(number));
            rest = unit;
        }
    }
    text.push_str(rest);
    text
}

/// The article that the key of a query names behind a title.
pub(crate) fn cited_article(key: &str) -> Option<CitedArticle> {
    let at = key
        .rmatch_indices('第')
        .map(|(at, _)| at)
        .find(|at| article_number(key.get(*at..).unwrap_or_default()).is_some())?;
    let law = key.get(..at).filter(|law| law.chars().nth(1).is_some())?;
    Some(CitedArticle { law: law.to_owned(), clause: article_number(key.get(at..)?)? })
}

/// A title that names an article of a text, without the article: `劳动法第三条` → `劳动法`.
pub(crate) fn without_article(title: &str) -> &str {
    let is_article = |text: &str| {
        article_number(text).is_some()
            && text.chars().all(|c| c.is_ascii_digit() || "第条之零〇一二三四五六七八九十百千".contains(c))
    };
    let cut = title.rfind('第').and_then(|at| title.split_at_checked(at));
    cut.filter(|(before, article)| !before.is_empty() && is_article(article)).map_or(title, |(before, _)| before)
}

/// `第三十七条之一…` → `art37-1`
fn article_number(text: &str) -> Option<String> {
    let after = text.strip_prefix('第')?;
    let (number, length) = numerals::prefix(after)?;
    let tail = after.get(length..)?.strip_prefix('条')?;
    let inserted = tail.strip_prefix('之').and_then(numerals::prefix);
    Some(match inserted {
        Some((inserted, _)) => format!("art{number}-{inserted}"),
        None => format!("art{number}"),
    })
}
