//! The text of `word/document.xml`, paragraph by paragraph, as a reader of the printed page sees it.

use domain::Refusal;

use super::{
    numbering::Numbering,
    styles::Styles,
    xml::{self, Node, Vocabulary, value},
};
use crate::read::meter::Meter;

/// One paragraph, or one row of a table. `text` may hold line breaks.
#[derive(Debug, Default)]
pub struct Paragraph {
    pub text: String,
    pub is_title: bool,
    pub is_centred: bool,
}

#[derive(Debug, Default)]
pub struct Content {
    pub paragraphs: Vec<Paragraph>,
    deletions: usize,
    hidden: usize,
    footnotes: usize,
    pictures: usize,
    formulas: usize,
    numbered: usize,
}

impl Content {
    /// What was left out or made, as sentences.
    pub fn notes(&self) -> Vec<String> {
        [
            (self.numbered, "自动编号已转为文字", "处"),
            (self.deletions, "修订标记为删除的文字未导入", "处"),
            (self.hidden, "隐藏文字未导入", "处"),
            (self.footnotes, "脚注、尾注未导入", "个"),
            (self.pictures, "图片未导入", "处"),
            (self.formulas, "公式未导入", "处"),
        ]
        .into_iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, what, unit)| format!("{what}（{count} {unit}）"))
        .collect()
    }
}

/// Elements of `WordprocessingML` whose content is not the present text.
fn is_left_out(name: &str) -> bool {
    matches!(
        name,
        "del"
            | "moveFrom"
            | "pPrChange"
            | "rPrChange"
            | "tblPrChange"
            | "trPrChange"
            | "tcPrChange"
            | "sectPrChange"
            | "numberingChange"
            | "rt"
            | "sectPr"
            | "instrText"
            | "delText"
            | "delInstrText"
    )
}

#[derive(Debug, Default)]
struct OpenParagraph {
    text: String,
    style: Option<String>,
    num_id: Option<String>,
    level: Option<usize>,
    alignment: Option<String>,
    mark_deleted: bool,
    in_properties: bool,
}

#[derive(Debug, Default)]
struct Cell {
    lines: Vec<String>,
    span: usize,
}

#[derive(Debug, Default)]
struct OpenTable {
    row: Vec<Cell>,
    in_cell: bool,
    row_deleted: bool,
}

struct Walker<'a> {
    styles: &'a Styles,
    numbering: Numbering,
    content: Content,
    paragraphs: Vec<OpenParagraph>,
    tables: Vec<OpenTable>,
    /// Depth inside an element that is left out.
    left_out: usize,
    /// Structured tags; whether each holds a table of contents.
    tags: Vec<bool>,
    in_run: bool,
    run_hidden: bool,
    in_text: bool,
    /// The text of a paragraph whose end was deleted: it runs on into the next.
    carried: String,
    paragraphs_seen: usize,
}

/// The most paragraphs of one file, those in cells too.
const MOST_PARAGRAPHS: usize = 500_000;
/// How deep tables may stand within tables.
const DEEPEST_TABLE: usize = 32;
/// The most cells of one row; Word itself takes 63.
const MOST_CELLS: usize = 1_000;

pub fn walk(document: &str, styles: &Styles, numbering: Numbering, meter: &mut Meter) -> Result<Content, Refusal> {
    let mut walker = Walker {
        styles,
        numbering,
        content: Content::default(),
        paragraphs: Vec::new(),
        tables: Vec::new(),
        left_out: 0,
        tags: Vec::new(),
        in_run: false,
        run_hidden: false,
        in_text: false,
        carried: String::new(),
        paragraphs_seen: 0,
    };
    xml::walk(document, meter, |node, meter| match node {
        Node::Open { vocabulary, name, element } => walker.open(vocabulary, name, element, meter),
        Node::Close { name } => walker.close(name, meter),
        Node::Text(text) if walker.in_text && walker.left_out == 0 => walker.push(text, meter),
        Node::Text(_) => Ok(()),
    })?;
    if !walker.carried.is_empty() {
        let text = std::mem::take(&mut walker.carried);
        walker.emit(Paragraph { text, ..Paragraph::default() }, meter)?;
    }
    Ok(walker.content)
}

