//! A Word file laid out after GB/T 9704-2012: A4, margins 37/35/28/26 mm, title 二号 centred, body 三号仿宋,
//! 22 lines a page.

use std::io::{Cursor, Read as _, Write};

use docx_rs::{
    AlignmentType, BuildXML, Docx, Footer, Header, LineSpacing, LineSpacingType, PageMargin, PageNum, Paragraph, Run,
    RunFonts, SpecialIndentType, Style, StyleType, Table, TableCell, TableRow,
};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::{
    DEMO_MARK, ExportPolicy,
    layout::{self, Block, Role},
};

/// Why a Word file could not be written. No reader has a part in it: whoever asked for the file is answered 500.
#[derive(Debug, thiserror::Error)]
#[error("无法生成 Word 文件：{0}")]
pub struct DocxError(String);

/// Twentieths of a point in a millimetre, times 100.
const TWIPS_PER_100_MM: i32 = 5669;
const fn mm(millimetres: i32) -> i32 {
    millimetres * TWIPS_PER_100_MM / 100
}

/// 三号 and 二号 in half points.
const BODY_SIZE: usize = 32;
const TITLE_SIZE: usize = 44;
const SMALL_SIZE: usize = 18;
/// 22 lines on the 225 mm between the margins.
const LINE_TWIPS: i32 = 580;
/// Two characters of 三号.
const INDENT_TWIPS: i32 = 640;

/// The names every Chinese system resolves, its own or a metric substitute; 方正小标宋 may not be given away.
const SONG: &str = "宋体";
const FANG_SONG: &str = "仿宋";
const HEI: &str = "黑体";
const KAI: &str = "楷体";

/// A longer line is written run by run, in bytes.
const LONG_LINE: usize = 64 * 1024;
/// The part of the package that holds the text.
const MAIN_PART: &str = "word/document.xml";
/// Where its paragraphs begin.
const BODY: &str = "<w:body>";

/// Writes the file. Read again by [`crate::read()`], it gives the title and the text: front lines and body; mark and attribution stand
/// in header and footer. One paragraph is held at a time: the library packs a file without text, and the text is written into it.
pub fn docx(export: &ExportPolicy<'_>, out: impl Write) -> Result<(), DocxError> {
    let failed = |error: &dyn std::fmt::Display| DocxError(error.to_string());
    let mut packed = ZipArchive::new(frame(export)?).map_err(|error| failed(&error))?;
    let mut main = String::new();
    packed
        .by_name(MAIN_PART)
        .map_err(|error| failed(&error))?
        .read_to_string(&mut main)
        .map_err(|error| failed(&error))?;
    let (head, tail) = main.split_once(BODY).ok_or_else(|| failed(&"no body"))?;

    let mut zip = ZipWriter::new_stream(out);
    for index in 0..packed.len() {
        let entry = packed.by_index_raw(index).map_err(|error| failed(&error))?;
        if entry.name() != MAIN_PART {
            zip.raw_copy_file(entry).map_err(|error| failed(&error))?;
        }
    }
    zip.start_file(MAIN_PART, SimpleFileOptions::default()).map_err(|error| failed(&error))?;
    let mut write = |bytes: &[u8]| zip.write_all(bytes).map_err(|error| failed(&error));
    write(head.as_bytes())?;
    write(BODY.as_bytes())?;
    for (index, line) in export.front().iter().enumerate() {
        let paragraph =
            if index == 0 { title(line) } else { spaced().align(AlignmentType::Center).add_run(run(line, FANG_SONG)) };
        write(&paragraph.build())?;
    }
    let mut title_lines = layout::title_lines(&export.policy.body, export.title);
    for block in layout::blocks(&export.policy.body) {
        match block {
            Block::Line(line) if title_lines > 0 => {
                title_lines -= 1;
                write(&title(line).build())?;
            }
            Block::Line(line) if line.len() > LONG_LINE => {
                let empty = spaced().build();
                let end = b"</w:p>";
                write(empty.strip_suffix(end).ok_or_else(|| failed(&"no paragraph"))?)?;
                let mut rest = line;
                while !rest.is_empty() {
                    let (piece, after) = rest.split_at(rest.floor_char_boundary(LONG_LINE));
                    write(&run(piece, FANG_SONG).build())?;
                    rest = after;
                }
                write(end)?;
            }
            Block::Line(line) => write(&line_paragraph(line).build())?,
            Block::Table(rows) => {
                let empty = Table::new(Vec::new()).build();
                let end = b"</w:tbl>";
                write(empty.strip_suffix(end).ok_or_else(|| failed(&"no table"))?)?;
                for row in &rows {
                    write(&table_row(row).build())?;
                }
                write(end)?;
            }
        }
    }
    write(tail.as_bytes())?;
    zip.finish().map_err(|error| failed(&error))?;
    Ok(())
}

