//! Whether letters spell the characters of a word, syllables cut short among them.

use std::{collections::HashMap, sync::LazyLock};

use hanzi::pinyin;

/// How many syllables are cut short where the letters spell the characters, if they do.
pub(super) fn spells(letters: &str, chars: &[char]) -> Option<usize> {
    ends(letters, chars).into_iter().filter(|(end, _)| *end == letters.len()).map(|(_, short)| short).min()
}

/// Where letters that begin with the spelling of some characters have spelt all of them, with the syllables cut short.
pub(super) fn ends(letters: &str, chars: &[char]) -> Vec<(usize, usize)> {
    let mut ends = vec![(0, 0)];
    for c in chars {
        let mut next: Vec<(usize, usize)> = Vec::new();
        for syllable in pinyin::syllables(*c) {
            let forms = FORMS.get(syllable).map(Vec::as_slice).unwrap_or_default();
            for (at, short) in &ends {
                let Some(rest) = letters.get(*at..) else { continue };
                next.extend(
                    forms.iter().filter(|form| rest.starts_with(form.as_str())).map(|form| (at + form.len(), *short)),
                );
                let initial = syllable
                    .get(..1)
                    .filter(|initial| syllable.len() > 1 && rest.starts_with(initial))
                    .map(|_| (at + 1, short + 1));
                let double = syllable
                    .get(..2)
                    .filter(|initial| matches!(*initial, "zh" | "ch" | "sh") && rest.starts_with(initial))
                    .map(|_| (at + 2, short + 1));
                next.extend(initial.into_iter().chain(double));
            }
        }
        next.sort_unstable();
        next.dedup_by_key(|(end, _)| *end);
        if next.is_empty() {
            return next;
        }
        ends = next;
    }
    ends
}

/// How each syllable is typed.
static FORMS: LazyLock<HashMap<&'static str, Vec<String>>> = LazyLock::new(|| {
    let mut all = HashMap::new();
    for syllable in ('\u{4e00}'..='\u{9fff}').flat_map(pinyin::syllables) {
        all.entry(syllable).or_insert_with(|| forms(syllable));
    }
    all
});

/// How a syllable is typed: as it is, `ü` as `v` or `u` wherever it is heard, and as those write it who do not tell `zh` from `z`, `ang` from `an`.
fn forms(syllable: &str) -> Vec<String> {
    let mut forms = vec![syllable.to_owned()];
    if syllable.contains('v') {
        forms.push(syllable.replace('v', "u"));
    } else if syllable.starts_with(['j', 'q', 'x', 'y']) && syllable.contains('u') && !syllable.contains("iu") {
        forms.push(syllable.replacen('u', "v", 1));
    }
    let first = |forms: &[String]| -> Vec<String> {
        forms
            .iter()
            .filter_map(|form| match form.split_at_checked(1)? {
                (flat @ ("z" | "c" | "s"), rest) => Some(match rest.strip_prefix('h') {
                    Some(rest) => format!("{flat}{rest}"),
                    None => format!("{flat}h{rest}"),
                }),
                _ => None,
            })
            .collect()
    };
    let more = first(&forms);
    forms.extend(more);
    let nasal: Vec<String> = forms
        .iter()
        .filter_map(|form| match form.strip_suffix('g') {
            Some(rest) if rest.ends_with('n') => Some(rest.to_owned()),
            None if form.ends_with('n') && form.len() > 2 => Some(format!("{form}g")),
            _ => None,
        })
        .collect();
    forms.extend(nasal);
    forms
}
