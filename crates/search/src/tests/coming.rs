//! Days ahead.

use super::*;
use crate::{ComingDate, IndexDeadline};

fn with_validity(id: &str, validity: ValidityFacts) -> IndexDocument {
    let mut document = document(id, id, "文字\n");
    document.entry.validity = Some(validity);
    document
}

fn in_force_until(id: &str, expires_on: &str) -> IndexDocument {
    with_validity(
        id,
        ValidityFacts {
            effective_on: Some(day("2020-01-01")),
            expires_on: Some(day(expires_on)),
            ..ValidityFacts::default()
        },
    )
}

fn with_deadlines(mut document: IndexDocument, deadlines: &[(&str, &str, &str, &str)]) -> IndexDocument {
    let deadline = |(on, text, label, clause): &(&str, &str, &str, &str)| IndexDeadline {
        on: day(on),
        text: (*text).into(),
        label: (*label).into(),
        clause: (*clause).into(),
    };
    document.entry.deadlines = deadlines.iter().map(deadline).collect();
    document
}

/// What comes after [`today`], 2026-11-24.
fn coming(documents: Vec<IndexDocument>) -> Vec<ComingDate> {
    let index = Index::in_memory().unwrap();
    fill(&index, documents, 1);
    index.coming(today(), 10)
}

fn days_and_words(coming: &[ComingDate]) -> Vec<(String, &str)> {
    coming.iter().map(|coming| (coming.on.to_string(), coming.what.as_str())).collect()
}

#[test]
fn the_first_day_in_force_comes() {
    let found = coming(vec![with_validity(
        "new",
        ValidityFacts { effective_on: Some(day("2027-01-01")), ..ValidityFacts::default() },
    )]);
    assert_eq!(
        found,
        [ComingDate {
            on: day("2027-01-01"),
            what: "施行".into(),
            title: "new".into(),
            clause: None,
            url: "/policies/new".into()
        }]
    );
}

#[test]
fn the_day_after_the_last_in_force_comes() {
    assert_eq!(
        days_and_words(&coming(vec![in_force_until("old", "2026-12-31")])),
        [("2027-01-01".to_owned(), "有效期满")]
    );
}

#[test]
fn a_repeal_ahead_comes() {
    let change = Change {
        edge_type: EdgeType::Repeals,
        on: Some(day("2026-12-01")),
        by: DocumentId::parse("new").unwrap(),
        clause: None,
    };
    let found = coming(vec![with_validity(
        "old",
        ValidityFacts { effective_on: Some(day("2020-01-01")), changes: vec![change], ..ValidityFacts::default() },
    )]);
    assert_eq!(days_and_words(&found), [("2026-12-01".to_owned(), "已废止")]);
}

#[test]
fn what_is_over_or_has_no_dates_does_not_come() {
    let repealed = Change {
        edge_type: EdgeType::Repeals,
        on: Some(day("2022-01-01")),
        by: DocumentId::parse("new").unwrap(),
        clause: None,
    };
    let facts =
        ValidityFacts { expires_on: Some(day("2026-12-31")), changes: vec![repealed], ..ValidityFacts::default() };
    assert_eq!(
        coming(vec![
            in_force_until("expired", "2025-12-31"),
            with_validity("repealed", facts),
            document("plain", "题", "文字\n")
        ]),
        []
    );
}

#[test]
fn a_deadline_comes_with_its_words_and_its_place() {
    let plan = with_deadlines(
        document("plan", "年度要点", "文字\n"),
        &[("2026-12-31", "12月底前", "二、（三）", "2.3"), ("2026-12-15", "12月15日前", "", "")],
    );
    let of = |on, what: &str, clause: Option<&str>, url: &str| ComingDate {
        on: day(on),
        what: what.into(),
        title: "年度要点".into(),
        clause: clause.map(str::to_owned),
        url: url.into(),
    };
    assert_eq!(
        coming(vec![plan]),
        [
            of("2026-12-15", "12月15日前", None, "/policies/plan"),
            of("2026-12-31", "12月底前", Some("二、（三）"), "/policies/plan#c-2.3")
        ]
    );
}

#[test]
fn a_deadline_is_ahead_until_its_last_day_is_over() {
    let plan = with_deadlines(
        document("plan", "要点", "文字\n"),
        &[("2026-11-23", "昨天", "", ""), ("2026-11-24", "今天", "", ""), ("2026-11-25", "明天", "", "")],
    );
    assert_eq!(
        days_and_words(&coming(vec![plan])),
        [("2026-11-24".to_owned(), "今天"), ("2026-11-25".to_owned(), "明天")]
    );
}

#[test]
fn a_document_that_is_over_sets_no_deadlines() {
    let deadlines = [("2026-12-31", "12月底前", "", "")];
    let found = coming(vec![
        with_deadlines(in_force_until("over", "2026-06-30"), &deadlines),
        with_deadlines(in_force_until("over-before", "2026-12-30"), &deadlines),
    ]);
    assert_eq!(days_and_words(&found), [("2026-12-31".to_owned(), "有效期满")]);
}

#[test]
fn a_document_not_yet_in_force_sets_deadlines() {
    let facts = ValidityFacts { effective_on: Some(day("2026-12-01")), ..ValidityFacts::default() };
    let found = coming(vec![with_deadlines(with_validity("new", facts), &[("2026-12-31", "12月底前", "", "")])]);
    assert_eq!(days_and_words(&found), [("2026-12-01".to_owned(), "施行"), ("2026-12-31".to_owned(), "12月底前")]);
}

#[test]
fn the_nearest_come_first_and_no_more_than_asked_for() {
    let index = Index::in_memory().unwrap();
    let plan = with_deadlines(
        document("plan", "要点", "文字\n"),
        &[("2026-12-31", "乙", "", ""), ("2026-12-31", "甲", "", "")],
    );
    fill(&index, vec![in_force_until("a", "2027-06-30"), plan, in_force_until("b", "2026-11-30")], 1);
    assert_eq!(
        days_and_words(&index.coming(today(), 3)),
        [("2026-12-01".to_owned(), "有效期满"), ("2026-12-31".to_owned(), "乙"), ("2026-12-31".to_owned(), "甲")]
    );
}

#[test]
fn a_newer_revision_takes_its_deadlines_along() {
    let index = Index::in_memory().unwrap();
    fill(&index, vec![with_deadlines(document("plan", "要点", "文字\n"), &[("2026-12-31", "旧", "", "")])], 1);
    fill(&index, vec![with_deadlines(document("plan", "要点", "文字\n"), &[("2027-01-31", "新", "", "")])], 2);
    assert_eq!(days_and_words(&index.coming(today(), 10)), [("2027-01-31".to_owned(), "新")]);
}
