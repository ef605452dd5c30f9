//! Numbers one can act on.

use documents::ReadOptions;
use serde_json::json;

use crate::{
    explanations::{agency, lines},
    portal::Fixture,
};

/// The number of the call button of a page.
fn button(html: &str) -> &str {
    let link = html
        .split("<a ")
        .find(|link| link.split('>').next().is_some_and(|tag| tag.contains("class=\"button call\"")))
        .unwrap_or_else(|| panic!("no button: {html}"));
    link.split("tel:").nth(1).unwrap().split('"').next().unwrap()
}

#[tokio::test]
async fn the_number_is_that_of_the_matter() {
    let portal = Fixture::demo().await;
    for (address, number) in [
        ("/policies/wage-arrears-2024", "0000-5550139"),
        ("/questions/q-wage-where", "0000-5550139"),
        ("/policies/temporary-relief-2024", "0000-5550115"),
        ("/policies/birth-support-2026", "0000-5550111"),
        ("/policies/small-business-2026", "0000-5550141"),
        ("/policies/kindergarten-2025", "0000-5550107"),
        ("/policies/doc-cleanup-2025", "0000-5550103"),
    ] {
        assert_eq!(button(portal.get(address).await.text()), number, "{address}");
    }
    let card = portal.get(&format!("/api/v1/search?q={}", app::address::encode("老板欠工资不给，找谁？"))).await.json();
    assert_eq!(card["answer"]["phone"], "0000-5550139");
}

#[tokio::test]
async fn who_names_no_number_is_asked_through_the_department_and_then_the_organiser() {
    let portal = Fixture::empty().await;
    let of = |id: &str, issuer: &str, body: &str| json!({"kind": "policy", "id": id, "title": format!("{id}办法"), "issuer": issuer, "body": body});
    let silent = json!({"kind": "agency", "id": "silent", "name": "某市人民政府"});
    let asked = |id: &str, cites: &str, agency: &str, answer: &str| json!({"kind": "question", "id": id, "question": format!("{id}怎么办"), "short_answer": "去办。", "answer": answer, "agency": agency, "cites": [{"policy": cites, "clause": "art1"}]});
    let all = [
        agency(),
        silent,
        of("explained", "silent", "第一条　去办。\n第二条　由某市卫生健康局会同某局负责解释。\n"),
        of("issued", "office", "第一条　去办。监督电话：0000-5550109。\n"),
        of("orphan", "silent", "第一条　去办。\n"),
        of("named", "office", "第一条　拨打24小时电话0000-5550139。\n第二条　监督电话：0000-5550134。\n"),
        asked("q-answer", "named", "office", "算不清的打0000-5550177。"),
        asked("q-clause", "named", "office", "去问。"),
        asked("q-office", "orphan", "office", "打12345也行。"),
        asked("q-orphan", "orphan", "silent", "去问。"),
    ];
    let (summary, said) = portal.import(&[("all.jsonl", &lines(&all))], ReadOptions::default()).await;
    assert_eq!(summary.rejected, 0, "{said:?}");
    let organiser = portal.portal.site.phone.clone();
    for (address, number) in [
        ("/policies/explained", "0000-1234567"),
        ("/policies/issued", "0000-1234567"),
        ("/policies/orphan", organiser.as_str()),
        ("/policies/named", "0000-5550139"),
        ("/questions/q-answer", "0000-5550177"),
        ("/questions/q-clause", "0000-5550139"),
        ("/questions/q-office", "0000-1234567"),
        ("/questions/q-orphan", organiser.as_str()),
    ] {
        assert_eq!(button(portal.get(address).await.text()), number, "{address}");
    }
}

#[tokio::test]
async fn numbers_can_be_tapped_where_they_stand_and_the_text_is_the_official_one() {
    let portal = Fixture::demo().await;
    for address in ["/policies/wage-arrears-2024", "/questions/q-birth-amount"] {
        let page = portal.get(address).await;
        // The footer has one, too.
        let main = page.text().split("<main").nth(1).unwrap().split("</main>").next().unwrap();
        assert!(main.contains("href=\"tel:0000-") && main.contains("class=\"tel\""), "{address}");
    }
    let html = portal.get("/policies/ebike-parking-2026").await.text().to_owned();
    assert!(html.contains("<a href=\"tel:12345\" class=\"tel\">12345</a>"), "{html}");
    // Without its tags a clause is what was issued.
    let clause = portal.get("/api/v1/policies/wage-arrears-2024/clauses/art5.i3").await.json();
    let page = portal.get("/policies/wage-arrears-2024").await;
    let shown = page.text().split("id=\"c-art5.i3\"").nth(1).unwrap().split("</p>").next().unwrap();
    let mut words = String::new();
    let mut is_tag = true;
    for c in shown.chars() {
        match c {
            '<' => is_tag = true,
            '>' => is_tag = false,
            c if !is_tag => words.push(c),
            _ => {}
        }
    }
    assert_eq!(words, clause["text"].as_str().unwrap().trim());
}
