//! 图表: figures drawn as SVG from data, to be put into a page as they are.
//!
//! [`svg()`] takes a [`Figure`] and gives one `<svg>` element, 324 or 218 units wide and as high as it needs to be: designed
//! for a phone held upright, where a unit is about a pixel, or half as much again; no letter is smaller than 15 units. Colours, weights and
//! dashes are classes that `style/figures.css` fills in; there is no inline style, because the pages' CSP forbids it.
//!
//! How it is laid out: every kind of figure has a module with a function that draws from the top of a [`svg::Canvas`]
//! downwards and returns where it ended. Text is measured by estimate ([`text`]), wide enough for the Chinese system
//! fonts, and wrapped by rules of Chinese typesetting. Nothing here does I/O or panics on any input.
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::indexing_slicing,
        clippy::string_slice,
        reason = "a test that panics has failed, which is its job"
    )
)]

mod bars;
mod before_after;
mod flow;
mod ladder;
mod legend;
mod line;
mod marker;
#[cfg(test)]
mod probe;
mod scale;
mod share;
mod svg;
#[cfg(test)]
mod tests;
mod text;
mod timeline;

use domain::figure::{Drawing, Figure};

use crate::svg::Canvas;
pub use crate::svg::Width;

/// The figure as one complete `<svg>` element, named by its title and described by its text equivalent.
///
/// `key` is a prefix for the ids inside, unique within the page: the document's id. A table is not drawn (the page
/// shows the HTML table): the result is empty.
pub fn svg(figure: &Figure, title: &str, key: &str, width: Width) -> String {
    let unit = figure.unit.as_deref().map(str::trim).unwrap_or_default();
    let mut canvas = Canvas::new(key, width);
    let bottom = match &figure.drawing {
        Drawing::Bar(chart) | Drawing::GroupedBar(chart) => bars::grouped(&mut canvas, chart, unit),
        Drawing::StackedBar(chart) => bars::stacked(&mut canvas, chart, unit),
        Drawing::Line(chart) => line::draw(&mut canvas, chart, unit),
        Drawing::Share(chart) => share::draw(&mut canvas, chart, unit),
        Drawing::Timeline { events } => timeline::draw(&mut canvas, events),
        Drawing::Ladder { input_unit, steps } => {
            ladder::draw(&mut canvas, steps, unit, input_unit.as_deref().map(str::trim).unwrap_or_default())
        }
        Drawing::BeforeAfter { before_label, after_label, rows } => before_after::draw(
            &mut canvas,
            before_label.as_deref().unwrap_or("旧政策"),
            after_label.as_deref().unwrap_or("新政策"),
            rows,
        ),
        Drawing::Flow { nodes, links } => flow::draw(&mut canvas, nodes, links),
        Drawing::Table { .. } => return String::new(),
    };
    canvas.finish(figure.drawing.type_word(), title, &figure.text, bottom)
}
