use std::path::PathBuf;

use domain::{Date, question::ASPECTS};
use hanzi::segment::Segmenter;
use proptest::prelude::*;

use super::{lexicon::Lexicon, *};
use crate::{Index, query::Knowledge, vectors::Vectors};

const NO_CONTRASTS: &str = "owner = \"民政\"\nreview_on = \"2027-01-01\"";

fn today() -> Date {
    "2026-11-27".parse().unwrap()
}

fn read(text: &str) -> reading::Reading {
    reading::read(&hanzi::fold::fold(text), &Lexicon::shared().unwrap(), &Segmenter::shared())
}

/// Names of the concepts that are read, and words that no entry knows in marks.
fn pieces(text: &str) -> Vec<String> {
    let lexicon = Lexicon::shared().unwrap();
    let name = |unit: reading::Unit| match unit.piece {
        Piece::Concept(numbers) => lexicon.concept(numbers[0]).unwrap().name().to_owned(),
        Piece::Word(word) => format!("?{word}"),
    };
    read(text).units.into_iter().map(name).collect()
}

#[test]
fn the_points_are_those_that_authors_may_name() {
    let lexicon = Lexicon::shared().unwrap();
    let mut ids: Vec<&str> =
        lexicon.aspects.iter().map(|aspect| aspect.id.as_str()).filter(|id| *id != "yes_no").collect();
    let mut named = ASPECTS.to_vec();
    ids.sort_unstable();
    named.sort_unstable();
    assert_eq!(ids, named);
}

