//! What readers could not understand.

use domain::ClauseId;

use super::{Place, samples::*};
use crate::{
    Kept, UnclearReport,
    unclear::{MOST_WORDS_A_DAY, MOST_WORDS_OF_A_DAY},
};

/// The same words of one day are counted, and no flood fills the disk.
pub async fn what_was_unclear_is_counted_by_day_and_words(place: &impl Place) {
    let store = place.open().await;
    let report = |clause: &str, words: &str, on: &str| UnclearReport {
        policy: id("birth"),
        revision: 1,
        clause: ClauseId::new(clause),
        words: words.into(),
        day: day(on),
        times: 1,
    };
    for (clause, words, on) in [
        ("art1", "", "2026-03-01"),
        ("art1", "", "2026-03-01"),
        ("art1", "什么叫常住", "2026-03-01"),
        ("art2", "", "2026-03-02"),
    ] {
        store.report_unclear(&report(clause, words, on)).await.unwrap();
    }
    let before = store.generation().await.unwrap();
    let all = store.unclear_reports(None).await.unwrap();
    let shown: Vec<_> =
        all.iter().map(|one| (one.day.to_string(), one.clause.to_string(), one.words.as_str(), one.times)).collect();
    assert_eq!(
        shown,
        [
            ("2026-03-02".into(), "art2".into(), "", 1),
            ("2026-03-01".into(), "art1".into(), "", 2),
            ("2026-03-01".into(), "art1".into(), "什么叫常住", 1),
        ]
    );
    assert!(store.unclear_reports(Some(&id("other"))).await.unwrap().is_empty());
    for number in 0..MOST_WORDS_A_DAY + 50 {
        store.report_unclear(&report("art3", &format!("第{number}句"), "2026-03-03")).await.unwrap();
    }
    let flood: Vec<_> = store
        .unclear_reports(None)
        .await
        .unwrap()
        .into_iter()
        .filter(|one| one.clause == ClauseId::new("art3"))
        .collect();
    assert!(flood.len() <= MOST_WORDS_A_DAY as usize + 1, "{}", flood.len());
    assert_eq!(flood.iter().map(|one| one.times).sum::<u32>(), MOST_WORDS_A_DAY + 50, "each is counted");
    assert_eq!(
        store.report_unclear(&report("art3", "第1句", "2026-03-03")).await.unwrap(),
        Kept::Words,
        "what is known goes on being counted by its words"
    );
    assert_eq!(store.report_unclear(&report("art3", "新的一句", "2026-03-03")).await.unwrap(), Kept::Count);
    assert_eq!(store.forget_unclear(day("2026-03-02")).await.unwrap(), 2, "both of the first day");
    assert!(store.unclear_reports(None).await.unwrap().iter().all(|one| one.day >= day("2026-03-02")));
    assert_eq!(store.generation().await.unwrap(), before, "no page changes");
}

/// However many clauses there are to write about.
pub async fn of_a_day_so_many_words_are_kept_and_the_rest_is_counted(place: &impl Place) {
    let store = place.open().await;
    let report = |number: u32, on: &str| UnclearReport {
        policy: id("birth"),
        revision: 1,
        clause: ClauseId::new(format!("art{}", number / 50)),
        words: format!("第{number}句"),
        day: day(on),
        times: 1,
    };
    for number in 0..MOST_WORDS_OF_A_DAY + 20 {
        let kept = store.report_unclear(&report(number, "2026-03-03")).await.unwrap();
        assert_eq!(kept, if number < MOST_WORDS_OF_A_DAY { Kept::Words } else { Kept::Count }, "{number}");
    }
    let all = store.unclear_reports(None).await.unwrap();
    assert_eq!(all.iter().filter(|one| !one.words.is_empty()).count(), MOST_WORDS_OF_A_DAY as usize);
    assert_eq!(all.iter().map(|one| one.times).sum::<u32>(), MOST_WORDS_OF_A_DAY + 20, "each is counted");
    assert_eq!(
        store.report_unclear(&report(7, "2026-03-03")).await.unwrap(),
        Kept::Words,
        "what is known is counted by its words"
    );
    assert_eq!(
        store.report_unclear(&report(9_999, "2026-03-04")).await.unwrap(),
        Kept::Words,
        "the next day there is room again"
    );
    assert_eq!(
        store.report_unclear(&report(9_998, "2026-03-03")).await.unwrap(),
        Kept::Count,
        "and none on the day before"
    );
    store.forget_unclear(day("2026-03-04")).await.unwrap();
    assert_eq!(
        store.report_unclear(&report(9_997, "2026-03-03")).await.unwrap(),
        Kept::Words,
        "what is forgotten takes no room"
    );
}