impl Walker<'_> {
    fn open(
        &mut self,
        vocabulary: Vocabulary,
        name: &str,
        element: &quick_xml::events::BytesStart<'_>,
        meter: &mut Meter,
    ) -> Result<(), Refusal> {
        if self.left_out > 0 {
            self.left_out += 1;
            return Ok(());
        }
        match vocabulary {
            Vocabulary::Word => self.open_word(name, element, meter)?,
            // The same content again, for programs that do not know the choice.
            Vocabulary::Compatibility if name == "Fallback" => self.left_out = 1,
            Vocabulary::Other if name == "oMath" => {
                self.content.formulas += 1;
                self.left_out = 1;
            }
            _ => {}
        }
        Ok(())
    }

    fn open_word(
        &mut self,
        name: &str,
        element: &quick_xml::events::BytesStart<'_>,
        meter: &mut Meter,
    ) -> Result<(), Refusal> {
        let in_properties = self.paragraphs.last().is_some_and(|paragraph| paragraph.in_properties);
        match name {
            "p" => {
                self.in_run = false;
                self.paragraphs_seen += 1;
                if self.paragraphs_seen > MOST_PARAGRAPHS {
                    return Err(format!(
                        "Word 文件里的段落和表格的格超过 {} 万个，请拆分后再导入",
                        MOST_PARAGRAPHS / 10_000
                    )
                    .into());
                }
                self.paragraphs.push(OpenParagraph::default());
            }
            "pPr" => self.with_paragraph(|paragraph| paragraph.in_properties = true),
            "del" if in_properties => self.with_paragraph(|paragraph| paragraph.mark_deleted = true),
            "del" if self.tables.last().is_some_and(|table| !table.in_cell) => {
                if let Some(table) = self.tables.last_mut() {
                    table.row_deleted = true;
                }
            }
            "del" | "moveFrom" => {
                self.content.deletions += 1;
                self.left_out = 1;
            }
            _ if is_left_out(name) => self.left_out = 1,
            "pStyle" if in_properties => self.with_paragraph(|paragraph| paragraph.style = value(element)),
            "numId" if in_properties => self.with_paragraph(|paragraph| paragraph.num_id = value(element)),
            "ilvl" if in_properties => {
                self.with_paragraph(|paragraph| paragraph.level = value(element).and_then(|at| at.parse().ok()));
            }
            "jc" if in_properties => self.with_paragraph(|paragraph| paragraph.alignment = value(element)),
            "r" => {
                self.in_run = true;
                self.run_hidden = false;
            }
            "vanish" if self.in_run && !in_properties && xml::is_on(element) => {
                self.run_hidden = true;
                self.content.hidden += 1;
            }
            "t" => self.in_text = true,
            "tab" | "ptab" if self.in_run && !in_properties => self.push("\t", meter)?,
            "br" if !matches!(xml::attribute(element, "type").as_deref(), Some("page" | "column")) => {
                self.push("\n", meter)?;
            }
            "cr" => self.push("\n", meter)?,
            "noBreakHyphen" => self.push("-", meter)?,
            "footnoteReference" | "endnoteReference" => self.content.footnotes += 1,
            "drawing" | "pict" => self.content.pictures += 1,
            "tbl" if self.tables.len() >= DEEPEST_TABLE => {
                return Err(format!("Word 文件里表格套表格超过 {DEEPEST_TABLE} 层，请展开后再导入").into());
            }
            "tbl" => self.tables.push(OpenTable::default()),
            "tr" => {
                if let Some(table) = self.tables.last_mut() {
                    table.row.clear();
                    table.row_deleted = false;
                }
            }
            "tc" => {
                if let Some(table) = self.tables.last_mut() {
                    if table.row.len() >= MOST_CELLS {
                        return Err(format!("Word 文件里的表格一行超过 {MOST_CELLS} 格，请拆分后再导入").into());
                    }
                    table.row.push(Cell { lines: Vec::new(), span: 1 });
                    table.in_cell = true;
                }
            }
            "gridSpan" => {
                let span = value(element).and_then(|span| span.parse().ok()).unwrap_or(1_usize).clamp(1, 63);
                if let Some(cell) = self.tables.last_mut().and_then(|table| table.row.last_mut()) {
                    cell.span = span;
                }
            }
            "sdt" => self.tags.push(false),
            "docPartGallery" if value(element).is_some_and(|gallery| gallery == "Table of Contents") => {
                if let Some(contents) = self.tags.last_mut() {
                    *contents = true;
                }
            }
            "sdtContent" if self.tags.last() == Some(&true) => self.left_out = 1,
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str, meter: &mut Meter) -> Result<(), Refusal> {
        if self.left_out > 0 {
            self.left_out -= 1;
            return Ok(());
        }
        match name {
            "p" => self.end_paragraph(meter)?,
            "pPr" => self.with_paragraph(|paragraph| paragraph.in_properties = false),
            "r" => self.in_run = false,
            "t" => self.in_text = false,
            "tc" => {
                if let Some(table) = self.tables.last_mut() {
                    table.in_cell = false;
                }
            }
            "tr" => self.end_row(meter)?,
            "tbl" => {
                self.tables.pop();
            }
            "sdt" => {
                self.tags.pop();
            }
            _ => {}
        }
        Ok(())
    }

    fn with_paragraph(&mut self, change: impl FnOnce(&mut OpenParagraph)) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            change(paragraph);
        }
    }

    fn push(&mut self, text: &str, meter: &mut Meter) -> Result<(), Refusal> {
        if !self.run_hidden {
            meter.text(text)?;
            self.with_paragraph(|paragraph| paragraph.text.push_str(text));
        }
        Ok(())
    }

    fn end_paragraph(&mut self, meter: &mut Meter) -> Result<(), Refusal> {
        let Some(paragraph) = self.paragraphs.pop() else { return Ok(()) };
        if paragraph.mark_deleted {
            self.carried.push_str(&paragraph.text);
            return Ok(());
        }
        let text = std::mem::take(&mut self.carried) + &paragraph.text;
        let style = paragraph.style.as_deref();
        let number = self.number_of(&paragraph, text.chars().next());
        let text = match number {
            Some(number) if !text.trim().is_empty() => {
                self.content.numbered += 1;
                meter.text(&number)?;
                number + &text
            }
            _ => text,
        };
        let paragraph = Paragraph {
            text,
            is_title: self.styles.is_title(style),
            is_centred: match &paragraph.alignment {
                Some(alignment) => alignment == "center",
                None => self.styles.is_centred(style),
            },
        };
        self.emit(paragraph, meter)
    }

    /// A paragraph's own numbering, else that of its style; `numId` 0 is none at all.
    fn number_of(&mut self, paragraph: &OpenParagraph, follows: Option<char>) -> Option<String> {
        let style = paragraph.style.as_deref();
        let inherited = self.styles.numbering(style);
        let num_id =
            paragraph.num_id.clone().or_else(|| inherited.as_ref().map(|inherited| inherited.num_id.clone()))?;
        if num_id == "0" {
            return None;
        }
        let level = paragraph
            .level
            .or_else(|| {
                let inherited = inherited?;
                self.numbering.level_of_style(&num_id, &inherited.style).or(inherited.level)
            })
            .unwrap_or(0);
        self.numbering.next(&num_id, level, follows)
    }

    /// Gives a paragraph to the cell that is open, else to the document.
    fn emit(&mut self, paragraph: Paragraph, meter: &mut Meter) -> Result<(), Refusal> {
        let open = self.tables.iter_mut().rev().find(|table| table.in_cell);
        if let Some(cell) = open.and_then(|table| table.row.last_mut()) {
            cell.lines.push(paragraph.text);
        } else {
            meter.line()?;
            self.content.paragraphs.push(paragraph);
        }
        Ok(())
    }

    /// A row is one line, its cells separated by tabs; a row of one cell is a frame around paragraphs.
    fn end_row(&mut self, meter: &mut Meter) -> Result<(), Refusal> {
        let Some(table) = self.tables.last_mut() else { return Ok(()) };
        table.in_cell = false;
        let mut cells = std::mem::take(&mut table.row);
        if table.row_deleted {
            return Ok(());
        }
        if let [only] = cells.as_mut_slice()
            && only.span == 1
        {
            for text in std::mem::take(&mut only.lines) {
                self.emit(Paragraph { text, ..Paragraph::default() }, meter)?;
            }
            return Ok(());
        }
        let mut row = String::new();
        for (index, cell) in cells.iter().enumerate() {
            if index > 0 {
                row.push('\t');
            }
            let words = cell
                .lines
                .iter()
                .flat_map(|line| line.split(['\n', '\t']))
                .map(str::trim)
                .filter(|line| !line.is_empty());
            row.push_str(&words.collect::<Vec<_>>().join(" "));
            // Merged cells keep the columns after them in place.
            let missing = "\t".repeat(cell.span.saturating_sub(1));
            meter.text(&missing)?;
            row.push_str(&missing);
        }
        if row.trim().is_empty() { Ok(()) } else { self.emit(Paragraph { text: row, ..Paragraph::default() }, meter) }
    }
}
