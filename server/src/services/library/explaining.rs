//! Questions, figures, interpretations and responses with the clauses they rest on, and whether they still stand.

use std::{collections::HashMap, sync::Arc};

use app::{
    ports::{
        CauseLine, CitedClause, Drawing, ExchangeView, FigureView, InterpretationLine, InterpretationPage, Linked,
        Lookup, MaterialView, MediaView, PortError, QuestionLine, QuestionPage, QuestionView, ResponseView, Standing,
    },
    words::SOME_POLICY,
};
use domain::{
    Body, ClauseCitation, ClauseId, Date, Document, DocumentId, FigureSheet, Interpretation, Kind, Media, Policy,
    Question, Response,
    explanation::Material,
    reading::TextSize,
    staleness::{self, Cause, CitedPolicy, Period},
};
use figures::Width;
use store::{ContentStore, State, Stored};

use super::{PortalLibrary, if_sound, phones, quoted, unavailable};
use rich::rich_text;

mod answer;
mod hits;
mod on_policy;
mod rich;
mod value;

pub use hits::complete;
pub use value::explanation_value;

/// Interpretations that a question's page names.
const USED_IN: usize = 5;

/// Answers about explanations for one page: what was read once is not read again.
pub struct Explainer<'a> {
    store: &'a dyn ContentStore,
    today: Date,
    /// The organiser's telephone: whom to call where nobody nearer is known.
    organiser: Option<&'a str>,
    documents: HashMap<DocumentId, Option<Arc<Document>>>,
    citations: HashMap<ClauseCitation, Option<Arc<CitedPolicy>>>,
}

/// In the place of the name of a department that is not for the public, or not known.
const SOME_AGENCY: &str = "有关部门";
/// How a sentence about changed words ends.
const REWORDED: &str = "后来改过，这里说的是改之前的内容。";

/// A policy of which several cited clauses were changed.
struct Reworded {
    policy: Linked,
    clauses: usize,
    /// Where the first of them stands among the causes.
    at: usize,
}

/// What an explanation rests on, and whether it stands.
struct Basis {
    clauses: Vec<CitedClause>,
    standing: Standing,
}

impl<'a> Explainer<'a> {
    /// For a day, with the telephone of the organiser (empty where it has none).
    pub fn new(store: &'a dyn ContentStore, today: Date, organiser: &'a str) -> Self {
        let organiser = Some(organiser).filter(|phone| !phone.trim().is_empty());
        Self { store, today, organiser, documents: HashMap::new(), citations: HashMap::new() }
    }

    pub(super) async fn document(&mut self, id: &DocumentId) -> Result<Option<Arc<Document>>, PortError> {
        if let Some(known) = self.documents.get(id) {
            return Ok(known.clone());
        }
        let held = if_sound(self.store.document(id).await)?;
        let found = held.filter(Stored::is_public).map(|stored| Arc::new(stored.document));
        self.documents.insert(id.clone(), found.clone());
        Ok(found)
    }

    pub(super) async fn public_among(&self, ids: &[DocumentId]) -> Result<Vec<DocumentId>, PortError> {
        self.store.public_among(ids).await.map_err(unavailable)
    }

    /// A document by its title, or other words where it is not for the public.
    async fn link(&mut self, id: &DocumentId, otherwise: &str) -> Result<Linked, PortError> {
        Ok(match self.document(id).await? {
            Some(document) => Linked { text: document.title.clone(), url: Some(document.url()) },
            None => Linked { text: otherwise.to_owned(), url: None },
        })
    }

    /// Who answers, and whom to call: the number that is named for the matter, else the department's own, else the organiser's.
    async fn whom(&mut self, id: &DocumentId, named: Option<String>) -> Result<(Linked, Option<String>), PortError> {
        let link = self.link(id, SOME_AGENCY).await?;
        let known = self.document(id).await?;
        let own = known
            .as_ref()
            .and_then(|document| if let Body::Agency(agency) = &document.body { agency.phone.clone() } else { None });
        Ok((link, named.or(own).or_else(|| self.organiser.map(str::to_owned))))
    }

