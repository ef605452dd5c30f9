//! What holds for every kind of figure.

use domain::figure::{Chart, Drawing, Figure, FlowLink, FlowNode, LadderStep, Series};

use crate::{Width, probe::Probe, svg, svg::TAP};

const SAMPLES: &str = include_str!("../examples/samples.jsonl");
const NASTY: [&str; 9] = [
    "<script>alert(1)</script>",
    "a & b &amp; c",
    "\"引号\" 和 'x' ]]> --> <!--",
    "\u{0}\u{1}\u{b}控制\u{1f}\u{7f}\u{fffe}\u{ffff}",
    "",
    "   ",
    "第一行\n第二行\t尾\r",
    "👨‍👩‍👧‍👦 e\u{301} \u{202e}反",
    "没有空格也没有标点的一个特别特别特别特别特别特别特别特别特别特别特别特别特别特别特别长的名称AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
];

fn samples() -> impl Iterator<Item = (String, Figure)> {
    SAMPLES.lines().map(|line| {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        (line["title"].as_str().unwrap().to_owned(), serde_json::from_value(line).unwrap())
    })
}

/// Every text in a figure replaced.
fn with_texts(figure: &Figure, text: &str) -> Figure {
    fn replace(value: &mut serde_json::Value, text: &str) {
        match value {
            serde_json::Value::Array(items) => items.iter_mut().for_each(|item| replace(item, text)),
            serde_json::Value::Object(entries) => {
                for (key, value) in entries {
                    match value {
                        serde_json::Value::String(old)
                            if !matches!(key.as_str(), "type" | "on" | "id" | "from" | "to") =>
                        {
                            text.clone_into(old);
                        }
                        other => replace(other, text),
                    }
                }
            }
            _ => {}
        }
    }
    let mut value = serde_json::to_value(figure).unwrap();
    replace(&mut value, text);
    for categories in value.get_mut("categories").and_then(serde_json::Value::as_array_mut).into_iter().flatten() {
        *categories = text.into();
    }
    serde_json::from_value(value).unwrap()
}

const WIDTHS: [Width; 2] = [Width::Phone, Width::Narrow];

/// Draws, and checks what must hold for any input.
fn draw(figure: &Figure, width: Width) -> Probe {
    let drawn = svg(figure, "标题", "k", width);
    let lower = drawn.to_ascii_lowercase();
    assert!(!lower.contains("nan") && !lower.contains("\"inf") && !lower.contains("-inf"), "{drawn}");
    assert!(!drawn.contains("style"), "{drawn}");
    let probe = Probe::new(&drawn);
    assert!((probe.size().0 - width.units()).abs() < 0.01);
    probe
}

/// The samples that are drawn, in both widths.
fn drawn_samples() -> impl Iterator<Item = (String, Figure, Width)> {
    let drawn = samples().filter(|(_, figure)| figure.drawing.type_word() != "table");
    drawn.flat_map(|(title, figure)| WIDTHS.map(|width| (title.clone(), figure.clone(), width)))
}

fn figure(drawing: Drawing) -> Figure {
    Figure { drawing, text: "说明".to_owned(), unit: Some("元".to_owned()), note: None }
}

fn charts(chart: &Chart) -> Vec<Figure> {
    [Drawing::Bar, Drawing::GroupedBar, Drawing::StackedBar, Drawing::Line, Drawing::Share]
        .map(|drawing| figure(drawing(chart.clone())))
        .into()
}

fn filled(categories: usize, series: usize, value: impl Fn(usize, usize) -> f64) -> Chart {
    Chart {
        categories: (0..categories).map(|at| format!("第{at}个类目")).collect(),
        series: (0..series)
            .map(|row| Series {
                name: format!("第{row}个系列"),
                values: (0..categories).map(|at| value(row, at)).collect(),
            })
            .collect(),
    }
}

