//! The official text, clause by clause, with what explains each clause right under it.

use std::{collections::HashMap, sync::Arc};

use domain::{Clause, ClauseId, DocumentId, Kind};
use leptos::prelude::*;

use crate::{
    components::{explanation::StandingMark, phones::with_phones, validity::linked},
    kinds::{
        figure::{FigureBlock, FigureView},
        media::{MediaView, PlayerLine},
    },
    ports::{Linked, QuestionLine, Standing},
    words::policy,
};

/// How much of a text a page shows, in bytes and clauses: three times the longest law.
const MOST_SHOWN_BYTES: usize = 1_000_000;
const MOST_SHOWN_CLAUSES: usize = 8_000;

/// What explains one clause.
#[derive(Debug, Clone, Default)]
pub struct ClauseExplanations {
    /// Questions, those that stand first.
    pub questions: Vec<QuestionLine>,
    /// Figures.
    pub figures: Vec<FigureView>,
    /// Recordings, films and pictures that begin here, to be played.
    pub media: Vec<MediaView>,
    /// Those that are played at an earlier clause.
    pub more_media: Vec<MediaLine>,
    /// Misreadings.
    pub responses: Vec<QuestionLine>,
}

impl ClauseExplanations {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.questions.len() + self.figures.len() + self.media.len() + self.more_media.len() + self.responses.len()
    }
}

/// A recording by its name.
#[derive(Debug, Clone)]
pub struct MediaLine {
    /// The title and the page.
    pub link: Linked,
    /// What it is, how long and how large.
    pub facts: String,
    /// Whether it still stands.
    pub standing: Standing,
}

/// The clauses that a page shows: all, or the first of a text that is too long for any telephone.
#[derive(Debug, PartialEq, Eq)]
pub struct Shown {
    policy: Arc<domain::Policy>,
    first: Option<Vec<Clause>>,
}

impl Shown {
    /// What is shown of a policy.
    pub fn of(policy: Arc<domain::Policy>) -> Self {
        if policy.body.len() <= MOST_SHOWN_BYTES && policy.clauses.len() <= MOST_SHOWN_CLAUSES {
            return Self { policy, first: None };
        }
        let mut left = MOST_SHOWN_BYTES;
        let mut first = Vec::new();
        for clause in policy.clauses.iter().take(MOST_SHOWN_CLAUSES) {
            let text = clause.text.get(..clause.text.floor_char_boundary(left)).unwrap_or_default();
            left -= text.len();
            if text.is_empty() {
                break;
            }
            first.push(with_text(clause, text));
        }
        Self { policy, first: Some(first) }
    }

    /// The clauses.
    pub fn clauses(&self) -> &[Clause] {
        self.first.as_deref().unwrap_or(&self.policy.clauses)
    }

    /// Whether there are more.
    pub fn is_cut(&self) -> bool {
        self.first.is_some()
    }
}

/// A clause of which only so much is shown; its text is not copied first.
fn with_text(clause: &Clause, text: &str) -> Clause {
    let Clause { id, label, heading, text: _, depth, units, deadlines, citations } = clause;
    Clause {
        units: units.clone(),
        deadlines: deadlines.clone(),
        citations: citations.clone(),
        ..Clause::new(id.clone(), label.clone(), heading.clone(), text, *depth)
    }
}

#[component]
pub fn OfficialText(
    shown: Arc<Shown>,
    id: DocumentId,
    title: String,
    explanations: Vec<(ClauseId, ClauseExplanations)>,
    is_old: bool,
) -> impl IntoView {
    let unclear = (!is_old).then(|| format!("/policies/{id}/unclear?clause="));
    let clauses = shown.clauses();
    let levels = heading_levels(clauses);
    let mut explanations: HashMap<ClauseId, ClauseExplanations> = explanations.into_iter().collect();
    view! {
        <section class="official" aria-labelledby="official">
            <h2 class="visually-hidden" id="official">{policy::TEXT}</h2>
            {clauses.iter().zip(levels).map(|(clause, level)| clause_view(clause, level, opens_with_title(clause, &title), explanations.remove(&clause.id), unclear.as_deref())).collect_view()}
        </section>
    }
}

