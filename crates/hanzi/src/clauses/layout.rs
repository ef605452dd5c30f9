//! How a body is laid out: its large parts (forwarding notice, main text, annexes), and for each line what it is.
//!
//! Whatever only looks numbered is found first and loses its numbers, so that the parts are cut by numbers that count.

use std::ops::Range;

use super::{
    annexes,
    blocks::{self, Block},
    closing, contents, doubts, forwarded,
    line::Line,
    marker::{self, Marker},
};
use crate::dates;

/// A large part of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// The notice that forwards a document.
    Cover,
    /// The document.
    Main,
    /// An annex, with its number and its name as people say it.
    Annex { number: u32, label: String },
}

/// A part and its lines.
#[derive(Debug, Clone)]
pub struct Region {
    pub part: Part,
    pub lines: Range<usize>,
    /// The first line of the closing text; the end of the region where there is none.
    pub closing: usize,
}

/// Everything the tree needs to know of the lines.
#[derive(Debug)]
pub struct Layout {
    pub regions: Vec<Region>,
    /// For each line, the number that counts.
    pub markers: Vec<Option<Marker>>,
    /// For each line that begins a table or figure, what it is and the line after its end.
    pub blocks: Vec<Option<(Block, usize)>>,
    /// For each line, whether it is an entry of a table of contents.
    pub contents: Vec<bool>,
    /// The lines at which lists of annexes begin.
    pub mentions: Vec<usize>,
}

/// Lays out the lines of a body.
pub fn read(lines: &[Line<'_>]) -> Layout {
    let mut markers: Vec<Option<Marker>> = lines.iter().map(|line| marker::read(line.text)).collect();
    let contents = contents::find(lines, &mut markers);
    let blocks = blocks::find(lines, &mut markers);
    let date_lines: Vec<usize> = (0..lines.len()).filter(|at| lines.get(*at).is_some_and(is_date)).collect();
    let (starts, mentions) = annexes::find(lines, &mut markers, &date_lines);
    let first_annex = starts.first().map_or(lines.len(), |annex| annex.line);
    let main = forwarded::first_document(lines, &markers, &date_lines, first_annex).unwrap_or(0);

    let mut regions = Vec::new();
    if main > 0 {
        regions.push(Region { part: Part::Cover, lines: 0..main, closing: main });
    }
    let mut start = main;
    for next in forwarded::further_documents(lines, &markers, main, first_annex).into_iter().chain([first_annex]) {
        if next > start {
            regions.push(Region { part: Part::Main, lines: start..next, closing: next });
        }
        start = next;
    }
    let mut last_number = 0;
    for (index, annex) in starts.iter().enumerate() {
        let end = starts.get(index + 1).map_or(lines.len(), |next| next.line);
        let number = annex.number.unwrap_or(last_number + 1);
        last_number = number;
        regions.push(Region {
            part: Part::Annex { number, label: annex.label.clone() },
            lines: annex.line..end,
            closing: end,
        });
    }
    for region in &mut regions {
        doubts::settle(lines, region.lines.clone(), &mut markers);
        region.closing = closing::begins_at(lines, region.lines.clone(), &markers, &blocks, &date_lines, &mentions);
    }
    Layout { regions, markers, blocks, contents, mentions }
}

fn is_date(line: &Line<'_>) -> bool {
    line.is_within(24) && dates::parse(line.text).is_some()
}
