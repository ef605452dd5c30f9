//! What an author may do better (`domain.md` N22); nothing of it keeps an explanation out.

use std::{collections::HashMap, sync::Arc};

use domain::{Document, DocumentId};
use hanzi::plain::{self, Runs};
use store::{ContentStore, StoreError, Stored};

/// More of an explanation than this that is copied from its policy explains nothing, as a share.
const MUCH_COPIED: f64 = 0.5;
/// Shorter texts are not measured, in characters.
const MEASURED: usize = 60;

/// The sentences for one explanation of an official text.
pub fn advice(document: &Document, runs: &Runs) -> Vec<String> {
    let mut sentences = Vec::new();
    let missing = document.content().missing();
    if !missing.is_empty() {
        sentences.push(format!("没有写：{}", missing.join("、")));
    }
    let text = document.content().own_words();
    if text.is_empty() {
        return sentences;
    }
    if text.chars().count() >= MEASURED {
        let share = runs.copied_share(&text);
        if share >= MUCH_COPIED {
            sentences.push(format!("文字有 {:.0}% 照搬政策原文：请用自己的话说", share * 100.0));
        }
    }
    let empty = plain::empty_words(&text);
    if !empty.is_empty() {
        sentences.push(format!("有说了等于没说的词（{}）：请删去", empty.join("、")));
    }
    if let Some(longest) = plain::too_long(&text) {
        sentences.push(format!("有一句长达 {longest} 字，听一遍听不明白：请拆开"));
    }
    sentences
}

/// Texts of a dry run that are kept to compare with, in bytes: of what is beyond, the held revision is compared.
const MOST_KEPT: usize = 64 << 20;

/// The words of the policies that are explained, for telling what was copied from them.
#[derive(Default)]
pub struct OfficialTexts {
    /// Explanations of one policy mostly stand together.
    last: Option<(DocumentId, Runs)>,
    /// Texts that a dry run does not save.
    unsaved: HashMap<DocumentId, String>,
    kept_bytes: usize,
}

impl OfficialTexts {
    /// Another text of a policy is coming.
    pub fn forget(&mut self, policy: &DocumentId) {
        self.last.take_if(|(id, _)| id == policy);
        if let Some(body) = self.unsaved.remove(policy) {
            self.kept_bytes -= body.len();
        }
    }

    /// Keeps a text that is not saved.
    pub fn keep(&mut self, policy: &DocumentId, body: &str) {
        if self.kept_bytes + body.len() <= MOST_KEPT {
            self.kept_bytes += body.len();
            self.unsaved.insert(policy.clone(), body.to_owned());
        }
    }

    /// The runs of a policy's text, which may have been read already; none of a policy that is not held.
    pub async fn runs_of(
        &mut self,
        store: &Arc<dyn ContentStore>,
        policy: &DocumentId,
        held: Option<&Stored>,
    ) -> Result<&Runs, StoreError> {
        let last = match self.last.take() {
            Some((id, runs)) if id == *policy => (id, runs),
            _ => {
                let runs = match (self.unsaved.get(policy), held) {
                    (Some(body), _) => Runs::of(body),
                    (None, Some(held)) => {
                        held.document.as_policy().map(|policy| Runs::of(&policy.body)).unwrap_or_default()
                    }
                    (None, None) => store
                        .document(policy)
                        .await?
                        .and_then(|held| Some(Runs::of(&held.document.as_policy()?.body)))
                        .unwrap_or_default(),
                };
                (policy.clone(), runs)
            }
        };
        Ok(&self.last.insert(last).1)
    }
}
