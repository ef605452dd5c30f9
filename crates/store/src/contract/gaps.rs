//! What readers asked and nothing answers.

use super::{Place, samples::*};
use crate::{GapReport, gaps::MOST_ASKED_A_DAY};

/// The same question of one day is counted, no flood fills the disk, and no page changes.
pub async fn what_is_missing_is_counted_by_day_and_question(place: &impl Place) {
    let store = place.open().await;
    let before = store.generation().await.unwrap();
    let report = |asked: &str, on: &str| GapReport { asked: asked.into(), day: day(on), times: 1 };
    for (asked, on) in [
        ("无人机在哪里能飞", "2026-03-01"),
        ("养蜂要登记吗", "2026-03-01"),
        ("养蜂要登记吗", "2026-03-01"),
        ("养蜂要登记吗", "2026-03-02"),
    ] {
        store.report_gap(&report(asked, on)).await.unwrap();
    }
    let shown: Vec<_> =
        store.gap_reports().await.unwrap().into_iter().map(|gap| (gap.day.to_string(), gap.asked, gap.times)).collect();
    assert_eq!(
        shown,
        [
            ("2026-03-02".into(), "养蜂要登记吗".into(), 1),
            ("2026-03-01".into(), "养蜂要登记吗".into(), 2),
            ("2026-03-01".into(), "无人机在哪里能飞".into(), 1),
        ]
    );
    for number in 0..MOST_ASKED_A_DAY + 50 {
        store.report_gap(&report(&format!("第{number}问"), "2026-03-03")).await.unwrap();
    }
    store.report_gap(&report("第1问", "2026-03-03")).await.unwrap();
    let flood: Vec<_> =
        store.gap_reports().await.unwrap().into_iter().filter(|gap| gap.day == day("2026-03-03")).collect();
    assert!(flood.len() <= MOST_ASKED_A_DAY as usize + 1, "{}", flood.len());
    assert_eq!(flood.iter().map(|gap| gap.times).sum::<u32>(), MOST_ASKED_A_DAY + 51, "each is counted");
    assert!(
        flood.iter().any(|gap| gap.asked == "第1问" && gap.times == 2),
        "what is known goes on being counted by its words"
    );
    assert_eq!(store.forget_gaps(day("2026-03-03")).await.unwrap(), 3, "those of the days before");
    assert!(store.gap_reports().await.unwrap().iter().all(|gap| gap.day == day("2026-03-03")));
    assert_eq!(store.generation().await.unwrap(), before);
}
