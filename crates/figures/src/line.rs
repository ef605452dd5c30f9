//! 折线图: one line a series, told apart by colour, dash and marker.

use std::fmt::Write;

use domain::figure::{Chart, Series};

use crate::{
    legend::{self, Swatch},
    marker,
    scale::{Extent, amount, count, written},
    svg::{Anchor, Canvas, LOOKS, Mark, Rect, TAP, Units},
    text::Face,
};

const PLOT: f64 = 210.0;
/// The distance between the ends of the axis and the outer points.
const INSET: f64 = 12.0;
/// A line of more points has only its ends and extremes numbered.
const MOST_NUMBERS: usize = 12;

/// Draws all series.
pub fn draw(canvas: &mut Canvas, chart: &Chart, unit: &str) -> f64 {
    if chart.categories.is_empty() {
        return 0.0;
    }
    let names: Vec<&str> = chart.series.iter().map(|series| series.name.as_str()).collect();
    let mut top = legend::draw(canvas, 0.0, &names, Swatch::Line);
    if !unit.is_empty() {
        top = canvas.lines(
            Face::Muted,
            Anchor::Start,
            0.0,
            top,
            &Face::Muted.wrap(&format!("单位：{unit}"), canvas.width),
        );
    }
    let plot = Plot::new(canvas.width, chart, top + Face::Value.line_height());
    plot.grid(canvas);
    for (series, row) in chart.series.iter().enumerate() {
        let mut shape = String::new();
        for (at, value) in row.values.iter().take(chart.categories.len()).enumerate() {
            let (x, y) = plot.point(at, *value);
            let _ = write!(shape, "{}{} {}", if at == 0 { "M" } else { "L" }, Units(x), Units(y));
        }
        if !shape.is_empty() {
            canvas.group("course", &[series], |canvas| canvas.path(&format!("line s{0} d{0}", series % LOOKS), &shape));
        }
    }
    for (series, row) in chart.series.iter().enumerate() {
        for (at, (category, value)) in chart.categories.iter().zip(&row.values).enumerate() {
            let (x, y) = plot.point(at, *value);
            let (label, written) = (format!("{} {category}", row.name), amount(*value, unit));
            let width = plot.step.clamp(8.0, 40.0);
            let hit =
                Rect { x: (x - width / 2.0).clamp(0.0, canvas.width - width), y: y - TAP / 2.0, width, height: TAP };
            canvas.mark(Mark { label: &label, value: &written, series: Some(series), clause: None }, hit, |canvas| {
                marker::draw(canvas, series, x, y, if plot.step < 14.0 { 3.0 } else { 4.5 });
            });
        }
    }
    if let [only] = chart.series.as_slice() {
        plot.values_of_points(canvas, &only.values);
    } else {
        plot.values_of_ends(canvas, chart);
    }
    plot.names(canvas, &chart.categories)
}

/// Where numbers and categories are on the paper.
struct Plot {
    ticks: Vec<f64>,
    extent: Extent,
    /// Where the axis begins, right of its numbers; 0 when they stand above their lines, being too long.
    left: f64,
    /// Where the axis ends; numbers of the last points stand right of it.
    right: f64,
    first: f64,
    step: f64,
    top: f64,
    /// The width of the drawing.
    width: f64,
}

impl Plot {
    fn new(width: f64, chart: &Chart, top: f64) -> Self {
        let all = || chart.series.iter().flat_map(|series| series.values.iter().copied());
        let ticks = Extent::of(all()).ticks();
        let extent = Extent::of(ticks.iter().copied());
        let tick_width = ticks.iter().map(|tick| Face::Muted.width(&written(*tick))).fold(0.0, f64::max);
        let left = if tick_width <= 0.34 * width { tick_width + 8.0 } else { 0.0 };
        let ends = chart
            .series
            .iter()
            .filter_map(|series| series.values.last())
            .map(|value| Face::Value.width(&written(*value)))
            .fold(0.0, f64::max);
        let right = if chart.series.len() > 1 && ends <= 72.0 { ends + 10.0 } else { INSET };
        let room = width - left - INSET - right;
        let categories = chart.categories.len();
        let (first, step) = if categories > 1 {
            (left + INSET, room / count(categories - 1))
        } else {
            (left + INSET + room / 2.0, room)
        };
        Self { ticks, extent, left, right: width - right + INSET.min(right) / 2.0, first, step, top, width }
    }

    fn point(&self, at: usize, value: f64) -> (f64, f64) {
        (self.first + count(at) * self.step, self.height_of(value))
    }

    fn height_of(&self, value: f64) -> f64 {
        self.top + (1.0 - self.extent.share(value)) * PLOT
    }

