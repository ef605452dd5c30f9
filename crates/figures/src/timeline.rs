//! 时间轴: days from above to below.

use domain::figure::TimelineEvent;

use crate::{
    svg::{Anchor, Canvas, Mark, Rect},
    text::Face,
};

const RAIL: f64 = 9.0;
const LEFT: f64 = 30.0;
const GAP: f64 = 18.0;

/// Draws the events in the order given; a day with several is written once.
pub fn draw(canvas: &mut Canvas, events: &[TimelineEvent]) -> f64 {
    let mut dots = Vec::new();
    let mut y = 0.0;
    for (at, event) in events.iter().enumerate() {
        let day = format!("{}年{}月{}日", event.on.year(), event.on.month(), event.on.day());
        let is_same_day = at.checked_sub(1).and_then(|at| events.get(at)).is_some_and(|before| before.on == event.on);
        let lines = Face::Label.wrap(&event.text, canvas.width - LEFT);
        let top = if is_same_day { y - GAP + 8.0 } else { y };
        let height = Face::Label.line_height() * crate::scale::count(lines.len() + usize::from(!is_same_day));
        let mark = Mark { label: &day, value: &event.text, series: None, clause: event.clause.as_ref() };
        canvas.mark(mark, Rect { x: 0.0, y: top, width: canvas.width, height }, |canvas| {
            let mut text = top;
            if !is_same_day {
                text = canvas.lines(Face::Value, Anchor::Start, LEFT, top, std::slice::from_ref(&day));
            }
            dots.push((top + Face::Label.line_height() / 2.0, is_same_day));
            canvas.lines(Face::Label, Anchor::Start, LEFT, text, &lines);
        });
        y = top + height + GAP;
    }
    if let (Some((first, _)), Some((last, _))) = (dots.first(), dots.last()) {
        canvas.stroke("rail", (RAIL, *first), (RAIL, *last));
    }
    for (dot, is_same_day) in dots {
        canvas.circle("dot", RAIL, dot, if is_same_day { 3.5 } else { 6.5 });
    }
    (y - GAP).max(0.0) + 4.0
}
