//! An element as lines of text: a block is a line, `<br>` ends one, a table of data is tab-separated rows.

use domain::Refusal;
use ego_tree::iter::Edge;
use scraper::{ElementRef, Node, node::Element};

use crate::read::meter::{Meter, bounded};

/// Elements whose content is no text of the document.
const DROPPED: [&str; 27] = [
    "script", "style", "noscript", "template", "head", "title", "nav", "footer", "aside", "iframe", "object", "embed",
    "svg", "canvas", "video", "audio", "map", "select", "option", "button", "input", "textarea", "datalist", "dialog",
    "rt", "rp", "math",
];

const BLOCKS: [&str; 37] = [
    "address",
    "article",
    "blockquote",
    "body",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];

/// Cells longer than this on average hold a page's layout, not data.
const MAX_DATA_CELL_BYTES: usize = 1500;

/// The lines, each ended by `\n`; no empty ones.
pub fn of(root: ElementRef<'_>, meter: &mut Meter) -> Result<String, Refusal> {
    let mut out = Lines::default();
    // The table of data we are in, if any; such tables do not nest.
    let mut table: Option<ego_tree::NodeId> = None;
    let mut first_cell = true;
    let mut skipping: Option<ego_tree::NodeId> = None;
    for edge in root.traverse() {
        meter.step()?;
        match edge {
            Edge::Open(node) if skipping.is_none() => match node.value() {
                Node::Text(text) => {
                    bounded(out.text.len() + out.line.len() + text.len(), 0)?;
                    out.push(text);
                }
                Node::Element(element) => {
                    let name = element.name();
                    let outermost = node.id() == root.id();
                    if !outermost && is_dropped(node, element) {
                        skipping = Some(node.id());
                    } else if name == "br" {
                        out.end_line(table.is_some());
                    } else if table.is_some() && matches!(name, "td" | "th") {
                        if !first_cell {
                            out.tab();
                        }
                        first_cell = false;
                    } else if name == "tr" {
                        out.end_line(false);
                        first_cell = true;
                    } else if BLOCKS.contains(&name) {
                        out.end_line(table.is_some());
                        if name == "table" && table.is_none() && is_data_table(node) {
                            table = Some(node.id());
                        }
                    }
                }
                _ => {}
            },
            Edge::Close(node) => {
                if skipping == Some(node.id()) {
                    skipping = None;
                } else if skipping.is_none()
                    && let Node::Element(element) = node.value()
                {
                    if table == Some(node.id()) {
                        table = None;
                        out.end_line(false);
                    } else if element.name() == "tr" {
                        out.end_line(false);
                    } else if BLOCKS.contains(&element.name()) && !matches!(element.name(), "td" | "th") {
                        out.end_line(table.is_some());
                    } else if table.is_none() && matches!(element.name(), "td" | "th") {
                        out.end_line(false);
                    }
                }
            }
            Edge::Open(_) => {}
        }
    }
    out.end_line(false);
    Ok(out.text)
}

fn is_dropped(node: ego_tree::NodeRef<'_, Node>, element: &Element) -> bool {
    let name = element.name();
    let hidden_style = || {
        element.attr("style").is_some_and(|style| {
            let style: String = style.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
            style.contains("display:none") || style.contains("visibility:hidden")
        })
    };
    DROPPED.contains(&name)
        || element.attr("hidden").is_some()
        || element.attr("aria-hidden") == Some("true")
        || hidden_style()
        || (name == "form" && !is_page_wide(node))
}

/// Old sites put the whole page into one form; a form with this much text is the page, not a control.
fn is_page_wide(form: ego_tree::NodeRef<'_, Node>) -> bool {
    form.descendants().filter_map(|node| node.value().as_text().map(|text| text.trim().len())).sum::<usize>() > 1500
}

/// Two or more columns, no table inside, no cell that holds half a page.
fn is_data_table(table: ego_tree::NodeRef<'_, Node>) -> bool {
    let (mut cells, mut bytes, mut widest, mut width) = (0_usize, 0_usize, 0_usize, 0_usize);
    for node in table.descendants().skip(1) {
        match node.value() {
            Node::Text(text) => bytes += text.trim().len(),
            Node::Element(element) => match element.name() {
                "table" => return false,
                "tr" => width = 0,
                "td" | "th" => {
                    cells += 1;
                    width += 1;
                    widest = widest.max(width);
                }
                _ => {}
            },
            _ => {}
        }
    }
    widest >= 2 && bytes / cells.max(1) <= MAX_DATA_CELL_BYTES
}

#[derive(Default)]
struct Lines {
    text: String,
    line: String,
    /// White space seen since the last character: nothing, a blank, or a break of the source's line.
    gap: Gap,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Gap {
    #[default]
    None,
    Blank,
    SourceBreak,
}

impl Lines {
    fn push(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '\n' | '\r' => self.gap = Gap::SourceBreak,
                ' ' | '\t' | '\u{c}' if self.gap == Gap::None => self.gap = Gap::Blank,
                ' ' | '\t' | '\u{c}' => {}
                c => {
                    let wide = |c: char| matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}');
                    let last = self.line.chars().next_back();
                    // A break in the page's source between two Chinese characters is not a blank.
                    let joins = self.gap == Gap::SourceBreak && wide(c) && last.is_some_and(wide);
                    if self.gap != Gap::None && last.is_some_and(|last| last != '\t') && !joins {
                        self.line.push(' ');
                    }
                    self.gap = Gap::None;
                    self.line.push(c);
                }
            }
        }
    }

    fn tab(&mut self) {
        self.line.truncate(self.line.trim_end_matches(' ').len());
        self.line.push('\t');
        self.gap = Gap::None;
    }

    /// Ends the line; inside a cell that is only a blank.
    fn end_line(&mut self, in_cell: bool) {
        if in_cell {
            if !self.line.is_empty() && !self.line.ends_with('\t') {
                self.gap = Gap::Blank;
            }
            return;
        }
        self.gap = Gap::None;
        let line = self.line.trim_matches(|c: char| c.is_whitespace() && c != '\t');
        if !line.trim().is_empty() {
            self.text.push_str(line);
            self.text.push('\n');
        }
        self.line.clear();
    }
}