    fn grid(&self, canvas: &mut Canvas) {
        for tick in &self.ticks {
            let y = self.height_of(*tick);
            canvas.stroke(if *tick == 0.0 { "axis" } else { "grid" }, (self.left, y), (self.right, y));
            if self.left > 0.0 {
                canvas.line_of_text(
                    Face::Muted,
                    Anchor::End,
                    self.left - 8.0,
                    y + Face::Muted.size() * 0.36,
                    &written(*tick),
                );
            } else if Face::Muted.fits(&written(*tick), self.width) {
                canvas.line_of_text(Face::Muted, Anchor::Start, 0.0, y - 4.0, &written(*tick));
            }
        }
    }

    /// Numbers at the points of a single line: the last, the highest, the lowest and the first, and of a short line all
    /// that have room.
    fn values_of_points(&self, canvas: &mut Canvas, values: &[f64]) {
        if self.left <= 0.0 {
            return;
        }
        let by_value = |a: &(usize, &f64), b: &(usize, &f64)| a.1.total_cmp(b.1);
        let highest = values.iter().enumerate().max_by(by_value).map(|(at, _)| at);
        let lowest = values.iter().enumerate().min_by(by_value).map(|(at, _)| at);
        let others = if values.len() <= MOST_NUMBERS { values.len() } else { 1 };
        let order = values.len().checked_sub(1).into_iter().chain(highest).chain(lowest).chain(0..others);
        let mut placed: Vec<Rect> = Vec::new();
        let mut done: Vec<usize> = Vec::new();
        for at in order {
            let Some(value) = values.get(at).filter(|_| !done.contains(&at)) else { continue };
            let text = written(*value);
            let is_free = |room: &Rect| placed.iter().all(|other| !is_touching(*room, *other));
            if let Some(room) = self.rooms_at(values, at, &text).into_iter().find(is_free) {
                canvas.line_of_text(Face::Halo, Anchor::Start, room.x, room.y + 16.0, &text);
                placed.push(room);
                done.push(at);
            }
        }
    }

    /// Where the number of a point may stand, the best place first: on a slope on the free side, in a valley below.
    fn rooms_at(&self, values: &[f64], at: usize, text: &str) -> Vec<Rect> {
        let Some(value) = values.get(at).copied() else { return Vec::new() };
        let before = at.checked_sub(1).and_then(|at| values.get(at)).copied().unwrap_or(value);
        let after = values.get(at + 1).copied().unwrap_or(value);
        let (x, y) = self.point(at, value);
        let width = Face::Halo.width(text);
        let (above, below) = (y - 27.0, y + 8.0);
        let (to_left, middle, to_right) = (x + 4.0 - width, x - width / 2.0, x - 4.0);
        let places = if before > value && after > value {
            vec![(middle, below)]
        } else if before < value && value < after {
            vec![(to_left, above), (to_right, below)]
        } else if before > value && value > after {
            vec![(to_right, above), (to_left, below)]
        } else {
            vec![(middle, above)]
        };
        let most_left = self.width - width;
        let rooms =
            places.into_iter().map(|(x, y)| Rect { x: x.min(most_left).max(self.left), y, width, height: 19.0 });
        rooms.filter(|room| room.x <= most_left && room.y + room.height < self.top + PLOT + 12.0).collect()
    }

    /// Numbers right of the last points, moved apart.
    fn values_of_ends(&self, canvas: &mut Canvas, chart: &Chart) {
        let Some(last) = chart.categories.len().checked_sub(1) else { return };
        let end = |(series, row): (usize, &Series)| {
            let value = *row.values.get(last)?;
            Some(End { y: self.height_of(value), text: written(value), series: vec![series] })
        };
        let mut ends: Vec<End> = chart.series.iter().enumerate().filter_map(end).collect();
        ends.sort_by(|a, b| a.y.total_cmp(&b.y));
        ends.dedup_by(|a, b| {
            let is_same = a.text == b.text;
            if is_same {
                b.series.append(&mut a.series);
            }
            is_same
        });
        let x = self.first + count(last) * self.step + 10.0;
        if chart.categories.len() < 2 || ends.iter().any(|end| x + Face::Value.width(&end.text) > self.width + 0.5) {
            return;
        }
        let apart = (PLOT / count(ends.len()).max(1.0)).min(19.0);
        let mut lowest = f64::NEG_INFINITY;
        for end in &mut ends {
            end.y = end.y.max(lowest + apart);
            lowest = end.y;
        }
        let mut highest = self.top + PLOT + apart;
        for end in ends.iter_mut().rev() {
            end.y = end.y.min(highest - apart);
            highest = end.y;
        }
        for End { y, text, series } in ends {
            canvas.group("end", &series, |canvas| {
                canvas.line_of_text(Face::Halo, Anchor::Start, x, y + Face::Halo.size() * 0.36, &text);
            });
        }
    }

