//! One policy: validity, facts, what it says, the official text clause by clause, its relations.

use std::{collections::HashMap, sync::Arc};

use domain::{Clause, ClauseId, DocumentId, Kind, UnitRole, clock};
use islands::CopyLinks;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::{
    components::{
        explanation::{CallButton, FigureBlock, StandingMark},
        facts::{Fact, Facts},
        head::{Head, HeadKind},
        load::load_document,
        player::PlayerLine,
        validity::{Notice, ValidityChip, linked},
    },
    page_context,
    pages::error::NoSuchDocument,
    ports::{ClauseExplanations, InterpretationLine, PolicyExplanations, PolicyPage, QuestionLine, Relation},
};

/// Texts longer than this are not drawn in one contents list at all depths.
const LONG_CONTENTS: usize = 60;
/// Titles of more characters are set smaller.
const LONG_TITLE: usize = 40;
/// More units than this are folded in the facts.
const MANY_UNITS: usize = 6;

/// The current revision.
#[component]
pub fn Policy() -> impl IntoView {
    let id = use_params_map().get_untracked().get("id").unwrap_or_default();
    view! { <PolicyOf id revision=None/> }
}

/// An older revision, under its own address.
#[component]
pub fn PolicyVersion() -> impl IntoView {
    let params = use_params_map().get_untracked();
    let id = params.get("id").unwrap_or_default();
    match params.get("number").unwrap_or_default().parse::<u32>() {
        Ok(number) => view! { <PolicyOf id revision=Some(number)/> }.into_any(),
        Err(_) => view! { <NoSuchDocument kind=Kind::Policy id/> }.into_any(),
    }
}

#[component]
fn PolicyOf(id: String, revision: Option<u32>) -> impl IntoView {
    let Ok(known) = DocumentId::parse(&id) else {
        return view! { <NoSuchDocument kind=Kind::Policy id/> }.into_any();
    };
    let library = page_context().library;
    load_document(Kind::Policy, id, async move { library.policy(&known, revision).await }, |page| view! { <PolicyView page/> }.into_any())
}

#[component]
fn PolicyView(page: PolicyPage) -> impl IntoView {
    let policy = page.policy.clone();
    let is_old = page.revision != page.current_revision;
    let base = format!("/policies/{}", page.id);
    let canonical = if is_old { format!("{base}/versions/{}", page.revision) } else { base.clone() };
    let published = policy.published_on.map_or_else(|| clock::minutes(page.recorded_at), |day| format!("{day} 00:00"));
    let agency_name = page.agency.as_ref().map(|agency| agency.text.clone());
    let source = policy.source.as_ref().and_then(|source| source.name.clone()).or_else(|| agency_name.clone());
    let subjects = policy.subjects.join("、");
    let keywords = if policy.keywords.is_empty() { page.title.clone() } else { policy.keywords.join(",") };
    let state = page.validity.as_ref().map(|notice| notice.statement.state);
    view! {
        <Head
            title=page.title.clone()
            description=policy.summary.clone().unwrap_or_default()
            kind=HeadKind::Article { published, source: source.unwrap_or_else(|| page_context().site.organiser.clone()), keywords }
            canonical
            noindex=is_old
        />
        <div class="two policy">
            <article class="sheet stack">
                <nav class="quiet crumbs" aria-label="当前位置">
                    <a href="/policies">"政策"</a>
                    {(!subjects.is_empty()).then(|| format!(" › {subjects}"))}
                </nav>
                <h1 class=title_class(&page.title)>{page.title.clone()}</h1>
                <p class="hit-facts">
                    <ValidityChip state/>
                    {policy.document_number.as_ref().map(|number| view! { <span class="quiet nowrap">{number.to_string()}</span> })}
                    {page.demo.then(|| view! { <span class="mark">"演示"</span> })}
                </p>
                {is_old.then(|| view! {
                    <section class="notice old-version">
                        <p><strong>{format!("这是第 {} 版，不是最新版。", page.revision)}</strong></p>
                        <p><a href=base.clone()>"看最新版"</a> "　" <a href=format!("{base}/compare/{}..{}", page.revision, page.current_revision)>"看改了什么"</a></p>
                    </section>
                })}
                {page.validity.clone().map(|notice| view! { <Notice notice/> })}
                {policy.summary.clone().map(|summary| view! {
                    <section class="gist"><h2>"这份文件说了什么"</h2><p>{summary}</p></section>
                })}
                {(!policy.unresolved.is_empty()).then(|| view! { <Unresolved spots=policy.unresolved.clone()/> })}
                <Contents policy=policy.clone() folded=true/>
                <Explained explanations=page.explanations.clone()/>
                <OfficialText policy=policy.clone() id=page.id.clone() title=page.title.clone() explanations=page.explanations.by_clause.clone() is_old/>
                <CopyLinks/>
            </article>
            <aside class="stack" aria-label="文件资料">
                <FactsCard page=page.clone()/>
                <Contents policy folded=false/>
                <Relations relations=page.relations.clone()/>
                <Versions page/>
            </aside>
        </div>
    }
}

