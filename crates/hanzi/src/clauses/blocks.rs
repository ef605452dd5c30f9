//! Tables and figures: runs of lines that stand together, whose numbers are no clause numbers.

use super::{
    line::Line,
    marker::{Kind, Marker, silence},
};

/// What a run of lines is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Block {
    Table,
    Figure,
}

/// Tables (tab-separated or markdown rows) and figures, each at its first line with the line after its end. What stands in
/// them loses its numbers.
pub fn find(lines: &[Line<'_>], markers: &mut [Option<Marker>]) -> Vec<Option<(Block, usize)>> {
    let mut blocks = vec![None; lines.len()];
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let style = row_style(line, markers.get(at).and_then(Option::as_ref));
        let end = match style {
            Some(style) => (at + 1..lines.len())
                .find(|next| {
                    lines
                        .get(*next)
                        .is_none_or(|row| row_style(row, markers.get(*next).and_then(Option::as_ref)) != Some(style))
                })
                .unwrap_or(lines.len()),
            None => at + 1,
        };
        let found = if line.text.starts_with("![") {
            Some((Block::Figure, at + 1))
        } else if style.is_some() && end - at >= 2 {
            Some((Block::Table, end))
        } else {
            None
        };
        if let (Some(found), Some(place)) = (found, blocks.get_mut(at)) {
            *place = Some(found);
            silence(markers, at..end);
        }
        at = end;
    }
    blocks
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Row {
    Tabs,
    Pipes,
}

fn row_style(line: &Line<'_>, marker: Option<&Marker>) -> Option<Row> {
    if line.text.starts_with('|') && line.text.len() > 1 && line.text.ends_with('|') {
        return Some(Row::Pipes);
    }
    // The tab that parts a number from its words makes no row; a bare number may itself be a cell.
    let numbered_words = marker.filter(|marker| marker.kind != Kind::Decimal(1)).map(|marker| marker.words(line.text));
    let cells = numbered_words.unwrap_or(line.text);
    let numbered = marker.is_some_and(|marker| marker.kind.is_division() || marker.kind == Kind::Article);
    (!numbered && cells.contains('\t')).then_some(Row::Tabs)
}
