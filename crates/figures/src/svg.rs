//! A small writer of SVG: text lines, filled shapes, marks, and the whole element around them.

use std::{collections::BTreeSet, fmt::Write};

use domain::ClauseId;

use crate::text::{Face, escape};

/// How wide a drawing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// What a sheet has on a phone of 390 px: a unit there is a pixel.
    Phone,
    /// As narrow as lets type of 15 units be 22 px high there, for 长辈模式.
    Narrow,
}

impl Width {
    /// The width, in units.
    pub const fn units(self) -> f64 {
        match self {
            Self::Phone => 324.0,
            Self::Narrow => 218.0,
        }
    }
}

/// The height that a finger hits.
pub const TAP: f64 = 24.0;
/// The series classes and patterns; a thirteenth series looks like the first.
pub const LOOKS: usize = 12;

/// A place and a size, in units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rect {
    /// The left side.
    pub x: f64,
    /// The upper side.
    pub y: f64,
    /// To the right.
    pub width: f64,
    /// Downwards.
    pub height: f64,
}

/// Which end of a line of text is at its `x`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// The left end.
    Start,
    /// The middle.
    Middle,
    /// The right end.
    End,
}

/// What a part of the drawing stands for, to be shown when it is tapped.
#[derive(Debug, Clone, Copy, Default)]
pub struct Mark<'a> {
    /// What it is called: 系列 类目.
    pub label: &'a str,
    /// How much, with the unit; or what it says.
    pub value: &'a str,
    /// Which series it belongs to.
    pub series: Option<usize>,
    /// The clause that says so, in the first cited policy.
    pub clause: Option<&'a ClauseId>,
}

/// A drawing being made.
#[derive(Debug)]
pub struct Canvas {
    key: String,
    kind: Width,
    /// The width of the drawing, in units.
    pub width: f64,
    body: String,
    patterns: BTreeSet<usize>,
}

impl Canvas {
    /// An empty drawing; `key` begins the ids inside.
    pub fn new(key: &str, width: Width) -> Self {
        let plain = |c: char| if c.is_ascii_alphanumeric() || c == '-' || c == '_' { c } else { '-' };
        Self {
            key: key.chars().map(plain).collect(),
            kind: width,
            width: width.units(),
            body: String::new(),
            patterns: BTreeSet::new(),
        }
    }

    /// Whether things go under each other that else stand beside each other.
    pub fn is_narrow(&self) -> bool {
        self.kind == Width::Narrow
    }

    /// One line of text with its baseline at `y`.
    pub fn line_of_text(&mut self, face: Face, anchor: Anchor, x: f64, y: f64, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        self.put(format_args!(
            "<text class=\"{}\" x=\"{}\" y=\"{}\"{anchor}>{}</text>",
            face.class(),
            Units(x),
            Units(y),
            escape(text)
        ));
    }

    /// Lines of text below `top`. Returns where the last one ends.
    pub fn lines(&mut self, face: Face, anchor: Anchor, x: f64, top: f64, lines: &[String]) -> f64 {
        let mut y = top;
        for line in lines {
            self.line_of_text(face, anchor, x, y + face.ascent(), line);
            y += face.line_height();
        }
        y
    }

    /// A straight line.
    pub fn stroke(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        self.put(format_args!(
            "<line class=\"{class}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>",
            Units(from.0),
            Units(from.1),
            Units(to.0),
            Units(to.1)
        ));
    }

    /// A box, its corners rounded by `radius`.
    pub fn rect(&mut self, class: &str, rect: Rect, radius: f64) {
        let corners = if radius > 0.0 { format!(" rx=\"{}\"", Units(radius)) } else { String::new() };
        self.put(format_args!(
            "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"{corners}/>",
            Units(rect.x),
            Units(rect.y),
            Units(rect.width.max(0.0)),
            Units(rect.height.max(0.0))
        ));
    }

    /// A box in the colour and pattern of a series.
    pub fn fill(&mut self, series: usize, rect: Rect) {
        let look = series % LOOKS;
        self.rect(&format!("fill s{look}"), rect, 0.0);
        if look > 0 && rect.width > 0.0 && rect.height > 0.0 {
            self.patterns.insert(look);
            let key = self.key.clone();
            self.put(format_args!(
                "<rect class=\"pattern\" fill=\"url(#{key}-p{look})\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
                Units(rect.x),
                Units(rect.y),
                Units(rect.width),
                Units(rect.height)
            ));
        }
    }

    /// A circle.
    pub fn circle(&mut self, class: &str, x: f64, y: f64, radius: f64) {
        self.put(format_args!(
            "<circle class=\"{class}\" cx=\"{}\" cy=\"{}\" r=\"{}\"/>",
            Units(x),
            Units(y),
            Units(radius)
        ));
    }

    /// A path; `shape` holds nothing but commands and numbers.
    pub fn path(&mut self, class: &str, shape: &str) {
        self.put(format_args!("<path class=\"{class}\" d=\"{shape}\"/>"));
    }

