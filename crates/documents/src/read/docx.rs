//! Word files (Office Open XML). Only text is taken: no path of the archive touches the file system, nothing
//! outside it is opened, no entity is expanded.

use domain::Refusal;

use super::{Record, meter::Meter};

mod numbering;
mod numerals;
mod package;
mod styles;
mod title;
mod walker;
mod xml;

use package::Package;

pub fn read(bytes: &[u8], meter: &mut Meter) -> Result<Record, Refusal> {
    let mut package = Package::open(bytes, meter)?;
    let document = package
        .text(&package.main_part())?
        .ok_or("文件里没有 Word 正文（word/document.xml），请用 Word 或 WPS 另存为 .docx")?;
    let styles =
        package.sibling_text("styles.xml")?.map(|xml| styles::parse(&xml, meter)).transpose()?.unwrap_or_default();
    let numbering = package
        .sibling_text("numbering.xml")?
        .map(|xml| numbering::parse(&xml, meter))
        .transpose()?
        .unwrap_or_default();
    let core_title = package.text("docProps/core.xml")?.and_then(|xml| title::of_core_properties(&xml, meter));

    let content = walker::walk(&document, &styles, numbering, meter)?;
    let lines: Vec<&str> = content.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
    let first = lines.iter().position(|line| !line.trim().is_empty()).ok_or("文件里没有文字")?;
    let last = lines.iter().rposition(|line| !line.trim().is_empty()).unwrap_or(first);
    let mut body = lines.get(first..=last).unwrap_or_default().join("\n");
    body.push('\n');
    let title = title::choose(core_title.as_deref(), &content.paragraphs).ok_or("文件里没有可以作标题的文字")?;

    let mut record = Record::of_text(title, body);
    record.notes = content.notes();
    Ok(record)
}

#[cfg(test)]
mod tests;
