//! 前后对比: what was on the left, what is on the right.

use domain::figure::ComparedItem;

use crate::{
    scale::count,
    svg::{Anchor, Canvas, Mark, Rect, WIDTH},
    text::Face,
};

const MIDDLE: f64 = 30.0;
const COLUMN: f64 = (WIDTH - MIDDLE) / 2.0;
const RIGHT: f64 = COLUMN + MIDDLE;
const PADDING: f64 = 10.0;

/// Draws the rows under the names of the columns.
pub fn draw(canvas: &mut Canvas, before: &str, after: &str, rows: &[ComparedItem]) -> f64 {
    let left = canvas.lines(Face::Muted, Anchor::Start, PADDING, 0.0, &Face::Muted.wrap(before, COLUMN - PADDING));
    let right = canvas.lines(Face::Accent, Anchor::Start, RIGHT + PADDING, 0.0, &Face::Accent.wrap(after, COLUMN - PADDING));
    let mut y = left.max(right) + 4.0;
    canvas.stroke("axis", (0.0, y), (WIDTH, y));
    y += 12.0;
    for row in rows {
        y = item(canvas, y, row) + 18.0;
    }
    y - 16.0
}

fn item(canvas: &mut Canvas, top: f64, row: &ComparedItem) -> f64 {
    let name = Face::Value.wrap(&row.item, WIDTH);
    let was = Face::Label.wrap(&row.before, COLUMN - 2.0 * PADDING);
    let is = Face::Value.wrap(&row.after, COLUMN - 2.0 * PADDING);
    let cells = top + count(name.len()) * Face::Value.line_height() + 5.0;
    let height = count(was.len().max(is.len()).max(1)) * Face::Label.line_height() + 2.0 * PADDING;
    let is_same = row.before == row.after;
    let value = if is_same { format!("{}，不变", row.after) } else { format!("{} → {}", row.before, row.after) };
    let room = Rect { x: 0.0, y: top, width: WIDTH, height: cells + height - top };
    canvas.mark(Mark { label: &row.item, value: &value, series: None, clause: row.clause.as_ref() }, room, |canvas| {
        canvas.lines(Face::Value, Anchor::Start, 0.0, top, &name);
        canvas.rect("cell before", Rect { x: 1.0, y: cells, width: COLUMN - 1.0, height }, 6.0);
        canvas.rect("cell after", Rect { x: RIGHT, y: cells, width: COLUMN - 1.0, height }, 6.0);
        canvas.lines(Face::Label, Anchor::Start, PADDING, cells + PADDING, &was);
        canvas.lines(Face::Value, Anchor::Start, RIGHT + PADDING, cells + PADDING, &is);
        let middle = cells + height / 2.0;
        if is_same {
            canvas.line_of_text(Face::Muted, Anchor::Middle, WIDTH / 2.0, middle + Face::Muted.size() * 0.36, "＝");
        } else {
            canvas.stroke("link", (COLUMN + 5.0, middle), (RIGHT - 10.0, middle));
            canvas.arrow_right(RIGHT - 4.0, middle);
        }
    });
    cells + height
}
