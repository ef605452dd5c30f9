//! `--map`: how the keys of a source read in terms of the contract.
//!
//! ```toml
//! date_formats = ["%Y年%m月%d日"]     # tried after YYYY-MM-DD
//! id_prefix = "gov-"                 # put before every id the source gives
//! ignored = ["path"]                 # dropped; any other key that is not mapped is kept in `extra`
//! [keys]                             # source key = contract key, or several
//! doc_no = "document_number"
//! category = ["genre", "subjects"]
//! url = "source.url"
//! [constants]                        # where the source gives nothing
//! kind = "policy"
//! [values.genre]                     # contract key: source value = contract value
//! "决定" = "决定"
//! "*" = ""                           # any other value; "" is “unknown”, without "*" it stays
//! ```

use std::{collections::BTreeMap, path::Path, sync::LazyLock};

use domain::{Date, Kind};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{read::kinds, toml_json::json_of};

/// The maps that ship with the program, by name.
const SHIPPED: [(&str, &str); 3] = [
    ("policies", include_str!("../../../server/maps/policies.toml")),
    ("laws", include_str!("../../../server/maps/laws.toml")),
    ("reports", include_str!("../../../server/maps/reports.toml")),
];

/// The keys of every document.
const COMMON_KEYS: [&str; 5] = ["kind", "id", "title", "disclosure", "demo"];

/// Every key that a source key may be mapped to (`contracts.md`, Documents; `docs/IMPORT.md`), each once.
pub(crate) static CONTRACT_KEYS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let mut keys = COMMON_KEYS.to_vec();
    for key in Kind::ALL.iter().flat_map(|kind| kinds::keys(*kind)) {
        if !keys.contains(key) {
            keys.push(key);
        }
    }
    keys
});

fn is_date(key: &str) -> bool {
    Kind::ALL.iter().any(|kind| kinds::dates(*kind).contains(&key))
}

