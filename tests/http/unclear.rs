//! “没看懂这一条”.

use std::net::IpAddr;

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use domain::{ClauseId, DocumentId};
use server::http::client::Peer;
use store::{UnclearReport, unclear::MOST_WORDS_OF_A_DAY};

use crate::portal::{Answer, Fixture};

async fn post(portal: &Fixture, id: &str, body: &str, from: &str) -> Answer {
    portal.post_form(&format!("/policies/{id}/unclear"), body, from).await
}

#[tokio::test]
async fn a_reader_tells_the_department_without_javascript_and_without_telling_who() {
    let portal = Fixture::demo().await;
    assert!(
        portal
            .get("/policies/birth-support-2026")
            .await
            .text()
            .contains("/policies/birth-support-2026/unclear?clause=art5")
    );
    let form = portal.get("/policies/birth-support-2026/unclear?clause=art5").await;
    assert_eq!(form.status, StatusCode::OK);
    for words in ["第五条", "method=\"post\"", "name=\"words\"", "不记是谁问的"] {
        assert!(form.text().contains(words), "{words}");
    }
    let words = app::address::encode("“常住”怎么算？我电话13800138000");
    let sent = post(&portal, "birth-support-2026", &format!("clause=art5&words={words}&website="), "192.0.2.7").await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let thanks = portal.get(sent.header("location")).await;
    assert!(thanks.text().contains("收到了，谢谢"));
    let kept = portal.store.unclear_reports(None).await.unwrap();
    let [report] = kept.as_slice() else { panic!("{kept:?}") };
    assert_eq!(
        (report.clause.clone(), report.words.as_str(), report.times),
        (ClauseId::new("art5"), "“常住”怎么算？我电话＊＊＊", 1)
    );
    assert_eq!(report.day.to_string(), "2026-11-25");
}

#[tokio::test]
async fn what_is_no_report_is_not_kept() {
    let portal = Fixture::demo().await;
    // A program that fills in every field is thanked and forgotten.
    assert_eq!(
        post(&portal, "birth-support-2026", "clause=art5&words=x&website=http%3A%2F%2Fevil", "192.0.2.1").await.status,
        StatusCode::SEE_OTHER
    );
    for (id, body, status) in [
        ("birth-support-2026", "clause=art99", StatusCode::BAD_REQUEST),
        ("birth-support-2026", "", StatusCode::BAD_REQUEST),
        ("birth-support-2026", "clause=%3Cscript%3E", StatusCode::BAD_REQUEST),
        ("nobody", "clause=art5", StatusCode::NOT_FOUND),
        ("internal-inspection-2025", "clause=1", StatusCode::NOT_FOUND),
    ] {
        assert_eq!(post(&portal, id, body, "192.0.2.2").await.status, status, "{id} {body}");
    }
    assert!(portal.store.unclear_reports(None).await.unwrap().is_empty());
    for address in ["/policies/birth-support-2026/unclear", "/policies/birth-support-2026/unclear?clause=art99"] {
        assert_eq!(portal.get(address).await.status, StatusCode::BAD_REQUEST, "{address}");
    }
    assert_eq!(portal.get("/policies/nobody/unclear?clause=art5").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_flood_from_one_address_is_stopped_and_others_are_not() {
    let portal = Fixture::demo().await;
    let mut stopped = 0;
    for _ in 0..40 {
        stopped += u32::from(
            post(&portal, "birth-support-2026", "clause=art5", "192.0.2.3").await.status
                == StatusCode::TOO_MANY_REQUESTS,
        );
    }
    assert!(stopped >= 25, "{stopped}");
    assert_eq!(post(&portal, "birth-support-2026", "clause=art5", "192.0.2.4").await.status, StatusCode::SEE_OTHER);
}

/// A proxy on the same machine that nobody named lets nobody send without end.
#[tokio::test]
async fn a_proxy_that_was_not_named_is_one_client() {
    let portal = Fixture::demo().await;
    for (header, limited) in [("x-forwarded-for", true), ("via", true), ("accept", false)] {
        let mut stopped = 0;
        for _ in 0..40 {
            let mut request = Request::post("/policies/birth-support-2026/unclear")
                .header("content-type", "application/x-www-form-urlencoded")
                .header("host", "mingle.example")
                .header("sec-fetch-site", "same-origin")
                .header(header, "198.51.100.9")
                .body(Body::from("clause=art5"))
                .unwrap();
            request.extensions_mut().insert(Peer("127.0.0.1".parse::<IpAddr>().unwrap()));
            stopped += u32::from(portal.ask(request).await.status == StatusCode::TOO_MANY_REQUESTS);
        }
        assert_eq!(stopped >= 25, limited, "{header}: {stopped}");
    }
}

#[tokio::test]
async fn whose_words_are_too_much_for_the_day_is_thanked_and_counted() {
    let portal = Fixture::demo().await;
    let report = |number: u32| UnclearReport {
        policy: DocumentId::parse("birth-support-2026").unwrap(),
        revision: 1,
        clause: ClauseId::new(format!("x{}", number / 50)),
        words: format!("第{number}句"),
        day: portal.portal.clock.today(),
        times: 1,
    };
    for number in 0..MOST_WORDS_OF_A_DAY {
        portal.store.report_unclear(&report(number)).await.unwrap();
    }
    let sent = post(
        &portal,
        "birth-support-2026",
        &format!("clause=art5&words={}", app::address::encode("什么叫常住")),
        "192.0.2.8",
    )
    .await;
    assert_eq!(
        (sent.status, sent.header("location")),
        (StatusCode::SEE_OTHER, "/policies/birth-support-2026/unclear?clause=art5&sent=2")
    );
    let thanks = portal.get(sent.header("location")).await;
    assert!(
        thanks.text().contains("收到了，谢谢") && thanks.text().contains("您写的字没有留下，但已经记上一次"),
        "{}",
        thanks.text()
    );
    let kept = portal.store.unclear_reports(None).await.unwrap();
    assert!(kept.iter().any(|one| one.clause == ClauseId::new("art5") && one.words.is_empty() && one.times == 1));
    assert!(kept.iter().all(|one| one.words != "什么叫常住"));
}