/// How deep the heading of each clause that is nothing else stands below "正文", without gaps; `None` for text.
fn heading_levels(clauses: &[Clause]) -> Vec<Option<HeadingLevel>> {
    let top = clauses.iter().filter(|clause| is_heading_only(clause)).map(|clause| clause.depth).min().unwrap_or(0);
    let mut seen = false;
    clauses
        .iter()
        .map(|clause| {
            is_heading_only(clause).then(|| {
                let level = if seen && clause.depth > top { HeadingLevel::Lower } else { HeadingLevel::Upper };
                seen = true;
                level
            })
        })
        .collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum HeadingLevel {
    Upper,
    Lower,
}

/// Whether the first line of a text, or of the document that a notice forwards, is its title.
fn opens_with_title(clause: &Clause, title: &str) -> bool {
    if !clause.label.is_empty() || !matches!(last_segment(clause), "intro" | "cover") {
        return false;
    }
    let squeezed = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let line = squeezed(clause.text.trim().lines().next().unwrap_or_default());
    !line.is_empty() && squeezed(title).contains(&line)
}

fn last_segment(clause: &Clause) -> &str {
    clause.id.as_str().rsplit('.').next().unwrap_or_default()
}

/// Paragraphs (`p2`) and items (`i3`) are reached through their article.
fn has_own_link(clause: &Clause) -> bool {
    let segment = last_segment(clause);
    let is_part =
        segment.strip_prefix(['p', 'i']).is_some_and(|number| number.starts_with(|c: char| c.is_ascii_digit()));
    !clause.label.is_empty() && !is_part
}

/// One clause: its text as it was issued, paragraph by paragraph; then who must do it by when.
fn clause_view(
    clause: &Clause,
    level: Option<HeadingLevel>,
    titled: bool,
    explanations: Option<ClauseExplanations>,
    unclear: Option<&str>,
) -> impl IntoView + use<> {
    let anchor = clause.id.anchor();
    let class = format!("clause depth-{}", clause.depth.min(5));
    let unclear = unclear.map(|address| format!("{address}{}", clause.id));
    let link_name = (level.is_none() && has_own_link(clause)).then(|| clause.name());
    let has_facts = !clause.units.is_empty() || !clause.deadlines.is_empty();
    let body = clause_body(clause, level, titled);
    view! {
        <div class=class id=anchor.clone()>
            {body}
            {has_facts.then(|| view! {
                <ul class="clause-facts">
                    {clause.deadlines.iter().map(|deadline| view! {
                        <li><b>{policy::DEADLINE}</b> " " {deadline.text.clone()} {deadline.on.map(|on| format!("（{on}）"))}</li>
                    }).collect_view()}
                    {clause.units.iter().map(|note| view! { <li><b>{note.role.label()}</b> " " {note.names.join("、")}</li> }).collect_view()}
                </ul>
            })}
            {explanations.map(|explanations| view! { <ClauseExplained explanations name=clause.name()/> })}
            {link_name.map(|name| view! {
                <p class="tools">
                    {unclear.map(|address| view! { <a href=address rel="nofollow" aria-label=policy::unclear(&name)>{policy::UNCLEAR}</a> })}
                    <a href=format!("#{anchor}") data-copy="" aria-label=policy::copy_link(&name)>{policy::COPY_LINK}</a>
                </p>
            })}
        </div>
    }
}

/// What explains this clause, opened right under it.
#[component]
fn ClauseExplained(explanations: ClauseExplanations, name: String) -> impl IntoView {
    let count = explanations.count();
    let ClauseExplanations { questions, figures, media, more_media, responses } = explanations;
    let media_line = |MediaLine { link, facts, standing }: MediaLine| view! { <li><p><b>{linked(link)}</b> " " <StandingMark standing/></p><p class="quiet">{facts}</p></li> };
    let line = |QuestionLine { link, short_answer, standing }: QuestionLine| {
        view! {
            <li>
                <p><b>{linked(link)}</b> " " <StandingMark standing/></p>
                <p>{with_phones(&short_answer)}</p>
            </li>
        }
    };
    view! {
        <details class="explains">
            <summary>{policy::EXPLAINED} <span class="count">{count}</span><span class="visually-hidden">{format!("：{name}")}</span></summary>
            {(!questions.is_empty()).then(|| view! { <ul class="qa-lines">{questions.into_iter().map(line).collect_view()}</ul> })}
            {figures.into_iter().map(|figure| view! { <FigureBlock figure/> }).collect_view()}
            {media.into_iter().map(|view| view! { <PlayerLine view/> }).collect_view()}
            {(!more_media.is_empty()).then(|| view! { <ul class="qa-lines">{more_media.into_iter().map(media_line).collect_view()}</ul> })}
            {(!responses.is_empty()).then(|| view! {
                <p class="quiet">{policy::HEARD}</p>
                <ul class="qa-lines">{responses.into_iter().map(line).collect_view()}</ul>
            })}
        </details>
    }
}

fn clause_body(clause: &Clause, level: Option<HeadingLevel>, titled: bool) -> AnyView {
    let mut lines: Vec<&str> = clause.text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if last_segment(clause).starts_with("tab") {
        return view! { <OfficialTable rows=lines.into_iter().map(str::to_owned).collect() name=clause.name()/> }
            .into_any();
    }
    match level {
        Some(HeadingLevel::Upper) => return view! { <h3>{lines.join(" ")}</h3> }.into_any(),
        Some(HeadingLevel::Lower) => return view! { <h4>{lines.join(" ")}</h4> }.into_any(),
        None => {}
    }
    let title = (titled && !lines.is_empty()).then(|| lines.remove(0).to_owned());
    let signature = signature_lines(&lines);
    let mut citations: HashMap<&str, &DocumentId> = clause
        .citations
        .iter()
        .filter_map(|citation| Some((citation.title.as_str(), citation.policy.as_ref()?)))
        .collect();
    let number = leading_number(clause, lines.first().copied().unwrap_or_default());
    let paragraphs = lines
        .iter()
        .enumerate()
        .map(|(at, line)| {
            let class = line_class(line, signature.contains(&at));
            let (lead, rest) = line.split_at_checked(if at == 0 { number } else { 0 }).unwrap_or(("", line));
            let lead = (!lead.is_empty()).then(|| view! { <b>{lead.to_owned()}</b> });
            view! { <p class=class>{lead} {with_links(rest, &mut citations)}</p> }
        })
        .collect_view();
    view! { {title.map(|title| view! { <h3 class="official-title">{title}</h3> })} {paragraphs} }.into_any()
}

/// Signature and date stand at the right; a salutation at the margin; all else begins two characters in.
fn line_class(line: &str, is_signature: bool) -> Option<&'static str> {
    let is_salutation = line.ends_with(['：', ':']) && line.starts_with("各");
    match (is_signature, is_salutation) {
        (true, _) => Some("signature"),
        (false, true) => Some("salutation"),
        (false, false) => None,
    }
}