/// Damaged spots that a person must repair, said openly.
#[component]
fn Unresolved(spots: Vec<domain::policy::UnresolvedSpot>) -> impl IntoView {
    view! {
        <section class="notice">
            <p><strong>"原文有无法自动修复的地方，请以发文机关的正式文本为准："</strong></p>
            <ul>{spots.into_iter().map(|spot| view! { <li>{format!("第 {} 行：“{}”（{}）", spot.line, spot.text, spot.reason)}</li> }).collect_view()}</ul>
        </section>
    }
}

#[component]
fn FactsCard(page: PolicyPage) -> impl IntoView {
    let policy = page.policy.clone();
    let id = page.id.clone();
    let unit_names = |role| -> Option<AnyView> {
        let mut names: Vec<&str> = Vec::new();
        for name in policy.clauses.iter().flat_map(|c| &c.units).filter(|note| note.role == role).flat_map(|note| &note.names) {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        let all = names.join("、");
        match names.len() {
            0 => None,
            1..=MANY_UNITS => Some(all.into_any()),
            count => Some(view! { <details><summary>{format!("{count} 个单位")}</summary>{all}</details> }.into_any()),
        }
    };
    let (lead, responsible) = (unit_names(UnitRole::Lead), unit_names(UnitRole::Responsible));
    let mut facts = vec![
        Fact::text("索引号", policy.index_number.clone()),
        Fact::text("发文字号", policy.document_number.clone()),
        Fact { term: "发文机关", value: page.agency.clone().map(linked) },
        Fact::text("成文日期", policy.written_on),
        Fact::text("公布日期", policy.published_on),
        Fact::text("施行日期", policy.effective_on),
    ];
    if let Some(last) = policy.expires_on {
        facts.push(Fact::text("有效期至", Some(last)));
    }
    facts.push(Fact::text("主题", (!policy.subjects.is_empty()).then(|| policy.subjects.join("、"))));
    facts.push(Fact::text("公开属性", Some(domain::Disclosure::Proactive.label())));
    if let Some(genre) = &policy.genre {
        facts.push(Fact::text("体裁", Some(genre.clone())));
    }
    if lead.is_some() {
        facts.push(Fact { term: "牵头单位", value: lead });
    }
    if responsible.is_some() {
        facts.push(Fact { term: "责任单位", value: responsible });
    }
    if let Some(source) = &policy.source {
        let text = source.name.clone().or_else(|| source.url.clone());
        let url = source.url.clone().filter(|url| url.starts_with("http://") || url.starts_with("https://"));
        facts.push(Fact { term: "信息来源", value: text.map(|text| linked(crate::ports::Linked { text, url })) });
    }
    let phone = page.phone.clone();
    view! {
        <section class="sheet stack" aria-labelledby="facts">
            <h2 class="card-title" id="facts">"文件信息"</h2>
            <Facts facts/>
            <CallButton phone who=String::new()/>
            <h3 class="quiet">"下载"</h3>
            <ul class="downloads">
                {[("html", "网页"), ("docx", "Word"), ("txt", "文本"), ("json", "数据")]
                    .map(|(suffix, word)| view! { <li><a href=format!("/policies/{id}.{suffix}") rel="nofollow">{word}</a></li> })}
            </ul>
        </section>
    }
}

/// Headings of the text. `folded` is the narrow screen's: a closed box above the text.
#[component]
fn Contents(policy: Arc<domain::Policy>, folded: bool) -> impl IntoView {
    let clauses = &policy.clauses;
    let mut headed: Vec<&Clause> = clauses.iter().filter(|clause| !clause.heading.is_empty() && !clause.label.is_empty()).collect();
    if headed.len() > LONG_CONTENTS {
        let shallowest = headed.iter().map(|clause| clause.depth).min().unwrap_or(0);
        headed.retain(|clause| clause.depth == shallowest);
    }
    if headed.is_empty() {
        // Articles without headings: their numbers are still the way around.
        headed = clauses.iter().filter(|clause| !clause.label.is_empty() && !clause.id.as_str().contains('.')).collect();
    }
    if headed.len() < 3 {
        return ().into_any();
    }
    let top = headed.iter().map(|clause| clause.depth).min().unwrap_or(0);
    let list = headed
        .into_iter()
        .map(|clause| {
            let class = if clause.depth > top { "deeper" } else { "" };
            view! { <li class=class><a href=format!("#{}", clause.id.anchor())>{clause.name()}</a></li> }
        })
        .collect_view();
    if folded {
        view! { <details class="contents narrow-only"><summary>"目录"</summary><nav aria-label="本文目录"><ol>{list}</ol></nav></details> }.into_any()
    } else {
        view! { <nav class="contents sheet wide-only" aria-label="目录"><h2 class="card-title">"目录"</h2><ol>{list}</ol></nav> }.into_any()
    }
}

/// A title of several lines is set smaller.
fn title_class(title: &str) -> &'static str {
    if title.chars().count() > LONG_TITLE { "long" } else { "" }
}

