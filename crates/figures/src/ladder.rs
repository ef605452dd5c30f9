//! 金额阶梯: few steps stand side by side, as stairs; many, or with long numbers, lie one under the other.

use domain::figure::LadderStep;

use crate::{
    bars::{self, Bar, Row},
    scale::{Extent, amount, count, written},
    svg::{Anchor, Canvas, Mark, Rect},
    text::Face,
};

const MOST_STAIRS: usize = 6;
const HEIGHT: f64 = 150.0;
const BADGE: f64 = 11.0;

/// Draws the steps from the lowest bound.
pub fn draw(canvas: &mut Canvas, steps: &[LadderStep], unit: &str, input_unit: &str) -> f64 {
    match Stairs::new(canvas.width, steps, unit, input_unit) {
        Some(stairs) => stairs.draw(canvas, steps),
        None => lying(canvas, steps, unit, input_unit),
    }
}

/// The bounds of a step in words.
fn bounds(step: &LadderStep, input_unit: &str) -> String {
    match step.to {
        Some(to) => format!("{}–{}{input_unit}", written(step.from), written(to)),
        None => format!("{}{input_unit}以上", written(step.from)),
    }
}

fn lying(canvas: &mut Canvas, steps: &[LadderStep], unit: &str, input_unit: &str) -> f64 {
    let rows: Vec<Row<'_>> = steps
        .iter()
        .map(|step| {
            let name = bounds(step, input_unit);
            let bar = Bar { series: 0, label: name.clone(), value: step.amount, clause: step.clause.as_ref() };
            Row { name, note: step.text.as_deref(), bars: vec![bar] }
        })
        .collect();
    bars::rows(canvas, 0.0, &rows, unit)
}

/// Steps as stairs, with texts that have been found to fit.
struct Stairs<'a> {
    unit: &'a str,
    input_unit: &'a str,
    /// The width of a step.
    width: f64,
    /// The amounts above the steps, in one line or two.
    amounts: Vec<Vec<String>>,
    /// The bounds below the steps.
    bounds: Vec<Vec<String>>,
}

impl<'a> Stairs<'a> {
    /// Lays the steps out side by side; `None` when something does not fit.
    fn new(all: f64, steps: &[LadderStep], unit: &'a str, input_unit: &'a str) -> Option<Self> {
        if steps.is_empty() || steps.len() > MOST_STAIRS || steps.iter().any(|step| step.amount < 0.0) {
            return None;
        }
        let width = all / count(steps.len());
        let room = width - 8.0;
        let is_one_line = steps.iter().all(|step| Face::Value.fits(&amount(step.amount, unit), room));
        let amounts: Vec<Vec<String>> = steps
            .iter()
            .map(|step| {
                if is_one_line { vec![amount(step.amount, unit)] } else { vec![written(step.amount), unit.to_owned()] }
            })
            .collect();
        let below = |step: &LadderStep| {
            let whole = bounds(step, "");
            match step.to {
                _ if Face::Muted.fits(&whole, width - 4.0) => vec![whole],
                Some(to) => vec![format!("{}–", written(step.from)), written(to)],
                None => vec![written(step.from), "以上".to_owned()],
            }
        };
        let bounds: Vec<Vec<String>> = steps.iter().map(below).collect();
        let fits = amounts.iter().flatten().all(|line| Face::Value.fits(line, room))
            && bounds.iter().flatten().all(|line| Face::Muted.fits(line, width - 4.0));
        fits.then_some(Self { unit, input_unit, width, amounts, bounds })
    }

