//! 图例: which look is which series, in rows of text.

use crate::{
    marker,
    scale::count,
    svg::{Anchor, Canvas, Rect},
    text::Face,
};

/// What stands beside a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Swatch {
    /// A piece of bar.
    Bar,
    /// A piece of line with its marker.
    Line,
}

/// The width of a swatch with the space behind it.
const INDENT: f64 = 34.0;
/// High enough for a finger: where there are islands, a name switches its series.
const ROW: f64 = 44.0;
const BETWEEN: f64 = 18.0;
/// The distance from a name to the frame that makes a button of it.
const FRAME: f64 = 5.0;

/// Draws the names of two or more series; of one, nothing. Returns where the legend ends.
pub fn draw(canvas: &mut Canvas, top: f64, names: &[&str], swatch: Swatch) -> f64 {
    if names.len() < 2 {
        return top;
    }
    let (mut x, mut y) = (0.0, top);
    for (series, name) in names.iter().enumerate() {
        let lines = Face::Label.wrap(name, canvas.width - INDENT);
        let width = INDENT + lines.iter().map(|line| Face::Label.width(line)).fold(0.0, f64::max);
        if x > 0.0 && x + width > canvas.width {
            (x, y) = (0.0, y + ROW);
        }
        let middle = y + ROW / 2.0;
        let more = Face::Label.line_height() * count(lines.len().saturating_sub(1));
        let hit = Rect { x: x - FRAME, y, width: width + 2.0 * FRAME, height: ROW + more };
        canvas.group("legend-item", &[series], |canvas| {
            canvas.hit(hit);
            canvas.rect("frame", Rect { y: hit.y + FRAME, height: hit.height - 2.0 * FRAME, ..hit }, 6.0);
            match swatch {
                Swatch::Bar => canvas.fill(series, Rect { x, y: middle - 8.0, width: INDENT - 8.0, height: 16.0 }),
                Swatch::Line => {
                    marker::on_line(canvas, series, Rect { x, y: middle, width: INDENT - 6.0, height: 0.0 });
                }
            }
            canvas.lines(Face::Label, Anchor::Start, x + INDENT, middle - Face::Label.line_height() / 2.0, &lines);
        });
        if lines.len() > 1 {
            y += more + ROW;
            x = 0.0;
        } else {
            x += width + BETWEEN;
        }
    }
    y + if x > 0.0 { ROW } else { 0.0 } + 8.0
}
