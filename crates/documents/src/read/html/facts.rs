//! What the page says of the document outside its text: the meta tags of government sites (`ArticleTitle`,
//! `PubDate`, `ContentSource` …) and the table of 索引号, 发文字号 and so on above the text.

use std::collections::BTreeMap;

use domain::{Date, Refusal, Validity};
use scraper::{ElementRef, Html};
use serde_json::{Value, json};

use super::{Meter, all, squeeze};

/// What was found, under the contract's keys.
#[derive(Debug, Default)]
pub struct Facts {
    pub article_title: Option<String>,
    pub fields: BTreeMap<&'static str, Value>,
    pub notes: Vec<String>,
}

enum Fact {
    Text(&'static str),
    Date(&'static str),
    Subjects,
    Validity,
}

/// Longer than this is no value of a fact.
const MAX_VALUE_CHARS: usize = 120;

pub fn of_page(page: &Html, meter: &Meter) -> Result<Facts, Refusal> {
    let mut facts = Facts::default();
    let (mut source_name, mut source_url) = (None, None);
    for meta in all(page, "meta[content]") {
        let Some(name) = meta.attr("name").or_else(|| meta.attr("property")) else { continue };
        let content = squeeze(meta.attr("content").unwrap_or_default());
        if content.is_empty() {
            continue;
        }
        match name.to_ascii_lowercase().as_str() {
            "articletitle" => facts.article_title = Some(content),
            "pubdate" => facts.set(&Fact::Date("published_on"), &content),
            "contentsource" => source_name = Some(content),
            "url" | "og:url" => source_url = source_url.or(web_address(&content)),
            _ => {}
        }
    }
    if let Some(canonical) = all(page, "link[rel=canonical]").next() {
        source_url = canonical.attr("href").and_then(web_address).or(source_url);
    }
    if source_name.is_some() || source_url.is_some() {
        facts.fields.insert("source", json!({"name": source_name, "url": source_url}));
    }
    for element in all(page, "td, th, dt, li, p, span, strong, b, label") {
        meter.look()?;
        facts.read_labelled(element);
    }
    Ok(facts)
}

fn web_address(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    (lower.starts_with("http://") || lower.starts_with("https://")).then(|| text.to_owned())
}

impl Facts {
    /// `<td>索 引 号：</td><td>…</td>`, or both in one element.
    fn read_labelled(&mut self, element: ElementRef<'_>) {
        let mut text = String::new();
        for piece in element.text() {
            text.push_str(piece);
            if text.len() > 4 * MAX_VALUE_CHARS {
                return;
            }
        }
        let (label, own_value) = match text.split_once(['：', ':']) {
            Some((label, value)) => (label, squeeze(value)),
            None => (text.as_str(), String::new()),
        };
        let Some(fact) = fact_of_label(label) else { return };
        let value = if own_value.is_empty() {
            let next = element.next_siblings().find_map(ElementRef::wrap);
            next.map(|next| squeeze(&next.text().collect::<String>())).unwrap_or_default()
        } else if text.contains('：') || matches!(element.value().name(), "td" | "th" | "li" | "p" | "span") {
            own_value
        } else {
            return;
        };
        if !value.is_empty() && value.chars().count() <= MAX_VALUE_CHARS && fact_of_label(&value).is_none() {
            self.set(&fact, &value);
        }
    }

    /// The first value of a key counts.
    fn set(&mut self, fact: &Fact, value: &str) {
        let (key, value) = match fact {
            Fact::Text(key) => (*key, Some(value.to_owned().into())),
            Fact::Date(key) => (*key, date(value).map(|date| date.to_string().into())),
            Fact::Subjects => ("subjects", Some(subjects(value))),
            Fact::Validity => ("validity", validity(value).map(|state| state.as_str().into())),
        };
        match value {
            Some(value) => {
                self.fields.entry(key).or_insert(value);
            }
            None => self.notes.push(format!("网页上的 {key} 认不出，未采用")),
        }
    }
}

fn fact_of_label(label: &str) -> Option<Fact> {
    let label: String = label.chars().filter(|c| !c.is_whitespace() && !"[]【】：:".contains(*c)).collect();
    Some(match label.as_str() {
        "索引号" => Fact::Text("index_number"),
        "发文字号" | "文号" | "文件编号" | "发文号" => Fact::Text("document_number"),
        "发文机关" | "发布机构" | "发布机关" | "发文单位" | "制发机关" => Fact::Text("issuer"),
        "体裁" | "体裁分类" | "文种" => Fact::Text("genre"),
        "成文日期" => Fact::Date("written_on"),
        "发布日期" | "公开日期" | "公布日期" => Fact::Date("published_on"),
        "施行日期" | "实施日期" | "生效日期" => Fact::Date("effective_on"),
        "失效日期" | "废止日期" => Fact::Date("expires_on"),
        "主题分类" => Fact::Subjects,
        "有效性" | "效力状态" | "时效性" => Fact::Validity,
        _ => return None,
    })
}

fn subjects(value: &str) -> Value {
    value.split(['、', ';', '；', ',', '，', '\\', '/']).map(str::trim).filter(|name| !name.is_empty()).collect()
}

fn validity(value: &str) -> Option<Validity> {
    let value: String = value.chars().filter(|c| !c.is_whitespace()).collect();
    match value.as_str() {
        "有效" | "现行有效" | "是" => Some(Validity::InForce),
        "废止" | "已废止" => Some(Validity::Repealed),
        "失效" | "已失效" => Some(Validity::Expired),
        "部分失效" => Some(Validity::PartlyVoid),
        "已修改" | "已修订" => Some(Validity::Amended),
        "尚未生效" => Some(Validity::NotYetEffective),
        _ => None,
    }
}

/// The first `2026-02-12`, `2026/2/12` or `2026年2月12日` of a text.
fn date(text: &str) -> Option<Date> {
    let numbers: Vec<&str> =
        text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).take(3).collect();
    let [year, month, day] = numbers.as_slice() else { return None };
    if year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}
