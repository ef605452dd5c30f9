//! How one document names another when it does not know its id.

use domain::DocumentNumber;

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

#[cfg(test)]
mod tests {
    use super::title_key;

    #[test]
    fn only_the_brackets_around_the_whole_fall() {
        assert_eq!(title_key(" 《生育支持\n办法》").as_deref(), Some("生育支持办法"));
        assert_eq!(title_key("《甲》和《乙》").as_deref(), Some("《甲》和《乙》"));
        assert_eq!(title_key("《》 "), None);
    }
}
