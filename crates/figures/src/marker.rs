//! Markers: the sign that tells a series from another at each point of its line, and in the legend.

use crate::svg::{Canvas, LOOKS, Rect, Units};

/// A piece of the line of a series with its marker, along the upper side of `room`.
pub fn on_line(canvas: &mut Canvas, series: usize, room: Rect) {
    let shape = format!("M{} {}h{}", Units(room.x), Units(room.y), Units(room.width));
    canvas.path(&format!("line s{0} d{0}", series % LOOKS), &shape);
    draw(canvas, series, room.x + room.width / 2.0, room.y, 4.5);
}

/// Draws the marker of a series around a point.
pub fn draw(canvas: &mut Canvas, series: usize, x: f64, y: f64, radius: f64) {
    let look = series % LOOKS;
    let kind = if look < 5 { "marker" } else { "marker hollow" };
    let class = format!("{kind} s{look}");
    let (x, y, r) = (Units(x), Units(y), Units(radius));
    let (wide, flat) = (Units(radius * 1.25), Units(radius * 2.0));
    match look {
        0 | 5 => canvas.circle(&class, x.0, y.0, radius),
        1 | 6 => canvas.path(&class, &format!("M{x} {y}m-{r} -{r}h{flat}v{flat}h-{flat}z")),
        2 | 7 => canvas.path(&class, &format!("M{x} {y}m0 -{wide}l{wide} {flat}h-{}z", Units(radius * 2.5))),
        3 | 8 => canvas.path(&class, &format!("M{x} {y}m0 -{wide}l{wide} {wide}l-{wide} {wide}l-{wide} -{wide}z")),
        4 | 9 => canvas.path(&class, &format!("M{x} {y}m0 {wide}l{wide} -{flat}h-{}z", Units(radius * 2.5))),
        10 => canvas.path(&class, &format!("M{x} {y}m-{r} 0h{flat}m-{r} -{r}v{flat}")),
        _ => canvas.path(&class, &format!("M{x} {y}m-{r} -{r}l{flat} {flat}m0 -{flat}l-{flat} {flat}")),
    }
}
