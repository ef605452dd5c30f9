//! 柱状图, lying: a name of any length stands above its bar, the number at the bar's end.

use domain::{ClauseId, figure::Chart};

use crate::{
    legend::{self, Swatch},
    scale::{Extent, amount, finite, written},
    svg::{Anchor, Canvas, Mark, Rect, TAP},
    text::Face,
};

/// One bar.
#[derive(Debug, Clone)]
pub struct Bar<'a> {
    /// The series whose look it has.
    pub series: usize,
    /// What it stands for.
    pub label: String,
    /// Its length.
    pub value: f64,
    /// The clause that says so.
    pub clause: Option<&'a ClauseId>,
}

/// Bars with one name.
#[derive(Debug, Clone)]
pub struct Row<'a> {
    /// The name.
    pub name: String,
    /// A remark under the name.
    pub note: Option<&'a str>,
    /// In order from above.
    pub bars: Vec<Bar<'a>>,
}

const BAR: f64 = TAP;
const BETWEEN_BARS: f64 = 3.0;
const BEFORE_VALUE: f64 = 6.0;

/// 柱状图, 分组柱状图
pub fn grouped(canvas: &mut Canvas, chart: &Chart, unit: &str) -> f64 {
    let top = legend::draw(canvas, 0.0, &names(chart), Swatch::Bar);
    let grouped: Vec<Row<'_>> = chart
        .categories
        .iter()
        .enumerate()
        .map(|(at, category)| Row {
            name: category.clone(),
            note: None,
            bars: chart
                .series
                .iter()
                .enumerate()
                .filter_map(|(series, row)| {
                    let value = *row.values.get(at)?;
                    Some(Bar { series, label: format!("{} {category}", row.name), value, clause: None })
                })
                .collect(),
        })
        .collect();
    rows(canvas, top, &grouped, unit)
}

/// 堆叠柱状图. The sum stands at the end, the numbers where they have room.
pub fn stacked(canvas: &mut Canvas, chart: &Chart, unit: &str) -> f64 {
    let top = legend::draw(canvas, 0.0, &names(chart), Swatch::Bar);
    let value_at = |series: usize, at: usize| {
        chart.series.get(series).and_then(|row| row.values.get(at)).copied().unwrap_or_default()
    };
    let length_at = |series: usize, at: usize| finite(value_at(series, at)).max(0.0);
    let sums: Vec<f64> = (0..chart.categories.len())
        .map(|at| (0..chart.series.len()).map(|series| length_at(series, at)).sum())
        .collect();
    let sum_text =
        |sum: f64| if chart.series.len() > 1 { format!("共{}", amount(sum, unit)) } else { amount(sum, unit) };
    let extent = Extent::of(sums.iter().copied());
    let texts: Vec<String> = sums.iter().map(|sum| sum_text(*sum)).collect();
    let plan =
        Plan::new(canvas.width, chart.categories.iter().map(String::as_str), texts.iter().map(String::as_str), true);
    let mut y = top;
    for (at, (category, text)) in chart.categories.iter().zip(&texts).enumerate() {
        y = plan.name(canvas, y, category, None);
        y = plan.value_above(canvas, y, text);
        let bar = Rect { x: plan.left, y, width: plan.plot, height: BAR };
        let mut segments: Vec<Rect> = Vec::new();
        let mut reached = 0.0;
        for series in 0..chart.series.len() {
            let x = segments.last().map_or(bar.x, |before| before.x + before.width);
            reached += length_at(series, at);
            segments.push(Rect { x, width: bar.x + extent.share(reached) * bar.width - x, ..bar });
        }
        let end = bar.x + extent.share(reached) * bar.width;
        // Segments too short for their numbers are often those of a short bar: its end has room for them.
        let is_written = |series: usize, segment: &Rect| {
            value_at(series, at) == 0.0 || has_plate(*segment, &written(value_at(series, at)))
        };
        let is_each_written = segments.iter().enumerate().all(|(series, segment)| is_written(series, segment));
        let parts = (0..segments.len()).map(|series| written(value_at(series, at))).collect::<Vec<_>>().join("＋");
        let in_full = format!("{parts}＝{}", amount(reached, unit));
        let is_in_full =
            !is_each_written && !plan.is_value_above && Face::Value.fits(&in_full, canvas.width - end - BEFORE_VALUE);
        for ((series, row), segment) in chart.series.iter().enumerate().zip(segments) {
            let (label, value) = (format!("{} {category}", row.name), amount(value_at(series, at), unit));
            canvas.mark(Mark { label: &label, value: &value, series: Some(series), clause: None }, segment, |canvas| {
                canvas.fill(series, segment);
                if !is_in_full {
                    plate(canvas, segment, &written(value_at(series, at)));
                }
            });
        }
        let text = if is_in_full { &in_full } else { text };
        axis(canvas, bar.x, bar);
        plan.value_beside(canvas, end, bar, text);
        y = bar.y + bar.height + plan.gap;
    }
    y - plan.gap.min(y) + 4.0
}

