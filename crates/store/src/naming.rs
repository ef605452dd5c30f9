//! How one document names another, and which one it means. Whoever holds documents finds the candidates; what is decided here is the
//! same for all of them.

use domain::{DocumentId, DocumentNumber, Edge};
use serde::Serialize;

/// The words by which a text names a document. The number decides; a title counts where no number
/// does, and only when exactly one public document has it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Naming {
    /// 发文字号, in normal form.
    pub document_number: Option<DocumentNumber>,
    /// The title, with or without 《》.
    pub title: Option<String>,
}

/// The form in which titles are compared: without white space and without 《》 around the whole.
/// `None` when nothing is left.
pub(crate) fn title_key(title: &str) -> Option<String> {
    let key: String = title.chars().filter(|c| !c.is_whitespace()).collect();
    let bare =
        key.strip_prefix('《').and_then(|rest| rest.strip_suffix('》')).filter(|inner| !inner.contains(['《', '》']));
    let key = bare.map_or(key.as_str(), |inner| inner);
    (!key.is_empty()).then(|| key.to_owned())
}

/// What a document is named by, in the form that is compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Wanted {
    /// Its id: then nothing else counts.
    pub to_id: Option<String>,
    /// 发文字号, in normal form.
    pub document_number: Option<String>,
    /// [`title_key`]
    pub title_key: Option<String>,
}

impl From<&Edge> for Wanted {
    fn from(edge: &Edge) -> Self {
        Self {
            to_id: edge.to.as_ref().map(DocumentId::to_string),
            document_number: edge.document_number.as_ref().map(ToString::to_string),
            title_key: edge.title.as_deref().and_then(title_key),
        }
    }
}

impl From<&Naming> for Wanted {
    fn from(naming: &Naming) -> Self {
        Self {
            to_id: None,
            document_number: naming.document_number.as_ref().map(ToString::to_string),
            title_key: naming.title.as_deref().and_then(title_key),
        }
    }
}

/// A document that may be meant: a public one, or the one that is asked about; never the one that names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Candidate {
    /// Whether it has the id that is named, or a document of that id has moved to it.
    pub is_called: bool,
    pub document_number: Option<String>,
    pub title_key: String,
}

/// How a candidate is named, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum By {
    Id,
    NumberAndTitle,
    Number,
    /// A title counts where no number decides.
    Title,
}

impl Wanted {
    fn names(&self, candidate: &Candidate) -> Option<By> {
        if self.to_id.is_some() {
            return candidate.is_called.then_some(By::Id);
        }
        let has_title = self.title_key.as_ref().is_some_and(|key| *key == candidate.title_key);
        if self.document_number.is_some() && self.document_number == candidate.document_number {
            return Some(if has_title { By::NumberAndTitle } else { By::Number });
        }
        let is_free = self.document_number.is_none() || candidate.document_number.is_none();
        (has_title && is_free).then_some(By::Title)
    }

    /// The places of the candidates that are meant, in their order: those that are named most surely. Several documents may share a
    /// number; a title that several have means none of them.
    pub(crate) fn meant<'c>(&self, candidates: impl IntoIterator<Item = &'c Candidate>) -> Vec<usize> {
        let named: Vec<(usize, By)> = candidates
            .into_iter()
            .enumerate()
            .filter_map(|(place, candidate)| Some((place, self.names(candidate)?)))
            .collect();
        let Some(surest) = named.iter().map(|(_, by)| *by).min() else { return Vec::new() };
        let meant: Vec<usize> = named.into_iter().filter(|(_, by)| *by == surest).map(|(place, _)| place).collect();
        if surest == By::Title && meant.len() > 1 { Vec::new() } else { meant }
    }
}

#[cfg(test)]
mod tests {
    use super::{Candidate, Wanted, title_key};

    #[test]
    fn only_the_brackets_around_the_whole_fall() {
        assert_eq!(title_key(" 《生育支持\n办法》").as_deref(), Some("生育支持办法"));
        assert_eq!(title_key("《甲》和《乙》").as_deref(), Some("《甲》和《乙》"));
        assert_eq!(title_key("《》 "), None);
    }

    fn candidate(number: &str, title: &str) -> Candidate {
        let number = (!number.is_empty()).then(|| number.to_owned());
        Candidate { is_called: false, document_number: number, title_key: title.to_owned() }
    }

    #[test]
    fn the_surest_name_decides_and_a_shared_title_none() {
        let held = [
            candidate("1号", "甲"),
            candidate("1号", "乙"),
            candidate("", "丙"),
            candidate("2号", "丙"),
            candidate("", "丁"),
            candidate("", "丁"),
        ];
        let meant = |number: &str, title: &str| {
            let wanted = |word: &str| (!word.is_empty()).then(|| word.to_owned());
            let naming = Wanted { to_id: None, document_number: wanted(number), title_key: wanted(title) };
            naming.meant(&held)
        };
        for (number, title, places) in [
            ("1号", "乙", &[1][..]),
            // Nobody has both: the number decides, and all have it.
            ("1号", "丙", &[0, 1]),
            ("1号", "", &[0, 1]),
            // Of an unknown number, a title counts for those that have none.
            ("9号", "丙", &[2]),
            ("9号", "甲", &[]),
            ("", "丙", &[]),
            ("", "乙", &[1]),
            ("", "丁", &[]),
            ("2号", "丁", &[3]),
            ("", "", &[]),
        ] {
            assert_eq!(meant(number, title), places, "{number} {title}");
        }
    }

    #[test]
    fn an_id_that_is_named_leaves_nothing_to_guess() {
        let called = Candidate { is_called: true, ..candidate("", "乙") };
        let held = [candidate("1号", "甲"), called];
        let named = Wanted {
            to_id: Some("old-b".to_owned()),
            document_number: Some("1号".to_owned()),
            title_key: Some("甲".to_owned()),
        };
        assert_eq!(named.meant(&held), [1]);
        assert!(named.meant(&held[..1]).is_empty());
    }
}