#[component]
fn OfficialText(
    policy: Arc<domain::Policy>,
    id: DocumentId,
    title: String,
    explanations: Vec<(ClauseId, ClauseExplanations)>,
    is_old: bool,
) -> impl IntoView {
    let unclear = (!is_old).then(|| format!("/policies/{id}/unclear?clause="));
    let clauses = &policy.clauses;
    let levels = heading_levels(clauses);
    let mut explanations: HashMap<ClauseId, ClauseExplanations> = explanations.into_iter().collect();
    view! {
        <section class="official" aria-labelledby="official">
            <h2 class="visually-hidden" id="official">"正文"</h2>
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
    let is_part = segment.strip_prefix(['p', 'i']).is_some_and(|number| number.starts_with(|c: char| c.is_ascii_digit()));
    !clause.label.is_empty() && !is_part
}

/// One clause: its text as it was issued, paragraph by paragraph; then who must do it by when.
fn clause_view(clause: &Clause, level: Option<HeadingLevel>, titled: bool, explanations: Option<ClauseExplanations>, unclear: Option<&str>) -> impl IntoView + use<> {
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
                        <li><b>"时限"</b> " " {deadline.text.clone()} {deadline.on.map(|on| format!("（{on}）"))}</li>
                    }).collect_view()}
                    {clause.units.iter().map(|note| view! { <li><b>{note.role.label()}</b> " " {note.names.join("、")}</li> }).collect_view()}
                </ul>
            })}
            {explanations.map(|explanations| view! { <ClauseExplained explanations name=clause.name()/> })}
            {link_name.map(|name| view! {
                <p class="tools">
                    {unclear.map(|address| view! { <a href=address rel="nofollow" aria-label=format!("没看懂：{name}")>"没看懂"</a> })}
                    <a href=format!("#{anchor}") data-copy="" aria-label=format!("复制链接：{name}")>"复制链接"</a>
                </p>
            })}
        </div>
    }
}

/// How much of the policy is explained, and the interpretations of it as a whole.
#[component]
fn Explained(explanations: PolicyExplanations) -> impl IntoView {
    let PolicyExplanations { explainable, explained, interpretations, questions, figures, media, .. } = explanations;
    if interpretations.is_empty() && questions + figures + media == 0 {
        return ().into_any();
    }
    let counts = [(questions, "个问答"), (figures, "张图"), (media, "份音视频")].into_iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}"));
    let counts = counts.collect::<Vec<_>>().join("、");
    let link_rows = interpretations
        .into_iter()
        .map(|InterpretationLine { link, form, standing }| view! { <li><span class="mark">{form}</span> " " {linked(link)} " " <StandingMark standing/></li> })
        .collect_view();
    view! {
        <section class="explained" aria-label="解读">
            <ul class="plain">{link_rows}</ul>
            <p class="quiet">{format!("{explainable} 条里有 {explained} 条配了解释{}。带“有解读”的条款可以当场点开。", if counts.is_empty() { String::new() } else { format!("，共{counts}") })}</p>
        </section>
    }
    .into_any()
}

/// What explains this clause, opened right under it.
#[component]
fn ClauseExplained(explanations: ClauseExplanations, name: String) -> impl IntoView {
    let count = explanations.count();
    let ClauseExplanations { questions, figures, media, responses } = explanations;
    let line = |QuestionLine { link, short_answer, standing }: QuestionLine| view! {
        <li>
            <p><b>{linked(link)}</b> " " <StandingMark standing/></p>
            <p>{short_answer}</p>
        </li>
    };
    view! {
        <details class="explains">
            <summary>"有解读 " <span class="count">{count}</span><span class="visually-hidden">{format!("：{name}")}</span></summary>
            {(!questions.is_empty()).then(|| view! { <ul class="qa-lines">{questions.into_iter().map(line).collect_view()}</ul> })}
            {figures.into_iter().map(|figure| view! { <FigureBlock figure/> }).collect_view()}
            {media.into_iter().map(|view| view! { <PlayerLine view/> }).collect_view()}
            {(!responses.is_empty()).then(|| view! {
                <p class="quiet">"听到过的说法："</p>
                <ul class="qa-lines">{responses.into_iter().map(line).collect_view()}</ul>
            })}
        </details>
    }
}