/// The lines that sign: a date alone, and the names right above it.
fn signature_lines(lines: &[&str]) -> std::ops::Range<usize> {
    let is_date =
        |line: &str| line.ends_with('日') && line.chars().count() <= 11 && line.contains('年') && line.contains('月');
    let Some(date) = lines.iter().rposition(|line| is_date(line)) else { return 0..0 };
    let names = lines
        .iter()
        .take(date)
        .rev()
        .take_while(|line| {
            line.chars().count() <= 24
                && !line.contains('：')
                && !line.starts_with(|c: char| c.is_ascii_digit())
                && !line.ends_with(['。', '；', '，', '）'])
        })
        .count();
    date - names..date + 1
}

/// Bytes of the number and run-in heading that a paragraph begins with: `第四条`, `（一）普通居民。`
fn leading_number(clause: &Clause, line: &str) -> usize {
    let end_of = |part: &str| {
        let at = line.find(part).filter(|_| !part.is_empty())?;
        let before = line.split_at(at).0;
        (before.chars().count() <= clause.label.chars().count() + 4).then(|| at + part.len())
    };
    let heading = end_of(&clause.heading).filter(|end| line.split_at(*end).1.chars().count() > 1);
    heading.or_else(|| end_of(&clause.label)).unwrap_or(0)
}

/// A clause that is nothing but its number and heading (第二章　补贴标准; 一、总体要求). A sentence is none.
fn is_heading_only(clause: &Clause) -> bool {
    if clause.heading.is_empty() || clause.label.is_empty() {
        return false;
    }
    let text = clause.text.trim();
    let spare = text.chars().count().saturating_sub(clause.heading.chars().count());
    !text.ends_with(['。', '；', '：', '，']) && text.lines().count() <= 2 && spare <= clause.label.chars().count() + 4
}

/// Cited documents that are held become links where their titles stand first, and telephone numbers can be tapped.
fn with_links(line: &str, citations: &mut HashMap<&str, &DocumentId>) -> AnyView {
    /// A longer run between the marks is no title (`hanzi::extract`).
    const LONGEST_TITLE: usize = 600;
    /// A longer line is a book, and hundreds of links in it help nobody.
    const LONGEST_LINE: usize = 20_000;
    if line.len() > LONGEST_LINE {
        return line.to_owned().into_any();
    }
    let mut parts: Vec<AnyView> = Vec::new();
    let mut from = 0;
    let mut at = 0;
    while !citations.is_empty()
        && let Some(open) = line.get(at..).and_then(|rest| rest.find('《')).map(|found| at + found)
    {
        let start = open + '《'.len_utf8();
        at = start;
        let near =
            line.get(start..line.floor_char_boundary(start + LONGEST_TITLE + '》'.len_utf8())).unwrap_or_default();
        // Titles may hold the marks themselves.
        let cited = near
            .match_indices('》')
            .find_map(|(end, mark)| Some((start + end + mark.len(), citations.remove(near.get(..end)?)?)));
        if let Some((end, id)) = cited {
            parts.push(with_phones(line.get(from..open).unwrap_or_default()));
            parts.push(
                view! { <a href=Kind::Policy.url(id)>{line.get(open..end).unwrap_or_default().to_owned()}</a> }
                    .into_any(),
            );
            from = end;
            at = end;
        }
    }
    parts.push(with_phones(line.get(from..).unwrap_or_default()));
    parts.into_any()
}

/// Lines of cells separated by tabs, the first line being the head.
#[component]
fn OfficialTable(rows: Vec<String>, name: String) -> impl IntoView {
    let mut rows = rows.into_iter().map(|row| row.split('\t').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>());
    let head = rows.next().unwrap_or_default();
    view! {
        <section class="table-scroll" tabindex="0" aria-label=name>
            <table>
                <thead><tr>{head.into_iter().map(|cell| view! { <th scope="col">{cell}</th> }).collect_view()}</tr></thead>
                <tbody>
                    {rows.map(|row| view! { <tr>{row.into_iter().map(|cell| view! { <td>{with_phones(&cell)}</td> }).collect_view()}</tr> }).collect_view()}
                </tbody>
            </table>
        </section>
    }
}
