//! Writing: one policy as a file that stands by itself.

use domain::{Clause, Date, Policy};

mod docx;
mod html;
mod layout;
mod text;

pub use docx::{DocxError, docx};
pub use html::{STYLE, html};
pub use text::text;

/// A policy and what a file of it says about itself. Exports are for the public: the policy is one that
/// [`domain::Document::is_public`].
#[derive(Debug, Clone)]
pub struct ExportPolicy<'a> {
    /// Its title.
    pub title: &'a str,
    /// Whether it is invented (演示).
    pub demo: bool,
    /// Its body.
    pub policy: &'a Policy,
    /// Which revision this is, from 1.
    pub revision: u32,
    /// 有效性 on the day of export, as a reader sees it; `None` is unknown.
    pub validity_label: Option<String>,
    /// The issuer's name.
    pub agency_name: Option<&'a str>,
    /// The portal's name.
    pub site_name: &'a str,
    /// The absolute address of the document's page.
    pub page_url: &'a str,
    /// The day of export, in China.
    pub exported_on: Date,
}

/// The mark of invented content.
pub const DEMO_MARK: &str = "演示内容：为演示而虚构，不是政府文件";

impl ExportPolicy<'_> {
    /// The lines above the body: title and number, unless the body begins with them itself.
    fn front(&self) -> Vec<String> {
        let mut front = Vec::new();
        if layout::title_lines(&self.policy.body, self.title) == 0 {
            front.push(self.title.to_owned());
            if let Some(number) = &self.policy.document_number
                && !without_blanks(&self.policy.body, 400).contains(&without_blanks(number.as_str(), usize::MAX))
            {
                front.push(number.to_string());
            }
        }
        front
    }

    /// 发文机关, dates and so on, as label and value; only what is known.
    fn facts(&self) -> Vec<(&'static str, String)> {
        let policy = self.policy;
        let date = |date: Option<Date>| date.map(|date| date.to_string());
        [
            ("发文机关", self.agency_name.map(str::to_owned)),
            ("发文字号", policy.document_number.as_ref().map(ToString::to_string)),
            ("索引号", policy.index_number.clone()),
            ("成文日期", date(policy.written_on)),
            ("公布日期", date(policy.published_on)),
            ("施行日期", date(policy.effective_on)),
            ("有效期至", date(policy.expires_on)),
            ("有效性", Some(self.validity())),
            ("信息来源", policy.source.as_ref().and_then(|source| source.name.clone().or_else(|| source.url.clone()))),
        ]
        .into_iter()
        .filter_map(|(label, value)| Some((label, value?)))
        .collect()
    }

    /// 有效性 with the day it was established.
    fn validity(&self) -> String {
        let label = self.validity_label.as_deref().unwrap_or("未标注");
        format!("{label}（截至 {}）", self.exported_on)
    }

    /// Who made the file, when, and where the present text is.
    fn attribution(&self) -> String {
        format!(
            "本文件由{}于 {} 导出（第 {} 版），最新文本和有效性以网页为准：{}",
            self.site_name, self.exported_on, self.revision, self.page_url
        )
    }

    /// The body in pieces with anchors; one piece without where it is not cut into clauses.
    fn pieces(&self) -> Vec<(Option<&Clause>, &str)> {
        let clauses = &self.policy.clauses;
        if clauses.is_empty() {
            return vec![(None, self.policy.body.as_str())];
        }
        clauses.iter().map(|clause| (Some(clause), clause.text.as_str())).collect()
    }
}

/// The first so many characters of a text, blanks left out.
fn without_blanks(text: &str, chars: usize) -> String {
    text.chars().filter(|c| !c.is_whitespace()).take(chars).collect()
}

#[cfg(test)]
mod tests;
