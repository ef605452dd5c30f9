//! The best results are read once more.

use super::*;

/// Words of the query everywhere, and one sentence that says what was asked.
fn scattered(ids: &[&str]) -> Index {
    let index = Index::in_memory().unwrap();
    let document = |id: &&str| {
        let text = if *id == "says-it" {
            "本条适用于城镇。\n建设单位停止供水的，应当提前二十四小时通知用户。\n违反规定的由有关部门处理。\n"
                .to_owned()
        } else {
            format!(
                "停止{id}建设的单位应当报告。\n用户可以提前申请供水。\n通知应当在二十四小时内发出。\n违反规定的由有关部门处理。\n"
            )
        };
        document(id, "供水条例", &text)
    };
    fill(&index, ids.iter().map(document).collect(), 7);
    index
}

const ASKED: &str = "停止供水要提前多久通知用户";

#[test]
fn a_sentence_that_says_it_stands_above_scattered_words() {
    let index = scattered(&["aa", "bb", "cc", "dd", "says-it", "zz"]);
    assert_eq!(find(&index, ASKED).first().map(String::as_str), Some("says-it"));
}

#[test]
fn a_second_look_finds_and_loses_nothing_and_does_not_depend_on_where_documents_lie() {
    let names: Vec<String> = (0..60).map(|number| format!("d{number:02}")).collect();
    let mut order: Vec<&str> = names.iter().map(String::as_str).chain(["says-it"]).collect();
    let forwards = find(&scattered(&order), ASKED);
    order.reverse();
    assert_eq!(find(&scattered(&order), ASKED), forwards);
    let index = scattered(&order);
    let first_look = index.ranked_with(crate::Ranking { reranks: false, ..crate::Ranking::default() });
    let all = |index: &Index| {
        let mut found = ids(&index.search(&SearchRequest { per_page: 100, ..request(ASKED) }).unwrap())
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>();
        found.sort();
        found
    };
    assert_eq!(all(&first_look), all(&index));
}
