//! “还没有写到这件事”: what readers miss.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};

use crate::portal::{Answer, Fixture};

async fn post(portal: &Fixture, body: &str, from: &str) -> Answer {
    portal.post_form("/search/gap", body, from).await
}

#[tokio::test]
async fn one_press_says_what_is_missing_and_not_who_misses_it() {
    let portal = Fixture::demo().await;
    assert!(
        portal.get("/search?q=qqzzxxvv").await.text().contains("action=\"/search/gap\""),
        "who finds nothing can say so"
    );
    let asked = format!("q={}&website=", app::address::encode("无人机在哪里能飞 13800138000"));
    for _ in 0..2 {
        let sent = post(&portal, &asked, "192.0.2.7").await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER);
        let thanks = portal.get(sent.header("location")).await;
        assert_eq!(thanks.status, StatusCode::OK);
        for words in ["收到了，谢谢", "无人机在哪里能飞", "tel:12345"] {
            assert!(thanks.text().contains(words), "{words}");
        }
        assert!(!thanks.text().contains("13800138000"));
    }
    let kept = portal.store.gap_reports().await.unwrap();
    let [gap] = kept.as_slice() else { panic!("{kept:?}") };
    assert_eq!(
        (gap.asked.as_str(), gap.times, gap.day.to_string()),
        ("无人机在哪里能飞 ＊＊＊", 2, "2026-11-25".to_owned())
    );
}

#[tokio::test]
async fn what_is_no_report_of_a_gap_is_not_kept() {
    let portal = Fixture::demo().await;
    assert_eq!(post(&portal, "q=x&website=http%3A%2F%2Fevil", "192.0.2.1").await.status, StatusCode::SEE_OTHER);
    for body in ["", "q=", "q=%20%20", "q=%00"] {
        assert_eq!(post(&portal, body, "192.0.2.2").await.status, StatusCode::BAD_REQUEST, "{body}");
    }
    assert!(portal.store.gap_reports().await.unwrap().is_empty());
    let mut stopped = 0;
    for _ in 0..40 {
        stopped += u32::from(post(&portal, "q=x", "192.0.2.3").await.status == StatusCode::TOO_MANY_REQUESTS);
    }
    assert!(stopped >= 25, "{stopped}");
    let foreign = Request::post("/search/gap")
        .header("sec-fetch-site", "cross-site")
        .header("host", "mingle.example")
        .body(Body::from("q=x"))
        .unwrap();
    assert_eq!(portal.ask(foreign).await.status, StatusCode::FORBIDDEN);
    for address in ["/search/gap", "/search/gap?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E"] {
        let page = portal.get(address).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.text().contains("<script>alert"));
    }
}
