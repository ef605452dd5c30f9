//! Understanding what was typed: terms with weights, document numbers, citations, pinyin, synonyms.
//!
//! Never fails: whatever was typed yields a question, an empty one if there is nothing to search for.

pub(crate) mod knowledge;
pub(crate) mod letters;
pub(crate) mod slips;
mod spelling;

use std::{collections::HashMap, ops::Range};

use domain::search::UnderstoodAs;
use hanzi::{
    document_number::{self, Fragment},
    fold, highlight,
    segment::{Segmenter, TermKind},
};

use self::{knowledge::Knowledge, letters::Meant, slips::slips};
use crate::{
    language::{
        gist::{self, Gist, Piece},
        squeezed::squeezed,
    },
    schema::KINDS,
    titles::{CitedArticle, articles_in_words, cited_article, title_key},
};

/// Characters of a query that are looked at.
const LONGEST_QUERY: usize = 400;
/// Official words that one query is expanded by.
const MOST_EXPANSIONS: usize = 6;
/// Weight of a synonym's terms beside those that were typed.
const SYNONYM_WEIGHT: f32 = 0.4;

/// Characters that carry grammar: a pair with one of them is found, but not marked.
const FUNCTION_CHARACTERS: [char; 48] = [
    '的', '了', '吗', '呢', '吧', '啊', '是', '有', '在', '和', '与', '或', '及', '对', '为', '以', '于', '被', '把',
    '由', '从', '这', '那', '哪', '什', '么', '怎', '如', '何', '可', '能', '否', '会', '要', '请', '问', '我', '你',
    '他', '她', '它', '们', '者', '所', '其', '之', '谁', '也',
];

/// Longer ones before those they hold.
const QUESTION_WORDS: [&str; 28] = [
    "请问",
    "怎么办",
    "怎么样",
    "怎么",
    "怎样",
    "为什么",
    "是什么",
    "有什么",
    "什么样",
    "什么",
    "有哪些",
    "哪些",
    "哪里",
    "哪儿",
    "哪个",
    "如何",
    "是不是",
    "能不能",
    "可不可以",
    "有没有",
    "会不会",
    "要不要",
    "能否",
    "可否",
    "吗",
    "呢",
    "谢谢",
    "您好",
];

/// A term to look up.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct QuestionTerm {
    pub(crate) text: String,
    pub(crate) kind: TermKind,
    pub(crate) weight: f32,
    /// Comes from the synonym table.
    pub(crate) is_expansion: bool,
    /// A pair that only bridges two words: 育补 in 生育补贴. It tells that they stand side by side, and no more.
    pub(crate) is_bridge: bool,
}

/// “All bigrams of the official word stand for those of the lay word.”
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Expansion {
    pub(crate) official: Vec<String>,
    pub(crate) lay: Vec<String>,
}

/// A query, understood.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Question {
    /// Folded, with pinyin and slips put right, without the words that make it a question.
    pub(crate) words: String,
    pub(crate) terms: Vec<QuestionTerm>,
    pub(crate) expansions: Vec<Expansion>,
    pub(crate) notes: Vec<UnderstoodAs>,
    /// The whole query is a document number, or a piece of one.
    pub(crate) number: Option<Fragment>,
    /// Numbers that stand in the query among other words, in normal form.
    pub(crate) whole_numbers: Vec<String>,
    /// The key of a title that the query may be.
    pub(crate) title: String,
    pub(crate) article: Option<CitedArticle>,
    /// Folded, with pinyin and slips put right.
    pub(crate) text: String,
    /// That, as typed pieces.
    pub(crate) gist: Gist,
}

/// Understands a query; `literal` takes it as it stands: no synonyms, no pinyin, no slips put right.
pub(crate) fn understand(typed: &str, knowledge: &Knowledge<'_>, literal: bool) -> Question {
    let typed: String = typed.chars().filter(|c| !c.is_control() || c.is_whitespace()).take(LONGEST_QUERY).collect();
    let typed = typed.trim();
    let folded = articles_in_words(&fold::fold(typed));
    let mut question = Question { title: title_key(&folded), ..Question::default() };
    note_traditional(typed, &mut question);
    note_number(typed, &folded, &mut question);
    question.article = cited_article(&question.title);
    let mut words = folded.clone();
    if question.number.is_none() && !literal {
        let meant = letters::read(&folded, knowledge);
        for Meant { place, words: meant } in meant.iter().rev() {
            words.replace_range(place.clone(), meant);
        }
        let note = |Meant { place, words }: Meant| UnderstoodAs {
            from: folded.get(place).unwrap_or_default().to_owned(),
            to: words,
            why: "pinyin".into(),
        };
        question.notes.extend(meant.into_iter().map(note));
    }
    if question.number.is_none() && question.article.is_none() && !literal {
        for (slip, meant) in slips(&words, knowledge) {
            words = words.replacen(&slip, &meant, 1);
            question.notes.push(UnderstoodAs { from: slip, to: meant, why: "typo".into() });
        }
    }
    question.gist = gist::read(&words, knowledge.lexicon, knowledge.segmenter);
    question.text = words;
    let words = without_question_words(&question.text);
    add_terms(&words, 1.0, false, knowledge.segmenter, &mut question.terms);
    if !literal {
        expand(&words, knowledge, &mut question);
    }
    question.words = words;
    question
}

