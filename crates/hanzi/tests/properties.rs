//! What holds for any text at all. The grammar's and the tokenizer's own properties stand beside them.
#![allow(missing_docs, reason = "tests")]

use std::{collections::HashSet, ops::Range};

use domain::{ClauseId, clause::concatenate};
use hanzi::{
    clauses, clean, dates, document_number, extract,
    highlight::{Marked, QueryTerm},
    pinyin,
    segment::Segmenter,
};
use proptest::prelude::*;

/// Any characters, and the words and signs of official text in any order.
fn any_text() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "一、",
        "（一）",
        "第一条",
        "第二章 ",
        "附件1",
        "《",
        "》",
        "〈",
        "〉",
        "〔2020〕",
        "[2020]",
        "17号",
        "17 号",
        "国办发",
        "令第",
        "公告",
        "牵头单位：",
        "责任单位:",
        "县政务办",
        "、",
        "，",
        "；",
        "（",
        "）",
        "(",
        ")",
        "12月底前",
        "2026年2月30日",
        "二〇二六年",
        "99999999年",
        "自公布之日起施行",
        "年底前",
        "當",
        "(dāng)",
        "當(dāng)前位置:首頁(yè)",
        "發展?fàn)I造",
        "补贴",
        "\n",
        "\r\n",
        "\t",
        "\u{0}",
        "\u{feff}",
        "\u{202e}",
        "\u{20bb7}",
        "e\u{301}",
        "ﬁ",
        "İ",
        "👨‍👩‍👧",
        "\u{1f1e8}\u{1f1f3}",
        "㈠",
        "①",
        "１２",
        "９９９９９９９９９９９９９９９９９９９９９９",
    ]);
    prop_oneof![any::<String>(), prop::collection::vec(words, 0..40).prop_map(|words| words.concat())]
}

fn lies_in(place: &Range<usize>, text: &str) -> bool {
    text.get(place.clone()).is_some_and(|found| !found.is_empty())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn clauses_are_the_body_and_their_ids_are_unique(body in any_text()) {
        let clauses = clauses::parse(&body);
        prop_assert_eq!(concatenate(&clauses), body);
        let mut seen = HashSet::new();
        for clause in &clauses {
            prop_assert!(ClauseId::is_well_formed(clause.id.as_str()) && seen.insert(clause.id.as_str()), "{:?}", clause.id);
        }
    }

    #[test]
    fn extraction_leaves_the_text_and_takes_its_words_from_it(body in any_text(), title in any_text()) {
        let mut clauses = clauses::parse(&body);
        extract::fill(&mut clauses, &title, Some(2026));
        prop_assert_eq!(concatenate(&clauses), body);
        for clause in &clauses {
            prop_assert!(clause.deadlines.iter().all(|deadline| clause.text.contains(&deadline.text)), "{:?}", clause.deadlines);
            prop_assert!(clause.units.iter().flat_map(|note| &note.names).all(|name| !name.trim().is_empty()), "{:?}", clause.units);
        }
    }

    #[test]
    fn what_is_not_polluted_stays_as_it_is(raw in any_text()) {
        let cleaned = clean::clean(&raw);
        prop_assert!(cleaned.was_polluted || cleaned.text == raw);
    }

    #[test]
    fn unresolved_spots_are_found_where_they_are_said_to_be(raw in any_text()) {
        let cleaned = clean::clean(&raw);
        for spot in &cleaned.unresolved {
            prop_assert!(cleaned.text.lines().nth(spot.line - 1).is_some_and(|line| line.contains(&spot.text)), "{spot:?}");
        }
    }

    #[test]
    fn numbers_are_found_in_place_and_in_normal_form(text in any_text()) {
        for (place, number) in document_number::find_all(&text) {
            prop_assert!(lies_in(&place, &text));
            prop_assert_eq!(document_number::parse(number.as_str()), Some(number));
        }
    }

    #[test]
    fn dates_are_found_in_place(text in any_text()) {
        for (place, date) in dates::find_all(&text) {
            prop_assert!(lies_in(&place, &text), "{date}");
        }
        let _ = (dates::find_written_on(&text), dates::find_effective(&text));
    }

    #[test]
    fn terms_lie_in_the_text(text in any_text()) {
        for term in Segmenter::shared().terms(&text) {
            prop_assert!(lies_in(&term.range, &text) && !term.text.is_empty(), "{term:?}");
        }
    }

    #[test]
    fn marked_runs_are_the_text(text in any_text(), words in prop::collection::vec(any_text(), 0..4), length in 0usize..200) {
        let terms: Vec<QueryTerm> = words.into_iter().map(|text| QueryTerm { text, weight: 1.0 }).collect();
        let marked = Marked::new(&text, &terms);
        let window = marked.window(length);
        let shown: String = marked.runs(window.clone()).into_iter().map(|run| run.text).collect();
        prop_assert_eq!(text.get(window), Some(shown.as_str()));
        let whole: String = marked.whole().into_iter().map(|run| run.text).collect();
        prop_assert_eq!(whole, text.as_str());
    }

    #[test]
    fn anything_can_be_spelt(text in any_text()) {
        let slug = pinyin::slug(&text);
        prop_assert!(slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{slug}");
        let _ = (pinyin::spell(&text), clean::to_simplified(&text), document_number::fragments(&text));
    }
}
