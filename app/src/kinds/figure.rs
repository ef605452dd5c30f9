//! 图表: a figure with its data and the clauses that the numbers come from.

use std::sync::Arc;

use domain::{DocumentId, Kind, reading::TextSize};
use leptos::prelude::*;

use super::{ListWords, list_of};
use crate::{
    components::{
        document::{article, crumbs, demo_mark},
        explanation::{Proof, StandingNotice},
        phones::with_phones,
        validity::linked,
    },
    page_context,
    ports::{CitedClause, Linked, Standing},
    words::documents,
};

/// What its list says of itself.
pub const LIST: ListWords = ListWords {
    description: "用图说清政策：金额、时间、流程、前后对比。",
    column_type: "图表图解",
    counter: "张图表",
    place_in_menu: None,
    form_of: Some(Kind::Interpretation),
};

/// A drawing, made when it is shown and for the size of type it is shown in: 长辈模式 needs a narrower one. Empty for a table.
#[derive(Clone)]
pub struct Drawing(Arc<dyn Fn(TextSize) -> String + Send + Sync>);

impl Drawing {
    /// From what draws it.
    pub fn new(draw: impl Fn(TextSize) -> String + Send + Sync + 'static) -> Self {
        Self(Arc::new(draw))
    }

    /// The one for a reader.
    pub fn of_size(&self, size: TextSize) -> String {
        (self.0)(size)
    }
}

impl std::fmt::Debug for Drawing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Drawing")
    }
}

/// A figure, drawn.
#[derive(Debug, Clone)]
pub struct FigureView {
    /// The id in addresses.
    pub id: DocumentId,
    /// The caption.
    pub title: String,
    /// 演示
    pub demo: bool,
    /// `柱状图`
    pub type_label: &'static str,
    /// The drawing.
    pub svg: Drawing,
    /// 文字等价内容
    pub text: String,
    /// A line below.
    pub note: Option<String>,
    /// The heads of the data table.
    pub columns: Vec<String>,
    /// Its rows.
    pub rows: Vec<Vec<String>>,
    /// Where the numbers come from.
    pub clauses: Vec<CitedClause>,
    /// Whether it still stands.
    pub standing: Standing,
}

/// All that its page shows.
pub type Page = FigureView;

/// Its list.
pub fn list() -> AnyView {
    list_of(Kind::Figure, &LIST)
}

/// Its page.
pub fn view(figure: Page) -> AnyView {
    let head = article(&figure.title, &figure.text, &figure.standing, Kind::Figure, &figure.id, None, "");
    let (title, label, demo) = (figure.title.clone(), figure.type_label, figure.demo);
    view! {
        {head}
        <article class="sheet stack">
            {crumbs(Kind::Figure)}
            <h1>{title}</h1>
            <p class="hit-facts"><span class="quiet">{label}</span> {demo_mark(demo)}</p>
            <FigureBlock figure alone=true/>
        </article>
    }
    .into_any()
}

/// A figure with caption, words, data table and file; complete without JavaScript.
#[component]
pub(crate) fn FigureBlock(figure: FigureView, #[prop(optional)] alone: bool) -> impl IntoView {
    let FigureView { id, title, svg, text, note, columns, rows, clauses, standing, .. } = figure;
    let page = format!("/figures/{id}");
    let svg = svg.of_size(page_context().settings.size);
    let caption = if alone {
        ().into_any()
    } else {
        view! { <figcaption><a href=page.clone()>{title.clone()}</a></figcaption> }.into_any()
    };
    let table = data_table(&title, columns, rows);
    let is_table = svg.is_empty();
    view! {
        <figure class="figure">
            {caption}
            <StandingNotice standing small=!alone/>
            {(!is_table).then(|| view! { <div class="figure-drawing" role="group" tabindex="0" aria-label=documents::drawing_of(&title) inner_html=svg></div> })}
            {note.map(|note| view! { <p class="figure-note">{note}</p> })}
            {if is_table || alone { view! { <p>{with_phones(&text)}</p> }.into_any() } else { view! { <details><summary>{documents::IN_WORDS}</summary><p>{text}</p></details> }.into_any() }}
            {if is_table || alone { table.into_any() } else { view! { <details><summary>{documents::SHOW_DATA}</summary>{table}</details> }.into_any() }}
            <p class="tools"><a href=format!("{page}.csv") download="">{documents::DOWNLOAD_DATA}</a></p>
            {if alone { view! { <Proof clauses/> }.into_any() } else { sources(clauses).into_any() }}
        </figure>
    }
}

fn data_table(title: &str, columns: Vec<String>, rows: Vec<Vec<String>>) -> impl IntoView + use<> {
    view! {
        <section class="figure-data" aria-label=documents::table_of(title) tabindex="0">
            <table>
                <thead><tr>{columns.into_iter().map(|head| view! { <th scope="col">{head}</th> }).collect_view()}</tr></thead>
                <tbody>
                    {rows.into_iter().map(|row| {
                        let mut cells = row.into_iter();
                        let head = cells.next().unwrap_or_default();
                        view! { <tr><th scope="row">{head}</th>{cells.map(|cell| view! { <td>{cell}</td> }).collect_view()}</tr> }
                    }).collect_view()}
                </tbody>
            </table>
        </section>
    }
}

/// The sources of a figure in one line.
fn sources(clauses: Vec<CitedClause>) -> impl IntoView {
    let (before, now): (Vec<CitedClause>, Vec<CitedClause>) =
        clauses.into_iter().filter(CitedClause::is_shown).partition(|clause| clause.background);
    let line = |clauses: Vec<CitedClause>| {
        let label = clauses.first().map(CitedClause::source_label);
        // Clauses of several policies say of which they are.
        let is_one = clauses.iter().all(|clause| clauses.first().is_some_and(|first| first.policy == clause.policy));
        let mut before_it: Option<String> = None;
        let links = clauses.into_iter().enumerate().map(|(at, clause)| {
            let is_another = before_it.replace(clause.policy.text.clone()) != Some(clause.policy.text.clone());
            let text = match (clause.name.is_empty(), is_one || !is_another) {
                (true, _) => clause.policy.text,
                (false, true) => clause.name,
                (false, false) => format!("{}{}", clause.policy.text, clause.name),
            };
            view! { {(at > 0).then_some("、")} {linked(Linked { text, url: clause.url })} }
        });
        view! { {label} {links.collect_view()} }
    };
    let is_compared = !before.is_empty();
    view! { <p class="quiet">{line(now)} {is_compared.then_some("；")} {line(before)}</p> }
}