    fn draw(&self, canvas: &mut Canvas, steps: &[LadderStep]) -> f64 {
        let extent = Extent::of(steps.iter().map(|step| step.amount));
        let above = Face::Value.line_height() * count(self.amounts.iter().map(Vec::len).max().unwrap_or(1));
        let base = above + 2.0 + HEIGHT;
        let has_words = steps.iter().any(|step| step.text.as_deref().is_some_and(|text| !text.trim().is_empty()));
        let mut bottom = base;
        for (at, ((step, amounts), bounds_lines)) in steps.iter().zip(&self.amounts).zip(&self.bounds).enumerate() {
            let x = count(at) * self.width;
            let middle = x + self.width / 2.0;
            let height = extent.share(step.amount) * HEIGHT;
            let (label, value) = (bounds(step, self.input_unit), amount(step.amount, self.unit));
            let mark = Mark { label: &label, value: &value, series: None, clause: step.clause.as_ref() };
            canvas.mark(mark, Rect { x, y: 0.0, width: self.width, height: base }, |canvas| {
                let is_last = at + 1 == steps.len();
                canvas.rect(
                    "step",
                    Rect { x, y: base - height, width: self.width - if is_last { 0.0 } else { 2.0 }, height },
                    0.0,
                );
                let top = base - height - 2.0 - Face::Value.line_height() * count(amounts.len());
                canvas.lines(Face::Value, Anchor::Middle, middle, top, amounts);
                if has_words {
                    badge(canvas, middle, base + 8.0 + BADGE, at + 1);
                }
            });
            let below = base + if has_words { 2.0 * BADGE + 11.0 } else { 6.0 };
            bottom = bottom.max(canvas.lines(Face::Muted, Anchor::Middle, middle, below, bounds_lines));
        }
        canvas.stroke("axis", (0.0, base), (canvas.width, base));
        if !self.input_unit.is_empty() {
            let lines = Face::Muted.wrap(&format!("（{}）", self.input_unit), canvas.width);
            bottom = canvas.lines(Face::Muted, Anchor::Middle, canvas.width / 2.0, bottom, &lines);
        }
        if has_words { words(canvas, steps, bottom + 10.0) } else { bottom + 2.0 }
    }
}

/// What the steps say, numbered as they are.
fn words(canvas: &mut Canvas, steps: &[LadderStep], top: f64) -> f64 {
    let mut y = top;
    for (at, step) in steps.iter().enumerate() {
        let Some(text) = step.text.as_deref().filter(|text| !text.trim().is_empty()) else { continue };
        badge(canvas, BADGE, y + Face::Label.line_height() / 2.0, at + 1);
        y = canvas.lines(
            Face::Label,
            Anchor::Start,
            2.0 * BADGE + 10.0,
            y,
            &Face::Label.wrap(text, canvas.width - 2.0 * BADGE - 10.0),
        ) + 8.0;
    }
    y - 4.0
}

/// Draws a number in a ring.
pub fn badge(canvas: &mut Canvas, x: f64, y: f64, ordinal: usize) {
    canvas.circle("badge", x, y, BADGE);
    canvas.line_of_text(Face::Muted, Anchor::Middle, x, y + Face::Muted.size() * 0.36, &ordinal.to_string());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{probe::Probe, svg::Width};

    fn steps(amounts: &[f64]) -> Vec<LadderStep> {
        let bound = |at: usize| count(at) * 600.0;
        amounts
            .iter()
            .enumerate()
            .map(|(at, amount)| LadderStep {
                from: bound(at),
                to: (at + 1 < amounts.len()).then(|| bound(at + 1)),
                amount: *amount,
                text: None,
                clause: None,
            })
            .collect()
    }

    fn probe(steps: &[LadderStep]) -> Probe {
        let mut canvas = Canvas::new("k", Width::Phone);
        let bottom = draw(&mut canvas, steps, "元/月", "元/月");
        Probe::new(&canvas.finish("ladder", "t", "d", bottom))
    }

    #[test]
    fn stairs_go_from_left_to_right_and_fall_with_the_amounts() {
        let probe = probe(&steps(&[600.0, 400.0, 200.0]));
        let stairs: Vec<(f64, f64)> =
            probe.class("step").map(|step| (step.number("x"), step.number("height"))).collect();
        assert!(stairs.is_sorted_by(|a, b| a.0 < b.0 && a.1 > b.1), "{stairs:?}");
        assert!((stairs[0].1 / stairs[2].1 - 3.0).abs() < 0.01, "{stairs:?}");
    }

    #[test]
    fn many_steps_lie_from_above_to_below() {
        let amounts: Vec<f64> = (0..20).map(|at| 1000.0 - count(at) * 50.0).collect();
        let probe = probe(&steps(&amounts));
        let stairs: Vec<(f64, f64)> =
            probe.class("fill").map(|step| (step.number("y"), step.number("width"))).collect();
        assert_eq!(stairs.len(), 20);
        assert!(stairs.is_sorted_by(|a, b| a.0 < b.0 && a.1 > b.1), "{stairs:?}");
    }

    #[test]
    fn bounds_are_said_in_words() {
        let steps = steps(&[600.0, 0.0]);
        assert_eq!(bounds(&steps[0], "元/月"), "0–600元/月");
        assert_eq!(bounds(&steps[1], "元/月"), "600元/月以上");
    }
}
