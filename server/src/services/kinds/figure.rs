//! 图表: its page, and its data as a file.

use app::{
    kinds::figure::{Drawing, FigureView, Page},
    ports::{Lookup, PortError},
};
use domain::{Body, Document, DocumentId, FigureSheet, Kind, reading::TextSize, staleness::Period};
use figures::Width;

use super::{Held, Written, value::explanation_value};
use crate::services::library::{
    explaining::{Basis, Explainer},
    held::PortalLibrary,
};

/// Its page.
pub async fn page(library: &PortalLibrary, held: Held) -> Result<Option<Page>, PortError> {
    library.explainer().figure(&held.stored.document).await
}

/// What the API gives of it.
pub async fn written(library: &PortalLibrary, held: Held) -> Result<Option<Written>, PortError> {
    Ok(Some(Box::new(explanation_value(&mut library.explainer(), &held).await?)))
}

/// The current figure under an id.
pub async fn current(library: &PortalLibrary, id: &DocumentId) -> Result<Lookup<FigureView>, PortError> {
    match library.find(id, Kind::Figure).await?.found() {
        Ok(held) => Ok(page(library, held).await?.into()),
        Err(other) => Ok(other),
    }
}

impl Explainer<'_> {
    /// What readers see of it.
    pub(in crate::services) async fn figure(&mut self, document: &Document) -> Result<Option<FigureView>, PortError> {
        let Body::Figure(sheet) = &document.body else { return Ok(None) };
        let FigureSheet { figure, cites, .. } = &**sheet;
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
}
