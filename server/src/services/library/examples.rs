//! Questions to try, taken from what is published: each has a card of its own.

use app::ports::PortError;
use domain::{
    Body, DocumentId, Kind, Validity,
    search::{Filters, SearchRequest, Sort},
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

impl PortalLibrary {
    /// Authored questions in force, spread over subjects: of each the shortest telling one that a search for its own words
    /// answers. The same for as long as content and day are.
    pub(super) async fn examples_of_content(&self, most: usize) -> Result<Vec<String>, PortError> {
        let standing = Filters { kind: vec![Kind::Question], validity: vec![Validity::InForce], ..Filters::default() };
        let subjects = self.ask(self.newest(standing.clone(), 1)).await?.facets.subject;
        let mut explainer = self.explainer();
        let mut by_subject = Vec::new();
        for subject in subjects.into_iter().take(MOST_SUBJECTS) {
            let filters = Filters { subject: vec![subject.value], ..standing.clone() };
            let hits = self.ask(self.newest(filters, OF_SUBJECT)).await?.hits;
            let mut titles: Vec<(DocumentId, String)> = hits.into_iter().map(|hit| (hit.id, hit.title)).collect();
            titles.retain(|(_, title)| READABLE.contains(&length(title)));
            titles.sort_by_cached_key(|(_, title)| (length(title), title.clone()));
            titles.truncate(TRIED);
            let (mut telling, mut others) = (Vec::new(), Vec::new());
            for (id, title) in titles {
                let group = if explainer.is_told_by(&id, &title).await? { &mut telling } else { &mut others };
                group.push(title);
            }
            by_subject.push(telling.into_iter().chain(others));
        }
        // One of each subject, then a second of each.
        let mut examples: Vec<String> = Vec::new();
        let mut is_any_left = true;
        while is_any_left && examples.len() < most {
            is_any_left = false;
            for titles in &mut by_subject {
                for title in titles.by_ref() {
                    if !examples.contains(&title) && self.answers(&title).await? {
                        examples.push(title);
                        is_any_left = true;
                        break;
                    }
                }
                if examples.len() == most {
                    break;
                }
            }
        }
        Ok(examples)
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
    /// Whether a question says by itself what it is about (`报名错过了怎么办` does not): it shares a word's character with its policy,
    /// its subjects or its events.
    async fn is_told_by(&mut self, id: &DocumentId, title: &str) -> Result<bool, PortError> {
        let Some(document) = self.document(id).await? else { return Ok(false) };
        let Body::Question(question) = &document.body else { return Ok(false) };
        let policy = match document.explains() {
            Some(policy) => self.document(&policy).await?,
            None => None,
        };
        let about = question.subjects.iter().chain(&question.life_events).chain(policy.as_ref().map(|policy| &policy.title));
        let about: String = about.map(String::as_str).collect();
        Ok(title.chars().any(|c| about.contains(c) && c.is_alphabetic() && !COMMON.contains(c)))
    }
}

/// Characters without the question mark.
fn length(title: &str) -> usize {
    title.trim_end_matches(['？', '?']).chars().count()
}
