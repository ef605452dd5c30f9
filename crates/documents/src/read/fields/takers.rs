//! Taking typed values out of a JSON object. `null` and blank text count as missing; a value of the wrong
//! type is refused with the field's name.

use domain::{Date, DocumentId, Refusal};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use crate::MAX_MARKDOWN_BYTES;

use super::{contract_date, not_allowed, shortened};

/// The most items of a list: a decision that clears away a thousand others names a thousand.
const MOST_ITEMS: usize = 5_000;

/// An object that is emptied field by field; what remains is unknown.
pub struct Fields {
    fields: Map<String, Value>,
    /// Where the object stands: `edges[2]`, or nothing for the document itself.
    at: String,
}

impl Fields {
    pub fn new(fields: Map<String, Value>) -> Self {
        Self { fields, at: String::new() }
    }

    /// The full name of a field, for messages.
    pub fn path(&self, key: &str) -> String {
        match (self.at.is_empty(), key.is_empty()) {
            (true, _) => key.to_owned(),
            (false, true) => self.at.clone(),
            (false, false) => format!("{}.{key}", self.at),
        }
    }

    pub fn take(&mut self, key: &str) -> Option<Value> {
        self.fields.remove(key).filter(|value| !value.is_null())
    }

    /// What nobody took.
    pub fn rest(self) -> Map<String, Value> {
        self.fields
    }

    /// Reports what nobody took, where there is no place to keep it.
    pub fn note_rest(self, notes: &mut Vec<String>) {
        for key in self.fields.keys() {
            notes.push(format!("字段 {} 不认识，未采用", self.path(key)));
        }
    }

    fn wrong_type(&self, key: &str, wanted: &str) -> Refusal {
        format!("字段 {} 应为{wanted}", self.path(key)).into()
    }