/// Rows of bars on one scale. Returns where they end.
pub fn rows(canvas: &mut Canvas, top: f64, rows: &[Row<'_>], unit: &str) -> f64 {
    let bars = || rows.iter().flat_map(|row| &row.bars);
    let extent = Extent::of(bars().map(|bar| bar.value));
    let texts: Vec<String> = bars().map(|bar| amount(bar.value, unit)).collect();
    let may_stand_beside = rows.iter().all(|row| row.note.is_none());
    let plan = Plan::new(
        canvas.width,
        rows.iter().map(|row| row.name.as_str()),
        texts.iter().map(String::as_str),
        may_stand_beside,
    );
    let zero = plan.left + extent.share(0.0) * plan.plot;
    let mut y = top;
    for row in rows {
        y = plan.name(canvas, y, &row.name, row.note);
        if row.bars.is_empty() {
            y += BAR;
        }
        for bar in &row.bars {
            let text = amount(bar.value, unit);
            y = plan.value_above(canvas, y, &text);
            let room = Rect { x: plan.left, y, width: canvas.width - plan.left, height: BAR };
            let end = plan.left + extent.share(bar.value) * plan.plot;
            let mark = Mark { label: &bar.label, value: &text, series: Some(bar.series), clause: bar.clause };
            canvas.mark(mark, room, |canvas| {
                canvas.fill(bar.series, Rect { x: end.min(zero), width: (end - zero).abs(), ..room });
                plan.value_beside(canvas, end.max(zero), room, &text);
            });
            axis(canvas, zero, room);
            y += BAR + BETWEEN_BARS;
        }
        y += plan.gap - BETWEEN_BARS;
    }
    y - plan.gap.min(y) + 4.0
}

/// Draws a number on a filled shape, on a plate in the colour of paper, if there is room.
pub fn plate(canvas: &mut Canvas, on: Rect, text: &str) {
    let width = Face::Value.width(text) + 8.0;
    if has_plate(on, text) {
        let middle = (on.x + on.width / 2.0, on.y + on.height / 2.0);
        canvas.rect("plate", Rect { x: middle.0 - width / 2.0, y: middle.1 - 10.0, width, height: 20.0 }, 3.0);
        canvas.line_of_text(Face::Value, Anchor::Middle, middle.0, middle.1 + Face::Value.size() * 0.36, text);
    }
}

fn has_plate(on: Rect, text: &str) -> bool {
    on.width >= Face::Value.width(text) + 12.0 && on.height >= 20.0
}

fn names(chart: &Chart) -> Vec<&str> {
    chart.series.iter().map(|series| series.name.as_str()).collect()
}

/// Where names, bars and numbers go, the same for all rows of a chart.
#[derive(Debug, Clone, Copy)]
struct Plan {
    /// Short names stand beside their bars.
    is_beside: bool,
    /// Numbers too long for the end of a bar stand above it.
    is_value_above: bool,
    left: f64,
    plot: f64,
    gap: f64,
    /// The width of the drawing.
    width: f64,
}

impl Plan {
    fn new<'a>(
        width: f64,
        names: impl Iterator<Item = &'a str>,
        values: impl Iterator<Item = &'a str>,
        may_stand_beside: bool,
    ) -> Self {
        let name = names.map(|name| Face::Label.width(name)).fold(0.0, f64::max);
        let value = values.map(|value| Face::Value.width(value)).fold(0.0, f64::max) + BEFORE_VALUE;
        let is_value_above = width - value < 0.46 * width;
        let beside = name + 10.0;
        let is_beside = may_stand_beside && !is_value_above && name <= 84.0 && width - beside - value >= 130.0;
        let left = if is_beside { beside } else { 0.0 };
        let plot = if is_value_above { width } else { width - left - value };
        Self { is_beside, is_value_above, left, plot, gap: if is_beside { 10.0 } else { 16.0 }, width }
    }

    fn name(&self, canvas: &mut Canvas, y: f64, name: &str, note: Option<&str>) -> f64 {
        if self.is_beside {
            canvas.line_of_text(Face::Label, Anchor::Start, 0.0, y + BAR / 2.0 + Face::Label.size() * 0.36, name);
            return y;
        }
        let mut y = canvas.lines(Face::Label, Anchor::Start, 0.0, y, &Face::Label.wrap(name, self.width));
        if let Some(note) = note {
            y = canvas.lines(Face::Muted, Anchor::Start, 0.0, y, &Face::Muted.wrap(note, self.width));
        }
        y + 3.0
    }

    fn value_above(&self, canvas: &mut Canvas, y: f64, text: &str) -> f64 {
        if self.is_value_above {
            canvas.lines(Face::Value, Anchor::Start, 4.0, y, &Face::Value.wrap(text, self.width - 4.0))
        } else {
            y
        }
    }

    fn value_beside(&self, canvas: &mut Canvas, end: f64, bar: Rect, text: &str) {
        if !self.is_value_above {
            let baseline = bar.y + bar.height / 2.0 + Face::Value.size() * 0.36;
            canvas.line_of_text(Face::Value, Anchor::Start, end + BEFORE_VALUE, baseline, text);
        }
    }
}

