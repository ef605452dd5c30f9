//! The parts of a text that can be pointed at.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Date, DocumentId, DocumentNumber};

/// A readable label of a place within one revision, such as `1.3`, `art12.p2.i1` or `annex2.art3`
/// (`contracts.md`, Clause ids). Unique within the revision.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClauseId(String);

impl ClauseId {
    /// Takes an id that the clause grammar made.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Whether a text from outside has the form of a clause id: `[a-z0-9.~-]{1,80}`.
    pub fn is_well_formed(text: &str) -> bool {
        !text.is_empty()
            && text.len() <= 80
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b".~-".contains(&b))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this clause is `outer` or stands below it.
    pub fn is_within(&self, outer: &Self) -> bool {
        is_within(&self.0, &outer.0)
    }

    /// The HTML anchor of the clause: `c-` and the id.
    pub fn anchor(&self) -> String {
        format!("c-{}", self.0)
    }
}

/// Whether `inner` is `outer` or stands below it.
pub(crate) fn is_within(inner: &str, outer: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

impl fmt::Display for ClauseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ClauseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

/// How a unit takes part in a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitRole {
    /// 牵头单位
    Lead,
    /// 责任单位
    Responsible,
}

impl UnitRole {
    /// The word in official text.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Lead => "牵头单位",
            Self::Responsible => "责任单位",
        }
    }
}

/// One note such as “牵头单位：市政府办公室，市司法局”.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitNote {
    /// Lead or responsible.
    pub role: UnitRole,
    /// The units as written, in order.
    pub names: Vec<String>,
}

/// A point in time by which something is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// The words of the text: `12月底前`.
    pub text: String,
    /// The last day, where the text and the document's year settle it.
    pub on: Option<Date>,
}

/// Another document named in the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    /// The title between 《 and 》.
    pub title: String,
    /// The number that follows it, in normal form.
    pub document_number: Option<DocumentNumber>,
    /// The document held under that number or title; filled by the reader, never stored.
    #[serde(default)]
    pub policy: Option<DocumentId>,
}

/// A piece of a body. Clauses are flat, in reading order, and their `text`s concatenated are the body,
/// byte for byte: a clause's text begins with its own number, ends with its line end, and does not
/// contain its children's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clause {
    /// The label of the place.
    pub id: ClauseId,
    /// How people say the place: `第十二条第二款`, `一、（三）`; empty for text without a number.
    pub label: String,
    /// The heading sentence without its number and full stop; empty where there is none.
    pub heading: String,
    /// The bytes of the body that belong to this clause.
    pub text: String,
    /// 0 for the outermost.
    pub depth: u8,
    /// Units with a task here.
    #[serde(default)]
    pub units: Vec<UnitNote>,
    /// Deadlines set here.
    #[serde(default)]
    pub deadlines: Vec<Deadline>,
    /// Documents named here.
    #[serde(default)]
    pub citations: Vec<Citation>,
}

/// A heading of more characters than this names nothing.
const LONGEST_HEADING: usize = 30;

impl Clause {
    /// A clause that is only text; extraction fills the rest.
    pub fn new(
        id: ClauseId,
        label: impl Into<String>,
        heading: impl Into<String>,
        text: impl Into<String>,
        depth: u8,
    ) -> Self {
        Self {
            id,
            label: label.into(),
            heading: heading.into(),
            text: text.into(),
            depth,
            units: Vec::new(),
            deadlines: Vec::new(),
            citations: Vec::new(),
        }
    }

    /// A short name for lists and links: label and heading, whichever are there, else the first words.
    pub fn name(&self) -> String {
        // The items of an amending decision begin with a whole sentence: they are called by their number.
        let is_sentence = self.heading.contains(['：', '。', '“']) || self.heading.chars().count() > LONGEST_HEADING;
        match (self.label.is_empty(), self.heading.is_empty() || is_sentence) {
            (false, false) => format!("{}　{}", self.label, self.heading),
            (false, true) => {
                self.label.strip_suffix('、').map_or_else(|| self.label.clone(), |number| format!("第{number}项"))
            }
            (true, _) if !self.heading.is_empty() => self.heading.clone(),
            (true, _) => self.text.trim().chars().take(16).collect(),
        }
    }
}

/// The paragraphs of a clause with those of the clauses below it, without blank lines.
pub fn paragraphs<'a>(clauses: &'a [Clause], id: &ClauseId) -> impl Iterator<Item = &'a str> {
    let parts = clauses.iter().filter(move |part| part.id.is_within(id));
    parts.flat_map(|part| part.text.lines()).map(str::trim).filter(|line| !line.is_empty())
}

/// The body again: every clause's text, in order.
pub fn concatenate(clauses: &[Clause]) -> String {
    clauses.iter().map(|clause| clause.text.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clause_is_called_by_its_heading_unless_that_is_a_whole_sentence() {
        let name = |label: &str, heading: &str| Clause::new(ClauseId::new("3"), label, heading, "", 1).name();
        assert_eq!(name("第五条", "补贴标准"), "第五条　补贴标准");
        assert_eq!(name("三、", "申请条件"), "三、　申请条件");
        assert_eq!(
            name("三、", "将第十条第二款修改为：“津贴自老年人年满80周岁的当月起计发。年满80周岁后六个月内申请的”"),
            "第三项"
        );
        assert_eq!(name("一、", "将第十条修改为：“每月发放"), "第一项");
        assert_eq!((name("第五条", ""), name("一、", "")), ("第五条".to_owned(), "第一项".to_owned()));
    }
}
