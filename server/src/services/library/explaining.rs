//! What explanations rest on: the clauses as they stand today, whether the explanation still stands and why not, whom to call.
//!
//! # An explanation, and the policy moves
//!
//! 1. `documents::read` takes a question's fields (`read/kinds/`; `docs/IMPORT.md` describes them). `services::import`
//!    saves what explains after what it explains, and `Known::bind` checks that every cited clause exists and writes down
//!    the revision it was written for. The same answer imported again keeps the old revision: it is still about the old text, until
//!    `review_on` says that somebody has looked at it again.
//! 2. `store` keeps the citations of the current revision in a table of their own. Whatever is saved, withdrawn or brought back tells
//!    the outbox, in the same transaction, of every document that cites it (`sqlite/outbox.rs`, `touched`).
//! 3. A page asks this module: `Explanations::cited` gives dates, changes and the correspondence of clauses from the
//!    cited revision to the current one, of one moment; `domain::staleness::causes` says why a citation no longer stands;
//!    `clause_now` says where the clause stands today. An amending document that the current text itself names stands in that text already.
//! 4. The index keeps `staleness::standing`, facts from which the state of any later day follows: expiry by date needs no new write.
//! 5. A search reads the query and every authored question as typed statements and compares them (`search::answering`): the *answer card* when
//!    sure (`card::surest`), else up to three other questions, else the clause that says it (`answering::passage`), else that nothing
//!    here speaks of it (the *gap*). `complete` makes sentences of the ids. (ADR 11 (`docs/adr/0011-answers-from-statements.md`))
//!    A policy is ranked right below its best explanation (`results::lending::lend`).
//! 6. Whom to call is decided in one place (`services/library/phones.rs`): the number that an answer or a policy names for its matter
//!    (`hanzi::phones`), else the department's, else the organiser's.
//! 7. “没看懂这一条” and “缺这一件” are plain forms (`http/unclear.rs`, `http/gap.rs`): clause or question, words and day are kept, never who;
//!    `mingbai unclear` lists them.

use std::{collections::HashMap, sync::Arc};

use domain::{ClauseCitation, Date, Document, DocumentId, staleness::CitedPolicy};

use super::held::PortalLibrary;
use crate::context::kept::Reader;

mod answer;
mod basis;
mod documents;
mod ground;
mod hits;
mod rich;
mod standing;
mod whom;

pub(in crate::services) use basis::Basis;
pub use hits::complete;
pub use rich::rich_text;

/// Answers about explanations for one page: what was read once is not read again.
pub struct Explainer<'a> {
    pub(in crate::services) store: Reader<'a>,
    pub(in crate::services) today: Date,
    /// The organiser's telephone: whom to call where nobody nearer is known.
    organiser: Option<&'a str>,
    pub(in crate::services) documents: HashMap<DocumentId, Option<Arc<Document>>>,
    /// Revisions that were cited for what they said.
    pasts: HashMap<(DocumentId, u32), Option<Arc<Document>>>,
    /// What took the place of documents that were read, and are gone or moved.
    successors: HashMap<DocumentId, DocumentId>,
    citations: HashMap<ClauseCitation, Option<Arc<CitedPolicy>>>,
}

impl PortalLibrary {
    /// Looks up what explains, and what is explained.
    pub fn explainer(&self) -> Explainer<'_> {
        Explainer::new(self.0.reader(), self.today(), &self.0.site.phone)
    }
}

impl<'a> Explainer<'a> {
    /// For a day, with the telephone of the organiser (empty where it has none).
    pub fn new(store: Reader<'a>, today: Date, organiser: &'a str) -> Self {
        let organiser = Some(organiser).filter(|phone| !phone.trim().is_empty());
        Self {
            store,
            today,
            organiser,
            documents: HashMap::new(),
            pasts: HashMap::new(),
            successors: HashMap::new(),
            citations: HashMap::new(),
        }
    }
}