fn axis(canvas: &mut Canvas, zero: f64, bar: Rect) {
    canvas.stroke("axis", (zero, bar.y - 2.0), (zero, bar.y + bar.height + 2.0));
}

#[cfg(test)]
mod tests {
    use domain::figure::Series;

    use super::*;
    use crate::{
        probe::{Probe, chart},
        svg::Width,
    };

    #[test]
    fn bars_are_as_long_as_their_values() {
        let mut canvas = Canvas::new("k", Width::Phone);
        grouped(&mut canvas, &chart(&["甲", "乙", "丙"], &[&[2000.0, 5000.0, 10000.0]]), "元");
        let probe = Probe::new(&canvas.finish("bar", "t", "d", 100.0));
        let widths: Vec<f64> = probe.class("fill").map(|bar| bar.number("width")).collect();
        assert!((widths[1] / widths[0] - 2.5).abs() < 0.01, "{widths:?}");
        assert!((widths[2] / widths[0] - 5.0).abs() < 0.01, "{widths:?}");
    }

    #[test]
    fn a_negative_bar_lies_left_of_the_zero_line() {
        let mut canvas = Canvas::new("k", Width::Phone);
        grouped(&mut canvas, &chart(&["涨", "跌"], &[&[30.0, -10.0]]), "%");
        let probe = Probe::new(&canvas.finish("bar", "t", "d", 100.0));
        let bars: Vec<(f64, f64)> = probe.class("fill").map(|bar| (bar.number("x"), bar.number("width"))).collect();
        assert!((bars[1].0 + bars[1].1 - bars[0].0).abs() < 0.02, "{bars:?}");
        assert!((bars[0].1 / bars[1].1 - 3.0).abs() < 0.01, "{bars:?}");
    }

    #[test]
    fn segments_touch_and_add_up() {
        let mut canvas = Canvas::new("k", Width::Phone);
        let mut stacks = chart(&["一", "二"], &[&[500.0, 1000.0], &[500.0, 3000.0]]);
        stacks.series.push(Series { name: "无".to_owned(), values: vec![0.0, 0.0] });
        stacked(&mut canvas, &stacks, "元");
        let probe = Probe::new(&canvas.finish("stacked_bar", "t", "d", 100.0));
        let bars: Vec<(f64, f64)> = probe
            .class("fill")
            .filter(|bar| bar.number("height") > 20.0)
            .map(|bar| (bar.number("x"), bar.number("width")))
            .collect();
        assert_eq!(bars.len(), 6);
        assert!((bars[0].0 + bars[0].1 - bars[1].0).abs() < 0.02, "{bars:?}");
        assert!(((bars[3].1 + bars[4].1) / (bars[0].1 + bars[1].1) - 4.0).abs() < 0.01, "{bars:?}");
    }

    #[test]
    fn rows_end_where_the_last_bar_ends() {
        let mut canvas = Canvas::new("k", Width::Phone);
        let bottom = grouped(&mut canvas, &chart(&["甲"], &[&[1.0]]), "元");
        let probe = Probe::new(&canvas.finish("bar", "t", "d", 100.0));
        let bar = probe.class("fill").next().unwrap();
        let end = bar.number("y") + bar.number("height");
        assert!(bottom >= end + 2.0 && bottom <= end + 8.0, "{bottom} {end}");
    }
}