impl Question {
    /// Whether it names a document, and asks nothing.
    pub(crate) fn names_one(&self) -> bool {
        self.article.is_some() || self.number.is_some() || !self.whole_numbers.is_empty()
    }

    /// Whether something is asked that a question or a clause could answer.
    pub(crate) fn asks(&self) -> bool {
        !self.is_empty() && !self.names_one()
    }

    /// Whether there is anything to look for.
    pub(crate) fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// What snippets mark: words and bigrams, and single characters where there is nothing else.
    pub(crate) fn marks(&self) -> Vec<highlight::QueryTerm> {
        let has_words = self.terms.iter().any(|term| term.text.chars().nth(1).is_some());
        self.terms
            .iter()
            .filter(|term| !has_words || term.text.is_ascii() || term.text.chars().nth(1).is_some())
            .filter(|term| {
                !term.is_bridge && (term.kind != TermKind::Bigram || !term.text.contains(FUNCTION_CHARACTERS))
            })
            .map(|term| {
                #[allow(clippy::cast_precision_loss, reason = "a handful of characters")]
                let length = term.text.chars().count() as f32;
                // Pairs that are no word are grammar as often as meaning (的补, 需要).
                let telling = if term.kind == TermKind::Word { length } else { 0.5 };
                highlight::QueryTerm { text: term.text.clone(), weight: telling * term.weight }
            })
            .collect()
    }
}

/// The query without the words that make it a question: rare in official text, they would count for much there
/// and say nothing of the matter. A query of nothing else is left as it is.
pub(crate) fn without_question_words(words: &str) -> String {
    let mut left = words.to_owned();
    for word in QUESTION_WORDS {
        if left.contains(word) {
            left = left.replace(word, " ");
        }
    }
    if left.chars().any(char::is_alphanumeric) { left } else { words.to_owned() }
}

fn note_traditional(typed: &str, question: &mut Question) {
    if fold::has_traditional(typed) {
        let from: String = typed.chars().take(60).collect();
        let to = fold::fold(&from);
        question.notes.push(UnderstoodAs { from, to, why: "traditional".into() });
    }
}

fn note_number(typed: &str, folded: &str, question: &mut Question) {
    // Patterns cost more than a look.
    if !folded.contains(|c: char| c.is_ascii_digit() || matches!(c, '〔' | '第' | '号')) {
        return;
    }
    let swapped = || {
        let (first, rest) = folded.split_once(' ')?;
        document_number::fragments(&format!("{} {first}", rest.trim()))
    };
    question.number = document_number::fragments(folded).or_else(swapped);
    question.whole_numbers = match document_number::parse(folded) {
        Some(number) => {
            if number.as_str() != typed {
                question.notes.push(UnderstoodAs {
                    from: typed.to_owned(),
                    to: number.to_string(),
                    why: "document_number".into(),
                });
            }
            vec![number.as_str().to_owned()]
        }
        None => document_number::find_all(folded).into_iter().map(|(_, number)| number.as_str().to_owned()).collect(),
    };
}

fn add_terms(folded: &str, weight: f32, is_expansion: bool, segmenter: &Segmenter, terms: &mut Vec<QuestionTerm>) {
    let typed_before = terms.len();
    let mut words: Vec<Range<usize>> = Vec::new();
    segmenter.each(folded, TermKind::Word, |place| words.push(place));
    // Each end lies in a word, and no word holds both.
    let bridges = |place: &Range<usize>| {
        let within = |at: usize| words.iter().any(|word| word.contains(&at));
        within(place.start)
            && within(place.end.saturating_sub(1))
            && !words.iter().any(|word| word.start <= place.start && place.end <= word.end)
    };
    for kind in KINDS {
        let mut is_bridge: HashMap<&str, bool> = HashMap::new();
        let mut counts: HashMap<&str, (usize, f32)> = HashMap::new();
        segmenter.each(folded, kind, |place| {
            if let Some(text) = folded.get(place.clone()) {
                let order = counts.len();
                *is_bridge.entry(text).or_insert(true) &= kind == TermKind::Bigram && bridges(&place);
                counts.entry(text).or_insert((order, 0.0)).1 += 1.0;
            }
        });
        let mut ordered: Vec<_> = counts.into_iter().collect();
        ordered.sort_by_key(|(_, (order, _))| *order);
        for (text, (_, count)) in ordered {
            if !terms.iter().take(typed_before).any(|term| term.kind == kind && term.text == text) {
                terms.push(QuestionTerm {
                    text: text.to_owned(),
                    kind,
                    weight: weight * count.sqrt(),
                    is_expansion,
                    is_bridge: is_bridge.get(text).copied().unwrap_or(false),
                });
            }
        }
    }
}

