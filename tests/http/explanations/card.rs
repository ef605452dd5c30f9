//! The answer card over the demonstration's own questions.

use crate::portal::Fixture;

/// Ways to ask what the demonstration does not answer.
const OUT_OF_SCOPE: [&str; 16] = [
    "明天天气怎么样",
    "附近哪里有好吃的",
    "高考分数线是多少",
    "结婚登记要带什么",
    "怎么办护照",
    "驾照丢了怎么补",
    "买房首付多少钱",
    "今天油价多少",
    "孩子发烧怎么办",
    "火车票怎么退",
    "股票怎么开户",
    "离婚要多少钱",
    "水费怎么交",
    "养狗要办什么证",
    "出国留学补贴多少钱",
    "彩票中奖怎么领",
];

/// The demonstration's own questions in other words: the card is right whenever it is shown, and shown for nearly all; and it
/// is not shown for what nobody has answered.
#[tokio::test]
async fn the_answer_card_is_shown_when_sure_and_is_then_right() {
    let portal = Fixture::demo().await;
    let (mut asked, mut shown, mut right) = (0u32, 0u32, 0u32);
    let mut page = 1;
    loop {
        let list = portal.get(&format!("/api/v1/questions?per_page=100&page={page}")).await.json();
        let items = list["items"].as_array().unwrap().clone();
        if items.is_empty() {
            break;
        }
        for item in items.iter().filter(|item| item["validity"] == "in_force") {
            let id = item["id"].as_str().unwrap();
            let question = portal.get(&format!("/api/v1/questions/{id}")).await.json();
            for wording in question["aliases"].as_array().unwrap() {
                let wording = wording.as_str().unwrap();
                let found = portal.get(&format!("/api/v1/search?q={}", app::address::encode(wording))).await.json();
                asked += 1;
                if let Some(url) = found["answer"]["url"].as_str() {
                    shown += 1;
                    right += u32::from(url == format!("/questions/{id}"));
                    assert!(!found["answer"]["clause"]["text"].as_str().unwrap().is_empty(), "{id}");
                }
            }
        }
        page += 1;
    }
    println!("answer card: {asked} wordings, shown {shown}, right {right}");
    assert!(asked > 200, "{asked}");
    assert!(f64::from(shown) >= 0.95 * f64::from(asked), "shown {shown} of {asked}");
    assert!(f64::from(right) >= 0.97 * f64::from(shown), "right {right} of {shown}");
    for query in OUT_OF_SCOPE {
        let found = portal.get(&format!("/api/v1/search?q={}", app::address::encode(query))).await.json();
        assert!(found["answer"].is_null(), "{query}: {}", found["answer"]["question"]);
    }
}