    /// The categories, as many as have room. Returns where they end.
    fn names(&self, canvas: &mut Canvas, categories: &[String]) -> f64 {
        let top = self.top + PLOT + 10.0;
        let axis = |canvas: &mut Canvas, at: usize| {
            let x = self.first + count(at) * self.step;
            canvas.stroke("axis", (x, self.top + PLOT), (x, self.top + PLOT + 5.0));
        };
        let shown = (1..categories.len().max(2))
            .map(|every| spread(categories.len(), every))
            .find(|shown| self.is_apart(categories, shown));
        let few = count(categories.len()) * 54.0 <= self.width;
        if let Some(shown) = shown.filter(|shown| shown.len() == categories.len() || !few) {
            for at in shown {
                let Some(name) = categories.get(at) else { continue };
                axis(canvas, at);
                canvas.line_of_text(
                    Face::Muted,
                    Anchor::Middle,
                    self.middle_of(at, name),
                    top + Face::Muted.ascent(),
                    name,
                );
            }
            return top + Face::Muted.line_height() + 2.0;
        }
        // Long names: broken into lines, each within its share of the width.
        let shown = spread(categories.len(), categories.len().div_ceil(if self.width < 300.0 { 3 } else { 4 }).max(1));
        let shown = if few { (0..categories.len()).collect() } else { shown };
        let room = self.width / count(shown.len()).max(1.0) - 8.0;
        let mut blocks: Vec<(f64, f64, Vec<String>)> = Vec::new();
        let mut right = -8.0;
        for at in shown {
            let Some(name) = categories.get(at) else { continue };
            let lines = Face::Muted.wrap(name, room);
            let half = lines.iter().map(|line| Face::Muted.width(line)).fold(0.0, f64::max) / 2.0;
            let middle = (self.first + count(at) * self.step).max(right + 8.0 + half);
            right = middle + half;
            axis(canvas, at);
            blocks.push((middle, half, lines));
        }
        // What was moved over the right edge moves back, and what stands before it too.
        let mut left = self.width + 8.0;
        let mut bottom = top;
        for (middle, half, lines) in blocks.into_iter().rev() {
            let middle = middle.min(left - 8.0 - half);
            left = middle - half;
            bottom = canvas.lines(Face::Muted, Anchor::Middle, middle, top, &lines).max(bottom);
        }
        bottom + 2.0
    }

    fn middle_of(&self, at: usize, name: &str) -> f64 {
        let half = (Face::Muted.width(name) / 2.0).min(self.width / 2.0);
        (self.first + count(at) * self.step).clamp(half, self.width - half)
    }

    fn is_apart(&self, categories: &[String], shown: &[usize]) -> bool {
        let mut right = f64::NEG_INFINITY;
        shown.iter().all(|at| {
            let Some(name) = categories.get(*at) else { return true };
            let (middle, half) = (self.middle_of(*at, name), Face::Muted.width(name) / 2.0);
            let is_free = middle - half >= right + 6.0 && half <= self.width / 2.0;
            right = middle + half;
            is_free
        })
    }
}

/// The number at the end of a line, or of several lines that end there.
struct End {
    y: f64,
    text: String,
    series: Vec<usize>,
}

/// Every so many of `count` places, always with the last.
fn spread(count: usize, every: usize) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).step_by(every.max(1)).collect();
    let last = count.saturating_sub(1);
    if places.last().is_some_and(|place| *place != last) {
        if places.len() > 1 {
            places.pop();
        }
        places.push(last);
    }
    places
}

fn is_touching(a: Rect, b: Rect) -> bool {
    a.x < b.x + b.width + 4.0 && b.x < a.x + a.width + 4.0 && a.y < b.y + b.height && b.y < a.y + a.height
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        probe::{Probe, chart},
        svg::Width,
    };

    #[test]
    fn points_stand_over_zero_as_high_as_their_values() {
        let plot = Plot::new(Width::Phone.units(), &chart(&["一", "二", "三"], &[&[0.0, 40.0, 80.0]]), 0.0);
        let height = |value: f64| plot.height_of(0.0) - plot.height_of(value);
        assert!((height(80.0) / height(40.0) - 2.0).abs() < 1e-9);
        assert!((plot.height_of(0.0) - PLOT).abs() < 1e-9);
    }

    #[test]
    fn the_last_place_is_always_shown() {
        assert_eq!(spread(8, 1), [0, 1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(spread(8, 3), [0, 3, 7]);
        assert_eq!(spread(7, 3), [0, 3, 6]);
        assert_eq!(spread(1, 1), [0]);
        assert_eq!(spread(2, 5), [0, 1]);
        assert!(spread(0, 1).is_empty());
    }

    #[test]
    fn equal_ends_are_written_once() {
        let mut canvas = Canvas::new("k", Width::Phone);
        let bottom = draw(&mut canvas, &chart(&["一", "二"], &[&[1.0, 7.0], &[2.0, 7.0], &[3.0, 7.0]]), "元");
        let probe = Probe::new(&canvas.finish("line", "t", "d", bottom));
        assert_eq!(probe.texts().filter(|text| text.content == "7").count(), 1);
        assert_eq!(probe.class("end").map(|end| end.text("data-series")).collect::<Vec<_>>(), ["0 1 2"]);
        assert_eq!(probe.class("mark").count(), 6);
    }
}
