//! Whether the lexicon is sound: `mingbai synonyms check`.

use std::collections::HashMap;

use domain::Date;
use hanzi::segment::Segmenter;

use super::{
    contrasts::{Contrasts, MOST_KINDS},
    gist::{self, Piece},
    lexicon::Lexicon,
    squeezed::squeezed,
};
use crate::Error;

/// What is wrong with an entry of the lexicon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LexiconFault {
    /// The table and the entry's name.
    pub entry: String,
    /// A Chinese sentence.
    pub sentence: String,
    /// Whether it must be mended before the table is used; others are to be looked at.
    pub is_error: bool,
}

/// The size of the lexicon and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LexiconReport {
    /// Entries.
    pub entries: usize,
    /// Words of all entries.
    pub words: usize,
    /// Faults, errors first.
    pub faults: Vec<LexiconFault>,
}

/// Checks the lexicon and the contrasts that ship with the program: circles, doubled words, unknown wider entries, entries that their
/// own sentence does not reach, kinds that do not exclude one another, and entries whose day of review has passed.
pub fn check_lexicon(today: Date) -> Result<LexiconReport, Error> {
    Ok(check(&*Lexicon::shared()?, &Segmenter::shared(), today))
}

pub(crate) fn check(lexicon: &Lexicon, segmenter: &Segmenter, today: Date) -> LexiconReport {
    let mut faults = Vec::new();
    let mut holders: HashMap<String, Vec<usize>> = HashMap::new();
    let mut words = 0;
    let entry = |at: usize| {
        lexicon.concepts.get(at).map(|concept| format!("{}：{}", concept.table, concept.name())).unwrap_or_default()
    };
    for (at, concept) in lexicon.concepts.iter().enumerate() {
        let mut fault =
            |sentence: String, is_error: bool| faults.push(LexiconFault { entry: entry(at), sentence, is_error });
        for word in concept.official.iter().chain(&concept.lay) {
            words += 1;
            holders.entry(squeezed(word)).or_default().push(at);
            if squeezed(word).chars().nth(1).is_none() {
                fault(format!("“{word}”去掉“了、过、个、的”以后不到两个字，处处都会碰上：请写长一些"), true);
            }
        }
        for unknown in &concept.unknown_broader {
            fault(format!("上一级“{unknown}”没有这个词条：请改成某一条的第一个正式名称"), true);
        }
        if concept.is_circular {
            fault("绕了一圈又成了自己的上一级：请断开一处".to_owned(), true);
        }
        let gist = gist::read(&hanzi::fold::fold(&concept.rescues), lexicon, segmenter);
        let number = u32::try_from(at).unwrap_or(u32::MAX);
        let is_reached = gist.also.contains(&number)
            || gist
                .units
                .iter()
                .any(|unit| matches!(&unit.piece, Piece::Concept(numbers) if numbers.contains(&number)));
        if !is_reached {
            fault(format!("例句“{}”认不出这一条：请补上例句里的说法，或者换一句", concept.rescues), false);
        }
        if let Some((sentence, is_error)) = not_reviewed(&concept.review_on, &concept.owner, today) {
            fault(sentence, is_error);
        }
    }
    let mut doubled: Vec<(String, Vec<usize>)> = holders.into_iter().filter(|(_, at)| at.len() > 1).collect();
    doubled.sort_unstable();
    for (word, at) in doubled {
        let others: Vec<String> = at.iter().skip(1).map(|at| entry(*at)).collect();
        faults.push(LexiconFault {
            entry: at.first().map(|at| entry(*at)).unwrap_or_default(),
            sentence: format!("“{word}”还在 {} 里：一个说法只放一处", others.join("、")),
            is_error: true,
        });
    }
    faults.extend(check_contrasts(&lexicon.contrasts, today));
    faults.sort_by_key(|fault| !fault.is_error);
    LexiconReport { entries: lexicon.concepts.len(), words, faults }
}

fn check_contrasts(contrasts: &Contrasts, today: Date) -> Vec<LexiconFault> {
    let mut faults = Vec::new();
    let mut fault = |set: &str, sentence: String, is_error: bool| {
        faults.push(LexiconFault { entry: format!("对立词：{set}"), sentence, is_error });
    };
    for set in &contrasts.sets {
        if set.members.len() < 2 || set.members.len() > MOST_KINDS {
            fault(&set.name, format!("有 {} 项：一组要有 2 到 {MOST_KINDS} 项", set.members.len()), true);
        }
        let mut holders: HashMap<String, usize> = HashMap::new();
        for (kind, word) in
            set.members.iter().enumerate().flat_map(|(kind, words)| words.iter().map(move |word| (kind, word)))
        {
            let word = squeezed(&hanzi::fold::fold(word));
            if word.is_empty() {
                fault(&set.name, "有一个空的说法：请删掉".to_owned(), true);
            } else if holders.insert(word.clone(), kind).is_some_and(|other| other != kind) {
                fault(&set.name, format!("“{word}”在两项里：一个说法只放一项"), true);
            }
        }
    }
    if let Some((sentence, is_error)) = not_reviewed(&contrasts.review_on, &contrasts.owner, today) {
        fault("全表", sentence, is_error);
    }
    faults
}

/// What is wrong with a day of review, and whether it is an error.
fn not_reviewed(review_on: &str, owner: &str, today: Date) -> Option<(String, bool)> {
    match review_on.parse::<Date>() {
        Ok(day) => (day < today).then(|| (format!("该在 {day} 以前复核，由{owner}负责"), false)),
        Err(_) => Some((format!("复核日期“{review_on}”不是 2027-06-30 这样的写法"), true)),
    }
}