#[test]
fn every_kind_has_a_sample_that_is_valid() {
    let mut kinds: Vec<&str> = samples().map(|(_, figure)| figure.drawing.type_word()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    assert_eq!(
        kinds,
        ["bar", "before_after", "flow", "grouped_bar", "ladder", "line", "share", "stacked_bar", "table", "timeline"]
    );
    for (title, figure) in samples() {
        assert_eq!(figure.check(), Ok(()), "{title}");
    }
}

#[test]
fn a_figure_is_named_and_described() {
    for (title, figure, width) in drawn_samples() {
        let drawn = svg(&figure, &title, "f-sample", width);
        let probe = Probe::new(&drawn);
        let root = &probe.elements[0];
        assert_eq!((root.name.as_str(), root.text("role")), ("svg", "img"));
        let narrow = if width == Width::Narrow { " narrow" } else { "" };
        assert_eq!(root.text("class"), format!("figure-svg figure-{}{narrow}", figure.drawing.type_word()));
        assert_eq!(root.text("aria-labelledby"), "f-sample-title f-sample-desc");
        assert!(root.text("viewBox").starts_with(&format!("0 0 {} ", width.units())) && root.text("width").is_empty());
        let named = |id: &str| probe.elements.iter().find(|element| element.text("id") == id).unwrap().content.clone();
        assert_eq!((named("f-sample-title"), named("f-sample-desc")), (title, figure.text));
    }
}

#[test]
fn a_table_is_not_drawn() {
    assert!(
        samples().filter(|(_, figure)| figure.drawing.type_word() == "table").all(|(title, figure)| svg(
            &figure,
            &title,
            "k",
            Width::Phone
        )
        .is_empty())
    );
}

#[test]
fn no_text_lies_over_another_or_is_cut_off() {
    for (title, figure, width) in drawn_samples() {
        assert_eq!(draw(&figure, width).collisions(), Vec::<String>::new(), "{title} {width:?}");
    }
}

#[test]
fn every_mark_says_what_it_is_and_can_be_tapped() {
    for (title, figure, width) in drawn_samples() {
        let probe = draw(&figure, width);
        assert!(probe.class("mark").count() > 0, "{title}");
        for (at, mark) in probe.elements.iter().enumerate().filter(|(_, element)| element.has_class("mark")) {
            let (said, hit) = (&probe.elements[at + 1], &probe.elements[at + 2]);
            assert_eq!(
                said.content,
                format!("{}：{}", mark.text("data-label"), mark.text("data-value")).trim_end_matches('：')
            );
            assert!(hit.has_class("hit") && hit.number("height") >= TAP, "{title}");
            assert!(
                hit.number("x") >= 0.0 && hit.number("x") + hit.number("width") <= width.units() + 0.1,
                "{title} {hit:?}"
            );
        }
    }
}

#[test]
fn ids_belong_to_the_key() {
    for (title, figure, width) in drawn_samples() {
        let drawn = svg(&figure, &title, "f-1", width);
        let probe = Probe::new(&drawn);
        let ids: Vec<&str> =
            probe.elements.iter().map(|element| element.text("id")).filter(|id| !id.is_empty()).collect();
        assert!(ids.iter().all(|id| id.starts_with("f-1-")), "{ids:?}");
        for used in probe.elements.iter().map(|element| element.text("fill")).filter(|fill| fill.starts_with("url(")) {
            assert!(ids.contains(&used.trim_start_matches("url(#").trim_end_matches(')')), "{used}");
        }
    }
    assert!(!svg(&charts(&filled(2, 2, |_, _| 1.0))[2], "t", "a\"b)<c", Width::Phone).contains("a\"b"));
}

#[test]
fn nasty_texts_stay_text() {
    for (title, figure, width) in drawn_samples() {
        for text in NASTY {
            let figure = with_texts(&figure, text);
            let drawn = svg(&figure, text, "k", width);
            let probe = Probe::new(&drawn);
            assert!(probe.elements.iter().all(|element| element.name != "script"), "{title}");
            assert!(drawn.chars().all(|c| !c.is_control()), "{title}: {drawn}");
            draw(&figure, width);
        }
    }
}

#[test]
fn long_texts_are_wrapped_not_cut() {
    for (title, figure, width) in drawn_samples() {
        let figure = with_texts(
            &figure,
            "在本市行政区域内登记注册、依法纳税、按规定参加社会保险的小型微型企业（含个体工商户）2000元以上的",
        );
        assert_eq!(draw(&figure, width).collisions(), Vec::<String>::new(), "{title} {width:?}");
    }
}

#[test]
fn charts_of_any_size_and_value_are_drawn() {
    let values: [fn(usize, usize) -> f64; 9] = [
        |_, _| 0.0,
        |_, _| 7.0,
        |row, at| f64::from(u32::try_from(row * 40 + at).unwrap()),
        |_, at| if at % 2 == 0 { 1e12 } else { -1e12 },
        |row, _| if row == 0 { 1e12 } else { 0.01 },
        |_, _| f64::MAX,
        |_, _| -5.0,
        |_, at| if at == 0 { f64::NAN } else { f64::INFINITY },
        |_, _| 1e-9,
    ];
    for (categories, series) in [(1, 1), (1, 12), (40, 1), (40, 12), (3, 4), (0, 1), (3, 0), (0, 0)] {
        for (case, value) in values.iter().enumerate() {
            for (figure, width) in charts(&filled(categories, series, value))
                .into_iter()
                .flat_map(|figure| WIDTHS.map(|width| (figure.clone(), width)))
            {
                let probe = draw(&figure, width);
                if case != 5 {
                    assert_eq!(
                        probe.collisions(),
                        Vec::<String>::new(),
                        "{} {width:?} {categories} {series} {case}",
                        figure.drawing.type_word()
                    );
                }
            }
        }
    }
}

#[test]
fn a_series_with_too_few_values_is_drawn() {
    let mut ragged = filled(3, 2, |_, _| 1.0);
    ragged.series[1].values.pop();
    for figure in charts(&ragged) {
        draw(&figure, Width::Phone);
    }
}

#[test]
fn twelve_series_differ_without_colour_and_can_be_switched() {
    for figure in charts(&filled(2, 12, |_, _| 1.0)).into_iter().take(3) {
        let probe = draw(&figure, Width::Phone);
        assert_eq!(probe.elements.iter().filter(|element| element.name == "pattern").count(), 11);
        assert_eq!(probe.class("legend-item").count(), 12);
    }
    for kind in [2, 3] {
        let probe = draw(&charts(&filled(2, 12, |_, _| 1.0))[kind], Width::Narrow);
        let hits =
            probe.elements.iter().zip(probe.elements.iter().skip(1)).filter(|(item, _)| item.has_class("legend-item"));
        assert!(
            hits.map(|(_, hit)| hit)
                .all(|hit| hit.has_class("hit") && hit.number("height") >= 44.0 && hit.number("width") >= 44.0)
        );
    }
    let one = draw(&charts(&filled(2, 1, |_, _| 1.0))[0], Width::Phone);
    assert_eq!(one.class("legend-item").count(), 0);
}

#[test]
fn ladders_of_any_size_and_value_are_drawn() {
    for count in [0_u32, 1, 2, 5, 6, 7, 60] {
        for amount in [0.0, 600.0, -3.0, 1e12, f64::MAX, f64::NAN] {
            let step = |at: u32| LadderStep {
                from: f64::from(at) * 1e4,
                to: (at + 1 < count).then(|| f64::from(at + 1) * 1e4),
                amount: amount / f64::from(at + 1),
                text: at.is_multiple_of(2).then(|| "家里每人每月平均收入在这一档的，按这一档发".to_owned()),
                clause: None,
            };
            let ladder = figure(Drawing::Ladder {
                input_unit: Some("元/月".to_owned()),
                steps: (0..count).map(step).collect(),
            });
            for width in WIDTHS {
                let probe = draw(&ladder, width);
                if amount < 1e15 {
                    assert_eq!(probe.collisions(), Vec::<String>::new(), "{width:?} {count} {amount}");
                }
            }
        }
    }
}

#[test]
fn flows_of_any_shape_are_drawn() {
    let node = |at: usize| FlowNode {
        id: at.to_string(),
        text: format!("第{at}件事要到政务服务中心综合窗口去办"),
        office: Some("市政务服务中心".to_owned()),
        time: Some("3个工作日".to_owned()),
        clause: None,
    };
    let link = |from: usize, to: usize| FlowLink {
        from: from.to_string(),
        to: to.to_string(),
        text: Some(format!("第{from}件办完，材料齐全、符合条件的")),
    };
    let shapes: [Vec<FlowLink>; 6] = [
        vec![],
        (0..59).map(|at| link(at, at + 1)).collect(),
        (1..60).map(|at| link(0, at)).collect(),
        (0..59).map(|at| link(at, 59)).collect(),
        (0..60).flat_map(|at| [link(at, (at * 7 + 3) % 60), link(at, (at * 13 + 5) % 60), link(at, at)]).collect(),
        vec![link(0, 99), link(99, 0), link(1, 0), link(1, 0)],
    ];
    for (shape, links) in shapes.iter().enumerate() {
        for count in [0, 1, 2, 60] {
            let nodes: Vec<FlowNode> = (0..count).map(node).collect();
            let flow = figure(Drawing::Flow { nodes, links: links.clone() });
            for width in WIDTHS {
                let probe = draw(&flow, width);
                assert_eq!(probe.collisions(), Vec::<String>::new(), "{width:?} {shape} {count}");
                assert_eq!(probe.class("node").count(), count);
            }
        }
    }
}