#[test]
fn the_lexicon_is_sound() {
    let report = check::check(&Lexicon::shared().unwrap(), &Segmenter::shared(), today());
    let errors: Vec<_> = report.faults.iter().filter(|fault| fault.is_error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let unreached = report.faults.len();
    assert!(
        unreached * 20 < report.entries,
        "{unreached} of {} entries are not reached by their own sentences",
        report.entries
    );
}

#[test]
fn a_hostile_table_is_told_of_and_harms_nothing() {
    let circle = r#"
owner = "民政"
review_on = "2026-01-01"
[[word]]
class = "scheme"
official = ["甲津贴"]
lay = ["甲钱", "乙钱"]
broader = ["乙津贴"]
rescues = "没有关系的话"
[[word]]
class = "scheme"
official = ["乙津贴"]
lay = ["乙钱", "了"]
broader = ["甲津贴", "没有的"]
rescues = "乙津贴多少"
"#;
    let lexicon = Lexicon::read(&[("试", circle)], "plain = []", "aspect = []", NO_CONTRASTS).unwrap();
    let report = check::check(&lexicon, &Segmenter::shared(), today());
    for sentence in ["绕了一圈", "还在", "没有这个词条", "认不出这一条", "不到两个字", "复核"]
    {
        assert!(report.faults.iter().any(|fault| fault.sentence.contains(sentence)), "{sentence}: {report:#?}");
    }
    let mut many = String::from("owner = \"民政\"\nreview_on = \"2027-01-01\"\n");
    for number in 0..10_000 {
        use std::fmt::Write as _;
        let _ =
            write!(many, "[[word]]\nclass = \"thing\"\nofficial = [\"事项{number}\"]\nrescues = \"事项{number}\"\n");
    }
    let lexicon = Lexicon::read(&[("多", &many)], "plain = []", "aspect = []", NO_CONTRASTS).unwrap();
    assert_eq!(reading::read("办事项9999要多久", &lexicon, &Segmenter::shared()).units.len(), 1);
    assert!(Lexicon::read(&[("坏", "word = 1")], "plain = []", "aspect = []", NO_CONTRASTS).is_err());
}

#[test]
fn kinds_exclude_one_another() {
    let table = r#"
owner = "民政"
review_on = "2026-01-01"
[[set]]
name = "等级"
members = [["高级工", "高级"], ["高级技师"], ["技师"]]
[[set]]
name = "只有一项"
members = [["甲"], ["甲"]]
"#;
    let lexicon = Lexicon::read(&[], "plain = []", "aspect = []", table).unwrap();
    let named = |text: &str| lexicon.contrasts.named(text, |_| true).sets().next();
    assert_eq!(named("考了高级技师"), Some((0, 0b010)), "the longer word counts");
    assert_eq!(named("高级工和技师"), Some((0, 0b101)));
    assert_eq!(
        lexicon.contrasts.named("不是技师", |start| start == 0).sets().next(),
        None,
        "what is denied is not meant"
    );
    let report = check::check(&lexicon, &Segmenter::shared(), today());
    for sentence in ["在两项里", "复核"] {
        assert!(report.faults.iter().any(|fault| fault.sentence.contains(sentence)), "{sentence}: {report:#?}");
    }
}

#[test]
fn things_are_read_under_all_their_names() {
    assert_eq!(pieces("怎么吃低保"), ["最低生活保障"]);
    assert_eq!(pieces("生了个娃能领多少钱"), ["生育"]);
    let denied = read("没吃低保");
    assert!(denied.units.iter().all(|unit| unit.is_denied), "{denied:?}");
}

#[test]
fn ages_and_years_are_read() {
    assert_eq!(read("老娘102岁了").ages, [reading::Age { from: 102, until: 102 }]);
    assert_eq!(read("八十到八十九周岁").ages, [reading::Age { from: 80, until: 89 }]);
    assert_eq!(read("60岁以上老人").ages, [reading::Age { from: 60, until: 150 }]);
    assert_eq!(read("明年几号报名").years, [reading::Year::Relative(1)]);
    assert_eq!(read("2027年住院能报多少").years, [reading::Year::Number(2027)]);
    assert!(read("她是2020年10月生的").years.is_empty());
}

fn slips(text: &str) -> Vec<(String, String)> {
    let (lexicon, vocabulary) = (Lexicon::shared().unwrap(), crate::letters::Vocabulary::default());
    let knowledge = Knowledge {
        segmenter: &Segmenter::shared(),
        lexicon: &lexicon,
        vocabulary: &vocabulary,
        is_indexed: &|_| false,
        holds_pairs: &|word| ["标准", "未成年"].contains(&word),
        titles_with: &|_| 0,
    };
    slips::slips(text, &knowledge)
}

#[test]
fn slips_of_sound_and_of_shape_are_put_right() {
    for (typed, slip, meant) in [
        ("低宝怎么申请", "低宝", "低保"),
        ("末成年人救助", "末成年", "未成年"),
        ("宅基地贷款", "", ""),
        ("货款要找谁担保", "", ""),
        ("标淮是多少钱", "标淮", "标准"),
    ] {
        let wanted: Vec<(String, String)> =
            if slip.is_empty() { vec![] } else { vec![(slip.to_owned(), meant.to_owned())] };
        assert_eq!(slips(typed), wanted, "{typed}");
    }
    for right in ["低保怎么申请", "今天天气真好", "期末考试", "已婚能申请", "侯家庄在哪", "冶炼厂欠工资"]
    {
        assert!(slips(right).is_empty(), "{right}: {:?}", slips(right));
    }
}

proptest! {
    #[test]
    fn whatever_is_typed_is_read(text in "\\PC{0,60}|[一-龥，。？a-z0-9了着过个的 岁年]{0,120}") {
        let reading = read(&text);
        for unit in &reading.units {
            prop_assert!(reading.text.contains(&unit.text));
        }
        let _ = slips(&text);
    }
}

#[test]
fn ten_thousand_characters_are_read() {
    let long = "生孩子能领多少钱啊我跟你讲".repeat(800);
    assert!(!read(&long).units.is_empty());
}

/// Writes what `tests/answers/fit.py` fits: `INDEX` is the `index` folder of a portal, `SET` a file of judged questions, `OUT`
/// where it goes.
#[test]
#[ignore = "for fitting; needs an index and a set"]
fn features() {
    let path = |name: &str| PathBuf::from(std::env::var(name).unwrap());
    let index = Index::open_or_create(path("INDEX")).unwrap();
    let snapshot = index.snapshot();
    let book = snapshot.book(&index.shared.lexicon, &index.shared.segmenter).unwrap();
    let keys = |text: &str| {
        Vectors::shared()
            .words(text, &index.shared.segmenter)
            .into_iter()
            .map(|row| Vectors::shared().key(row))
            .collect::<Vec<_>>()
    };
    let how_known = |statement: &Statement, unit: &reading::Unit| {
        let known = statement.nearest(unit, &index.shared.lexicon);
        known.map_or(0.0, |known| known.worth() * if known.nearness() <= Nearness::Policy { 1.0 } else { 0.5 })
    };
    let mut questions = String::new();
    for statement in &book.statements {
        let wordings: Vec<_> = statement
            .wordings
            .iter()
            .map(|wording| serde_json::json!({"text": wording.text, "words": keys(&wording.text)}))
            .collect();
        let texts = [Nearness::Answered, Nearness::Policy, Nearness::Told, Nearness::Proved].map(
            |nearness| serde_json::json!({"text": statement.text(nearness), "words": keys(statement.text(nearness))}),
        );
        questions.push_str(&serde_json::to_string(&serde_json::json!({"id": statement.id, "policy": statement.policy, "wordings": wordings, "texts": texts})).unwrap());
        questions.push('\n');
    }
    std::fs::write(path("OUT").with_extension("q"), questions).unwrap();
    let mut out = String::new();
    for line in std::fs::read_to_string(path("SET")).unwrap().lines() {
        let mut row: serde_json::Value = serde_json::from_str(line).unwrap();
        let query = row["text"].as_str().unwrap().to_owned();
        let question = index.understand(&snapshot, &query, false);
        let asked = Asked::new(
            &question.text,
            question.reading.clone(),
            &index.shared.lexicon,
            &book,
            &index.shared.segmenter,
            today(),
        );
        let all = candidates(&snapshot, &asked);
        let request = domain::search::SearchRequest {
            query,
            filters: domain::search::Filters::default(),
            sort: domain::search::Sort::Relevance,
            page: 1,
            per_page: 20,
            today: today(),
            literal: false,
        };
        let sure = surest(&asked, &all);
        let lifted = sure.as_ref().map(|sure| lifts(&snapshot, &asked, sure, &all)).unwrap_or_default();
        let mut matches = index.matches(&snapshot, &question, &request, &lifted).unwrap();
        let best = crate::results::page_of(&snapshot, &mut matches.found, request.sort, 0, 100);
        let passages = passage::passages(&snapshot, best, &asked).unwrap();
        row["words"] = keys(&asked.reading.text).into();
        row["text_read"] = asked.reading.text.clone().into();
        row["unit_list"] = asked
            .reading
            .units
            .iter()
            .zip(&asked.weights)
            .map(|(unit, weight)| serde_json::json!({"text": unit.text, "weight": weight, "denied": unit.is_denied, "class": asked.class(unit).map(|class| format!("{class:?}")), "tells": unit.tells}))
            .collect();
        row["units"] = asked
            .reading
            .units
            .iter()
            .zip(&asked.weights)
            .map(|(unit, weight)| format!("{}:{weight:.2}", asked.name(unit)))
            .collect();
        let leaning = &asked.leaning;
        row["leaning"] = vec![(leaning.most + 1e-4).ln(), leaning.entropy, leaning.nearest, leaning.private()].into();
        row["gap"] = gap_measured(&asked, sure.as_ref(), &all, &passages).to_vec().into();
        row["passage"] = passage::answering(&passages, &asked)
            .map(|passage| serde_json::json!({"policy": passage.place.policy, "clause": passage.place.clause}))
            .into();
        row["candidates"] = all
            .iter()
            .map(|candidate| {
                let statement = &book.statements[candidate.statement];
                serde_json::json!({
                    "id": statement.id, "policy": statement.policy, "state": candidate.state, "forbidden": forbidden(&asked, candidate), "f": candidate.evidence.features.list().to_vec(),
                    "contradicts": candidate.evidence.contradicts,
                    "known": asked.reading.units.iter().map(|unit| how_known(statement, unit)).collect::<Vec<f32>>(),
                })
            })
            .collect();
        out.push_str(&serde_json::to_string(&row).unwrap());
        out.push('\n');
    }
    std::fs::write(path("OUT"), out).unwrap();
}
