//! One document on its way in: cleaned, cut into clauses, read for what its text says.

use documents::{SourceDocument, SourceFile};
use domain::{Body, Document, Policy, Validity};
use store::{NewRevision, Original};
use tokio::sync::mpsc;

/// A document ready for the store, with its issuer by name where it is not known by id.
pub struct Prepared {
    pub revision: NewRevision,
    pub files: Vec<SourceFile>,
    pub issuer_name: Option<String>,
    pub place: documents::Place,
}

impl Prepared {
    /// The text and the original, in bytes: what it costs to hold it.
    pub fn weight(&self) -> usize {
        let Document { title, body, .. } = &self.revision.document;
        let text = if let Body::Policy(policy) = body { 2 * policy.body.len() } else { 0 };
        title.len() + text + self.revision.original.as_ref().map_or(0, |original| original.bytes.len())
    }
}

pub fn prepare(source: SourceDocument, notes: &mpsc::UnboundedSender<String>) -> Prepared {
    let SourceDocument { mut document, issuer_name, original, files, place, .. } = source;
    let mut tell = |note: String| {
        let _ = notes.send(format!("{place}：{note}"));
    };
    let mut raw_body: Option<String> = None;
    if let Body::Policy(policy) = &mut document.body {
        raw_body = clean(&mut document.title, policy, &mut tell);
        read_out_of_text(&document.title, policy, &mut tell);
    }
    let original =
        original.map(|file| Original { media_type: file.media_type.to_owned(), bytes: file.bytes }).or_else(|| {
            raw_body.map(|raw| Original { media_type: "text/plain; charset=utf-8".to_owned(), bytes: raw.into_bytes() })
        });
    Prepared {
        revision: NewRevision { document, original, source: Some(place.to_string()) },
        files,
        issuer_name,
        place,
    }
}

/// Cleans a polluted body and says what was done; answers the body as it came when it was changed.
fn clean(title: &mut String, policy: &mut Policy, tell: &mut impl FnMut(String)) -> Option<String> {
    let cleaned = hanzi::clean::clean(&policy.body);
    if !cleaned.was_polluted {
        return None;
    }
    let title_was_first_line =
        policy.body.lines().find(|line| !line.trim().is_empty()).is_some_and(|line| line.trim() == title.trim());
    if title_was_first_line {
        if let Some(first) = cleaned.text.lines().find(|line| !line.trim().is_empty()) {
            first.trim().clone_into(title);
        }
    } else {
        *title = hanzi::clean::clean(title).text;
    }
    let mut done = Vec::new();
    if cleaned.removed_glosses > 0 {
        done.push(format!("去掉 {} 处注音", cleaned.removed_glosses));
    }
    if !cleaned.removed_lines.is_empty() {
        done.push(format!("去掉 {} 行网页导航", cleaned.removed_lines.len()));
    }
    if cleaned.converted_traditional {
        done.push("繁体转为简体".to_owned());
    }
    let why = if cleaned.removed_glosses > 0 || !cleaned.removed_lines.is_empty() {
        "正文被转载网站改动过"
    } else {
        "正文是繁体"
    };
    tell(format!("{why}，已清洗（{}），原文另存", done.join("，")));
    for spot in &cleaned.unresolved {
        tell(format!("第 {} 行“{}”不能按规则修复（{}），请人工核对", spot.line, spot.text, spot.reason));
    }
    policy.unresolved = cleaned.unresolved;
    Some(std::mem::replace(&mut policy.body, cleaned.text))
}

/// What the text itself says: clauses, units, deadlines, citations; dates where the source gave none.
fn read_out_of_text(title: &str, policy: &mut Policy, tell: &mut impl FnMut(String)) {
    if let Some(number) = &policy.document_number {
        if let Some(normal) = hanzi::document_number::parse(number.as_str()) {
            policy.document_number = Some(normal);
        } else {
            tell(format!("发文字号“{number}”不是常见写法，按原样保留"));
        }
    }
    for edge in &mut policy.edges {
        if let Some(normal) =
            edge.document_number.as_ref().and_then(|number| hanzi::document_number::parse(number.as_str()))
        {
            edge.document_number = Some(normal);
        }
    }
    if policy.written_on.is_none() {
        policy.written_on = hanzi::dates::find_written_on(&policy.body);
    }
    let year = policy.written_on.or(policy.published_on).or(policy.effective_on).map(domain::Date::year);
    policy.clauses = hanzi::clauses::parse(&policy.body);
    hanzi::extract::fill(&mut policy.clauses, title, year);
    report_disagreement(policy, tell);
}

/// A declared validity is only used where dates say nothing; where they disagree, a person should know.
fn report_disagreement(policy: &Policy, tell: &mut impl FnMut(String)) {
    let (Some(declared), Some(last)) = (policy.validity, policy.expires_on.or(policy.effective_on)) else { return };
    let mut facts = policy.validity_facts();
    facts.declared = None;
    if let Some(computed) = facts.on(last).map(|statement| statement.state)
        && computed != declared
        && declared == Validity::NotYetEffective
    {
        tell(format!("来源标注“{}”，按日期应为“{}”，以日期为准", declared.label(), computed.label()));
    }
}