/// The file without its text.
fn frame(export: &ExportPolicy<'_>) -> Result<Cursor<Vec<u8>>, DocxError> {
    let mut file = Docx::new()
        .page_size(mm(210).unsigned_abs(), mm(297).unsigned_abs())
        .page_margin(
            PageMargin::new()
                .top(mm(37))
                .bottom(mm(35))
                .left(mm(28))
                .right(mm(26))
                .header(mm(15))
                .footer(mm(20))
                .gutter(0),
        )
        .default_fonts(fonts(FANG_SONG))
        .default_size(BODY_SIZE)
        .add_style(Style::new("Title", StyleType::Paragraph).name("Title").align(AlignmentType::Center))
        .footer(footer(export));
    if export.demo {
        let mark = Run::new().add_text(DEMO_MARK).size(SMALL_SIZE).fonts(fonts(HEI)).color("B45309");
        file = file.header(Header::new().add_paragraph(Paragraph::new().align(AlignmentType::Center).add_run(mark)));
    }
    let mut bytes = Cursor::new(Vec::new());
    file.build().pack(&mut bytes).map_err(|error| DocxError(error.to_string()))?;
    Ok(bytes)
}

fn fonts(east_asia: &str) -> RunFonts {
    RunFonts::new().ascii("Times New Roman").hi_ansi("Times New Roman").east_asia(east_asia).hint("eastAsia")
}

/// Text as runs can hold it: tabs are elements, control characters are not XML.
fn run(text: &str, font: &str) -> Run {
    let mut run = Run::new().fonts(fonts(font));
    for (index, piece) in text.split('\t').enumerate() {
        if index > 0 {
            run = run.add_tab();
        }
        let piece: String =
            piece.chars().filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')).collect();
        if !piece.is_empty() {
            run = run.add_text(piece);
        }
    }
    run
}

fn spaced() -> Paragraph {
    Paragraph::new().line_spacing(LineSpacing::new().line_rule(LineSpacingType::Exact).line(LINE_TWIPS))
}

fn title(line: &str) -> Paragraph {
    Paragraph::new().style("Title").align(AlignmentType::Center).add_run(run(line, SONG).size(TITLE_SIZE).bold())
}

fn line_paragraph(line: &str) -> Paragraph {
    let role = layout::role(line);
    let font = match role {
        Role::Chapter | Role::First | Role::Article => HEI,
        Role::Second => KAI,
        Role::Plain => FANG_SONG,
    };
    let mut paragraph = spaced();
    if role == Role::Chapter {
        paragraph = paragraph.align(AlignmentType::Center);
    } else if !line.starts_with(char::is_whitespace) && !line.ends_with(['：', ':']) {
        paragraph = paragraph.indent(None, Some(SpecialIndentType::FirstLine(INDENT_TWIPS)), None, None);
    }
    let (heading, rest) = layout::split_heading(line);
    for (text, font) in [(heading, font), (rest, FANG_SONG)] {
        if !text.is_empty() {
            paragraph = paragraph.add_run(run(text, font));
        }
    }
    paragraph
}

fn table_row(row: &[&str]) -> TableRow {
    let cell = |text: &&str| TableCell::new().add_paragraph(Paragraph::new().add_run(run(text, FANG_SONG).size(24)));
    TableRow::new(row.iter().map(cell).collect())
}

fn footer(export: &ExportPolicy<'_>) -> Footer {
    let small = |text: &str| Paragraph::new().align(AlignmentType::Center).add_run(run(text, SONG).size(SMALL_SIZE));
    Footer::new()
        .add_paragraph(Paragraph::new().align(AlignmentType::Center).add_page_num(PageNum::new()))
        .add_paragraph(small(&format!("有效性：{}", export.validity())))
        .add_paragraph(small(&export.attribution()))
}