/// Adds the official words of what people call otherwise, and says so.
fn expand(words: &str, knowledge: &Knowledge<'_>, question: &mut Question) {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for unit in &question.gist.units {
        let Piece::Concept(numbers) = &unit.piece else { continue };
        for concept in numbers.iter().filter_map(|number| knowledge.lexicon.concept(*number)) {
            let is_its_name = concept
                .official
                .first()
                .is_none_or(|name| squeezed(name) == unit.text || words.contains(name.as_str()));
            if is_its_name {
                continue;
            }
            let official = concept
                .official
                .iter()
                .find(|official| !words.contains(official.as_str()) && (knowledge.holds_pairs)(official));
            pairs.extend(official.map(|official| (unit.text.clone(), official.clone())));
        }
    }
    for (lay, official) in pairs.into_iter().take(MOST_EXPANSIONS) {
        question.notes.push(UnderstoodAs { from: lay.clone(), to: official.clone(), why: "synonym".into() });
        add_terms(&official, SYNONYM_WEIGHT, true, knowledge.segmenter, &mut question.terms);
        let bigrams = |text: &str| {
            let mut found = Vec::new();
            knowledge.segmenter.each(text, TermKind::Bigram, |place| found.extend(text.get(place).map(str::to_owned)));
            found
        };
        question.expansions.push(Expansion { official: bigrams(&official), lay: bigrams(&lay) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{lexicon::Lexicon, vocabulary::Vocabulary};

    fn ask(typed: &str) -> Question {
        let vocabulary = Vocabulary::of(["生育", "补贴"]);
        let lexicon = Lexicon::shared().unwrap();
        let knowledge = Knowledge {
            segmenter: &Segmenter::shared(),
            lexicon: &lexicon,
            vocabulary: &vocabulary,
            is_indexed: &|run| run == "app",
            holds_pairs: &|_| true,
            titles_with: &|_| 1,
        };
        understand(typed, &knowledge, false)
    }

    #[test]
    fn a_number_is_known_in_any_spelling() {
        for typed in ["国办发2020 17号", "国办发〔2020〕17号", "國辦發[2020]１７号"] {
            assert_eq!(ask(typed).whole_numbers, ["国办发〔2020〕17号"], "{typed}");
        }
        for typed in ["〔2020〕17号", "17号 2020", "2020 17号"] {
            assert_eq!(
                ask(typed).number.map(|number| (number.year, number.serial)),
                Some((Some(2020), Some(17))),
                "{typed}"
            );
        }
    }

    #[test]
    fn an_article_is_known_with_either_numerals() {
        for typed in
            ["个人独资企业法第三十七条", "《中华人民共和国个人独资企业法》第37条", "个人独资企业法 第 37 条第二款"]
        {
            let article = ask(typed).article.unwrap();
            assert_eq!((article.law.as_str(), article.clause.as_str()), ("个人独资企业法", "art37"), "{typed}");
        }
    }

    #[test]
    fn pinyin_becomes_words_of_titles() {
        for typed in ["shengyubutie", "ShengYu butie"] {
            let question = ask(typed);
            assert!(question.terms.iter().any(|term| term.text == "补贴"), "{typed}: {question:?}");
            assert!(question.notes.iter().any(|note| note.why == "pinyin"));
        }
        assert!(ask("app").notes.is_empty());
    }

    #[test]
    fn synonyms_are_told_and_can_be_switched_off() {
        let question = ask("怎么吃低保");
        assert_eq!(
            question.notes.iter().map(|note| (note.from.as_str(), note.to.as_str())).collect::<Vec<_>>(),
            [("吃低保", "最低生活保障")]
        );
        assert!(ask("办理营业执照").notes.is_empty(), "the official word is there already");
    }

    #[test]
    fn nothing_to_search_for_is_no_error() {
        for typed in ["", "，。！？", "😀😀", "\u{0}\u{1}\u{7f}", " \n\t"] {
            assert!(ask(typed).is_empty(), "{typed:?}");
        }
        assert!(ask(&"政策".repeat(5000)).terms.len() < 10);
    }
}