/// Why a map cannot be used. The command that names it ends with this; documents are refused by [`domain::Refusal`].
#[derive(Debug, thiserror::Error)]
pub enum MapError {
    /// Neither a shipped map nor a readable file.
    #[error("读不到映射文件“{name}”：{source}；随程序提供的映射有 policies、laws、reports")]
    Unreadable {
        /// The name that was asked for.
        name: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// Not TOML, or not a map.
    #[error("映射文件“{name}”有误：{reason}")]
    Malformed {
        /// The name that was asked for.
        name: String,
        /// What is wrong, and where.
        reason: String,
    },
}

/// A map, read and checked.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldMap {
    keys: BTreeMap<String, Vec<String>>,
    constants: Map<String, Value>,
    values: BTreeMap<String, Map<String, Value>>,
    date_formats: Vec<String>,
    id_prefix: String,
    ignored: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MapFile {
    #[serde(default)]
    keys: BTreeMap<String, Targets>,
    #[serde(default)]
    constants: toml::Table,
    #[serde(default)]
    values: BTreeMap<String, toml::Table>,
    #[serde(default)]
    date_formats: Vec<String>,
    #[serde(default)]
    id_prefix: String,
    #[serde(default)]
    ignored: Vec<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Targets {
    One(String),
    Several(Vec<String>),
}

/// A record in the contract's terms.
pub(crate) struct Mapped {
    pub fields: Map<String, Value>,
    /// Source keys that the map drops.
    pub ignored: Vec<String>,
}

impl FieldMap {
    /// A shipped map by its bare name (`laws`), else the file of that path.
    pub fn load(name: &str) -> Result<Self, MapError> {
        if let Some((_, text)) = SHIPPED.iter().find(|(shipped, _)| *shipped == name) {
            return Self::parse(name, text);
        }
        let text = std::fs::read_to_string(Path::new(name))
            .map_err(|source| MapError::Unreadable { name: name.to_owned(), source })?;
        Self::parse(name, &text)
    }

    /// Reads the text of a map; `name` is for messages.
    pub fn parse(name: &str, text: &str) -> Result<Self, MapError> {
        let malformed = |reason: String| MapError::Malformed { name: name.to_owned(), reason };
        let file: MapFile = toml::from_str(text).map_err(|error| malformed(error.to_string()))?;
        let keys: BTreeMap<String, Vec<String>> = file
            .keys
            .into_iter()
            .map(|(key, targets)| match targets {
                Targets::One(target) => (key, vec![target]),
                Targets::Several(targets) => (key, targets),
            })
            .collect();
        let named = keys.values().flatten().chain(file.constants.keys()).chain(file.values.keys());
        if let Some(wrong) = named.into_iter().find(|key| !CONTRACT_KEYS.contains(&key.as_str())) {
            return Err(malformed(format!("“{wrong}”不是导入契约里的字段；可用：{}", CONTRACT_KEYS.join("、"))));
        }
        let json = |table: toml::Table| table.into_iter().map(|(key, value)| (key, json_of(value))).collect();
        Ok(Self {
            keys,
            constants: json(file.constants),
            values: file.values.into_iter().map(|(key, table)| (key, json(table))).collect(),
            date_formats: file.date_formats,
            id_prefix: file.id_prefix,
            ignored: file.ignored,
        })
    }

    /// A record of the source in the contract's terms. Mapped keys win over keys that already have a
    /// contract name; constants fill what is then missing.
    pub(crate) fn apply(&self, source: Map<String, Value>) -> Mapped {
        let mut fields = Map::new();
        let mut ignored = Vec::new();
        let mut rest = Vec::new();
        for (key, value) in source {
            match self.keys.get(&key) {
                Some(targets) => {
                    for target in targets {
                        set_if_missing(&mut fields, target, self.translate(target, value.clone()));
                    }
                }
                None if self.ignored.contains(&key) => ignored.push(key),
                None => rest.push((key, value)),
            }
        }
        for (key, value) in rest {
            let value = self.translate(&key, value);
            set_if_missing(&mut fields, &key, value);
        }
        for (key, value) in &self.constants {
            set_if_missing(&mut fields, key, value.clone());
        }
        if let Some(Value::String(id)) = fields.get_mut("id") {
            id.insert_str(0, &self.id_prefix);
        }
        Mapped { fields, ignored }
    }

    fn translate(&self, target: &str, value: Value) -> Value {
        let value = match (self.values.get(target), value) {
            (None, value) => value,
            (Some(table), Value::Array(items)) => {
                items.into_iter().map(|item| look_up(table, item)).filter(|item| !item.is_null()).collect()
            }
            (Some(table), value) => look_up(table, value),
        };
        match value {
            Value::String(text) if is_date(target) => Value::String(self.date(text)),
            value => value,
        }
    }

    /// The date in the contract's form, or the text as it was, to be refused with its own words.
    fn date(&self, text: String) -> String {
        let trimmed = text.trim();
        self.date_formats
            .iter()
            .find_map(|format| Date::strptime(format, trimmed).ok())
            .map_or(text, |date| date.to_string())
    }
}

fn look_up(table: &Map<String, Value>, value: Value) -> Value {
    let found = value.as_str().and_then(|text| table.get(text.trim())).or_else(|| table.get("*"));
    match found {
        Some(Value::String(text)) if text.is_empty() => Value::Null,
        Some(_) if value.is_null() => Value::Null,
        Some(found) => found.clone(),
        None => value,
    }
}

/// `source.url` sets `url` inside `source`.
fn set_if_missing(fields: &mut Map<String, Value>, key: &str, value: Value) {
    if value.is_null() {
        return;
    }
    let slot = match key.split_once('.') {
        Some((outer, inner)) if CONTRACT_KEYS.contains(&key) => {
            let nested = fields.entry(outer).or_insert_with(|| Value::Object(Map::new()));
            match nested {
                Value::Object(nested) => nested.entry(inner).or_insert(Value::Null),
                _ => return,
            }
        }
        _ => fields.entry(key).or_insert(Value::Null),
    };
    if slot.is_null() {
        *slot = value;
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[expect(clippy::needless_pass_by_value, reason = "`json!` at the call is the readable form")]
    fn mapped(map: &str, source: Value) -> Value {
        let map = FieldMap::parse("test", map).expect("a map");
        Value::Object(map.apply(source.as_object().expect("an object").clone()).fields)
    }

    #[test]
    fn keys_constants_dates_values_and_prefix() {
        let map = r#"
            date_formats = ["%Y年%m月%d日", "%Y/%m/%d"]
            id_prefix = "gov-"
            ignored = ["path"]
            [keys]
            doc_no = "document_number"
            published = "published_on"
            url = "source.url"
            category = ["genre", "subjects"]
            [constants]
            kind = "policy"
            [values.genre]
            "条例" = "行政法规"
            "*" = ""
        "#;
        let source = json!({"id": "7", "doc_no": "甲〔2020〕1号", "published": "2020年3月1日", "url": "https://a.cn/", "path": "x", "category": "刑法", "other": 1});
        assert_eq!(
            mapped(map, source),
            json!({"id": "gov-7", "kind": "policy", "document_number": "甲〔2020〕1号", "published_on": "2020-03-01",
                   "source": {"url": "https://a.cn/"}, "subjects": "刑法", "other": 1})
        );
        let dated = json!({"published": "2020/3/1", "category": "条例"});
        assert_eq!(
            mapped(map, dated),
            json!({"kind": "policy", "published_on": "2020-03-01", "genre": "行政法规", "subjects": "条例"})
        );
    }

    #[test]
    fn a_mistyped_target_is_refused_by_name() {
        let error = FieldMap::parse("m.toml", "[keys]\na = \"titel\"").expect_err("a typo").to_string();
        assert!(error.contains("titel"), "{error}");
        assert!(FieldMap::parse("m.toml", "keyz = 1").is_err());
    }

    #[test]
    fn shipped_maps_are_well_formed() {
        for (name, _) in SHIPPED {
            assert!(FieldMap::load(name).is_ok(), "{name}");
        }
        assert!(FieldMap::load("no-such-map").is_err());
    }
}
