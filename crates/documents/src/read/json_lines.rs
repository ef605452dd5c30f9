//! JSON lines, streamed: memory is bounded by one line, whatever the file.

use std::io::{self, BufRead};

use serde_json::{Map, Value};

use super::{Record, describe_io};
use crate::MAX_TEXT_BYTES;

/// The longest line that is held: the text may be written in escapes (`\u4e00` is twice the three bytes
/// of the character), and there are keys around it.
const MAX_LINE_BYTES: usize = 2 * MAX_TEXT_BYTES + 1024 * 1024;

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// Lines of a reader as records, each with its number; blank lines are passed over.
pub(super) struct JsonLines<R> {
    source: R,
    line: usize,
    ended: bool,
}

enum Line {
    Whole { bytes: Vec<u8>, terminated: bool },
    TooLong,
}

impl<R: BufRead> JsonLines<R> {
    pub fn new(source: R) -> Self {
        Self { source, line: 0, ended: false }
    }

    /// The next line without its end; `None` at the end of the file.
    fn read_line(&mut self) -> io::Result<Option<Line>> {
        let mut bytes = Vec::new();
        let mut too_long = false;
        let mut anything = false;
        loop {
            let buffer = match self.source.fill_buf() {
                Ok(buffer) => buffer,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let at_end = buffer.is_empty();
            anything |= !at_end;
            let newline = buffer.iter().position(|byte| *byte == b'\n');
            let piece = newline.and_then(|at| buffer.get(..at)).unwrap_or(buffer);
            if bytes.len() + piece.len() > MAX_LINE_BYTES {
                too_long = true;
                bytes = Vec::new();
            } else if !too_long {
                bytes.extend_from_slice(piece);
            }
            let consumed = newline.map_or(buffer.len(), |at| at + 1);
            self.source.consume(consumed);
            if newline.is_some() || at_end {
                if !anything {
                    return Ok(None);
                }
                return Ok(Some(if too_long { Line::TooLong } else { Line::Whole { bytes, terminated: newline.is_some() } }));
            }
        }
    }
}

impl<R: BufRead> Iterator for JsonLines<R> {
    type Item = (usize, Result<Record, String>);

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            self.line += 1;
            match self.read_line() {
                Ok(None) => self.ended = true,
                Ok(Some(Line::TooLong)) => {
                    return Some((self.line, Err("这一行太长：一个文档的文字不能超过 20 MB，请拆分后再导入".to_owned())));
                }
                Ok(Some(Line::Whole { bytes, terminated })) => {
                    let content = if self.line == 1 { bytes.strip_prefix(BOM).unwrap_or(&bytes) } else { &bytes };
                    if !content.trim_ascii().is_empty() {
                        return Some((self.line, parse(content, terminated)));
                    }
                }
                Err(error) => {
                    self.ended = true;
                    return Some((self.line, Err(describe_io(&error))));
                }
            }
        }
        None
    }
}

fn parse(bytes: &[u8], terminated: bool) -> Result<Record, String> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| format!("这一行不是有效的 UTF-8（第 {} 字节起有误），请把文件另存为 UTF-8", error.valid_up_to() + 1))?;
    let value: Value = serde_json::from_str(text).map_err(|error| {
        if error.is_eof() && !terminated {
            "最后一行没有写完，文件可能在传输中被截断，请重新获取".to_owned()
        } else if error.is_eof() {
            "这一行的 JSON 没有写完：一个文档必须写在同一行".to_owned()
        } else {
            format!("这一行不是有效的 JSON（第 {} 列附近有误）", error.column())
        }
    })?;
    match value {
        Value::Object(fields) => Ok(Record { fields, ..Record::default() }),
        _ => Err("这一行应当是一个 JSON 对象 {…}".to_owned()),
    }
}

/// All the text in a value, in bytes.
pub fn text_bytes(fields: &Map<String, Value>) -> usize {
    fn of(value: &Value) -> usize {
        match value {
            Value::String(text) => text.len(),
            Value::Array(items) => items.iter().map(of).sum(),
            Value::Object(fields) => text_bytes(fields),
            _ => 0,
        }
    }
    fields.values().map(of).sum()
}