fn clause_body(clause: &Clause, level: Option<HeadingLevel>, titled: bool) -> AnyView {
    let mut lines: Vec<&str> = clause.text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if last_segment(clause).starts_with("tab") {
        return view! { <OfficialTable rows=lines.into_iter().map(str::to_owned).collect() name=clause.name()/> }.into_any();
    }
    match level {
        Some(HeadingLevel::Upper) => return view! { <h3>{lines.join(" ")}</h3> }.into_any(),
        Some(HeadingLevel::Lower) => return view! { <h4>{lines.join(" ")}</h4> }.into_any(),
        None => {}
    }
    let title = (titled && !lines.is_empty()).then(|| lines.remove(0).to_owned());
    let signature = signature_lines(&lines);
    let mut citations: Vec<_> =
        clause.citations.iter().filter_map(|citation| Some((citation.title.clone(), citation.policy.clone()?))).collect();
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
    let is_date = |line: &str| line.ends_with('日') && line.chars().count() <= 11 && line.contains('年') && line.contains('月');
    let Some(date) = lines.iter().rposition(|line| is_date(line)) else { return 0..0 };
    let names = lines
        .iter()
        .take(date)
        .rev()
        .take_while(|line| line.chars().count() <= 24 && !line.contains('：') && !line.starts_with(|c: char| c.is_ascii_digit()) && !line.ends_with(['。', '；', '，', '）']))
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

/// Cited documents that are held become links where their titles stand.
fn with_links(line: &str, citations: &mut Vec<(String, DocumentId)>) -> AnyView {
    let mut parts: Vec<AnyView> = Vec::new();
    let mut rest = line;
    while let Some((at, which, title_len)) = citations
        .iter()
        .enumerate()
        .filter_map(|(which, (title, _))| rest.find(&format!("《{title}》")).map(|at| (at, which, title.len() + '《'.len_utf8() + '》'.len_utf8())))
        .min_by_key(|(at, ..)| *at)
    {
        let (before, tail) = rest.split_at(at);
        let (cited, after) = tail.split_at(title_len);
        let (_, id) = citations.swap_remove(which);
        parts.push(before.to_owned().into_any());
        parts.push(view! { <a href=Kind::Policy.url(&id)>{cited.to_owned()}</a> }.into_any());
        rest = after;
    }
    parts.push(rest.to_owned().into_any());
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
                    {rows.map(|row| view! { <tr>{row.into_iter().map(|cell| view! { <td>{cell}</td> }).collect_view()}</tr> }).collect_view()}
                </tbody>
            </table>
        </section>
    }
}

#[component]
fn Relations(relations: Vec<Relation>) -> impl IntoView {
    if relations.is_empty() {
        return ().into_any();
    }
    view! {
        <section class="sheet stack" aria-labelledby="relations">
            <h2 class="card-title" id="relations">"依据与关联"</h2>
            <ul class="relations">
                {relations
                    .into_iter()
                    .map(|relation| view! {
                        <li>
                            <span class="quiet">{relation.label} {relation.level.map(|level| format!(" · {level}"))}</span>
                            <span>{linked(relation.target)}</span>
                            <span class="quiet hit-facts">
                                {relation.document_number.map(|number| view! { <span class="nowrap">{number}</span> })}
                                {relation.validity.map(|state| view! { <ValidityChip state=Some(state)/> })}
                            </span>
                        </li>
                    })
                    .collect_view()}
            </ul>
        </section>
    }
    .into_any()
}

#[component]
fn Versions(page: PolicyPage) -> impl IntoView {
    if page.revisions.len() < 2 {
        return ().into_any();
    }
    let id = page.id.clone();
    let shown = page.revision;
    view! {
        <section class="sheet stack" aria-labelledby="versions">
            <h2 class="card-title" id="versions">"历次版本"</h2>
            <ol class="versions" reversed="reversed">
                {page.revisions
                    .into_iter()
                    .rev()
                    .map(|row| {
                        let words = format!("第 {} 版", row.number);
                        let url = if row.number == page.current_revision { format!("/policies/{id}") } else { format!("/policies/{id}/versions/{}", row.number) };
                        let compare = (row.number > 1).then(|| view! { <a href=format!("/policies/{id}/compare/{}..{}", row.number - 1, row.number)>"和上一版比较"</a> });
                        view! {
                            <li>
                                <a href=url aria-current=(row.number == shown).then_some("true")>{words}</a>
                                <time class="quiet" datetime=clock::rfc3339(row.recorded_at)>{clock::civil_day(row.recorded_at).to_string()}</time>
                                {compare}
                            </li>
                        }
                    })
                    .collect_view()}
            </ol>
        </section>
    }
    .into_any()
}
