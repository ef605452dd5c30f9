//! What a reader sees of an explanation: whether it stands, the clauses it rests on, a figure with its data.

use leptos::prelude::*;

use crate::{
    components::{
        phones::with_phones,
        validity::{ValidityChip, linked},
    },
    page_context,
    ports::{CauseLine, CitedClause, FigureView, Standing},
};

/// Says at once when an explanation no longer stands, why, and what replaces what it rests on.
#[component]
pub fn StandingNotice(standing: Standing, #[prop(optional)] small: bool) -> impl IntoView {
    let Standing { causes, from, overdue, .. } = standing;
    if !causes.is_empty() {
        let class = if small { "notice stale small" } else { "notice stale" };
        let is_without_another = !small && causes.iter().all(|cause| cause.by.is_none());
        return view! {
            <div class=class role="note">
                <p><strong>"这个解释已经过时，不要照着办。"</strong></p>
                <ul>{causes.into_iter().map(|CauseLine { sentence, by }| view! { <li>{sentence} {by.map(|by| view! { " 现在看：" {linked(by)} })}</li> }).collect_view()}</ul>
                {is_without_another.then(|| view! { <p>"这里没有代替它的新规定；拿不准，请先打电话问。"</p> })}
            </div>
        }
        .into_any();
    }
    match (from, overdue) {
        (Some(day), _) => view! { <p class="notice not-yet-effective">{format!("所依据的文件还没有生效，{day} 起才能照这样办。")}</p> }.into_any(),
        (None, Some(day)) => view! { <p class="notice quiet-notice">{format!("这个解释原定 {day} 复核，还没有复核。依据的条款没有变；拿不准请先打电话。")}</p> }.into_any(),
        (None, None) => ().into_any(),
    }
}

/// The mark beside a title in lists.
#[component]
pub fn StandingMark(standing: Standing) -> impl IntoView {
    (!standing.stands()).then(|| view! { <span class="validity repealed">"依据已变"</span> })
}

/// The clauses beside an answer, in the words of the official text.
#[component]
pub fn Proof(clauses: Vec<CitedClause>) -> impl IntoView {
    let clauses: Vec<CitedClause> = clauses.into_iter().filter(CitedClause::is_shown).collect();
    if clauses.is_empty() {
        return ().into_any();
    }
    // 第五条 shows its paragraphs: 第五条第二款 need not stand there again.
    let is_shown_above = |clause: &CitedClause| {
        clauses.iter().any(|other| match (&other.id, &clause.id) {
            // The address of a policy is that of the revision that is shown.
            (Some(outer), Some(inner)) => {
                other.background == clause.background
                    && other.policy == clause.policy
                    && inner != outer
                    && inner.is_within(outer)
            }
            _ => false,
        })
    };
    let shown: Vec<CitedClause> = clauses.iter().filter(|clause| !is_shown_above(clause)).cloned().collect();
    view! {
        <div class="proof">
            {shown.into_iter().map(|clause| view! { <ClauseQuote clause/> }).collect_view()}
        </div>
    }
    .into_any()
}

/// Paragraphs of a clause that are shown before "全文".
const SHOWN: usize = 3;

#[component]
fn ClauseQuote(clause: CitedClause) -> impl IntoView {
    let label = clause.proof_label();
    let CitedClause { policy, document_number, name, mut paragraphs, url, validity, background, .. } = clause;
    let rest = if paragraphs.len() > SHOWN + 2 { paragraphs.split_off(SHOWN) } else { Vec::new() };
    let lines = |lines: Vec<String>| lines.into_iter().map(|line| view! { <p>{with_phones(&line)}</p> }).collect_view();
    let source = if name.is_empty() { policy.text } else { format!("{} {name}", policy.text) };
    view! {
        <blockquote class="clause-quote">
            {lines(paragraphs)}
            {(!rest.is_empty()).then(|| view! { <details><summary>"这一条的其余内容"</summary>{lines(rest)}</details> })}
            <footer>
                {label}
                {match url {
                    Some(url) => view! { <a href=url>{source}</a> }.into_any(),
                    None => source.into_any(),
                }}
                {document_number.map(|number| view! { <span class="quiet nowrap">{format!("（{number}）")}</span> })}
                {(!background).then(|| view! { " " <ValidityChip state=validity/> })}
            </footer>
        </blockquote>
    }
}

/// A figure with caption, words, data table and file; complete without JavaScript.
#[component]
pub fn FigureBlock(figure: FigureView, #[prop(optional)] alone: bool) -> impl IntoView {
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
            {(!is_table).then(|| view! { <div class="figure-drawing" role="group" tabindex="0" aria-label=format!("图：{title}") inner_html=svg></div> })}
            {note.map(|note| view! { <p class="figure-note">{note}</p> })}
            {if is_table || alone { view! { <p>{with_phones(&text)}</p> }.into_any() } else { view! { <details><summary>"用文字说"</summary><p>{text}</p></details> }.into_any() }}
            {if is_table || alone { table.into_any() } else { view! { <details><summary>"看数据表"</summary>{table}</details> }.into_any() }}
            <p class="tools"><a href=format!("{page}.csv") download="">"下载数据（CSV）"</a></p>
            {if alone { view! { <Proof clauses/> }.into_any() } else { sources(clauses).into_any() }}
        </figure>
    }
}

fn data_table(title: &str, columns: Vec<String>, rows: Vec<Vec<String>>) -> impl IntoView + use<> {
    view! {
        <section class="figure-data" aria-label=format!("数据表：{title}") tabindex="0">
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
            view! { {(at > 0).then_some("、")} {linked(crate::ports::Linked { text, url: clause.url })} }
        });
        view! { {label} {links.collect_view()} }
    };
    let is_compared = !before.is_empty();
    view! { <p class="quiet">{line(now)} {is_compared.then_some("；")} {line(before)}</p> }
}
