//! Slips of the pen and of the ear: words that sound like what was typed or look like it, where what was typed is none
//! (宅基第 → 宅基地, 末成年人 → 未成年人).

use std::ops::RangeInclusive;

use hanzi::{fold, pinyin, segment::Segmenter};

use super::knowledge::Knowledge;
use crate::language::{gist, sounds};

/// How much easier a text must be to read for a slip to be taken for one.
const EASIER: f32 = 0.9;
/// How much a word that titles have is to be preferred.
const IN_TITLES: f32 = 0.5;
/// Characters of a word that may be a slip.
const CHARS: RangeInclusive<usize> = 2..=6;
/// How often the dictionary meets a character that is a word by itself (小, 未, 由): alone it is no slip.
const COMMON: usize = 5500;
/// Readings that are tried for one slip, of sound and of shape each.
const MOST_TRIED: usize = 8;
/// Characters in which slips are looked for.
const LOOKED_AT: usize = 40;
/// Characters of a word that tells by itself that it is meant.
const SURE_OF_ITSELF: usize = 3;
/// Slips of one query.
const MOST: usize = 2;

/// Characters of grammar, numbers, and verbs that stand alone: 是明 in 也是明乐户口 is no slip for 失明, nor 公家认 one for 公家人.
const NO_SLIP: &str = "是在有不没就都也还又很太再能会该要想让给把被跟和与向往从到去来上下里外前后得地只才刚为以因所可认说看问叫用拿我你他她它们这那哪谁什么几多少吗呢吧啊一二两三四五六七八九十百千万";

/// Slips of a folded text, with what was meant; at most two.
pub(crate) fn slips(folded: &str, knowledge: &Knowledge<'_>) -> Vec<(String, String)> {
    let cost = |text: &str| gist::read(text, knowledge.lexicon, knowledge.segmenter).cost;
    let mut text = folded.to_owned();
    let mut slips = Vec::new();
    for _ in 0..MOST {
        let chars: Vec<char> = text.chars().take(LOOKED_AT).collect();
        let alone = alone(&text, knowledge.segmenter);
        let mut tried = of_sound(&chars, &alone, knowledge);
        tried.extend(of_shape(&chars, &alone, knowledge));
        if tried.is_empty() {
            break;
        }
        // What stands far behind is read alike before and after.
        let read: String = text.chars().take(LOOKED_AT + CHARS.end()).collect();
        let before = cost(&read);
        let gain = |(typed, meant): &(String, String)| before - cost(&read.replacen(typed, meant, 1));
        let easier = tried.into_iter().map(|slip| (gain(&slip), slip)).filter(|(gain, (_, meant))| {
            let is_sure = meant.chars().count() >= SURE_OF_ITSELF && is_of_both(meant, knowledge);
            *gain >= if is_sure { 0.0 } else { EASIER }
        });
        // What titles say is meant rather than what they do not; the first of equals is the longest.
        let best = easier
            .map(|(gain, slip)| (if (knowledge.titles_with)(&slip.1) > 0 { gain + IN_TITLES } else { gain }, slip))
            .reduce(|best, next| if next.0 > best.0 { next } else { best });
        let Some((_, (typed, meant))) = best else { break };
        text = text.replacen(&typed, &meant, 1);
        slips.push((typed, meant));
    }
    slips
}

/// A word of the dictionary that the collection has.
fn is_of_both(word: &str, knowledge: &Knowledge<'_>) -> bool {
    knowledge.segmenter.frequency(word) > 0 && (knowledge.holds_pairs)(word)
}

/// Something that stands for itself: a word of the dictionary, or what the collection has.
fn is_itself(typed: &str, knowledge: &Knowledge<'_>) -> bool {
    knowledge.segmenter.frequency(typed) > 0 || (knowledge.holds_pairs)(typed)
}

/// The places of characters that belong to no word of the dictionary and carry no grammar.
fn alone(text: &str, segmenter: &Segmenter) -> Vec<usize> {
    let mut at = 0;
    let mut alone = Vec::new();
    for piece in segmenter.pieces(text) {
        let length = piece.chars().count();
        if length == 1 && piece.chars().all(|c| fold::is_hanzi(c) && !NO_SLIP.contains(c)) {
            alone.push(at);
        }
        at += length;
    }
    alone
}

/// Stretches that sound like a word, with that word, the longest first.
fn of_sound(chars: &[char], alone: &[usize], knowledge: &Knowledge<'_>) -> Vec<(String, String)> {
    let sounds: Vec<String> = chars.iter().map(|c| sounds::blurred(*c)).collect();
    let mut tried = Vec::new();
    for length in CHARS.rev() {
        for (start, (window, sounds)) in chars.windows(length).zip(sounds.windows(length)).enumerate() {
            let typed = || window.iter().collect::<String>();
            let is_odd = alone.iter().any(|at| (start..start + length).contains(at));
            let of_titles =
                || knowledge.vocabulary.get(&pinyin::spell(&typed()).full).filter(|_| !is_itself(&typed(), knowledge));
            for meant in knowledge.lexicon.sounding(&sounds.concat()).iter().chain(is_odd.then(of_titles).flatten()) {
                let other = meant.chars().zip(window).filter(|(a, b)| a != *b).count();
                let is_grammar = meant.chars().zip(window).any(|(a, b)| a != *b && NO_SLIP.contains(*b));
                // Of two characters, both must sound just as they are written: 收菜 is no 馊菜. Words in a row are no slip: 执业资格
                // is no 职业资格.
                let as_written = || {
                    meant
                        .chars()
                        .zip(window)
                        .all(|(a, b)| pinyin::syllable(*b).is_none_or(|heard| pinyin::syllables(a).contains(&heard)))
                };
                let is_heard = if length > 2 { is_odd } else { as_written() };
                let is_held = || length == 2 && (knowledge.holds_pairs)(&typed());
                if other > 0
                    && !is_grammar
                    && is_heard
                    && other <= length / 2
                    && meant.chars().count() == length
                    && tried.len() < MOST_TRIED
                    && !is_held()
                {
                    tried.push((typed(), meant.clone()));
                }
            }
        }
    }
    tried
}

