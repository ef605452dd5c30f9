//! Questions to try, taken from what is published: each has a card of its own.

use app::ports::PortError;
use domain::{
    Body, DocumentId, Kind, Validity,
    search::{Facet, Filters, SearchRequest, Sort},
};

use super::{Explainer, PortalLibrary, complete};

/// Subjects that are looked through, those with most questions first.
const MOST_SUBJECTS: usize = 16;
/// Questions of a subject that are looked at.
const OF_SUBJECT: u32 = 50;
/// Of these, those that are tried, the shortest first.
const TRIED: usize = 8;
/// Characters of a question that says something, and is read at a glance.
const READABLE: std::ops::RangeInclusive<usize> = 7..=16;
/// Characters that stand in any question and any title.
const COMMON: &str = "的了吗么什怎办多少钱能要不有去哪谁几可以得会给领申请市县区关于通知意见规定管理和与在是个人我";

/// A question that may be offered.
struct Candidate {
    title: String,
    /// What it explains first of all.
    policy: Option<DocumentId>,
    /// Whether it says by itself what it is about.
    is_telling: bool,
}

impl PortalLibrary {
    /// Authored questions in force, spread over subjects and policies: of each the shortest telling one that a search for its own
    /// words answers. The same for as long as content and day are.
    pub(super) async fn examples_of_content(&self, most: usize) -> Result<Vec<String>, PortError> {
        let mut by_subject = self.candidates().await?;
        let mut examples: Vec<String> = Vec::new();
        let mut policies: Vec<Option<DocumentId>> = Vec::new();
        // One of each subject, then a second of each; of a policy that has one already only when there are too few.
        for is_repeated in [false, true] {
            let mut is_any_left = true;
            while is_any_left && examples.len() < most {
                is_any_left = false;
                for candidates in &mut by_subject {
                    let fits = |candidate: &Candidate| is_repeated || !policies.contains(&candidate.policy);
                    while let Some(at) = candidates.iter().position(fits).filter(|_| examples.len() < most) {
                        let Candidate { title, policy, .. } = candidates.remove(at);
                        if !examples.contains(&title) && self.answers(&title).await? {
                            examples.push(title);
                            policies.push(policy);
                            is_any_left = true;
                            break;
                        }
                    }
                }
            }
        }
        Ok(examples)
    }

    /// By subject, those with most questions first; of each the shortest, telling ones first.
    async fn candidates(&self) -> Result<Vec<Vec<Candidate>>, PortError> {
        let standing = Filters::of_kind(Kind::Question).with(Facet::Validity, Validity::InForce.as_str());
        let subjects = self.ask(self.newest(standing.clone(), 1)).await?.facets;
        let mut explainer = self.explainer();
        let mut by_subject = Vec::new();
        for subject in subjects.of(Facet::Subject).iter().take(MOST_SUBJECTS) {
            let filters = standing.clone().with(Facet::Subject, subject.value.as_str());
            let hits = self.ask(self.newest(filters, OF_SUBJECT)).await?.hits;
            let mut titles: Vec<(DocumentId, String)> = hits.into_iter().map(|hit| (hit.id, hit.title)).collect();
            titles.retain(|(_, title)| READABLE.contains(&length(title)));
            titles.sort_by_cached_key(|(_, title)| (length(title), title.clone()));
            let mut candidates = Vec::with_capacity(TRIED);
            for (id, title) in titles.into_iter().take(TRIED) {
                candidates.extend(explainer.candidate(&id, title).await?);
            }
            candidates.sort_by_key(|candidate| !candidate.is_telling);
            by_subject.push(candidates);
        }
        Ok(by_subject)
    }

    /// Whether a search shows a card.
    async fn answers(&self, question: &str) -> Result<bool, PortError> {
        let request = SearchRequest {
            query: question.to_owned(),
            filters: Filters::default(),
            sort: Sort::Relevance,
            page: 1,
            per_page: 1,
            today: self.0.clock.today(),
            literal: false,
        };
        let mut results = self.ask(request).await?;
        results.hits.clear();
        complete(&mut self.explainer(), &mut results).await?;
        Ok(results.answer.is_some())
    }
}

impl Explainer<'_> {
    /// A question says by itself what it is about (`报名错过了怎么办` does not) when it shares a word's character with its policy, its
    /// subjects or its events.
    async fn candidate(&mut self, id: &DocumentId, title: String) -> Result<Option<Candidate>, PortError> {
        let Some(document) = self.document(id).await? else { return Ok(None) };
        let Body::Question(question) = &document.body else { return Ok(None) };
        let policy = document.explains();
        let explained = match &policy {
            Some(policy) => self.document(policy).await?,
            None => None,
        };
        let about =
            question.subjects.iter().chain(&question.life_events).chain(explained.as_ref().map(|policy| &policy.title));
        let about: String = about.map(String::as_str).collect();
        let is_telling = title.chars().any(|c| about.contains(c) && c.is_alphabetic() && !COMMON.contains(c));
        Ok(Some(Candidate { title, policy, is_telling }))
    }
}

/// Characters without the question mark.
fn length(title: &str) -> usize {
    title.trim_end_matches(['？', '?']).chars().count()
}
