use domain::{Date, question::ASPECTS};
use hanzi::segment::Segmenter;
use proptest::prelude::*;

use super::{
    check,
    gist::{self, Gist, Piece},
    lexicon::Lexicon,
    times,
};

const NO_CONTRASTS: &str = "owner = \"民政\"\nreview_on = \"2027-01-01\"";

fn today() -> Date {
    "2026-11-27".parse().unwrap()
}

fn read(text: &str) -> Gist {
    gist::read(&hanzi::fold::fold(text), &Lexicon::shared().unwrap(), &Segmenter::shared())
}

/// Names of the concepts that are read, and words that no entry knows in marks.
fn pieces(text: &str) -> Vec<String> {
    let lexicon = Lexicon::shared().unwrap();
    let name = |unit: gist::Unit| match unit.piece {
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
    assert_eq!(gist::read("办事项9999要多久", &lexicon, &Segmenter::shared()).units.len(), 1);
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
    assert_eq!(read("老娘102岁了").ages, [times::Age { from: 102, until: 102 }]);
    assert_eq!(read("八十到八十九周岁").ages, [times::Age { from: 80, until: 89 }]);
    assert_eq!(read("60岁以上老人").ages, [times::Age { from: 60, until: 150 }]);
    assert_eq!(read("明年几号报名").years, [times::Year::Relative(1)]);
    assert_eq!(read("2027年住院能报多少").years, [times::Year::Number(2027)]);
    assert!(read("她是2020年10月生的").years.is_empty());
}

proptest! {
    #[test]
    fn whatever_is_typed_is_read(text in "\\PC{0,60}|[一-龥，。？a-z0-9了着过个的 岁年]{0,120}") {
        let gist = read(&text);
        for unit in &gist.units {
            prop_assert!(gist.text.contains(&unit.text));
        }
    }
}

#[test]
fn ten_thousand_characters_are_read() {
    let long = "生孩子能领多少钱啊我跟你讲".repeat(800);
    assert!(!read(&long).units.is_empty());
}