    /// The number that an explanation names for its matter, else the clauses that it rests on, else their policies.
    async fn named<'t>(
        &mut self,
        matter: &str,
        texts: impl Iterator<Item = &'t str>,
        clauses: &[CitedClause],
        cites: &[ClauseCitation],
    ) -> Result<Option<String>, PortError> {
        let cited = clauses
            .iter()
            .filter(|clause| !clause.background && clause.causes.is_empty())
            .flat_map(|clause| &clause.paragraphs)
            .map(String::as_str);
        if let Some(named) = phones::named(matter, texts).or_else(|| phones::named(matter, cited)) {
            return Ok(Some(named));
        }
        for citation in cites.iter().filter(|citation| !citation.background) {
            let document = self.document(&citation.policy).await?;
            if let Some(named) = document.as_ref().and_then(|document| document.as_policy()).and_then(phones::of_policy)
            {
                return Ok(Some(named));
            }
        }
        Ok(None)
    }

    async fn basis(
        &mut self,
        cites: &[ClauseCitation],
        applies: Period,
        review_on: Option<Date>,
    ) -> Result<Basis, PortError> {
        let cited = self.cited(cites).await?;
        let mut clauses = Vec::with_capacity(cites.len());
        let mut causes: Vec<CauseLine> = Vec::new();
        let mut reworded: Vec<Reworded> = Vec::new();
        for (citation, cited) in cites.iter().zip(&cited) {
            let clause = self.clause(citation, cited.as_deref()).await?;
            for (cause, line) in staleness::causes(citation, cited.as_deref(), self.today).iter().zip(&clause.causes) {
                if matches!(cause, Cause::Reworded { .. }) {
                    // Many clauses of one policy that were changed are said in one sentence.
                    if let Some(Reworded { policy, clauses, at }) =
                        reworded.iter_mut().find(|known| known.policy == clause.policy)
                    {
                        *clauses += 1;
                        let sentence = format!("所依据的{}有 {clauses} 处{REWORDED}", policy.text);
                        if let Some(first) = causes.get_mut(*at) {
                            *first = CauseLine { sentence, by: Some(policy.clone()) };
                        }
                        continue;
                    }
                    reworded.push(Reworded { policy: clause.policy.clone(), clauses: 1, at: causes.len() });
                }
                if !causes.contains(line) {
                    causes.push(line.clone());
                }
            }
            // What an answer was written for stands beside what took its place.
            if !clause.causes.is_empty() {
                let document = self.document(&citation.policy).await?;
                let once = self.clause_once(citation, document.as_deref()).await?;
                if !once.paragraphs.is_empty() && once.paragraphs != clause.paragraphs {
                    clauses.push(once);
                    clauses.push(CitedClause { was_reworded: true, ..clause });
                    continue;
                }
            }
            clauses.push(clause);
        }
        let facts = staleness::standing(cites.iter().zip(cited.iter().map(Option::as_deref)), applies);
        if let Some(last) = applies.until.filter(|last| *last < self.today) {
            causes.push(CauseLine { sentence: format!("这个回答只适用到 {last}。"), by: None });
        }
        let statement = facts.on(self.today);
        let standing = Standing {
            state: statement.as_ref().map(|statement| statement.state),
            since: statement.and_then(|statement| statement.since).filter(|_| !causes.is_empty()),
            from: facts.effective_on.filter(|first| *first > self.today),
            overdue: review_on.filter(|day| *day < self.today && causes.is_empty()),
            causes,
        };
        Ok(Basis { clauses, standing })
    }

    async fn standing(&mut self, document: &Document) -> Result<Standing, PortError> {
        Ok(self.basis(&document.cites(), document.applies(), document.review_on()).await?.standing)
    }

    async fn clause(
        &mut self,
        citation: &ClauseCitation,
        cited: Option<&CitedPolicy>,
    ) -> Result<CitedClause, PortError> {
        let document = self.document(&citation.policy).await?;
        if citation.background {
            return self.clause_once(citation, document.as_deref()).await;
        }
        let policy = document.as_ref().and_then(|document| document.as_policy());
        let title = document.as_ref().map_or_else(|| SOME_POLICY.to_owned(), |document| quoted(&document.title));
        let url = document.as_ref().map(|document| document.url());
        let now = cited.and_then(|cited| staleness::clause_now(citation, cited));
        let text = policy.zip(now.as_ref()).map(|(policy, id)| words_of(policy, id)).unwrap_or_default();
        let clause_url =
            url.as_ref().map(|url| now.as_ref().map_or_else(|| url.clone(), |id| format!("{url}#{}", id.anchor())));
        let mut causes = Vec::new();
        for cause in staleness::causes(citation, cited, self.today) {
            causes.push(self.cause(&citation.policy, &title, &text.name, clause_url.as_ref(), cause).await?);
        }
        Ok(CitedClause {
            policy: Linked { text: title, url },
            document_number: policy.and_then(|policy| policy.document_number.as_ref()).map(ToString::to_string),
            id: now,
            name: text.name,
            paragraphs: text.paragraphs,
            url: clause_url,
            validity: cited.and_then(|cited| cited.facts.state_on(self.today)),
            causes,
            background: false,
            was_reworded: false,
        })
    }

    /// A clause that is cited for what it said, in the words of that revision; without words and address where that is not public.
    async fn clause_once(
        &self,
        citation: &ClauseCitation,
        current: Option<&Document>,
    ) -> Result<CitedClause, PortError> {
        let held = match citation.revision.filter(|_| current.is_some()) {
            Some(number) => if_sound(self.store.revision(&citation.policy, number).await)?,
            None => None,
        };
        // What was not yet public when it was held stays unseen.
        let then = held.as_ref().map(|held| &held.document).filter(|then| then.is_public());
        let policy = then.and_then(Document::as_policy);
        let text = policy.zip(citation.clause.as_ref()).map(|(policy, id)| words_of(policy, id)).unwrap_or_default();
        let page = then.zip(citation.revision).map(|(then, number)| match current {
            Some(current) if current == then => then.url(),
            _ => format!("{}/versions/{number}", then.url()),
        });
        let anchor = citation.clause.as_ref().map(|id| format!("#{}", id.anchor())).unwrap_or_default();
        Ok(CitedClause {
            policy: Linked {
                text: then.map_or_else(|| SOME_POLICY.to_owned(), |then| quoted(&then.title)),
                url: page.clone(),
            },
            document_number: policy.and_then(|policy| policy.document_number.as_ref()).map(ToString::to_string),
            id: citation.clause.clone(),
            name: text.name,
            paragraphs: text.paragraphs,
            url: page.map(|page| format!("{page}{anchor}")),
            validity: None,
            causes: Vec::new(),
            background: true,
            was_reworded: false,
        })
    }

    /// What took the place of a document that is gone or moved.
    async fn successor(&self, id: &DocumentId) -> Result<Option<Linked>, PortError> {
        let held = if_sound(self.store.document(id).await)?;
        let next = match held.filter(|held| held.document.is_public()).map(|held| held.state) {
            Some(State::Gone { successor, .. }) => successor,
            Some(State::Moved { to }) => Some(to),
            _ => None,
        };
        let Some(next) = next else { return Ok(None) };
        let next = if_sound(self.store.document(&next).await)?.filter(Stored::is_public);
        Ok(next.map(|next| Linked { text: quoted(&next.document.title), url: Some(next.document.url()) }))
    }

    async fn cause(
        &mut self,
        policy: &DocumentId,
        title: &str,
        clause: &str,
        url: Option<&String>,
        cause: Cause,
    ) -> Result<CauseLine, PortError> {
        let on = |day: Option<Date>| day.map(|day| format!("自 {day} 起")).unwrap_or_default();
        let by = match &cause {
            Cause::Repealed { by, .. } | Cause::PartlyVoid { by, .. } | Cause::Amended { by, .. } => {
                let mut link = self.link(by, SOME_POLICY).await?;
                link.text = quoted(&link.text);
                Some(link)
            }
            Cause::Reworded { .. } => Some(Linked { text: format!("新的{clause}"), url: url.cloned() }),
            Cause::Revised => Some(Linked { text: "现在的文件".to_owned(), url: url.cloned() }),
            Cause::Withdrawn => self.successor(policy).await?,
            Cause::Expired { .. } | Cause::Removed | Cause::Declared { .. } => None,
        };
        let sentence = match cause {
            Cause::Withdrawn if by.is_some() => "所依据的文件已经由另一份代替。".to_owned(),
            Cause::Withdrawn => "所依据的文件已经撤下。".to_owned(),
            Cause::Repealed { on: day, .. } => format!("所依据的{title}{}已经废止。", on(day)),
            Cause::Expired { since } => format!("所依据的{title}有效期已满，{}失效。", on(since)),
            Cause::PartlyVoid { on: day, .. } => format!("所依据的{title}{}有一部分失效。", on(day)),
            Cause::Amended { on: day, .. } => format!("所依据的{title}{}有修改，这里说的可能已经变了。", on(day)),
            Cause::Reworded { .. } => format!("所依据的{title}{clause}{REWORDED}"),
            Cause::Revised => format!("所依据的{title}后来改过，这里说的可能已经变了。"),
            Cause::Declared { state } => format!("所依据的{title}标注为“{}”。", state.label()),
            Cause::Removed => format!("所依据的{title}里，这一条后来删去了。"),
        };
        Ok(CauseLine { sentence, by })
    }

    pub(super) async fn question(&mut self, document: &Document) -> Result<Option<QuestionView>, PortError> {
        let Body::Question(question) = &document.body else { return Ok(None) };
        let Basis { clauses, standing } = self.basis(&question.cites, document.applies(), question.review_on).await?;
        let Question { short_answer, next_step, answer, .. } = question;
        let named = if let Some(own) = &question.phone {
            Some(own.clone())
        } else {
            let texts = std::iter::once(short_answer).chain(next_step).chain(answer).map(String::as_str);
            self.named(&document.title, texts, &clauses, &question.cites).await?
        };
        let (agency, phone) = self.whom(&question.agency, named).await?;
        Ok(Some(QuestionView {
            id: document.id.clone(),
            title: document.title.clone(),
            demo: document.demo,
            answer_html: question.answer.as_deref().map(rich_text).unwrap_or_default(),
            question: question.clone(),
            clauses,
            standing,
            agency,
            phone,
        }))
    }

    pub(super) async fn question_page(&mut self, document: &Document) -> Result<Option<QuestionPage>, PortError> {
        let Some(view) = self.question(document).await? else { return Ok(None) };
        let mut related = Vec::new();
        for id in view.question.related.clone() {
            let Some(other) = self.document(&id).await? else { continue };
            let Some(other) = self.question(&other).await? else { continue };
            related.push(QuestionLine {
                link: Linked { text: other.title, url: Some(Kind::Question.url(&other.id)) },
                short_answer: other.question.short_answer,
                standing: other.standing,
            });
        }
        let mut used_in: Vec<InterpretationLine> = Vec::new();
        let mut policies: Vec<&DocumentId> = view.question.cites.iter().map(|citation| &citation.policy).collect();
        policies.dedup();
        for policy in policies {
            for other in self.store.explanations(policy, Some(Kind::Interpretation)).await.map_err(unavailable)? {
                let Body::Interpretation(interpretation) = &other.document.body else { continue };
                let uses = interpretation
                    .materials
                    .iter()
                    .any(|material| matches!(material, Material::Question { id } if *id == view.id));
                let link = Linked { text: other.document.title.clone(), url: Some(other.document.url()) };
                if !uses || used_in.len() == USED_IN || used_in.iter().any(|known| known.link == link) {
                    continue;
                }
                let standing = self.standing(&other.document).await?;
                used_in.push(InterpretationLine { link, form: interpretation.form.label(), standing });
            }
        }
        Ok(Some(QuestionPage { view, related, used_in }))
    }

    pub(super) async fn figure(&mut self, document: &Document) -> Result<Option<FigureView>, PortError> {
        let Body::Figure(FigureSheet { figure, cites, .. }) = &document.body else { return Ok(None) };
        let Basis { clauses, standing } = self.basis(cites, Period::default(), None).await?;
        let (columns, rows) = figure.table();
        let (drawn, title, key) = (figure.clone(), document.title.clone(), document.id.clone());
        let svg = Drawing::new(move |size| {
            let width = match size {
                TextSize::Normal => Width::Phone,
                TextSize::Large => Width::Narrow,
            };
            figures::svg(&drawn, &title, key.as_str(), width)
        });
        Ok(Some(FigureView {
            id: document.id.clone(),
            title: document.title.clone(),
            demo: document.demo,
            type_label: figure.drawing.label(),
            svg,
            text: figure.text.clone(),
            note: figure.note.clone(),
            columns,
            rows,
            clauses,
            standing,
        }))
    }

    pub(super) async fn media(&mut self, document: &Document) -> Result<Option<MediaView>, PortError> {
        let Body::Media(media) = &document.body else { return Ok(None) };
        let Basis { clauses, standing } = self.basis(&media.cites, Period::default(), media.review_on).await?;
        let (agency, phone) = match &media.agency {
            Some(agency) => {
                let named = self.named(&document.title, std::iter::empty(), &clauses, &media.cites).await?;
                self.whom(agency, named).await.map(|(agency, phone)| (Some(agency), phone))?
            }
            None => (None, None),
        };
        let (id, title, demo) = (document.id.clone(), document.title.clone(), document.demo);
        Ok(Some(MediaView { id, title, demo, media: media.clone(), clauses, standing, agency, phone }))
    }

    pub(super) async fn response(&mut self, document: &Document) -> Result<Option<ResponseView>, PortError> {
        let Body::Response(response) = &document.body else { return Ok(None) };
        let Response { cites, agency, short_answer, explanation, .. } = response;
        let Basis { clauses, standing } = self.basis(cites, document.applies(), None).await?;
        let named = self
            .named(&document.title, [short_answer, explanation].into_iter().map(String::as_str), &clauses, cites)
            .await?;
        let (agency, phone) = self.whom(agency, named).await?;
        Ok(Some(ResponseView {
            id: document.id.clone(),
            title: document.title.clone(),
            demo: document.demo,
            html: rich_text(explanation),
            response: response.clone(),
            clauses,
            standing,
            agency,
            phone,
        }))
    }

    pub(super) async fn interpretation(
        &mut self,
        document: &Document,
    ) -> Result<Option<InterpretationPage>, PortError> {
        let Body::Interpretation(interpretation) = &document.body else { return Ok(None) };
        let Interpretation {
            form,
            policy,
            gist,
            key_facts,
            author,
            subjects,
            published_on,
            review_on,
            held_on,
            place,
            speakers,
            ..
        } = interpretation;
        let whole = ClauseCitation { policy: policy.clone(), revision: None, clause: None, background: false };
        let mut policy_basis = self.basis(std::slice::from_ref(&whole), Period::default(), None).await?;
        let standing = self.standing(document).await?;
        let mut materials = Vec::with_capacity(interpretation.materials.len());
        for material in &interpretation.materials {
            materials.extend(self.material(material).await?);
        }
        let mut exchanges = Vec::with_capacity(interpretation.exchanges.len());
        for exchange in &interpretation.exchanges {
            exchanges.push(ExchangeView {
                from: exchange.from.clone(),
                question: exchange.question.clone(),
                by: exchange.by.clone(),
                html: rich_text(&exchange.answer),
                clauses: self.basis(&exchange.cites, Period::default(), None).await?.clauses,
            });
        }
        let named = self
            .named(&document.title, key_facts.contact.as_deref().into_iter(), &[], std::slice::from_ref(&whole))
            .await?;
        let (author, phone) = self.whom(author, named).await?;
        let Some(policy) = policy_basis.clauses.pop() else { return Ok(None) };
        Ok(Some(InterpretationPage {
            id: document.id.clone(),
            title: document.title.clone(),
            demo: document.demo,
            form: *form,
            gist: gist.clone(),
            key_facts: key_facts.clone(),
            policy,
            materials,
            exchanges,
            speakers: speakers.clone(),
            held_on: *held_on,
            place: place.clone(),
            author,
            phone,
            subjects: subjects.clone(),
            published_on: *published_on,
            review_on: *review_on,
            standing,
        }))
    }

    /// Nothing for a question or figure that is not public.
    async fn material(&mut self, material: &Material) -> Result<Option<MaterialView>, PortError> {
        Ok(match material {
            Material::Text { heading, body, cites } => {
                let clauses = self.basis(cites, Period::default(), None).await?.clauses;
                Some(MaterialView::Text { heading: heading.clone(), html: rich_text(body), clauses })
            }
            Material::Question { id } => match self.document(id).await? {
                Some(document) => self.question(&document).await?.map(MaterialView::Question),
                None => None,
            },
            Material::Media { id } => match self.document(id).await? {
                Some(document) => self.media(&document).await?.map(MaterialView::Media),
                None => None,
            },
            Material::Figure { id } => match self.document(id).await? {
                Some(document) => self.figure(&document).await?.map(MaterialView::Figure),
                None => None,
            },
        })
    }

    /// What is known of each citation; asked of the store once.
    async fn cited(&mut self, cites: &[ClauseCitation]) -> Result<Vec<Option<Arc<CitedPolicy>>>, PortError> {
        let missing: Vec<ClauseCitation> =
            cites.iter().filter(|citation| !self.citations.contains_key(*citation)).cloned().collect();
        if !missing.is_empty() {
            let found = self.store.cited(&missing).await.map_err(unavailable)?;
            self.citations.extend(missing.into_iter().zip(found.into_iter().map(|cited| cited.map(Arc::new))));
        }
        Ok(cites.iter().map(|citation| self.citations.get(citation).cloned().flatten()).collect())
    }
}

/// A recording or picture with its title, to give out its files.
pub async fn media_document(library: &PortalLibrary, id: &DocumentId) -> Result<Lookup<(String, Media)>, PortError> {
    Ok(match library.find(id, Kind::Media).await?.found() {
        Ok(page) => match page.stored.document {
            Document { title, body: Body::Media(media), .. } => Lookup::Found((title, media)),
            _ => Lookup::Unknown,
        },
        Err(other) => other,
    })
}

/// A clause as people say it, and its words with those of the clauses below it.
#[derive(Default)]
struct Words {
    name: String,
    paragraphs: Vec<String>,
}

fn words_of(policy: &Policy, id: &ClauseId) -> Words {
    let Some(clause) = policy.clauses.iter().find(|clause| clause.id == *id) else { return Words::default() };
    let paragraphs = domain::clause::paragraphs(&policy.clauses, id).map(str::to_owned).collect();
    Words { name: clause.name(), paragraphs }
}