/// Stretches that look like a word but for one character, with that word, the longest first. A character within a word of the
/// dictionary is doubted only in a longer word of the lexicon: 货款 is one, and yet 创业货款 is none.
fn of_shape(chars: &[char], alone: &[usize], knowledge: &Knowledge<'_>) -> Vec<(String, String)> {
    let mut tried: Vec<(String, String)> = Vec::new();
    for (at, typed) in chars.iter().enumerate().filter(|(_, c)| fold::is_hanzi(**c) && !NO_SLIP.contains(**c)) {
        let is_common = knowledge.segmenter.frequency(typed.encode_utf8(&mut [0; 4])) >= COMMON;
        let is_alone = !is_common && alone.contains(&at);
        let shortest = if is_alone { *CHARS.start() } else { SURE_OF_ITSELF };
        // As many characters on either side as belong to a word with it.
        let before = chars
            .get(..at)
            .unwrap_or_default()
            .iter()
            .rev()
            .take(CHARS.end() - 1)
            .take_while(|c| fold::is_hanzi(**c))
            .count();
        let after = chars
            .get(at + 1..)
            .unwrap_or_default()
            .iter()
            .take(CHARS.end() - 1)
            .take_while(|c| fold::is_hanzi(**c))
            .count();
        let around: String = chars.iter().skip(at - before).take(before + 1 + after).collect();
        let bounds: Vec<usize> = around.char_indices().map(|(place, _)| place).chain([around.len()]).collect();
        for alike in knowledge.lexicon.alike(*typed, !is_alone) {
            let changed: String =
                around.chars().enumerate().map(|(i, c)| if i == before { *alike } else { c }).collect();
            let is_word = |word: &str| knowledge.lexicon.is_telling(word) || is_alone && is_of_both(word, knowledge);
            // What is left is a word by itself: 扫 after 充电桩 is something else, 土 after 集体 begins another word.
            let is_beside = |start: usize, end: usize| {
                let (left, is_end) = if end == before + 1 { (start..before, true) } else { (before + 1..end, false) };
                let text = || around.get(*bounds.get(left.start)?..*bounds.get(left.end)?);
                let is_word = |word: &str| {
                    if is_common {
                        is_itself(word, knowledge)
                    } else {
                        is_end && left.len() >= SURE_OF_ITSELF && knowledge.lexicon.is_telling(word)
                    }
                };
                (is_end || start == before) && left.len() > 1 && text().is_some_and(is_word)
            };
            let places = (shortest..=*CHARS.end()).rev().flat_map(|length| {
                ((before + 1).saturating_sub(length)..=before).map(move |start| (start, start + length))
            });
            let found = places
                .filter_map(|(start, end)| Some((start, end, *bounds.get(start)?..*bounds.get(end)?)))
                .find_map(|(start, end, place)| {
                    // Look-alikes take as many bytes: hanzi of the basic plane.
                    let meant = changed.get(place.clone()).filter(|meant| is_word(meant) && !is_beside(start, end))?;
                    Some((around.get(place)?.to_owned(), meant.to_owned()))
                });
            tried.extend(found.filter(|(typed, _)| !is_itself(typed, knowledge)));
        }
    }
    tried.sort_by_key(|(typed, _)| std::cmp::Reverse(typed.len()));
    tried.truncate(MOST_TRIED);
    tried
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::language::{lexicon::Lexicon, vocabulary::Vocabulary};

    fn put_right(text: &str) -> Vec<(String, String)> {
        let (lexicon, vocabulary) = (Lexicon::shared().unwrap(), Vocabulary::default());
        let knowledge = Knowledge {
            segmenter: &Segmenter::shared(),
            lexicon: &lexicon,
            vocabulary: &vocabulary,
            is_indexed: &|_| false,
            holds_pairs: &|word| ["标准", "未成年"].contains(&word),
            titles_with: &|_| 0,
        };
        slips(text, &knowledge)
    }

    #[test]
    fn slips_of_sound_and_of_shape_are_put_right() {
        for (typed, slip, meant) in [
            ("低宝怎么申请", "低宝", "低保"),
            ("末成年人救助", "末成年", "未成年"),
            ("宅基地贷款", "", ""),
            ("货款要找谁担保", "", ""),
            ("标淮是多少钱", "标淮", "标准"),
        ] {
            let wanted: Vec<(String, String)> =
                if slip.is_empty() { vec![] } else { vec![(slip.to_owned(), meant.to_owned())] };
            assert_eq!(put_right(typed), wanted, "{typed}");
        }
        for right in ["低保怎么申请", "今天天气真好", "期末考试", "已婚能申请", "侯家庄在哪", "冶炼厂欠工资"]
        {
            assert!(put_right(right).is_empty(), "{right}: {:?}", put_right(right));
        }
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_read(text in "\\PC{0,60}|[一-龥，。？a-z0-9了着过个的 岁年]{0,120}") {
            let _ = put_right(&text);
        }
    }
}
