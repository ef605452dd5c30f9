//! 前后对比: what was on the left, what is on the right; in a narrow drawing one under the other.

use domain::figure::ComparedItem;

use crate::{
    scale::count,
    svg::{Anchor, Canvas, Mark, Rect},
    text::Face,
};

/// The space between the two cells, where the arrow stands.
const MIDDLE: f64 = 30.0;
const PADDING: f64 = 10.0;
const RADIUS: f64 = 6.0;

/// Draws the rows.
pub fn draw(canvas: &mut Canvas, before: &str, after: &str, rows: &[ComparedItem]) -> f64 {
    let is_narrow = canvas.is_narrow();
    let mut y = if is_narrow { 0.0 } else { heads(canvas, before, after) };
    for row in rows {
        y = if is_narrow { stacked(canvas, y, row, before, after) } else { beside(canvas, y, row) } + 18.0;
    }
    y - 16.0
}

/// Draws the heads of the columns. Returns where they end.
fn heads(canvas: &mut Canvas, before: &str, after: &str) -> f64 {
    let column = (canvas.width - MIDDLE) / 2.0;
    let left = canvas.lines(Face::Muted, Anchor::Start, PADDING, 0.0, &Face::Muted.wrap(before, column - PADDING));
    let right = canvas.lines(
        Face::Accent,
        Anchor::Start,
        column + MIDDLE + PADDING,
        0.0,
        &Face::Accent.wrap(after, column - PADDING),
    );
    let y = left.max(right) + 4.0;
    canvas.stroke("axis", (0.0, y), (canvas.width, y));
    y + 12.0
}

/// What a row says when it is tapped.
fn said(row: &ComparedItem) -> String {
    if row.before == row.after {
        format!("{}，不变", row.after)
    } else {
        format!("{} → {}", row.before, row.after)
    }
}

fn beside(canvas: &mut Canvas, top: f64, row: &ComparedItem) -> f64 {
    let (width, column) = (canvas.width, (canvas.width - MIDDLE) / 2.0);
    let right = column + MIDDLE;
    let name = Face::Value.wrap(&row.item, width);
    let was = Face::Label.wrap(&row.before, column - 2.0 * PADDING);
    let is = Face::Value.wrap(&row.after, column - 2.0 * PADDING);
    let cells = top + count(name.len()) * Face::Value.line_height() + 5.0;
    let height = count(was.len().max(is.len()).max(1)) * Face::Label.line_height() + 2.0 * PADDING;
    let room = Rect { x: 0.0, y: top, width, height: cells + height - top };
    canvas.mark(
        Mark { label: &row.item, value: &said(row), series: None, clause: row.clause.as_ref() },
        room,
        |canvas| {
            canvas.lines(Face::Value, Anchor::Start, 0.0, top, &name);
            canvas.rect("cell before", Rect { x: 1.0, y: cells, width: column - 1.0, height }, RADIUS);
            canvas.rect("cell after", Rect { x: right, y: cells, width: column - 1.0, height }, RADIUS);
            canvas.lines(Face::Label, Anchor::Start, PADDING, cells + PADDING, &was);
            canvas.lines(Face::Value, Anchor::Start, right + PADDING, cells + PADDING, &is);
            let middle = cells + height / 2.0;
            if row.before == row.after {
                canvas.line_of_text(Face::Muted, Anchor::Middle, width / 2.0, middle + Face::Muted.size() * 0.36, "＝");
            } else {
                canvas.stroke("link", (column + 5.0, middle), (right - 10.0, middle));
                canvas.arrow_right(right - 4.0, middle);
            }
        },
    );
    cells + height
}

/// Draws a row as cells one under the other, each with its own head. Returns where it ends.
fn stacked(canvas: &mut Canvas, top: f64, row: &ComparedItem, before: &str, after: &str) -> f64 {
    let width = canvas.width;
    let room = width - 2.0 * PADDING;
    let name = Face::Value.wrap(&row.item, width);
    let (was_head, was) = (Face::Muted.wrap(before, room), Face::Label.wrap(&row.before, room));
    let (is_head, is) = (Face::Accent.wrap(after, room), Face::Value.wrap(&row.after, room));
    let height = |head: Face, heads: usize, lines: usize| {
        count(heads) * head.line_height() + count(lines) * Face::Label.line_height() + 2.0 * PADDING
    };
    let upper = Rect {
        x: 1.0,
        y: top + count(name.len()) * Face::Value.line_height() + 5.0,
        width: width - 2.0,
        height: height(Face::Muted, was_head.len(), was.len()),
    };
    let gap = upper.y + upper.height;
    let lower = Rect { y: gap + MIDDLE, height: height(Face::Accent, is_head.len(), is.len()), ..upper };
    let bottom = lower.y + lower.height;
    let hit = Rect { x: 0.0, y: top, width, height: bottom - top };
    canvas.mark(
        Mark { label: &row.item, value: &said(row), series: None, clause: row.clause.as_ref() },
        hit,
        |canvas| {
            canvas.lines(Face::Value, Anchor::Start, 0.0, top, &name);
            canvas.rect("cell before", upper, RADIUS);
            let y = canvas.lines(Face::Muted, Anchor::Start, PADDING, upper.y + PADDING, &was_head);
            canvas.lines(Face::Label, Anchor::Start, PADDING, y, &was);
            canvas.rect("cell after", lower, RADIUS);
            let y = canvas.lines(Face::Accent, Anchor::Start, PADDING, lower.y + PADDING, &is_head);
            canvas.lines(Face::Value, Anchor::Start, PADDING, y, &is);
            if row.before == row.after {
                canvas.line_of_text(
                    Face::Muted,
                    Anchor::Middle,
                    width / 2.0,
                    gap + MIDDLE / 2.0 + Face::Muted.size() * 0.36,
                    "＝",
                );
            } else {
                canvas.stroke("link", (width / 2.0, gap + 4.0), (width / 2.0, lower.y - 9.0));
                canvas.arrow_down(width / 2.0, lower.y - 3.0);
            }
        },
    );
    bottom
}
