//! 图表, taken out of a record.

use domain::{Figure, FigureSheet, Refusal};
use serde_json::{Map, Value};

use super::Reading;
use crate::read::fields::{citing::some_cites, takers::Fields};

/// Its keys, as an import writes them (`docs/IMPORT.md`).
pub const KEYS: &[&str] = &[
    "type",
    "text",
    "unit",
    "note",
    "categories",
    "series",
    "events",
    "steps",
    "input_unit",
    "rows",
    "columns",
    "nodes",
    "links",
    "before_label",
    "after_label",
    "cites",
    "agency",
    "subjects",
    "published_on",
];

/// Those of them that are dates.
pub const DATES: &[&str] = &["published_on"];

/// How many of the keys, from the first, hold the data of what is drawn.
const OF_DATA: usize = 15;

/// Takes the fields.
pub fn read(fields: &mut Fields, _: &mut Reading<'_>) -> Result<FigureSheet, Refusal> {
    let mut data = Map::new();
    for key in KEYS.iter().take(OF_DATA) {
        if let Some(value) = fields.take(key) {
            data.insert((*key).to_owned(), value);
        }
    }
    for key in ["type", "text"] {
        if !data.contains_key(key) {
            return Err(format!("缺少 {key}（{}）", if key == "type" { "图表类型" } else { "文字等价内容" }).into());
        }
    }
    no_missing_numbers(&data)?;
    let figure: Figure =
        serde_json::from_value(Value::Object(data)).map_err(|error| format!("图表数据不能识别：{error}"))?;
    figure.check()?;
    Ok(FigureSheet {
        figure,
        cites: some_cites(fields)?,
        agency: fields.id("agency")?,
        subjects: fields.texts("subjects")?,
        published_on: fields.date("published_on")?,
    })
}

/// A gap in a series is said by the name of the series and the place of the gap.
fn no_missing_numbers(data: &Map<String, Value>) -> Result<(), Refusal> {
    let series = data.get("series").and_then(Value::as_array).into_iter().flatten();
    for one in series {
        let name = one.get("name").and_then(Value::as_str).unwrap_or_default();
        let values = one
            .get("values")
            .and_then(Value::as_array)
            .ok_or_else(|| format!("系列“{name}”缺少 values（数的列表）"))?;
        if let Some(at) = values.iter().position(|value| !value.is_number()) {
            return Err(format!("系列“{name}”的第 {} 个数缺失或不是数，图表里不能有空缺", at + 1).into());
        }
    }
    Ok(())
}