    /// Text as it stands.
    pub fn raw_text(&mut self, key: &str) -> Result<Option<String>, Refusal> {
        match self.take(key) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.wrong_type(key, "文字（字符串）")),
        }
    }

    /// Text without blanks around it, of at most [`MAX_MARKDOWN_BYTES`]: only a body may be longer.
    pub fn text(&mut self, key: &str) -> Result<Option<String>, Refusal> {
        let text = self.raw_text(key)?.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        match text {
            Some(text) if text.len() > MAX_MARKDOWN_BYTES => {
                Err(format!("字段 {} 超过 {} KB：请写短，或分成几段", self.path(key), MAX_MARKDOWN_BYTES / 1024).into())
            }
            text => Ok(text),
        }
    }

    fn too_many(&self, key: &str) -> Refusal {
        format!("字段 {} 超过 {MOST_ITEMS} 项，请检查，或分成几份", self.path(key)).into()
    }

    /// A list of texts; one text alone is a list of one.
    pub fn texts(&mut self, key: &str) -> Result<Vec<String>, Refusal> {
        let items = match self.take(key) {
            None => return Ok(Vec::new()),
            Some(Value::Array(items)) => items,
            Some(item) => vec![item],
        };
        if items.len() > MOST_ITEMS {
            return Err(self.too_many(key));
        }
        let mut texts = Vec::with_capacity(items.len());
        for item in items {
            match item {
                Value::String(text) if text.trim().is_empty() => {}
                Value::String(text) => texts.push(text.trim().to_owned()),
                _ => return Err(self.wrong_type(key, "文字的列表")),
            }
        }
        Ok(texts)
    }

    pub fn truth(&mut self, key: &str) -> Result<Option<bool>, Refusal> {
        match self.take(key) {
            None => Ok(None),
            Some(Value::Bool(truth)) => Ok(Some(truth)),
            Some(_) => Err(self.wrong_type(key, " true 或 false")),
        }
    }

    pub fn whole_number(&mut self, key: &str) -> Result<Option<u64>, Refusal> {
        match self.take(key) {
            None => Ok(None),
            Some(value) => value.as_u64().map(Some).ok_or_else(|| self.wrong_type(key, "非负整数")),
        }
    }

    pub fn date(&mut self, key: &str) -> Result<Option<Date>, Refusal> {
        let Some(text) = self.text(key)? else { return Ok(None) };
        contract_date(&text).map(Some).ok_or_else(|| {
            format!("字段 {} 的日期“{}”无效，应为实际存在的日期 YYYY-MM-DD", self.path(key), shortened(&text)).into()
        })
    }

    pub fn id(&mut self, key: &str) -> Result<Option<DocumentId>, Refusal> {
        self.text(key)?
            .map(|text| DocumentId::parse(&text).map_err(|error| format!("字段 {}：{error}", self.path(key)).into()))
            .transpose()
    }

    /// One of the words of an enum of the contract.
    pub fn word<T: Serialize + DeserializeOwned>(&mut self, key: &str, all: &[T]) -> Result<Option<T>, Refusal> {
        let Some(text) = self.text(key)? else { return Ok(None) };
        if let Ok(value) = serde_json::from_value(Value::String(text.clone())) {
            return Ok(Some(value));
        }
        let words: Vec<String> =
            all.iter().filter_map(|value| serde_json::to_value(value).ok()?.as_str().map(str::to_owned)).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        Err(not_allowed(&self.path(key), &text, &words))
    }

    /// A web address, or a path on this site: nothing that a browser would run.
    pub fn address(&mut self, key: &str) -> Result<Option<String>, Refusal> {
        let Some(text) = self.text(key)? else { return Ok(None) };
        let lower = text.to_ascii_lowercase();
        let here = text.starts_with('/') && !text.starts_with("//");
        if here || lower.starts_with("http://") || lower.starts_with("https://") {
            Ok(Some(text))
        } else {
            Err(format!("字段 {} 的网址“{}”应以 http:// 或 https:// 开头", self.path(key), shortened(&text)).into())
        }
    }

    pub fn objects(&mut self, key: &str) -> Result<Vec<Self>, Refusal> {
        let wrong = self.wrong_type(key, "对象的列表");
        self.inner_objects(key, &|_| None, wrong)
    }

    /// Like [`Self::objects`]; a plain text stands for the object that `of_text` makes of it.
    pub fn objects_or(&mut self, key: &str, of_text: fn(String) -> Map<String, Value>) -> Result<Vec<Self>, Refusal> {
        let wrong = self.wrong_type(key, "对象或文字的列表");
        self.inner_objects(key, &|text| Some(of_text(text)), wrong)
    }

    fn inner_objects(
        &mut self,
        key: &str,
        of_text: &dyn Fn(String) -> Option<Map<String, Value>>,
        wrong: Refusal,
    ) -> Result<Vec<Self>, Refusal> {
        let items = match self.take(key) {
            None => return Ok(Vec::new()),
            Some(Value::Array(items)) => items,
            Some(_) => return Err(wrong),
        };
        if items.len() > MOST_ITEMS {
            return Err(self.too_many(key));
        }
        let mut objects = Vec::with_capacity(items.len());
        for (index, item) in items.into_iter().enumerate() {
            let fields = match item {
                Value::Object(fields) => Some(fields),
                Value::String(text) => of_text(text),
                _ => None,
            };
            let Some(fields) = fields else { return Err(wrong) };
            objects.push(Self { fields, at: format!("{}[{index}]", self.path(key)) });
        }
        Ok(objects)
    }

    /// One object.
    pub fn object(&mut self, key: &str) -> Result<Option<Self>, Refusal> {
        match self.take(key) {
            None => Ok(None),
            Some(Value::Object(fields)) => Ok(Some(Self { fields, at: self.path(key) })),
            Some(_) => Err(self.wrong_type(key, "对象")),
        }
    }

    /// One object; a plain text stands for the object that `of_text` makes of it.
    pub fn object_or(&mut self, key: &str, of_text: fn(String) -> Map<String, Value>) -> Result<Option<Self>, Refusal> {
        let fields = match self.take(key) {
            None => return Ok(None),
            Some(Value::Object(fields)) => fields,
            Some(Value::String(text)) => of_text(text),
            Some(_) => return Err(self.wrong_type(key, "对象")),
        };
        Ok(Some(Self { fields, at: self.path(key) }))
    }
}