    /// An arrow head with its tip at a point, pointing to the right.
    pub fn arrow_right(&mut self, x: f64, y: f64) {
        self.path("arrow", &format!("M{} {}l-8 -5v10z", Units(x), Units(y)));
    }

    /// An arrow head with its tip at a point, pointing down.
    pub fn arrow_down(&mut self, x: f64, y: f64) {
        self.path("arrow", &format!("M{} {}l-5 -8h10z", Units(x), Units(y)));
    }

    /// What `content` draws stands for one value. A finger hits it anywhere in `hit`.
    pub fn mark(&mut self, mark: Mark<'_>, hit: Rect, content: impl FnOnce(&mut Self)) {
        let (label, value) = (escape(mark.label), escape(mark.value));
        self.put(format_args!("<g class=\"mark\" data-label=\"{label}\" data-value=\"{value}\""));
        if let Some(series) = mark.series {
            self.put(format_args!(" data-series=\"{series}\""));
        }
        if let Some(clause) = mark.clause {
            self.put(format_args!(" data-clause=\"{}\"", escape(clause.as_str())));
        }
        let colon = if value.is_empty() { "" } else { "：" };
        self.put(format_args!("><title>{label}{colon}{value}</title>"));
        let height = hit.height.max(TAP);
        self.hit(Rect { y: hit.y - (height - hit.height) / 2.0, height, ..hit });
        content(self);
        self.put(format_args!("</g>"));
    }

    /// Where a finger hits what is drawn next.
    pub fn hit(&mut self, room: Rect) {
        self.put(format_args!(
            "<rect class=\"hit\" fill=\"none\" pointer-events=\"all\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
            Units(room.x),
            Units(room.y),
            Units(room.width.max(0.0)),
            Units(room.height)
        ));
    }

    /// A group with a class, and the series that it belongs to: it goes when all of them are switched off.
    pub fn group(&mut self, class: &str, series: &[usize], content: impl FnOnce(&mut Self)) {
        let series = series.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        self.put(format_args!("<g class=\"{class}\" data-series=\"{series}\">"));
        content(self);
        self.put(format_args!("</g>"));
    }

    /// The whole element. `bottom` is where the drawing ends.
    pub fn finish(self, type_word: &str, title: &str, description: &str, bottom: f64) -> String {
        let Self { key, kind, width, body, patterns } = self;
        let narrow = if kind == Width::Narrow { " narrow" } else { "" };
        let definitions: String = patterns.iter().map(|look| pattern(&key, *look)).collect();
        let definitions = if definitions.is_empty() { definitions } else { format!("<defs>{definitions}</defs>") };
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"figure-svg figure-{type_word}{narrow}\" viewBox=\"0 0 {} {}\" role=\"img\" \
             aria-labelledby=\"{key}-title {key}-desc\"><title id=\"{key}-title\">{}</title><desc id=\"{key}-desc\">{}</desc>\
             {definitions}{body}</svg>",
            Units(width),
            Units(bottom.ceil().max(1.0)),
            escape(title),
            escape(description)
        )
    }

    fn put(&mut self, markup: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = self.body.write_fmt(markup);
    }
}

/// A pattern that lies over the colour of a series, so that the series differ without colours. The first has none.
fn pattern(key: &str, look: usize) -> String {
    let (size, turn, shape) = match look {
        1 => (7, 45, "<path class=\"hatch\" d=\"M0 3.5h7\"/>"),
        2 => (
            8,
            0,
            "<circle class=\"hatch-dot\" cx=\"2\" cy=\"2\" r=\"1.5\"/><circle class=\"hatch-dot\" cx=\"6\" cy=\"6\" r=\"1.5\"/>",
        ),
        3 => (6, 0, "<path class=\"hatch\" d=\"M0 3h6\"/>"),
        4 => (8, 45, "<path class=\"hatch\" d=\"M0 4h8M4 0v8\"/>"),
        5 => (6, 0, "<path class=\"hatch\" d=\"M3 0v6\"/>"),
        6 => (12, -45, "<path class=\"hatch-wide\" d=\"M0 6h12\"/>"),
        7 => (10, 0, "<path class=\"hatch\" d=\"M0 7l5 -4l5 4\"/>"),
        8 => (8, 0, "<path class=\"hatch\" d=\"M0 4h8M4 0v8\"/>"),
        9 => (10, 0, "<circle class=\"hatch\" cx=\"5\" cy=\"5\" r=\"2.5\"/>"),
        10 => (10, 0, "<path class=\"hatch-dot\" d=\"M0 0h5v5h-5zM5 5h5v5h-5z\"/>"),
        _ => (9, -45, "<path class=\"hatch\" d=\"M0 3h9M0 6h5\"/>"),
    };
    format!(
        "<pattern id=\"{key}-p{look}\" width=\"{size}\" height=\"{size}\" patternUnits=\"userSpaceOnUse\" \
         patternTransform=\"rotate({turn})\">{shape}</pattern>"
    )
}

/// A length as SVG writes it: at most two decimals, never `NaN`.
#[derive(Debug, Clone, Copy)]
pub struct Units(pub f64);

impl std::fmt::Display for Units {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&crate::scale::written(crate::scale::finite(self.0)))
    }
}
