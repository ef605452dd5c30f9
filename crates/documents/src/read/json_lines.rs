//! JSON lines, streamed: memory is bounded by one line, whatever the file.

use std::{
    cell::Cell,
    io::{self, BufRead},
};

use domain::Refusal;
use serde::{
    Deserializer,
    de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Value};

use super::{Record, describe_io};
use crate::MAX_TEXT_BYTES;

/// The longest line that is held: the text may be written in escapes (`\u4e00` is twice the three bytes
/// of the character), and there are keys around it.
const MAX_LINE_BYTES: usize = 2 * MAX_TEXT_BYTES + 1024 * 1024;

/// The most values in one line: transcripts of a whole day have a tenth of it.
const MOST_VALUES: usize = 500_000;
/// The most fields of one document.
const MOST_KEYS: usize = 1_000;

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
                return Ok(Some(if too_long {
                    Line::TooLong
                } else {
                    Line::Whole { bytes, terminated: newline.is_some() }
                }));
            }
        }
    }
}

impl<R: BufRead> Iterator for JsonLines<R> {
    type Item = (usize, Result<Record, Refusal>);

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            self.line += 1;
            match self.read_line() {
                Ok(None) => self.ended = true,
                Ok(Some(Line::TooLong)) => {
                    return Some((self.line, Err("这一行太长：一个文档的文字不能超过 20 MB，请拆分后再导入".into())));
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

fn parse(bytes: &[u8], terminated: bool) -> Result<Record, Refusal> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        format!("这一行不是有效的 UTF-8（第 {} 字节起有误），请把文件另存为 UTF-8", error.valid_up_to() + 1)
    })?;
    let left = Cell::new(MOST_VALUES);
    let mut reader = serde_json::Deserializer::from_str(text);
    let read = Bounded(&left).deserialize(&mut reader).and_then(|value| reader.end().map(|()| value));
    let value = read.map_err(|error| {
        if left.get() == 0 {
            format!("这一行的字段和值超过 {} 万个，请拆分后再导入", MOST_VALUES / 10_000)
        } else if error.is_eof() && !terminated {
            "最后一行没有写完，文件可能在传输中被截断，请重新获取".to_owned()
        } else if error.is_eof() {
            "这一行的 JSON 没有写完：一个文档必须写在同一行".to_owned()
        } else {
            format!("这一行不是有效的 JSON（第 {} 列附近有误）", error.column())
        }
    })?;
    match value {
        Value::Object(fields) if fields.len() > MOST_KEYS => {
            Err(format!("这一行的字段超过 {MOST_KEYS} 个，请只留下需要的字段").into())
        }
        Value::Object(fields) => Ok(Record { fields, ..Record::default() }),
        _ => Err("这一行应当是一个 JSON 对象 {…}".into()),
    }
}

/// A value that is counted while it is read, so that none is large before it is refused.
struct Bounded<'a>(&'a Cell<usize>);

impl<'de> DeserializeSeed<'de> for Bounded<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        let left = self.0.get().checked_sub(1).filter(|left| *left > 0);
        self.0.set(left.unwrap_or_default());
        if left.is_none() {
            return Err(D::Error::custom("too many values"));
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Bounded<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = items.next_element_seed(Bounded(self.0))? {
            values.push(value);
        }
        Ok(values.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut fields = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            fields.insert(key, entries.next_value_seed(Bounded(self.0))?);
        }
        Ok(fields.into())
    }
}

/// All the text in an object: bytes, and line ends.
pub fn size_of(fields: &Map<String, Value>) -> (usize, usize) {
    fn add(value: &Value, to: &mut (usize, usize)) {
        match value {
            Value::String(text) => {
                to.0 += text.len();
                to.1 += text.bytes().filter(|byte| *byte == b'\n').count();
            }
            Value::Array(items) => items.iter().for_each(|item| add(item, to)),
            Value::Object(fields) => fields.values().for_each(|value| add(value, to)),
            _ => {}
        }
    }
    let mut size = (0, 0);
    fields.values().for_each(|value| add(value, &mut size));
    size
}
