//! Plain text: the first line with anything on it is the title, the whole is the body.

use domain::Refusal;

use super::{LINE_ENDS_NOTE, Record, encoding, normalise_line_ends};

/// A first line longer than this is a paragraph, not a title.
const MAX_TITLE_CHARS: usize = 200;

pub fn read(bytes: &[u8]) -> Result<Record, Refusal> {
    let decoded = encoding::decode(bytes, None)?;
    let note = decoded.note();
    let (body, changed) = normalise_line_ends(decoded.text);
    let (title, title_note) = title_of_lines(&body).ok_or("文件是空的，没有可以导入的文字")?;
    let mut record = Record::of_text(title, body);
    record.notes.extend(note.into_iter().chain(title_note));
    if changed {
        record.notes.push(LINE_ENDS_NOTE.to_owned());
    }
    Ok(record)
}

/// The title that a text without any marks has, and a note when it had to be cut; `None` for an empty text.
pub fn title_of_lines(body: &str) -> Option<(String, Option<String>)> {
    let line = body.lines().map(str::trim).find(|line| !line.is_empty())?;
    if line.chars().count() <= MAX_TITLE_CHARS {
        return Some((line.to_owned(), None));
    }
    let mut title: String = line.chars().take(60).collect();
    title.push('…');
    Some((title, Some("首行过长，标题只取前 60 字，请核对".to_owned())))
}
