//! What stands above the results of a search: the answer card, questions that are near, a clause in its own words, a gap.

use app::{kinds::question::QuestionView, ports::PortError, words};
use domain::{
    Body, Document, DocumentId, Kind, Validity,
    search::{
        Answer, AnswerClause, ComingAnswer, Decided, Gap, GapHint, GapSubject, PassagePlace, ReplacedAnswer,
        SimilarQuestion,
    },
};

use super::{
    super::held::{quoted, unavailable},
    Explainer,
    basis::words_of,
};

/// The most questions that are offered beside the one that was asked.
const MOST_SIMILAR: usize = 3;

impl Explainer<'_> {
    /// The answer card: sentence, proof, whom to call, with what used to be the answer and what will be. `None` when it no
    /// longer stands.
    pub(super) async fn answer(&mut self, decided: &Decided) -> Result<Option<Answer>, PortError> {
        let Some(id) = &decided.card else { return Ok(None) };
        let Some(view) = self.asked(id).await?.filter(|view| view.standing.stands()) else { return Ok(None) };
        let proof = view
            .question
            .cites
            .iter()
            .zip(view.clauses)
            .find(|(citation, _)| citation.clause.is_some() && !citation.background);
        let Some((citation, clause)) = proof else { return Ok(None) };
        Ok(Some(Answer {
            question: view.title,
            short_answer: view.question.short_answer.clone(),
            url: Kind::Question.url(id),
            clause: AnswerClause {
                policy: citation.policy.clone(),
                title: clause.policy.text,
                clause: clause.id.map(|id| id.to_string()).unwrap_or_default(),
                label: clause.name,
                text: clause.paragraphs.join("\n"),
                url: clause.url.unwrap_or_default(),
                document_number: clause.document_number,
                validity: clause.validity,
            },
            agency: Some(view.agency.text),
            phone: view.phone,
            replaced: self.replaced(decided.before.as_ref()).await?,
            coming: self.coming(decided.coming.as_ref()).await?,
        }))
    }

    /// A question, whether or not it stands.
    async fn asked(&mut self, id: &DocumentId) -> Result<Option<QuestionView>, PortError> {
        match self.document(id).await? {
            Some(document) => self.question(&document).await,
            None => Ok(None),
        }
    }

    async fn replaced(&mut self, id: Option<&DocumentId>) -> Result<Option<ReplacedAnswer>, PortError> {
        let Some(id) = id else { return Ok(None) };
        let Some(view) = self.asked(id).await?.filter(|view| !view.standing.stands()) else { return Ok(None) };
        let until = view.standing.since.and_then(|since| since.yesterday().ok());
        Ok(Some(ReplacedAnswer { short_answer: view.question.short_answer, url: Kind::Question.url(id), until }))
    }

    async fn coming(&mut self, id: Option<&DocumentId>) -> Result<Option<ComingAnswer>, PortError> {
        let Some(id) = id else { return Ok(None) };
        let Some(view) = self.asked(id).await?.filter(|view| view.standing.stands()) else { return Ok(None) };
        Ok(view.standing.from.map(|from| ComingAnswer {
            short_answer: view.question.short_answer,
            url: Kind::Question.url(id),
            from,
        }))
    }

    /// The questions offered: those that stand, or will. Where no card is shown, what is coming is offered too.
    pub(super) async fn similar(
        &mut self,
        decided: &Decided,
        answer: Option<&Answer>,
    ) -> Result<Vec<SimilarQuestion>, PortError> {
        let coming = decided.coming.iter().filter(|_| answer.is_none());
        let mut similar: Vec<SimilarQuestion> = Vec::new();
        for id in coming.chain(&decided.similar) {
            let is_shown = similar.iter().any(|known| known.id == *id)
                || answer.is_some_and(|answer| answer.url == Kind::Question.url(id));
            if is_shown || similar.len() == MOST_SIMILAR {
                continue;
            }
            let Some(view) = self.asked(id).await?.filter(|view| view.standing.stands()) else { continue };
            let QuestionView { id, title: question, standing, question: asked, .. } = view;
            similar.push(SimilarQuestion {
                url: Kind::Question.url(&id),
                id,
                question,
                short_answer: asked.short_answer,
                from: standing.from,
            });
        }
        Ok(similar)
    }

    /// A clause in its own words, of a policy that has not ended.
    pub(super) async fn passage(&mut self, place: &PassagePlace) -> Result<Option<AnswerClause>, PortError> {
        let Some(document) = self.document(&place.policy).await? else { return Ok(None) };
        let Document { title, body: Body::Policy(policy), .. } = &*document else { return Ok(None) };
        let Some(clause) = policy.clauses.iter().find(|clause| clause.id.as_str() == place.clause) else {
            return Ok(None);
        };
        let validity = self.store.validity_facts(&place.policy).await.map_err(unavailable)?.state_on(self.today);
        let text = words_of(policy, &clause.id);
        if text.paragraphs.is_empty() || matches!(validity, Some(Validity::Repealed | Validity::Expired)) {
            return Ok(None);
        }
        Ok(Some(AnswerClause {
            policy: place.policy.clone(),
            title: quoted(title),
            clause: place.clause.clone(),
            label: text.name,
            text: text.paragraphs.join("\n"),
            url: format!("{}#{}", document.url(), clause.id.anchor()),
            document_number: policy.document_number.as_ref().map(ToString::to_string),
            validity,
        }))
    }

    /// Who may know what the portal does not: the department with its own number, else the hotline.
    pub(super) async fn gap(&mut self, hint: &GapHint) -> Result<Gap, PortError> {
        let document = match &hint.agency {
            Some(id) => self.document(id).await?,
            None => None,
        };
        let agency = document.as_ref().and_then(|document| {
            if let Body::Agency(agency) = &document.body { Some((agency, document.url())) } else { None }
        });
        Ok(Gap {
            agency: agency.as_ref().map(|(agency, _)| agency.name.clone()),
            phone: agency
                .as_ref()
                .and_then(|(agency, _)| agency.phone.clone())
                .or_else(|| Some(words::HOTLINE.to_owned())),
            agency_url: agency.map(|(_, url)| url),
            subjects: hint
                .subjects
                .iter()
                .map(|name| GapSubject { value: search::subject_id(name), label: name.clone() })
                .collect(),
            matter: hint.matter.clone(),
            is_private: hint.is_private,
            advice: hint.advice.clone(),
        })
    }
}
