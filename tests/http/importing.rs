//! From files to pages.

use documents::ReadOptions;

use crate::portal::Fixture;

const POLICY: &str = r#"{"kind":"policy","id":"stove","title":"明乐市清洁取暖办法","document_number":"明政规【2026】 8 号","body":"第一条　为了蓝天，制定本办法。\n第二条　改造一户补贴2000元。\n","effective_on":"2026-01-01"}"#;

#[tokio::test]
async fn a_second_run_changes_nothing_and_a_changed_text_is_a_new_revision() {
    let portal = Fixture::empty().await;
    let run =
        async |text: &str| portal.import(&[("one.jsonl", text.as_bytes())], ReadOptions::default()).await.0.to_string();
    assert_eq!(run(POLICY).await, "imported 1, revised 0, unchanged 0, rejected 0");
    assert_eq!(run(POLICY).await, "imported 0, revised 0, unchanged 1, rejected 0");
    assert_eq!(run(&POLICY.replace("2000", "2500")).await, "imported 0, revised 1, unchanged 0, rejected 0");
    let page = portal.get("/policies/stove/compare/1..2").await;
    assert!(page.text().contains("<del>2000</del>") && page.text().contains("<ins>2500</ins>"));
    assert!(portal.get("/policies/stove").await.text().contains("明政规〔2026〕8号"), "the number is in normal form");
}

#[tokio::test]
async fn the_good_ones_are_kept_whatever_is_rejected_beside_them() {
    let portal = Fixture::empty().await;
    let lines = [
        POLICY,
        "{\"kind\":\"policy\",\"id\":\"half\",\"title\":\"半",
        r#"{"kind":"policy","id":"stove","title":"同号","body":"一"}"#,
        r#"{"kind":"policy","id":"no-title","body":"一"}"#,
        r#"{"kind":"policy","id":"Bad Id","title":"坏编号","body":"一"}"#,
        r#"{"kind":"poem","id":"poem","title":"诗","body":"一"}"#,
        "not json",
        r#"{"kind":"policy","id":"good-too","title":"另一份","body":"一\n","favourite_colour":"红"}"#,
    ]
    .join("\n");
    let (summary, said) = portal
        .import(&[("mixed.jsonl", lines.as_bytes()), ("x.exe", b"MZ"), ("empty.txt", b"")], ReadOptions::default())
        .await;
    assert_eq!((summary.imported, summary.rejected), (2, 8), "{said:#?}");
    for line in [2, 3, 4, 5, 6, 7] {
        assert!(
            said.iter().any(|sentence| sentence.starts_with(&format!("mixed.jsonl:{line}："))),
            "line {line}: {said:#?}"
        );
    }
    assert!(said.iter().any(|sentence| sentence.contains("favourite_colour")), "an unknown key is kept and reported");
    assert_eq!(portal.get("/policies/good-too").await.status.as_u16(), 200);
}

#[tokio::test]
async fn an_id_belongs_to_one_kind() {
    let portal = Fixture::empty().await;
    portal
        .import(&[("a.jsonl", r#"{"kind":"agency","id":"office","name":"办公室"}"#.as_bytes())], ReadOptions::default())
        .await;
    let (summary, said) = portal
        .import(
            &[("b.jsonl", r#"{"kind":"policy","id":"office","title":"通知","body":"一"}"#.as_bytes())],
            ReadOptions::default(),
        )
        .await;
    assert_eq!(summary.rejected, 1, "{said:?}");
}

#[tokio::test]
async fn a_dry_run_says_what_would_happen_and_writes_nothing() {
    let portal = Fixture::empty().await;
    let summary = portal.import_dry("one.jsonl", POLICY.as_bytes()).await;
    assert_eq!(summary.imported, 1);
    assert_eq!(portal.store.generation().await.unwrap(), 0);
}

#[tokio::test]
async fn scripts_in_a_web_page_are_left_out() {
    let portal = Fixture::empty().await;
    let html = "<html><head><title>关于试行的通知</title><script>steal()</script></head><body onload=\"steal()\"><h1>关于试行的通知</h1><p>一、试行<img src=x onerror=steal()></p><script>steal()</script><p>二、施行</p></body></html>";
    let options = ReadOptions { kind: Some(domain::Kind::Policy), ..ReadOptions::default() };
    let (summary, said) = portal.import(&[("notice.html", html.as_bytes())], options).await;
    assert_eq!(summary.imported, 1, "{said:?}");
    let page = portal.get("/policies/notice").await;
    assert!(page.text().contains("二、施行") && !page.text().contains("steal"));
}
