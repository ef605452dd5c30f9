//! 占比: one bar of 100 %, and under it what its parts are.

use domain::figure::Chart;

use crate::{
    bars::plate,
    scale::{Extent, amount, finite, written},
    svg::{Anchor, Canvas, Mark, Rect, TAP},
    text::Face,
};

const BAR: f64 = 48.0;
const INDENT: f64 = 34.0;

/// Draws the parts of the first series.
pub fn draw(canvas: &mut Canvas, chart: &Chart, unit: &str) -> f64 {
    let Some(series) = chart.series.first() else { return 0.0 };
    let parts: Vec<(&String, f64)> = chart.categories.iter().zip(series.values.iter().copied()).collect();
    let sum: f64 = parts.iter().map(|(_, value)| finite(*value).max(0.0)).sum();
    let whole = Extent::of([sum]);
    let is_percent = matches!(unit, "%" | "％") && (sum - 100.0).abs() < 0.5;
    let mut reached = 0.0;
    let mut end = 0.0;
    let mut y = BAR + 14.0;
    for (at, (category, value)) in parts.iter().enumerate() {
        let part = finite(*value).max(0.0);
        let x = end;
        reached += part;
        end = whole.share(reached) * canvas.width;
        let segment = Rect { x, y: 0.0, width: end - x, height: BAR };
        let percent = format!("{}%", one_decimal(whole.share(part) * 100.0));
        let given = amount(*value, unit);
        let written = if is_percent { given } else { format!("{given}（{percent}）") };
        let row = Row::new(category, &written, y, canvas.width);
        let label = format!("{} {category}", series.name);
        canvas.mark(Mark { label: &label, value: &written, series: Some(at), clause: None }, row.room(), |canvas| {
            canvas.fill(at, segment);
            // Its row says it to a decimal.
            plate(canvas, segment, &format!("{}%", (whole.share(part) * 100.0).round()));
            row.draw(canvas, at);
        });
        y += row.height();
    }
    y
}

fn one_decimal(percent: f64) -> String {
    written((percent * 10.0).round() / 10.0)
}

/// A name with its look on the left, its number on the right.
struct Row {
    top: f64,
    name: Vec<String>,
    value: Vec<String>,
    /// A long number stands under the name.
    is_under: bool,
    width: f64,
}

impl Row {
    fn new(name: &str, value: &str, top: f64, width: f64) -> Self {
        let room = width - INDENT;
        let beside = room - Face::Value.width(value) - 12.0;
        let is_under = beside < 0.5 * room && !Face::Label.fits(name, beside);
        let for_name = if is_under { room } else { beside };
        Self { top, name: Face::Label.wrap(name, for_name), value: Face::Value.wrap(value, room), is_under, width }
    }

    fn height(&self) -> f64 {
        let lines =
            if self.is_under { self.name.len() + self.value.len() } else { self.name.len().max(self.value.len()) };
        (crate::scale::count(lines) * Face::Label.line_height() + 9.0).max(TAP)
    }

    fn room(&self) -> Rect {
        Rect { x: 0.0, y: self.top, width: self.width, height: self.height() }
    }

    fn draw(&self, canvas: &mut Canvas, look: usize) {
        let top = self.top + 4.0;
        canvas.fill(look, Rect { x: 0.0, y: top + 3.5, width: INDENT - 8.0, height: 16.0 });
        let bottom = canvas.lines(Face::Label, Anchor::Start, INDENT, top, &self.name);
        if self.is_under {
            canvas.lines(Face::Value, Anchor::Start, INDENT, bottom, &self.value);
        } else {
            canvas.lines(Face::Value, Anchor::End, self.width, top, &self.value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        probe::{Probe, chart},
        svg::Width,
    };

    fn probe(values: &[f64], unit: &str) -> Probe {
        let names: Vec<String> = (0..values.len()).map(|at| format!("第{at}项")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut canvas = Canvas::new("k", Width::Phone);
        let bottom = draw(&mut canvas, &chart(&names, &[values]), unit);
        Probe::new(&canvas.finish("share", "t", "d", bottom))
    }

    #[test]
    fn the_parts_fill_the_bar() {
        let probe = probe(&[60.0, 30.0, 10.0], "万元");
        let widths: Vec<f64> =
            probe.class("fill").filter(|part| part.number("height") > 40.0).map(|part| part.number("width")).collect();
        assert!((widths.iter().sum::<f64>() - Width::Phone.units()).abs() < 0.1, "{widths:?}");
        assert!((widths[0] / widths[2] - 6.0).abs() < 0.01, "{widths:?}");
    }

    #[test]
    fn a_percentage_is_not_said_twice() {
        let values =
            |probe: &Probe| probe.class("mark").map(|mark| mark.text("data-value").to_owned()).collect::<Vec<_>>();
        assert_eq!(values(&probe(&[60.0, 40.0], "%")), ["60%", "40%"]);
        assert_eq!(values(&probe(&[2.0, 1.0], "万元")), ["2万元（66.7%）", "1万元（33.3%）"]);
    }
}
